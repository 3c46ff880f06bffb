package inspection

import (
	"strings"
	"time"

	"anjian/base/enterprise"
	"anjian/base/library"
	"anjian/base/role"
	"anjian/kernel"
	"anjian/system/hazard"
)

// Item is one thing that a visit looks at (检查项) and what was seen. It is copied from the list, so that the record stays what it was when the
// list is revised.
type Item struct {
	kernel.Base
	Inspection kernel.Ref[Inspection]            `json:"inspection" label:"现场检查" among:"status=underway" rule:"required" ui:"list,filter,once"`
	Enterprise kernel.Ref[enterprise.Enterprise] `json:"enterprise" label:"企业" ui:"fixed"`
	Number     int                               `json:"number" label:"序号" ui:"fixed,list,sort"`
	Section    string                            `json:"section" label:"部分" ui:"fixed,list"`
	Code       string                            `json:"code" label:"编号" ui:"fixed,list"`
	Content    string                            `json:"content" label:"检查内容" rule:"max=500" ui:"fixed,list,wide"`
	Basis      string                            `json:"basis" label:"依据" rule:"max=500" ui:"fixed,wide"`
	How        library.Method                    `json:"method" label:"检查方法" ui:"fixed"`
	Category   library.Category                  `json:"category" label:"隐患种类" ui:"fixed"`
	Level      library.Grade                     `json:"level" label:"不合格时的级别" ui:"fixed"`
	Criterion  kernel.Ref[library.Criterion]     `json:"criterion" label:"判定标准" ui:"fixed"`
	Mandatory  bool                              `json:"mandatory" label:"必查项" ui:"fixed"`
	Matter     kernel.Ref[library.Matter]        `json:"matter" label:"执法检查事项" ui:"fixed"`
	Violation  kernel.Ref[library.Violation]     `json:"violation" label:"违法行为" ui:"fixed"`
	Guide      string                            `json:"guide" label:"怎么查" ui:"fixed,wide"`
	Outcome    hazard.Outcome                    `json:"outcome" label:"结果" ui:"list,filter"`
	Note       string                            `json:"note" label:"情况" rule:"max=500" ui:"long"`
	Photos     kernel.Files                      `json:"photos" label:"照片" rule:"max=9"`
	AnsweredAt time.Time                         `json:"answered_at" label:"检查时间" ui:"fixed"`
	AnsweredBy string                            `json:"answered_by" label:"检查人" ui:"fixed"`
}

// ItemRow names the columns of Item in conditions.
var ItemRow = kernel.Row[Item]()

// Items holds the items of all visits. Its rights and rules, which refer to visits, are set in init.
var Items = &kernel.Resource[Item]{
	Name: "inspection_item", Label: "检查项", Title: &ItemRow.Content, Sort: "number",
	Help: `一次现场检查的检查项，按企业的监管分类从清单带入。逐项点“合格”“不合格”“不涉及”；不合格的一项自动成为一条问题和一条隐患。`,
	Access: kernel.Access{
		{To: role.Government, Can: "read export", Rows: enterprise.Of(&ItemRow.Enterprise)},
		{To: []kernel.Role{role.Audit}, Can: "read", Rows: kernel.Jurisdiction},
		{To: officers, Can: "update", Rows: enterprise.Of(&ItemRow.Enterprise)},
	},
	Indexes: [][]any{{&ItemRow.Inspection, &ItemRow.Number}},
}

func init() {
	Items.Derive = func(c *kernel.Ctx, it *Item) error {
		if it.Rev > 0 || it.Inspection == "" {
			return nil
		}
		v, err := Inspections.Get(c, string(it.Inspection))
		if err == nil {
			it.Region, it.Enterprise = v.Region, v.Enterprise
		}
		return err
	}
	Items.Rules = func(c *kernel.Ctx, it, before *Item) error {
		if c.Actor.System { // who draws the items up from the lists
			return nil
		}
		v, err := Inspections.Get(c, string(it.Inspection))
		if err != nil {
			return err
		}
		if v.Status != Underway {
			return kernel.Errorf(kernel.Conflict, "检查当前为“%s”，不能填写检查项", kernel.LabelOf(v.Status))
		}
		if it.AnsweredAt == before.AnsweredAt {
			it.AnsweredAt, it.AnsweredBy = c.Now().UTC().Truncate(time.Millisecond), c.Actor.Name
		}
		return nil
	}
}

// lines are the items of a list as those of a visit.
func lines(l *library.Checklist) (out []*Item) {
	for _, it := range l.Active() {
		section := l.Name
		if g := it.Category.Group(); g != "" {
			section += " · " + g
		}
		out = append(out, &Item{Section: section, Code: it.Code, Content: it.Content, Basis: it.Basis, How: it.Method, Category: it.Category, Level: it.Level,
			Criterion: it.Criterion, Mandatory: it.Mandatory})
	}
	return out
}

// matters are the matters of enforcement that apply to an enterprise, as items.
func matters(c *kernel.Ctx, e *enterprise.Enterprise) (out []*Item, err error) {
	list, err := library.MattersFor(c, e)
	if err != nil {
		return nil, err
	}
	for _, m := range list {
		basis, err := basis(c, m)
		if err != nil {
			return nil, err
		}
		out = append(out, &Item{Section: "执法检查事项 · " + kernel.LabelOf(m.Group), Code: m.Code, Content: m.Name, Basis: basis, How: m.Method, Category: m.Category, Level: m.Level,
			Criterion: m.Criterion, Matter: kernel.Ref[library.Matter](m.ID), Violation: m.Violation, Guide: m.Guide})
	}
	return out, nil
}

// basis names the articles behind a matter.
func basis(c *kernel.Ctx, m *library.Matter) (string, error) {
	var names []string
	for _, id := range m.Articles {
		a, err := library.Articles.First(c.AsSystem(), kernel.ByID(string(id)))
		if err != nil {
			return "", err
		}
		if a != nil {
			names = append(names, a.Code)
		}
	}
	if m.Basis != "" {
		names = append(names, m.Basis)
	}
	return strings.Join(names, "；"), nil
}

// fitting are the lists of the trades of an enterprise and those for what it has besides; the general list only where no other fits.
func fitting(c *kernel.Ctx, e *enterprise.Enterprise) (out []*library.Checklist, err error) {
	where := kernel.And(kernel.Eq(&library.Row.Status, library.Published), kernel.Eq(&library.Row.Enterprise, ""), kernel.Eq(&library.Row.Purpose, library.ForHazards),
		kernel.In(&library.Row.Trade, append([]enterprise.Trade{""}, append(e.Trades, e.Trade)...)...))
	all, err := library.Checklists.List(c, kernel.Query{Where: where, Sort: "name", Limit: -1})
	var general []*library.Checklist
	for _, l := range all {
		switch {
		case l.Topic != "" && !concerns(e, l.Topic), l.Industry != "" && !startsWith(string(e.Industry), l.Industry):
		case l.Trade == "" && l.Topic == "":
			general = append(general, l)
		default:
			out = append(out, l)
		}
	}
	if len(out) == 0 {
		out = general
	}
	return out, err
}

func startsWith(code, prefix string) bool {
	return len(code) >= len(prefix) && code[:len(prefix)] == prefix
}

// concerns tells whether an enterprise has what a list is about.
func concerns(e *enterprise.Enterprise, topic string) bool {
	switch topic {
	case "粉尘涉爆", "粉尘防爆":
		return e.Dust
	case "有限空间", "有限空间作业":
		return e.Confined
	case "涉氨制冷", "液氨制冷":
		return e.Ammonia
	}
	return false
}

// Reply is the answer to one item, sent by a tap at the desk or kept on a phone until there is a network. Sent again it changes nothing.
type Reply struct {
	Item    string         `json:"item"`
	Outcome hazard.Outcome `json:"outcome"`
	Note    string         `json:"note"`
	Photos  kernel.Files   `json:"photos"`
	At      time.Time      `json:"at"` // when it was seen, if not now
}

// Replies are answers to items of one visit. With Rest every item that nobody answered passes.
type Replies struct {
	ID      string  `json:"id"`
	Replies []Reply `json:"replies"`
	Rest    bool    `json:"rest"`
}

// Answers says how far the list is answered, with the items that changed.
type Answers struct {
	Done   int     `json:"done"`
	Total  int     `json:"total"`
	Failed int     `json:"failed"`
	Items  []*Item `json:"items"`
}

// Answer stores answers, all or none; each item that fails becomes a finding.
func Answer(c *kernel.Ctx, in *Replies) (*Answers, error) {
	if len(in.Replies) > 500 {
		return nil, kernel.Errorf(kernel.TooLarge, "一次最多提交500项")
	}
	out := &Answers{Items: []*Item{}}
	err := c.Tx(func(c *kernel.Ctx) error {
		if _, err := Inspections.Get(c, in.ID); err != nil {
			return err
		}
		for _, r := range in.Replies {
			it, err := Items.Update(c, r.Item, 0, func(it *Item) error {
				if string(it.Inspection) != in.ID {
					return kernel.Errorf(kernel.Missing, "这次检查没有这一项")
				}
				it.Outcome, it.Note, it.Photos = r.Outcome, r.Note, r.Photos
				if !r.At.IsZero() && r.At.Before(c.Now()) {
					it.AnsweredAt, it.AnsweredBy = r.At.UTC().Truncate(time.Millisecond), c.Actor.Name
				}
				return nil
			})
			if err != nil {
				return err
			}
			out.Items = append(out.Items, it)
		}
		all, err := itemsOf(c, in.ID)
		if err != nil {
			return err
		}
		for i, it := range all {
			if in.Rest && it.Outcome == "" {
				if all[i], err = Items.Update(c, it.ID, 0, func(it *Item) error { it.Outcome = hazard.Pass; return nil }); err != nil {
					return err
				}
				out.Items = append(out.Items, all[i])
			}
		}
		for _, it := range all {
			if out.Total++; it.Outcome != "" {
				out.Done++
			}
			if it.Outcome == hazard.Fail {
				out.Failed++
			}
		}
		return nil
	})
	return out, err
}

func itemsOf(c *kernel.Ctx, id string) ([]*Item, error) {
	return Items.List(c, kernel.Query{Where: kernel.Eq(&ItemRow.Inspection, kernel.Ref[Inspection](id)), Sort: "number", Limit: -1})
}
