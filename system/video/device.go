package video

import (
	"regexp"
	"time"

	"anjian/base/enterprise"
	"anjian/base/role"
	"anjian/kernel"
)

// Transport is how the media of a device come.
type Transport string

const (
	UDP Transport = "udp"
	TCP Transport = "tcp"
)

func (Transport) Options() []kernel.Option {
	return []kernel.Option{kernel.Opt(UDP, "UDP"), kernel.Opt(TCP, "TCP")}
}

// Device is a recorder or camera that signs in by GB/T 28181 and tells which channels it has (国标设备).
type Device struct {
	kernel.Base
	Enterprise kernel.Ref[enterprise.Enterprise] `json:"enterprise" label:"企业" rule:"required" ui:"list,filter,once"`
	Name       string                            `json:"name" label:"名称" rule:"required,max=60" ui:"list,search"`
	Code       string                            `json:"code" label:"国标编码" rule:"required,unique,max=20" ui:"list,search,once" help:"设备的20位编码，在设备的“平台接入”页面上。"`
	Transport  Transport                         `json:"transport" label:"媒体传输" rule:"required" ui:"list" help:"一般选 UDP；隔着防火墙、网络丢包时选 TCP。"`
	Channels   int                               `json:"channels" label:"通道数" ui:"fixed,list"`
	Issued     time.Time                         `json:"issued_at" label:"密码设置时间" ui:"fixed"`
	Changed    time.Time                         `json:"changed_at" label:"上下线时间" ui:"fixed,list"`
	Status     State                             `json:"status" label:"状态" ui:"fixed,list,filter"`
}

var dv = kernel.Row[Device]()

var gbCode = regexp.MustCompile(`^[0-9]{20}$`)

// Devices holds all devices.
var Devices = &kernel.Resource[Device]{
	Name: "video_device", Label: "国标设备", Sort: "code",
	Help: `录像机、摄像机用国标 GB/T 28181 接入时，先在这里登记设备的20位编码，再点“设置密码”得到密码，把记录页上的平台编码、地址、密码填进设备的“平台接入”页面。设备登录后，它的通道自动成为“摄像机”。`,
	Access: kernel.Access{
		{To: []kernel.Role{role.Safety}, Can: "read create update export close reopen", Rows: kernel.Own(&dv.Enterprise)},
		{To: role.Government, Can: "read export", Rows: enterprise.Of(&dv.Enterprise)},
		{To: bureau, Can: "create import update close reopen", Rows: enterprise.Of(&dv.Enterprise)},
		{To: []kernel.Role{role.Audit}, Can: "read", Rows: kernel.Jurisdiction},
	},
	Flow: kernel.Flow[Device, State]{On: &dv.Status, Start: Unseen, Steps: []kernel.Step[Device, State]{
		{Name: "close", Label: "停用", From: []State{Unseen, Online, Offline}, To: Shut, Opinion: true, Tone: "danger", Confirm: "停用后设备不能再登录。确定停用？"},
		{Name: "reopen", Label: "启用", From: []State{Shut}, To: Unseen},
	}, Moves: []kernel.Move[State]{{From: []State{Unseen, Offline}, To: []State{Online}}, {From: []State{Unseen, Online}, To: []State{Offline}}}},
	Derive: func(c *kernel.Ctx, d *Device) error {
		if d.Transport == "" {
			d.Transport = UDP
		}
		return settle(c, &d.Base, d.Enterprise, nil)
	},
	Rules: func(_ *kernel.Ctx, d, _ *Device) error {
		if !gbCode.MatchString(d.Code) {
			return kernel.FieldError(&dv.Code, "国标编码为20位数字")
		}
		return nil
	},
	Views: []kernel.View{{Name: "online", Label: "在线", Query: "status=online"}, {Name: "offline", Label: "离线", Query: "status=offline"}},
}
