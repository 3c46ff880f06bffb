package video

import (
	"net/url"
	"regexp"
	"slices"
	"time"

	"anjian/base/enterprise"
	"anjian/base/role"
	"anjian/kernel"
	"anjian/kernel/video"
	"anjian/system/majorhazard"
)

// Camera is one camera of an enterprise (摄像机). Its embedded structs are the sections of the form.
type Camera struct {
	kernel.Base
	Site     `label:"摄像机"`
	Link     `label:"接入"`
	Standing `label:"状态"`
}

// Site is what a camera looks at.
type Site struct {
	Enterprise kernel.Ref[enterprise.Enterprise]    `json:"enterprise" label:"企业" rule:"required" ui:"list,filter,once"`
	Name       string                               `json:"name" label:"名称" rule:"required,max=60" ui:"list,search"`
	Code       string                               `json:"code" label:"编码" rule:"required,unique,max=20" ui:"list,search,once" help:"企业自己的编号，或 GB/T 28181 的20位编码：字母、数字和横线。"`
	Scene      Scene                                `json:"scene" label:"监控场所" rule:"required" ui:"list,filter"`
	Place      string                               `json:"place" label:"安装位置" rule:"max=200" ui:"list"`
	Hazard     kernel.Ref[majorhazard.Installation] `json:"majorhazard" label:"重大危险源" ui:"filter"`
	Position   kernel.Point                         `json:"position" label:"位置" help:"不填取企业的位置。"`
	Note       string                               `json:"note" label:"备注" rule:"max=500" ui:"long,wide"`
}

// Link is how a camera is reached, and when it records.
type Link struct {
	Source  Source             `json:"source" label:"接入方式" rule:"required" ui:"list,filter"`
	Address string             `json:"address" label:"RTSP地址" rule:"max=300" help:"例如 rtsp://192.168.1.64:554/Streaming/Channels/101。不要写用户名和密码，保存后点“设置登录账号”。" ui:"wide"`
	Device  kernel.Ref[Device] `json:"device" label:"国标设备" ui:"filter" help:"GB/T 28181 接入时选择，“编码”填通道的20位编码。"`
	Records bool               `json:"records" label:"报警录像" ui:"list,filter" help:"报警时保存前后各十几秒的录像。打开后平台一直取这台摄像机的画面。"`
	Points  []string           `json:"points" label:"联动测点编码" help:"只在这些测点报警时录像，填设备侧编码，例如 T101.TEMP。不填时，本重大危险源的报警都录；没有重大危险源的，全企业的报警都录。"`
	Signed  time.Time          `json:"credential_at" label:"登录账号设置时间" ui:"fixed"`
}

// Standing is whether it shows something.
type Standing struct {
	Changed time.Time `json:"changed_at" label:"上下线时间" ui:"fixed,list"`
	Seen    time.Time `json:"seen_at" label:"最后画面时间" ui:"fixed"`
	Reason  Reason    `json:"reason" label:"离线原因" ui:"fixed,filter"`
	Status  State     `json:"status" label:"状态" ui:"fixed,list,filter"`
}

var cm = kernel.Row[Camera]()

var (
	wardens = []kernel.Role{role.Safety, role.Worker}
	bureau  = []kernel.Role{role.Regulator, role.Leader}
	viewers = slices.Concat(role.Government, wardens)
)

// Cameras holds all cameras.
var Cameras = &kernel.Resource[Camera]{
	Name: "video", Label: "摄像机", Sort: "code",
	Help: `企业重点部位的摄像机，一台一份记录。

1. 点“新建”，填名称、监控场所和 RTSP 地址（在摄像机或录像机的说明书里找）。地址里不要写用户名和密码。
2. 保存后点“设置登录账号”，填摄像机的用户名和密码。密码加密保存，谁也看不到。
3. 记录页上方出现画面就接好了。没有画面时，“离线原因”说明哪里不对。

摄像机要输出 H.264。平台每分钟查看一次，断开后自动重连，离线久了通知企业。多路同屏在“实时视频”里看。`,
	Access: kernel.Access{
		{To: []kernel.Role{role.Safety}, Can: "read create update export close reopen", Rows: kernel.Own(&cm.Enterprise)},
		{To: []kernel.Role{role.Worker}, Can: "read", Rows: kernel.Own(&cm.Enterprise)},
		{To: role.Government, Can: "read export", Rows: enterprise.Of(&cm.Enterprise)},
		{To: bureau, Can: "create import update close reopen", Rows: enterprise.Of(&cm.Enterprise)},
		{To: []kernel.Role{role.Audit}, Can: "read", Rows: kernel.Jurisdiction},
	},
	Flow: kernel.Flow[Camera, State]{On: &cm.Status, Start: Unseen, Steps: []kernel.Step[Camera, State]{
		{Name: "close", Label: "停用", From: []State{Unseen, Online, Offline}, To: Shut, Opinion: true, Tone: "danger", Confirm: "停用后不再取画面，也不再报警录像。确定停用？", Do: func(_ *kernel.Ctx, x *Camera) error { x.Reason = ""; return nil }},
		{Name: "reopen", Label: "启用", From: []State{Shut}, To: Unseen},
	}, Moves: []kernel.Move[State]{{From: []State{Unseen, Offline}, To: []State{Online}}, {From: []State{Unseen, Online}, To: []State{Offline}}}},
	Derive: func(c *kernel.Ctx, x *Camera) error {
		if x.Source == "" {
			x.Source = RTSP
		}
		return settle(c, &x.Base, x.Enterprise, &x.Position)
	},
	Views:   []kernel.View{{Name: "online", Label: "在线", Query: "status=online"}, {Name: "offline", Label: "离线", Query: "status=offline"}, {Name: "unseen", Label: "未接入", Query: "status=unseen"}, {Name: "records", Label: "报警录像", Query: "records=true"}},
	Indexes: [][]any{{&cm.Updated}},
}

var codePattern = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9-]*$`)

func init() { Cameras.Rules = cameraRules }

func cameraRules(c *kernel.Ctx, x, before *Camera) error {
	if !codePattern.MatchString(x.Code) {
		return kernel.FieldError(&cm.Code, "编码只能用字母、数字和横线")
	}
	if len(x.Points) > 50 || slices.ContainsFunc(x.Points, func(s string) bool { return len(s) > 60 }) {
		return kernel.FieldError(&cm.Points, "最多50个测点编码，每个不超过60个字符")
	}
	switch x.Source {
	case RTSP:
		if _, err := video.CheckAddress(x.Address); err != nil {
			if u, err := url.Parse(x.Address); err == nil && u.User != nil {
				return kernel.FieldError(&cm.Address, "地址里不要写用户名和密码，保存后点“设置登录账号”")
			}
			return kernel.FieldError(&cm.Address, "应为 rtsp://主机:端口/路径 的形式")
		}
	case GB:
		if x.Device == "" {
			return kernel.FieldError(&cm.Device, "请选择国标设备")
		}
		if !gbCode.MatchString(x.Code) {
			return kernel.FieldError(&cm.Code, "GB/T 28181 的通道编码为20位数字")
		}
		d, err := Devices.First(c.AsSystem(), kernel.ByID(string(x.Device)))
		if err != nil {
			return err
		}
		if d == nil || d.Enterprise != x.Enterprise {
			return kernel.FieldError(&cm.Device, "该国标设备不是本企业的")
		}
	}
	if x.Hazard != "" && (before == nil || before.Hazard != x.Hazard) {
		i, err := majorhazard.Installations.First(c.AsSystem(), kernel.ByID(string(x.Hazard)))
		if err != nil {
			return err
		}
		if i == nil || i.Enterprise != x.Enterprise {
			return kernel.FieldError(&cm.Hazard, "该重大危险源不是本企业的")
		}
	}
	if before != nil && host(before.Address) != host(x.Address) { // a password is for the host for which it was given
		x.Signed = time.Time{}
	}
	return nil
}

// host is where an address leads.
func host(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return ""
	}
	return u.Host
}

// settle copies region, and position where none is given, from the enterprise.
func settle(c *kernel.Ctx, b *kernel.Base, id kernel.Ref[enterprise.Enterprise], at *kernel.Point) error {
	if id == "" {
		return nil
	}
	e, err := kernel.Once(c, id, func() (*enterprise.Enterprise, error) {
		return enterprise.Enterprises.First(c.AsSystem(), kernel.ByID(string(id)))
	})
	if err != nil {
		return err
	}
	if e == nil {
		return kernel.Errorf(kernel.Invalid, "找不到该企业")
	}
	b.Region = e.Region
	if at != nil && *at == (kernel.Point{}) {
		*at = e.Position
	}
	return nil
}
