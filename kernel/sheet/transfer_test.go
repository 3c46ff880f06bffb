package sheet_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"anjian/kernel"
	"anjian/kernel/kerneltest"
	"anjian/kernel/rest"
	"anjian/kernel/sheet"
)

type Grade string

func (Grade) Options() []kernel.Option {
	return []kernel.Option{kernel.Opt(Grade("general"), "一般"), kernel.Tone(Grade("major"), "重大", "red"), kernel.Opt(Grade("mixed"), "一般；重大")}
}

type Part struct {
	Name  string      `json:"name" label:"名称" rule:"required"`
	Grade Grade       `json:"grade" label:"级别"`
	Most  float64     `json:"most" label:"最大；储量"`
	On    kernel.Date `json:"on_day" label:"日期"`
}

type Plant struct {
	kernel.Base
	Name   string              `json:"name" label:"企业名称" rule:"required,max=60" ui:"list,sort,search" also:"单位名称,公司名称"`
	Code   string              `json:"code" label:"统一社会信用代码" rule:"unique,max=18"`
	Grade  Grade               `json:"grade" label:"级别" ui:"filter"`
	Grades []Grade             `json:"grades" label:"各级别"`
	Staff  int                 `json:"staff" label:"从业人员" unit:"人" rule:"min=0"`
	Area   float64             `json:"area" label:"面积"`
	Cash   kernel.Money        `json:"cash" label:"注册资本"`
	Since  kernel.Date         `json:"since" label:"成立日期"`
	Seen   time.Time           `json:"seen" label:"核实时间" ui:"filter"`
	Dust   bool                `json:"dust" label:"粉尘涉爆" ui:"filter"`
	Phone  kernel.Phone        `json:"phone" label:"电话"`
	At     kernel.Point        `json:"at" label:"坐标"`
	Tags   []string            `json:"tags" label:"标签"`
	Parts  []Part              `json:"parts" label:"物质"`
	Group  kernel.Ref[Plant]   `json:"parent" label:"上级企业"`
	Kin    []kernel.Ref[Plant] `json:"kin" label:"关联企业"`
	First  string              `json:"first" label:"初次" ui:"once"`
	Double int                 `json:"doubled" label:"两倍" ui:"fixed"`
}

type Visit struct {
	kernel.Base
	Plant kernel.Ref[Plant] `json:"plant" label:"企业" rule:"required"`
	Note  string            `json:"note" label:"记录"`
}

var (
	pl     = kernel.Row[Plant]()
	plants = &kernel.Resource[Plant]{Name: "plant", Label: "企业", Help: "测试用的企业。", Sort: "name",
		Access: kernel.Access{
			{To: []kernel.Role{"regulator"}, Can: "read create update import export", Rows: kernel.Jurisdiction},
			{To: []kernel.Role{"chief"}, Can: "read export plain", Rows: kernel.Jurisdiction},
			{To: []kernel.Role{"reader"}, Can: "read", Rows: kernel.Jurisdiction},
			{To: []kernel.Role{"major"}, Can: "read create import", Rows: func(kernel.Actor) kernel.Cond { return kernel.Eq(&pl.Grade, Grade("major")) }},
		},
		Derive: func(_ *kernel.Ctx, p *Plant) error { p.Double = 2 * p.Staff; return nil },
		Rules: func(_ *kernel.Ctx, p, _ *Plant) error {
			if strings.Contains(p.Name, "禁") {
				return kernel.FieldError(&pl.Name, "企业名称含有禁用字")
			}
			return nil
		},
	}
	visits = &kernel.Resource[Visit]{Name: "visit", Label: "走访", Help: "测试用的走访。", Access: kernel.Access{{To: []kernel.Role{"regulator"}, Can: "read create", Rows: kernel.Jurisdiction}}}
)

func modules() []kernel.Module {
	list := []kernel.Module{{Name: "plant", Label: "企业", Resources: []kernel.Handle{plants, visits}}}
	return append(list, rest.Module(), sheet.Module(list, rest.Filter, sheet.Limits{Bytes: 4 << 20}))
}

var areas = map[string][]kernel.Region{"410105": {"410105"}, "410122": {"410122"}, "河南省郑州市金水区": {"410105"}, "金水区": {"410105"}, "中牟县": {"410122"}, "鼓楼区": {"410204", "320106"}, "610000": {"610000"}}

// queue runs nothing by itself: a test decides when, and can lose a run as a crash does.
type queue struct {
	jobs map[string]kernel.Job
	runs []run
}

type run struct {
	name string
	args json.RawMessage
}

func (q *queue) Put(_ *kernel.Ctx, name string, args any) error {
	text, err := json.Marshal(args)
	q.runs = append(q.runs, run{name, text})
	return err
}

func (q *queue) work(t testing.TB, w *kerneltest.World) {
	t.Helper()
	for len(q.runs) > 0 {
		r := q.runs[0]
		q.runs = q.runs[1:]
		kerneltest.Must(t, q.jobs[r.name].Do(w.System(), r.args))
	}
}

type office struct {
	*kerneltest.World
	*queue
	t     testing.TB
	actor kernel.Actor
	http  http.Handler
}

func (o *office) Actor(*kernel.Ctx, *http.Request) (kernel.Actor, error) { return o.actor, nil }

func open(t testing.TB, w *kerneltest.World) *office {
	o := &office{World: w, queue: &queue{jobs: map[string]kernel.Job{}}, t: t, actor: kernel.Actor{ID: "wang", Name: "王建国", Roles: []kernel.Role{"regulator"}, Region: "4101"}}
	for _, mod := range w.App.Modules {
		for _, job := range mod.Tasks {
			name, _ := job.Spec()
			o.jobs[name] = job
		}
	}
	w.Queue = o.queue
	w.FindRegion = func(text string) []kernel.Region { return areas[text] }
	w.Label = func(r kernel.Region) string {
		return map[kernel.Region]string{"410105": "河南省郑州市金水区", "410122": "河南省郑州市中牟县"}[r]
	}
	o.http = (&rest.Server{Env: w.Env, Store: w.Store, Sessions: o}).Handler()
	return o
}

func (o *office) call(method, path string, body []byte) *httptest.ResponseRecorder {
	o.t.Helper()
	r := httptest.NewRequest(method, path, bytes.NewReader(body))
	r.Header.Set("Idempotency-Key", kernel.NewID(kerneltest.Now))
	w := httptest.NewRecorder()
	o.http.ServeHTTP(w, r)
	return w
}

// bring uploads a table, lets it be checked, and returns the import.
func (o *office) bring(name string, body []byte) *sheet.Import {
	o.t.Helper()
	return o.bringAs("plant", name, body)
}

func (o *office) bringAs(typ, name string, body []byte) *sheet.Import {
	o.t.Helper()
	w := o.call("POST", "/api/import?type="+typ+"&name="+url.QueryEscape(name), body)
	if w.Code != http.StatusCreated {
		o.t.Fatalf("upload: %d %s", w.Code, w.Body)
	}
	var rec sheet.Import
	kerneltest.Must(o.t, json.Unmarshal(w.Body.Bytes(), &rec))
	o.work(o.t, o.World)
	return o.look(rec.ID)
}

func (o *office) look(id string) *sheet.Import {
	o.t.Helper()
	var rec sheet.Import
	w := o.call("GET", "/api/import/"+id, nil)
	if w.Code != http.StatusOK {
		o.t.Fatalf("import: %d %s", w.Code, w.Body)
	}
	kerneltest.Must(o.t, json.Unmarshal(w.Body.Bytes(), &rec))
	return &rec
}

func (o *office) do(id, verb string) *sheet.Import {
	o.t.Helper()
	if w := o.call("POST", "/api/import/"+id+"/"+verb, []byte("{}")); w.Code != http.StatusOK {
		o.t.Fatalf("%s: %d %s", verb, w.Code, w.Body)
	}
	o.work(o.t, o.World)
	return o.look(id)
}

func (o *office) all() (out []*Plant) {
	o.t.Helper()
	out, err := plants.List(o.System(), kernel.Query{Limit: -1})
	kerneltest.Must(o.t, err)
	return out
}

func csv(lines ...string) []byte { return []byte(strings.Join(lines, "\n") + "\n") }

// 200 rows with 5 bad ones: the bad ones are named, corrected in the file of errors, and sent again.
func TestTwoHundredRowsWithFiveBad(t *testing.T) {
	kerneltest.Each(t, modules(), func(t *testing.T, w *kerneltest.World) {
		o := open(t, w)
		lines := []string{"单位名称*,统一社会信用代码,属地,级别,从业人员（人）,注册资本（万元）,成立日期,粉尘涉爆,备注"}
		bad := map[int]string{37: "级别", 80: "成立日期", 120: "属地", 150: "从业人员", 199: "统一社会信用代码"}
		for i := range 200 {
			name, code, area, grade, staff, day := fmt.Sprintf("企业%03d", i), fmt.Sprintf("91410100MA%08d", i), "金水区", "重大", "12", "2018.5.4"
			switch bad[i] {
			case "级别":
				grade = "特大"
			case "成立日期":
				day = "五月四日"
			case "属地":
				area = "鼓楼区"
			case "从业人员":
				staff = "-3"
			case "统一社会信用代码":
				code = "91410100MA00000000"
			}
			lines = append(lines, strings.Join([]string{name, code, area, grade, staff, "100.5", day, "是", "没有这一列"}, ","))
		}
		rec := o.bring("企业.csv", csv(lines...))
		if rec.State != sheet.Ready || rec.Rows != 200 || rec.Good != 195 || rec.Bad != 5 || len(rec.Errors) != 5 || len(rec.Preview) == 0 || len(rec.Missing) != 0 {
			t.Fatalf("%+v", rec)
		}
		letters := map[string]string{"级别": "D", "成立日期": "G", "属地": "C", "从业人员": "E", "统一社会信用代码": "B"}
		for _, e := range rec.Errors {
			label := bad[e.Row-2]
			if e.Column != letters[label] || e.Message == "" || e.Value == "" || !strings.Contains(e.Message, label) {
				t.Errorf("%+v, want column %s (%s)", e, letters[label], label)
			}
		}
		if len(o.all()) != 0 {
			t.Fatal("checking has written")
		}
		rec = o.do(rec.ID, "run")
		if rec.State != sheet.Done || rec.Added != 195 || rec.Changed != 0 || rec.Done != 195 {
			t.Fatalf("%+v", rec)
		}
		one := o.all()[0]
		if one.Name != "企业000" || one.Region != "410105" || one.Grade != "major" || one.Staff != 12 || one.Double != 24 || one.Cash != 100_5000_00 || one.Since != "2018-05-04" || !one.Dust {
			t.Fatalf("%+v", one)
		}
		file := o.call("GET", "/api/import/"+rec.ID+"/errors.xlsx", nil)
		if file.Code != http.StatusOK {
			t.Fatal(file.Body)
		}
		fixed := correct(t, file.Body.Bytes(), map[string]string{"特大": "一般", "五月四日": "2018-5-4", "鼓楼区": "中牟县", "-3": "3", "91410100MA00000000": "91410100MA99999999"})
		again := o.bring("企业_错误.csv", fixed)
		if again.State != sheet.Ready || again.Good != 5 || again.Bad != 0 {
			t.Fatalf("%+v", again)
		}
		if again = o.do(again.ID, "run"); again.Added != 5 || len(o.all()) != 200 {
			t.Fatalf("%+v", again)
		}
		var entries int
		rows, err := o.Store.Query(context.Background(), "SELECT COUNT(*) FROM trail WHERE type = 'plant' AND verb = 'create' AND actor = 'wang'")
		kerneltest.Must(t, err)
		for rows.Next() {
			kerneltest.Must(t, rows.Scan(&entries))
		}
		rows.Close()
		if entries != 200 {
			t.Errorf("%d entries in the trail", entries)
		}
	})
}

// correct reads a file of errors the way a person would, replaces wrong values, and saves it as CSV with the column of reasons.
func correct(t *testing.T, file []byte, with map[string]string) []byte {
	t.Helper()
	table, err := sheet.Open(bytes.NewReader(file), int64(len(file)), "e.xlsx", sheet.Limits{}, nil)
	kerneltest.Must(t, err)
	var out bytes.Buffer
	w := sheet.NewCSV(&out, sheet.WithFaults())
	var columns []sheet.Column
	for _, h := range table.Header() {
		columns = append(columns, sheet.Column{Label: h})
	}
	kerneltest.Must(t, w.Header(columns))
	for {
		_, cells, err := table.Next()
		if err == io.EOF {
			break
		}
		kerneltest.Must(t, err)
		var values []any
		for _, c := range cells {
			if better, wrong := with[c]; wrong {
				c = better
			}
			values = append(values, c)
		}
		kerneltest.Must(t, w.Row(values, sheet.Fault{Column: -1, Message: "已改"}))
	}
	kerneltest.Must(t, w.Close())
	return out.Bytes()
}

func TestUpdateAndUndo(t *testing.T) {
	kerneltest.Each(t, modules(), func(t *testing.T, w *kerneltest.World) {
		o := open(t, w)
		c := o.As(o.actor)
		old := &Plant{Base: kernel.Base{Region: "410105"}, Name: "老厂", Code: "OLD1", Staff: 7, Phone: "13812345678", First: "早"}
		kept := &Plant{Base: kernel.Base{Region: "410105"}, Name: "老厂二", Code: "OLD2", Staff: 8}
		kerneltest.Must(t, plants.Create(c, old))
		kerneltest.Must(t, plants.Create(c, kept))
		outside := &Plant{Base: kernel.Base{Region: "320106"}, Name: "外地厂", Code: "FAR"}
		kerneltest.Must(t, plants.Create(o.System(), outside))
		rec := o.bring("x.csv", csv("企业名称,统一社会信用代码,属地,从业人员,电话,初次,上级企业",
			"老厂改名,OLD1,,70,138****5678,,", "老厂二,OLD2,,80,,,", "新厂,NEW1,金水区,1,,晚,老厂", "新厂二,NEW2,金水区,2,,,OLD2", "外地,FAR,金水区,3,,,", "老厂三,OLD1,,1,,晚了,", "远处,NEW3,610000,1,,,", "缺级,NEW4,金水区,1,,,没有的厂", "含禁字,NEW5,金水区,1,,,"))
		if rec.Good != 4 || rec.Bad != 5 {
			t.Fatalf("%+v", rec)
		}
		want := map[int]string{6: "没有修改它的权限", 7: "", 8: "超出您的权限范围", 9: "找不到", 10: "禁用字"}
		for _, e := range rec.Errors {
			if !strings.Contains(e.Message, want[e.Row]) {
				t.Errorf("row %d: %s", e.Row, e.Message)
			}
		}
		if rec = o.do(rec.ID, "run"); rec.Added != 2 || rec.Changed != 2 {
			t.Fatalf("%+v", rec)
		}
		got, err := plants.Get(c, old.ID)
		kerneltest.Must(t, err)
		if got.Name != "老厂改名" || got.Staff != 70 || got.Phone != "13812345678" || got.First != "早" {
			t.Fatalf("%+v", got)
		}
		// one of the updated records and one of the new ones are worked on before the import is taken back
		_, err = plants.Update(c, kept.ID, 0, func(p *Plant) error { p.Area = 5; return nil })
		kerneltest.Must(t, err)
		news, err := plants.First(c, kernel.Eq(&pl.Code, "NEW2"))
		kerneltest.Must(t, err)
		kerneltest.Must(t, visits.Create(c, &Visit{Base: kernel.Base{Region: "410105"}, Plant: kernel.Ref[Plant](news.ID)}))
		if rec = o.do(rec.ID, "undo"); rec.State != sheet.Undone || len(rec.Kept) != 2 {
			t.Fatalf("%+v", rec)
		}
		got, err = plants.Get(c, old.ID)
		kerneltest.Must(t, err)
		if got.Name != "老厂" || got.Staff != 7 || got.Phone != "13812345678" {
			t.Fatalf("not as before: %+v", got)
		}
		if got, _ = plants.Get(c, kept.ID); got.Staff != 80 || got.Area != 5 {
			t.Fatalf("later work lost: %+v", got)
		}
		if p, _ := plants.First(c, kernel.Eq(&pl.Code, "NEW1")); p != nil {
			t.Error("a created record is still there")
		}
		if p, _ := plants.First(c, kernel.Eq(&pl.Code, "NEW2")); p == nil {
			t.Error("a record that others refer to is gone")
		}
		if w := o.call("POST", "/api/import/"+rec.ID+"/undo", []byte("{}")); w.Code != http.StatusConflict {
			t.Errorf("second undo: %d", w.Code)
		}
	})
}

// A crash between or within chunks loses nothing and imports nothing twice.
func TestCrashWhileRunning(t *testing.T) {
	kerneltest.Each(t, modules(), func(t *testing.T, w *kerneltest.World) {
		o := open(t, w)
		lines := []string{"企业名称,属地"}
		for i := range 1000 {
			lines = append(lines, fmt.Sprintf("厂%04d,金水区", i))
		}
		rec := o.bring("x.csv", csv(lines...))
		o.call("POST", "/api/import/"+rec.ID+"/run", []byte("{}"))
		job := o.runs[0]
		for _, at := range []int{250, 400, 130} { // the process dies at these writes
			ctx, die := context.WithCancel(context.Background())
			n := 0
			hooks := o.Env.Hooks
			o.Env.Hooks = append(hooks[:len(hooks):len(hooks)], func(_ *kernel.Ctx, wr *kernel.Write) error {
				if n++; wr.Meta.Name == "plant" && n == at {
					die()
				}
				return nil
			})
			if err := o.jobs[job.name].Do(o.NewCtx(ctx, o.Store), job.args); err == nil {
				t.Fatal("did not die")
			}
			o.Env.Hooks = hooks
			die()
			if n := len(o.all()); n%200 != 0 || n == 1000 {
				t.Fatalf("%d records after a crash", n)
			}
		}
		o.work(t, o.World)
		if rec = o.look(rec.ID); rec.State != sheet.Done || rec.Added != 1000 {
			t.Fatalf("%+v", rec)
		}
		seen := map[string]bool{}
		for _, p := range o.all() {
			seen[p.Name] = true
		}
		if len(seen) != 1000 || len(o.all()) != 1000 {
			t.Fatalf("%d names, %d records", len(seen), len(o.all()))
		}
	})
}

func TestRightsAndHostileFiles(t *testing.T) {
	kerneltest.Each(t, modules(), func(t *testing.T, w *kerneltest.World) {
		o := open(t, w)
		good := csv("企业名称,属地", "甲,金水区")
		for name, body := range map[string][]byte{"empty": {}, "binary": {0x7f, 'E', 'L', 'F', 2, 1, 1}, "html": []byte("<html><table>"), "zip": []byte("PK\x03\x04garbage"), "header only": csv("企业名称,属地"), "no header": csv("x,y", "1,2"), "huge": bytes.Repeat([]byte("甲,乙\n"), 1<<20)} {
			w := o.call("POST", "/api/import?type=plant&name=x.csv", body)
			if w.Code == http.StatusCreated {
				o.work(t, o.World)
				var rec sheet.Import
				json.Unmarshal(w.Body.Bytes(), &rec)
				if rec := o.look(rec.ID); rec.State != sheet.Failed || rec.Message == "" {
					t.Errorf("%s: %+v", name, rec)
				}
			} else if w.Code != 422 && w.Code != 413 {
				t.Errorf("%s: %d %s", name, w.Code, w.Body)
			}
		}
		mine := o.bring("x.csv", good)
		o.actor = kernel.Actor{ID: "li", Roles: []kernel.Role{"regulator"}, Region: "4101"}
		for _, path := range []string{"/run", "/undo"} {
			if w := o.call("POST", "/api/import/"+mine.ID+path, []byte("{}")); w.Code != 404 {
				t.Errorf("foreign %s: %d", path, w.Code)
			}
		}
		if w := o.call("GET", "/api/import/"+mine.ID+"/errors.xlsx", nil); w.Code != 404 {
			t.Errorf("foreign errors: %d", w.Code)
		}
		o.actor = kernel.Actor{ID: "zhao", Roles: []kernel.Role{"reader"}, Region: "4101"}
		for _, path := range []string{"/api/plant/export.csv", "/api/plant/export.xlsx", "/api/plant/template.xlsx"} {
			if w := o.call("GET", path, nil); w.Code != 403 {
				t.Errorf("%s: %d", path, w.Code)
			}
		}
		if w := o.call("POST", "/api/import?type=plant&name=x.csv", good); w.Code != 403 {
			t.Errorf("upload without right: %d", w.Code)
		}
		if w := o.call("POST", "/api/import?type=nothing&name=x.csv", good); w.Code != 404 {
			t.Errorf("unknown type: %d", w.Code)
		}
		// rights that are a WHERE on another column hold row by row
		o.actor = kernel.Actor{ID: "qian", Roles: []kernel.Role{"major"}, Region: "4101"}
		rec := o.bring("y.csv", csv("企业名称,属地,级别", "乙,金水区,重大", "丙,金水区,一般"))
		if rec.Good != 1 || rec.Bad != 1 || !strings.Contains(rec.Errors[0].Message, "权限") {
			t.Fatalf("%+v", rec)
		}
	})
}

// The header is the row that names columns: what a bureau writes above its tables (title, 填报单位, 填报日期) is none of it.
func TestHeaderBelowOtherLines(t *testing.T) {
	kerneltest.Each(t, modules(), func(t *testing.T, w *kerneltest.World) {
		o := open(t, w)
		rec := o.bring("x.csv", csv("企业花名册", "填报单位：应急管理局,填报日期：2026-05-01", "*企业名称,属地", "甲,金水区", "乙,金水区"))
		if rec.State != sheet.Ready || rec.Good != 2 || rec.Rows != 2 {
			t.Errorf("two cells above the header: %+v", rec)
		}
		rec = o.bring("y.csv", csv("x,y", "甲,金水区", "企业,企业名称"))
		if rec.State != sheet.Failed || rec.Columns[0].Header != "x" {
			t.Errorf("no header at all: %+v", rec)
		}
	})
}

// A lost answer can be had again: the same key brings the same import, another file with the same key none.
func TestUploadOnce(t *testing.T) {
	kerneltest.Each(t, modules(), func(t *testing.T, w *kerneltest.World) {
		o := open(t, w)
		send := func(body []byte) *httptest.ResponseRecorder {
			r := httptest.NewRequest("POST", "/api/import?type=plant&name=x.csv", bytes.NewReader(body))
			r.Header.Set("Idempotency-Key", "one")
			w := httptest.NewRecorder()
			o.http.ServeHTTP(w, r)
			return w
		}
		first, second, other := send(csv("企业名称,属地", "甲,金水区")), send(csv("企业名称,属地", "甲,金水区")), send(csv("企业名称,属地", "乙,金水区"))
		if first.Code != 201 || second.Code != 201 || first.Body.String() != second.Body.String() || second.Header().Get("Idempotency-Replayed") != "true" || other.Code != 422 {
			t.Errorf("%d %s, %d %s, %d", first.Code, first.Body, second.Code, second.Body, other.Code)
		}
		if len(o.runs) != 1 {
			t.Errorf("%d checks", len(o.runs))
		}
	})
}

func TestParseDate(t *testing.T) {
	for in, want := range map[string]kernel.Date{"2018-5-4": "2018-05-04", "2018/5/4": "2018-05-04", "2018.5.4": "2018-05-04", "2018.05.04": "2018-05-04", "20180504": "2018-05-04", "2018年5月4日": "2018-05-04",
		"２０１８年５月４日": "2018-05-04", "43224": "2018-05-04", "2018-05-04 00:00:00": "2018-05-04", "2018/5/4 8:30": "2018-05-04", "18-5-4": "", "5/4/2018": "", "2018-13-1": "", "2018-2-30": "", "201854": "", "五月": "", "2018-5": "", "": ""} {
		if got, ok := sheet.ParseDate(in); got != want || ok != (want != "") {
			t.Errorf("%q: %q %v, want %q", in, got, ok, want)
		}
	}
}
