package org

import (
	"slices"

	"anjian/base/enterprise"
	"anjian/base/region"
	"anjian/base/role"
	"anjian/kernel"
)

// Post is a post in an organisation (岗位). Several accounts may hold it: an account names its post, so that the
// holders are the accounts that refer to it. Who fills it besides the own one, for some days or for good, gets its duties
// for that time (兼任、代理).
type Post struct {
	kernel.Base
	Name   string             `json:"name" label:"岗位名称" rule:"required,max=60" ui:"list,search,sort"`
	Org    kernel.Ref[Org]    `json:"org" label:"机构" rule:"required" ui:"list,filter,once"`
	Tier   region.Level       `json:"tier" label:"岗位层级" ui:"fixed,list,filter" help:"省、市、县、乡四级，随所在地区。"`
	Seats  int                `json:"seats" label:"编制人数" unit:"人" rule:"min=0,top=999" ui:"list"`
	Chief  bool               `json:"chief" label:"负责人岗位" ui:"list,filter" help:"逾期未办的事项会报送到负责人岗位。"`
	Duty   string             `json:"duty" label:"岗位职责" rule:"max=500" ui:"long,wide"`
	Roles  []role.Duty        `json:"roles" label:"岗位角色" ui:"fixed,list" help:"兼任、代理该岗位的人员在任期内取得的角色，由安全管理员设定。"`
	Trades []enterprise.Trade `json:"trades" label:"岗位监管行业" ui:"fixed" help:"不填为全部行业。"`
	Status Status             `json:"status" label:"状态" ui:"fixed,list,filter"`
}

// PostRow names the columns of Post in conditions.
var PostRow = kernel.Row[Post]()

// business is the duties that a post can bring: those of supervision, never one of the three administrators'.
var business = append([]kernel.Role{role.Collector}, role.Government...)

// Posts holds the posts of all organisations.
var Posts = &kernel.Resource[Post]{
	Name: "org_post", Label: "岗位",
	Help: `岗位属于一个机构，可以由几个人担任：在账号里选岗位即可，岗位页面的“账号”页列出现任人员。人员调动时用账号的“工作交接”，岗位不用改。`,
	Access: kernel.Access{
		{To: readers, Can: "read", Rows: kernel.All},
		{To: []kernel.Role{role.System}, Can: "create update import export close reopen", Rows: kernel.Jurisdiction},
		{To: []kernel.Role{role.Security}, Can: "empower", Rows: kernel.Jurisdiction},
	},
	Flow: kernel.Flow[Post, Status]{
		On: &PostRow.Status, Start: Active,
		Steps: []kernel.Step[Post, Status]{
			{Name: "close", Label: "撤销", From: []Status{Active}, To: Closed, Opinion: true, Tone: "danger", Confirm: "撤销后不能再选用该岗位。确定撤销？"},
			{Name: "reopen", Label: "恢复", From: []Status{Closed}, To: Active, Opinion: true},
			{Name: "empower", Label: "设定岗位角色", From: []Status{Active}, Ask: []any{&PostRow.Roles}, May: []any{&PostRow.Trades}, Opinion: true,
				Help: "兼任、代理该岗位的人员在任期内取得这些角色，马上生效。"},
		},
	},
	Rules: func(_ *kernel.Ctx, p, _ *Post) error {
		for _, d := range p.Roles {
			if !slices.Contains(business, kernel.Role(d)) {
				return kernel.FieldError(&PostRow.Roles, "岗位不能带有%s角色", kernel.LabelOf(d))
			}
		}
		return nil
	},
	Derive: func(c *kernel.Ctx, p *Post) error {
		if p.Org == "" {
			return nil
		}
		o, err := Orgs.Get(c.AsSystem(), string(p.Org))
		if err != nil {
			return missing(err, &PostRow.Org, "没有这个机构")
		}
		p.Region = o.Region
		if p.Tier = region.LevelOf(o.Region); p.Tier == region.VillageLevel {
			p.Tier = region.TownshipLevel
		}
		return nil
	},
}
