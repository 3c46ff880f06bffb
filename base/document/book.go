package document

import (
	"fmt"
	"net/http"
	"strings"

	"anjian/kernel"
	"anjian/kernel/paper"
)

// BookIn asks for the ledger of a year.
type BookIn struct {
	Year int `json:"year" label:"年份"`
}

// Book is the ledger of an authority's numbers for a year (文号登记簿).
type Book struct {
	Organ  string  `json:"organ"`
	Rule   string  `json:"rule"`
	Year   int     `json:"year"`
	Series []Shelf `json:"series"`
}

// Shelf is one series of numbers: how many were given and what stands in the gaps.
type Shelf struct {
	Word     string `json:"word"`
	Title    string `json:"title"`
	Kind     string `json:"kind"`
	Last     int    `json:"last"`
	Given    int    `json:"given"`
	Reserved int    `json:"reserved"`
	Gaps     []Gap  `json:"gaps"`
	Holes    []int  `json:"holes"` // numbers without a line in the ledger: there should be none
}

// Gap is a number that no paper in effect bears, and why.
type Gap struct {
	Text   string `json:"text"`
	State  string `json:"state"`
	Reason string `json:"reason"`
	Paper  string `json:"paper,omitempty"`
}

// book sums the ledger up, series by series.
func book(c *kernel.Ctx, in *BookIn) (*Book, error) {
	o, err := organOf(c, c.Actor.Region)
	if err != nil {
		return nil, err
	}
	if in.Year == 0 {
		in.Year = year(c)
	}
	out := &Book{Organ: o.Name, Rule: kernel.LabelOf(o.Rule), Year: in.Year, Series: []Shelf{}}
	shelves, seen := map[string]*Shelf{}, map[string]map[int]bool{}
	err = Numbers.Each(c, kernel.Query{Where: kernel.And(kernel.Eq(&nu.Org, o.Org), kernel.Eq(&nu.Year, in.Year)), Sort: "serial", Limit: -1}, func(n *Number) error {
		k, _ := KindOf(string(n.Kind))
		s := shelves[k.Word]
		if s == nil {
			s = &Shelf{Word: k.Word, Title: k.Title, Kind: k.Code, Gaps: []Gap{}, Holes: []int{}}
			shelves[k.Word], seen[k.Word] = s, map[int]bool{}
		}
		seen[k.Word][n.Serial] = true
		s.Last = max(s.Last, n.Serial)
		switch n.State {
		case Given:
			s.Given++
		case Reserved:
			s.Reserved++
		default:
			s.Gaps = append(s.Gaps, Gap{n.Text, kernel.LabelOf(n.State), n.Reason, string(n.Document)})
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	for _, k := range kinds {
		s := shelves[k.Word]
		if s == nil || k.Word == "" {
			continue
		}
		delete(shelves, k.Word)
		for n := 1; n <= s.Last && o.Rule == OwnSerial; n++ {
			if !seen[k.Word][n] {
				s.Holes = append(s.Holes, n)
			}
		}
		out.Series = append(out.Series, *s)
	}
	return out, nil
}

// Forms is the templates in force for the reader's region (文书样式一览).
type Forms struct {
	Forms []FormLine `json:"forms"`
}

// FormLine is the template of one kind.
type FormLine struct {
	Code     string `json:"code"`
	Title    string `json:"title"`
	No       int    `json:"no"`
	Word     string `json:"word"`
	Seal     string `json:"seal"`
	Needs    string `json:"needs"`
	Version  int    `json:"version"`
	Template string `json:"template,omitempty"` // whose it is, unless it came with the platform
}

var sealNames = map[Seal]string{Official: "公章", Enforcement: "执法专用章"}

// sampleOf is a form filled with the names of its fields, to look at.
func sampleOf(f *paper.Form, k Kind) (*paper.Doc, error) {
	data := Data{}
	if k.Numbered {
		data["文号"] = "（豫郑）应急" + k.Word + "〔2026〕1号"
	}
	sampleFields(data, f.Fields())
	return f.Fill(data)
}

func sampleFields(data Data, fields []paper.Field) {
	for _, f := range fields {
		switch {
		case f.Name == "文号" || f.Kind == paper.SignField || f.Kind == paper.SealField || f.Kind == paper.CheckField || f.Kind == paper.CodeField:
		case f.Kind == paper.RowsField:
			row := Data{}
			sampleFields(row, f.Fields)
			set(data, f.Name, []any{row, row})
		case f.Kind == paper.DateField:
			set(data, f.Name, "2026-05-06")
		case f.Kind == paper.TimeField:
			set(data, f.Name, "2026-05-06 09:30")
		case f.Kind == paper.MoneyField || f.Kind == paper.NumberField:
			set(data, f.Name, "10000")
		default:
			set(data, f.Name, "（"+f.Label+"）")
		}
	}
}

func forms(c *kernel.Ctx, _ *struct{}) (*Forms, error) {
	out := &Forms{}
	for _, k := range kinds {
		line := FormLine{Code: k.Code, Title: k.Title, No: k.No, Word: k.Word, Seal: sealNames[k.Seal], Version: 1}
		own, err := templateFor(c, k, c.Actor.Region)
		if err != nil {
			return nil, err
		}
		if own != nil {
			line.Version, line.Template = own.Version, own.ID
		}
		var needs []string
		for _, group := range k.Needs {
			var titles []string
			for _, code := range group {
				need, _ := KindOf(code)
				titles = append(titles, need.Title)
			}
			needs = append(needs, strings.Join(titles, "或"))
		}
		line.Needs = strings.Join(needs, "；")
		out.Forms = append(out.Forms, line)
	}
	return out, nil
}

// formFile answers with the template in force of a kind: as DOCX with its placeholders, to be edited, or as a PDF to look at, with the names of
// the fields in their places.
func formFile(c *kernel.Ctx, w http.ResponseWriter, r *http.Request) error {
	k, ok := KindOf(r.URL.Query().Get("code"))
	if !ok {
		return kernel.Errorf(kernel.Missing, "没有这种文书")
	}
	f, err := formOf(c, k, c.Actor.Region)
	if err != nil {
		return err
	}
	return f.send(w, k, r.URL.Query().Get("format"))
}

// templateFile is the same of one version.
func templateFile(c *kernel.Ctx, w http.ResponseWriter, r *http.Request) error {
	t, err := Templates.Get(c, r.PathValue("id"))
	if err != nil {
		return err
	}
	k, _ := KindOf(string(t.Kind))
	f, err := t.layout(c)
	if err != nil {
		return err
	}
	return f.send(w, k, r.URL.Query().Get("format"))
}

func (f *layout) send(w http.ResponseWriter, k Kind, format string) error {
	doc, err := sampleOf(f.form, k)
	if err != nil {
		return err
	}
	file, err := paper.Write(doc, format)
	if err == nil && format == "docx" {
		if file.Body = f.source; !f.docx {
			file.Body, err = f.form.DOCX()
		}
	}
	if err != nil {
		return err
	}
	return file.Send(w, fmt.Sprintf("%s样式第%d版", k.Title, f.version))
}
