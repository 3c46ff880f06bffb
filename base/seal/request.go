package seal

import (
	"bytes"
	"io"

	"anjian/base/account"
	"anjian/base/org"
	"anjian/base/role"
	"anjian/kernel"
)

// Request is that somebody wants a paper sealed (用印申请): one paper, one approval. Papers of a case have their approval with the case
// and need none here unless their seal asks for it.
type Request struct {
	kernel.Base
	Title    string                      `json:"title" label:"文书名称" rule:"required,max=120" ui:"list,search"`
	Number   string                      `json:"number" label:"文号" rule:"max=60" ui:"list,search"`
	Seal     kernel.Ref[Seal]            `json:"seal" label:"印章" rule:"required" ui:"list,filter,once"`
	Reason   string                      `json:"reason" label:"用途" rule:"required,max=300" ui:"long,wide"`
	Paper    kernel.Files                `json:"paper" label:"待盖章文件" rule:"required,max=1" ui:"wide" help:"一份 PDF。"`
	Page     int                         `json:"page" label:"盖在第几页" rule:"required,min=1,top=2000"`
	X        float64                     `json:"x" label:"距左边" unit:"毫米" rule:"min=0,top=1200" help:"印章中心到页面左边的距离；A4 纸宽 210 毫米。"`
	Y        float64                     `json:"y" label:"距上边" unit:"毫米" rule:"min=0,top=1200" help:"印章中心到页面上边的距离；A4 纸高 297 毫米。"`
	Asker    kernel.Ref[account.Account] `json:"asker" label:"申请人" ui:"fixed,list,filter"`
	Approver string                      `json:"approver" label:"批准人" ui:"fixed"`
	Stamped  kernel.Files                `json:"stamped" label:"已盖章文件" ui:"fixed,wide"`
	Usage    kernel.Ref[Usage]           `json:"usage" label:"用印登记" ui:"fixed"`
	Code     string                      `json:"check_code" label:"校验码" ui:"fixed" help:"收到文书的人凭文号和校验码，在“文书验证”页面核对。"`
	State    Progress                    `json:"state" label:"状态" ui:"fixed,list,filter"`
}

// Progress is where a request stands.
type Progress string

// The states of a request.
const (
	Asked     Progress = "asked"
	Granted   Progress = "granted"
	Rejected  Progress = "rejected"
	Cancelled Progress = "cancelled"
	Sealed    Progress = "sealed"
)

func (Progress) Options() []kernel.Option {
	return []kernel.Option{kernel.Opt(Asked, "待批准"), kernel.Opt(Granted, "待用印"), kernel.Opt(Rejected, "未批准"), kernel.Opt(Cancelled, "已撤回"), kernel.Opt(Sealed, "已用印")}
}

var rq = kernel.Row[Request]()

// Requests holds all requests for a seal.
var Requests = &kernel.Resource[Request]{
	Name: "seal_request", Label: "用印申请",
	Help: `给一份文件盖章，先在这里申请。

1. 点“新建”：选印章，上传 PDF，写明用途，填盖在第几页、离左边和上边多少毫米。
2. 负责人“批准”（不能批准自己的申请）。批准的是这一份文件，换一个字都要重新申请。
3. 印章保管人“用印”，盖好的文件在本页下载；用印登记里同时有一条。

执法文书不用在这里申请，在文书页面“签发”时直接用印；印章设为“逐件审批”的除外。`,
	Access: kernel.Access{
		{To: append([]kernel.Role{role.Audit}, role.Government...), Can: "read", Rows: kernel.Jurisdiction},
		{To: role.Government, Can: "create", Rows: kernel.Jurisdiction},
		{To: role.Government, Can: "update", Rows: kernel.Mine(&rq.Asker)},
		{To: role.Government, Can: "cancel", Rows: kernel.Mine(&rq.Asker)},
		{To: []kernel.Role{role.Leader}, Can: "approve reject", Rows: kernel.Jurisdiction},
		{To: role.Government, Can: "stamp", Rows: kernel.Jurisdiction},
	},
	Views: []kernel.View{{Name: "asked", Label: "待批准", Query: "state=asked"}, {Name: "granted", Label: "待用印", Query: "state=granted"}},
	Due: func(r *Request) kernel.Limit {
		if r.State != Asked && r.State != Granted {
			return kernel.Limit{}
		}
		return kernel.Limit{On: kernel.Day(r.Created).AddDays(5), Warn: 2, Who: map[Progress]string{Asked: "负责人", Granted: "印章保管人"}[r.State], What: "办理用印"}
	},
}

func init() {
	Requests.Flow = kernel.Flow[Request, Progress]{On: &rq.State, Start: Asked, Steps: []kernel.Step[Request, Progress]{
		{Name: "approve", Label: "批准", From: []Progress{Asked}, To: Granted, Todo: true, Tone: "primary", Do: grant},
		{Name: "reject", Label: "不批准", From: []Progress{Asked}, To: Rejected, Opinion: true, Tone: "danger"},
		{Name: "cancel", Label: "撤回", From: []Progress{Asked, Granted}, To: Cancelled},
		{Name: "stamp", Label: "用印", From: []Progress{Granted}, To: Sealed, Todo: true, Tone: "primary", Fresh: kernel.ForSeal, Do: affix, Confirm: "用印后不能撤销，并记入用印登记。确定用印？"},
	}}
	Requests.Settled = kernel.Settled{When: kernel.Not(&rq.State, Asked), Say: "已经审批的申请不能修改，请撤回后重新申请"}
	Requests.Derive = func(c *kernel.Ctx, r *Request) error {
		if r.Asker == "" {
			r.Asker = kernel.Ref[account.Account](c.Actor.ID)
		}
		if r.Seal == "" {
			return nil
		}
		s, err := Seals.Get(c.AsSystem(), string(r.Seal))
		if err != nil {
			return missing(err, &rq.Seal, "没有这枚印章")
		}
		r.Region = s.Region
		return nil
	}
	Requests.Rules = func(_ *kernel.Ctx, r, _ *Request) error {
		for _, f := range r.Paper {
			if f.Type != "application/pdf" {
				return kernel.FieldError(&rq.Paper, "请上传 PDF 文件")
			}
		}
		return nil
	}
}

func grant(c *kernel.Ctx, r *Request) error {
	if string(r.Asker) == c.Actor.ID && !c.Actor.System {
		return kernel.Errorf(kernel.Forbidden, "不能批准自己的申请")
	}
	r.Approver = c.Actor.Name
	return nil
}

// most is how large a file is that is sealed or checked.
const most = 20 << 20

// affix seals the paper of a request.
func affix(c *kernel.Ctx, r *Request) error {
	s, err := Seals.Get(c.AsSystem(), string(r.Seal))
	if err != nil {
		return err
	}
	if len(r.Paper) != 1 {
		return kernel.FieldError(&rq.Paper, "请上传一份 PDF")
	}
	pdf, err := content(c, r.Paper[0].SHA)
	if err != nil {
		return err
	}
	out, u, err := stamp(c, Use{Org: kernel.Ref[org.Org](s.Org), Kind: s.Kind, Type: Requests.Name, ID: r.ID, Title: r.Title, Number: r.Number, Hash: r.Paper[0].SHA}, pdf, Place{Page: r.Page, X: r.X, Y: r.Y}, r)
	if err != nil {
		return err
	}
	f, err := c.Contents.Keep(c, bytes.NewReader(out))
	if err != nil {
		return err
	}
	f.Name = "已盖章-" + r.Paper[0].Name
	r.Stamped, r.Usage = kernel.Files{f}, kernel.Ref[Usage](u.ID)
	r.Code, err = CheckCode(c, Requests.Name, r.ID)
	return err
}

// content reads a file that a record names.
func content(c *kernel.Ctx, sha string) ([]byte, error) {
	in, err := c.Contents.Read(c, sha)
	if err != nil {
		return nil, err
	}
	defer in.Close()
	b, err := io.ReadAll(io.LimitReader(in, most+1))
	if err == nil && len(b) > most {
		err = kernel.Errorf(kernel.TooLarge, "文件超过 20 MB，不能用印")
	}
	return b, err
}
