package document

import (
	"cmp"
	"slices"
	"strings"
	"sync"

	"anjian/base/account"
	"anjian/base/enterprise"
	"anjian/kernel"
)

// Source is what a system registers for the record type from which papers are drawn up.
type Source struct {
	Type  string   // record type
	Kinds []string // papers that belong to it; what every record may have need not be named
	// Fill tells what the system's records say, so that nothing is typed twice. The part is the system's own word for a part of the record.
	Fill func(c *kernel.Ctx, id, kind, part string) (Data, error)
	// Heard is told what happens to a paper, in the transaction; an error refuses the step.
	Heard func(c *kernel.Ctx, d *Document, e Event) error
	// Originals are files that go into the volumes beside the papers: photographs, recordings, evidence. Optional.
	Originals func(c *kernel.Ctx, id string) ([]Original, error)
	// Ended tells why the record takes no more papers, nothing while it does. Optional.
	Ended func(c *kernel.Ctx, id string) (why string, err error)
}

func (s Source) ended(c *kernel.Ctx, id string) (string, error) {
	if s.Ended == nil {
		return "", nil
	}
	return s.Ended(c, id)
}

// Original is a file that belongs to the file of a case.
type Original struct {
	Title    string
	On       kernel.Date
	Internal bool // belongs to the second volume
	File     kernel.File
}

// Event is what happened to a paper.
type Event string

// The events.
const (
	WasSubmitted Event = "submitted"
	WasApproved  Event = "approved"
	WasReturned  Event = "returned"
	WasIssued    Event = "issued"
	WasSigned    Event = "signed"
	WasServed    Event = "served"
	WasVoided    Event = "voided"
)

// common are the kinds that every record may have.
var common = []string{"service_receipt", "evidence_list", "address_confirmation", "electronic_confirmation", "recusal_decision", "file_cover"}

var (
	sourcesMu sync.RWMutex
	sources   = map[string]Source{}
)

func register(list []Source) {
	sourcesMu.Lock()
	defer sourcesMu.Unlock()
	for _, s := range list {
		sources[s.Type] = s
	}
}

// sourceOf returns the source of a record type.
func sourceOf(typ string) (Source, bool) {
	sourcesMu.RLock()
	defer sourcesMu.RUnlock()
	s, ok := sources[typ]
	return s, ok
}

// offers lists the kinds that papers of the source may have, in their order.
func (s Source) offers() (out []Kind) {
	for _, k := range kinds {
		if slices.Contains(s.Kinds, k.Code) || slices.Contains(common, k.Code) {
			out = append(out, k)
		}
	}
	return out
}

// Of returns the papers of a record, oldest first.
func Of(c *kernel.Ctx, typ, id string) ([]*Document, error) {
	return Documents.List(c, kernel.Query{Where: of(typ, id), Sort: "id", Limit: -1})
}

func of(typ, id string) kernel.Cond {
	return kernel.And(kernel.Eq(&Row.SubjectType, typ), kernel.Eq(&Row.Subject, id))
}

// Effective returns the latest paper of one of the kinds that is in effect: issued or served, and of an approval approved; nil if there is none.
func Effective(c *kernel.Ctx, typ, id string, kinds ...string) (*Document, error) {
	codes := make([]Code, len(kinds))
	for i, k := range kinds {
		codes[i] = Code(k)
	}
	list, err := Documents.List(c, kernel.Query{Where: kernel.And(of(typ, id), kernel.In(&Row.Kind, codes...), kernel.In(&Row.Status, Issued, Served)), Sort: "-id", Limit: 1})
	if err != nil || len(list) == 0 {
		return nil, err
	}
	return list[0], nil
}

// missing says which papers must be in effect before one of kind k and are not; "" if none.
func missing(c *kernel.Ctx, typ, id string, k Kind) (string, error) {
	var out []string
	for _, group := range k.Needs {
		d, err := Effective(c.AsSystem(), typ, id, group...)
		if err != nil {
			return "", err
		}
		if d != nil {
			continue
		}
		var titles []string
		for _, code := range group {
			need, _ := KindOf(code)
			titles = append(titles, "《"+need.Title+"》")
		}
		out = append(out, strings.Join(titles, "或"))
	}
	if k.Code == "closing_approval" {
		open, err := unfinished(c, typ, id)
		if err != nil || open != "" {
			return open, err
		}
	}
	if len(out) == 0 {
		return "", nil
	}
	return "须先有生效的" + strings.Join(out, "和") + "（" + k.Law + "）", nil
}

// Unfinished returns the papers that stand against closing: those not yet decided on, and those that bind the party and were not served.
func Unfinished(c *kernel.Ctx, typ, id string) ([]*Document, error) {
	list, err := Of(c.AsSystem(), typ, id)
	return slices.DeleteFunc(list, func(d *Document) bool {
		k, _ := KindOf(string(d.Kind))
		return d.Kind == "closing_approval" || d.Status != Drafted && d.Status != Submitted && d.Status != Approved && (d.Status != Issued || !k.Binding)
	}), err
}

// unfinished says which papers stand against closing.
func unfinished(c *kernel.Ctx, typ, id string) (string, error) {
	list, err := Unfinished(c, typ, id)
	if err != nil || len(list) == 0 {
		return "", err
	}
	var out []string
	for _, d := range list {
		out = append(out, "《"+d.Title+"》"+d.Number+kernel.LabelOf(d.Status))
	}
	return "结案前各文书应当办完：" + strings.Join(out, "，"), nil
}

// Draft draws up a paper of a record and fills it from what is known. It refuses, with the article, while a paper that must be in effect before is missing.
func Draft(c *kernel.Ctx, typ, id, kind, part string, extra Data) (*Document, error) {
	if !c.Actor.Is(writers...) {
		return nil, kernel.Errorf(kernel.Forbidden, "您没有出具执法文书的权限")
	}
	k, s, err := offered(typ, kind)
	if err != nil {
		return nil, err
	}
	d := &Document{Matter: Matter{Kind: Code(k.Code), Title: k.Title, SubjectType: typ, Subject: id, Part: part},
		Course: Course{Drafter: kernel.Ref[account.Account](c.Actor.ID), DraftedBy: c.Actor.Name}}
	h := c.App.Resource(typ)
	if h == nil {
		return nil, kernel.Errorf(kernel.Missing, "没有这类记录")
	}
	if why, err := s.ended(c, id); err != nil || why != "" {
		return nil, cmp.Or(err, kernel.Errorf(kernel.Conflict, "%s", why))
	}
	listed := Data{}
	if k.Code == "file_cover" || k.Code == "file_contents" {
		if _, err := h.GetAny(c, id); err != nil {
			return nil, err
		}
		if listed, err = contents(c, s, id); err != nil { // before anything is locked: every page is counted
			return nil, err
		}
	}
	err = c.Tx(func(c *kernel.Ctx) error {
		rec, err := h.GetAny(c, id)
		if err != nil {
			return err
		}
		d.Region = kernel.BaseOf(rec).Region
		if f := h.Meta().Field("enterprise"); f != nil {
			d.Enterprise = kernel.Ref[enterprise.Enterprise](f.In(rec).String())
		} else if typ == "enterprise" {
			d.Enterprise = kernel.Ref[enterprise.Enterprise](id)
		}
		if !(k.Urgent && extra["紧急"] == true) {
			if why, err := missing(c, typ, id, k); err != nil || why != "" {
				return cmp.Or(err, kernel.Errorf(kernel.Conflict, "现在不能出具《%s》：%s", k.Title, why))
			}
		}
		organ, err := organOf(c, d.Region)
		if err != nil {
			return err
		}
		d.Org, d.Approvable = organ.Org, len(organ.stages(k)) > 0
		filled := Data{}
		if s.Fill != nil {
			if filled, err = s.Fill(c, id, kind, part); err != nil {
				return err
			}
		}
		data := merge(merge(merge(organ.data(), plainData(listed)), plainData(filled)), plainData(extra))
		d.Reserved = text(data, "文号") // of a paper that was made without a network, from the block of its device
		delete(data, "文号")
		d.Sourced = leaves(data, "")
		if k.Numbered {
			n, err := next(c, series(organ.Org, "provisional", k.Word, year(c)), 1)
			if err != nil {
				return err
			}
			d.Provisional = organ.provisional(k, year(c), n)
		}
		d.take(data)
		if d.About == "" {
			d.About = h.Meta().Field(h.Meta().NameColumn).Text(rec)
		}
		return Documents.Create(c.AsSystem(), d)
	})
	if err != nil {
		return nil, err
	}
	return d, nil
}

func offered(typ, kind string) (Kind, Source, error) {
	s, ok := sourceOf(typ)
	if !ok {
		return Kind{}, s, kernel.Errorf(kernel.Invalid, "这类记录没有执法文书")
	}
	k, ok := KindOf(kind)
	if !ok || !slices.Contains(s.Kinds, kind) && !slices.Contains(common, kind) {
		return k, s, kernel.Errorf(kernel.Invalid, "这类记录不出具该种文书")
	}
	return k, s, nil
}

// take puts data into the paper and what lists show of it into columns.
func (d *Document) take(data Data) {
	d.Sheet = sheetOf(data)
	d.Party = cmp.Or(text(data, "当事人.名称"), text(data, "当事人.姓名"), text(data, "被检查单位.名称"), d.Party)
	d.ToPerson = text(data, "当事人.类别") == "个人"
	d.About = cmp.Or(text(data, "案件名称"), text(data, "案由"), d.About)
}
