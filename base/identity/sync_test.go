package identity

import (
	"context"
	"fmt"
	"net"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/jimlambrt/gldap"

	"anjian/base/account"
	"anjian/base/org"
	"anjian/base/role"
	"anjian/kernel"
	"anjian/kernel/kerneltest"
)

// entry is what a directory of the test holds.
type entry struct {
	dn         string
	attributes map[string][]string
}

// directoryServer is a real LDAP server on a port of this machine. It wants its password, answers in pages and knows two kinds of entries.
type directoryServer struct {
	address string
	entries []entry
	pages   int
}

const bindDN, bindPassword = "cn=reader,dc=example,dc=cn", "Mulu-2026"

func serveDirectory(t *testing.T, entries ...entry) *directoryServer {
	t.Helper()
	d := &directoryServer{entries: entries}
	s, err := gldap.NewServer()
	kerneltest.Must(t, err)
	mux, err := gldap.NewMux()
	kerneltest.Must(t, err)
	bound := map[int]bool{}
	kerneltest.Must(t, mux.Bind(func(w *gldap.ResponseWriter, r *gldap.Request) {
		resp := r.NewBindResponse(gldap.WithResponseCode(gldap.ResultInvalidCredentials))
		defer func() { w.Write(resp) }()
		if m, err := r.GetSimpleBindMessage(); err == nil && m.UserName == bindDN && string(m.Password) == bindPassword {
			bound[r.ConnectionID()] = true
			resp.SetResultCode(gldap.ResultSuccess)
		}
	}))
	kerneltest.Must(t, mux.Search(func(w *gldap.ResponseWriter, r *gldap.Request) {
		done := r.NewSearchDoneResponse(gldap.WithResponseCode(gldap.ResultInsufficientAccessRights))
		defer func() { w.Write(done) }()
		m, err := r.GetSearchMessage()
		if err != nil || !bound[r.ConnectionID()] {
			return
		}
		if !strings.HasSuffix(m.BaseDN, "dc=example,dc=cn") {
			done.SetResultCode(gldap.ResultNoSuchObject)
			return
		}
		for _, c := range m.Controls {
			if _, ok := c.(*gldap.ControlPaging); ok {
				d.pages++
			}
		}
		class := "person"
		if strings.Contains(m.Filter, "organizationalUnit") {
			class = "organizationalUnit"
		}
		for _, e := range d.entries {
			if slices.Contains(e.attributes["objectClass"], class) {
				w.Write(r.NewSearchResponseEntry(e.dn, gldap.WithAttributes(e.attributes)))
			}
		}
		done.SetResultCode(gldap.ResultSuccess)
	}))
	kerneltest.Must(t, s.Router(mux))
	l, err := net.Listen("tcp", "127.0.0.1:0")
	kerneltest.Must(t, err)
	d.address = l.Addr().String()
	l.Close()
	go s.Run(d.address)
	t.Cleanup(func() { s.Stop() })
	for range 100 {
		if s.Ready() {
			return d
		}
		time.Sleep(10 * time.Millisecond)
	}
	t.Fatal("the directory does not start")
	return nil
}

func ou(id, name, below string) entry {
	return entry{"ou=" + name + "," + below, map[string][]string{"objectClass": {"organizationalUnit"}, "ou": {name}, "entryUUID": {id}}}
}

func someone(id, login, name, phone, below string) entry {
	return entry{"uid=" + login + "," + below, map[string][]string{"objectClass": {"person"}, "uid": {login}, "cn": {name}, "mobile": {phone}, "entryUUID": {id}}}
}

const people = "ou=people,dc=example,dc=cn"

func (h *house) directory(d *directoryServer, fn func(*Source)) *Source {
	h.Helper()
	bureau := h.bureau()
	s := h.source(func(s *Source) {
		s.Name, s.Kind, s.Org = "市局目录", LDAP, kernel.Ref[org.Org](bureau.ID)
		s.Folder = Folder{Address: "ldap://" + d.address, Bind: bindDN, Root: people, OrgFilter: "(objectClass=organizationalUnit)"}
		if fn != nil {
			fn(s)
		}
	})
	if r := h.agent().sign("admin").post("/api/identity_source/"+s.ID+"/password", object{"password": bindPassword}); r.status != 204 {
		h.Fatalf("%d %s", r.status, r.body)
	}
	return s
}

// compared compares a source and returns what came of it.
func (h *house) compared(s *Source) (*Sync, []*Difference) {
	h.Helper()
	r := h.agent().sign("admin").post("/api/identity_source/"+s.ID+"/compare", struct{}{})
	if r.status != 200 {
		h.Fatalf("%d %s", r.status, r.body)
	}
	return h.worked(r.json(h)["id"].(string))
}

func (h *house) worked(id string) (*Sync, []*Difference) {
	h.Helper()
	h.work()
	sync, err := Syncs.Get(h.System(), id)
	kerneltest.Must(h, err)
	list, err := Differences.List(h.System(), kernel.Query{Where: kernel.Eq(&di.Sync, kernel.Ref[Sync](id)), Sort: "rank"})
	kerneltest.Must(h, err)
	return sync, list
}

func (h *house) step(sync *Sync, name string) (*Sync, []*Difference) {
	h.Helper()
	_, err := Syncs.Do(h.actor("admin"), sync.ID, 0, name, &Sync{}, "核对无误")
	kerneltest.Must(h, err)
	return h.worked(sync.ID)
}

func (h *house) byLogin(login string) *account.Account {
	h.Helper()
	a, err := account.Accounts.First(h.System(), kernel.Eq(&account.Row.Login, login))
	kerneltest.Must(h, err)
	return a
}

// told is the differences as a person reads them.
func told(list []*Difference) (out []string) {
	for _, d := range list {
		line := kernel.LabelOf(d.Subject) + kernel.LabelOf(d.Act) + d.Name
		for _, c := range d.Changes {
			line += fmt.Sprintf(" %s:%s→%s", c.Label, c.Before, c.After)
		}
		out = append(out, line)
	}
	return out
}

// 目录与平台比对: 先列差异, 什么也不改; 应用, 再比对没有差异; 变化、消失、撤销.
func TestDirectory(t *testing.T) {
	each(t, func(h *house) {
		d := serveDirectory(h.T, ou("u1", "执法监督科", people), ou("u2", "一大队", "ou=执法监督科,"+people), someone("p1", "wangwu", "王五", "13811112222", "ou=一大队,ou=执法监督科,"+people),
			someone("p2", "zhaoliu", "赵六", "", people), someone("p3", "admin", "冒充", "", people), someone("p4", "", "没有登录名", "", people))
		s := h.directory(d, nil)
		sync, list := h.compared(s)
		want := []string{"部门新增执法监督科 名称:→执法监督科", "部门新增一大队 名称:→一大队 上级部门:→执法监督科", "用户新增王五 登录名:→wangwu 姓名:→王五 手机:→138****2222 部门:→一大队", "用户新增赵六 登录名:→zhaoliu 姓名:→赵六"}
		if sync.Status != Ready || !slices.Equal(told(list), want) || len(sync.Problems) != 2 || sync.Added != 4 {
			h.Fatalf("%s %q\n%q\n%+v", sync.Status, sync.Message, told(list), sync.Problems)
		}
		if h.byLogin("wangwu") != nil {
			h.Fatal("a comparison changed something")
		}
		if d.pages == 0 {
			h.Error("the directory was not read in pages")
		}
		if _, err := Differences.Do(h.actor("admin"), list[3].ID, 0, "skip", &Difference{}, ""); err != nil {
			h.Fatal(err)
		}
		sync, list = h.step(sync, "apply")
		wang := h.byLogin("wangwu")
		if sync.Status != Applied || sync.Done != 3 || sync.Failed != 0 || wang == nil || wang.Phone != "13811112222" || h.byLogin("zhaoliu") != nil || h.people["admin"].Name != h.byLogin("admin").Name {
			h.Fatalf("%+v %+v", sync, told(list))
		}
		o, err := org.Orgs.Get(h.System(), string(wang.Org))
		if kerneltest.Must(h, err); o.Name != "一大队" {
			h.Errorf("%+v", o)
		}
		if _, err := Differences.Do(h.actor("admin"), list[3].ID, 0, "include", &Difference{}, ""); kernel.CodeOf(err) != kernel.Conflict {
			h.Errorf("a choice after the application: %v", err)
		}
		sync, list = h.compared(s)
		if len(list) != 1 || list[0].Name != "赵六" {
			h.Fatalf("after the application: %q", told(list))
		}
		h.step(sync, "apply")
		if sync, list = h.compared(s); len(list) != 0 || sync.Status != Discarded || sync.Message != "没有差异" {
			h.Fatalf("%q %s", told(list), sync.Message)
		}

		// one changes, one leaves, a department is renamed
		d.entries = []entry{ou("u1", "执法大队", people), ou("u2", "一大队", "ou=执法大队,"+people), someone("p1", "wangwu", "王武", "13811113333", "ou=执法大队,"+people)}
		sync, list = h.compared(s)
		want = []string{"部门变化执法监督科 名称:执法监督科→执法大队", "用户变化王五 姓名:王五→王武 手机:138****2222→138****3333 部门:一大队→执法大队", "用户消失赵六 状态:在用→停用"}
		if !slices.Equal(told(list), want) {
			h.Fatalf("%q", told(list))
		}
		sync, _ = h.step(sync, "apply")
		if a := h.byLogin("wangwu"); a.Name != "王武" || a.Phone != "13811113333" || string(a.Org) != string(o.Superior) || h.byLogin("zhaoliu").Status != account.Disabled {
			h.Errorf("%+v", a)
		}
		if _, err := account.Accounts.Update(h.System(), wang.ID, 0, func(a *account.Account) error { a.Phone = "13900000000"; return nil }); err != nil {
			h.Fatal(err)
		}
		sync, list = h.step(sync, "undo")
		if sync.Status != Undone || list[1].Outcome != Kept || list[2].Outcome != TakenBack || list[0].Outcome != TakenBack {
			h.Errorf("%s %+v", sync.Status, list)
		}
		if a := h.byLogin("wangwu"); a.Name != "王武" || a.Phone != "13900000000" {
			h.Errorf("what was worked on since was taken back: %+v", a)
		}
		if up, _ := org.Orgs.Get(h.System(), string(o.Superior)); h.byLogin("zhaoliu").Status != account.Active || up.Name != "执法监督科" {
			h.Error("not taken back")
		}
		rows, err := h.Store.Query(context.Background(), "SELECT wanted, former FROM identity_plan")
		kerneltest.Must(h, err)
		defer rows.Close()
		for rows.Next() {
			var a, b string
			kerneltest.Must(h, rows.Scan(&a, &b))
			if strings.Contains(a+b, "1381111") || !strings.HasPrefix(a, "v1.") {
				h.Error("a telephone lies open in a plan")
			}
		}
	})
}

// 目录连不上、密码不对、查询起点不对, 管理员看到原因; 每晚只比对一次.
func TestDirectoryFailures(t *testing.T) {
	once(t, func(h *house) {
		d := serveDirectory(h.T, someone("p1", "wangwu", "王五", "", people))
		s := h.directory(d, nil)
		alter := func(fn func(*Source)) {
			if _, err := Sources.Update(h.actor("admin"), s.ID, 0, func(s *Source) error { fn(s); return nil }); err != nil {
				h.Fatal(err)
			}
		}
		for what, fn := range map[string]func(*Source){"查询起点": func(s *Source) { s.Root = "dc=elsewhere" }, "连接不上": func(s *Source) { s.Address = "ldap://127.0.0.1:1" }, "查询账号或密码": func(s *Source) { s.Bind = "cn=nobody" }} {
			alter(fn)
			if sync, _ := h.compared(s); sync.Status != Broken || !strings.Contains(sync.Message, what) || strings.Contains(sync.Message, "127.0.0.1") {
				h.Errorf("%s: %s %q", what, sync.Status, sync.Message)
			}
			alter(func(now *Source) { now.Folder = s.Folder })
		}
		for _, address := range []string{"http://127.0.0.1", "ldap://u:p@127.0.0.1", "ldapi:///", "x", "ldaps://h/dc=x?y"} {
			_, err := Sources.Update(h.actor("admin"), s.ID, 0, func(s *Source) error { s.Address = address; return nil })
			kerneltest.Want(h, address, err, kernel.Invalid)
		}
		alter(func(s *Source) { s.Nightly = true })
		night, _ := time.ParseInLocation("2006-01-02 15:04", "2026-12-01 01:00", kernel.China)
		count := func() int {
			n, err := Syncs.Count(h.System(), kernel.Eq(&sy.Status, Ready))
			kerneltest.Must(h, err)
			return n
		}
		for hour, want := range []int{0, 1, 1, 1, 1} {
			h.Env.Now = func() time.Time { return night.Add(time.Duration(hour) * time.Hour) }
			h.task("identity.nightly")
			h.work()
			if count() != want {
				h.Errorf("at %d o'clock: %d comparisons", hour+1, count())
			}
		}
		if h.byLogin("wangwu") != nil {
			h.Error("the nightly comparison applied something")
		}
	})
}

// 花名册: 上传表格, 列出差异再应用; 消失的人过多时先不选.
func TestRoster(t *testing.T) {
	once(t, func(h *house) {
		bureau := h.bureau()
		s := h.source(func(s *Source) {
			s.Name, s.Kind, s.Org, s.Adopt = "花名册", Sheet, kernel.Ref[org.Org](bureau.ID), true
			s.Roles = []account.Role{account.Role(role.Regulator), account.Role(role.Clerk)}
		})
		admin := h.agent().sign("admin")
		upload := func(text string) (*Sync, []*Difference) {
			r := admin.send("POST", "/api/identity_source/"+s.ID+"/roster?name=a.csv", "text/csv", text)
			if r.status != 201 {
				h.Fatalf("%d %s", r.status, r.body)
			}
			return h.worked(r.json(h)["id"].(string))
		}
		text := "登录名,姓名,手机,部门\nzhang,张三,,办公室\n"
		for i := range 8 {
			text += fmt.Sprintf("staff%d,职员%d,1380000000%d,执法科/%d队\n", i, i, i, i%2)
		}
		sync, list := upload(text)
		if len(list) != 4+9 || list[4].Message != "并入已有账号" || string(list[4].Account) != h.people["zhang"].ID {
			h.Fatalf("%q", told(list))
		}
		if sync, _ = h.step(sync, "apply"); sync.Failed != 0 || sync.Done != 13 {
			h.Fatalf("%+v", sync)
		}
		if a := h.byLogin("staff3"); len(a.Roles) != 0 || len(a.Asked) != 2 || a.Org == "" {
			h.Errorf("%+v", a)
		}
		if a := h.byLogin("zhang"); a.Name != "张三" || len(a.Roles) != 1 {
			h.Errorf("who was there keeps the rights: %+v", a)
		}
		again, list := upload("登录名,姓名,部门\nzhang,张三,办公室\n")
		skipped := 0
		for _, d := range list {
			if d.Subject == People && d.Act == Vanish && d.Status == Skipped {
				skipped++
			}
		}
		if skipped != 8 {
			h.Errorf("%d skipped of %q", skipped, told(list))
		}
		if _, err := Syncs.Do(h.actor("admin"), again.ID, 0, "cancel", &Sync{}, ""); err != nil {
			h.Fatal(err)
		}
		sync, _ = h.step(sync, "undo")
		if a := h.byLogin("staff3"); sync.Status != Undone || a.Status != account.Disabled || h.byLogin("zhang").Name != h.people["zhang"].Name || h.byLogin("zhang").Status != account.Active {
			h.Errorf("%+v", sync)
		}
		for what, bad := range map[string]string{"no login": "姓名,部门\n张三,办公室\n", "empty": ""} {
			if r := admin.send("POST", "/api/identity_source/"+s.ID+"/roster?name=a.csv", "text/csv", bad); r.status != 422 {
				h.Errorf("%s: %d %s", what, r.status, r.body)
			}
		}
		h.person("neighbour", beside, role.System)
		if r := h.agent().sign("neighbour").send("POST", "/api/identity_source/"+s.ID+"/roster?name=a.csv", "text/csv", text); r.status != 404 && r.status != 403 {
			h.Errorf("%d %s", r.status, r.body)
		}
	})
}
