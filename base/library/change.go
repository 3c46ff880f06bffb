package library

import (
	"cmp"
	"fmt"
	"slices"

	"anjian/base/notice"
	"anjian/base/role"
	"anjian/kernel"
)

// Change is that an article, or an edition of an act, ceases to hold (条款变动): what rests on it has to be gone through.
// The platform makes it; who keeps the libraries says when it is done.
type Change struct {
	kernel.Base
	Title   string              `json:"title" label:"变动" rule:"required,max=200" ui:"fixed,list,search"`
	Kind    ChangeKind          `json:"kind" label:"类别" ui:"fixed,list,filter"`
	Act     kernel.Ref[Act]     `json:"act" label:"法律法规" ui:"fixed,list,filter"`
	Article kernel.Ref[Article] `json:"article" label:"条款" ui:"fixed"`
	Edition string              `json:"edition" label:"涉及的版次" ui:"fixed"`
	On      kernel.Date         `json:"changed_on" label:"变动日期" ui:"fixed,list,sort" help:"新规定从这一天起施行。"`
	DueOn   kernel.Date         `json:"due_on" label:"核对期限" ui:"fixed,list"`
	Found   int                 `json:"found" label:"受影响" unit:"条" ui:"fixed,list" help:"生成时用到旧条款的记录数。"`
	Result  string              `json:"result" label:"处理情况" rule:"max=1000" ui:"fixed,long,wide"`
	Status  ChangeStatus        `json:"status" label:"状态" ui:"fixed,list,filter"`
}

// ChangeKind is what happened to the law.
type ChangeKind string

const (
	NewEdition ChangeKind = "edition"
	Repeal     ChangeKind = "repeal"
	Replaced   ChangeKind = "replaced"
	Ended      ChangeKind = "ended"
)

func (ChangeKind) Options() []kernel.Option {
	return []kernel.Option{kernel.Opt(NewEdition, "出了新版"), kernel.Opt(Repeal, "整部废止"), kernel.Opt(Replaced, "条款被替换"), kernel.Opt(Ended, "条款失效")}
}

// ChangeStatus is whether what rests on it was gone through.
type ChangeStatus string

const (
	ChangeOpen ChangeStatus = "open"
	ChangeDone ChangeStatus = "done"
)

func (ChangeStatus) Options() []kernel.Option {
	return []kernel.Option{kernel.Opt(ChangeOpen, "待核对"), kernel.Opt(ChangeDone, "已处理")}
}

// ChangeRow names the columns of Change in conditions.
var ChangeRow = kernel.Row[Change]()

// Changes holds all changes.
var Changes = &kernel.Resource[Change]{
	Name: "library_change", Label: "条款变动", Title: &ChangeRow.Title, Sort: "-changed_on",
	Help: `法律法规出新版、废止，或条款失效时，平台自动生成一条，并提醒综合统计人员和监管负责人。

点开可以看到哪些清单、检查事项、违法行为、裁量、文书模板和在办案件用到旧条款，逐个点开改到新条款；全部核对完，写明处理情况，点“处理完毕”。施行之前做完，施行当天就不会用错。`,
	Access: kernel.Access{
		{To: role.Government, Can: "read export", Rows: func(a kernel.Actor) kernel.Cond { return kernel.In(&ChangeRow.Region, above(a.Region)...) }},
		{To: role.Government, Can: "read export", Rows: kernel.Jurisdiction},
		{To: keepers, Can: "finish", Rows: keeping},
	},
	Flow: kernel.Flow[Change, ChangeStatus]{On: &ChangeRow.Status, Start: ChangeOpen, Steps: []kernel.Step[Change, ChangeStatus]{
		{Name: "finish", Label: "处理完毕", From: []ChangeStatus{ChangeOpen}, To: ChangeDone, Ask: []any{&ChangeRow.Result}, Todo: true, Tone: "primary", Help: "用到旧条款的都核对过、该改的都改了。"},
	}},
	Due: func(h *Change) kernel.Limit {
		if h.Status != ChangeOpen {
			return kernel.Limit{}
		}
		return kernel.Limit{On: h.DueOn, Warn: 15, Who: "法规库维护人员", What: "核对用到旧条款的清单、事项和文书"}
	},
	Views: []kernel.View{{Name: "open", Label: "待核对", Query: "status=open"}},
}

var changeKind = notice.Declare(notice.Kind{Name: "library.change", Label: "法规条款变动", Channels: []notice.Channel{notice.Push}})

// heed makes changes of what is written of acts and articles. What the platform brings itself is no change.
func heed(c *kernel.Ctx, w *kernel.Write) error {
	if c.Actor.System || w.After == nil {
		return nil
	}
	switch now := w.After.(type) {
	case *Act:
		was, _ := w.Before.(*Act)
		if was == nil {
			return nil
		}
		return heedAct(c, now, was)
	case *Article:
		was, _ := w.Before.(*Article)
		return heedArticle(c, now, was)
	}
	return nil
}

func heedAct(c *kernel.Ctx, a, was *Act) error {
	for i, e := range a.Editions {
		if i == 0 || slices.ContainsFunc(was.Editions, func(o Edition) bool { return o.Name == e.Name }) {
			continue
		}
		old := a.Editions[i-1].Name
		list, err := closeArticles(c, a, old)
		if err != nil {
			return err
		}
		title := fmt.Sprintf("%s（%s）自 %s 起施行，代替“%s”", a.Short, e.Name, e.From, old)
		if err := announce(c, &Change{Title: title, Kind: NewEdition, Act: kernel.Ref[Act](a.ID), Edition: old, On: e.From}, a.Region, list); err != nil {
			return err
		}
	}
	if a.Until == "" || a.Until == was.Until || len(a.Editions) == 0 {
		return nil
	}
	last := a.Editions[len(a.Editions)-1].Name
	list, err := closeArticles(c, a, last)
	if err != nil {
		return err
	}
	on := a.Until.AddDays(1)
	return announce(c, &Change{Title: fmt.Sprintf("%s自 %s 起废止", a.Short, on), Kind: Repeal, Act: kernel.Ref[Act](a.ID), Edition: last, On: on}, a.Region, list)
}

// closeArticles gives the articles of an edition their last day, as far as they have none or a later one.
func closeArticles(c *kernel.Ctx, a *Act, edition string) ([]*Article, error) {
	sys := c.AsSystem()
	_, until, _ := a.Period(edition)
	list, err := Articles.List(sys, kernel.Query{Where: kernel.And(kernel.Eq(&ArticleRow.Act, kernel.Ref[Act](a.ID)), kernel.Eq(&ArticleRow.Edition, edition)), Limit: -1})
	if err != nil {
		return nil, err
	}
	for _, art := range list {
		if art.Until != "" && art.Until <= until || art.From > until {
			continue
		}
		if _, err := Articles.Update(sys, art.ID, art.Rev, func(art *Article) error { art.Until = until; return nil }); err != nil {
			return nil, err
		}
	}
	return list, nil
}

func heedArticle(c *kernel.Ctx, a, was *Article) error {
	if was != nil && a.Until != "" && a.Until != was.Until {
		on := a.Until.AddDays(1)
		return announce(c, &Change{Title: fmt.Sprintf("%s自 %s 起失效", a.Code, on), Kind: Ended, Act: a.Act, Article: kernel.Ref[Article](a.ID), Edition: a.Edition, On: on}, a.Region, []*Article{a})
	}
	if a.Earlier == "" || was != nil && was.Earlier == a.Earlier {
		return nil
	}
	sys := c.AsSystem()
	old, err := Articles.First(sys, kernel.ByID(string(a.Earlier)))
	if err != nil || old == nil || old.Until != "" || a.From <= old.From { // with an edition, the articles before it have ended already
		return err
	}
	if old, err = Articles.Update(sys, old.ID, old.Rev, func(o *Article) error { o.Until = a.From.AddDays(-1); return nil }); err != nil {
		return err
	}
	return announce(c, &Change{Title: fmt.Sprintf("%s自 %s 起由%s代替", old.Code, a.From, a.Number), Kind: Replaced, Act: a.Act, Article: kernel.Ref[Article](old.ID), Edition: old.Edition, On: a.From}, a.Region, []*Article{old})
}

// announce stores a change if anything rests on the articles, and tells who keeps the libraries there and below.
func announce(c *kernel.Ctx, h *Change, region kernel.Region, articles []*Article) error {
	sys := c.AsSystem()
	list, err := UsesOf(sys, articles...)
	if err != nil {
		return err
	}
	h.Region, h.Found = region, len(list)
	if h.DueOn = h.On.AddDays(-1); h.On <= c.Today() { // it holds already: within thirty days
		h.DueOn = c.Today().AddDays(30)
	}
	if err := Changes.Create(sys, h); err != nil {
		return err
	}
	to := []notice.To{}
	for _, r := range keepers {
		to = append(to, notice.To{Role: r, Region: region, Below: true})
	}
	_, err = notice.Tell(c, notice.Message{Kind: changeKind, Title: h.Title, Text: fmt.Sprintf("用到旧条款的记录有 %d 条，请在 %s 前核对。", h.Found, h.DueOn), Type: Changes.Name, Record: h.ID, To: to})
	return err
}

// Articles returns the articles that the change is about.
func (h *Change) Articles(c *kernel.Ctx) ([]*Article, error) {
	where := kernel.And(kernel.Eq(&ArticleRow.Act, h.Act), kernel.Eq(&ArticleRow.Edition, h.Edition))
	if h.Article != "" {
		where = kernel.ByID(string(h.Article))
	}
	return Articles.List(c, kernel.Query{Where: where, Limit: -1})
}

// usesOfChange answers GET /api/library_change/{id}/uses.
func usesOfChange(c *kernel.Ctx, in *which) (*Usage, error) {
	h, err := Changes.Get(c, in.ID)
	if err != nil {
		return nil, err
	}
	list, err := h.Articles(c)
	if err != nil {
		return nil, err
	}
	uses, err := UsesOf(c, list...)
	if err != nil {
		return nil, err
	}
	out := &Usage{Items: append([]Use{}, uses...), Articles: []Article{}}
	slices.SortFunc(list, func(a, b *Article) int { return cmp.Compare(a.Order, b.Order) })
	for _, a := range list {
		out.Articles = append(out.Articles, *a)
	}
	return out, nil
}
