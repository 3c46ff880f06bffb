package office_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http/httptest"
	"reflect"
	"strings"
	"testing"

	"anjian/base/account"
	"anjian/base/agency"
	"anjian/base/enterprise"
	"anjian/base/notice"
	"anjian/base/org"
	"anjian/base/region"
	"anjian/base/role"
	"anjian/kernel"
	"anjian/kernel/kerneltest"
	"anjian/kernel/task"
	"anjian/system/office"
)

func modules() []kernel.Module {
	return []kernel.Module{region.Module(), org.Module(), enterprise.Module(), agency.Module(), account.Module(nil), notice.Module(notice.New(&notice.Center{})), office.Module(), task.Module()}
}

func TestConform(t *testing.T) { kerneltest.Conform(t, "office", modules()...) }

// stage is a county with officials, and enterprises of two trades.
type stage struct {
	*kerneltest.World
	t      *testing.T
	runner *task.Runner
	people map[string]*account.Account
	firms  map[string]*enterprise.Enterprise
}

func set(t *testing.T, w *kerneltest.World) *stage {
	s := &stage{World: w, t: t, people: map[string]*account.Account{}, firms: map[string]*enterprise.Enterprise{}}
	w.On("2026-05-06")
	s.runner = task.New(w.Env, w.Store)
	w.Env.Queue = s.runner
	person := func(login string, r kernel.Role, at kernel.Region, phone kernel.Phone, firm string) {
		a := &account.Account{Login: login, Name: login, Kind: account.Regulator, Roles: []account.Role{account.Role(r)}, Phone: phone}
		a.Region = at
		if firm != "" {
			a.Kind, a.Enterprise = account.Enterprise, kernel.Ref[enterprise.Enterprise](s.firms[firm].ID)
		}
		kerneltest.Must(t, account.Accounts.Create(w.System(), a))
		s.people[login] = a
	}
	firm := func(name string, trade enterprise.Trade, at kernel.Region, dust bool) {
		e := &enterprise.Enterprise{}
		e.Region, e.Name, e.Trade, e.Status, e.Dust = at, "郑州"+name+"有限公司", trade, enterprise.Filed, dust
		e.Principal, e.PrincipalPhone = "负责人"+name, kernel.Phone(fmt.Sprint("1380000000", len(s.firms)))
		kerneltest.Must(t, enterprise.Enterprises.Create(w.System(), e))
		s.firms[name] = e
	}
	firm("机械甲", enterprise.Machinery, "410105", true)
	firm("机械乙", enterprise.Machinery, "410105", false)
	firm("化工", enterprise.ChemProduction, "410105", false)
	firm("邻区", enterprise.Machinery, "410106", true)
	person("clerk", role.Clerk, "410105", "13700000001", "")
	person("leader", role.Leader, "410105", "13700000002", "")
	person("officer", role.Regulator, "410105", "13700000003", "")
	person("next", role.Leader, "410106", "13700000004", "")
	person("safety", role.Safety, "410105", "13800000000", "机械甲")
	person("chem", role.Safety, "410105", "13800000002", "化工")
	return s
}

func (s *stage) as(login string) *kernel.Ctx {
	actor, err := account.ActorOf(s.System(), login)
	kerneltest.Must(s.t, err)
	return s.As(actor)
}

func (s *stage) run() { s.t.Helper(); kerneltest.Must(s.t, s.runner.Once(context.Background())) }

// serve calls an operation of the system.
func (s *stage) serve(login, pattern string, in map[string]any) (map[string]any, error) {
	s.t.Helper()
	method, path, _ := strings.Cut(pattern, " ")
	for _, mod := range s.App.Modules {
		for _, route := range mod.Routes {
			if route.Pattern != pattern {
				continue
			}
			c := s.As(kernel.Actor{})
			if login != "" {
				c = s.as(login)
			}
			if route.Can != nil && !c.Actor.Is(route.Can...) {
				return nil, kernel.Errorf(kernel.Forbidden, "无权")
			}
			if route.Raw != nil {
				r, w := httptest.NewRequest(method, strings.ReplaceAll(path, "{id}", "x"), nil), httptest.NewRecorder()
				r.SetPathValue("id", fmt.Sprint(in["id"]))
				err := route.Raw(c, w, r)
				return map[string]any{"file": w.Body.String()}, err
			}
			text, _ := json.Marshal(in)
			v := reflect.New(route.In).Interface()
			kerneltest.Must(s.t, json.Unmarshal(text, v))
			out, err := route.Serve(c, v)
			if err != nil {
				return nil, err
			}
			text, _ = json.Marshal(out)
			result := map[string]any{}
			return result, json.Unmarshal(text, &result)
		}
	}
	return nil, errors.New("no route " + pattern)
}

func (s *stage) receipts(c *kernel.Ctx, n *office.Notice) map[string]*office.Receipt {
	s.t.Helper()
	out := map[string]*office.Receipt{}
	kerneltest.Must(s.t, office.Receipts.Each(c, kernel.Query{Where: kernel.Compare("notice", "=", n.ID), Sort: "id"}, func(r *office.Receipt) error { out[r.Name] = r; return nil }))
	return out
}

func (s *stage) issued(n *office.Notice) *office.Notice {
	s.t.Helper()
	n.Region = "410105"
	kerneltest.Must(s.t, office.Notices.Create(s.as("clerk"), n))
	_, err := office.Notices.Do(s.as("clerk"), n.ID, 0, "submit", nil, "")
	kerneltest.Must(s.t, err)
	_, err = office.Notices.Do(s.as("leader"), n.ID, 0, "issue", nil, "")
	kerneltest.Must(s.t, err)
	s.run()
	n, err = office.Notices.Get(s.System(), n.ID)
	kerneltest.Must(s.t, err)
	return n
}

func article() *office.Notice {
	n := &office.Notice{}
	n.Kind, n.Title, n.Body = office.Circular, "关于开展粉尘涉爆专项整治的通知", "各有关企业：\n请于月底前完成自查。<script>alert(1)</script>"
	return n
}

// 拟稿、预览、审核、签发: 收件人按条件算出, 每人一份阅知和一条消息; 发出去之后重跑不重发; 邻区和无关企业收不到.
func TestIssue(t *testing.T) {
	kerneltest.Each(t, modules(), func(t *testing.T, w *kerneltest.World) {
		s := set(t, w)
		n := article()
		n.Duties, n.Firms, n.Trades = []account.Role{"regulator"}, true, []enterprise.Trade{enterprise.Machinery}
		out, err := s.serve("clerk", "POST /api/office_notice/preview", map[string]any{"duties": n.Duties, "to_firms": true, "trades": n.Trades})
		if kerneltest.Must(t, err); out["officials"] != 1.0 || out["enterprises"] != 2.0 || out["accounts"] != 1.0 || out["bare"] != 1.0 || out["mute"] != 0.0 {
			t.Errorf("%v", out)
		}
		for what, in := range map[string]map[string]any{"one feature": {"to_firms": true, "features": []string{"dust"}}, "one by one": {"enterprises": []string{s.firms["机械甲"].ID, s.firms["邻区"].ID}}} {
			if out, err := s.serve("clerk", "POST /api/office_notice/preview", in); err != nil || out["enterprises"] != 1.0 {
				t.Errorf("%s: %v, %v", what, out, err)
			}
		}
		_, err = s.serve("clerk", "POST /api/office_notice/preview", map[string]any{"to_firms": true, "units": []string{"410106"}})
		kerneltest.Want(t, "another county", err, kernel.Invalid)
		_, err = s.serve("safety", "POST /api/office_notice/preview", map[string]any{"to_firms": true})
		kerneltest.Want(t, "an enterprise asks", err, kernel.Forbidden)

		n.Region = "410105"
		kerneltest.Must(t, office.Notices.Create(s.as("clerk"), n))
		_, err = office.Notices.Do(s.as("clerk"), n.ID, 0, "issue", nil, "")
		kerneltest.Want(t, "a clerk issues", err, kernel.Forbidden)
		_, err = office.Notices.Get(s.as("safety"), n.ID)
		kerneltest.Want(t, "a draft is read", err, kernel.Missing)
		_, err = office.Notices.Do(s.as("clerk"), n.ID, 0, "submit", nil, "")
		kerneltest.Must(t, err)
		_, err = office.Notices.Update(s.as("clerk"), n.ID, 0, func(n *office.Notice) error { n.Title = "改"; return nil })
		kerneltest.Want(t, "change what is under review", err, kernel.Missing)
		if box, err := notice.Notices.List(s.as("leader"), kernel.Query{}); err != nil || len(box) != 1 || box[0].Record != n.ID {
			t.Errorf("the reviewer: %+v, %v", box, err)
		}
		_, err = office.Notices.Do(s.as("leader"), n.ID, 0, "issue", nil, "")
		kerneltest.Must(t, err)
		s.run()
		for range 2 { // again after a crash: nobody gets it twice
			kerneltest.Must(t, office.Send.Do(s.System(), json.RawMessage(fmt.Sprintf(`{"notice":%q,"edition":1}`, n.ID))))
		}
		got := s.receipts(s.System(), n)
		if len(got) != 3 || got["officer"] == nil || got["safety"] == nil || got["负责人机械乙"] == nil || got["负责人机械乙"].Account != "" {
			t.Fatalf("%v", got)
		}
		for login, want := range map[string]int{"officer": 1, "safety": 1, "chem": 0, "next": 0} {
			list, err := notice.Notices.List(s.as(login), kernel.Query{Where: kernel.Compare("about", "=", "office_notice")})
			if kerneltest.Must(t, err); len(list) != want {
				t.Errorf("%s has %d messages", login, len(list))
			}
			_, err = office.Notices.Get(s.as(login), n.ID)
			if want == 1 {
				kerneltest.Want(t, login+" reads", err, "")
			} else {
				kerneltest.Want(t, login+" reads", err, kernel.Missing)
			}
		}
		texts, err := notice.Deliveries.List(s.System(), kernel.Query{Where: kernel.Compare("phone", "=", "13800000001")})
		if kerneltest.Must(t, err); len(texts) != 1 {
			t.Errorf("%d SMS to the enterprise without an account", len(texts))
		}
		if n, _ = office.Notices.Get(s.System(), n.ID); !n.Sent || !strings.Contains(n.Scope, "监管人员1人，企业2家") {
			t.Errorf("%+v", n.Course)
		}
	})
}

// 阅知: 打开即记已读, 名单里谁没读一目了然, 一次催阅全部未读; 别人替不了.
func TestRead(t *testing.T) {
	kerneltest.Each(t, modules(), func(t *testing.T, w *kerneltest.World) {
		s := set(t, w)
		n := article()
		n.Duties, n.Firms = []account.Role{"regulator", "leader"}, true
		n = s.issued(n)
		own := s.receipts(s.as("safety"), n)
		if len(own) != 1 {
			t.Fatalf("an enterprise sees the receipts of others: %v", own)
		}
		_, err := office.Receipts.Do(s.as("chem"), own["safety"].ID, 0, "open", nil, "")
		kerneltest.Want(t, "read for another", err, kernel.Missing)
		_, err = office.Receipts.Do(s.as("leader"), own["safety"].ID, 0, "open", nil, "")
		kerneltest.Want(t, "the issuer reads for another", err, kernel.Forbidden)
		_, err = office.Receipts.Do(s.as("safety"), own["safety"].ID, 0, "open", nil, "")
		kerneltest.Must(t, err)
		if box, err := notice.Notices.List(s.as("safety"), kernel.Query{}); err != nil || box[0].Status != notice.Read {
			t.Errorf("%+v, %v", box, err)
		}
		out, err := s.serve("leader", "GET /api/office_notice/{id}/progress", map[string]any{"id": n.ID})
		if kerneltest.Must(t, err); out["asked"] != 5.0 || out["read"] != 1.0 || out["unread"] != 4.0 || out["bare"] != 1.0 {
			t.Errorf("%v", out)
		}
		if out, err := s.serve("safety", "GET /api/office_notice/{id}/progress", map[string]any{"id": n.ID}); err != nil || out["asked"] != 0.0 || out["mine"] != own["safety"].ID {
			t.Errorf("%v %v", out, err)
		}
		_, err = s.serve("next", "POST /api/office_notice/{id}/urge", map[string]any{"id": n.ID})
		kerneltest.Want(t, "the neighbour urges", err, kernel.Missing)
		for _, want := range []kernel.Code{"", kernel.Conflict} { // not again at once
			out, err = s.serve("clerk", "POST /api/office_notice/{id}/urge", map[string]any{"id": n.ID})
			if kerneltest.Want(t, "urge", err, want); err == nil && out["done"] != 4.0 {
				t.Errorf("%v", out)
			}
		}
		if box, err := notice.Notices.List(s.as("officer"), kernel.Query{Sort: "id"}); err != nil || len(box) != 2 || !strings.Contains(box[1].Title, "请尽快阅读") {
			t.Errorf("%+v, %v", box, err)
		}
		if got := s.receipts(s.System(), n); got["officer"].Urged != 1 || got["safety"].Urged != 0 {
			t.Errorf("%+v", got)
		}
	})
}

// 回执: 按项目填, 填错的说清楚; 汇成一张表, 导出里没有公式; 过期不能改.
func TestSlip(t *testing.T) {
	kerneltest.Each(t, modules(), func(t *testing.T, w *kerneltest.World) {
		s := set(t, w)
		n := article()
		n.Firms, n.ReplyBy = true, "2026-05-20"
		n.Questions = []office.Question{{Label: "涉粉作业人数", Kind: office.InNumber, Must: true}, {Label: "是否停产", Kind: office.YesNo}, {Label: "除尘方式", Kind: office.OneOf, Options: "干式、湿式"}, {Label: "说明", Kind: office.InWords}}
		n = s.issued(n)
		r := s.receipts(s.as("safety"), n)["safety"]
		give := func(login string, values ...string) error {
			var in office.Receipt
			for i, v := range values {
				in.Answers = append(in.Answers, office.Given{Question: n.Questions[i].Label, Value: v})
			}
			_, err := office.Receipts.Do(s.as(login), r.ID, 0, "reply", &in, "")
			return err
		}
		for what, values := range map[string][]string{"nothing": nil, "what must be": {"", "是"}, "no number": {"十个"}, "not yes or no": {"3", "也许"}, "not a choice": {"3", "是", "水洗"}} {
			kerneltest.Want(t, what, give("safety", values...), kernel.Invalid)
		}
		kerneltest.Want(t, "another answers", give("chem", "3"), kernel.Missing)
		kerneltest.Want(t, "answer", give("safety", "3", "否", "湿式", "=HYPERLINK(\"http://x\")"), "")
		kerneltest.Want(t, "correct it", give("safety", "5", "否", "湿式", "=HYPERLINK(\"http://x\")"), "")
		out, err := s.serve("clerk", "GET /api/office_notice/{id}/answers", map[string]any{"id": n.ID})
		if kerneltest.Must(t, err); len(out["rows"].([]any)) != 1 || out["rows"].([]any)[0].([]any)[4] != "5" {
			t.Errorf("%v", out)
		}
		file, err := s.serve("clerk", "GET /api/office_notice/{id}/answers.csv", map[string]any{"id": n.ID})
		if kerneltest.Must(t, err); !strings.Contains(file["file"].(string), `"'=HYPERLINK(""http://x"")"`) || !strings.Contains(file["file"].(string), "郑州机械甲有限公司") {
			t.Errorf("%v", file)
		}
		_, err = s.serve("safety", "GET /api/office_notice/{id}/answers", map[string]any{"id": n.ID})
		kerneltest.Want(t, "the receivers see the table", err, kernel.Forbidden)
		s.On("2026-05-21")
		kerneltest.Want(t, "too late to change", give("safety", "7"), kernel.Conflict)
	})
}

// 更正发新版并留旧版, 须重新阅读; 撤回后不再送达, 看过的人被告知; 旧版仍能看.
func TestCorrect(t *testing.T) {
	kerneltest.Each(t, modules(), func(t *testing.T, w *kerneltest.World) {
		s := set(t, w)
		n := article()
		n.Firms = true
		n = s.issued(n)
		r := s.receipts(s.as("safety"), n)["safety"]
		_, err := office.Receipts.Do(s.as("safety"), r.ID, 0, "open", nil, "")
		kerneltest.Must(t, err)
		_, err = office.Notices.Do(s.as("leader"), n.ID, 0, "correct", nil, "笔误")
		kerneltest.Want(t, "correct nothing", err, kernel.Invalid)
		old := n.Body
		changed := &office.Notice{}
		changed.Body = "各有关企业：\n请于六月底前完成自查。"
		_, err = office.Notices.Do(s.as("leader"), n.ID, 0, "correct", changed, "")
		kerneltest.Want(t, "without a reason", err, kernel.Invalid)
		_, err = office.Notices.Do(s.as("leader"), n.ID, 0, "correct", changed, "期限写错")
		kerneltest.Must(t, err)
		s.run()
		n, err = office.Notices.Get(s.as("safety"), n.ID)
		if kerneltest.Must(t, err); n.Edition != 2 || n.Body != changed.Body || !n.Sent {
			t.Errorf("%+v", n)
		}
		if r = s.receipts(s.as("safety"), n)["safety"]; r.Status != office.Unread || r.Read != 1 || r.Sent != 2 {
			t.Errorf("%+v", r)
		}
		editions, err := office.Editions.List(s.as("safety"), kernel.Query{})
		if kerneltest.Must(t, err); len(editions) != 1 || editions[0].Body != old || editions[0].Edition != 1 {
			t.Errorf("%+v", editions)
		}
		if list, err := office.Editions.List(s.as("next"), kernel.Query{}); err != nil || len(list) != 0 {
			t.Errorf("the neighbour reads %v, %v", list, err)
		}
		_, err = office.Receipts.Do(s.as("safety"), r.ID, 0, "open", nil, "")
		kerneltest.Must(t, err)
		_, err = office.Notices.Do(s.as("leader"), n.ID, 0, "withdraw", func() *office.Notice { x := &office.Notice{}; x.Withdrawn = "政策有变"; return x }(), "")
		kerneltest.Must(t, err)
		titles := ""
		for _, login := range []string{"safety", "chem"} {
			kerneltest.Must(t, notice.Notices.Each(s.as(login), kernel.Query{Sort: "id"}, func(n *notice.Notice) error {
				titles += login + ":" + string(n.Status) + ":" + n.Title + "\n"
				return nil
			}))
		}
		for _, want := range []string{"safety:unread:已撤回：关于开展", "chem:read:（已撤回）"} {
			if !strings.Contains(titles, want) {
				t.Errorf("%s lacks %s", titles, want)
			}
		}
		open, err := notice.Deliveries.Count(s.System(), kernel.Cond{Op: "in", Col: "status", Args: []any{"queued", "gathering"}})
		if kerneltest.Must(t, err); open > 5 {
			t.Error(open, "still on their way")
		}
		if n, err := office.Notices.Get(s.as("safety"), n.ID); err != nil || n.Status != office.Withdrawn || n.Withdrawn != "政策有变" {
			t.Errorf("%+v %v", n, err)
		}
		kerneltest.Must(t, office.Send.Do(s.System(), json.RawMessage(fmt.Sprintf(`{"notice":%q,"edition":2}`, n.ID))))
		if got := s.receipts(s.System(), n); got["chem"].Sent != 2 || len(got) != 3 {
			t.Errorf("sent after it was withdrawn: %v", got)
		}
	})
}

// 公开的不登录能看; 没发布的、不公开的、撤回的不能.
func TestPublic(t *testing.T) {
	kerneltest.Each(t, modules(), func(t *testing.T, w *kerneltest.World) {
		s := set(t, w)
		n := article()
		n.Kind, n.Public = office.Announcement, true
		n = s.issued(n)
		hidden := article()
		hidden.Firms = true
		hidden = s.issued(hidden)
		list := func(id string) (map[string]any, error) {
			return s.serve("", "GET /api/office_notice/published", map[string]any{"id": id})
		}
		out, err := list("")
		if kerneltest.Must(t, err); len(out["items"].([]any)) != 1 {
			t.Errorf("%v", out)
		}
		if out, err = list(n.ID); err != nil || out["items"].([]any)[0].(map[string]any)["body"] != n.Body {
			t.Errorf("%v %v", out, err)
		}
		if out, err = list(hidden.ID); err != nil || len(out["items"].([]any)) != 0 {
			t.Errorf("one that is not public: %v %v", out, err)
		}
		_, err = office.Notices.Do(s.as("leader"), n.ID, 0, "withdraw", nil, "")
		kerneltest.Must(t, err)
		for _, id := range []string{n.ID, ""} {
			if out, err = list(id); err != nil || len(out["items"].([]any)) != 0 {
				t.Errorf("one that was withdrawn: %v %v", out, err)
			}
		}
	})
}
