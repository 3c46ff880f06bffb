package enforcement_test

import (
	"testing"

	"anjian/base/account"
	"anjian/base/enterprise"
	"anjian/base/library"
	"anjian/base/officer"
	"anjian/base/org"
	"anjian/base/role"
	"anjian/kernel"
	"anjian/kernel/kerneltest"
	"anjian/system/enforcement"
)

// cast is who plays in a story: two officers who handle the case, the legal reviewer, another officer, the head, a neighbour.
type cast struct {
	w                                             *kerneltest.World
	sys, wang, liqi, legal, third, head, nextDoor *kernel.Ctx
	team                                          []kernel.Ref[officer.Officer]
	host                                          kernel.Ref[officer.Officer]
	bureau, plant                                 string
}

const county kernel.Region = "410105"

// stocked puts the library's texts there.
func stocked(w *kerneltest.World) error { return library.Seed(w.System()) }

func play(t *testing.T, w *kerneltest.World) *cast {
	t.Helper()
	p := &cast{w: w, sys: w.System()}
	bureau := &org.Org{Name: "郑州市金水区应急管理局", Kind: org.Bureau, Prefix: "应急", Base: kernel.Base{Region: county}}
	kerneltest.Must(t, org.Orgs.Create(p.sys, bureau))
	p.bureau = bureau.ID
	as := func(id, name string, duty kernel.Role, at kernel.Region, legal bool) (*kernel.Ctx, kernel.Ref[officer.Officer]) {
		a := &account.Account{Login: id, Name: name, Kind: account.Regulator, Roles: []account.Role{account.Role(duty)}}
		if a.ID, a.Region = id, at; at == county {
			a.Org = kernel.Ref[org.Org](bureau.ID)
		}
		kerneltest.Must(t, account.Accounts.Create(p.sys, a))
		c := w.As(kernel.Actor{ID: id, Name: name, Roles: []kernel.Role{duty}, Region: at})
		if at != county {
			return c, ""
		}
		o := &officer.Officer{Account: kernel.Ref[account.Account](id), Org: kernel.Ref[org.Org](bureau.ID), CertificateNo: "豫A-" + id, ValidUntil: "2030-12-31", LegalQualified: legal, Base: kernel.Base{Region: at}}
		kerneltest.Must(t, officer.Officers.Create(p.sys, o))
		return c, kernel.Ref[officer.Officer](o.ID)
	}
	var one, two kernel.Ref[officer.Officer]
	p.wang, one = as("wang", "王执法", role.Regulator, county, false)
	p.liqi, two = as("liqi", "李执法", role.Regulator, county, false)
	p.team = []kernel.Ref[officer.Officer]{one, two}
	p.legal, _ = as("legal", "赵法制", role.Regulator, county, true)
	p.third, p.host = as("third", "孙听证", role.Regulator, county, false)
	p.head, _ = as("head", "郑局长", role.Leader, county, true)
	p.nextDoor, _ = as("next", "周邻县", role.Leader, "410108", false)
	e := &enterprise.Enterprise{}
	e.Name, e.Trade, e.Region, e.RegisteredOn, e.Status, e.LegalPerson, e.Address = "郑州金水机械有限公司", enterprise.Machinery, county, "2024-01-05", enterprise.Filed, "张大勇", "金水区花园路1号"
	kerneltest.Must(t, enterprise.Enterprises.Create(p.sys, e))
	p.plant = e.ID
	return p
}

func (p *cast) on(day string) { p.w.On(kernel.Date(day)) }

// open makes a case of the plant.
func (p *cast) open(t *testing.T, fn func(*enforcement.Case)) *enforcement.Case {
	t.Helper()
	k := &enforcement.Case{}
	k.Title, k.Cause, k.Source, k.Summary = "郑州金水机械有限公司未对安全设备定期检测案", "未对安全设备定期检测", enforcement.ByRecheck, "复查发现冲床光电保护装置逾期未检测"
	k.Enterprise, k.FoundOn, k.ActedOn, k.Officers = kernel.Ref[enterprise.Enterprise](p.plant), p.sys.Today(), p.sys.Today(), p.team
	if fn != nil {
		fn(k)
	}
	kerneltest.Must(t, enforcement.Cases.Create(p.wang, k))
	return k
}

// do takes a case through a step.
func do(c *kernel.Ctx, k *enforcement.Case, step, opinion string, in func(*enforcement.Case)) error {
	ask := &enforcement.Case{}
	if in != nil {
		in(ask)
	}
	rec, err := enforcement.Cases.Do(c, k.ID, 0, step, ask, opinion)
	if err == nil {
		*k = *rec
	}
	return err
}

// again reads the case as it is now.
func (p *cast) again(t *testing.T, k *enforcement.Case) {
	t.Helper()
	rec, err := enforcement.Cases.Get(p.sys, k.ID)
	kerneltest.Must(t, err)
	*k = *rec
}

func (p *cast) unit(t *testing.T, k *enforcement.Case) *enforcement.Party {
	t.Helper()
	list, err := enforcement.Parties.List(p.sys, kernel.Query{Sort: "id"})
	kerneltest.Must(t, err)
	for _, x := range list {
		if string(x.Case) == k.ID {
			return x
		}
	}
	t.Fatal("no party")
	return nil
}

// charge is an act by article 99 that was not corrected in time.
func (p *cast) charge(t *testing.T, k *enforcement.Case, fn func(*enforcement.Charge)) *enforcement.Charge {
	t.Helper()
	h := &enforcement.Charge{}
	h.Case, h.Party, h.Title, h.ActedOn = kernel.Ref[enforcement.Case](k.ID), kernel.Ref[enforcement.Party](p.unit(t, k).ID), "没有对安全设备定期检测", k.FoundOn
	h.Article, h.Basis, h.Sanctions, h.Stage = "安全生产法（2021）第三十六条", "安全生产法（2021）第九十九条第三项", []enforcement.Sanction{library.Fine}, library.NotInTime
	h.Min, h.Max, h.Course = 5_000_000, 20_000_000, enforcement.Ordinary
	if fn != nil {
		fn(h)
	}
	return h
}

func (p *cast) proof(t *testing.T, k *enforcement.Case) {
	t.Helper()
	kerneltest.Must(t, enforcement.Evidences.Create(p.wang, &enforcement.Evidence{Case: kernel.Ref[enforcement.Case](k.ID), Sort: "documentary", Title: "整改复查意见书", Proves: "逾期未改正", TakenOn: p.sys.Today()}))
}

type scene struct {
	name string
	err  error
	want kernel.Code
}

func run(t *testing.T, scenes []scene) {
	t.Helper()
	for _, s := range scenes {
		kerneltest.Want(t, s.name, s.err, s.want)
	}
}
