package region

import (
	"bufio"
	"bytes"
	"compress/gzip"
	_ "embed"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strings"
	"sync"
)

// The files under data are made by data/make.mjs and described there.
var (
	//go:embed data/divisions.txt.gz
	divisionData []byte
	//go:embed data/townships.txt.gz
	townshipData []byte
	//go:embed data/supervision.json
	supervisionData []byte
)

// Levels of a Division.
const (
	Province   = 1 // 省、自治区、直辖市
	Prefecture = 2 // 地级
	County     = 3 // 县级, functional zones included
	Township   = 4 // 乡级
)

// Division is one entry of the national table of administrative divisions
// (行政区划): six digits by GB/T 2260 down to the county, nine digits by the
// statistical code (统计用区划代码) for a township.
type Division struct {
	Code, Name string
	Level      int
}

// Succession is a code that another took over when a division was merged,
// renamed or moved. The old code stays good inside identity numbers, credit
// codes and records made before Since; both are accepted in that year.
type Succession struct {
	Old string `json:"old"`
	Was string `json:"was"` // its last name
	New string `json:"new"`
	// Since is the year of the State Council's or the ministry's approval.
	Since int `json:"since"`
	// Merged: New stood in the table before and took Old in.
	Merged bool `json:"merged"`
}

// Standard returns the division of a code, townships included.
func Standard(code string) (Division, bool) {
	if len(code) == 9 {
		list := townships()
		if i, ok := search(list, code); ok {
			return list[i], true
		}
		return Division{}, false
	}
	list := divisions().list
	if i, ok := search(list, code); ok {
		return list[i], true
	}
	return Division{}, false
}

// Provinces lists the provinces in code order.
func Provinces() []Division { return childrenOf("", Province) }

// Children lists the divisions next below a code by the standard's own
// numbering, in code order. A county's children are its townships.
func Children(code string) []Division {
	d, ok := Standard(code)
	if !ok || d.Level == Township {
		return nil
	}
	if d.Level == Prefecture && len(childrenOf(trim(code), County)) == 0 {
		return under(townships(), code) // 东莞, 中山, 儋州, 嘉峪关 have no counties
	}
	return childrenOf(trim(code), d.Level+1)
}

func childrenOf(prefix string, level int) []Division {
	if level == Township {
		return under(townships(), prefix)
	}
	var out []Division
	for _, d := range under(divisions().list, prefix) {
		if d.Level == level {
			out = append(out, d)
		}
	}
	return out
}

// Parent returns the division next above a code by the standard's numbering.
func Parent(code string) (Division, bool) {
	d, ok := Standard(code)
	if !ok {
		return Division{}, false
	}
	switch d.Level {
	case Township:
		return Standard(code[:6])
	case County:
		return Standard(code[:4] + "00")
	case Prefecture:
		return Standard(code[:2] + "0000")
	}
	return Division{}, false
}

// FullName spells a division from its province down, without the rows that
// stand only in statistics: 河南省郑州市金水区.
func FullName(code string) string {
	var names []string
	for d, ok := Standard(code); ok; d, ok = Parent(d.Code) {
		if !placeholder(d) {
			names = append(names, d.Name)
		}
	}
	slices.Reverse(names)
	return strings.Join(names, "")
}

// Supervisor returns the division whose authority supervises (属地监管) the
// given one. It follows the standard except where data/supervision.json says
// otherwise, and passes over statistical rows: 辛集市 answers to 河北省,
// 容城县 to 雄安新区, 东城区 to 北京市.
func Supervisor(code string) (Division, bool) {
	if to, ok := divisions().moved[code]; ok {
		return Standard(to)
	}
	d, ok := Parent(code)
	if ok && placeholder(d) {
		return Parent(d.Code)
	}
	return d, ok
}

// Supervised lists the divisions that answer directly to a code.
func Supervised(code string) []Division {
	if _, ok := Standard(code); !ok {
		return nil
	}
	t := divisions()
	var out []Division
	for _, d := range Children(code) {
		switch {
		case placeholder(d):
			out = append(out, Supervised(d.Code)...)
		case t.moved[d.Code] == "" || t.moved[d.Code] == code:
			out = append(out, d)
		}
	}
	for from, to := range t.moved {
		if d, ok := Standard(from); ok && to == code && !slices.Contains(out, d) {
			out = append(out, d)
		}
	}
	slices.SortFunc(out, byCode)
	return out
}

// Outside lists the codes inside a division's code range that others
// supervise: a scope given as a range must leave them out.
func Outside(code string) []string {
	var out []string
	for from, to := range divisions().moved {
		if strings.HasPrefix(from, trim(code)) && !within(to, code) {
			out = append(out, from)
		}
	}
	slices.Sort(out)
	return out
}

// within says whether a division lies below another or is it, by either tree.
func within(code, scope string) bool {
	if strings.HasPrefix(code, trim(scope)) {
		return true
	}
	for d, ok := Supervisor(code); ok; d, ok = Supervisor(d.Code) {
		if strings.HasPrefix(d.Code, trim(scope)) {
			return true
		}
	}
	return false
}

// Successor returns what became of an old code.
func Successor(old string) (Succession, bool) {
	i := slices.IndexFunc(divisions().successions, func(s Succession) bool { return s.Old == old })
	if i < 0 {
		return Succession{}, false
	}
	return divisions().successions[i], true
}

// Successions lists the known changes in the order of the old codes.
func Successions() []Succession { return slices.Clone(divisions().successions) }

// Current follows successions until a code of today's table is reached; an
// unknown code is returned as it is.
func Current(code string) string {
	for s, ok := Successor(code); ok; s, ok = Successor(code) {
		code = s.New
	}
	return code
}

// ValidIn says whether a code stood in the table in a year, as far as the
// recorded successions tell.
func ValidIn(code string, year int) bool {
	if s, ok := Successor(code); ok {
		return year <= s.Since
	}
	if _, ok := Standard(code); !ok {
		return false
	}
	for _, s := range divisions().successions {
		if s.New == code && !s.Merged && year < s.Since {
			return false
		}
	}
	return true
}

// Own says whether a code is this platform's own and in no state list.
func Own(code string) bool { return divisions().own[code] }

func placeholder(d Division) bool {
	return d.Level == Prefecture && (d.Name == "市辖区" || d.Name == "县" || strings.Contains(d.Name, "直辖县级"))
}

// trim leaves the digits that every code below the given one shares.
func trim(code string) string {
	switch {
	case len(code) != 6:
		return code
	case strings.HasSuffix(code, "0000"):
		return code[:2]
	case strings.HasSuffix(code, "00"):
		return code[:4]
	}
	return code
}

func levelOf(code string) int {
	switch len(trim(code)) {
	case 2:
		return Province
	case 4:
		return Prefecture
	case 6:
		return County
	}
	return Township
}

func byCode(a, b Division) int { return strings.Compare(a.Code, b.Code) }

func search(list []Division, code string) (int, bool) {
	return slices.BinarySearchFunc(list, code, func(d Division, c string) int { return strings.Compare(d.Code, c) })
}

// under returns the run of a sorted list whose codes begin with prefix.
func under(list []Division, prefix string) []Division {
	from, _ := search(list, prefix)
	to, _ := search(list, prefix+":") // the character after 9
	return list[from:to]
}

type table struct {
	list        []Division
	moved       map[string]string
	own         map[string]bool
	aliases     map[string][]string
	successions []Succession
}

var divisions = sync.OnceValue(func() table {
	var extra struct {
		Divisions []struct {
			Code, Name string
			Level      int
			Own        bool
		}
		Moves       []struct{ Code, To string }
		Aliases     map[string][]string
		Successions []Succession
	}
	if err := json.Unmarshal(supervisionData, &extra); err != nil {
		panic(fmt.Sprintf("region: supervision.json: %v", err))
	}
	t := table{
		list:        make([]Division, 0, 3400),
		moved:       map[string]string{},
		own:         map[string]bool{},
		aliases:     extra.Aliases,
		successions: extra.Successions,
	}
	for line := range lines(divisionData) {
		code, name, _ := strings.Cut(line, " ")
		t.list = append(t.list, Division{Code: code, Name: name, Level: levelOf(code)})
	}
	for _, d := range extra.Divisions {
		t.list = append(t.list, Division{Code: d.Code, Name: d.Name, Level: d.Level})
		t.own[d.Code] = d.Own
	}
	for _, m := range extra.Moves {
		t.moved[m.Code] = m.To
	}
	slices.SortFunc(t.list, byCode)
	return t
})

var townships = sync.OnceValue(func() []Division {
	list := make([]Division, 0, 42000)
	for line := range lines(townshipData) {
		parts := strings.Split(line, " ")
		for _, p := range parts[1:] {
			list = append(list, Division{Code: parts[0] + p[:3], Name: p[3:], Level: Township})
		}
	}
	return list
})

// lines reads a compressed table. The tables are part of the program, so one
// that cannot be read is a broken build.
func lines(packed []byte) func(func(string) bool) {
	return func(yield func(string) bool) {
		r, err := gzip.NewReader(bytes.NewReader(packed))
		if err != nil {
			panic(fmt.Sprintf("region: table: %v", err))
		}
		text, err := io.ReadAll(r)
		if err != nil {
			panic(fmt.Sprintf("region: table: %v", err))
		}
		s := bufio.NewScanner(strings.NewReader(string(text)))
		s.Buffer(nil, 1<<20)
		for s.Scan() {
			if !yield(s.Text()) {
				return
			}
		}
	}
}
