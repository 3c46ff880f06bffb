package plan

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"slices"
	"strconv"
	"strings"

	"anjian/kernel"
)

// A pool is the lists of a draw as one text (名录): its SHA-256 is public before anybody can know the seeds, and whoever has it and the two seeds gets the same
// result. The same steps stand in ui/drawing.ts; testdata/draw.json holds what both must arrive at.
//
//	anjian-draw/1
//	draw	10	per	2	teams	0	local	1
//	O	<id>	<weight>	<region>	<ids of officers who may not go there, or ->	<name>
//	P	<id>	<region>	<name>
//
// O are the objects and P the officers, each sorted by id; columns are parted by a tab, lines end with a line feed.
type pool struct {
	draw, per    int
	teams, local bool
	objects      []object
	people       []inspector
}

type object struct {
	id, name string
	weight   uint32
	region   string
	barred   []string
}

type inspector struct{ id, name, region string }

// drawn is one object with those who go there.
type drawn struct {
	Object   string   `json:"object"`
	Officers []string `json:"officers"`
}

const poolMark = "anjian-draw/1"

func bit(b bool) string {
	if b {
		return "1"
	}
	return "0"
}

func (p *pool) text() []byte {
	slices.SortFunc(p.objects, func(a, b object) int { return strings.Compare(a.id, b.id) })
	slices.SortFunc(p.people, func(a, b inspector) int { return strings.Compare(a.id, b.id) })
	var b bytes.Buffer
	line := func(columns ...string) { b.WriteString(strings.Join(columns, "\t") + "\n") }
	line(poolMark)
	line("draw", itoa(p.draw), "per", itoa(p.per), "teams", bit(p.teams), "local", bit(p.local))
	for _, o := range p.objects {
		barred := "-"
		if len(o.barred) > 0 {
			slices.Sort(o.barred)
			barred = strings.Join(o.barred, ",")
		}
		line("O", o.id, strconv.FormatUint(uint64(o.weight), 10), o.region, barred, plain(o.name))
	}
	for _, q := range p.people {
		line("P", q.id, q.region, plain(q.name))
	}
	return b.Bytes()
}

// plain keeps a name on its line.
func plain(s string) string { return strings.Join(strings.Fields(s), " ") }

var errPool = kernel.Errorf(kernel.Invalid, "名录格式不对")

func parsePool(text []byte) (*pool, error) {
	lines := strings.Split(strings.TrimSuffix(string(text), "\n"), "\n")
	if len(lines) < 2 || lines[0] != poolMark {
		return nil, errPool
	}
	p, head := &pool{}, strings.Split(lines[1], "\t")
	if len(head) != 8 {
		return nil, errPool
	}
	p.draw, _ = strconv.Atoi(head[1])
	p.per, _ = strconv.Atoi(head[3])
	p.teams, p.local = head[5] == "1", head[7] == "1"
	for _, l := range lines[2:] {
		col := strings.Split(l, "\t")
		switch {
		case len(col) == 6 && col[0] == "O":
			w, err := strconv.ParseUint(col[2], 10, 32)
			if err != nil || w == 0 {
				return nil, errPool
			}
			o := object{id: col[1], weight: uint32(w), region: col[3], name: col[5]}
			if col[4] != "-" {
				o.barred = strings.Split(col[4], ",")
			}
			p.objects = append(p.objects, o)
		case len(col) == 4 && col[0] == "P":
			p.people = append(p.people, inspector{id: col[1], region: col[2], name: col[3]})
		default:
			return nil, errPool
		}
	}
	return p, nil
}

func hash(b []byte) string { sum := sha256.Sum256(b); return hex.EncodeToString(sum[:]) }

// stream is numbers that follow from the key alone: SHA-256 of the key and a counter, four bytes a number.
type stream struct {
	key   [32]byte
	block [32]byte
	count uint64
	used  int
}

// newStream makes the key of the hash of the pool and both seeds.
func newStream(poolHash, seed1, seed2 string) *stream {
	return &stream{key: sha256.Sum256([]byte(poolMark + "\n" + poolHash + "\n" + seed1 + "\n" + seed2 + "\n")), used: 32}
}

func (s *stream) word() uint32 {
	if s.used == len(s.block) {
		s.block = sha256.Sum256(binary.BigEndian.AppendUint64(s.key[:len(s.key):len(s.key)], s.count))
		s.count, s.used = s.count+1, 0
	}
	w := binary.BigEndian.Uint32(s.block[s.used:])
	s.used += 4
	return w
}

// below is a number from 0 to n-1, each as likely as any other: words beyond the last whole multiple of n are passed over.
func (s *stream) below(n uint32) uint32 {
	limit := uint64(1<<32) / uint64(n) * uint64(n)
	for {
		if w := s.word(); uint64(w) < limit {
			return w % n
		}
	}
}

// run draws the objects one after the other, each with a chance by its weight among those left, and then the officers of each.
func (p *pool) run(s *stream) []drawn {
	left, total := slices.Clone(p.objects), uint32(0)
	for _, o := range left {
		total += o.weight
	}
	var out []drawn
	var chosen []object
	for range min(p.draw, len(left)) {
		at := s.below(total)
		for i, o := range left {
			if at < o.weight {
				chosen, left, total = append(chosen, o), slices.Delete(left, i, i+1), total-o.weight
				break
			}
			at -= o.weight
		}
	}
	crews := p.crews(s)
	busy, crewBusy := make([]int, len(p.people)), make([]int, len(crews))
	for _, o := range chosen {
		out = append(out, drawn{o.id, p.assign(s, o, crews, busy, crewBusy)})
	}
	return out
}

// crews shuffles the officers (Fisher-Yates) and cuts them into teams; who is left over joins the first ones.
func (p *pool) crews(s *stream) (out [][]int) {
	if !p.teams || len(p.people) < p.per {
		return nil
	}
	order := make([]int, len(p.people))
	for i := range order {
		order[i] = i
	}
	for i := len(order) - 1; i > 0; i-- {
		j := int(s.below(uint32(i + 1)))
		order[i], order[j] = order[j], order[i]
	}
	n := len(order) / p.per
	for i := range n {
		out = append(out, order[i*p.per:(i+1)*p.per:(i+1)*p.per])
	}
	for i, rest := range order[n*p.per:] {
		out[i%n] = append(out[i%n], rest)
	}
	return out
}

// assign sends to an object, of those who may go, one of those with the least to do, again and again until there are enough. With teams it sends one of the
// teams none of whose members is kept away, and single officers where there is no such team. With local the first one is of the object's county, if there is any.
func (p *pool) assign(s *stream, o object, crews [][]int, busy, crewBusy []int) (out []string) {
	may := func(i int) bool { return !slices.Contains(o.barred, p.people[i].id) }
	var fit []int
	for i, crew := range crews {
		if !slices.ContainsFunc(crew, func(at int) bool { return !may(at) }) {
			fit = append(fit, i)
		}
	}
	if len(fit) > 0 {
		fit = idlest(fit, crewBusy)
		crew := fit[s.below(uint32(len(fit)))]
		crewBusy[crew]++
		for _, at := range crews[crew] {
			busy[at]++
			out = append(out, p.people[at].id)
		}
		return out
	}
	var free []int
	for i := range p.people {
		if may(i) {
			free = append(free, i)
		}
	}
	for n := 0; n < p.per && len(free) > 0; n++ {
		some := slices.Clone(free)
		if p.local && n == 0 {
			some = slices.DeleteFunc(some, func(i int) bool { return !near(p.people[i].region, o.region) })
			if len(some) == 0 {
				some = slices.Clone(free)
			}
		}
		some = idlest(some, busy)
		at := some[s.below(uint32(len(some)))]
		busy[at]++
		out = append(out, p.people[at].id)
		free = slices.DeleteFunc(free, func(i int) bool { return i == at })
	}
	return out
}

// idlest keeps those with the least to do, in their order.
func idlest(of, busy []int) []int {
	least := busy[of[0]]
	for _, i := range of {
		least = min(least, busy[i])
	}
	return slices.DeleteFunc(of, func(i int) bool { return busy[i] > least })
}

// near tells whether an officer is of the object's own county.
func near(officer, object string) bool {
	return len(officer) >= 6 && len(object) >= 6 && officer[:6] == object[:6]
}

// ratio is how many of n are drawn: rounded up, one at least.
func ratio(n int, percent float64) int {
	if n == 0 {
		return 0
	}
	hundredths := int(percent*100 + 0.5) // of a percent, exactly
	return min(n, max(1, (n*hundredths+9999)/10000))
}
