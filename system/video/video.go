// Package video is what the cameras of enterprises show (视频监控): a register of cameras that says which show something and since when, live
// pictures in the browser, pictures taken from them, and clips around alarms. Cameras are reached by RTSP, or sign in by GB/T 28181.
// Sources: 危险化学品重大危险源监督管理暂行规定 (安全监管总局令第40号) 第十三条, GB/T 28181-2016, GB/T 28181-2022.
package video

import (
	"anjian/base/role"
	"anjian/kernel"
)

var indicators = []kernel.Indicator{
	{Name: "video.cameras", Label: "摄像机", Unit: "台", Of: Cameras, Where: kernel.Not(&cm.Status, Shut), By: []any{&cm.Scene}, Query: "status=unseen,online,offline"},
	{Name: "video.online", Label: "在线摄像机", Unit: "台", Of: Cameras, Where: kernel.Eq(&cm.Status, Online), Query: "status=online", Per: "video.cameras", Help: "占在用摄像机的百分比为在线率。"},
	{Name: "video.offline", Label: "离线摄像机", Unit: "台", Of: Cameras, Where: kernel.Eq(&cm.Status, Offline), By: []any{&cm.Reason}, Query: "status=offline"},
	{Name: "video.outages", Label: "摄像机离线次数", Unit: "次", Of: Outages, On: &ot.Began, By: []any{&ot.Reason}},
	{Name: "video.absent", Label: "摄像机离线时长", Unit: "分钟", Of: Outages, On: &ot.Began, Sum: &ot.Minutes},
	{Name: "video.clips", Label: "报警录像", Unit: "段", Of: Clips, On: &cl.From, Where: kernel.Eq(&cl.Status, Kept), Query: "status=kept"},
}

var keepers = append([]kernel.Role{role.Safety}, bureau...)

// Module declares the system that h runs; triggers say of what the cameras keep clips.
func Module(h *House, triggers ...Trigger) kernel.Module {
	return kernel.Module{
		Name: "video", Label: "视频监控",
		Resources:  []kernel.Handle{Cameras, Pictures, Clips, Outages, Devices},
		Indicators: indicators,
		Layers:     []kernel.Layer{{Name: "video", Label: "摄像机", Of: Cameras, At: &cm.Position, Tone: &cm.Status, Where: kernel.Not(&cm.Status, Shut)}},
		Tasks:      []kernel.Job{Remind},
		Tables:     tables,
		Hooks:      []kernel.Hook{h.changed, h.shut, h.occur(triggers)},
		Routes: []kernel.Route{
			{Pattern: "POST /api/video/{id}/whep", Label: "看实时画面", Can: viewers, Raw: h.whep},
			{Pattern: "DELETE /api/video/{id}/whep/{play}", Label: "停止看画面", Can: viewers, Raw: h.leave},
			{Pattern: "POST /api/video/{id}/credential", Label: "设置摄像机登录账号", Can: keepers, Raw: h.setCredential},
			{Pattern: "POST /api/video_device/{id}/secret", Label: "设置国标设备密码", Can: keepers, Raw: h.issue},
			kernel.Op("GET /api/video_device/{id}/platform", "国标设备接入情况", keepers, h.platform),
		},
	}
}
