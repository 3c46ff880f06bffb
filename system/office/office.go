// Package office is notices and documents (通知公告、文件): written, reviewed and issued by an authority, sent to organisations, trades, regions and
// enterprises by condition, with proof of who has read what, reminders to who has not, reply slips, corrections and withdrawals that keep
// what was said before. Sources: 党政机关公文处理工作条例 (2012) for numbers and kinds.
package office

import (
	"anjian/base/account"
	"anjian/base/enterprise"
	"anjian/base/notice"
	"anjian/base/org"
	"anjian/base/region"
	"anjian/base/role"
	"anjian/kernel"
)

// Notice is a notice, an announcement or a document of an authority (通知公告).
type Notice struct {
	kernel.Base
	Content  `label:"内容"`
	Audience `label:"发给谁"`
	Slip     `label:"回执"`
	Course   `label:"办理情况"`
}

// Content is what is said. It is what an edition keeps.
type Content struct {
	Kind   Kind         `json:"kind" label:"种类" rule:"required" ui:"list,filter"`
	Title  string       `json:"title" label:"标题" rule:"required,max=120" ui:"list,search,wide"`
	Number string       `json:"number" label:"文号" rule:"max=40" ui:"list,search" help:"例如 郑应急〔2026〕4号；没有文号的不填。"`
	Body   string       `json:"body" label:"正文" rule:"required,max=20000" ui:"long,wide"`
	Files  kernel.Files `json:"files" label:"附件" rule:"max=20"`
	Public bool         `json:"public" label:"向社会公开" ui:"filter" help:"公开的不登录也能看到，连同附件；请确认没有不宜公开的内容。"`
}

// Audience is to whom it goes. Officials are named by region and duty or by organisation, enterprises by region and condition or one by one.
type Audience struct {
	Units       []kernel.Region                     `json:"units" label:"地区" rule:"max=200" help:"这些地区和它们的下级；不填为本地区。"`
	Duties      []account.Role                      `json:"duties" label:"监管人员" help:"这些地区里担任所选职务的人。"`
	Orgs        []kernel.Ref[org.Org]               `json:"orgs" label:"机构" rule:"max=200" help:"所选机构的全部人员。"`
	Firms       bool                                `json:"to_firms" label:"发给企业" help:"发给所选地区里符合下面条件的在册企业的安全管理员；没有账号的企业发短信给档案里的负责人。"`
	Trades      []enterprise.Trade                  `json:"trades" label:"监管分类" help:"属于其中一类的企业；不选为不限。"`
	Risks       []enterprise.RiskGrade              `json:"risks" label:"风险等级" help:"不选为不限。"`
	Features    []Feature                           `json:"features" label:"涉及" help:"有其中一项的企业；不选为不限。"`
	Enterprises []kernel.Ref[enterprise.Enterprise] `json:"enterprises" label:"指定企业" rule:"max=500" help:"不论条件，逐家指定。"`
}

// Slip is what the receivers are asked back (回执).
type Slip struct {
	Questions []Question  `json:"questions" label:"回执内容" rule:"max=20"`
	ReplyBy   kernel.Date `json:"reply_by" label:"回复期限"`
}

// Question is one field of a reply slip.
type Question struct {
	Label   string     `json:"label" label:"项目" rule:"required,max=60"`
	Kind    AnswerKind `json:"kind" label:"填法" rule:"required"`
	Options string     `json:"options" label:"选项" rule:"max=300" help:"单选时填写，用顿号隔开。"`
	Must    bool       `json:"must" label:"必填"`
}

// Course is where a notice stands.
type Course struct {
	Status    Status                      `json:"status" label:"状态" ui:"fixed,list,filter"`
	Edition   int                         `json:"edition" label:"版次" ui:"fixed"`
	Author    kernel.Ref[account.Account] `json:"author" label:"拟稿账号" ui:"fixed,hidden,once"`
	Writer    string                      `json:"writer" label:"拟稿人" ui:"fixed"`
	Issuer    string                      `json:"issuer" label:"签发人" ui:"fixed"`
	IssuedOn  kernel.Date                 `json:"issued_on" label:"签发日期" ui:"fixed,list,filter,sort"`
	Scope     string                      `json:"scope_words" label:"发送范围" ui:"fixed,wide"`
	Sent      bool                        `json:"is_sent" label:"已发完" ui:"fixed"`
	Withdrawn string                      `json:"withdrawn_for" label:"撤回原因" ui:"fixed,wide"`
}

// Kind is what it is.
type Kind string

// The kinds.
const (
	Circular     Kind = "notice"
	Announcement Kind = "announcement"
	Document     Kind = "document"
)

func (Kind) Options() []kernel.Option {
	return []kernel.Option{kernel.Opt(Circular, "通知"), kernel.Opt(Announcement, "公告"), kernel.Opt(Document, "文件")}
}

// Feature is something at an enterprise that a notice may be about.
type Feature string

// The features.
const (
	Dust     Feature = "dust"
	Confined Feature = "confined"
	Ammonia  Feature = "ammonia"
	Melting  Feature = "melting"
	Gas      Feature = "gas"
)

func (Feature) Options() []kernel.Option {
	return []kernel.Option{kernel.Opt(Dust, "粉尘涉爆"), kernel.Opt(Confined, "有限空间"), kernel.Opt(Ammonia, "涉氨制冷"), kernel.Opt(Melting, "金属冶炼"), kernel.Opt(Gas, "冶金煤气")}
}

// AnswerKind is how a question is answered.
type AnswerKind string

// The kinds of answers.
const (
	InWords  AnswerKind = "text"
	InNumber AnswerKind = "number"
	OnDay    AnswerKind = "date"
	YesNo    AnswerKind = "yes_no"
	OneOf    AnswerKind = "choice"
)

func (AnswerKind) Options() []kernel.Option {
	return []kernel.Option{kernel.Opt(InWords, "文字"), kernel.Opt(InNumber, "数字"), kernel.Opt(OnDay, "日期"), kernel.Opt(YesNo, "是否"), kernel.Opt(OneOf, "单选")}
}

// Status is where a notice stands.
type Status string

// The states of a notice.
const (
	Draft     Status = "draft"
	Review    Status = "review"
	Issued    Status = "issued"
	Withdrawn Status = "withdrawn"
)

func (Status) Options() []kernel.Option {
	return []kernel.Option{kernel.Opt(Draft, "草稿"), kernel.Opt(Review, "待审核"), kernel.Opt(Issued, "已发布"), kernel.Opt(Withdrawn, "已撤回")}
}

// Row names the columns of Notice in conditions.
var Row = kernel.Row[Notice]()

// Kinds of messages of this system.
var (
	issuedKind    = notice.Declare(notice.Kind{Name: "office.issued", Label: "通知公告", Must: true, Basis: "政府信息送达：通知、文件必须告知收件人", Channels: []notice.Channel{notice.Push, notice.SMS}})
	correctedKind = notice.Declare(notice.Kind{Name: "office.corrected", Label: "通知更正与撤回", Must: true, Basis: "同通知公告", Channels: []notice.Channel{notice.Push, notice.SMS}})
	urgedKind     = notice.Declare(notice.Kind{Name: "office.urged", Label: "通知催阅", Must: true, Basis: "同通知公告", Channels: []notice.Channel{notice.Push, notice.SMS}})
	reviewKind    = notice.Declare(notice.Kind{Name: "office.review", Label: "通知待审核", Channels: []notice.Channel{notice.Push}})
)

var (
	writers = []kernel.Role{role.Clerk, role.Leader, role.Regulator}
	readers = role.All
)

// received is the notices that were sent to the actor.
func received(a kernel.Actor) kernel.Cond {
	if a.ID == "" {
		return kernel.None()
	}
	return kernel.And(kernel.In(&Row.Status, Issued, Withdrawn), kernel.Exists(Receipts, &rc.Notice, kernel.Eq(&rc.Account, kernel.Ref[account.Account](a.ID))))
}

func drafts(a kernel.Actor) kernel.Cond {
	return kernel.And(kernel.Under(a.Region), kernel.Eq(&Row.Status, Draft))
}

// Notices holds all notices. Lifecycle, rights and rules, which refer back to it, are set in init.
var Notices = &kernel.Resource[Notice]{
	Name: "office_notice", Label: "通知公告", Title: &Row.Title, Sort: "-id",
	Help: `写通知、发文件，知道谁看了、谁没看。

- **拟稿**：点“新建”，写好标题、正文，上传附件，选发给谁——地区、职务、机构、行业、风险等级或逐家指定，页面会算出一共多少人。需要对方填报的，加上“回执”。
- **审核发布**：提交后由负责人“签发”，平台随即逐人送达。
- **看进度**：发布后打开通知，可以看到已读、未读、已回执的人数，点“催阅”一次提醒全部未读的人；回执自动汇成一张表，可以导出。
- **写错了**：点“更正”改正后发新版，旧版留在“历史版本”；不该发的点“撤回”。`,
	Views: []kernel.View{
		{Name: "issued", Label: "已发布", Query: "status=issued"}, {Name: "review", Label: "待审核", Query: "status=review"},
		{Name: "drafts", Label: "草稿", Query: "status=draft"}, {Name: "public", Label: "公开", Query: "status=issued&public=true"},
	},
}

func init() {
	Notices.Access = kernel.Access{
		{To: writers, Can: "read create submit export", Rows: kernel.Jurisdiction},
		{To: writers, Can: "update delete", Rows: drafts},
		{To: []kernel.Role{role.Leader}, Can: "issue back correct withdraw", Rows: kernel.Jurisdiction},
		{To: []kernel.Role{role.Audit}, Can: "read", Rows: kernel.Jurisdiction},
		{To: readers, Can: "read", Rows: received},
	}
	Notices.Flow = flow
	Notices.Derive = func(c *kernel.Ctx, n *Notice) error {
		if n.Kind == "" {
			n.Kind = Circular
		}
		if n.Rev == 0 && n.Writer == "" {
			n.Author, n.Writer = kernel.Ref[account.Account](c.Actor.ID), c.Actor.Name
		}
		return nil
	}
	Notices.Rules = rules
}

func rules(c *kernel.Ctx, n, before *Notice) error {
	for i, u := range n.Units {
		if !region.Known(u) {
			return kernel.FieldError(&Row.Units, "没有“%s”这个区划", u)
		}
		if !c.Actor.System && !region.Within(u, c.Actor.Region) {
			return kernel.FieldError(&Row.Units, "第%d个地区不在您的管辖范围内", i+1)
		}
	}
	for i, q := range n.Questions {
		if q.Kind == OneOf && len(choices(q)) < 2 {
			return kernel.FieldError(&Row.Questions, "第%d项是单选，至少要有两个选项", i+1)
		}
	}
	switch {
	case len(n.Questions) == 0 && n.ReplyBy != "":
		return kernel.FieldError(&Row.ReplyBy, "没有回执内容，不需要回复期限")
	case n.Status != Draft && before != nil && before.Status == Draft && !n.addressed():
		return kernel.FieldError(&Row.Duties, "请选择发给谁")
	case n.Status != Draft && n.ReplyBy != "" && before != nil && before.Status == Draft && n.ReplyBy < c.Today():
		return kernel.FieldError(&Row.ReplyBy, "回复期限不能早于今天")
	}
	return orgsWithin(c, n, before)
}

// orgsWithin checks that nobody sends to organisations above or beside.
func orgsWithin(c *kernel.Ctx, n, before *Notice) error {
	if c.Actor.System || before != nil && len(before.Orgs) == len(n.Orgs) {
		return nil
	}
	for _, id := range n.Orgs {
		o, err := org.Orgs.First(c.AsSystem(), kernel.ByID(string(id)))
		if err != nil {
			return err
		}
		if o == nil || !region.Within(o.Region, c.Actor.Region) {
			return kernel.FieldError(&Row.Orgs, "所选机构不在您的管辖范围内")
		}
	}
	return nil
}

// addressed tells whether somebody is meant: an announcement that is public needs nobody else.
func (n *Notice) addressed() bool {
	return len(n.Duties) > 0 || len(n.Orgs) > 0 || n.Firms || len(n.Enterprises) > 0 || n.Public
}
