package reminder_test

import (
	"strings"
	"testing"

	"anjian/base/account"
	"anjian/base/agency"
	"anjian/base/enterprise"
	"anjian/base/notice"
	"anjian/base/org"
	"anjian/base/region"
	"anjian/base/reminder"
	"anjian/base/role"
	"anjian/kernel"
	"anjian/kernel/due"
	"anjian/kernel/kerneltest"
)

var modules = []kernel.Module{region.Module(), org.Module(), enterprise.Module(), agency.Module(), account.Module(nil), notice.Module(notice.New(&notice.Center{})), reminder.Module()}

func TestConform(t *testing.T) { kerneltest.Conform(t, "reminder", modules...) }

// 期限将到提醒企业, 超期依次报县、市、省: 各级只看到报给自己和下级的, 企业看不到报给上级的和别家的.
func TestTell(t *testing.T) {
	kerneltest.Each(t, modules, func(t *testing.T, w *kerneltest.World) {
		firm := &enterprise.Enterprise{}
		firm.Region, firm.Name, firm.Trade = "410105", "郑州甲机械有限公司", enterprise.Machinery
		kerneltest.Must(t, enterprise.Enterprises.Create(w.System(), firm))
		tell := func(state string, level int) {
			kerneltest.Must(t, reminder.Tell(w.System(), due.Reminder{Type: "enterprise", Record: firm.ID, Title: firm.Name, Region: firm.Region, On: "2026-05-10", State: state, Level: level, Late: level, Who: "企业", What: "核实人员"}))
		}
		tell(kernel.Warned, 0)
		for level := range 3 {
			tell(kernel.Overdue, level+1)
		}
		kerneltest.Must(t, reminder.Tell(w.System(), due.Reminder{Type: "gone", Record: "x"})) // a type that this program no longer has
		as := func(r kernel.Role, at kernel.Region, firm string) *kernel.Ctx {
			return w.As(kernel.Actor{ID: "a", Roles: []kernel.Role{r}, Region: at, Enterprise: firm})
		}
		for _, tc := range []struct {
			who  string
			c    *kernel.Ctx
			want int
		}{
			{"the enterprise", as(role.Safety, "410105", firm.ID), 2},
			{"another enterprise", as(role.Safety, "410105", "e2"), 0},
			{"the county", as(role.Regulator, "410105", ""), 2},
			{"another county", as(role.Regulator, "410106", ""), 0},
			{"the city", as(role.Regulator, "4101", ""), 3},
			{"the province", as(role.Regulator, "41", ""), 4},
		} {
			list, err := reminder.Reminders.List(tc.c, kernel.Query{Sort: "id"})
			kerneltest.Must(t, err)
			if len(list) != tc.want {
				t.Errorf("%s sees %d reminders, want %d", tc.who, len(list), tc.want)
			}
			for _, rm := range list {
				if late := strings.Contains(rm.Title, "已超期"); late != (rm.Kind == reminder.Past) {
					t.Errorf("%s: %q is %s", tc.who, rm.Title, rm.Kind)
				}
			}
		}
		owner := as(role.Safety, "410105", firm.ID)
		first, err := reminder.Reminders.First(owner, kernel.Cond{})
		kerneltest.Must(t, err)
		_, err = reminder.Reminders.Do(as(role.Safety, "410105", "e2"), first.ID, 0, "note", nil, "")
		kerneltest.Want(t, "note another's", err, kernel.Missing)
		_, err = reminder.Reminders.Do(owner, first.ID, 0, "note", nil, "")
		kerneltest.Want(t, "note", err, "")
		_, err = reminder.Reminders.Do(owner, first.ID, 0, "note", nil, "")
		kerneltest.Want(t, "note twice", err, kernel.Conflict)
	})
}
