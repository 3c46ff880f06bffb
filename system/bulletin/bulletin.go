// Package bulletin writes the notices of use (通报) of the platform from its own records, hands tasks down to lower regions and
// organisations until they are reported back (调度任务、重点工作督办), and says who uses the platform and who does not (监管统计).
// Sources: 党政机关公文处理工作条例 for document numbers and signing, GB/T 9704-2012 for the layout.
package bulletin

import (
	"time"

	"anjian/base/org"
	"anjian/base/role"
	"anjian/kernel"
)

// Bulletin is one notice of use (通报) on a region and a period. The platform writes its text at every save of the draft; what the
// leader has reviewed is frozen, and stays as it was issued whatever becomes of the records behind it.
type Bulletin struct {
	kernel.Base
	Subject   `label:"范围"`
	Letter    `label:"行文"`
	Statement `label:"口径外来数字"`
	Course    `label:"办理情况"`

	Edition *Edition `json:"-"` // what compose wrote for this save; the hook keeps it
}

// Subject is what the notice is about; its region is that of the record.
type Subject struct {
	From     kernel.Date `json:"period_from" label:"统计起始日期" rule:"required" ui:"list,filter,sort"`
	To       kernel.Date `json:"period_to" label:"统计截止日期" rule:"required" ui:"list,filter,sort"`
	Compared kernel.Date `json:"compared_on" label:"对比日期" help:"注册企业与这一天相比；不填为起始日期的前一天。"`
}

// Letter is what makes the text a document.
type Letter struct {
	Title    string              `json:"title" label:"标题" rule:"max=100" ui:"list,search,wide" help:"不填由平台按地区拟定。"`
	Organ    kernel.Ref[org.Org] `json:"organ" label:"发文机关" ui:"list,filter" help:"签发前必填；机构里要有“发文代字”，文号由平台编。"`
	SendTo   string              `json:"send_to" label:"主送" rule:"max=300" ui:"wide" help:"例如：各县（市、区）安全生产监督管理局，各开发区安监机构。"`
	CopyTo   string              `json:"copy_to" label:"抄送" rule:"max=300" ui:"wide"`
	Opening  string              `json:"opening" label:"引言" rule:"max=1000" ui:"long,wide"`
	Closing  string              `json:"closing" label:"工作要求" rule:"max=3000" ui:"long,wide" help:"写在正文最后，每行一条。"`
	NumberIn int                 `json:"number_serial" label:"文号顺序号" rule:"min=0,top=9999" ui:"fixed" help:"签发时可以指定；不填由平台按机关和年度接着编。"`
}

// Statement is the figures that did not come from the platform.
type Statement struct {
	Stated []Stated `json:"stated" label:"外来数字" rule:"max=20" help:"上级材料、会议或其他系统里引用的数字。平台与自己的记录核对，互相矛盾的在通报里指出。"`
}

// Stated is a figure that somebody else stated (口径外来数字), in the words in which it was.
type Stated struct {
	Figure Claim   `json:"figure" label:"说的是什么" rule:"required"`
	Value  float64 `json:"value" label:"数值" rule:"min=0"`
	Words  string  `json:"words" label:"原话" rule:"required,max=100"`
	Source string  `json:"source" label:"出处" rule:"max=100"`
}

// Claim says which figure was stated, and whether as a number or as a rate.
type Claim string

// The figures that can be compared with those of the platform.
const (
	ClaimRegistered   Claim = "registered"
	ClaimComplete     Claim = "complete"
	ClaimCompleteRate Claim = "complete_rate"
	ClaimCheckers     Claim = "checkers"
	ClaimCheckRate    Claim = "check_rate"
	ClaimFound        Claim = "found"
	ClaimRectified    Claim = "rectified"
	ClaimRectifyRate  Claim = "rectify_rate"
)

func (Claim) Options() []kernel.Option {
	return []kernel.Option{kernel.Opt(ClaimRegistered, "注册企业（家）"), kernel.Opt(ClaimComplete, "建档企业（家）"), kernel.Opt(ClaimCompleteRate, "建档率（%）"),
		kernel.Opt(ClaimCheckers, "自查企业（家）"), kernel.Opt(ClaimCheckRate, "自查率（%）"), kernel.Opt(ClaimFound, "发现隐患（项）"),
		kernel.Opt(ClaimRectified, "已整改隐患（项）"), kernel.Opt(ClaimRectifyRate, "整改率（%）")}
}

// Course is where the notice stands, and what it said when it was written.
type Course struct {
	Status      Status      `json:"status" label:"状态" ui:"fixed,list,filter"`
	Number      string      `json:"number" label:"文号" rule:"unique,max=60" ui:"fixed,list,search"`
	NumberYear  int         `json:"number_year" label:"文号年度" ui:"fixed,hidden"`
	Wording     string      `json:"wording" label:"正文" ui:"fixed,long,wide"`
	Digest      string      `json:"digest" label:"定稿校验值" ui:"fixed" help:"签发时数据、正文和文号的 SHA-256；页面和 DOCX 生成前都要核对。"`
	Doubts      int         `json:"doubts" label:"待核对事项" unit:"项" ui:"fixed,list" help:"合计与分项不符、外来数字互相矛盾等，正文中已逐项指出。"`
	WrittenAt   time.Time   `json:"written_at" label:"取数时间" ui:"fixed"`
	ReviewedBy  string      `json:"reviewed_by" label:"审核人" ui:"fixed"`
	ReviewedOn  kernel.Date `json:"reviewed_on" label:"审核日期" ui:"fixed"`
	IssuedBy    string      `json:"issued_by" label:"签发人" ui:"fixed"`
	IssuedOn    kernel.Date `json:"issued_on" label:"签发日期" ui:"fixed,list,filter,sort"`
	WithdrawnOn kernel.Date `json:"withdrawn_on" label:"撤回日期" ui:"fixed"`
}

// Status is where a notice stands.
type Status string

// The states of a notice.
const (
	Draft     Status = "draft"
	Reviewed  Status = "reviewed"
	Issued    Status = "issued"
	Withdrawn Status = "withdrawn"
)

func (Status) Options() []kernel.Option {
	return []kernel.Option{kernel.Opt(Draft, "草稿"), kernel.Opt(Reviewed, "已审核"), kernel.Opt(Issued, "已签发"), kernel.Opt(Withdrawn, "已撤回")}
}

// Row names the columns of Bulletin in conditions.
var Row = kernel.Row[Bulletin]()

// Bulletins holds the notices.
var Bulletins = &kernel.Resource[Bulletin]{
	Name: "bulletin", Label: "通报", Title: &Row.Title,
	Help: `通报由平台根据自己的记录写成：选统计时段、对比日期和地区，保存即成文，文中每个数字点开就是它所数的记录。

- **综合统计人员**：新建、预览、保存。别处听来的数字（例如“1,840家企业均已建档”）填在“外来数字”里，与平台记录矛盾的，正文会指出来并给出两边的算法。
- **监管负责人**：审核、签发。审核后内容不再变动，需要改就退回；签发时按机关和年度编文号，数据、正文和校验值一并留存。
- 签发的通报本级和下级都能看到，发现错误只能“撤回”并写明原因，文号不再使用。
- 从表里某个单位的数字可以直接“下达任务”。`,
	Sort: "-period_to",
	Access: kernel.Access{
		{To: []kernel.Role{role.Clerk}, Can: "read create update export", Rows: kernel.Jurisdiction},
		{To: []kernel.Role{role.Clerk}, Can: "delete", Rows: drafts},
		{To: []kernel.Role{role.Leader}, Can: "read export review return issue withdraw", Rows: kernel.Jurisdiction},
		{To: []kernel.Role{role.Regulator, role.Audit}, Can: "read export", Rows: kernel.Jurisdiction},
		{To: []kernel.Role{role.Clerk, role.Leader, role.Regulator, role.Collector}, Can: "read", Rows: published},
	},
	Derive:  derive,
	Rules:   rules,
	Settled: kernel.Settled{When: kernel.Not(&Row.Status, Draft), Say: "审核后内容不再变动：待签发的请先退回，已签发的请撤回后另拟"},
	Views: []kernel.View{
		{Name: "draft", Label: "草稿", Query: "status=draft"},
		{Name: "reviewed", Label: "待签发", Query: "status=reviewed"},
		{Name: "issued", Label: "已签发", Query: "status=issued"},
	},
}

func drafts(a kernel.Actor) kernel.Cond {
	return kernel.And(kernel.Under(a.Region), kernel.Eq(&Row.Status, Draft))
}

// published is the notices that were issued to the actor's region from above.
func published(a kernel.Actor) kernel.Cond {
	return kernel.And(kernel.In(&Row.Region, above(a.Region)...), kernel.In(&Row.Status, Issued, Withdrawn))
}

// above is the regions that a region lies in, by its code.
func above(r kernel.Region) (out []kernel.Region) {
	for _, n := range []int{2, 4, 6, 9} {
		if len(r) > n {
			out = append(out, r[:n])
		}
	}
	return out
}

func init() { Bulletins.Flow = flow }

// Module declares the system.
func Module() kernel.Module {
	return kernel.Module{
		Name: "bulletin", Label: "调度通报",
		Resources:  []kernel.Handle{Bulletins, Tasks, Reports},
		Indicators: indicators,
		Routes:     routes,
		Tables:     tables,
		Hooks:      []kernel.Hook{keepEdition, tell},
	}
}

// derive writes the draft anew; what was reviewed is not touched again.
func derive(c *kernel.Ctx, b *Bulletin) error {
	if b.Organ == "" && b.Status == Draft {
		b.Organ = kernel.Ref[org.Org](c.Actor.Org)
	}
	if b.Compared == "" && b.From != "" {
		b.Compared = b.From.AddDays(-1)
	}
	if b.Title == "" && b.Region != "" {
		b.Title = "关于" + c.RegionLabel(b.Region) + "安全生产信息平台使用情况的通报"
	}
	if b.Status != Draft || b.fault(c) != nil {
		return nil
	}
	e, err := compose(c, b)
	if err != nil {
		return err
	}
	b.Edition, b.Wording, b.Doubts, b.WrittenAt = e, e.text, e.doubts, c.Now().UTC().Truncate(time.Millisecond)
	return nil
}

// fault says what is wrong with the subject.
func (b *Bulletin) fault(c *kernel.Ctx) error {
	for _, d := range []struct {
		at *kernel.Date
		on kernel.Date
	}{{&Row.From, b.From}, {&Row.To, b.To}, {&Row.Compared, b.Compared}} {
		switch {
		case d.on == "" || d.on.Kind().Check(string(d.on)) != "":
			return kernel.FieldError(d.at, "请填写日期，例如 2018-06-05")
		case d.on > c.Today():
			return kernel.FieldError(d.at, "日期不能晚于今天")
		}
	}
	switch {
	case b.From > b.To:
		return kernel.FieldError(&Row.To, "截止日期不能早于起始日期")
	case b.Compared >= b.To:
		return kernel.FieldError(&Row.Compared, "对比日期应早于截止日期")
	case !within(b.Region, c.Actor):
		return kernel.FieldError(&Row.Region, "该地区不在您的权限范围内")
	}
	return nil
}

func rules(c *kernel.Ctx, b, before *Bulletin) error {
	if b.Status == Draft {
		return b.fault(c)
	}
	return nil
}

func within(r kernel.Region, a kernel.Actor) bool {
	return r != "" && (a.System || a.Region == kernel.Country || a.Region != "" && len(r) >= len(a.Region) && r[:len(a.Region)] == a.Region)
}
