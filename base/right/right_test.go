package right

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"anjian/base/account"
	"anjian/base/agency"
	"anjian/base/enterprise"
	"anjian/base/org"
	"anjian/base/region"
	"anjian/base/role"
	"anjian/kernel"
	"anjian/kernel/kerneltest"
	"anjian/kernel/rest"
)

// house is a platform with an enterprise of the county and whoever asks about rights.
type house struct {
	*testing.T
	*kerneltest.World
	usage   *Usage
	http    http.Handler
	who     kernel.Actor
	company *enterprise.Enterprise
}

// Actor implements rest.Sessions.
func (h *house) Actor(*kernel.Ctx, *http.Request) (kernel.Actor, error) { return h.who, nil }

func settled(w *kerneltest.World) error { return region.Seed(w.System(), "4101") }

func each(t *testing.T, fn func(h *house)) {
	var u *Usage
	run := func(t *testing.T, w *kerneltest.World) {
		h := &house{T: t, World: w, usage: u}
		srv := &rest.Server{Env: w.Env, Store: w.Store, Sessions: h, Unmask: 3, Used: u.Note}
		h.http = srv.Handler()
		h.company = &enterprise.Enterprise{}
		h.company.Name, h.company.Region, h.company.Trade, h.company.SafetyPhone = "晨风机械", "410105", enterprise.Machinery, "13812345678"
		kerneltest.Must(t, enterprise.Enterprises.Create(w.System(), h.company))
		fn(h)
	}
	modules := func() []kernel.Module {
		u = NewUsage()
		return []kernel.Module{region.Module(), org.Module(), enterprise.Module(), agency.Module(), account.Module(nil), Module(u), rest.Module()}
	}
	t.Run("sqlite", func(t *testing.T) { run(t, kerneltest.Prepared(t, kerneltest.SQLite, settled, modules()...)) })
	t.Run("postgres", func(t *testing.T) { run(t, kerneltest.Prepared(t, kerneltest.PostgreSQL, settled, modules()...)) })
}

func (h *house) person(login string, at kernel.Region, fn func(*account.Account), roles ...account.Role) kernel.Actor {
	h.Helper()
	a := &account.Account{Login: login, Name: "某" + login, Kind: account.Regulator, Roles: roles}
	if a.Region = at; fn != nil {
		fn(a)
	}
	kerneltest.Must(h, account.Accounts.Create(h.System(), a))
	who, err := account.Standing(h.System(), a)
	kerneltest.Must(h, err)
	return who
}

func (h *house) send(who kernel.Actor, method, path, body string) (int, string) {
	h.Helper()
	h.who = who
	req := httptest.NewRequest(method, path, strings.NewReader(body))
	rec := httptest.NewRecorder()
	h.http.ServeHTTP(rec, req)
	return rec.Code, rec.Body.String()
}

// The explanation and the rights themselves never differ: for every account, type, verb and record, it says yes exactly where a list would
// show the record and a step would take it.
func TestExplain(t *testing.T) {
	each(t, func(h *house) {
		guard := h.person("guard", "4101", nil, "security")
		people := []kernel.Actor{guard, h.person("head", "4101", nil, "system"), h.person("lead", "410105", nil, "leader"), h.person("far", "410104", nil, "regulator"),
			h.person("coal", "410105", func(a *account.Account) { a.Trades = []enterprise.Trade{enterprise.Coal} }, "regulator"),
			h.person("machine", "4101", func(a *account.Account) { a.Trades = []enterprise.Trade{enterprise.Machinery} }, "regulator"),
			h.person("safety", "410105", func(a *account.Account) {
				a.Kind, a.Enterprise = account.Enterprise, kernel.Ref[enterprise.Enterprise](h.company.ID)
			}, "safety")}
		m := enterprise.Enterprises.Meta()
		yes := map[string]string{}
		for _, who := range people {
			out, err := explain(h.As(guard), &explainIn{Account: who.ID, Type: "enterprise", Record: h.company.ID})
			kerneltest.Must(h, err)
			for _, typ := range out.Types {
				for _, v := range typ.Verbs {
					rows, err := m.Scope(who, v.Name)
					kerneltest.Must(h, err)
					n, err := h.Store.Count(h.System(), m, kernel.And(kernel.ByID(h.company.ID), rows), 1)
					if kerneltest.Must(h, err); *v.Holds != (n > 0) {
						h.Errorf("%s %s: explained %v, counted %d", who.Name, v.Name, *v.Holds, n)
					}
					if len(v.Why) == 0 || v.Why[0].Where == "" {
						h.Errorf("%s %s: no reason", who.Name, v.Name)
					}
					if v.Name == "read" && *v.Holds {
						yes[who.Name] = v.Why[0].Role + "：" + v.Why[0].Where
					}
				}
			}
		}
		want := map[string]string{"某lead": "监管负责人：属地在410105及以下", "某machine": "监管人员：属地在4101及以下，且（主要监管分类是机械，或监管分类（可多选）含有机械）", "某safety": "企业安全管理员：记录是本企业"}
		if len(yes) != len(want) || yes["某lead"] != want["某lead"] || yes["某safety"] != want["某safety"] || !strings.Contains(yes["某machine"], "属地在4101及以下，且（") {
			h.Errorf("%q", yes)
		}
		back, err := holders(h.As(guard), &recordIn{Type: "enterprise", Record: h.company.ID})
		if kerneltest.Must(h, err); back.Total != len(yes) {
			h.Errorf("the other way round: %+v", back)
		}
		for _, i := range back.Items {
			if yes[i.Name] != i.Why[0].Role+"："+i.Why[0].Where {
				h.Errorf("%s: %+v, there %q", i.Name, i.Why, yes[i.Name])
			}
		}

		county := h.person("county", "410104", nil, "security")
		_, err = explain(h.As(county), &explainIn{Account: people[2].ID})
		kerneltest.Want(h, "an account of another county", err, kernel.Missing)
		_, err = holders(h.As(county), &recordIn{Type: "enterprise", Record: h.company.ID})
		kerneltest.Want(h, "a record of another county", err, kernel.Missing)
		_, err = explain(h.As(people[1]), &explainIn{Account: people[2].ID})
		kerneltest.Want(h, "by the system administrator", err, kernel.Forbidden)
		_, err = explain(h.As(people[2]), &explainIn{})
		kerneltest.Want(h, "one's own", err, "")
		for what, path := range map[string]string{"accounts": "account.csv?account=" + people[2].ID, "a record": "record.csv?type=enterprise&record=" + h.company.ID, "orphans": "orphan.csv"} {
			if code, body := h.send(guard, "GET", "/api/right/"+path, ""); code != 200 || strings.Count(body, "\n") < 2 {
				h.Errorf("the table of %s: %d %.200s", what, code, body)
			}
		}
	})
}

// What is used is counted, what is not is listed; the counter loses nothing over a failure of the database.
func TestUnused(t *testing.T) {
	each(t, func(h *house) {
		guard, lead := h.person("guard", "4101", nil, "security"), h.person("lead", "410105", nil, "leader")
		for range 3 {
			h.send(lead, "GET", "/api/enterprise", "")
		}
		h.send(lead, "GET", "/api/enterprise/"+h.company.ID, "")
		h.send(lead, "GET", "/api/enterprise/none", "")
		broken, cut := context.WithCancel(t.Context())
		cut()
		if err := h.usage.Flush(h.NewCtx(broken, h.Store)); err == nil {
			h.Error("written without a database")
		}
		kerneltest.Must(h, h.usage.Flush(h.System()))
		kerneltest.Must(h, h.usage.Flush(h.System()))
		out, err := explain(h.As(guard), &explainIn{Account: lead.ID, Type: "enterprise"})
		kerneltest.Must(h, err)
		for _, v := range out.Types[0].Verbs {
			if want := map[string]int{"read": 4}[v.Name]; v.Uses != want || (v.Last != "") != (want > 0) {
				h.Errorf("%s: %d uses, want %d (%s)", v.Name, v.Uses, want, v.Last)
			}
		}
		list, err := unused(h.As(guard), &unusedIn{})
		kerneltest.Must(h, err)
		for _, i := range list.Items {
			text := strings.Join(i.Never, " ")
			if i.Account == lead.ID && (!strings.Contains(text, "注销") || strings.Contains(text, "生产经营单位：查看") || i.Unused >= i.Held || i.Last != "2026-05-01") {
				h.Errorf("%+v", i)
			}
		}
		h.On("2026-09-01")
		list, err = unused(h.As(guard), &unusedIn{})
		if kerneltest.Must(h, err); len(list.Items) < 2 || list.Items[0].Last != "" {
			h.Errorf("after a summer: %+v", list)
		}
	})
}

func TestOrphans(t *testing.T) {
	each(t, func(h *house) {
		head := h.As(h.person("head", "4101", nil, "system"))
		bureau := &org.Org{Base: kernel.Base{Region: "410105"}, Name: "金水区应急管理局", Kind: org.Bureau}
		kerneltest.Must(h, org.Orgs.Create(h.System(), bureau))
		h.person("lead", "410105", func(a *account.Account) { a.Org = kernel.Ref[org.Org](bureau.ID) }, "leader")
		h.person("safety", "410105", func(a *account.Account) {
			a.Kind, a.Enterprise = account.Enterprise, kernel.Ref[enterprise.Enterprise](h.company.ID)
		}, "safety")
		far := h.person("far", "420102", nil, "leader")
		found := func() string {
			out, err := orphans(head, &orphanIn{})
			kerneltest.Must(h, err)
			var lines []string
			for _, o := range out.Items {
				if o.Account == far.ID {
					h.Error("another province's account")
				}
				if o.Login != "head" {
					lines = append(lines, o.Login+" "+strings.Join(o.Why, ","))
				}
			}
			return strings.Join(lines, "; ")
		}
		if got := found(); got != "" {
			h.Errorf("on the first day: %s", got)
		}
		_, err := org.Orgs.Do(h.System(), bureau.ID, 0, "close", &org.Org{}, "机构改革")
		kerneltest.Must(h, err)
		_, err = h.Store.Exec(h.System(), "UPDATE enterprise SET status = 'closed' WHERE id = ?", h.company.ID)
		kerneltest.Must(h, err)
		if got := found(); got != "lead 机构已撤销; safety 企业已注销或并入其他企业" {
			h.Errorf("closed: %s", got)
		}
		h.On("2026-07-01")
		if got := found(); !strings.Contains(got, "safety 企业已注销或并入其他企业,建立后从未登录") {
			h.Errorf("never used: %s", got)
		}
		if _, err := orphans(h.As(kernel.Actor{ID: "x", Roles: []kernel.Role{role.Leader}, Region: "4101"}), &orphanIn{}); err != nil {
			h.Error(err) // the route keeps others out, see TestRoutes
		}
	})
}

// Personal data: masked, shown for a reason, that is on record first, at most so many a day, and the auditor of the region alone reads who
// saw what.
func TestPersonal(t *testing.T) {
	each(t, func(h *house) {
		lead, clerk, auditor, far := h.person("lead", "410105", nil, "leader"), h.person("clerk", "410105", nil, "clerk"), h.person("auditor", "410105", nil, "audit"), h.person("far", "410104", nil, "audit")
		path := "/api/enterprise/" + h.company.ID
		masked := func(body string) bool {
			return strings.Contains(body, "138****5678") && !strings.Contains(body, "13812345678")
		}
		for _, who := range []kernel.Actor{lead, clerk, auditor} {
			if code, body := h.send(who, "GET", path, ""); code != 200 || !masked(body) {
				h.Errorf("%s: %d %.300s", who.Name, code, body)
			}
		}
		for what, x := range map[string]struct {
			who  kernel.Actor
			body string
			code int
		}{
			"without a reason": {lead, `{}`, 422}, "for a sign": {lead, `{"reason":"x"}`, 422}, "the auditor": {auditor, `{"reason":"看看"}`, 403}, "another county": {far, `{"reason":"看看"}`, 403},
		} {
			if code, body := h.send(x.who, "POST", path+"/unmask", x.body); code != x.code && !(x.code == 422 && code == 400) || strings.Contains(body, "13812345678") {
				h.Errorf("%s: %d %.200s", what, code, body)
			}
		}
		if code, body := h.send(lead, "POST", path+"/unmask", `{"reason":"核实隐患整改联系人"}`); code != 200 || !strings.Contains(body, "13812345678") {
			h.Errorf("%d %.300s", code, body)
		}
		if code, body := h.send(lead, "POST", "/api/enterprise/unmask", fmt.Sprintf(`{"reason":"汛期电话通知","ids":["%s"]}`, h.company.ID)); code != 200 || !strings.Contains(body, "13812345678") {
			h.Errorf("several: %d %.300s", code, body)
		}
		if code, _ := h.send(lead, "POST", "/api/enterprise/unmask", fmt.Sprintf(`{"reason":"汛期电话通知","ids":["%s","x"]}`, h.company.ID)); code != 404 {
			h.Errorf("one of them not there: %d", code)
		}
		h.send(lead, "POST", path+"/unmask", `{"reason":"第三次"}`)
		if code, body := h.send(lead, "POST", path+"/unmask", `{"reason":"第四次"}`); code != 429 || strings.Contains(body, "13812345678") {
			h.Errorf("beyond the day's bound: %d %.200s", code, body)
		}
		h.On("2026-05-02")
		if code, _ := h.send(lead, "POST", path+"/unmask", `{"reason":"第二天"}`); code != 200 {
			h.Errorf("the next day: %d", code)
		}
		out, err := viewed(h.As(auditor), &watchIn{})
		if kerneltest.Must(h, err); len(out.Items) != 4 || out.Items[0].Reason != "第二天" || out.Items[3].Reason != "核实隐患整改联系人" || out.Items[3].Actor != lead.Name || out.Items[3].Title != "晨风机械" {
			h.Errorf("%+v", out)
		}
		if out, err := viewed(h.As(far), &watchIn{}); err != nil || len(out.Items) != 0 {
			h.Errorf("another county's auditor: %+v %v", out, err)
		}
	})
}

// The auditor reads what the other two did; they read nothing of it, and nobody else does.
func TestRoutes(t *testing.T) {
	each(t, func(h *house) {
		actors := map[string]kernel.Actor{"audit": h.person("auditor", "4101", nil, "audit"), "security": h.person("guard", "4101", nil, "security"), "system": h.person("head", "4101", nil, "system"), "leader": h.person("lead", "4101", nil, "leader")}
		_, err := account.Accounts.Update(h.As(actors["system"]), actors["leader"].ID, 0, func(a *account.Account) error { a.Name = "新名"; return nil })
		kerneltest.Must(h, err)
		for path, may := range map[string]string{"trail": "audit", "trail.csv": "audit", "personal": "audit", "orphan": "audit security system", "unused": "audit security",
			"record?type=enterprise&record=" + h.company.ID: "audit security", "account": "audit security system leader"} {
			for name, who := range actors {
				code, body := h.send(who, "GET", "/api/right/"+path, "")
				if want := strings.Contains(may, name); (code == 200) != want {
					h.Errorf("%s %s: %d %.200s", name, path, code, body)
				}
			}
		}
		out, err := entries(h.As(actors["audit"]), &watchIn{Duty: "guards"})
		if kerneltest.Must(h, err); len(out.Items) != 1 || out.Items[0].Actor != actors["system"].Name || out.Items[0].Detail != "改动：姓名" {
			h.Errorf("%+v", out)
		}
		for what, in := range map[string]*watchIn{"by name": {Actor: "某head"}, "by type": {Type: "account", Verb: "update"}} {
			if out, err := entries(h.As(actors["audit"]), in); err != nil || len(out.Items) != 1 {
				h.Errorf("%s: %+v %v", what, out, err)
			}
		}
		// what his people do to what belongs to everybody, he reads; what others do to it, he does not; a login name that nobody has, those of a city and above
		above := func(verb string, who kernel.Actor) {
			kerneltest.Must(h, h.Trail.Record(h.As(who), kernel.Event{Type: "account", Verb: verb, Detail: "全国的" + verb, Region: kernel.Country}))
		}
		above("update", actors["system"])
		above("delete", h.person("far", "4201", nil, "system"))
		above("login_failed", kernel.Actor{})
		for who, want := range map[string][]string{"4101": {"登录失败", "修改"}, "410105": nil} {
			var got []string
			out, err := entries(h.As(h.person("auditor"+who, kernel.Region(who), nil, "audit")), &watchIn{})
			kerneltest.Must(h, err)
			for _, e := range out.Items {
				if strings.HasPrefix(e.Detail, "全国的") {
					got = append(got, e.What)
				}
			}
			if slices.Sort(got); !slices.Equal(got, slices.Sorted(slices.Values(want))) {
				h.Errorf("%s reads of the country: %v, want %v", who, got, want)
			}
		}
		_, err = entries(h.As(actors["audit"]), &watchIn{From: "2020-01-01", To: "2026-01-01"})
		kerneltest.Want(h, "years", err, kernel.Invalid)
	})
}
