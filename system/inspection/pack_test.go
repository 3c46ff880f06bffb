package inspection_test

import (
	"compress/gzip"
	"encoding/json"
	"fmt"
	"hash/fnv"
	"net/http/httptest"
	"net/url"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"anjian/base/enterprise"
	"anjian/base/library"
	"anjian/kernel"
	"anjian/kernel/kerneltest"
	"anjian/system/hazard"
	"anjian/system/inspection"
)

// phone keeps what it has fetched, as the app does.
type phone struct {
	t    *testing.T
	c    *kernel.Ctx
	rows map[string]map[string][]any // part, id
	at   map[string]int64            // when a part was fetched
}

func route(c *kernel.Ctx, pattern string) kernel.Route {
	for _, mod := range c.App.Modules {
		for _, r := range mod.Routes {
			if r.Pattern == pattern {
				return r
			}
		}
	}
	panic("no route " + pattern)
}

func (p *phone) get(path string, q url.Values, out any) error {
	p.t.Helper()
	w := httptest.NewRecorder()
	if err := route(p.c, "GET "+path).Raw(p.c, w, httptest.NewRequest("GET", path+"?"+q.Encode(), nil)); err != nil {
		return err
	}
	z, err := gzip.NewReader(w.Body)
	kerneltest.Must(p.t, err)
	return json.NewDecoder(z).Decode(out)
}

func (p *phone) contents() *inspection.Content {
	p.t.Helper()
	r := route(p.c, "GET /api/inspection/pack")
	out, err := r.Serve(p.c, reflect.New(r.In).Interface())
	kerneltest.Must(p.t, err)
	return out.(*inspection.Content)
}

// pull fetches what is new of a part and returns how many rows came.
func (p *phone) pull(part string) (n int) {
	p.t.Helper()
	q := url.Values{"part": {part}}
	if p.at[part] != 0 {
		q.Set("since", fmt.Sprint(p.at[part]))
	}
	p.at[part] = p.c.Now().UnixMilli()
	for {
		var page inspection.Page
		kerneltest.Must(p.t, p.get("/api/inspection/pack/page", q, &page))
		for _, r := range page.Rows {
			if p.rows[part] == nil {
				p.rows[part] = map[string][]any{}
			}
			p.rows[part][r[0].(string)] = r
			n++
		}
		if q.Del("since"); !page.More {
			return n
		}
		q.Set("after", page.Cursor)
	}
}

func (p *phone) sum(part string) (out uint32) {
	for id, r := range p.rows[part] {
		h := fnv.New32a()
		fmt.Fprintf(h, "%s:%d", id, int(r[1].(float64)))
		out += h.Sum32()
	}
	return out
}

func (p *phone) share(part string) *inspection.Share {
	p.t.Helper()
	out := p.contents()
	i := slices.IndexFunc(out.Parts, func(s inspection.Share) bool { return s.Name == part })
	if i < 0 {
		return nil
	}
	return &out.Parts[i]
}

// The pack holds what lies within the officer's rights, comes by pages, goes on where it ended, and tells what is gone.
func TestPack(t *testing.T) {
	kerneltest.EachPrepared(t, stocked, modules, func(t *testing.T, w *kerneltest.World) {
		cast := play(t, w)
		for i := range 30 {
			e := &enterprise.Enterprise{}
			e.Name, e.Trade, e.Region, e.Status = fmt.Sprintf("郑州第%d机械厂", i), enterprise.Machinery, "410105", enterprise.Filed
			e.Principal, e.PrincipalPhone = "张三", "13800000001"
			if i >= 20 {
				e.Region = "410108"
			}
			kerneltest.Must(t, enterprise.Enterprises.Create(cast.sys, e))
		}
		matter(t, cast.sys)
		p := &phone{t, cast.wang, map[string]map[string][]any{}, map[string]int64{}}
		for _, s := range p.contents().Parts {
			if n := p.pull(s.Name); n != s.Rows || p.sum(s.Name) != s.Sum || s.Rows > 0 && s.Bytes == 0 {
				t.Errorf("%s: %d rows fetched of %+v", s.Name, n, s)
			}
		}
		if n := len(p.rows["enterprise"]); n != 21 {
			t.Errorf("%d enterprises of 21 in the district", n)
		}
		if text := fmt.Sprint(p.rows["enterprise"][cast.plant]); strings.Contains(text, "13800000001") || !strings.Contains(text, "138****0001") {
			t.Errorf("personal data in the pack: %s", text)
		}
		if len(p.rows["library_checklist"]) == 0 || len(p.rows["library_matter"]) == 0 || len(p.rows["officer"]) != 3 {
			t.Errorf("lists %d, matters %d, officers %d", len(p.rows["library_checklist"]), len(p.rows["library_matter"]), len(p.rows["officer"]))
		}

		w.On("2026-11-07")
		if n := p.pull("enterprise"); n > 21 {
			t.Errorf("%d rows of nothing new", n)
		}
		_, err := enterprise.Enterprises.Update(cast.sys, cast.plant, 0, func(e *enterprise.Enterprise) error { e.Address = "金水路2号"; return nil })
		kerneltest.Must(t, err)
		w.On("2026-11-08")
		if n := p.pull("enterprise"); n != 1 || !strings.Contains(fmt.Sprint(p.rows["enterprise"][cast.plant]), "金水路2号") {
			t.Errorf("%d rows of one change", n)
		}
		_, err = w.Store.Exec(cast.sys, "UPDATE enterprise SET region = ? WHERE id = ?", "410108", cast.plant)
		kerneltest.Must(t, err)
		p.pull("enterprise")
		if s := p.share("enterprise"); s.Sum == p.sum("enterprise") || s.Rows != 20 {
			t.Errorf("an enterprise moved away and nobody noticed: %+v", s)
		}
		var index struct{ Items [][]any }
		kerneltest.Must(t, p.get("/api/inspection/pack/index", url.Values{"part": {"enterprise"}}, &index))
		if slices.ContainsFunc(index.Items, func(i []any) bool { return i[0] == cast.plant }) || len(index.Items) != 20 {
			t.Errorf("the index names %d", len(index.Items))
		}

		other := &phone{t, cast.nextDoor, map[string]map[string][]any{}, map[string]int64{}}
		if n := other.pull("enterprise"); n != 11 {
			t.Errorf("next door has %d enterprises", n)
		}
		if s := (&phone{t: t, c: cast.safety}).share("enterprise"); s != nil && s.Rows > 1 {
			t.Errorf("an enterprise's account sees %+v", s)
		}
		for what, q := range map[string]url.Values{"no such part": {"part": {"account"}}, "a bad cursor": {"part": {"enterprise"}, "after": {"yesterday~x"}}} {
			if err := p.get("/api/inspection/pack/page", q, &struct{}{}); kernel.CodeOf(err) == "" || kernel.CodeOf(err) == kernel.Internal {
				t.Errorf("%s: %v", what, err)
			}
		}
	})
}

func matter(t *testing.T, c *kernel.Ctx) {
	t.Helper()
	m := &library.Matter{Code: "T-1", Name: "主要负责人是否履行职责", Group: library.AllTrades, Category: library.OtherSite, Basis: "安全生产法第二十一条"}
	m.Region = kernel.Country
	kerneltest.Must(t, library.Matters.Create(c, m))
}

// A visit made without a network arrives whole: new or begun at the desk, with its findings, hazards and facts, or not at all.
func TestTrip(t *testing.T) {
	kerneltest.EachPrepared(t, stocked, modules, func(t *testing.T, w *kerneltest.World) {
		p := play(t, w)
		w.On("2026-11-06")
		l, err := library.Checklists.First(p.wang, kernel.And(kernel.Eq(&library.Row.Line, "machinery"), kernel.Eq(&library.Row.Status, library.Published)))
		kerneltest.Must(t, err)
		matter(t, p.sys)
		matters, err := library.Matters.List(p.wang, kernel.Query{Limit: 2})
		kerneltest.Must(t, err)
		w.On("2026-11-08") // the officer comes back two days later
		started := time.Date(2026, 11, 6, 10, 0, 0, 0, kernel.China)
		trip := func(id string) *inspection.Trip {
			in := &inspection.Trip{ID: id, Enterprise: kernel.Ref[enterprise.Enterprise](p.plant), Kind: inspection.Routine, Lists: []string{l.ID}, Officers: p.team[:2], Present: "张三", PresentAs: "厂长",
				Started: started, Ended: started.Add(time.Hour), Facts: inspection.FactsIn{Confirm: []enterprise.Group{enterprise.InPeople, enterprise.InCondition, enterprise.InPlace, enterprise.InSupervision}}}
			for _, m := range matters {
				in.Replies = append(in.Replies, inspection.TripReply{Matter: m.ID, Code: m.Code, Outcome: hazard.Pass, At: started.Add(time.Minute)})
			}
			for _, it := range l.Active() {
				in.Replies = append(in.Replies, inspection.TripReply{List: l.ID, Code: it.Code, Outcome: hazard.Pass, At: started.Add(2 * time.Minute)})
			}
			in.Replies[3].Outcome, in.Replies[3].Note = hazard.Fail, "2号车床没有防护罩"
			in.Replies[3].Finding = &inspection.TripFinding{Place: "机加工车间", DueOn: "2026-11-20", Photos: photo}
			in.More = []inspection.TripFinding{{Title: "配电柜前堆放杂物", Category: library.OtherSite, DueOn: "2026-11-10", Measure: inspection.StopUse, Why: "柜内有打火痕迹"}}
			return in
		}
		out, err := inspection.Arrive(p.wang, trip("phone1"))
		kerneltest.Must(t, err)
		v, err := inspection.Inspections.Get(p.wang, "phone1")
		kerneltest.Must(t, err)
		if v.Status != inspection.Handling || v.CheckedOn != "2026-11-06" || !v.Started.Equal(started) || !v.Ended.Equal(started.Add(time.Hour)) || v.Items != len(trip("x").Replies) || v.Found != 2 || out.Origin != "later" {
			t.Errorf("arrived as %+v", v)
		}
		found := findings(t, p.wang, v)
		if len(found) != 2 || found[0].Title != "2号车床没有防护罩" || found[0].DueOn != "2026-11-20" || found[0].Place != "机加工车间" || found[1].Measure != inspection.StopUse || found[1].FoundOn != "2026-11-06" {
			t.Fatalf("findings %+v", found)
		}
		if h, err := hazard.Hazards.Get(p.wang, string(found[0].Hazard)); err != nil || h.Title != found[0].Title {
			t.Errorf("hazard %+v, %v", h, err)
		}
		if list := items(t, p.wang, v); list[0].Matter != kernel.Ref[library.Matter](matters[0].ID) || !list[0].AnsweredAt.Equal(started.Add(time.Minute)) {
			t.Errorf("first item %+v", list[0])
		}
		if _, err := inspection.Arrive(p.wang, trip("phone1")); kernel.CodeOf(err) != kernel.Stale {
			t.Errorf("the same visit as another: %v", err)
		}
		count := func() int {
			n, err := inspection.Inspections.Count(p.sys, kernel.Cond{})
			kerneltest.Must(t, err)
			return n
		}
		before := count()
		for what, tc := range map[string]struct {
			change func(*inspection.Trip)
			who    *kernel.Ctx
			code   kernel.Code
		}{
			"an open item":             {func(in *inspection.Trip) { in.Replies[1].Outcome = "" }, p.wang, kernel.Conflict},
			"one officer":              {func(in *inspection.Trip) { in.Officers = in.Officers[:1] }, p.wang, kernel.Invalid},
			"an unknown line":          {func(in *inspection.Trip) { in.Replies[4].Code = "没有" }, p.wang, kernel.Invalid},
			"ended before it began":    {func(in *inspection.Trip) { in.Ended = started.Add(-time.Hour) }, p.wang, kernel.Invalid},
			"ended tomorrow":           {func(in *inspection.Trip) { in.Ended = started.AddDate(0, 0, 5) }, p.wang, kernel.Invalid},
			"next door":                {func(*inspection.Trip) {}, p.nextDoor, kernel.Missing},
			"a reason that is missing": {func(in *inspection.Trip) { in.More[0].Why = "" }, p.wang, kernel.Invalid},
		} {
			in := trip("phone2")
			tc.change(in)
			_, err := inspection.Arrive(tc.who, in)
			kerneltest.Want(t, what, err, tc.code)
		}
		if count() != before {
			t.Errorf("%d visits left by trips that were refused", count()-before)
		}

		desk := p.visit(t, inspection.Routine, "machinery")
		in := trip(desk.ID)
		in.Rev, in.Replies, in.More = desk.Rev, nil, nil
		for _, it := range items(t, p.wang, desk) {
			in.Replies = append(in.Replies, inspection.TripReply{Item: it.ID, Outcome: hazard.Pass})
		}
		stale := *in
		stale.Rev = 7
		_, err = inspection.Arrive(p.wang, &stale)
		kerneltest.Want(t, "a visit that moved on", err, kernel.Stale)
		_, err = inspection.Arrive(p.wang, in)
		kerneltest.Must(t, err)
		if v, err := inspection.Inspections.Get(p.wang, desk.ID); err != nil || v.Status != inspection.Closed && v.Status != inspection.Handling || v.Items != len(in.Replies) {
			t.Errorf("the visit of the desk: %+v, %v", v, err)
		}
	})
}
