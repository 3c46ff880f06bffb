package notice_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"anjian/base/account"
	"anjian/base/agency"
	"anjian/base/enterprise"
	"anjian/base/notice"
	"anjian/base/org"
	"anjian/base/region"
	"anjian/base/role"
	"anjian/kernel"
	"anjian/kernel/due"
	"anjian/kernel/kerneltest"
	"anjian/kernel/store"
	"anjian/kernel/trail"
)

func (s *stage) alarm(id string) *notice.Alarm {
	s.t.Helper()
	a, err := notice.Alarms.Get(s.System(), id)
	kerneltest.Must(s.t, err)
	return a
}

// One alarm that cannot climb keeps none of the others down, one digest that cannot be made none of the others back.
func TestPoison(t *testing.T) {
	each(t, func(s *stage, _ *provider) {
		bad := s.tell(notice.Message{Kind: alert, Must: true, To: []notice.To{{Enterprise: s.firm.ID}}, Title: "坏的"})
		good := s.tell(notice.Message{Kind: alert, Must: true, To: []notice.To{{Enterprise: s.firm.ID}}, Title: "好的"})
		for _, login := range []string{"officer", "county"} {
			kerneltest.Must(t, notice.Preferences.Create(s.as(login), &notice.Preference{Base: kernel.Base{Region: "410105"}, Digest: notice.Hourly, QuietFrom: "00:00", QuietTo: "00:00"}))
			s.tell(notice.Message{Kind: news, To: []notice.To{{Account: s.people[login].ID}}, Title: "动态"})
		}
		s.work(1, time.Second)
		for _, spoil := range []struct{ stmt, arg string }{
			{"UPDATE notice_alarm SET title = '' WHERE id = ?", bad.Alarm},
			{"DELETE FROM notice_text WHERE delivery IN (SELECT id FROM notice_delivery WHERE account = ?)", s.people["officer"].ID},
		} {
			if n, err := s.Store.Exec(s.System(), spoil.stmt, spoil.arg); err != nil || n != 1 {
				t.Fatal(n, err)
			}
		}
		s.clock.add(61 * time.Minute)
		err := s.x.Once(s.System())
		if err == nil || !strings.Contains(err.Error(), bad.Alarm) || !strings.Contains(err.Error(), s.people["officer"].ID) {
			t.Errorf("nobody hears of what failed: %v", err)
		}
		if a := s.alarm(good.Alarm); a.Rung != 1 {
			t.Errorf("the other alarm stands at level %d", a.Rung)
		}
		if got := s.states("county", notice.SMS); !strings.HasPrefix(got, "gathered") {
			t.Errorf("the other digest: %s", got)
		}
	})
}

// 没有人确认就逐级上报; 一人确认, 全部渠道停下, 别人的收件箱也清掉; 无关的人确认不了.
func TestClimb(t *testing.T) {
	each(t, func(s *stage, g *provider) {
		out := s.tell(notice.Message{Kind: alert, Must: true, To: []notice.To{{Enterprise: s.firm.ID}}, Title: "一号罐液位高", Type: "enterprise", Record: s.firm.ID})
		for _, tc := range []struct {
			after time.Duration
			rung  int
			told  string
		}{{0, 0, "safety"}, {4 * time.Minute, 0, ""}, {time.Minute + time.Second, 1, "county"}, {9 * time.Minute, 1, ""}, {time.Minute + time.Second, 2, "city"}} {
			s.clock.add(tc.after)
			s.work(2, time.Second)
			if a := s.alarm(out.Alarm); a.Rung != tc.rung {
				t.Fatalf("after %s: level %d, want %d", tc.after, a.Rung, tc.rung)
			}
			if tc.told != "" {
				if box := s.inbox(tc.told); len(box) != 1 || box[0].Status != notice.Waiting {
					t.Fatalf("%s: %+v", tc.told, box)
				}
			}
		}
		if got := g.texts("13800000004"); len(got) != 1 || !strings.Contains(got[0], "【第2级报告】一号罐液位高") || !regexp.MustCompile(`已过1\d分钟没有人确认。请处理并回复\d{6}确认`).MatchString(got[0]) {
			t.Errorf("%q", got)
		}
		_, err := notice.Alarms.Do(s.as("admin"), out.Alarm, 0, "acknowledge", nil, "")
		kerneltest.Want(t, "somebody who was not told", err, kernel.Forbidden)
		_, err = notice.Notices.Do(s.as("officer"), s.inbox("county")[0].ID, 0, "confirm", nil, "")
		kerneltest.Want(t, "by another's message", err, kernel.Missing)
		_, err = notice.Notices.Do(s.as("county"), s.inbox("county")[0].ID, 0, "confirm", nil, "")
		kerneltest.Must(t, err)
		if a := s.alarm(out.Alarm); a.Status != notice.Acknowledged || a.ByName != "区局长" || a.How != "平台" || len(a.Log) != 3 {
			t.Errorf("%+v", a)
		}
		for _, login := range []string{"safety", "county", "city"} {
			if n := s.inbox(login)[0]; n.Status != notice.Read {
				t.Errorf("%s: %+v", login, n)
			}
		}
		before := g.count()
		s.work(10, 10*time.Minute)
		if g.count() != before || len(s.inbox("province")) != 0 {
			t.Error("it climbs on after it was acknowledged")
		}
	})
}

// 确认之后一条也不再发: 还在排队的停下, 正在重试的停下.
func TestHush(t *testing.T) {
	each(t, func(s *stage, g *provider) {
		for range 50 {
			g.next("503")
		}
		out := s.tell(notice.Message{Kind: alert, Must: true, To: []notice.To{{Account: s.people["officer"].ID}, {Account: s.people["county"].ID}}, Title: "泄漏"})
		s.work(2, time.Second)
		_, err := notice.Alarms.Do(s.as("officer"), out.Alarm, 0, "acknowledge", nil, "")
		kerneltest.Must(t, err)
		g.mu.Lock()
		g.fault = nil
		calls := g.calls
		g.mu.Unlock()
		s.work(5, time.Minute)
		if g.calls != calls || s.states("officer", notice.SMS) != "stopped" || s.states("county", notice.SMS) != "stopped" {
			t.Errorf("%d more calls, %s, %s", g.calls-calls, s.states("officer", notice.SMS), s.states("county", notice.SMS))
		}
	})
}

// 短信确认: 凭发到本号码的六位码才算; 冒充的号码、猜的码、别人的码都不算, 猜五次作废.
func TestSpoof(t *testing.T) {
	each(t, func(s *stage, g *provider) {
		code := regexp.MustCompile(`回复(\d{6})确认`)
		begin := func(title string) (string, string, string) {
			out := s.tell(notice.Message{Kind: alert, Must: true, To: []notice.To{{Account: s.people["officer"].ID}, {Account: s.people["county"].ID}}, Title: title})
			s.work(2, time.Second)
			own, others := g.texts("13800000002"), g.texts("13800000003")
			return out.Alarm, code.FindStringSubmatch(own[len(own)-1])[1], code.FindStringSubmatch(others[len(others)-1])[1]
		}
		n := 0
		say := func(from, body string) {
			t.Helper()
			n++
			kerneltest.Must(t, s.call("s3cret", s.clock.now(), fmt.Sprint("nonce-", n, "-x"), map[string]any{"replies": []notice.Incoming{{ID: fmt.Sprint(n), From: from, Body: body}}}))
		}
		id, own, others := begin("一")
		say("13800000002", "确认")        // no code
		say("13800000002", others)      // somebody else's
		say("13899999999", own)         // from another number
		say("13800000002", "收到，000000") // a guess
		if a := s.alarm(id); a.Status != notice.Climbing {
			t.Fatalf("acknowledged by a forged answer: %+v", a)
		}
		say("+8613800000002", own+" 已处理")
		if a := s.alarm(id); a.Status != notice.Acknowledged || a.How != "短信" || a.ByName != "监管员" {
			t.Errorf("%+v", a)
		}
		id, own, _ = begin("二")
		for i := range 5 {
			say("13800000002", fmt.Sprint(100_001+i))
		}
		say("13800000002", own)
		if a := s.alarm(id); a.Status != notice.Climbing {
			t.Error("the code holds after five guesses")
		}
		count, err := notice.Replies.Count(s.System(), kernel.Compare("kind", "=", "confirm"))
		if kerneltest.Must(t, err); count != 1 {
			t.Error(count, "confirmed")
		}
	})
}

// 升级链是数据: 近的地区先用自己的; 某一级没有人立即报下一级; 末级按间隔重复.
func TestChain(t *testing.T) {
	each(t, func(s *stage, g *provider) {
		chain := func(at kernel.Region, levels ...notice.Level) {
			n := &notice.Chain{Base: kernel.Base{Region: at}, Name: "预警", Kind: "test.alert", Levels: levels, Repeat: 10}
			kerneltest.Must(t, notice.Chains.Create(s.System(), n))
		}
		chain("41", notice.Level{After: 1, Account: kernel.Ref[account.Account](s.people["province"].ID)})
		chain("4101", notice.Level{After: 2, Post: "vacant"}, notice.Level{After: 60, Duty: "leader", Scope: notice.AtCity, Channels: []notice.Channel{notice.Mail}})
		kerneltest.Want(t, "a level for nobody", notice.Chains.Create(s.System(), &notice.Chain{Base: kernel.Base{Region: "41"}, Name: "x", Kind: "test.alert", Levels: []notice.Level{{After: 1}}}), kernel.Invalid)
		kerneltest.Want(t, "a county's chain from another", notice.Chains.Create(s.as("county"), &notice.Chain{Base: kernel.Base{Region: "410106"}, Name: "x", Kind: "test.alert", Levels: []notice.Level{{After: 1, Post: "p"}}}), kernel.Forbidden)
		out := s.tell(notice.Message{Kind: alert, Must: true, To: []notice.To{{Account: s.people["officer"].ID}}, Title: "预警", Region: "410105"})
		s.work(1, 2*time.Minute+time.Second)
		s.work(4, time.Second)
		a := s.alarm(out.Alarm)
		if a.Rung != 2 || a.Status != notice.Exhausted || len(s.inbox("city")) != 1 || len(s.inbox("province")) != 0 {
			t.Fatalf("%+v", a)
		}
		if len(s.deliveries("city", notice.SMS)) != 0 {
			t.Error("an SMS although the level names mail alone")
		}
		s.work(3, 10*time.Minute+time.Second)
		if a := s.alarm(out.Alarm); a.Rounds != 2 || len(s.inbox("city")) != 3 {
			t.Errorf("%d rounds, %d messages", a.Rounds, len(s.inbox("city")))
		}
		kerneltest.Must(t, notice.Check.Run(s.System(), struct{}{}))
		gap, err := notice.Gaps.First(s.as("city"), kernel.Compare("account", "=", ""))
		if kerneltest.Must(t, err); gap == nil || gap.Name != "升级链“预警”第1级" {
			t.Errorf("%+v", gap)
		}
		_, err = notice.Alarms.Do(s.as("city"), out.Alarm, 0, "call_off", nil, "误报")
		kerneltest.Want(t, "call off", err, "")
		if n := s.inbox("officer")[0]; n.Status != notice.Read {
			t.Errorf("%+v", n)
		}
	})
}

const (
	killLevels = 5
	killAlarms = 8
	killTimes  = 8
)

func killModules(x *notice.Center) []kernel.Module {
	return []kernel.Module{region.Module(), org.Module(), enterprise.Module(), agency.Module(), account.Module(nil), notice.Module(x), due.Module(func(*kernel.Ctx, due.Reminder) error { return nil }), trail.Module()}
}

// climbUntilKilled is the process that TestKill kills: it climbs and sends as fast as it can.
func climbUntilKilled(address, gateway string) {
	x := notice.New(&notice.Center{Gateway: &notice.HTTPGateway{URL: gateway, App: "anjian", Secret: "s3cret"}, Patience: time.Second, PerSecond: 1000})
	app, err := kernel.Assemble(killModules(x)...)
	if err != nil {
		panic(err)
	}
	db, err := store.Open(address)
	if err != nil {
		panic(err)
	}
	env := &kernel.Env{App: app, Now: time.Now, Trail: trail.Trail{}}
	x.Env, x.Store = env, db
	fmt.Println("up")
	for c := env.NewCtx(context.Background(), db); ; time.Sleep(time.Millisecond) {
		if err := x.Once(c); err != nil && kernel.CodeOf(err) != kernel.Stale {
			panic(err)
		}
	}
}

// 随时断电: 一级不漏、一级不重, 每人每级一条消息一条短信.
func TestKill(t *testing.T) {
	g := provide(t)
	address := filepath.Join(t.TempDir(), "anjian.db")
	s := set(t, address, &notice.Center{Gateway: &notice.HTTPGateway{URL: g.URL, App: "anjian", Secret: "s3cret"}, Patience: time.Second, PerSecond: 1000})
	s.clock.set(time.Now())
	var levels []notice.Level
	for i := range killLevels {
		login := fmt.Sprint("level", i)
		s.person(login, login, role.Leader, "410105", fmt.Sprint("1370000000", i))
		levels = append(levels, notice.Level{Account: kernel.Ref[account.Account](s.people[login].ID)})
	}
	kerneltest.Must(t, notice.Chains.Create(s.System(), &notice.Chain{Base: kernel.Base{Region: "41"}, Name: "断电", Kind: "test.alert", Levels: levels}))
	var alarms []string
	for i := range killAlarms {
		alarms = append(alarms, s.tell(notice.Message{Kind: alert, Must: true, To: []notice.To{{Account: s.people["officer"].ID}}, Title: fmt.Sprint("断电", i), Region: "410105"}).Alarm)
	}
	rng := rand.New(rand.NewPCG(3, 26))
	for range killTimes {
		cmd := exec.Command(os.Args[0])
		cmd.Env = append(os.Environ(), "NOTICE_KILL="+address, "NOTICE_GATEWAY="+g.URL)
		out, err := cmd.StdoutPipe()
		kerneltest.Must(t, err)
		kerneltest.Must(t, cmd.Start())
		out.Read(make([]byte, 3)) // it is up
		time.Sleep(time.Duration(rng.IntN(60)) * time.Millisecond)
		kerneltest.Must(t, cmd.Process.Kill())
		cmd.Wait()
	}
	climbed := 0
	for _, id := range alarms {
		climbed += s.alarm(id).Rung
	}
	t.Logf("%d of %d steps and %d texts before the last kill", climbed, killAlarms*killLevels, g.count())
	s.clock.set(time.Now().Add(time.Minute)) // what the last one was at is taken up after its lease
	s.work(killLevels+6, 2*time.Second)
	for _, id := range alarms {
		a := s.alarm(id)
		for i, rung := range a.Log {
			if rung.Level != i || rung.Count != 1 {
				t.Errorf("%s: step %d: %+v", a.Title, i, rung)
			}
		}
		if a.Rung != killLevels || len(a.Log) != killLevels+1 || a.Status != notice.Exhausted {
			t.Errorf("%s: level %d, %d steps, %s", a.Title, a.Rung, len(a.Log), a.Status)
		}
	}
	for i := range killLevels {
		login := fmt.Sprint("level", i)
		if n := len(s.inbox(login)); n != killAlarms {
			t.Errorf("%s has %d messages", login, n)
		}
		seen := map[string]int{}
		for _, text := range g.texts(fmt.Sprint("1370000000", i)) {
			seen[regexp.MustCompile(`断电\d+`).FindString(text)]++
		}
		for title, n := range seen {
			if n != 1 {
				t.Errorf("%s got %s %d times", login, title, n)
			}
		}
		if len(seen) != killAlarms {
			t.Errorf("%s got %d texts of %d: %s", login, len(seen), killAlarms, s.states(login, notice.SMS))
		}
	}
}
