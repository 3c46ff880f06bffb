package paper

import (
	"strings"
	"sync"
	"unicode"
)

// look is how letters look; measures are in points.
type look struct {
	face  int
	size  float64
	lead  float64 // from line to line
	track float64 // added to every letter
	bold  bool
	color uint32
}

// letter is a character with its place in a font of the file.
type letter struct {
	r    rune
	font int // a built-in face, or rare and its number
	code uint16
	kind uint8
	bold bool
	wide float64 // as the font has it
	room float64 // as the line has it

	under bool // has a line below
	fill  bool // takes what is left of the line
	spot  *Spot
}

const rare = 2 // the first font of rare letters

// What a character means for the break of lines (GB/T 15834-2011, 5.1: no closing mark begins a
// line, no opening mark ends one).
const (
	full    = 1 << iota // may be parted from its neighbours
	closing             // never begins a line
	opening             // never ends one
	hollow              // its right half is empty and may stand outside
	blank
	feed // the line ends here
)

const (
	closingMarks = "，。、；：？！）〕】》」』〉〗”’％‰℃°…—·～々ー,.;:?!)]}%"
	openingMarks = "（〔【《「『〈〖“‘￥¥$№([{"
	hollowMarks  = "，。、；：？！）〕】》」』〉〗”’"
)

var kinds = sync.OnceValue(func() *[1 << 16]uint8 {
	var k [1 << 16]uint8
	for r := range rune(1 << 16) {
		if r >= 0x2E80 || r >= 0x2100 && r < 0x2800 {
			k[r] |= full
		}
		if unicode.IsSpace(r) && r != '　' {
			k[r] |= blank
		}
	}
	for marks, kind := range map[string]uint8{closingMarks: closing, openingMarks: opening, hollowMarks: hollow} {
		for _, r := range marks {
			k[r] |= kind
			if r > 0x7F {
				k[r] |= full
			}
		}
	}
	k['\n'] = feed
	k[0xA0] = blank | opening // holds its neighbours together
	return &k
})

func kindOf(r rune) uint8 {
	if r >= 1<<16 {
		return full
	}
	return kinds()[r]
}

// unseen says of a character that it has no look of its own: marks of joining, of variants, of order.
func unseen(r rune) bool {
	return unicode.Is(unicode.Cf, r) || unicode.Is(unicode.Variation_Selector, r)
}

// set finds every character of a text in a font and notes the characters that no font has.
func (p *pdf) set(rs []Run, l look) []letter {
	n := 0
	for _, r := range rs {
		n += len(r.Text)
	}
	out := make([]letter, 0, n/2+4)
	for _, run := range rs {
		if run.plain() {
			out = p.plain(out, run, l)
		} else {
			out = p.special(out, run, l)
		}
	}
	return out
}

func (r Run) plain() bool {
	return !r.Under && r.Min == 0 && !r.Fill && r.Mark == NoMark && r.Spot == nil
}

func (p *pdf) plain(out []letter, run Run, l look) []letter {
	for _, r := range clean(run.Text) {
		if unseen(r) {
			continue
		}
		a := p.find(r, l)
		a.bold = run.Bold || l.bold
		out = append(out, a)
	}
	return out
}

func (p *pdf) find(r rune, l look) letter {
	a := letter{r: r, font: l.face, kind: kindOf(r)}
	if a.kind&feed != 0 {
		return a
	}
	if a.kind&blank != 0 {
		a.r = ' '
	}
	for _, i := range [2]int{l.face, 1 - l.face} {
		u := p.file.fonts[i]
		if g := u.face.glyph(a.r); g != 0 {
			a.font, a.code = i, u.code(a.r)
			a.wide = float64(u.face.advance(g)) * l.size / 1000
			a.room = a.wide + l.track
			if r == '\t' {
				a.room += l.size
			}
			return a
		}
	}
	n, ok := p.file.rares[r]
	if !ok {
		g, found := findRare(r)
		if !found {
			p.missing = append(p.missing, r)
			return a
		}
		n = len(p.file.rare)
		p.file.rares[r] = n
		p.file.rare = append(p.file.rare, g)
	}
	a.font, a.code = rare+n/256, uint16(n%256)
	a.wide = float64(p.file.rare[n].wide) * l.size / 1000
	a.room = a.wide + l.track
	return a
}

// row is a line of text as it was broken.
type row struct {
	letters []letter
	wide    float64 // without the blanks at its end
	last    bool    // of its paragraph or before a line feed: not stretched
}

// rows breaks letters into lines; the first is narrower by first, which may be negative.
func rows(ls []letter, room, first float64) (out []row) {
	for from := 0; ; {
		avail := room
		if len(out) == 0 {
			avail -= first
		}
		w, best, i := 0.0, -1, from
		for ; i < len(ls) && ls[i].kind&feed == 0; i++ {
			a := ls[i]
			need := w + a.room
			if a.kind&hollow != 0 {
				need -= a.room / 2
			}
			if need > avail+0.01 && a.kind&blank == 0 && i > from {
				break
			}
			w += a.room
			if i+1 < len(ls) && breakable(a, ls[i+1]) {
				best = i + 1
			}
		}
		if i == len(ls) || ls[i].kind&feed != 0 {
			out = append(out, measure(ls[from:i], true))
			if i == len(ls) {
				return out
			}
			from = i + 1
			continue
		}
		if best <= from {
			best = i // one long word
		}
		out = append(out, measure(ls[from:best], false))
		from = best
	}
}

func measure(ls []letter, last bool) row {
	end := len(ls)
	for end > 0 && ls[end-1].kind&blank != 0 {
		end--
	}
	r := row{letters: ls, last: last}
	for _, a := range ls[:end] {
		r.wide += a.room
	}
	return r
}

func breakable(a, b letter) bool {
	switch {
	case a.kind&opening != 0 || b.kind&(closing|blank) != 0:
		return false
	case a.kind&blank != 0:
		return true
	case a.kind&closing != 0 && b.kind&closing != 0:
		return false
	case a.kind&full != 0 || b.kind&full != 0:
		return true
	}
	return strings.ContainsRune("-/", a.r) && unicode.IsLetter(b.r)
}

// stretch says how much is added after a letter so that the line fills its room: between characters,
// or between words where there are none.
func (r row) stretch(room, size float64) (extra float64, between uint8) {
	free := room - r.wide
	if r.last || free <= 0 || free > 4*size {
		return 0, 0
	}
	for _, kind := range []uint8{full, blank} {
		n := 0
		for i := range r.letters[:max(0, len(r.letters)-1)] {
			if r.gap(i, kind) {
				n++
			}
		}
		if n > 0 {
			return free / float64(n), kind
		}
	}
	return 0, 0
}

// gap says whether there is room to be had after letter i.
func (r row) gap(i int, kind uint8) bool {
	if i+1 >= len(r.letters) {
		return false
	}
	a, b := r.letters[i], r.letters[i+1]
	if kind == blank {
		return a.kind&blank != 0
	}
	return (a.kind|b.kind)&full != 0 && (a.kind|b.kind)&blank == 0
}
