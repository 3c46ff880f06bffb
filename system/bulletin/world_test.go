package bulletin

import (
	"fmt"
	"testing"

	"anjian/base/account"
	"anjian/base/agency"
	"anjian/base/enterprise"
	"anjian/base/library"
	"anjian/base/org"
	"anjian/base/region"
	"anjian/base/role"
	"anjian/kernel"
	"anjian/kernel/due"
	"anjian/kernel/kerneltest"
	"anjian/kernel/metric"
	"anjian/system/hazard"
)

// modules are the systems that a notice is written from.
func modules() []kernel.Module {
	return []kernel.Module{region.Module(), org.Module(), account.Module(nil), agency.Module(), enterprise.Module(), library.Module(), hazard.Module(), Module(), metric.Module(),
		due.Module(func(*kernel.Ctx, due.Reminder) error { return nil })}
}

func settled(w *kerneltest.World) error { return region.Seed(w.System(), "41") }

// each runs fn on both databases with the divisions of a platform.
func each(t *testing.T, fn func(t *testing.T, w *kerneltest.World)) {
	t.Helper()
	kerneltest.EachPrepared(t, settled, modules(), func(t *testing.T, w *kerneltest.World) {
		w.Units = func(c *kernel.Ctx, r kernel.Region) (out []kernel.Unit, err error) {
			list, err := region.Counties(c, r)
			for _, u := range list {
				out = append(out, kernel.Unit{Code: u.Code, Label: u.Name, Counted: u.Counted})
			}
			return out, err
		}
		names := region.NewNames(w.Env, w.Store)
		w.Label = names.Label
		w.Hooks = append(w.Hooks, names.Wrote)
		fn(t, w)
	})
}

func actor(id string, r kernel.Role, at kernel.Region) kernel.Actor {
	return kernel.Actor{ID: id, Name: id, Roles: []kernel.Role{r}, Region: at}
}

// creditCode is the nth made-up unified social credit code (GB 32100) of a county.
func creditCode(at kernel.Region, n int) string {
	const alphabet = "0123456789ABCDEFGHJKLMNPQRTUWXY"
	body := fmt.Sprintf("91%sMA%06d", at, n)
	orgCode := body[8:16]
	sum := 0
	for i, w := range []int{3, 7, 9, 10, 5, 8, 4, 2} {
		sum += value("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ", orgCode[i]) * w
	}
	check := "0123456789X"[(11-sum%11)%11]
	code := body + string(check)
	weight, total := 1, 0
	for i := range 17 {
		total += value(alphabet, code[i]) * weight
		weight = weight * 3 % 31
	}
	return code + string(alphabet[(31-total%31)%31])
}

func value(alphabet string, b byte) int {
	for i := range alphabet {
		if alphabet[i] == b {
			return i
		}
	}
	return -1
}

// file is the file of a made-up shop, complete or without what a complete one has.
func file(at kernel.Region, n int, on kernel.Date, whole bool) *enterprise.Enterprise {
	e := &enterprise.Enterprise{}
	e.Region, e.Name, e.CreditCode = at, fmt.Sprintf("%s%04d商店", at, n), creditCode(at, n)
	e.Trade, e.RegisteredOn = enterprise.Commerce, on
	e.Address, e.Principal, e.PrincipalPhone = fmt.Sprintf("示范路%d号", n), "张三", "13800000000"
	if whole {
		e.Industry, e.FoundedOn, e.LegalPerson = "5211", "2010-01-01", "张三"
		e.Position = kernel.Point{Lng: 113.6, Lat: 34.7}
		e.Staff, e.SafetyLeader, e.SafetyPhone = 5, "李四", "13900000000"
		e.SafetyUnit, e.Dangerous, e.Factors, e.Operating = enterprise.WithPartTime, []enterprise.Operation{"none"}, []enterprise.Factor{"none"}, enterprise.Running
	}
	return e
}

var clerkOf = func(at kernel.Region) kernel.Actor { return actor("clerk-"+string(at), role.Clerk, at) }
