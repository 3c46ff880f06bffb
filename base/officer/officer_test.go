package officer_test

import (
	"testing"

	"anjian/base/account"
	"anjian/base/agency"
	"anjian/base/enterprise"
	"anjian/base/officer"
	"anjian/base/org"
	"anjian/base/region"
	"anjian/base/role"
	"anjian/kernel"
	"anjian/kernel/kerneltest"
)

var modules = []kernel.Module{region.Module(), org.Module(), enterprise.Module(), agency.Module(), account.Module(nil), officer.Module()}

func TestConform(t *testing.T) { kerneltest.Conform(t, "officer", modules...) }

// 建立名录库, 证件到期不能执法; 企业申请回避、本人不能自己决定、负责人决定; 组队须两人且都不回避.
func TestStory(t *testing.T) {
	kerneltest.Each(t, modules, func(t *testing.T, w *kerneltest.World) {
		sys := w.System()
		bureau := &org.Org{Name: "郑州市金水区应急管理局", Kind: org.Bureau, Base: kernel.Base{Region: "410105"}}
		kerneltest.Must(t, org.Orgs.Create(sys, bureau))
		person := func(id, name string, kind account.Kind, duty kernel.Role, at kernel.Region) {
			a := &account.Account{Login: id, Name: name, Kind: kind, Roles: []account.Role{account.Role(duty)}}
			a.ID, a.Region = id, at
			kerneltest.Must(t, account.Accounts.Create(sys, a))
		}
		person("wang", "王执法", account.Regulator, role.Regulator, "410105")
		person("liqi", "李执法", account.Regulator, role.Regulator, "410105")
		person("head", "郑局长", account.Regulator, role.Leader, "410105")
		person("far", "周邻县", account.Regulator, role.Regulator, "410108")
		e := &enterprise.Enterprise{}
		e.Name, e.Trade, e.Region, e.RegisteredOn, e.Status, e.ParentGroup = "郑州金水机械有限公司", enterprise.Machinery, "410105", "2026-01-05", enterprise.Filed, "中原集团"
		kerneltest.Must(t, enterprise.Enterprises.Create(sys, e))
		sister := &enterprise.Enterprise{}
		sister.Name, sister.Trade, sister.Region, sister.RegisteredOn, sister.Status, sister.ParentGroup = "郑州金水铸造有限公司", enterprise.Machinery, "410105", "2026-01-05", enterprise.Filed, "中原集团"
		kerneltest.Must(t, enterprise.Enterprises.Create(sys, sister))

		leader := w.As(kernel.Actor{ID: "head", Name: "郑局长", Roles: []kernel.Role{role.Leader}, Region: "410105"})
		regulator := w.As(kernel.Actor{ID: "wang", Name: "王执法", Roles: []kernel.Role{role.Regulator}, Region: "410105"})
		firm := w.As(kernel.Actor{ID: "s", Name: "赵安全", Roles: []kernel.Role{role.Safety}, Region: "410105", Enterprise: e.ID})
		enter := func(c *kernel.Ctx, who, number string, until kernel.Date) (*officer.Officer, error) {
			o := &officer.Officer{Account: kernel.Ref[account.Account](who), Org: kernel.Ref[org.Org](bureau.ID), CertificateNo: number, ValidUntil: until, Base: kernel.Base{Region: "410105"}}
			return o, officer.Officers.Create(c, o)
		}
		_, err := enter(regulator, "wang", "豫A-001", "2028-12-31")
		kerneltest.Want(t, "entered by a regulator", err, kernel.Forbidden)
		_, err = enter(leader, "far", "豫A-009", "2028-12-31")
		kerneltest.Want(t, "somebody of another county", err, kernel.Invalid)
		wang, err := enter(leader, "wang", "豫A-001", "2028-12-31")
		kerneltest.Must(t, err)
		_, err = enter(leader, "liqi", "豫A-001", "2026-05-01")
		kerneltest.Want(t, "a number twice", err, kernel.Conflict)
		li, err := enter(leader, "liqi", "豫A-002", "2026-05-01")
		kerneltest.Must(t, err)
		head, err := enter(leader, "head", "豫A-003", "2028-12-31")
		kerneltest.Must(t, err)
		if wang.Name != "王执法" {
			t.Errorf("named %q", wang.Name)
		}

		team := func(on kernel.Date, firm string, list ...*officer.Officer) error {
			var ids []kernel.Ref[officer.Officer]
			for _, o := range list {
				ids = append(ids, kernel.Ref[officer.Officer](o.ID))
			}
			_, err := officer.Team(w.System(), ids, firm, on)
			return err
		}
		kerneltest.Want(t, "two with certificates", team("2026-05-01", e.ID, wang, li), "")
		kerneltest.Want(t, "one alone", team("2026-05-01", e.ID, wang), kernel.Invalid)
		kerneltest.Want(t, "the same twice", team("2026-05-01", e.ID, wang, wang), kernel.Invalid)
		kerneltest.Want(t, "a certificate that ran out yesterday", team("2026-05-02", e.ID, wang, li), kernel.Invalid)

		ask := &officer.Recusal{Officer: kernel.Ref[officer.Officer](wang.ID), Relation: officer.Served, Reason: "曾在本公司任安全总监"}
		ask.Region = "410105"
		kerneltest.Must(t, officer.Recusals.Create(firm, ask))
		if ask.By != officer.Party || string(ask.Enterprise) != e.ID {
			t.Errorf("asked: %+v", ask)
		}
		group := &officer.Recusal{Officer: kernel.Ref[officer.Officer](head.ID), Relation: officer.Kin, Group: "中原集团", Reason: "近亲属任董事"}
		group.Region = "410105"
		kerneltest.Must(t, officer.Recusals.Create(leader, group))
		kerneltest.Want(t, "asked and not decided", team("2026-05-01", e.ID, wang, li), "")
		_, err = officer.Recusals.Do(regulator, ask.ID, 0, "grant", nil, "")
		kerneltest.Want(t, "decided by a regulator", err, kernel.Forbidden)
		_, err = officer.Recusals.Do(leader, group.ID, 0, "grant", nil, "")
		kerneltest.Want(t, "decided upon oneself", err, kernel.Forbidden)
		_, err = officer.Recusals.Do(leader, ask.ID, 0, "grant", &officer.Recusal{Until: "2026-12-31"}, "")
		kerneltest.Must(t, err)
		_, err = officer.Recusals.Do(w.System(), group.ID, 0, "grant", nil, "")
		kerneltest.Must(t, err)
		kerneltest.Want(t, "recused", team("2026-05-01", e.ID, wang, li), kernel.Invalid)
		kerneltest.Want(t, "after the period", team("2027-01-01", e.ID, wang, head), kernel.Invalid) // head has to do with the whole group
		kerneltest.Want(t, "another enterprise of the group", team("2026-05-01", sister.ID, wang, li), "")
		kerneltest.Want(t, "the group is kept away from", team("2026-05-01", sister.ID, wang, head), kernel.Invalid)

		_, err = officer.Officers.Do(leader, li.ID, 0, "suspend", &officer.Officer{Reason: "借调"}, "")
		kerneltest.Must(t, err)
		kerneltest.Want(t, "suspended", officer.Valid(w.System(), li.ID, "2026-05-01"), kernel.Invalid)
		_, err = account.Accounts.Update(sys, "wang", 0, func(a *account.Account) error { a.Name = "王执法（改）"; return nil })
		kerneltest.Must(t, err)
		if o, err := officer.Of(sys, "wang"); err != nil || o == nil || o.Name != "王执法（改）" {
			t.Errorf("the name did not follow: %v %+v", err, o)
		}
	})
}
