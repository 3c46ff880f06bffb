// Package view keeps lists that people have named for themselves (视图): the filters and columns of one record type, for
// oneself, for one's organisation or for everybody of the region.
package view

import (
	"net/url"

	"anjian/base/role"
	"anjian/kernel"
)

// View is one saved list (视图).
type View struct {
	kernel.Base
	Type    string   `json:"type" label:"记录类型" rule:"required,max=60" ui:"filter,once,hidden"`
	Label   string   `json:"label" label:"名称" rule:"required,max=30" ui:"list,search"`
	Query   string   `json:"query" label:"筛选条件" rule:"max=2000"`
	Columns []string `json:"columns" label:"列" rule:"max=60"`
	Share   Share    `json:"share" label:"谁可以用" ui:"list,filter"`
	Owner   string   `json:"owner" label:"建立者" ui:"fixed,hidden,filter"`
	Org     string   `json:"org" label:"机构" ui:"fixed,hidden,filter"`
}

// Share is who sees a view beside its owner.
type Share string

const (
	Me     Share = "me"
	Org    Share = "org"
	Region Share = "region"
)

func (Share) Options() []kernel.Option {
	return []kernel.Option{kernel.Opt(Me, "自己"), kernel.Opt(Org, "本机构"), kernel.Opt(Region, "本区域")}
}

var vw = kernel.Row[View]()

var everyone = role.All

func mine(a kernel.Actor) kernel.Cond {
	if a.ID == "" {
		return kernel.None()
	}
	return kernel.Eq(&vw.Owner, a.ID)
}

// Views holds all saved lists.
var Views = &kernel.Resource[View]{
	Name: "view", Label: "视图", Title: &vw.Label, Sort: "id",
	Help: `把常用的筛选条件存成视图，下次点一下就是。视图可以只给自己用，也可以给本机构或本区域的人用；只有建立者能改和删。`,
	Access: kernel.Access{
		{To: everyone, Can: "read create update delete", Rows: mine},
		{To: everyone, Can: "read", Rows: func(a kernel.Actor) kernel.Cond {
			if a.Org == "" {
				return kernel.None()
			}
			return kernel.And(kernel.Eq(&vw.Share, Org), kernel.Eq(&vw.Org, a.Org))
		}},
		{To: role.Government, Can: "read", Rows: func(a kernel.Actor) kernel.Cond {
			return kernel.And(kernel.Eq(&vw.Share, Region), kernel.Eq(&vw.Region, a.Region))
		}},
	},
	Derive: func(c *kernel.Ctx, v *View) error {
		if v.Owner == "" {
			v.Owner, v.Org = c.Actor.ID, c.Actor.Org
		}
		if v.Region == "" {
			v.Region = c.Actor.Region
		}
		if v.Share == "" {
			v.Share = Me
		}
		return nil
	},
	Rules: func(c *kernel.Ctx, v, _ *View) error {
		if c.App.Resource(v.Type) == nil {
			return kernel.FieldError(&vw.Type, "没有“%s”这类记录", v.Type)
		}
		if _, err := url.ParseQuery(v.Query); err != nil {
			return kernel.FieldError(&vw.Query, "筛选条件的格式不对")
		}
		return nil
	},
}

// Module declares the saved lists.
func Module() kernel.Module {
	return kernel.Module{Name: "view", Label: "视图", Resources: []kernel.Handle{Views}}
}
