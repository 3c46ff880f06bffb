package majorhazard

import (
	"embed"
	"encoding/json"
	"fmt"
	"io/fs"
	"math/big"
	"slices"
	"strings"

	"anjian/kernel"
)

// The tables of the standard by edition, one file each: critical quantities Q (表1, 表2), correction factors β (表3, 表4) and α (表5). The
// classes of a named substance are the platform's reading of its GHS classification; the enterprise's own safety data sheet goes before it.
//
//go:embed data/*.json
var data embed.FS

// Table is one edition of the standard.
type Table struct {
	Edition    Edition     `json:"edition"`
	Name       string      `json:"name"`
	From       kernel.Date `json:"from"`
	Exposure   []band      `json:"exposure"`
	Grades     []rung      `json:"grades"`
	Toxic      []toxic     `json:"toxic"`
	Classes    []class     `json:"classes"`
	Substances []entry     `json:"substances"`
}

// band is α by the people who live within 500 m of the boundary (表5).
type band struct {
	From  int    `json:"from"`
	Alpha string `json:"alpha"`
	Label string `json:"label"`
}

// rung is the R from which a grade begins (表6).
type rung struct {
	Grade Grade  `json:"grade"`
	From  string `json:"from"`
}

// toxic is a gas of 表3 that 表1 does not name.
type toxic struct {
	Name string   `json:"name"`
	CAS  []string `json:"cas"`
	Beta string   `json:"beta"`
}

// class is a class of danger with its Q (表2) and β (表4).
type class struct {
	Symbol Class  `json:"symbol"`
	Label  string `json:"label"`
	Q      string `json:"q"`
	Beta   string `json:"beta"`
}

// entry is a substance that 表1 names; Beta is that of 表3. A conditional one applies at a certain content only, so it has to be chosen.
type entry struct {
	No          int      `json:"no"`
	Name        string   `json:"name"`
	Q           string   `json:"q"`
	CAS         []string `json:"cas,omitempty"`
	Alias       []string `json:"alias,omitempty"`
	Beta        string   `json:"beta,omitempty"`
	Classes     []Class  `json:"classes,omitempty"`
	Conditional bool     `json:"conditional,omitempty"`
}

var tables = load()

// load reads the shipped editions, the newest first; a file that cannot be read must not reach anybody, so the program does not start.
func load() (out []*Table) {
	names, err := fs.Glob(data, "data/*.json")
	if err != nil {
		panic(err)
	}
	for _, name := range names {
		text, err := data.ReadFile(name)
		if err != nil {
			panic(err)
		}
		t := &Table{}
		if err := json.Unmarshal(text, t); err != nil {
			panic(fmt.Sprintf("majorhazard: %s: %v", name, err))
		}
		out = append(out, t)
	}
	slices.SortFunc(out, func(a, b *Table) int { return strings.Compare(string(b.From), string(a.From)) })
	return out
}

// TableOf returns the edition called name, the newest for "", nil if it is unknown.
func TableOf(name Edition) *Table {
	for _, t := range tables {
		if name == "" || t.Edition == name {
			return t
		}
	}
	return nil
}

func (t *Table) class(symbol Class) *class {
	for i := range t.Classes {
		if t.Classes[i].Symbol == symbol {
			return &t.Classes[i]
		}
	}
	return nil
}

// key is the value under which an entry is chosen.
func (t *Table) key(e *entry) Listed { return Listed(fmt.Sprintf("%s/%d", t.Edition, e.No)) }

// find returns the entry of 表1 for a row: the chosen one, or else the only one without a condition that has its CAS number or name.
func (t *Table) find(s *Substance) (*entry, error) {
	if s.Entry == Unlisted {
		return nil, nil
	}
	var found []*entry
	for i := range t.Substances {
		e := &t.Substances[i]
		switch {
		case s.Entry != "" && t.key(e) == s.Entry:
			return e, nil
		case s.Entry == "" && (s.CAS != "" && slices.Contains(e.CAS, s.CAS) || e.called(s.Name)):
			found = append(found, e)
		}
	}
	switch {
	case s.Entry != "":
		return nil, fmt.Errorf("%s没有这一物质", t.Name)
	case len(found) == 0:
		return nil, nil
	case len(found) > 1 || found[0].Conditional:
		var names []string
		for _, e := range found {
			names = append(names, fmt.Sprintf("%d %s", e.No, e.Name))
		}
		return nil, fmt.Errorf("请在“表1物质”里选定是否为：%s", strings.Join(names, "；"))
	}
	return found[0], nil
}

// called tells whether name is what the standard, or the trade, calls the substance.
func (e *entry) called(name string) bool {
	name = strings.NewReplacer("(", "（", ")", "）", ",", "，").Replace(strings.TrimSpace(name))
	base, _, _ := strings.Cut(e.Name, "（")
	return name != "" && (name == e.Name || name == base || slices.Contains(e.Alias, name))
}

// gas returns the entry of 表3 that 表1 does not name.
func (t *Table) gas(s *Substance) *toxic {
	for i := range t.Toxic {
		if g := &t.Toxic[i]; g.Name == s.Name || s.CAS != "" && slices.Contains(g.CAS, s.CAS) {
			return g
		}
	}
	return nil
}

// ValidCAS tells whether a CAS number has its form and check digit: the digits from the right, weighed 1, 2, 3..., modulo 10.
func ValidCAS(cas string) bool {
	parts := strings.Split(cas, "-")
	if len(parts) != 3 || len(parts[0]) < 2 || len(parts[0]) > 7 || len(parts[1]) != 2 || len(parts[2]) != 1 {
		return false
	}
	digits, sum := parts[0]+parts[1], 0
	for i := range len(digits) {
		d := digits[len(digits)-1-i]
		if d < '0' || d > '9' {
			return false
		}
		sum += (i + 1) * int(d-'0')
	}
	return parts[2][0] == byte('0'+sum%10)
}

// exact reads a decimal of a table, which a test has checked.
func exact(s string) *big.Rat {
	r, ok := new(big.Rat).SetString(s)
	if !ok {
		panic("majorhazard: no number: " + s)
	}
	return r
}
