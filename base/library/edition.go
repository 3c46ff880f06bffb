package library

import (
	"cmp"
	"fmt"
	"reflect"
	"strconv"

	"anjian/base/enterprise"
	"anjian/kernel"
)

type step = kernel.Step[Checklist, Status]

// flow: an edition is written, used and replaced; what is used is never changed.
var flow = kernel.Flow[Checklist, Status]{
	On: &Row.Status, Start: Draft,
	Steps: []step{
		{Name: "publish", Label: "发布", From: []Status{Draft}, To: Published, Do: publish, Tone: "primary", Help: "发布后立即可用，同一清单的旧版自动停用。"},
		{Name: "revise", Label: "修订", From: []Status{Published}, Do: revise, Help: "按现行版生成新版草稿；发布前现行版照常使用。"},
		{Name: "renew", Label: "按行业新版更新", From: []Status{Published}, If: kernel.Not(&Row.Origin, ""), Do: renew, Help: "行业清单出了新版时使用：生成新版草稿，保留停用的项目和自增的项目。"},
		{Name: "retire", Label: "停用", From: []Status{Published}, To: Retired, Do: func(c *kernel.Ctx, l *Checklist) error { l.RetiredOn = c.Today(); return nil }, Tone: "danger", Confirm: "停用后不能再用这份清单检查，确定吗？"},
	},
}

func publish(c *kernel.Ctx, l *Checklist) error {
	if len(l.Active()) == 0 {
		return kernel.FieldError(&Row.Items, "清单没有启用的检查项，不能发布")
	}
	l.PublishedOn = c.Today()
	sys := c.AsSystem()
	old, err := Checklists.List(sys, kernel.Query{Where: kernel.And(sameLine(l), kernel.Eq(&Row.Status, Published))})
	if err != nil {
		return err
	}
	for _, o := range old {
		if _, err := Checklists.Do(sys, o.ID, o.Rev, "retire", nil, "第"+strconv.Itoa(l.Version)+"版发布，本版停用"); err != nil {
			return err
		}
	}
	return nil
}

func sameLine(l *Checklist) kernel.Cond {
	return kernel.And(kernel.Eq(&Row.Line, l.Line), kernel.Eq(&Row.Enterprise, l.Enterprise))
}

func revise(c *kernel.Ctx, l *Checklist) error { return draft(c, l, l.Origin, l.Items) }

// renew drafts an edition from the newest one of the list that this one was made from.
func renew(c *kernel.Ctx, l *Checklist) error {
	if l.Origin == "" {
		return kernel.Errorf(kernel.Conflict, "这份清单不是由行业清单改编的")
	}
	from, err := Checklists.Get(c.AsSystem(), string(l.Origin))
	if err != nil {
		return err
	}
	newest, err := Checklists.First(c.AsSystem(), kernel.And(sameLine(from), kernel.Eq(&Row.Status, Published)))
	if err != nil {
		return err
	}
	if newest == nil || newest.ID == string(l.Origin) {
		return kernel.Errorf(kernel.Conflict, "行业清单没有新版")
	}
	items := copied(newest)
	for i := range items {
		if was := l.Item(items[i].Code); was != nil && !was.Own && !items[i].Mandatory {
			items[i].Off = was.Off
		}
	}
	for _, it := range l.Items {
		if it.Own {
			items = append(items, it)
		}
	}
	return draft(c, l, kernel.Ref[Checklist](newest.ID), items)
}

// draft stores the next edition of l, unless one is being written already.
func draft(c *kernel.Ctx, l *Checklist, origin kernel.Ref[Checklist], items []Item) error {
	open, err := Checklists.First(c.AsSystem(), kernel.And(sameLine(l), kernel.Eq(&Row.Status, Draft)))
	if err != nil {
		return err
	}
	if open != nil {
		return kernel.Errorf(kernel.Conflict, "第%d版正在编制，请先完成它", open.Version)
	}
	next := &Checklist{Name: l.Name, Trade: l.Trade, Industry: l.Industry, Topic: l.Topic, Purpose: l.Purpose, Edition: l.Edition, Version: l.Version + 1, Line: l.Line,
		Enterprise: l.Enterprise, Origin: origin, Items: items, Source: l.Source}
	next.Region = l.Region
	return Checklists.Create(c, next)
}

// copied is the lines of a list as a copy of it begins: those switched off stay out.
func copied(l *Checklist) []Item {
	items := l.Active()
	for i := range items {
		items[i].Own = false
	}
	return items
}

func derive(c *kernel.Ctx, l *Checklist) error {
	if l.Rev == 0 {
		if err := begin(c, l); err != nil {
			return err
		}
	}
	if l.Status == Draft {
		number(l)
	}
	l.Count = len(l.Active())
	return nil
}

// begin fills what a new list has from its enterprise and from the list that it is made from.
func begin(c *kernel.Ctx, l *Checklist) error {
	l.Purpose = cmp.Or(l.Purpose, ForHazards)
	if c.Actor.Enterprise != "" && l.Enterprise == "" && !c.Actor.System {
		l.Enterprise = kernel.Ref[enterprise.Enterprise](c.Actor.Enterprise)
	}
	if l.Enterprise != "" {
		e, err := owner(c, l.Enterprise)
		if err != nil {
			return err
		}
		l.Region, l.Trade = e.Region, cmp.Or(l.Trade, e.Trade)
	}
	if l.Origin != "" {
		from, err := origin(c, l)
		if err != nil {
			return err
		}
		l.Line, l.Name, l.Edition = from.Line, cmp.Or(l.Name, from.Name), cmp.Or(l.Edition, from.Edition)
		l.Topic, l.Source = cmp.Or(l.Topic, from.Topic), cmp.Or(l.Source, "改编自《"+from.Name+"》"+from.Edition)
		if len(l.Items) == 0 {
			l.Items = copied(from)
		}
	}
	if l.Line = cmp.Or(l.Line, l.ID); l.Version == 0 {
		before, err := Checklists.List(c.AsSystem(), kernel.Query{Where: sameLine(l)})
		if err != nil {
			return err
		}
		for _, b := range before {
			l.Version = max(l.Version, b.Version)
		}
		l.Version++
	}
	if l.Line != "" {
		l.Key = fmt.Sprintf("%s/%s/%d", l.Line, l.Enterprise, l.Version)
	}
	return nil
}

// origin is the list that l is made from: one of a trade, not one of another enterprise.
func origin(c *kernel.Ctx, l *Checklist) (*Checklist, error) {
	from, err := Checklists.First(c.AsSystem(), kernel.And(kernel.ByID(string(l.Origin)), ofNobody, kernel.Eq(&Row.Purpose, ForHazards), kernel.In(&Row.Status, Published, Retired),
		kernel.In(&Row.Region, above(l.Region)...)))
	if err == nil && from == nil {
		err = kernel.FieldError(&Row.Origin, "找不到这份行业清单，或它还没有发布")
	}
	return from, err
}

// number gives a code to lines without one; codes are never used again, so that a hazard found again at the same line is recognised.
func number(l *Checklist) {
	used := map[string]bool{}
	for _, it := range l.Items {
		used[it.Code] = true
	}
	prefix := ""
	if l.Enterprise != "" {
		prefix = "Q"
	}
	n := 0
	for i := range l.Items {
		it := &l.Items[i]
		it.Level = cmp.Or(it.Level, General)
		if it.Code == "" {
			it.Own = l.Enterprise != ""
		}
		for it.Code == "" {
			n++
			if code := fmt.Sprintf("%s%02d", prefix, n); !used[code] {
				it.Code, used[code] = code, true
			}
		}
	}
}

func rules(c *kernel.Ctx, l, before *Checklist) error {
	if before != nil && before.Status != Draft && !reflect.DeepEqual(content(l), content(before)) {
		return kernel.Errorf(kernel.Conflict, "已发布的清单不能修改，请点“修订”编制新版")
	}
	seen := map[string]bool{}
	for i, it := range l.Items {
		switch {
		case seen[it.Code]:
			return kernel.FieldError(&Row.Items, "第%d行：编号%s重复", i+1, it.Code)
		case it.Level == Major && it.Criterion == "":
			return kernel.FieldError(&Row.Items, "第%d行：不合格算重大隐患的，应写明判定标准", i+1)
		case it.Mandatory && it.Off:
			return kernel.FieldError(&Row.Items, "第%d行：必查项不能停用", i+1)
		case it.Mandatory && it.Own:
			return kernel.FieldError(&Row.Items, "第%d行：企业自增的项目不能列为必查项", i+1)
		}
		seen[it.Code] = true
	}
	if l.Origin == "" {
		return nil
	}
	return adapted(c, l)
}

// adapted holds a copy to the list that it was made from: what the law demands stays, and what stays is not reworded.
func adapted(c *kernel.Ctx, l *Checklist) error {
	if l.Enterprise == "" {
		return kernel.FieldError(&Row.Enterprise, "只有企业自己的清单才能由行业清单改编")
	}
	from, err := origin(c, l)
	if err != nil {
		return err
	}
	for _, it := range from.Active() {
		if it.Mandatory && l.Item(it.Code) == nil {
			return kernel.FieldError(&Row.Items, "不能删去必查项%s：%s", it.Code, it.Content)
		}
	}
	for i, it := range l.Items {
		was := from.Item(it.Code)
		if was == nil {
			if !it.Own {
				return kernel.FieldError(&Row.Items, "第%d行：行业清单里没有%s，自己补充的项目请选“企业自增”", i+1, it.Code)
			}
			continue
		}
		same := it
		same.Off, same.Frequency = was.Off, was.Frequency
		if same != *was {
			return kernel.FieldError(&Row.Items, "第%d行：行业清单的检查项不能改写，只能停用或另外补充", i+1)
		}
	}
	return nil
}

// content is what makes up an edition: everything but the state that it is in.
func content(l *Checklist) Checklist {
	out := *l
	out.Base, out.Status, out.PublishedOn, out.RetiredOn = kernel.Base{}, "", "", ""
	return out
}
