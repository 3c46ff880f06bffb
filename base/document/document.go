// Package document is the papers of enforcement (执法文书): drafted from the records of any system, approved, numbered, sealed, signed,
// served, kept as they were issued, voided with a reason, and bound into the file of a case.
// Sources: 安全生产执法程序规定 (安监总政法〔2016〕72号), 行政处罚法, 行政强制法, the 2017 edition of 安全生产行政执法文书.
package document

import (
	"slices"
	"strings"
	"time"

	"anjian/base/account"
	"anjian/base/enterprise"
	"anjian/base/org"
	"anjian/base/role"
	"anjian/kernel"
)

// Document is one paper (执法文书).
type Document struct {
	kernel.Base
	Matter   `label:"文书"`
	Content  `label:"内容"`
	Approval `label:"审批"`
	Course   `label:"办理情况"`
}

// Matter is what a paper is and what it is about.
type Matter struct {
	Kind        Code                              `json:"kind" label:"文书种类" ui:"fixed,list,filter"`
	Title       string                            `json:"title" label:"名称" ui:"fixed,list,search"`
	Number      string                            `json:"number" label:"文号" ui:"fixed,list,search"`
	Provisional string                            `json:"provisional" label:"临时号" ui:"fixed" help:"签发之前使用，签发时换成正式文号。"`
	SubjectType string                            `json:"subject_type" label:"所属记录种类" ui:"fixed,hidden"`
	Subject     string                            `json:"subject" label:"所属记录" ui:"fixed,hidden"`
	Part        string                            `json:"part" label:"部分" ui:"fixed,hidden"`
	About       string                            `json:"about" label:"事项" ui:"fixed,list,search"`
	Org         kernel.Ref[org.Org]               `json:"org" label:"机关" ui:"fixed,list,filter"`
	Enterprise  kernel.Ref[enterprise.Enterprise] `json:"enterprise" label:"企业" ui:"fixed,list,filter"`
	Party       string                            `json:"party" label:"当事人" ui:"fixed,list,search"`
	ToPerson    bool                              `json:"to_person" label:"当事人为个人" ui:"fixed,hidden"`
}

// Content is what stands on the paper, and the paper itself once it is issued.
type Content struct {
	Sheet    Sheet        `json:"sheet" label:"填写内容" ui:"fixed,hidden,inner"`
	Sourced  []string     `json:"sourced" label:"来自记录的内容" ui:"fixed,hidden,inner"`
	Version  int          `json:"version" label:"格式版本" ui:"fixed"`
	FormHash string       `json:"form_hash" label:"格式校验值" ui:"fixed,hidden"`
	Paper    kernel.Files `json:"paper" label:"文书文件" ui:"fixed"`
	Hash     string       `json:"hash" label:"文件校验值" ui:"fixed"`
	Bare     string       `json:"bare_hash" label:"盖章前校验值" ui:"fixed,hidden"`
	Sealed   bool         `json:"sealed" label:"已盖章" ui:"fixed,filter"`
	Scans    kernel.Files `json:"scans" label:"签字扫描件" rule:"max=20" ui:"fixed" help:"在纸上签字的，签好后拍照或扫描上传。"`
}

// Approval is the opinions on a paper and who is asked next.
type Approval struct {
	Opinions []Opinion                     `json:"opinions" label:"审批意见" ui:"fixed,inner"`
	Stage    StageName                     `json:"stage" label:"待办环节" ui:"fixed,list,filter,inner"`
	Asked    []kernel.Ref[account.Account] `json:"asked" label:"待办人" ui:"fixed,hidden,inner"`
	Open     bool                          `json:"any_leader" label:"由监管负责人办理" ui:"fixed,hidden,inner"`
	Decider  kernel.Ref[account.Account]   `json:"decider" label:"最近办理人" ui:"fixed,hidden,inner"`
	Remark   string                        `json:"opinion" label:"意见" rule:"max=500" ui:"fixed,hidden,long,inner"`
}

// Opinion is what one person said about a paper before it was issued.
type Opinion struct {
	Stage   StageName                   `json:"stage" label:"环节"`
	Text    string                      `json:"text" label:"意见"`
	Name    string                      `json:"name" label:"姓名"`
	Account kernel.Ref[account.Account] `json:"account" label:"账号" ui:"hidden"`
	On      kernel.Date                 `json:"on" label:"日期"`
	Refused bool                        `json:"refused" label:"退回"`
}

// Course is where a paper stands.
type Course struct {
	Status      Status                      `json:"status" label:"状态" ui:"fixed,list,filter"`
	Drafter     kernel.Ref[account.Account] `json:"drafter" label:"拟稿账号" ui:"fixed,hidden,inner"`
	DraftedBy   string                      `json:"drafted_by" label:"拟稿人" ui:"fixed,list,inner"`
	SubmittedOn kernel.Date                 `json:"submitted_on" label:"送审日期" ui:"fixed,inner"`
	ApprovedOn  kernel.Date                 `json:"approved_on" label:"批准日期" ui:"fixed,inner"`
	IssuedOn    kernel.Date                 `json:"issued_on" label:"签发日期" ui:"fixed,list,filter,sort"`
	IssuedAt    time.Time                   `json:"issued_at" label:"签发时间" ui:"fixed"`
	IssuedBy    string                      `json:"issued_by" label:"签发人" ui:"fixed"`
	ServedOn    kernel.Date                 `json:"served_on" label:"送达日期" ui:"fixed,list"`
	VoidAsked   string                      `json:"void_asked" label:"申请作废的原因" rule:"max=200" ui:"fixed,inner"`
	VoidedOn    kernel.Date                 `json:"voided_on" label:"作废日期" ui:"fixed"`
	Replaces    kernel.Ref[Document]        `json:"replaces" label:"更正的文书" ui:"fixed"`
	Approvable  bool                        `json:"needs_approval" label:"须审批" ui:"fixed,hidden"`
	Reserved    string                      `json:"reserved_number" label:"号段中的文号" rule:"max=60" ui:"fixed,hidden"`
}

// Status is where a paper stands.
type Status string

// The states of a paper.
const (
	Drafted   Status = "draft"
	Submitted Status = "submitted"
	Approved  Status = "approved"
	Issued    Status = "issued"
	Served    Status = "served"
	Void      Status = "void"
)

func (Status) Options() []kernel.Option {
	return []kernel.Option{kernel.Opt(Drafted, "草拟"), kernel.Opt(Submitted, "审批中"), kernel.Opt(Approved, "已批准"), kernel.Opt(Issued, "已签发"), kernel.Opt(Served, "已送达"), kernel.Opt(Void, "作废")}
}

// StageName is a Stage as a column; it names the officers too.
type StageName string

func (StageName) Options() []kernel.Option {
	return []kernel.Option{kernel.Opt(Officers, "承办人"), kernel.Opt(Head, "承办机构负责人"), kernel.Opt(Legal, "法制审核"), kernel.Opt(Leader, "审批")}
}

// Row names the columns of Document in conditions.
var Row = kernel.Row[Document]()

var writers = []kernel.Role{role.Regulator, role.Leader}

// Documents holds all papers. Lifecycle, rights and rules, which refer back to it, are set in init.
var Documents = &kernel.Resource[Document]{
	Name: "document", Label: "执法文书", Stays: true, Title: &Row.Title, Sort: "-id",
	Help: `这里是全部执法文书，每一份从草拟到送达都在一条记录里。

- **出文书**：在检查、案件等记录的“文书”栏点“出具文书”，选种类即可；记录里已有的内容自动填好，右边随时看到文书的样子。前一份文书没有生效的，后一份不能出，页面会写明缺哪一份。
- **审批**：审批表和机关指定的文书逐级送审；意见、姓名、日期写进文书。
- **签字、签发**：执法人员和当事人可以在屏幕上手写签名；拒绝签字的写明情况和见证人。签发时取得文号、生成文书文件并盖章，之后不能再改。
- **送达**：写明送达方式、时间、地点和收件人；需要见证人或录像的按要求上传。送达回执由送达记录生成。
- **作废、更正**：已签发的写明原因申请作废，负责人批准后生效；文号不再使用。

签发后的文书文件按签发时的格式和内容保存，格式以后怎么改都不受影响。`,
	Views: []kernel.View{
		{Name: "draft", Label: "草拟", Query: "status=draft"}, {Name: "submitted", Label: "审批中", Query: "status=submitted"},
		{Name: "approved", Label: "待签发", Query: "status=approved"}, {Name: "unsealed", Label: "待盖章", Query: "status=issued,served&sealed=false&kind=" + strings.Join(sealableWords(), ",")}, {Name: "issued", Label: "已签发", Query: "status=issued"},
		{Name: "served", Label: "已送达", Query: "status=served"}, {Name: "void", Label: "作废", Query: "status=void"},
	},
	Indexes: [][]any{{&Row.SubjectType, &Row.Subject}},
}

// handed is the papers that the actor's enterprise signed itself when they were made, and those that were served on it. What is said to a natural
// person, or by one, stays between him and the authority.
func handed(a kernel.Actor) kernel.Cond {
	var signed, served []Code
	for _, k := range kinds {
		switch {
		case k.Internal || k.Code == "interview_record":
		case slices.Contains(k.Signs, Party) || k.Code == "hearing_record":
			signed = append(signed, Code(k.Code))
		case k.Binding:
			served = append(served, Code(k.Code))
		}
	}
	return kernel.And(kernel.Own(&Row.Enterprise)(a), kernel.Eq(&Row.ToPerson, false), kernel.In(&Row.Status, Issued, Served),
		kernel.Or(kernel.In(&Row.Kind, signed...), kernel.And(kernel.Eq(&Row.Status, Served), kernel.In(&Row.Kind, served...))))
}

// drafts are papers that may still be written on.
func drafts(a kernel.Actor) kernel.Cond {
	return kernel.And(kernel.Jurisdiction(a), kernel.Eq(&Row.Status, Drafted))
}

// asked is the papers on which the actor has to give an opinion, and, for the write itself, those on which he gave the last one: nobody
// approves what he wrote himself.
func asked(a kernel.Actor) kernel.Cond {
	if a.ID == "" {
		return kernel.None()
	}
	me := kernel.Ref[account.Account](a.ID)
	return kernel.And(kernel.Jurisdiction(a), kernel.Not(&Row.Drafter, me), kernel.Or(kernel.Has(&Row.Asked, me), kernel.Eq(&Row.Decider, me)))
}

// anyLeader is the papers whose stage the authority has left to its leaders.
func anyLeader(a kernel.Actor) kernel.Cond {
	me := kernel.Ref[account.Account](a.ID)
	return kernel.And(kernel.Jurisdiction(a), kernel.Not(&Row.Drafter, me), kernel.Or(kernel.Eq(&Row.Open, true), kernel.Eq(&Row.Decider, me)))
}

func init() {
	Documents.Access = kernel.Access{
		{To: append([]kernel.Role{role.Audit}, role.Government...), Can: "read", Rows: kernel.Jurisdiction},
		{To: role.Government, Can: "export", Rows: kernel.Jurisdiction},
		{To: writers, Can: "submit issue attach retract", Rows: kernel.Jurisdiction},
		{To: role.Government, Can: "stamp", Rows: kernel.Jurisdiction},
		{To: writers, Can: "delete plain", Rows: drafts},
		{To: role.Government, Can: "approve return", Rows: asked},
		{To: []kernel.Role{role.Leader}, Can: "approve return", Rows: anyLeader},
		{To: []kernel.Role{role.Leader}, Can: "void keep", Rows: kernel.Jurisdiction},
		{To: writers, Can: "unmask", Rows: kernel.Jurisdiction},
		{To: []kernel.Role{role.Safety}, Can: "read", Rows: handed},
	}
	Documents.Flow = flow
	Documents.Due = func(d *Document) kernel.Limit {
		if k, _ := KindOf(string(d.Kind)); k.Binding && d.Status == Issued {
			return kernel.Limit{On: d.IssuedOn.AddDays(7), Warn: 2, Who: "承办人", What: "送达" + d.Title}
		}
		return kernel.Limit{}
	}
}
