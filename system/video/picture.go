package video

import (
	"time"

	"anjian/base/enterprise"
	"anjian/base/role"
	"anjian/kernel"
)

// Picture is one picture that somebody took from a camera (抓拍). The browser takes it out of the live picture; the platform notes who and when.
type Picture struct {
	kernel.Base
	Camera     kernel.Ref[Camera]                `json:"video" label:"摄像机" rule:"required" ui:"list,filter,once"`
	Enterprise kernel.Ref[enterprise.Enterprise] `json:"enterprise" label:"企业" ui:"list,filter,fixed"`
	TakenAt    time.Time                         `json:"taken_at" label:"抓拍时间" ui:"list,sort,fixed"`
	TakenBy    string                            `json:"taken_by" label:"抓拍人" ui:"list,fixed"`
	Note       string                            `json:"note" label:"说明" rule:"max=300" ui:"list,search,long"`
	Files      kernel.Files                      `json:"files" label:"图片" rule:"required" ui:"once,wide"`
}

var pc = kernel.Row[Picture]()

// Pictures holds all pictures.
var Pictures = &kernel.Resource[Picture]{
	Name: "video_picture", Label: "视频抓拍", Title: &pc.Note, Sort: "-taken_at",
	Help: "看实时画面时点“抓拍”保存的图片，由浏览器从画面上截取，平台记下时间和抓拍人，保存后不能改图。",
	Access: kernel.Access{
		{To: []kernel.Role{role.Safety}, Can: "read create update export", Rows: kernel.Own(&pc.Enterprise)},
		{To: []kernel.Role{role.Worker}, Can: "read", Rows: kernel.Own(&pc.Enterprise)},
		{To: role.Government, Can: "read export", Rows: enterprise.Of(&pc.Enterprise)},
		{To: bureau, Can: "create update", Rows: enterprise.Of(&pc.Enterprise)},
		{To: []kernel.Role{role.Audit}, Can: "read", Rows: kernel.Jurisdiction},
	},
	Derive: func(c *kernel.Ctx, p *Picture) error {
		if p.Rev > 0 || p.Camera == "" {
			return nil
		}
		x, err := Cameras.Get(c, string(p.Camera))
		if err != nil {
			return kernel.FieldError(&pc.Camera, "找不到该摄像机，或不在您的权限范围内")
		}
		p.Enterprise, p.Region, p.TakenAt, p.TakenBy = x.Enterprise, x.Region, stamp(c), c.Actor.Name
		if p.Note == "" {
			p.Note = x.Name + " " + p.TakenAt.In(kernel.China).Format("2006-01-02 15:04:05")
		}
		return nil
	},
	Rules: func(c *kernel.Ctx, p, before *Picture) error {
		if before != nil {
			return nil
		}
		if len(p.Files) != 1 {
			return kernel.FieldError(&pc.Files, "一次保存一张图片")
		}
		if c.Contents != nil {
			f, err := c.Contents.Stat(c, p.Files[0].SHA)
			if err != nil || f.Type != "image/jpeg" {
				return kernel.FieldError(&pc.Files, "抓拍的图片应为 JPEG")
			}
		}
		return nil
	},
}
