package enterprise_test

import (
	"net/url"
	"strings"
	"testing"

	"anjian/base/enterprise"
	"anjian/kernel"
	"anjian/kernel/kerneltest"
	"anjian/kernel/rest"
)

// listed counts what a list page with the query holds.
func listed(t *testing.T, c *kernel.Ctx, h kernel.Handle, query string) int {
	t.Helper()
	values, err := url.ParseQuery(strings.ReplaceAll(query, "{today}", string(c.Today())))
	kerneltest.Must(t, err)
	q, err := rest.Filter(c, h, values)
	if err != nil {
		t.Errorf("%s?%s: %v", h.Meta().Name, query, err)
		return 0
	}
	n, err := c.Count(h.Meta(), q.Where, 0)
	kerneltest.Must(t, err)
	return n
}

// Every view, indicator and assignment names a list that the list page can show; that of a figure holds the very records it counts.
func TestQueries(t *testing.T) {
	kerneltest.Each(t, modules, func(t *testing.T, w *kerneltest.World) {
		p := meet(w)
		filed(t, p, "郑州宏达机械有限公司", "MA1")
		e := filed(t, p, "郑州兴隆机械有限公司", "MA2")
		kerneltest.Must(t, enterprise.Enterprises.Create(p.clerk, works(t, "金水纺织有限公司", "MA4", enterprise.Textile)))
		kerneltest.Must(t, enterprise.Enterprises.Create(p.owner, works(t, "草稿公司", "MA5", enterprise.Textile)))
		id := kernel.Ref[enterprise.Enterprise](e.ID)
		kerneltest.Must(t, enterprise.Licences.Create(p.owner, &enterprise.Licence{Enterprise: id, Class: "other", Number: "长期"}))
		kerneltest.Must(t, enterprise.Licences.Create(p.owner, &enterprise.Licence{Enterprise: id, Class: "other", Number: "过期", ValidTo: "2020-01-01"}))
		w.On("2027-01-01")
		kerneltest.Must(t, enterprise.Refresh.Run(w.System(), struct{}{}))
		c := p.leader
		w.App.Each(func(_ *kernel.Module, h kernel.Handle) {
			for _, v := range h.Meta().Views {
				listed(t, c, h, v.Query)
			}
		})
		for view, want := range map[string]int{"stale": 2, "contacts": 2, "review": 1, "incomplete": 0} {
			for _, v := range enterprise.Enterprises.Meta().Views {
				if n := listed(t, c, enterprise.Enterprises, v.Query); v.Name == view && n != want {
					t.Errorf("view %s holds %d, want %d", view, n, want)
				}
			}
		}
		if n := listed(t, c, enterprise.Licences, enterprise.Licences.Meta().Views[0].Query); n != 1 {
			t.Errorf("%d licences have ended, want 1", n)
		}
		for _, in := range enterprise.Module().Indicators {
			n, err := c.Count(in.Of.Meta(), in.Where, 0)
			kerneltest.Must(t, err)
			if got := listed(t, c, in.Of, in.Query); got != n {
				t.Errorf("%s counts %d, its list holds %d", in.Name, n, got)
			}
		}
		list := &enterprise.Worklist{Title: "补齐", Goal: enterprise.ToConfirm, Trades: []enterprise.Trade{enterprise.Machinery}, Operating: enterprise.Running, Deadline: "2027-06-30"}
		list.Region = "4101"
		kerneltest.Must(t, enterprise.Worklists.Create(c, list))
		_, err := enterprise.Worklists.Do(c, list.ID, 0, "issue", nil, "")
		kerneltest.Must(t, err)
		kerneltest.Must(t, do(p.local, e.ID, "confirm", ""))
		a, err := enterprise.Assignments.First(p.local, kernel.Cond{})
		kerneltest.Must(t, err)
		if n := listed(t, p.local, enterprise.Enterprises, a.Filter); n != 1 || a.Total != 2 {
			t.Errorf("%d of %d left by %s, want 1", n, a.Total, a.Filter)
		}
	})
}
