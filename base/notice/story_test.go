package notice_test

import (
	"fmt"
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
	"anjian/kernel/kerneltest"
)

func TestConform(t *testing.T) {
	kerneltest.Conform(t, "notice", notice.Module(notice.New(&notice.Center{})), region.Module(), org.Module(), enterprise.Module(), agency.Module(), account.Module(nil))
}

// 消息发给企业、岗位、角色: 各人只看到自己的, 同一人只收一条, 看过即为已读; 事务失败的消息谁也收不到.
func TestTell(t *testing.T) {
	each(t, func(s *stage, g *provider) {
		out := s.tell(notice.Message{Kind: order, To: []notice.To{{Enterprise: s.firm.ID}, {Account: s.people["safety"].ID}, {Role: role.Leader, Region: "4101"}}, Title: "责令\n整改", Text: "三日内改正", Type: "enterprise", Record: s.firm.ID})
		if len(out.Accounts) != 2 {
			t.Fatalf("told %d accounts", len(out.Accounts))
		}
		mail := s.inbox("safety")
		if len(mail) != 1 || mail[0].Title != "责令 整改" || mail[0].Type != "enterprise" || mail[0].Status != notice.Unread {
			t.Fatalf("%+v", mail)
		}
		for _, other := range []string{"officer", "county", "admin"} {
			if n := len(s.inbox(other)); n != 0 {
				t.Errorf("%s has %d", other, n)
			}
			_, err := notice.Notices.Get(s.as(other), mail[0].ID)
			kerneltest.Want(t, "read another's", err, kernel.Missing)
			_, err = notice.Notices.Do(s.as(other), mail[0].ID, 0, "read_one", nil, "")
			kerneltest.Want(t, "mark another's", err, kernel.Missing)
		}
		_, err := notice.Notices.Do(s.as("safety"), mail[0].ID, 0, "read_one", nil, "")
		kerneltest.Want(t, "mark", err, "")
		if n := s.inbox("safety")[0]; n.Status != notice.Read || n.ReadAt.IsZero() {
			t.Errorf("%+v", n)
		}
		failed := s.System().Tx(func(c *kernel.Ctx) error {
			if _, err := notice.Tell(c, notice.Message{Kind: order, To: []notice.To{{Enterprise: s.firm.ID}}, Title: "没有发生"}); err != nil {
				return err
			}
			return kernel.Errorf(kernel.Conflict, "回滚")
		})
		kerneltest.Want(t, "rolled back", failed, kernel.Conflict)
		s.work(3, time.Second)
		if got := g.texts("13800000001"); len(got) != 1 || got[0] != "【郑州应急】责令 整改。三日内改正" {
			t.Errorf("%q", got)
		}
		if got := s.states("safety", notice.SMS); got != "sent" {
			t.Error(got)
		}
		kerneltest.Want(t, "nobody", func() error { _, err := notice.Tell(s.System(), notice.Message{Title: "x"}); return err }(), kernel.Invalid)
	})
}

// 同一标记的未读消息合并计数, 短信不重复发.
func TestFold(t *testing.T) {
	each(t, func(s *stage, g *provider) {
		for i := range 12 {
			s.tell(notice.Message{Kind: order, To: []notice.To{{Account: s.people["safety"].ID}}, Title: fmt.Sprint("第", i+1, "件"), Fold: "f"})
		}
		if list := s.inbox("safety"); len(list) != 1 || list[0].Count != 12 || list[0].Title != "第12件" {
			t.Errorf("%+v", list)
		}
		if n := len(s.deliveries("safety", notice.SMS)); n != 1 {
			t.Error(n)
		}
		_, err := notice.Notices.Do(s.as("safety"), s.inbox("safety")[0].ID, 0, "read_one", nil, "")
		kerneltest.Must(t, err)
		s.tell(notice.Message{Kind: order, To: []notice.To{{Account: s.people["safety"].ID}}, Title: "又一件", Fold: "f"})
		if n := len(s.inbox("safety")); n != 2 {
			t.Error(n)
		}
	})
}

// 消息设置: 能关的关得掉, 法定必须的关不掉; 别人的设置看不到也改不了.
func TestPreference(t *testing.T) {
	each(t, func(s *stage, g *provider) {
		me := s.as("safety")
		off := func(k string) []notice.Choice {
			return []notice.Choice{{Kind: notice.KindName(k), Channel: notice.SMS}}
		}
		kerneltest.Want(t, "switch off what the law asks for", notice.Preferences.Create(me, &notice.Preference{Base: kernel.Base{Region: "410105"}, Choices: off("test.order")}), kernel.Invalid)
		kerneltest.Want(t, "a wrong time", notice.Preferences.Create(me, &notice.Preference{Base: kernel.Base{Region: "410105"}, QuietFrom: "25:00", QuietTo: "07:00"}), kernel.Invalid)
		kerneltest.Want(t, "a wrong address", notice.Preferences.Create(me, &notice.Preference{Base: kernel.Base{Region: "410105"}, Email: "a@b\r\nBcc: x@y.cn"}), kernel.Invalid)
		p := &notice.Preference{Base: kernel.Base{Region: "410105"}, Choices: off("test.news"), Email: "an@example.gov.cn", Confirmed: true}
		kerneltest.Must(t, notice.Preferences.Create(me, p))
		if p, _ = notice.Preferences.Get(me, p.ID); p.Confirmed {
			t.Error("an address counts as confirmed without a code")
		}
		for _, other := range []string{"county", "admin"} {
			_, err := notice.Preferences.Get(s.as(other), p.ID)
			kerneltest.Want(t, "another's preferences", err, kernel.Missing)
			_, err = notice.Preferences.Update(s.as(other), p.ID, 0, func(p *notice.Preference) error { p.Choices = nil; return nil })
			kerneltest.Want(t, "change another's", err, kernel.Missing)
		}
		s.tell(notice.Message{Kind: news, To: []notice.To{{Account: s.people["safety"].ID}, {Account: s.people["officer"].ID}}, Title: "动态"})
		s.tell(notice.Message{Kind: order, To: []notice.To{{Account: s.people["safety"].ID}}, Title: "责令"})
		s.work(2, time.Second)
		if got := g.texts("13800000001"); len(got) != 1 || !strings.Contains(got[0], "责令") {
			t.Errorf("%q", got)
		}
		if got := g.texts("13800000002"); len(got) != 1 {
			t.Errorf("%q", got)
		}
		if n := len(s.inbox("safety")); n != 2 { // the inbox has everything
			t.Error(n)
		}
	})
}

// 免打扰: 夜里的普通短信等到早上, 法定紧急的立即发.
func TestQuiet(t *testing.T) {
	each(t, func(s *stage, g *provider) {
		s.clock.set(time.Date(2026, 5, 6, 23, 0, 0, 0, kernel.China))
		to := []notice.To{{Account: s.people["safety"].ID}}
		s.tell(notice.Message{Kind: news, To: to, Title: "动态"})
		s.tell(notice.Message{Kind: order, To: to, Title: "责令"})
		s.tell(notice.Message{Kind: alert, To: to, Title: "预警"})
		s.work(3, time.Second)
		if got := g.texts("13800000001"); len(got) != 1 || !strings.Contains(got[0], "预警") {
			t.Fatalf("at night: %q", got)
		}
		s.clock.set(time.Date(2026, 5, 7, 6, 59, 0, 0, kernel.China))
		s.work(1, time.Second)
		if g.count() != 1 {
			t.Error("before the quiet hours end")
		}
		s.clock.set(time.Date(2026, 5, 7, 7, 0, 1, 0, kernel.China))
		s.work(1, time.Second)
		if g.count() != 3 {
			t.Errorf("in the morning: %q", g.texts("13800000001"))
		}
	})
}

// 汇总: 攒着的普通消息到点合成一条, 条数算得对; 必须通知的不攒.
func TestDigest(t *testing.T) {
	each(t, func(s *stage, g *provider) {
		kerneltest.Must(t, notice.Preferences.Create(s.as("safety"), &notice.Preference{Base: kernel.Base{Region: "410105"}, Digest: notice.Daily, DigestAt: "17:30"}))
		to := []notice.To{{Account: s.people["safety"].ID}}
		for i := range 7 {
			s.tell(notice.Message{Kind: news, To: to, Title: fmt.Sprint("动态", i)})
		}
		s.tell(notice.Message{Kind: order, To: to, Title: "责令"})
		s.work(2, time.Second)
		if got := g.texts("13800000001"); len(got) != 1 || !strings.Contains(got[0], "责令") {
			t.Fatalf("at once: %q", got)
		}
		s.clock.set(time.Date(2026, 5, 6, 17, 30, 1, 0, kernel.China))
		s.work(3, time.Second)
		if got := g.texts("13800000001"); len(got) != 2 || got[1] != "【郑州应急】您有7条消息：工作动态7条" {
			t.Errorf("%q", got)
		}
		if got := s.states("safety", notice.SMS); got != "gathered gathered gathered gathered gathered gathered gathered sent sent" {
			t.Error(got)
		}
		s.work(5, time.Minute)
		if g.count() != 2 {
			t.Error("the digest went out again")
		}
	})
}
