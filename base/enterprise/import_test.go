package enterprise_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"anjian/base/enterprise"
	"anjian/base/region"
	"anjian/kernel"
	"anjian/kernel/kerneltest"
	"anjian/kernel/rest"
	"anjian/kernel/sheet"
)

// desk is a signed-in person at the REST interface, with a queue that runs at once.
type desk struct {
	t     *testing.T
	w     *kerneltest.World
	actor kernel.Actor
	http  http.Handler
	runs  [][2]string
}

func (d *desk) Actor(*kernel.Ctx, *http.Request) (kernel.Actor, error) { return d.actor, nil }

func (d *desk) Put(_ *kernel.Ctx, task string, args any) error {
	text, err := json.Marshal(args)
	d.runs = append(d.runs, [2]string{task, string(text)})
	return err
}

func (d *desk) work() {
	for ; len(d.runs) > 0; d.runs = d.runs[1:] {
		for _, mod := range d.w.App.Modules {
			for _, job := range mod.Tasks {
				if name, _ := job.Spec(); name == d.runs[0][0] {
					kerneltest.Must(d.t, job.Do(d.w.System(), json.RawMessage(d.runs[0][1])))
				}
			}
		}
	}
}

// send calls an operation of imports and reads the import that it answers, once the work behind it is done.
func (d *desk) send(method, path, body string) (out sheet.Import) {
	d.t.Helper()
	for range 2 {
		r := httptest.NewRequest(method, path, bytes.NewReader([]byte(body)))
		r.Header.Set("Idempotency-Key", kernel.NewID(kerneltest.Now))
		rec := httptest.NewRecorder()
		if d.http.ServeHTTP(rec, r); rec.Code >= 300 {
			d.t.Fatalf("%s %s: %d %s", method, path, rec.Code, rec.Body)
		}
		kerneltest.Must(d.t, json.Unmarshal(rec.Body.Bytes(), &out))
		d.work()
		method, path, body = "GET", "/api/import/"+out.ID, ""
	}
	return out
}

// 表格导入：坏行指出行和原因，好行进入属地审核，整批可以撤销。
func TestImport(t *testing.T) {
	list := []kernel.Module{region.Module(), enterprise.Module()}
	kerneltest.Each(t, append(list, rest.Module(), sheet.Module(list, rest.Filter, sheet.Limits{Bytes: 1 << 20})), func(t *testing.T, w *kerneltest.World) {
		d := &desk{t: t, w: w, actor: meet(w).clerk.Actor}
		w.Queue = d
		w.FindRegion = func(text string) (out []kernel.Region) {
			for _, found := range region.Find(text) {
				out = append(out, region.Trim(found.Code))
			}
			return out
		}
		d.http = (&rest.Server{Env: w.Env, Store: w.Store, Sessions: d}).Handler()
		lines := []string{"企业名称,统一社会信用代码,属地,主要监管分类,国民经济行业,生产经营地址,从业人员,注册日期,粉尘涉爆,主要负责人,主要负责人电话"}
		for i, row := range []string{"金水区,机械,3311", "河南省郑州市金水区,危险化学品经营,F5169", "杭州市西湖区,机械,3311", "金水区,机械,9999", "金水区,机械,3311"} {
			c := code(t, fmt.Sprintf("MB%d", i))
			if i == 4 {
				c = c[:17] + "I"
			}
			lines = append(lines, fmt.Sprintf("郑州第%d厂,%s,%s,经三路%d号,120,2018-05-04,否,王建国,13803710001", i, c, row, i))
		}
		in := d.send("POST", "/api/import?type=enterprise&name="+url.QueryEscape("企业.csv"), strings.Join(lines, "\n"))
		if in.State != sheet.Ready || in.Good != 2 || in.Bad != 3 {
			t.Fatalf("checked: %s, %d good, %d bad, %s %+v", in.State, in.Good, in.Bad, in.Message, in.Errors)
		}
		in = d.send("POST", "/api/import/"+in.ID+"/run", "{}")
		if in.State != sheet.Done || in.Done != 2 {
			t.Fatalf("imported: %s, %d, %s", in.State, in.Done, in.Message)
		}
		all, err := enterprise.Enterprises.List(w.System(), kernel.Query{Sort: "name"})
		kerneltest.Must(t, err)
		for _, e := range all {
			if e.Status != enterprise.Submitted || e.Source != enterprise.Entered || e.RegisteredOn != "2018-05-04" || e.Region != "410105" || e.ActBy == "" || len(e.Freshness) == 0 {
				t.Errorf("imported %s: %s %s %s %s", e.Name, e.Status, e.Source, e.RegisteredOn, e.Region)
			}
		}
		if len(all) != 2 || all[1].Industry != "5169" || all[1].Trade != enterprise.ChemTrade {
			t.Errorf("%d files; industry %s, trade %s", len(all), all[1].Industry, all[1].Trade)
		}
		if in = d.send("POST", "/api/import/"+in.ID+"/undo", "{}"); in.State != sheet.Undone {
			t.Fatalf("taken back: %s %s", in.State, in.Message)
		}
		if n, err := enterprise.Enterprises.Count(w.System(), kernel.Cond{}); n != 0 || err != nil {
			t.Errorf("%d files are left (%v)", n, err)
		}
	})
}

// 合并掉的档案的名称仍然认得：导入的记录归保留的那一份。
func TestImportMerged(t *testing.T) {
	list := []kernel.Module{region.Module(), enterprise.Module()}
	kerneltest.Each(t, append(list, rest.Module(), sheet.Module(list, rest.Filter, sheet.Limits{Bytes: 1 << 20})), func(t *testing.T, w *kerneltest.World) {
		p := meet(w)
		d := &desk{t: t, w: w, actor: p.clerk.Actor}
		w.Queue = d
		d.http = (&rest.Server{Env: w.Env, Store: w.Store, Sessions: d}).Handler()
		kept, gone := filed(t, p, "郑州宏达机械有限公司", "MA1"), filed(t, p, "郑州宏大机械有限公司", "MA2")
		kerneltest.Must(t, mergeInto(p.head, gone.ID, kept.ID))
		in := d.send("POST", "/api/import?type=enterprise_licence&name="+url.QueryEscape("证照.csv"), "企业,证照种类,证照编号\n"+gone.Name+",危险化学品经营许可证,照1\n")
		in = d.send("POST", "/api/import/"+in.ID+"/run", "{}")
		if l, err := enterprise.Licences.First(w.System(), kernel.Cond{}); err != nil || l == nil || string(l.Enterprise) != kept.ID {
			t.Errorf("imported under the name of a file that was merged away: %+v %s (%v)", l, in.Message, err)
		}
	})
}
