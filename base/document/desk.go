package document

import (
	"cmp"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"anjian/base/account"
	"anjian/kernel"
	"anjian/kernel/paper"
)

// At names a record that has papers.
type At struct {
	Type string `json:"type" label:"记录种类"`
	ID   string `json:"id" label:"记录"`
}

// Panel is the papers of a record and what may be drawn up now (文书栏).
type Panel struct {
	Papers   []Line  `json:"papers"`
	Kinds    []Offer `json:"kinds"`
	Writes   bool    `json:"writes"` // the reader may draw papers up
	Unserved int     `json:"unserved"`
	Receipt  bool    `json:"receipt"` // services wait for their receipt
	Ended    string  `json:"ended"`   // why it takes no more papers
}

// Line is a paper in the panel.
type Line struct {
	ID       string      `json:"id"`
	Kind     string      `json:"kind"`
	Title    string      `json:"title"`
	Number   string      `json:"number"`
	Status   Status      `json:"status"`
	State    string      `json:"state"` // Status in words, with the stage that it waits for
	On       kernel.Date `json:"on"`
	By       string      `json:"by"`
	Sealed   bool        `json:"sealed"`
	Binding  bool        `json:"binding"`
	Internal bool        `json:"internal"`
}

// Offer is a kind of paper and why it may not be drawn up now.
type Offer struct {
	Code  string `json:"code"`
	Title string `json:"title"`
	No    int    `json:"no"`
	Why   string `json:"why,omitempty"`
	Count int    `json:"count"`
}

func panel(c *kernel.Ctx, in *At) (*Panel, error) {
	s, ok := sourceOf(in.Type)
	if !ok {
		return nil, kernel.Errorf(kernel.Missing, "这类记录没有执法文书")
	}
	if _, err := c.App.Resource(in.Type).GetAny(c, in.ID); err != nil {
		return nil, err
	}
	list, err := Of(c, in.Type, in.ID)
	if err != nil {
		return nil, err
	}
	out := &Panel{Papers: []Line{}, Kinds: []Offer{}, Writes: c.Actor.Is(writers...)}
	count := map[string]int{}
	var refs []kernel.Ref[Document]
	for _, d := range list {
		k, _ := KindOf(string(d.Kind))
		l := Line{ID: d.ID, Kind: k.Code, Title: d.Title, Number: cmp.Or(d.Number, d.Provisional), Status: d.Status, State: kernel.LabelOf(d.Status), On: cmp.Or(d.IssuedOn, kernel.Day(d.Created)), By: d.DraftedBy, Sealed: d.Sealed, Binding: k.Binding, Internal: k.Internal}
		if d.Stage != "" {
			l.State += "：" + kernel.LabelOf(d.Stage)
		}
		if k.Binding && d.Status == Issued {
			out.Unserved++
		}
		if d.Status != Void {
			count[k.Code]++
		}
		out.Papers = append(out.Papers, l)
		refs = append(refs, kernel.Ref[Document](d.ID))
	}
	if out.Ended, err = s.ended(c, in.ID); err != nil || !out.Writes || out.Ended != "" {
		return out, err
	}
	n, err := Services.Count(c, kernel.And(kernel.In(&sv.Document, refs...), kernel.Eq(&sv.State, Complete), kernel.Eq(&sv.Receipt, "")))
	if err != nil {
		return nil, err
	}
	out.Receipt = n > 0
	for _, k := range s.offers() {
		if k.Code == "service_receipt" || k.Code == "file_cover" {
			continue // made from what was done
		}
		why, err := missing(c, in.Type, in.ID, k)
		if err != nil {
			return nil, err
		}
		out.Kinds = append(out.Kinds, Offer{k.Code, k.Title, k.No, why, count[k.Code]})
	}
	return out, nil
}

// DraftIn asks for a paper.
type DraftIn struct {
	Type string `json:"type" label:"记录种类"`
	ID   string `json:"id" label:"记录"`
	Kind string `json:"kind" label:"文书种类"`
	Part string `json:"part" label:"部分"`
	Data Data   `json:"data" label:"填写内容"`
}

// Made names the paper that an operation made.
type Made struct {
	ID string `json:"id"`
}

func made(d *Document, err error) (*Made, error) {
	if err != nil {
		return nil, err
	}
	return &Made{d.ID}, nil
}

// Desk is a paper as it is written on: its fields, what stands in them and what came from the record.
type Desk struct {
	Fields   []Field  `json:"fields"`
	Data     Data     `json:"data"`
	Sourced  []string `json:"sourced"`
	Signs    []Pen    `json:"signs"`
	Number   string   `json:"number"`
	Version  int      `json:"version"`
	Editable bool     `json:"editable"`
	Why      string   `json:"why,omitempty"` // why it may not be issued as it stands
	Stages   []string `json:"stages"`        // opinions that it needs before it may be issued
	Unset    []string `json:"unset"`         // what the paper says of its authority that the settings do not tell yet
	Organ    string   `json:"organ"`         // where these settings are
	Goes     bool     `json:"goes"`          // it may be served
}

// Field is a field of the form.
type Field struct {
	Name    string   `json:"name"`
	Label   string   `json:"label"`
	Kind    string   `json:"kind"`
	Options []string `json:"options,omitempty"`
	Rows    int      `json:"rows,omitempty"`
	Settled bool     `json:"settled,omitempty"` // comes from the settings of the authority
	Fields  []Field  `json:"fields,omitempty"`
}

// Pen is a place of a signature and who has signed there.
type Pen struct {
	Spot    string `json:"spot"`
	Label   string `json:"label"`
	Officer bool   `json:"officer,omitempty"` // signs with the certificate; does not refuse
	Who     string `json:"who,omitempty"`     // whom the paper names there
	Post    string `json:"post,omitempty"`
	Name    string `json:"name,omitempty"`
	Refused bool   `json:"refused,omitempty"`
	At      string `json:"at,omitempty"`
}

// automatic tells of a field that nobody fills in: the platform does when the paper is approved and issued.
func automatic(k Kind, name string) bool {
	if name == "文号" || name == "核验" || name == "核验码" {
		return true
	}
	for stage, place := range places {
		if (k.Approval || slices.Contains(k.Stages, stage)) && stage != Stage(Officers) && strings.HasPrefix(name, "意见."+place+".") {
			return true
		}
	}
	return k.Approval && name == "意见.承办人.日期"
}

func settled(name string) bool {
	head, _, _ := strings.Cut(name, ".")
	return slices.Contains([]string{"机关", "银行", "复议机关", "法院"}, head)
}

// named puts in whom the paper names at the place of an officer's signature.
func (p *Pen) named(data Data) {
	rest, ok := strings.CutPrefix(p.Spot, "签名.执法人员")
	n, err := strconv.Atoi(rest)
	if p.Officer = ok; !ok || err != nil {
		return
	}
	if list, _ := data["执法人员"].([]any); n > 0 && n <= len(list) {
		if one, ok := list[n-1].(map[string]any); ok {
			p.Who, p.Post = text(one, "姓名"), text(one, "证号")
		}
	}
}

func fieldsOf(k Kind, list []paper.Field) (fields []Field, pens []Pen) {
	for _, f := range list {
		switch {
		case automatic(k, f.Name) || f.Kind == paper.SealField || f.Kind == paper.CodeField:
		case f.Kind == paper.SignField:
			pens = append(pens, Pen{Spot: f.Name, Label: f.Label})
		default:
			inner, _ := fieldsOf(k, f.Fields)
			fields = append(fields, Field{Name: f.Name, Label: f.Label, Kind: string(f.Kind), Options: f.Options, Rows: f.Rows, Fields: inner, Settled: settled(f.Name)})
		}
	}
	return fields, pens
}

func desk(c *kernel.Ctx, in *Made) (*Desk, error) {
	d, err := Documents.Get(c, in.ID)
	if err != nil {
		return nil, err
	}
	mine, err := d.writable(c)
	if err != nil {
		return nil, err
	}
	out := &Desk{Data: d.Sheet.data(), Sourced: d.Sourced, Number: cmp.Or(d.Number, d.Provisional), Editable: mine, Stages: []string{}, Unset: []string{}, Version: d.Version}
	k, _ := KindOf(string(d.Kind))
	out.Goes = k.deliverable()
	if !out.Editable {
		masked(out.Data)
	}
	if c.Actor.Outside() { // the paper itself says all that is for others
		out.Data, out.Sourced = Data{}, nil
	}
	f, err := d.layout(c)
	if err != nil {
		return nil, err
	}
	out.Version = f.version
	out.Fields, out.Signs = fieldsOf(k, f.form.Fields())
	for i := range out.Signs {
		out.Signs[i].named(out.Data)
	}
	list, err := d.signatures(c)
	if err != nil {
		return nil, err
	}
	for _, s := range list {
		for i := range out.Signs {
			if p := &out.Signs[i]; p.Spot == s.Spot {
				p.Name, p.Refused, p.At = s.Name, s.Refused, s.SignedAt.In(kernel.China).Format("2006-01-02 15:04")
			}
		}
	}
	if d.Status == Drafted || d.Status == Approved {
		if err := d.ready(c, k); kernel.CodeOf(err) == kernel.Conflict {
			out.Why = err.(*kernel.Error).Message
		} else if err != nil {
			return nil, err
		}
		o, err := d.organ(c)
		if err != nil {
			return nil, err
		}
		for _, s := range o.stages(k) {
			out.Stages = append(out.Stages, kernel.LabelOf(StageName(s)))
		}
		data, err := d.withOrgan(c)
		if err != nil {
			return nil, err
		}
		for _, f := range out.Fields {
			if f.Settled && text(data, f.Name) == "" {
				out.Unset = append(out.Unset, f.Label)
			}
		}
		out.Organ = o.ID
	}
	return out, nil
}

// writable tells whether the actor may write on the paper: a draft that he may also take further.
func (d *Document) writable(c *kernel.Ctx) (bool, error) {
	rows, err := Documents.Meta().Scope(c.Actor, "issue")
	if kernel.CodeOf(err) == kernel.Forbidden || d.Status != Drafted {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	n, err := c.Store.Count(c, Documents.Meta(), kernel.And(kernel.ByID(d.ID), rows), 1)
	return n > 0, err
}

// FillIn is what a person has filled in.
type FillIn struct {
	ID   string `json:"id"`
	Rev  int    `json:"rev" label:"版本"`
	Data Data   `json:"data" label:"填写内容"`
}

// FillOut tells what is still as the record had it.
type FillOut struct {
	Rev     int      `json:"rev"`
	Sourced []string `json:"sourced"`
}

// Fill replaces what stands on a draft. Signatures under what was changed no longer hold.
func Fill(c *kernel.Ctx, in *FillIn) (*FillOut, error) {
	out := &FillOut{}
	return out, c.Tx(func(c *kernel.Ctx) error {
		d, err := Documents.Get(c, in.ID)
		if err != nil {
			return err
		}
		if mine, err := d.writable(c); err != nil || !mine {
			return cmp.Or(err, kernel.Errorf(kernel.Conflict, "文书%s，您现在不能修改它的内容", kernel.LabelOf(d.Status)))
		}
		d, err = Documents.Update(c.AsSystem(), in.ID, in.Rev, func(d *Document) error {
			before, after := d.Sheet.data(), plainData(in.Data)
			d.Sourced = kept(d.Sourced, before, after)
			d.take(after)
			k, _ := KindOf(string(d.Kind))
			o, err := d.organ(c)
			if err == nil {
				d.Approvable = len(o.stages(k)) > 0
			}
			return err
		})
		if err != nil {
			return err
		}
		*out = FillOut{d.Rev, d.Sourced}
		return d.unsign(c)
	})
}

// Page is a paper as HTML.
type Page struct {
	HTML string `json:"html"`
}

// preview shows a draft as it would be issued with what is typed so far.
func preview(c *kernel.Ctx, in *FillIn) (*Page, error) {
	d, err := Documents.Get(c, in.ID)
	if err != nil {
		return nil, err
	}
	if in.Data != nil && d.Status == Drafted {
		d.Sheet = sheetOf(plainData(in.Data))
	}
	data, err := d.final(c)
	if err != nil {
		return nil, err
	}
	doc, err := d.compose(c, data)
	if err != nil {
		return nil, err
	}
	return &Page{string(paper.HTML(doc))}, nil
}

// file answers with the paper: the one that was issued, or a draft as it stands. It is noted in the trail, for a print is evidence.
func file(c *kernel.Ctx, w http.ResponseWriter, r *http.Request) error {
	d, err := Documents.Get(c, r.PathValue("id"))
	if err != nil {
		return err
	}
	format := r.PathValue("format")
	if format != "pdf" && format != "docx" {
		return kernel.Errorf(kernel.Missing, "文书只有 pdf 和 docx 两种文件")
	}
	data, err := d.final(c)
	if err != nil {
		return err
	}
	doc, err := d.compose(c, data)
	if err != nil {
		return err
	}
	f, err := paper.Write(doc, format)
	if err != nil {
		return err
	}
	verb := "export"
	if format == "pdf" {
		if verb = "print"; len(d.Paper) > 0 {
			if f.Body, err = read(c, d.Paper[0]); err != nil { // as it was issued and sealed
				return err
			}
		}
	}
	if err := c.Trail.Record(c, kernel.Event{Type: "document", ID: d.ID, Verb: verb, Region: d.Region, Detail: strings.ToUpper(format)}); err != nil {
		return err
	}
	return f.Send(w, d.fileName())
}

// Correct draws up a paper anew that takes the place of one that was issued; it can be issued once that one is void. A paper has one correction that
// stands: who asks again gets to that one.
func Correct(c *kernel.Ctx, in *Made) (*Made, error) {
	if !c.Actor.Is(writers...) {
		return nil, kernel.Errorf(kernel.Forbidden, "您没有出具执法文书的权限")
	}
	old, err := Documents.Get(c, in.ID)
	if err != nil {
		return nil, err
	}
	if old.Status != Issued && old.Status != Served && old.Status != Void {
		return nil, kernel.Errorf(kernel.Conflict, "文书还没有签发，直接修改即可")
	}
	standing := kernel.And(of(old.SubjectType, old.Subject), kernel.Eq(&Row.Replaces, kernel.Ref[Document](old.ID)), kernel.Not(&Row.Status, Void))
	if d, err := Documents.First(c, standing); err != nil || d != nil {
		return made(d, err)
	}
	k, _ := KindOf(string(old.Kind))
	data := old.Sheet.data()
	for _, name := range []string{"文号", "意见", "日期", "签名"} {
		delete(data, name)
	}
	d := &Document{Matter: old.Matter, Course: Course{Approvable: old.Approvable, Drafter: kernel.Ref[account.Account](c.Actor.ID), DraftedBy: c.Actor.Name, Replaces: kernel.Ref[Document](old.ID)}}
	d.Region, d.Number, d.Sourced = old.Region, "", kept(old.Sourced, data, data)
	err = c.Tx(func(c *kernel.Ctx) error {
		o, err := d.organ(c)
		if err != nil {
			return err
		}
		if k.Numbered {
			n, err := next(c, series(o.Org, "provisional", k.Word, year(c)), 1)
			if err != nil {
				return err
			}
			d.Provisional = o.provisional(k, year(c), n)
		}
		d.take(data)
		return Documents.Create(c.AsSystem(), d)
	})
	return made(d, err)
}
