package hazard_test

import (
	"slices"
	"strings"
	"testing"

	"anjian/base/account"
	"anjian/base/agency"
	"anjian/base/enterprise"
	"anjian/base/notice"
	"anjian/base/org"
	"anjian/base/role"
	"anjian/kernel"
	"anjian/kernel/kerneltest"
	"anjian/system/hazard"
)

// 督促和答复送到企业的安全管理员, 没有账号的发短信; 申请送到负责人; 撤回的督促一并撤回.
func TestTold(t *testing.T) {
	kerneltest.EachPrepared(t, stocked, append(slices.Clone(modules), org.Module(), agency.Module(), account.Module(nil), notice.Module(nil)), func(t *testing.T, w *kerneltest.World) {
		p := play(t, w)
		person := func(login string, kind account.Kind, r kernel.Role, at kernel.Region, firm string) {
			a := &account.Account{Login: login, Name: login, Kind: kind, Roles: []account.Role{account.Role(r)}, Enterprise: kernel.Ref[enterprise.Enterprise](firm), Phone: "13800000001"}
			a.ID, a.Region = login, at
			kerneltest.Must(t, account.Accounts.Create(p.sys, a))
		}
		person("safety", account.Enterprise, role.Safety, "410105", p.plant)
		person("leader", account.Regulator, role.Leader, "410105", "")
		person("stranger", account.Regulator, role.Leader, "410108", "")
		_, err := enterprise.Enterprises.Update(p.sys, p.shop, 0, func(e *enterprise.Enterprise) error {
			e.Principal, e.PrincipalPhone = "张店长", "13900000009"
			return nil
		})
		kerneltest.Must(t, err)
		told := func(who string) (out []string) {
			t.Helper()
			list, err := notice.Notices.List(p.sys, kernel.Query{Where: kernel.Eq(&notice.Row.Account, kernel.Ref[account.Account](who)), Sort: "id"})
			kerneltest.Must(t, err)
			for _, n := range list {
				out = append(out, string(n.Kind)+" "+n.Title)
			}
			return out
		}
		_, err = hazard.UrgeSilent(p.city, &hazard.UrgeAll{})
		kerneltest.Must(t, err)
		if got := told("safety"); len(got) != 1 || got[0] != "hazard.urged 请尽快自查隐患" {
			t.Errorf("urged: %q", got)
		}
		sms, err := notice.Deliveries.List(p.sys, kernel.Query{Where: kernel.Compare("channel", "=", "sms"), Sort: "id"})
		if kerneltest.Must(t, err); len(sms) != 2 || !slices.ContainsFunc(sms, func(d *notice.Delivery) bool { return d.Phone == "13900000009" && d.Name == "张店长" }) {
			t.Errorf("%d SMS, want one to the manager's account and one to the shop, which has none", len(sms))
		}
		urge, err := hazard.Urges.First(p.sys, kernel.Eq(&hazard.UrgeRow.Enterprise, kernel.Ref[enterprise.Enterprise](p.plant)))
		kerneltest.Must(t, err)
		_, err = hazard.Urges.Do(p.county, urge.ID, 0, "withdraw", nil, "误发")
		kerneltest.Must(t, err)
		if got := told("safety"); len(got) != 1 || !strings.HasPrefix(got[0], "hazard.urged （已撤回）") {
			t.Errorf("withdrawn: %q", got)
		}

		for _, answer := range []string{"refuse", "approve"} {
			h := p.with(nil)
			kerneltest.Must(t, hazard.Hazards.Create(p.county, h))
			kerneltest.Must(t, do(p.county, h, "submit", "", nil))
			x := &hazard.Extension{Hazard: kernel.Ref[hazard.Hazard](h.ID), Until: "2026-05-20", Reason: "缺配件", Guard: "停用"}
			kerneltest.Must(t, hazard.Extensions.Create(p.safety, x))
			_, err = hazard.Extensions.Do(p.leader, x.ID, 0, answer, nil, "按意见办理")
			kerneltest.Must(t, err)
		}
		if got := told("leader"); len(got) != 2 || !strings.HasPrefix(got[0], "hazard.extension 请于2026-05-") {
			t.Errorf("applied: %q", got)
		}
		if got := told("safety"); len(got) != 3 || !strings.Contains(got[1], "hazard.answered 不同意延期") || !strings.Contains(got[2], "hazard.answered 同意延期至2026-05-20") {
			t.Errorf("answered: %q", got)
		}
		if got := told("stranger"); len(got) != 0 {
			t.Errorf("a leader of another county was told %q", got)
		}
	})
}
