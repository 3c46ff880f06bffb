package plan_test

import (
	"encoding/json"
	"fmt"
	"reflect"
	"testing"

	"anjian/base/account"
	"anjian/base/enterprise"
	"anjian/base/officer"
	"anjian/base/org"
	"anjian/base/role"
	"anjian/kernel"
	"anjian/kernel/kerneltest"
	"anjian/system/plan"
)

// cast is who plays in a story.
type cast struct {
	w                                    *kerneltest.World
	sys, officer, leader, city, far, law *kernel.Ctx
	bureau                               *org.Org
	officers                             []*officer.Officer
	firms                                []*enterprise.Enterprise
}

func play(t *testing.T, w *kerneltest.World, firms, officers int) *cast {
	t.Helper()
	p := &cast{w: w, sys: w.System()}
	as := func(id, name string, r kernel.Role, at kernel.Region) *kernel.Ctx {
		a := &account.Account{Login: id, Name: name, Kind: account.Regulator, Roles: []account.Role{account.Role(r)}}
		a.ID, a.Region = id, at
		kerneltest.Must(t, account.Accounts.Create(p.sys, a))
		return w.As(kernel.Actor{ID: id, Name: name, Roles: []kernel.Role{r}, Region: at})
	}
	p.officer, p.leader = as("officer", "孙执法", role.Regulator, "410105"), as("leader", "郑局长", role.Leader, "410105")
	p.city, p.far, p.law = as("city", "吴市局", role.Leader, "4101"), as("far", "周邻县", role.Leader, "410108"), as("lawyer", "冯法制", role.Clerk, "410105")
	p.bureau = &org.Org{Name: "郑州市金水区应急管理局", Kind: org.Bureau, Base: kernel.Base{Region: "410105"}}
	kerneltest.Must(t, org.Orgs.Create(p.sys, p.bureau))
	for i := range officers {
		login, name := fmt.Sprintf("off%02d", i), string([]rune("赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨")[i%16])+"执法"
		as(login, name, role.Regulator, "410105")
		o := &officer.Officer{Account: kernel.Ref[account.Account](login), Org: kernel.Ref[org.Org](p.bureau.ID), CertificateNo: fmt.Sprintf("豫A%03d", i), ValidUntil: "2028-12-31", Base: kernel.Base{Region: "410105"}}
		kerneltest.Must(t, officer.Officers.Create(p.sys, o))
		p.officers = append(p.officers, o)
	}
	for i := range firms {
		e := &enterprise.Enterprise{}
		e.Name, e.Trade, e.Region, e.RegisteredOn, e.Status = fmt.Sprintf("郑州金水第%d机械有限公司", i+1), enterprise.Machinery, kernel.Region(fmt.Sprintf("41010500%d", i%3+1)), "2026-01-05", enterprise.Filed
		e.Risk = []enterprise.RiskGrade{"red", "orange", "yellow", "blue"}[i%4]
		kerneltest.Must(t, enterprise.Enterprises.Create(p.sys, e))
		p.firms = append(p.firms, e)
	}
	return p
}

func ref[T any](id string) kernel.Ref[T] { return kernel.Ref[T](id) }

// yearly is a plan of 2026 with the rule given, not yet submitted.
func (p *cast) yearly(t *testing.T, c *kernel.Ctx, title string) *plan.Plan {
	t.Helper()
	y := &plan.Plan{Base: kernel.Base{Region: c.Actor.Region}}
	y.Title, y.Kind, y.Year, y.Staff, y.Workdays, y.Other, y.Outside = title, plan.Yearly, 2026, 12, 250, 800, 900
	kerneltest.Must(t, plan.Plans.Create(c, y))
	return y
}

// call serves an operation of the module as somebody.
func call[O any](c *kernel.Ctx, pattern string, body map[string]any) (*O, error) {
	for _, m := range c.App.Modules {
		for _, r := range m.Routes {
			if r.Pattern == pattern {
				in := reflect.New(r.In).Interface()
				text, err := json.Marshal(body)
				if err == nil {
					err = json.Unmarshal(text, in)
				}
				if err != nil {
					return nil, err
				}
				out, err := r.Serve(c, in)
				if err != nil {
					return nil, err
				}
				return out.(*O), nil
			}
		}
	}
	return nil, fmt.Errorf("no operation %s", pattern)
}
