package bulletin

import (
	"testing"

	"anjian/base/account"
	"anjian/base/notice"
	"anjian/base/role"
	"anjian/kernel"
	"anjian/kernel/kerneltest"
)

// 下达的任务送到承办地区, 反馈送到下达单位, 退回送回承办地区; 取消的任务未读的消息一并撤回.
func TestTold(t *testing.T) {
	kerneltest.Each(t, append(modules(), notice.Module(nil)), func(t *testing.T, w *kerneltest.World) {
		sys := w.System()
		for at, r := range map[kernel.Region]kernel.Role{"4101": role.Clerk, "410105": role.Clerk, "410103": role.Leader, "410122": role.Clerk, "410105001": role.Collector} {
			a := &account.Account{Login: "p" + string(at), Name: string(at), Kind: account.Regulator, Roles: []account.Role{account.Role(r)}}
			a.ID, a.Region = "p"+string(at), at
			kerneltest.Must(t, account.Accounts.Create(sys, a))
		}
		told := func(who string) (out []string) {
			t.Helper()
			list, err := notice.Notices.List(sys, kernel.Query{Where: kernel.Eq(&notice.Row.Account, kernel.Ref[account.Account](who)), Sort: "id"})
			kerneltest.Must(t, err)
			for _, n := range list {
				out = append(out, string(n.Kind)+" "+n.Title)
			}
			return out
		}
		city, county := w.As(clerkOf("4101")), w.As(clerkOf("410105"))
		task := &Task{Title: "汛期检查", Content: "逐库检查", Units: []kernel.Region{"410105", "410103", "410105001"}, DueOn: "2026-06-10"}
		task.Region = "4101"
		kerneltest.Must(t, Tasks.Create(city, task))
		_, err := Tasks.Do(city, task.ID, 0, "issue", nil, "")
		kerneltest.Must(t, err)
		for who, want := range map[string]int{"p410105": 1, "p410103": 1, "p410105001": 1, "p410122": 0, "p4101": 0} {
			if got := told(who); len(got) != want || want == 1 && got[0][:13] != "bulletin.task" {
				t.Errorf("%s was told %q, want %d", who, got, want)
			}
		}
		rep, err := Reports.First(county, kernel.Eq(&ReportRow.Region, kernel.Region("410105")))
		kerneltest.Must(t, err)
		_, err = Reports.Do(county, rep.ID, 0, "report", &Report{Content: "已检查"}, "")
		kerneltest.Must(t, err)
		if got := told("p4101"); len(got) != 1 || got[0] != "bulletin.reported 已反馈，请认可："+rep.Title {
			t.Errorf("reported: %q", got)
		}
		_, err = Reports.Do(city, rep.ID, 0, "return", nil, "数字不实")
		kerneltest.Must(t, err)
		if got := told("p410105"); len(got) != 2 || got[1] != "bulletin.returned 反馈被退回，请补充："+rep.Title {
			t.Errorf("returned: %q", got)
		}
		_, err = Tasks.Do(city, task.ID, 0, "cancel", nil, "已改期")
		kerneltest.Must(t, err)
		if n, err := notice.Notices.Count(sys, kernel.And(kernel.Eq(&notice.Row.Type, "bulletin_report"), kernel.Eq(&notice.Row.Status, notice.Unread))); err != nil || n != 0 {
			t.Errorf("%d messages of a cancelled task still wait (%v)", n, err)
		}
	})
}
