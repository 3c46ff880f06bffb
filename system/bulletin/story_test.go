package bulletin

import (
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"anjian/base/account"
	"anjian/base/enterprise"
	"anjian/base/org"
	"anjian/base/role"
	"anjian/kernel"
	"anjian/kernel/kerneltest"
	"anjian/kernel/rest"
)

func TestConform(t *testing.T) { kerneltest.Conform(t, "bulletin", modules()...) }

// step is one act of a named actor and what it comes to.
type step struct {
	what string
	do   func() error
	code kernel.Code
}

func run(t *testing.T, steps []step) {
	t.Helper()
	for _, s := range steps {
		kerneltest.Want(t, s.what, s.do(), s.code)
	}
}

// TestStory tells mission row 32: a notice is written from the records, reviewed, issued, read below and withdrawn; from one of its figures
// a task goes down to two counties, is reported back, returned, accepted and summed up, and whoever is late is named.
func TestStory(t *testing.T) {
	each(t, func(t *testing.T, w *kerneltest.World) {
		w.On("2018-06-05")
		for i := range 3 {
			kerneltest.Must(t, enterprise.Enterprises.Create(w.As(actor("r", role.Regulator, "410105")), file("410105", i+1, "2018-05-20", i == 0)))
		}
		bureau := &org.Org{Base: kernel.Base{Region: "4101"}, Name: "郑州市应急管理局", Kind: org.Bureau, Prefix: "郑应急"}
		office := &org.Org{Base: kernel.Base{Region: "4101"}, Name: "郑州市安委会办公室", Kind: org.Office}
		for _, o := range []*org.Org{bureau, office} {
			kerneltest.Must(t, org.Orgs.Create(w.As(actor("admin", role.System, "4101")), o))
		}
		city, leader := w.As(clerkOf("4101")), w.As(actor("leader", role.Leader, "4101"))
		jinshui, erqi := w.As(clerkOf("410105")), w.As(clerkOf("410103"))
		other, safety := w.As(clerkOf("4102")), w.As(actor("s", role.Safety, "410105"))
		b := &Bulletin{Subject: Subject{From: "2018-05-05", To: "2018-06-05"}}
		b.Region, b.Organ = "4101", kernel.Ref[org.Org](bureau.ID)
		do := func(c *kernel.Ctx, name, opinion string) func() error {
			return func() error { _, err := Bulletins.Do(c, b.ID, 0, name, &Bulletin{}, opinion); return err }
		}
		get := func(c *kernel.Ctx) func() error {
			return func() error { _, _, err := open(c, b.ID); return err }
		}
		change := func() error {
			_, err := Bulletins.Update(city, b.ID, 0, func(b *Bulletin) error { b.Closing = "请抓紧整改。"; return nil })
			return err
		}
		var task *assigned
		query := ""
		run(t, []step{
			{"a period that ends before it begins", func() error {
				bad := &Bulletin{Subject: Subject{From: "2018-06-05", To: "2018-05-05"}}
				bad.Region = "4101"
				return Bulletins.Create(city, bad)
			}, kernel.Invalid},
			{"another city's", func() error {
				bad := &Bulletin{Subject: Subject{From: "2018-05-05", To: "2018-06-05"}}
				bad.Region = "4102"
				return Bulletins.Create(city, bad)
			}, kernel.Invalid},
			{"an enterprise previews", func() error {
				_, err := preview(safety, &draft{Region: "4101", From: "2018-05-05", To: "2018-06-05"})
				return err
			}, kernel.Invalid},
			{"the clerk previews", func() error {
				p, err := preview(city, &draft{Region: "4101", From: "2018-05-05", To: "2018-06-05", Opening: "<script>alert(1)</script>"})
				if err == nil && (!strings.Contains(p.Text, "增加到3家") || strings.Contains(p.HTML, "<script>") || !strings.Contains(p.HTML, `href="/enterprise?`)) {
					t.Errorf("previewed %s", p.HTML)
				}
				return err
			}, ""},
			{"nothing is stored by it", func() error {
				n, err := Bulletins.Count(city, kernel.Cond{})
				if n != 0 {
					t.Errorf("%d notices", n)
				}
				return err
			}, ""},
			{"the clerk saves", func() error { return Bulletins.Create(city, b) }, ""},
			{"the county does not see the draft", get(jinshui), kernel.Missing},
			{"the clerk may not review", do(city, "review", ""), kernel.Forbidden},
			{"the leader may not issue a draft", do(leader, "issue", ""), kernel.Conflict},
			{"the leader reviews", do(leader, "review", ""), ""},
			{"the clerk changes what was reviewed", change, kernel.Conflict},
			{"the leader returns it", do(leader, "return", "补充要求"), ""},
			{"the clerk changes it", change, ""},
			{"the leader reviews again", do(leader, "review", ""), ""},
			{"the leader issues", do(leader, "issue", ""), ""},
			{"the county reads it", get(jinshui), ""},
			{"another city does not", get(other), kernel.Missing},
			{"nobody changes it", change, kernel.Conflict},
			{"the clerk deletes it", func() error { return Bulletins.Delete(city, b.ID, 0) }, kernel.Missing},
			{"a figure leads to a task", func() (err error) {
				_, e, err := open(city, b.ID)
				kerneltest.Must(t, err)
				query = e.Figures.Series[complete].Href
				task, err = assign(city, &assignment{Bulletin: b.ID, Units: []kernel.Region{"410105", "410103"}, Indicator: "enterprise.complete", Query: query, Goal: 1, DueOn: "2018-06-10", Issue: true})
				return err
			}, ""},
			{"a task for somebody above", func() error {
				_, err := assign(jinshui, &assignment{Units: []kernel.Region{"4101"}, Indicator: "enterprise.complete"})
				return err
			}, kernel.Invalid},
			{"an unknown figure", func() error {
				_, err := assign(city, &assignment{Units: []kernel.Region{"410105"}, Indicator: "nothing"})
				return err
			}, kernel.Invalid},
		})
		if b, _ := Bulletins.Get(city, b.ID); b.Number != "郑应急〔2018〕1号" || !strings.Contains(b.Wording, "请抓紧整改。") || b.Digest == "" {
			t.Errorf("issued as %q with %q", b.Number, b.Wording)
		}
		handed, err := Tasks.Get(jinshui, task.ID) // the county sees a task of the city that was handed to it
		kerneltest.Must(t, err)
		if handed.Status != Running || handed.Asked != 2 || handed.Query == "" || "/enterprise?"+handed.Query != query {
			t.Errorf("handed down %+v", handed)
		}
		reports := map[kernel.Region]string{}
		kerneltest.Must(t, Reports.Each(city, kernel.Query{}, func(r *Report) error { reports[r.Region] = r.ID; return nil }))
		answer := func(c *kernel.Ctx, at kernel.Region, name, content, opinion string) func() error {
			return func() error {
				_, err := Reports.Do(c, reports[at], 0, name, &Report{Content: content}, opinion)
				return err
			}
		}
		run(t, []step{
			{"二七 does not report for 金水", answer(erqi, "410105", "report", "已办", ""), kernel.Missing},
			{"the city does not report for the county", answer(city, "410105", "report", "已办", ""), kernel.Forbidden},
			{"a report says something", answer(jinshui, "410105", "report", "", ""), kernel.Invalid},
			{"金水 reports", answer(jinshui, "410105", "report", "已督促1家", ""), ""},
			{"金水 does not accept its own", answer(jinshui, "410105", "accept", "", ""), kernel.Forbidden},
			{"the city returns it", answer(city, "410105", "return", "", "数字不实"), ""},
			{"金水 reports again", answer(jinshui, "410105", "report", "已督促3家", ""), ""},
			{"the city accepts", answer(city, "410105", "accept", "", ""), ""},
		})
		w.On("2018-06-12")
		p, err := progress(city, &which{ID: task.ID})
		kerneltest.Must(t, err)
		if p.Asked != 2 || p.Accepted != 1 || p.Late != 1 || *p.Items[1].Value != 1 || !*p.Items[1].Reached || *p.Items[0].Reached || !strings.HasSuffix(p.Summary, "逾期：河南省郑州市二七区。") {
			t.Errorf("progress %+v", p)
		}
		run(t, []step{
			{"the county does not conclude", func() error { _, err := Tasks.Do(jinshui, task.ID, 0, "conclude", &Task{}, ""); return err }, kernel.Forbidden},
			{"the city concludes", func() error {
				_, err := Tasks.Do(city, task.ID, 0, "conclude", &Task{Summary: "已约谈。"}, "")
				return err
			}, ""},
			{"二七 is too late", answer(erqi, "410103", "report", "已办", ""), kernel.Conflict},
			{"withdrawn without a reason", do(leader, "withdraw", ""), kernel.Invalid},
			{"withdrawn", do(leader, "withdraw", "口径有误"), ""},
		})
		done, err := Tasks.Get(city, task.ID)
		kerneltest.Must(t, err)
		if done.Reported != 1 || done.Accepted != 1 || !strings.Contains(done.Summary, "已约谈。") || !strings.Contains(done.Summary, "未反馈：河南省郑州市二七区。") {
			t.Errorf("concluded %+v", done)
		}
		second := &Bulletin{Subject: Subject{From: "2018-06-01", To: "2018-06-10"}}
		second.Region, second.Organ = "4101", b.Organ
		kerneltest.Must(t, Bulletins.Create(city, second))
		for _, name := range []string{"review", "issue"} {
			if second, err = Bulletins.Do(leader, second.ID, 0, name, &Bulletin{}, ""); err != nil {
				t.Fatal(err)
			}
		}
		if second.Number != "郑应急〔2018〕2号" {
			t.Errorf("a number was given twice: %s", second.Number)
		}
	})
}

// TestUsage tells mission row 43: who signs in, who does how much, what is late, and who was never seen, by county and by department.
func TestUsage(t *testing.T) {
	each(t, func(t *testing.T, w *kerneltest.World) {
		w.On("2018-06-05")
		admin := w.As(actor("admin", role.System, "41"))
		o := &org.Org{Base: kernel.Base{Region: "410105"}, Name: "金水区应急管理局", Kind: org.Bureau}
		kerneltest.Must(t, org.Orgs.Create(admin, o))
		busy := &account.Account{Base: kernel.Base{Region: "410105"}, Login: "busy", Name: "王忙", Kind: account.Regulator, Roles: []account.Role{account.Role(role.Regulator)}, Org: kernel.Ref[org.Org](o.ID)}
		idle := &account.Account{Base: kernel.Base{Region: "410103"}, Login: "idle", Name: "赵闲", Kind: account.Regulator, Roles: []account.Role{account.Role(role.Regulator)}}
		for _, a := range []*account.Account{busy, idle} {
			kerneltest.Must(t, account.Accounts.Create(admin, a))
		}
		c := w.As(kernel.Actor{ID: busy.ID, Name: busy.Name, Roles: []kernel.Role{role.Regulator}, Region: "410105", Org: o.ID})
		kerneltest.Must(t, w.Trail.Record(c, kernel.Event{Type: "account", ID: busy.ID, Verb: "login", Region: "410105"}))
		_, err := w.Store.Exec(t.Context(), "UPDATE account SET last_login = ? WHERE id = ?", w.Now().In(kernel.China).Format("2006-01-02T15:04:05.000-07:00"), busy.ID)
		kerneltest.Must(t, err)
		e := file("410105", 1, "2018-06-05", true)
		kerneltest.Must(t, enterprise.Enterprises.Create(c, e))
		_, err = enterprise.Enterprises.Do(c, e.ID, 0, "pass", &enterprise.Enterprise{}, "")
		kerneltest.Must(t, err)
		city := w.As(clerkOf("4101"))
		u, err := usage(city, &period{From: "2018-06-01", To: "2018-06-05"})
		kerneltest.Must(t, err)
		if u.Total.Accounts != 2 || u.Total.Active != 1 || u.Total.Never != 1 || u.Total.Logins != 1 || u.Total.Volume != 2 || u.Total.Verified != 1 {
			t.Errorf("total %+v", u.Total)
		}
		if len(u.Units) != 15 {
			t.Errorf("%d units", len(u.Units))
		}
		if one := u.unit("410105"); one.Active != 1 || one.Volume != 2 || one.Label != "金水" {
			t.Errorf("金水 %+v", one)
		}
		if len(u.Departments) != 1 || u.Departments[0].Label != "金水区应急管理局" || u.Departments[0].Logins != 1 {
			t.Errorf("departments %+v", u.Departments)
		}
		if len(u.Idle) != 1 || u.Idle[0].Name != "赵闲" || u.Idle[0].LastLogin != "" {
			t.Errorf("idle %+v", u.Idle)
		}
		behind := func(of Use, dept bool) { // each figure opens just what it counts
			t.Helper()
			for what, want := range map[string]int{"active": of.Active, "logins": of.Logins, "volume": of.Volume, "verified": of.Verified, "late": of.Late} {
				if dept && what == "late" {
					continue
				}
				d, err := deedsBehind(city, &question{From: "2018-06-01", To: "2018-06-05", Of: of.Key, Dept: dept, What: what})
				if err != nil || len(d.Items) != want || d.More {
					t.Errorf("%s %s: %d of %d (%v)", of.Label, what, len(d.Items), want, err)
				}
			}
		}
		behind(u.Total, false)
		behind(*u.unit("410105"), false)
		behind(*u.unit("410103"), false)
		behind(u.Departments[0], true)
		d, err := deedsBehind(city, &question{From: "2018-06-01", To: "2018-06-05", Of: "410105", What: "verified"})
		if kerneltest.Must(t, err); d.Items[0].Who != "王忙" || d.Items[0].Href != "/enterprise/"+e.ID {
			t.Errorf("verified %+v", d.Items)
		}
		_, err = deedsBehind(city, &question{From: "2018-06-01", To: "2018-06-05", Of: "4102", What: "volume"})
		kerneltest.Want(t, "another city", err, kernel.Invalid)
		_, err = deedsBehind(city, &question{From: "2018-06-01", To: "2018-06-05", Of: "4101", What: "1=1"})
		kerneltest.Want(t, "no figure", err, kernel.Invalid)
		earlier, err := usage(city, &period{From: "2018-05-01", To: "2018-05-31"})
		kerneltest.Must(t, err)
		if earlier.Total.Volume != 0 || len(earlier.Idle) != 2 {
			t.Errorf("May %+v", earlier.Total)
		}
		b := &Bulletin{Subject: Subject{From: "2018-06-01", To: "2018-06-05"}}
		b.Region = "4101"
		kerneltest.Must(t, Bulletins.Create(city, b))
		for _, words := range []string{"监管账号2个，其中从未登录的1个，占50%。", "平台登录数为零的单位有", "二七"} {
			if !strings.Contains(b.Wording, words) {
				t.Errorf("%q is not in %s", words, b.Wording)
			}
		}
		run(t, []step{
			{"another region's use", func() error {
				_, err := usage(city, &period{Region: "4102", From: "2018-06-01", To: "2018-06-05"})
				return err
			}, kernel.Invalid},
			{"a period without an end", func() error { _, err := usage(city, &period{From: "2018-06-01"}); return err }, kernel.Invalid},
			{"ten years", func() error { _, err := usage(city, &period{From: "2008-06-01", To: "2018-06-05"}); return err }, kernel.Invalid},
		})
	})
}

// asking lets a test say in a header who asks.
type asking map[string]kernel.Actor

func (a asking) Actor(_ *kernel.Ctx, r *http.Request) (kernel.Actor, error) {
	return a[r.Header.Get("Who")], nil
}

// TestPages: over HTTP, under the rights of who asks; printing and handing out are recorded.
func TestPages(t *testing.T) {
	each(t, func(t *testing.T, w *kerneltest.World) {
		w.On("2018-06-05")
		city := w.As(clerkOf("4101"))
		b := &Bulletin{Subject: Subject{From: "2018-05-05", To: "2018-06-05"}}
		b.Region = "4101"
		kerneltest.Must(t, Bulletins.Create(city, b))
		srv := httptest.NewServer((&rest.Server{Env: w.Env, Store: w.Store, Sessions: asking{"city": city.Actor, "other": clerkOf("4102"), "shop": actor("s", role.Safety, "4101")}}).Handler())
		defer srv.Close()
		client := &http.Client{Timeout: 30 * time.Second}
		for _, tc := range []struct {
			who, method, path, body string
			status                  int
			kind, holds             string
		}{
			{"city", "GET", "/api/bulletin/" + b.ID + "/paper?format=html", "", 200, "text/html; charset=utf-8", "关于河南省郑州市安全生产信息平台使用情况的通报"},
			{"city", "GET", "/api/bulletin/" + b.ID + "/fragment", "", 200, "text/html; charset=utf-8", `<article class="paper"`},
			{"city", "GET", "/api/bulletin/" + b.ID + "/paper?format=docx", "", 200, "application/vnd.openxmlformats-officedocument.wordprocessingml.document", "PK"},
			{"city", "GET", "/api/bulletin/" + b.ID + "/paper?format=pdf", "", 200, "application/pdf", "%PDF-1.7"},
			{"city", "GET", "/api/bulletin/" + b.ID + "/paper?format=doc", "", 422, "", "format"},
			{"city", "GET", "/api/bulletin/" + b.ID + "/figures", "", 200, "application/json; charset=utf-8", `"enterprise.registered"`},
			{"city", "POST", "/api/bulletin/preview", `{"region":"4101","period_from":"2018-05-05","period_to":"2018-06-05","stated":[{"figure":"registered","value":7,"words":"7家","source":""}]}`, 200, "application/json; charset=utf-8", "与平台记录不符"},
			{"city", "POST", "/api/bulletin/preview", `{"region":"4101","period_from":"x"}`, 422, "", `"period_from"`},
			{"city", "GET", "/api/bulletin/usage/deeds?from=2018-06-01&to=2018-06-05&of=4101&what=volume", "", 200, "application/json; charset=utf-8", `"items"`},
			{"city", "GET", "/api/bulletin/usage?from=2018-06-01&to=2018-06-05", "", 200, "application/json; charset=utf-8", `"units"`},
			{"other", "GET", "/api/bulletin/" + b.ID + "/paper?format=pdf", "", 404, "", "missing"},
			{"shop", "GET", "/api/bulletin/" + b.ID + "/paper?format=docx", "", 403, "", "forbidden"},
			{"shop", "POST", "/api/bulletin/preview", `{}`, 403, "", "forbidden"},
			{"", "GET", "/api/bulletin/" + b.ID + "/paper?format=html", "", 401, "", "login"},
		} {
			req, err := http.NewRequest(tc.method, srv.URL+tc.path, strings.NewReader(tc.body))
			kerneltest.Must(t, err)
			req.Header.Set("Who", tc.who)
			res, err := client.Do(req)
			kerneltest.Must(t, err)
			text, err := io.ReadAll(res.Body)
			res.Body.Close()
			kerneltest.Must(t, err)
			if res.StatusCode != tc.status || tc.kind != "" && res.Header.Get("Content-Type") != tc.kind || !strings.Contains(string(text), tc.holds) {
				t.Errorf("%s %s %s: %d %s %.300s", tc.who, tc.method, tc.path, res.StatusCode, res.Header.Get("Content-Type"), text)
			}
		}
		verbs := map[string]int{}
		kerneltest.Must(t, query(city, "SELECT verb FROM trail WHERE record = ?", []any{b.ID}, func(scan func(...any) error) error {
			verb := ""
			err := scan(&verb)
			verbs[verb]++
			return err
		}))
		if verbs["print"] != 2 || verbs["export"] != 1 || verbs["create"] != 1 {
			t.Errorf("recorded %v", verbs)
		}
	})
}
