package view_test

import (
	"testing"

	"anjian/base/role"
	"anjian/base/view"
	"anjian/kernel"
	"anjian/kernel/kerneltest"
)

func TestConform(t *testing.T) { kerneltest.Conform(t, "view", view.Module()) }

// 自己的视图只有自己看得到；给本机构、本区域用的，别人看得到而不能改。
func TestShare(t *testing.T) {
	kerneltest.Each(t, []kernel.Module{view.Module()}, func(t *testing.T, w *kerneltest.World) {
		as := func(id, org string) *kernel.Ctx {
			return w.As(kernel.Actor{ID: id, Org: org, Region: "410105", Roles: []kernel.Role{role.Regulator}})
		}
		a, b, far := as("a", "o1"), as("b", "o1"), as("c", "o2")
		add := func(share view.Share) *view.View {
			v := &view.View{Type: "view", Label: string(share), Share: share}
			kerneltest.Must(t, view.Views.Create(a, v))
			return v
		}
		own, org, region := add(view.Me), add(view.Org), add(view.Region)
		for _, tc := range []struct {
			who  *kernel.Ctx
			v    *view.View
			want kernel.Code
		}{{a, own, ""}, {b, own, kernel.Missing}, {b, org, ""}, {far, org, kernel.Missing}, {far, region, ""}} {
			_, err := view.Views.Get(tc.who, tc.v.ID)
			kerneltest.Want(t, tc.who.Actor.ID+" "+tc.v.Label, err, tc.want)
		}
		kerneltest.Want(t, "delete another's", view.Views.Delete(b, org.ID, 1), kernel.Missing)
		_, err := view.Views.Update(b, org.ID, 1, func(v *view.View) error { v.Label = "x"; return nil })
		kerneltest.Want(t, "change another's", err, kernel.Missing)
		kerneltest.Want(t, "unknown type", view.Views.Create(a, &view.View{Type: "nothing", Label: "x"}), kernel.Invalid)
		kerneltest.Must(t, view.Views.Delete(a, own.ID, 1))
	})
}
