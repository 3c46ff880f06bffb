package notice_test

import (
	"strings"
	"testing"

	"anjian/base/account"
	"anjian/base/enterprise"
	"anjian/base/notice"
	"anjian/base/role"
	"anjian/kernel"
	"anjian/kernel/kerneltest"
)

// 建档退回、通过告知企业; 迁入告知接收地; 台账任务告知承办单位.
func TestFiled(t *testing.T) {
	for _, name := range []string{kerneltest.SQLite, kerneltest.PostgreSQL} {
		t.Run(name, func(t *testing.T) {
			s := set(t, name, &notice.Center{})
			sys := s.System()
			s.person("near", "邻县监管员", role.Regulator, "410108", "13800000007")
			told := func(login string) (out []string) {
				t.Helper()
				list, err := notice.Notices.List(sys, kernel.Query{Where: kernel.Eq(&notice.Row.Account, kernel.Ref[account.Account](s.people[login].ID)), Sort: "id"})
				kerneltest.Must(t, err)
				for _, n := range list {
					out = append(out, string(n.Kind)+" "+n.Title+" "+n.Text)
				}
				return out
			}
			code, err := enterprise.MakeCreditCode("91410105MA1000001")
			kerneltest.Must(t, err)
			e := &enterprise.Enterprise{}
			e.Region, e.Name, e.Trade, e.CreditCode = "410105", "郑州新设商贸有限公司", enterprise.Commerce, string(code)
			e.Address, e.Principal, e.PrincipalPhone = "经三路9号", "张三", "13900000009"
			e.Status = enterprise.Submitted
			kerneltest.Must(t, enterprise.Enterprises.Create(sys, e))
			_, err = enterprise.Enterprises.Update(sys, e.ID, 0, func(e *enterprise.Enterprise) error {
				e.Registrant, e.Source = s.people["safety"].ID, enterprise.SelfRegistered
				return nil
			})
			kerneltest.Must(t, err)
			do := func(step string, in *enterprise.Enterprise, opinion string) {
				t.Helper()
				_, err := enterprise.Enterprises.Do(sys, e.ID, 0, step, in, opinion)
				kerneltest.Must(t, err)
			}
			back := &enterprise.Enterprise{}
			back.ReturnedFor = "地址不详"
			do("return", back, "")
			do("submit", nil, "")
			do("pass", nil, "")
			if got := told("safety"); len(got) != 2 || got[0] != "enterprise.returned “郑州新设商贸有限公司”的企业档案被退回，请补正后重新提交 地址不详" || !strings.HasPrefix(got[1], "enterprise.filed “郑州新设商贸有限公司”的企业档案已通过审核") {
				t.Errorf("reviewed: %q", got)
			}
			away := &enterprise.Enterprise{}
			away.MoveTo = "410108"
			do("move", away, "搬迁")
			if got := told("near"); len(got) != 1 || !strings.HasPrefix(got[0], "enterprise.moved ") {
				t.Errorf("moved: %q", got)
			}
			list := &enterprise.Worklist{Title: "春季核实", Goal: enterprise.ToConfirm, Deadline: "2026-06-30"}
			list.Region = "4101"
			_, err = enterprise.Enterprises.Update(sys, s.firm.ID, 0, func(e *enterprise.Enterprise) error { e.RegisteredOn = "2026-01-01"; return nil })
			kerneltest.Must(t, err)
			kerneltest.Must(t, enterprise.Worklists.Create(sys, list))
			_, err = enterprise.Worklists.Do(sys, list.ID, 0, "issue", nil, "")
			kerneltest.Must(t, err)
			if got := told("county"); len(got) != 1 || !strings.HasPrefix(got[0], "enterprise.assigned 台账任务“春季核实”请于2026-06-30前完成") {
				t.Errorf("a work list: %q", got)
			}
			if got := told("city"); len(got) != 0 {
				t.Errorf("the issuer was told %q", got)
			}
		})
	}
}
