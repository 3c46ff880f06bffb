package calendar_test

import (
	"slices"
	"testing"

	"anjian/base/calendar"
	"anjian/base/role"
	"anjian/kernel"
	"anjian/kernel/kerneltest"
)

func TestConform(t *testing.T) { kerneltest.Conform(t, "calendar", calendar.Module()) }

// 管理员导入2027年的安排后, 期限按它计算; 已自带的年份和本来就是工作日的日子不收.
func TestDays(t *testing.T) {
	kerneltest.Each(t, []kernel.Module{calendar.Module()}, func(t *testing.T, w *kerneltest.World) {
		days := calendar.NewDays(w.Env, w.Store)
		w.Hooks = append(w.Hooks, days.Wrote)
		admin := w.As(kernel.Actor{ID: "a", Roles: []kernel.Role{role.System}, Region: "41"})
		add := func(on kernel.Date, kind calendar.Kind) error {
			return calendar.Calendar.Create(admin, &calendar.Day{On: on, Kind: kind, Name: "劳动节"})
		}
		if got := days.Add("2026-04-30", 1); got != "2026-05-06" { // 5月1日至5日放假
			t.Errorf("shipped year: %s", got)
		}
		if got := days.Add("2027-04-30", 1); got != "2027-05-03" { // 未导入: 按周一至周五推算
			t.Errorf("unknown year: %s", got)
		}
		lacks := func(when string, want ...string) {
			t.Helper()
			got, err := calendar.Module().Routes[0].Serve(admin, &struct{}{})
			kerneltest.Must(t, err)
			if why := got.(*calendar.Lacking).Why; !slices.Equal(why, want) {
				t.Errorf("%s: %q, want %q", when, why, want)
			}
		}
		w.On("2026-11-30")
		lacks("in November")
		w.On("2026-12-01")
		lacks("in December", "2027年的节假日安排还没有导入，涉及该年的期限按周一至周五推算。")
		kerneltest.Must(t, add("2027-05-04", calendar.Off))
		lacks("begun", "2027年的安排不完整：法定节假日2027-01-01没有列为放假。补齐以前，涉及该年的期限按周一至周五推算。")
		if got := days.Add("2027-05-03", 1); got != "2027-05-04" { // 还不完整: 仍按周一至周五推算
			t.Errorf("a year of which one day is known: %s", got)
		}
		if _, err := calendar.Read(admin); err != nil {
			t.Errorf("a year of which one day is known: %v", err)
		}
		for _, on := range []kernel.Date{"2027-01-01", "2027-10-01", "2027-10-02", "2027-10-03", "2027-05-01", "2027-05-02", "2027-05-03", "2027-05-05"} {
			kerneltest.Must(t, add(on, calendar.Off))
		}
		kerneltest.Must(t, add("2027-05-08", calendar.Work))
		if got := days.Add("2027-04-30", 1); got != "2027-05-06" {
			t.Errorf("imported year: %s", got)
		}
		if got := days.Add("2027-04-30", 3); got != "2027-05-08" {
			t.Errorf("a worked Saturday: %s", got)
		}
		lacks("complete")
		kerneltest.Want(t, "shipped year", add("2026-05-01", calendar.Off), kernel.Invalid)
		kerneltest.Want(t, "twice", add("2027-05-01", calendar.Off), kernel.Conflict)
		kerneltest.Want(t, "a Monday is worked anyway", add("2027-05-10", calendar.Work), kernel.Invalid)
		county := w.As(kernel.Actor{ID: "d", Roles: []kernel.Role{role.System}, Region: "410105"})
		kerneltest.Want(t, "a county's administrator", calendar.Calendar.Create(county, &calendar.Day{On: "2027-10-04", Kind: calendar.Off, Name: "国庆节"}), kernel.Forbidden)
		clerk := w.As(kernel.Actor{ID: "c", Roles: []kernel.Role{role.Clerk}, Region: "41"})
		kerneltest.Want(t, "not an administrator", calendar.Calendar.Create(clerk, &calendar.Day{On: "2027-10-01", Kind: calendar.Off, Name: "国庆节"}), kernel.Forbidden)
	})
}
