package search

import (
	"slices"
	"strings"
	"sync"
	"unicode"

	"github.com/mozillazg/go-pinyin"

	"anjian/kernel"
)

// Words are what the index holds of a record. A run of Chinese characters gives its pairs and its last character, so
// that any part of it is found without a dictionary; a run of letters and digits is one word, lower-cased and
// found by its beginning; a name also gives the initials of its pinyin from each of its first characters on.
// Words that begin with _ are no text: nobody can type them.
const (
	typeMark   = "_t" // record type, in PostgreSQL; in SQLite the place of the document tells it
	regionMark = "_r" // each region above the record
	refMark    = "_x" // id of a record that it refers to
	codeMark   = "_k" // a code as a whole
)

const (
	fieldRunes   = 2000 // of a text that are indexed
	initialRunes = 16   // of a name from which initials begin
	queryRunes   = 100  // of what a person typed
	queryWords   = 16
)

// runs cuts a text into runs of one kind: Chinese characters, or letters and digits.
func runs(s string, most int, each func(run []rune, han bool)) {
	var run []rune
	han, n := false, 0
	end := func() {
		if len(run) > 0 {
			each(run, han)
		}
		run = run[:0]
	}
	for _, r := range s {
		if n++; n > most {
			break
		}
		if r > 0xff00 && r < 0xff5f { // full width
			r -= 0xfee0
		}
		isHan := unicode.Is(unicode.Han, r)
		if !isHan && !unicode.IsLetter(r) && !unicode.IsDigit(r) || r == unicode.ReplacementChar {
			end()
			continue
		}
		if isHan != han {
			end()
		}
		han = isHan
		run = append(run, unicode.ToLower(r))
	}
	end()
}

// set collects words; the databases keep each of a record once.
type set struct {
	whole bool // PostgreSQL finds words by their beginning; SQLite is given the short beginnings as words
	list  []string
}

const short = 4 // letters of a beginning that is a word of its own in SQLite

func (s *set) add(word string) {
	if word != "" && len(word) <= 200 {
		s.list = append(s.list, word)
	}
}

// letters adds a word of letters and digits.
func (s *set) letters(run []rune) {
	for n := 2; n <= short && n < len(run) && !s.whole; n++ {
		s.add(string(run[:n]))
	}
	s.add(string(run))
}

func (s *set) text(text string) {
	whole, count := "", 0
	runs(text, fieldRunes, func(run []rune, han bool) {
		if !han {
			s.letters(run)
			whole += string(run)
			count++
			return
		}
		count = -1 << 20 // no code
		for i := range run {
			s.add(string(run[i:min(i+2, len(run))]))
			if !s.whole {
				s.add(string(run[i : i+1]))
			}
		}
	})
	if count > 0 && len(whole) <= 64 { // GB-2018-001 is found as gb2018001 too
		s.letters([]rune(whole))
		s.add(codeMark + whole)
	}
}

// initials adds the initials of a name from each of its first characters on, in two readings where one of its
// characters has two: 重庆 is cq and zq.
func (s *set) initials(name string) {
	var usual, other []rune
	n := 0
	for _, r := range name {
		if n++; n > initialRunes {
			break
		}
		if letter := initial(r); letter != 0 {
			usual, other = append(usual, rune(letter)), append(other, rune(letter))
			if second := polyphones[r]; second != 0 {
				other[len(other)-1] = rune(second)
			}
		}
	}
	for i := range len(usual) - 1 {
		s.letters(usual[i:])
		if !slices.Equal(usual[i:], other[i:]) {
			s.letters(other[i:])
		}
	}
}

// polyphones are the characters that are frequent in names and read in two ways, with the initial that the table of
// readings does not put first.
var polyphones = map[rune]byte{'重': 'c', '长': 'c', '行': 'h', '乐': 'y', '单': 's', '朝': 'z', '厦': 'x', '曾': 'z', '解': 'x', '查': 'z', '调': 't', '参': 's', '翟': 'z', '校': 'j', '传': 'z', '藏': 'z', '车': 'j'}

// initial is the letter with which a character begins: that of its pinyin, or itself; 0 for signs.
func initial(r rune) byte {
	switch {
	case r >= firstHan && r <= lastHan:
		return readings()[r-firstHan]
	case r < 0x80 && (unicode.IsLetter(r) || unicode.IsDigit(r)):
		return byte(unicode.ToLower(r))
	}
	return 0
}

const firstHan, lastHan = 0x4e00, 0x9fff

// readings holds the initial of every character of the basic block.
var readings = sync.OnceValue(func() []byte {
	out := make([]byte, lastHan-firstHan+1)
	args := pinyin.Args{Style: pinyin.FirstLetter}
	for i := range out {
		if list := pinyin.SinglePinyin(rune(firstHan+i), args); len(list) > 0 && list[0] != "" {
			out[i] = list[0][0]
		}
	}
	return out
})

// indexed lists the columns of m that are searched: its name and those marked so. Personal data are not: whoever sees
// them masked must not find out by searching.
func indexed(m *kernel.Meta) (out []*kernel.Field) {
	for i := range m.Fields {
		f := &m.Fields[i]
		if f.Kind.Mask != nil || f.Kind.To != nil || f.Name == "id" {
			continue
		}
		if f.Has("search") || f.Name == m.NameColumn {
			out = append(out, f)
		}
	}
	return out
}

// words returns everything that the index holds of rec, for PostgreSQL or for SQLite.
func words(m *kernel.Meta, rec any, postgres bool) []string {
	s := set{whole: postgres}
	if postgres {
		s.add(typeMark + m.Name)
	}
	region := string(kernel.BaseOf(rec).Region)
	for _, n := range regionLengths {
		if len(region) >= n {
			s.add(regionMark + plainWord(region[:n]))
		}
	}
	for _, f := range indexed(m) {
		s.text(f.Text(rec))
		if f.Name == m.NameColumn {
			s.initials(f.Text(rec))
		}
	}
	for i := range m.Fields {
		if f := &m.Fields[i]; f.Kind.Name == "ref" {
			if id := plainWord(f.In(rec).String()); id != "" {
				s.add(refMark + id)
			}
		}
	}
	return s.list
}

// regionLengths are the digits of a province, a prefecture, a county, a township and a village.
var regionLengths = []int{2, 4, 6, 9, 12}

// plainWord is s if it consists of ASCII letters and digits only, else "".
func plainWord(s string) string {
	for i := 0; i < len(s); i++ {
		if c := s[i] | 0x20; (c < 'a' || c > 'z') && (s[i] < '0' || s[i] > '9') {
			return ""
		}
	}
	return strings.ToLower(s)
}

// nameKey is the form in which names are compared by their beginning.
func nameKey(s string) string {
	r := []rune(strings.ToLower(strings.TrimSpace(strings.ReplaceAll(strings.ToValidUTF8(s, ""), "\x00", ""))))
	return string(r[:min(len(r), 60)])
}

// term is a word of a query; begin asks for words that begin with it.
type term struct {
	word  string
	begin bool
}

// terms reads what a person typed.
func terms(text string) (out []term) {
	add := func(word string, begin bool) {
		if t := (term{word, begin}); len(out) < queryWords && !slices.Contains(out, t) {
			out = append(out, t)
		}
	}
	runs(text, queryRunes, func(run []rune, han bool) {
		switch {
		case han && len(run) == 1:
			add(string(run), true)
		case han:
			for i := range len(run) - 1 {
				add(string(run[i:i+2]), false)
			}
		default:
			add(string(run), len(run) > 1)
		}
	})
	return out
}

// code is what a person typed as one code, "" if it is none.
func code(text string) string {
	whole := ""
	runs(text, queryRunes, func(run []rune, han bool) {
		if han || len(whole) > 64 {
			whole = "\x00"
		}
		whole += string(run)
	})
	if strings.Contains(whole, "\x00") || len(whole) > 64 {
		return ""
	}
	return whole
}
