package enterprise_test

import (
	"strings"
	"testing"

	"anjian/base/enterprise"
	"anjian/base/role"
	"anjian/kernel"
	"anjian/kernel/kerneltest"
)

// Matter is work of another system on an enterprise, Errand a part of it, Fact something that waits for nobody.
type (
	Matter struct {
		kernel.Base
		Title      string                            `json:"title" label:"事项"`
		Enterprise kernel.Ref[enterprise.Enterprise] `json:"enterprise" label:"企业" ui:"filter"`
		Status     matterStatus                      `json:"status" label:"状态" ui:"fixed"`
	}
	Errand struct {
		kernel.Base
		Title  string             `json:"title" label:"分项"`
		Matter kernel.Ref[Matter] `json:"matter" label:"事项" ui:"filter"`
		Status matterStatus       `json:"status" label:"状态" ui:"fixed"`
	}
	Fact struct {
		kernel.Base
		Title      string                            `json:"title" label:"事实"`
		Enterprise kernel.Ref[enterprise.Enterprise] `json:"enterprise" label:"企业" ui:"filter"`
	}
)

type matterStatus string

func (matterStatus) Options() []kernel.Option {
	return []kernel.Option{kernel.Opt(matterStatus("open"), "在办"), kernel.Opt(matterStatus("done"), "办结")}
}

var (
	mt, er = kernel.Row[Matter](), kernel.Row[Errand]()
	does   = kernel.Access{{To: []kernel.Role{role.Regulator}, Can: "read create finish", Rows: kernel.Jurisdiction}}

	matters = &kernel.Resource[Matter]{Name: "matter", Label: "事项", Access: does,
		Flow: kernel.Flow[Matter, matterStatus]{On: &mt.Status, Start: "open", Steps: []kernel.Step[Matter, matterStatus]{{Name: "finish", Label: "办结", From: []matterStatus{"open"}, To: "done", Todo: true}}}}
	errands = &kernel.Resource[Errand]{Name: "errand", Label: "分项", Access: does,
		Flow: kernel.Flow[Errand, matterStatus]{On: &er.Status, Start: "open", Steps: []kernel.Step[Errand, matterStatus]{{Name: "finish", Label: "办结", From: []matterStatus{"open"}, To: "done", Todo: true}}}}
	facts = &kernel.Resource[Fact]{Name: "fact", Label: "事实", Access: kernel.Access{{To: []kernel.Role{role.Regulator}, Can: "read create", Rows: kernel.Jurisdiction}}}
)

// 企业迁往别的县: what is open goes with it, what is closed stays with those who closed it, and the history says why.
func TestRegionChange(t *testing.T) {
	mine := append(append([]kernel.Module{}, modules...), kernel.Module{Name: "matter", Label: "测试", Resources: []kernel.Handle{matters, errands, facts}})
	kerneltest.Each(t, mine, func(t *testing.T, w *kerneltest.World) {
		p := meet(w)
		e := whole(works(t, "晨风机械", "1", enterprise.Machinery))
		kerneltest.Must(t, enterprise.Enterprises.Create(w.System(), e))
		_, err := w.Store.Exec(w.System(), "UPDATE enterprise SET status = 'filed' WHERE id = ?", e.ID)
		kerneltest.Must(t, err)
		matter := func(status matterStatus) *Matter {
			x := &Matter{Title: "一件事", Enterprise: kernel.Ref[enterprise.Enterprise](e.ID), Status: status}
			x.Region = "410105"
			kerneltest.Must(t, matters.Create(p.local, x))
			return x
		}
		open, done := matter("open"), matter("done")
		part := &Errand{Base: kernel.Base{Region: "410105"}, Title: "分项", Matter: kernel.Ref[Matter](open.ID)}
		kerneltest.Must(t, errands.Create(p.local, part))
		fact := &Fact{Base: kernel.Base{Region: "410105"}, Title: "事实", Enterprise: open.Enterprise}
		kerneltest.Must(t, facts.Create(p.local, fact))
		in := &enterprise.Enterprise{}
		in.MoveTo = "410182"
		_, err = enterprise.Enterprises.Do(p.local, e.ID, 0, "move", in, "搬迁")
		kerneltest.Must(t, err)
		if _, err := matters.Get(p.far, open.ID); kernel.CodeOf(err) != kernel.Missing {
			t.Errorf("before it was received: %v", err)
		}
		_, err = enterprise.Enterprises.Do(p.far, e.ID, 0, "receive", &enterprise.Enterprise{}, "")
		kerneltest.Must(t, err)
		for what, x := range map[string]struct {
			get  func(*kernel.Ctx) error
			here bool
		}{
			"open": {func(c *kernel.Ctx) error { _, err := matters.Get(c, open.ID); return err }, false}, "its part": {func(c *kernel.Ctx) error { _, err := errands.Get(c, part.ID); return err }, false},
			"done": {func(c *kernel.Ctx) error { _, err := matters.Get(c, done.ID); return err }, true}, "a fact": {func(c *kernel.Ctx) error { _, err := facts.Get(c, fact.ID); return err }, true},
		} {
			if (x.get(p.local) == nil) != x.here || (x.get(p.far) == nil) == x.here {
				t.Errorf("%s: %v here, %v there", what, x.get(p.local), x.get(p.far))
			}
		}
		_, err = matters.Do(p.far, open.ID, 0, "finish", &Matter{}, "")
		kerneltest.Want(t, "the new county ends it", err, "")
		lines, err := w.Trail.Of(w.System(), "matter", open.ID)
		if kerneltest.Must(t, err); len(lines) != 3 || !strings.Contains(lines[1].Opinion, "未办结的随企业移交") || len(lines[1].Changes) != 1 || lines[1].Changes[0].Name != "region" {
			t.Errorf("the history says %+v", lines)
		}
	})
}
