package video

import (
	"anjian/kernel"
	"anjian/kernel/video"
)

// Source is how a camera is reached (接入方式).
type Source string

const (
	RTSP Source = "rtsp"
	GB   Source = "gb28181"
)

func (Source) Options() []kernel.Option {
	return []kernel.Option{kernel.Opt(RTSP, "RTSP"), kernel.Opt(GB, "GB/T 28181")}
}

// Scene is what a camera looks at (监控场所).
type Scene string

func (Scene) Options() []kernel.Option {
	return []kernel.Option{kernel.Opt(Scene("control"), "中控室"), kernel.Opt(Scene("tank"), "罐区"), kernel.Opt(Scene("loading"), "装卸区"), kernel.Opt(Scene("device"), "生产装置"), kernel.Opt(Scene("store"), "仓库"),
		kernel.Opt(Scene("gate"), "出入口"), kernel.Opt(Scene("dam"), "坝体"), kernel.Opt(Scene("shaft"), "井口"), kernel.Opt(Scene("other"), "其他")}
}

// State is whether a camera shows something.
type State string

const (
	Unseen  State = "unseen"
	Online  State = "online"
	Offline State = "offline"
	Shut    State = "closed"
)

func (State) Options() []kernel.Option {
	return []kernel.Option{kernel.Opt(Unseen, "未接入"), kernel.Opt(Online, "在线"), kernel.Tone(Offline, "离线", "orange"), kernel.Opt(Shut, "停用")}
}

// Reason is why a camera shows nothing (离线原因): the words of package kernel/video.
type Reason string

func (Reason) Options() []kernel.Option {
	return []kernel.Option{kernel.Opt(Reason(video.Unreachable), "连不上，网络不通或摄像机没有开机"), kernel.Opt(Reason(video.Timeout), "连接超时"), kernel.Opt(Reason(video.Credentials), "用户名或密码不对"),
		kernel.Opt(Reason(video.NotThere), "地址里的路径不存在"), kernel.Opt(Reason(video.Refused), "摄像机拒绝"), kernel.Opt(Reason(video.Codec), "编码不是H.264，请在摄像机上改为H.264"), kernel.Opt(Reason(video.Silent), "没有画面数据"),
		kernel.Opt(Reason(video.Broken), "数据格式不对，不是RTSP摄像机"), kernel.Opt(Reason(video.Cut), "连接中断"), kernel.Opt(Reason(video.Barred), "地址不在允许的网段内"), kernel.Opt(Reason(video.Unregistered), "国标设备没有注册")}
}

// Progress is how far a clip is.
type Progress string

const (
	Recording Progress = "recording"
	Kept      Progress = "kept"
	Failed    Progress = "failed"
)

func (Progress) Options() []kernel.Option {
	return []kernel.Option{kernel.Opt(Recording, "录制中"), kernel.Opt(Kept, "已保存"), kernel.Tone(Failed, "没有录到", "orange")}
}
