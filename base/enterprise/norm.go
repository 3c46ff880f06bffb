package enterprise

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"anjian/base/role"
	"anjian/kernel"
)

// Norm is what a region asks of the files (建档标准): how much each group counts in the completeness, and after how many days a group must be
// confirmed again. No law sets these numbers. The nearest region upward that has one in force rules; without any the platform's own numbers do.
type Norm struct {
	kernel.Base
	Title     string      `json:"title" label:"名称" rule:"required,max=60" ui:"list,search"`
	From      kernel.Date `json:"starts_on" label:"施行日期" rule:"required" ui:"list,sort" help:"发布后从这一天起按它计算；不能早于发布当天。"`
	Weights   []Weight    `json:"weights" label:"完整度权重" rule:"max=20" help:"没有列出的内容每项权重为1；权重为0的不要求填写。"`
	Terms     []Term      `json:"terms" label:"核实期限" rule:"max=10" help:"没有列出的：人员180天，其他365天。"`
	Basis     string      `json:"basis" label:"依据" rule:"max=200" ui:"wide"`
	Status    NormStatus  `json:"status" label:"状态" ui:"fixed,list,filter"`
	EnactedOn kernel.Date `json:"enacted_on" label:"发布日期" ui:"fixed"`
	EndedOn   kernel.Date `json:"ended_on" label:"废止日期" ui:"fixed"`
	Pending   bool        `json:"pending" label:"待重算" ui:"fixed,hidden,filter"`
	Total     int         `json:"total" label:"涉及档案" ui:"fixed"`
	Counted   int         `json:"counted" label:"已重算档案" ui:"fixed"`
	Changed   int         `json:"changed" label:"有变化的档案" ui:"fixed"`
	CountedOn kernel.Date `json:"counted_on" label:"重算完成日期" ui:"fixed"`
}

// Weight is how much each required item of a group counts (权重).
type Weight struct {
	Group  Group `json:"group" label:"内容" rule:"required"`
	Weight int   `json:"weight" label:"每项权重" rule:"min=0,top=100"`
}

// Term is after how many days a group must be confirmed again (核实期限).
type Term struct {
	Group Group `json:"group" label:"内容" rule:"required" help:"人员、经营状态、生产经营地址与坐标、行业与监管分类会变旧，其他内容不限期。"`
	Days  int   `json:"days" label:"核实期限" unit:"天" rule:"required,min=1,top=3650"`
}

// NormStatus is where a norm stands.
type NormStatus string

const (
	NormDraft   NormStatus = "draft"
	NormEnacted NormStatus = "enacted"
	NormEnded   NormStatus = "ended"
)

func (NormStatus) Options() []kernel.Option {
	return []kernel.Option{kernel.Opt(NormDraft, "草稿"), kernel.Opt(NormEnacted, "施行"), kernel.Opt(NormEnded, "已废止")}
}

// NormRow names the columns of Norm in conditions.
var NormRow = kernel.Row[Norm]()

// Norms holds the norms of all regions. Its steps refer back to it and are set in init.
var Norms = &kernel.Resource[Norm]{
	Name: "enterprise_norm", Label: "建档标准", Title: &NormRow.Title, Sort: "-starts_on",
	Help: `这里规定企业档案怎样算完整、多久要核实一次。没有规定的，按平台默认：每项权重相同，人员180天、其他365天核实一次。

- **监管负责人**：点“新建”，列出与默认不同的内容，保存后点“发布”。从施行日期起，本地区的档案在后台按新标准重算，页面上看得到进度。
- 下级地区可以另行规定，**就近的规定优先**；同一地区以施行日期最近的为准。要修改，请新建一份；不再用的点“废止”，档案改按上级的标准重算。`,
	Access: kernel.Access{
		{To: slices.Concat(role.Government, []kernel.Role{role.Collector, role.Audit}), Can: "read", Rows: func(a kernel.Actor) kernel.Cond {
			return kernel.Or(kernel.And(kernel.In(&NormRow.Region, upward(a.Region)...), kernel.Not(&NormRow.Status, NormDraft)), kernel.Under(a.Region))
		}},
		{To: leaders, Can: "create enact end", Rows: kernel.Jurisdiction},
		{To: leaders, Can: "update delete", Rows: func(a kernel.Actor) kernel.Cond {
			return kernel.And(kernel.Under(a.Region), kernel.Eq(&NormRow.Status, NormDraft))
		}},
	},
	Views: []kernel.View{{Name: "enacted", Label: "施行", Query: "status=enacted"}},
}

func init() {
	Norms.Flow = kernel.Flow[Norm, NormStatus]{On: &NormRow.Status, Start: NormDraft, Steps: []kernel.Step[Norm, NormStatus]{
		{Name: "enact", Label: "发布", From: []NormStatus{NormDraft}, To: NormEnacted, May: []any{&NormRow.From}, Do: enact, Tone: "primary",
			Confirm: "从施行日期起，本地区的企业档案按这个标准重算。确定发布？"},
		{Name: "end", Label: "废止", From: []NormStatus{NormEnacted}, To: NormEnded, Opinion: true, Do: end, Tone: "danger", Confirm: "废止后本地区的企业档案改按上级标准或平台默认重算。确定废止？"},
	}}
	Norms.Rules = normal
}

// normal holds a norm to groups that stand once and can be counted or grow stale.
func normal(_ *kernel.Ctx, n, _ *Norm) error {
	var seen []Group
	for i, w := range n.Weights {
		if slices.Contains(seen, w.Group) {
			return kernel.FieldError(&NormRow.Weights, "第%d行：“%s”已经列过", i+1, kernel.LabelOf(w.Group))
		}
		seen = append(seen, w.Group)
	}
	if n.scale().weight(InIdentity) == 0 {
		return kernel.FieldError(&NormRow.Weights, "“基本信息”的权重不能为0")
	}
	seen = nil
	for i, t := range n.Terms {
		switch {
		case !slices.Contains(dated, t.Group):
			return kernel.FieldError(&NormRow.Terms, "第%d行：“%s”不限期核实，不用列出", i+1, kernel.LabelOf(t.Group))
		case slices.Contains(seen, t.Group):
			return kernel.FieldError(&NormRow.Terms, "第%d行：“%s”已经列过", i+1, kernel.LabelOf(t.Group))
		}
		seen = append(seen, t.Group)
	}
	if len(n.Weights) == 0 && len(n.Terms) == 0 {
		return kernel.FieldError(&NormRow.Weights, "请至少列出一项与默认不同的内容")
	}
	return nil
}

func enact(c *kernel.Ctx, n *Norm) error {
	if n.From < c.Today() {
		return kernel.FieldError(&NormRow.From, "施行日期不能早于今天")
	}
	n.EnactedOn, n.Pending = c.Today(), true
	return Recount.Enqueue(c, struct{}{})
}

func end(c *kernel.Ctx, n *Norm) error {
	n.Pending = n.From <= c.Today() // what was never in force has changed no file
	n.EndedOn, n.Counted, n.CountedOn = c.Today(), 0, ""
	return Recount.Enqueue(c, struct{}{})
}

// upward is a region and those above it, to the country. What is asked for may be no code at all: only its leading digits count.
func upward(r kernel.Region) []kernel.Region {
	out := []kernel.Region{kernel.Country}
	digits := len(r) - len(strings.TrimLeft(string(r), "0123456789"))
	for _, n := range []int{2, 4, 6, 9, 12} {
		if digits >= n {
			out = append(out, r[:n])
		}
	}
	return out
}

// scale is a norm ready to count with; the zero value holds the platform's own numbers.
type scale struct {
	weights, terms map[Group]int
}

func (n *Norm) scale() (s scale) {
	s = scale{map[Group]int{}, map[Group]int{}}
	for _, w := range n.Weights {
		s.weights[w.Group] = w.Weight
	}
	for _, t := range n.Terms {
		s.terms[t.Group] = t.Days
	}
	return s
}

func (s scale) weight(g Group) int {
	if w, set := s.weights[g]; set {
		return w
	}
	return 1
}

// term is after how many days a group must be confirmed again.
func (s scale) term(g Group) int {
	if days := s.terms[g]; days > 0 {
		return days
	}
	return validity(g)
}

// ruling is the key under which a batch remembers what rules in a region.
type ruling kernel.Region

// scaleOf is what rules in a region today.
func scaleOf(c *kernel.Ctx, region kernel.Region) (scale, error) {
	return kernel.Once(c, ruling(region), func() (scale, error) { return scaleIn(c, region) })
}

func scaleIn(c *kernel.Ctx, region kernel.Region) (scale, error) {
	list, err := Norms.List(c.AsSystem(), kernel.Query{Where: kernel.And(kernel.In(&NormRow.Region, upward(region)...), kernel.Eq(&NormRow.Status, NormEnacted), kernel.UpTo(&NormRow.From, c.Today())), Sort: "id", Limit: -1})
	if err != nil || len(list) == 0 {
		return scale{}, err
	}
	depth := func(r kernel.Region) int {
		if r == kernel.Country {
			return 0
		}
		return len(r)
	}
	return slices.MaxFunc(list, func(a, b *Norm) int {
		return cmp.Or(cmp.Compare(depth(a.Region), depth(b.Region)), cmp.Compare(a.From, b.From), cmp.Compare(a.ID, b.ID))
	}).scale(), nil
}

// Recount works the files out again where a norm has come into force or ended since. It may stop anywhere: what is worked out twice
// comes to the same, and the norm stays pending until all is done.
var Recount = &kernel.Task[struct{}]{Name: "enterprise.recount", Every: time.Hour}

func init() { Recount.Run = recountAll }

func recountAll(c *kernel.Ctx, _ struct{}) error {
	waiting, err := Norms.List(c, kernel.Query{Where: kernel.And(kernel.Eq(&NormRow.Pending, true), kernel.UpTo(&NormRow.From, c.Today())), Sort: "id", Limit: -1})
	for _, n := range waiting {
		if err = n.recount(c); err != nil {
			return err
		}
	}
	return err
}

// recount works out every file of the norm's region, and the persons beside it, and notes how far it is every so often.
func (n *Norm) recount(c *kernel.Ctx) error {
	where := kernel.And(kernel.Under(n.Region), kernel.In(&Row.Status, Draft, Submitted, Reviewed, Returned, Filed, Moving))
	var err error
	if n.Total, err = c.Count(Enterprises.Meta(), where, 0); err != nil {
		return err
	}
	n.Counted, n.Changed = 0, 0
	for last := ""; ; {
		list, err := Enterprises.List(c, kernel.Query{Where: kernel.And(where, kernel.Compare("id", ">", last)), Sort: "id", Limit: 200, Cols: []string{"id", "rev"}})
		if err != nil {
			return err
		}
		if err := n.note(c, len(list) > 0); err != nil || len(list) == 0 {
			return err
		}
		for _, e := range list {
			changed, err := recheck(c, e.ID)
			if err == nil {
				err = recheckContacts(c, e)
			}
			if err != nil && kernel.CodeOf(err) != kernel.Missing { // deleted meanwhile
				return err
			}
			if last, n.Counted = e.ID, n.Counted+1; changed {
				n.Changed++
			}
		}
	}
}

// note keeps how far the recount is; it is no change of the norm that anybody made.
func (n *Norm) note(c *kernel.Ctx, pending bool) error {
	if n.Total = max(n.Total, n.Counted); !pending {
		n.Total, n.CountedOn = n.Counted, c.Today()
	}
	_, err := c.Store.Exec(c, "UPDATE enterprise_norm SET total = ?, counted = ?, changed = ?, counted_on = ?, pending = ? WHERE id = ? AND status = ?", n.Total, n.Counted, n.Changed, string(n.CountedOn), pending, n.ID, string(n.Status))
	return err
}
