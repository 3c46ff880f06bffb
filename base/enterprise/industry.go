package enterprise

import (
	_ "embed"
	"fmt"
	"slices"
	"strings"
	"sync"
	"unicode/utf8"

	"anjian/kernel"
)

// The tables list one group a line, its classes behind it by their last digit;
// a group without classes is its own class with a 0. What is in them and what
// is not stands in docs/decisions/0007-divisions-and-industry.md.
var (
	//go:embed data/industry-2017.txt
	industry2017 string
	//go:embed data/industry-2011.txt
	industry2011 string
)

// Edition is the edition of GB/T 4754 that a code belongs to: the same digits
// mean different trades in the two.
type Edition int

// The editions in use. Files of before October 2017 hold codes of 2011, of
// which sections and divisions are known here.
const (
	Edition2011 Edition = 2011
	Edition2017 Edition = 2017
)

// Depths of an Industry.
const (
	IndustrySection  = 1 // 门类, a letter
	IndustryDivision = 2 // 大类, two digits
	IndustryGroup    = 3 // 中类, three digits
	IndustryClass    = 4 // 小类, four digits
)

// Industry is an entry of the national classification (国民经济行业分类,
// GB/T 4754).
type Industry struct {
	Code, Name string // the code without the section's letter, except for a section
	Section    string // the letter
	Depth      int
}

// IndustryOf looks a code up: 2614, C2614 and C26 are all understood.
func (e Edition) IndustryOf(code string) (Industry, bool) {
	i, fault := e.find(code)
	return i, fault == ""
}

// ParseIndustry checks a code of the edition in force and returns it without
// the letter, as records keep it.
func ParseIndustry(code string) (string, error) {
	if fault := IndustryFault(code); fault != "" {
		return "", kernel.Errorf(kernel.Invalid, "%s", fault)
	}
	i, _ := Edition2017.IndustryOf(code)
	return i.Code, nil
}

// IndustryFault says what is wrong with a code of the edition in force, ""
// when nothing is.
func IndustryFault(code string) string {
	_, fault := Edition2017.find(code)
	return fault
}

// IndustryName returns the name of a code of the edition in force, "" if
// there is none.
func IndustryName(code string) string {
	i, _ := Edition2017.IndustryOf(code)
	return i.Name
}

// Path lists an industry and those it belongs to, the section first.
func (e Edition) Path(code string) []Industry {
	i, ok := e.IndustryOf(code)
	if !ok {
		return nil
	}
	var path []Industry
	if i.Depth > IndustrySection {
		s, _ := e.IndustryOf(i.Section)
		path = append(path, s)
		for n := IndustryDivision; n < i.Depth; n++ {
			up, _ := e.IndustryOf(i.Code[:n])
			path = append(path, up)
		}
	}
	return append(path, i)
}

// Below lists the entries next below a code; "" gives the sections.
func (e Edition) Below(code string) []Industry {
	up, ok := e.IndustryOf(code)
	if !ok && code != "" {
		return nil
	}
	var out []Industry
	for _, i := range e.table().list {
		switch {
		case i.Depth != up.Depth+1, up.Depth >= IndustryDivision && !strings.HasPrefix(i.Code, up.Code), up.Depth == IndustrySection && i.Section != up.Section:
		default:
			out = append(out, i)
		}
	}
	return out
}

// Search lists the entries whose code begins with the text or whose name
// contains it, the most special first, at most max.
func (e Edition) Search(text string, max int) []Industry {
	code := NormaliseCode(text)
	if code == "" {
		return nil
	}
	bare := strings.TrimLeft(code, "ABCDEFGHIJKLMNOPQRST")
	var out []Industry
	for _, i := range e.table().list {
		if bare != "" && strings.HasPrefix(i.Code, bare) || strings.Contains(i.Name, strings.TrimSpace(text)) {
			out = append(out, i)
		}
	}
	slices.SortStableFunc(out, func(a, b Industry) int { return b.Depth - a.Depth })
	return out[:min(len(out), max)]
}

// industryIn asks for industries by the beginning of a code or a part of a name.
type industryIn struct {
	Q string `json:"q"`
}

type industryOut struct {
	Items []industryFound `json:"items"`
}

type industryFound struct {
	Code  string `json:"code"`
	Label string `json:"label"`
}

// industries answers a form in which an industry is chosen: the sections without a question, a section with its divisions, else what fits.
func industries(_ *kernel.Ctx, in *industryIn) (*industryOut, error) {
	list := Edition2017.Search(in.Q, 50)
	if i, ok := Edition2017.IndustryOf(in.Q); strings.TrimSpace(in.Q) == "" {
		list = Edition2017.Below("")
	} else if ok && i.Depth == IndustrySection {
		list = append([]Industry{i}, Edition2017.Below(i.Code)...)
	}
	out := &industryOut{Items: []industryFound{}}
	for _, i := range list {
		out.Items = append(out.Items, industryFound{i.Code, i.Name})
	}
	return out, nil
}

func (e Edition) find(code string) (Industry, string) {
	code = NormaliseCode(code)
	t := e.table()
	if code == "" {
		return Industry{}, "行业代码为空"
	}
	letter, digits := "", code
	if code[0] >= 'A' && code[0] <= 'Z' {
		letter, digits = code[:1], code[1:]
	}
	if utf8.RuneCountInString(digits) > 4 || strings.Trim(digits, "0123456789") != "" {
		return Industry{}, fmt.Sprintf("“%s”不是行业代码，应为门类字母加不超过4位数字，如C2614", code)
	}
	if digits == "" {
		digits, letter = letter, ""
	}
	i, ok := t.byCode[digits]
	switch {
	case !ok:
		return Industry{}, fmt.Sprintf("GB/T 4754-%d 中没有行业代码%s", int(e), code)
	case letter != "" && letter != i.Section:
		return Industry{}, fmt.Sprintf("行业%s属于门类%s，不属于%s", digits, i.Section, letter)
	}
	return i, ""
}

type industryTable struct {
	list   []Industry
	byCode map[string]Industry
}

var (
	table2017 = sync.OnceValue(func() industryTable { return readIndustries(industry2017, true) })
	table2011 = sync.OnceValue(func() industryTable { return readIndustries(industry2011, false) })
)

func (e Edition) table() industryTable {
	if e == Edition2011 {
		return table2011()
	}
	return table2017()
}

func readIndustries(text string, classes bool) industryTable {
	t := industryTable{byCode: map[string]Industry{}}
	section := ""
	add := func(code, name string) {
		depth := len(code)
		if code[0] >= 'A' {
			section, depth = code, IndustrySection
		}
		i := Industry{Code: code, Name: name, Section: section, Depth: depth}
		t.list = append(t.list, i)
		t.byCode[code] = i
	}
	for line := range strings.Lines(text) {
		entries := strings.Fields(line)
		name := strings.TrimLeft(entries[0], "0123456789ABCDEFGHIJKLMNOPQRST")
		code := strings.TrimSuffix(entries[0], name)
		add(code, name)
		for _, c := range entries[1:] {
			add(code+c[:1], c[1:])
		}
		if classes && len(code) == IndustryGroup && len(entries) == 1 {
			add(code+"0", name)
		}
	}
	return t
}
