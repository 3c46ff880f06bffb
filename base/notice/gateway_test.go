package notice_test

import (
	"context"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"anjian/base/enterprise"
	"anjian/base/notice"
	"anjian/base/role"
	"anjian/kernel"
	"anjian/kernel/kerneltest"
)

// 网关出错: 停机、超时、收下却没答复、500、重复——短信都只到一次; 说不清的交给人决定, 平台自己不重发.
func TestGateway(t *testing.T) {
	each(t, func(s *stage, g *provider) {
		for _, tc := range []struct {
			what   string
			faults []string
			mute   bool
			want   string // state in the end
			texts  int    // how many reach the phone
		}{
			{"all well", nil, false, "sent", 1},
			{"busy for a while", []string{"503", "503"}, false, "sent", 1},
			{"no answer, not taken", []string{"timeout"}, false, "sent", 1},
			{"taken, the answer lost", []string{"lost"}, false, "sent", 1},
			{"500, not taken", []string{"500"}, false, "sent", 1},
			{"500, but taken", []string{"500 after all"}, false, "sent", 1},
			{"refused", []string{"refuse"}, false, "failed", 0},
			{"taken, and nobody can say", []string{"lost"}, true, "unknown", 1},
			{"not taken, and nobody can say", []string{"timeout"}, true, "unknown", 0},
		} {
			before := len(g.texts("13800000002"))
			g.next(tc.faults...)
			g.mu.Lock()
			g.mute = tc.mute
			g.mu.Unlock()
			s.tell(notice.Message{Kind: alert, To: []notice.To{{Account: s.people["officer"].ID}}, Title: tc.what})
			steps := 6
			if tc.mute {
				steps = 12
			}
			s.work(steps, 5*time.Minute)
			list := s.deliveries("officer", notice.SMS)
			d := list[len(list)-1]
			if string(d.Status) != tc.want || len(g.texts("13800000002"))-before != tc.texts {
				t.Errorf("%s: %s %q, %d texts", tc.what, d.Status, d.Problem, len(g.texts("13800000002"))-before)
			}
			if want := kernel.Money(5); (d.Status == notice.Sent || d.Status == notice.Unknown) != (d.Cost == want) {
				t.Errorf("%s: costs %d", tc.what, d.Cost)
			}
		}
		g.mu.Lock()
		g.mute = false
		g.mu.Unlock()
		if list := s.inbox("admin"); len(list) != 1 || list[0].Count != 2 || !strings.Contains(list[0].Title, "结果不明") {
			t.Errorf("the operator: %+v", list)
		}
		// the operator decides
		unknown, err := notice.Deliveries.List(s.as("admin"), kernel.Query{Where: kernel.Compare("status", "=", "unknown"), Sort: "id"})
		kerneltest.Must(t, err)
		if len(unknown) != 2 {
			t.Fatalf("%d unknown", len(unknown))
		}
		_, err = notice.Deliveries.Do(s.as("officer"), unknown[0].ID, 0, "resend", nil, "x")
		kerneltest.Want(t, "a stranger decides", err, kernel.Forbidden)
		_, err = notice.Deliveries.Do(s.as("admin"), unknown[0].ID, 0, "sent_after_all", nil, "网关后台查到已发")
		kerneltest.Want(t, "sent after all", err, "")
		_, err = notice.Deliveries.Do(s.as("admin"), unknown[1].ID, 0, "resend", nil, "网关后台没有")
		kerneltest.Want(t, "resend", err, "")
		before := g.count()
		s.work(3, time.Minute)
		if g.count() != before+1 {
			t.Error("resent", g.count()-before)
		}
		if g.bad != 0 {
			t.Error(g.bad, "calls with a wrong signature")
		}
	})
}

// 停机一天以内恢复: 一条不丢, 一条不重.
func TestOutage(t *testing.T) {
	each(t, func(s *stage, g *provider) {
		for range 400 {
			g.next("503")
		}
		for range 20 {
			s.tell(notice.Message{Kind: alert, To: []notice.To{{Account: s.people["officer"].ID}}, Title: "预警"})
		}
		s.work(10, 6*time.Minute)
		if g.count() != 0 {
			t.Fatal("sent during the outage")
		}
		g.mu.Lock()
		g.fault = nil
		g.mu.Unlock()
		s.work(5, 6*time.Minute)
		if g.count() != 20 {
			t.Error(g.count(), "of 20")
		}
		for range 100 {
			g.next("503")
		}
		s.tell(notice.Message{Kind: alert, To: []notice.To{{Account: s.people["county"].ID}}, Title: "过时的预警"})
		s.work(2, 13*time.Hour)
		s.work(2, time.Hour)
		if got := s.states("county", notice.SMS); got != "failed" {
			t.Error("old news:", got)
		}
	})
}

// 网关没有设置: 什么也不发出, 每页都说明; 验证码因此发不了.
func TestLogOnly(t *testing.T) {
	s := set(t, kerneltest.SQLite, &notice.Center{})
	s.tell(notice.Message{Kind: alert, To: []notice.To{{Account: s.people["officer"].ID}}, Title: "预警"})
	s.work(2, time.Second)
	if got := s.states("officer", notice.SMS); got != "logged" {
		t.Error(got)
	}
	kerneltest.Want(t, "a code", s.x.Send(t.Context(), "13800000002", "验证码123456"), kernel.Conflict)
	if state := s.ask("officer", "GET /api/notice/state").(*notice.State); state.Unread != 1 || !strings.Contains(state.Banner, "短信只记录、不发出") {
		t.Errorf("%+v", state)
	}
}

// ask calls an operation without input.
func (s *stage) ask(login, pattern string) any {
	s.t.Helper()
	for _, mod := range s.App.Modules {
		for _, route := range mod.Routes {
			if route.Pattern == pattern {
				out, err := route.Serve(s.as(login), &struct{}{})
				kerneltest.Must(s.t, err)
				return out
			}
		}
	}
	s.t.Fatal("no route", pattern)
	return nil
}

// 验证码: 立即发一次, 内容不留存; 网关不答复时说发不出, 不会过后补发.
func TestSend(t *testing.T) {
	each(t, func(s *stage, g *provider) {
		kerneltest.Must(t, s.x.Send(context.Background(), "+86 138-0000-0002", "验证码 123456，5分钟内有效"))
		if got := g.texts("13800000002"); len(got) != 1 || !strings.Contains(got[0], "123456") {
			t.Errorf("%q", got)
		}
		kerneltest.Want(t, "no mobile", s.x.Send(context.Background(), "0371-66666666", "x"), kernel.Invalid)
		g.next("timeout")
		kerneltest.Want(t, "no answer", s.x.Send(context.Background(), "13800000002", "验证码 654321"), kernel.Timeout)
		s.work(5, time.Minute)
		if n := g.count(); n != 1 {
			t.Error(n, "sent")
		}
		if got := s.states("officer", notice.SMS); got != "sent unknown" {
			t.Error(got)
		}
		rows, err := s.Store.Query(t.Context(), "SELECT COUNT(*) FROM notice_text WHERE body LIKE '%123456%' OR body LIKE '%654321%'")
		kerneltest.Must(t, err)
		defer rows.Close()
		for n := 0; rows.Next(); {
			if kerneltest.Must(t, rows.Scan(&n)); n != 0 {
				t.Error("a code is kept")
			}
		}
	})
}

// 状态报告和回复: 只认签名; 一次回调只算一次; 回复记到所答复的记录并告诉发送人.
func TestCallback(t *testing.T) {
	each(t, func(s *stage, g *provider) {
		c := s.as("officer")
		_, err := notice.Tell(c, notice.Message{Kind: order, To: []notice.To{{Enterprise: s.firm.ID}}, Title: "责令整改", Type: "enterprise", Record: s.firm.ID})
		kerneltest.Must(t, err)
		s.work(2, time.Second)
		d := s.deliveries("safety", notice.SMS)[0]
		report := map[string]any{"reports": []notice.Report{{Key: d.Key, Status: notice.Delivered}}}
		now := s.clock.now()
		kerneltest.Want(t, "a wrong secret", s.call("guess", now, "nonce-001", report), kernel.Login)
		kerneltest.Want(t, "no secret", s.call("", now, "nonce-001", report), kernel.Login)
		kerneltest.Want(t, "an old call", s.call("s3cret", now.Add(-time.Hour), "nonce-001", report), kernel.Login)
		kerneltest.Want(t, "a report", s.call("s3cret", now, "nonce-001", report), "")
		if got := s.states("safety", notice.SMS); got != "delivered" {
			t.Error(got)
		}
		kerneltest.Want(t, "late news", s.call("s3cret", now, "nonce-002", map[string]any{"reports": []notice.Report{{Key: d.Key, Status: notice.Failed}, {Key: "nobody", Status: notice.Failed}}}), "")
		if got := s.states("safety", notice.SMS); got != "delivered" {
			t.Error("after the late news:", got)
		}
		in := notice.Incoming{ID: "r1", From: "+8613800000001", Body: "已整改完毕<script>alert(1)</script>"}
		for i, nonce := range []string{"nonce-003", "nonce-004", "nonce-004"} { // told twice, and the same call again
			kerneltest.Want(t, "a reply", s.call("s3cret", now.Add(time.Duration(i)), nonce, map[string]any{"replies": []notice.Incoming{in}}), "")
		}
		list, err := notice.Replies.List(s.as("county"), kernel.Query{})
		kerneltest.Must(t, err)
		if len(list) != 1 || list[0].Kind != notice.Answer || list[0].Record != s.firm.ID || list[0].Body != in.Body || list[0].Name != "安全员" {
			t.Errorf("%+v", list)
		}
		lines, err := s.Trail.Of(s.System(), "enterprise", s.firm.ID)
		kerneltest.Must(t, err)
		if len(lines) == 0 || lines[0].Verb != "sms_reply" || !strings.Contains(lines[0].Opinion, "已整改完毕") {
			t.Errorf("%+v", lines)
		}
		if box := s.inbox("officer"); len(box) != 1 || box[0].Text != in.Body || box[0].Title != "短信回复：安全员" {
			t.Errorf("%+v", box)
		}
	})
}

// 短信查询: 登记的号码得到自己能看的待办, 别家的和陌生号码什么也得不到; 号码再怎么写, 答复只到登记的号码.
func TestQuery(t *testing.T) {
	each(t, func(s *stage, g *provider) {
		c := s.System()
		other := &enterprise.Enterprise{}
		other.Region, other.Name, other.Trade, other.Status = "410106", "郑州秘密化工有限公司", enterprise.ChemProduction, enterprise.Filed
		kerneltest.Must(t, enterprise.Enterprises.Create(c, other))
		for _, one := range []*enterprise.Enterprise{s.firm, other} {
			kerneltest.Must(t, enterprise.Contacts.Create(c, &enterprise.Contact{Enterprise: kernel.Ref[enterprise.Enterprise](one.ID), Name: "钱进", Duty: enterprise.ManagerOffice, Phone: "13900000009", CertUntil: "2026-05-10"}))
		}
		ask := func(id, from, body string) {
			t.Helper()
			kerneltest.Must(t, s.call("s3cret", s.clock.now(), "nonce-"+id, map[string]any{"replies": []notice.Incoming{{ID: id, From: from, Body: body}}}))
			s.work(2, time.Second)
		}
		ask("q1", "13800000001", "查询金水机械")
		if got := g.texts("13800000001"); len(got) != 1 || !strings.Contains(got[0], "企业人员1件") || !strings.Contains(got[0], "2026-05-10") {
			t.Fatalf("%q", got)
		}
		ask("q2", "8613800000001", "查询＋秘密化工")
		ask("q3", "13899999999", "查询+金水机械")
		ask("q4", "106575", "查询+金水机械")
		ask("q5", "13800000002", "查询 秘密化工") // an officer of the county next door
		if g.count() != 1 {
			t.Errorf("%d texts: somebody was told what is not theirs: %q", g.count(), g.sent)
		}
		ask("q6", "+86 138 0000 0004", "查询 秘密化工") // the city sees it
		if got := g.texts("13800000004"); len(got) != 1 || !strings.Contains(got[0], "郑州秘密化工有限公司待办") {
			t.Errorf("%q", got)
		}
		ask("q7", "13800000004", "查询 郑州")
		if got := g.texts("13800000004"); len(got) != 2 || !strings.Contains(got[1], "多家") {
			t.Errorf("%q", got)
		}
		for i := range 20 {
			ask("many"+string(rune('a'+i)), "13800000001", "查询金水机械")
		}
		if n := len(g.texts("13800000001")); n > 11 {
			t.Error(n, "answers in an hour")
		}
		n, err := notice.Replies.Count(s.System(), kernel.Compare("kind", "=", "stranger"))
		if kerneltest.Must(t, err); n != 2 {
			t.Error(n, "strangers")
		}
	})
}

// 号码连续失败: 企业档案里的联系人变为待核实, 夜间核对列出联系不上的人; 换了号码即恢复.
func TestUnreachable(t *testing.T) {
	each(t, func(s *stage, g *provider) {
		c := s.System()
		kerneltest.Must(t, enterprise.Contacts.Create(c, &enterprise.Contact{Enterprise: kernel.Ref[enterprise.Enterprise](s.firm.ID), Name: "王建国", Duty: enterprise.PrincipalOffice, Phone: "13800000001"}))
		fresh := func() (kernel.Date, bool) {
			e, err := enterprise.Enterprises.Get(c, s.firm.ID)
			kerneltest.Must(t, err)
			return e.ContactsUntil, e.Stale
		}
		before, _ := fresh()
		for i := range 2 {
			g.next("refuse")
			s.tell(notice.Message{Kind: alert, To: []notice.To{{Enterprise: s.firm.ID}}, Title: "预警"})
			s.work(2, time.Minute)
			if until, _ := fresh(); (until < c.Today()) != (i == 1) {
				t.Errorf("after %d failures: %s, before %s", i+1, until, before)
			}
		}
		p, err := enterprise.Contacts.First(c, kernel.Cond{})
		if kerneltest.Must(t, err); p.FailedOn != c.Today() {
			t.Errorf("%+v", p)
		}
		s.person("nobody", "无号码", role.Regulator, "410105", "")
		s.person("desk", "座机", role.Regulator, "410105", "0371-66661111")
		kerneltest.Must(t, notice.Check.Run(c, struct{}{}))
		names := func() (out string) {
			list, err := notice.Gaps.List(s.as("county"), kernel.Query{Sort: "name"})
			kerneltest.Must(t, err)
			for _, g := range list {
				out += g.Name + "：" + g.Reason + "；"
			}
			return out
		}
		got := names()
		for _, want := range []string{"安全员：短信连续发送失败", "无号码：没有登记手机号", "座机：登记的不是能收短信"} {
			if !strings.Contains(got, want) {
				t.Errorf("%s lacks %s", got, want)
			}
		}
		_, err = enterprise.Contacts.Update(c, p.ID, 0, func(p *enterprise.Contact) error { p.Phone = "13800000088"; return nil })
		kerneltest.Must(t, err)
		if until, _ := fresh(); until < c.Today() {
			t.Error("a new number, and the contacts are still stale:", until)
		}
	})
}

// 用量: 按单位的条数、送达和费用; 导出里没有公式, 别的地区的不在内.
func TestUsage(t *testing.T) {
	each(t, func(s *stage, g *provider) {
		s.tell(notice.Message{Kind: alert, To: []notice.To{{Account: s.people["officer"].ID}}, Title: strings.Repeat("长", 150)}) // with the signature 156 characters: 3 parts
		s.work(1, time.Second)
		g.next("refuse")
		s.tell(notice.Message{Kind: alert, To: []notice.To{{Account: s.people["county"].ID}}, Title: "短"})
		s.work(1, time.Second)
		s.tell(notice.Message{Kind: alert, To: []notice.To{{Account: s.people["city"].ID}}, Title: "短"})
		s.work(2, time.Second)
		csv := s.download("city", "/api/notice_delivery/usage.csv?by=region")
		if want := "\n410105,2,3,0,1,1,0,0,0,0.15\r\n"; !strings.Contains(csv, want) {
			t.Errorf("%q lacks %q", csv, want)
		}
		if want := "合计,3,4,0,2,1,0,0,0,0.20"; !strings.Contains(csv, want) {
			t.Errorf("%q lacks %q", csv, want)
		}
		if csv := s.downloadAs(s.As(kernel.Actor{ID: "nowhere", Roles: []kernel.Role{role.Leader}}), "/api/notice_delivery/usage.csv?by=region"); strings.Contains(csv, "410105") || !strings.Contains(csv, "合计,0,0") {
			t.Errorf("who belongs to no region reads %q", csv)
		}
		if csv := s.download("county", "/api/notice_delivery/usage.csv?by=kind"); !strings.Contains(csv, "红色预警,2,3") || !strings.Contains(csv, "合计,2,3") {
			t.Errorf("%q", csv)
		}
	})
}

// download calls a route that answers with a file.
func (s *stage) download(login, path string) string {
	s.t.Helper()
	return s.downloadAs(s.as(login), path)
}

func (s *stage) downloadAs(c *kernel.Ctx, path string) string {
	s.t.Helper()
	r, w := httptest.NewRequest("GET", path, nil), httptest.NewRecorder()
	for _, mod := range s.App.Modules {
		for _, route := range mod.Routes {
			if route.Pattern == "GET "+r.URL.Path {
				kerneltest.Must(s.t, route.Raw(c, w, r))
			}
		}
	}
	return w.Body.String()
}

// 一条短信70个字, 长短信每条67个字, 签名算在内; 生僻字占两个.
func TestParts(t *testing.T) {
	for text, want := range map[string]int{"": 1, strings.Repeat("字", 70): 1, strings.Repeat("字", 71): 2, strings.Repeat("字", 134): 2, strings.Repeat("字", 135): 3, strings.Repeat("字", 150): 3, strings.Repeat("𠮷", 35): 1, strings.Repeat("𠮷", 36): 2} {
		if got := notice.Parts(text); got != want {
			t.Errorf("%d characters: %d parts, want %d", len([]rune(text)), got, want)
		}
	}
	for from, want := range map[string]string{"+86 138-0000-0001": "13800000001", "008613800000001": "13800000001", "8613800000001": "13800000001", "13800000001": "13800000001", "0371-66666666": "037166666666"} {
		if got := notice.Normal(from); got != want {
			t.Errorf("%s: %s", from, got)
		}
	}
	for phone, want := range map[string]bool{"13800000001": true, "12800000001": false, "0371-66666666": false, "": false, "1380000000": false, "+8613800000001": true} {
		if notice.Mobile(phone) != want {
			t.Error(phone, !want)
		}
	}
}
