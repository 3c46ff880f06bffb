package rest_test

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"anjian/kernel"
	"anjian/kernel/due"
	"anjian/kernel/kerneltest"
	"anjian/kernel/rest"
)

// Paper is a record type for tests: something that is written, handed in and returned.
type Paper struct {
	kernel.Base
	Title  string            `json:"title" label:"标题" rule:"required,max=20" ui:"list,search"`
	Kind   paperKind         `json:"kind" label:"种类" ui:"filter"`
	Count  int               `json:"count" label:"份数" rule:"min=0,top=9" ui:"sort"`
	DueOn  kernel.Date       `json:"due_on" label:"期限" ui:"filter,sort"`
	Phone  kernel.Phone      `json:"phone" label:"电话"`
	Note   string            `json:"note" label:"批注" rule:"max=100" ui:"fixed"`
	View   string            `json:"opinion_inside" label:"内部意见" ui:"fixed,filter,inner"`
	Former kernel.Ref[Paper] `json:"former" label:"底稿" ui:"inner"`
	Cost   kernel.Money      `json:"cost" label:"费用"`
	At     kernel.Point      `json:"at" label:"位置"`
	Photos kernel.Files      `json:"photos" label:"照片"`
	Status paperStatus       `json:"status" label:"状态" ui:"list,filter"`
}

type paperKind string

func (paperKind) Options() []kernel.Option {
	return []kernel.Option{kernel.Opt(paperKind("a"), "甲"), kernel.Opt(paperKind("b"), "乙")}
}

type paperStatus string

func (paperStatus) Options() []kernel.Option {
	return []kernel.Option{kernel.Opt(paperStatus("draft"), "草稿"), kernel.Opt(paperStatus("sent"), "已交")}
}

var pp = kernel.Row[Paper]()

var papers = &kernel.Resource[Paper]{
	Name: "paper", Label: "材料", Help: "测试用",
	Access: kernel.Access{
		{To: []kernel.Role{"writer"}, Can: "read create update send delete", Rows: kernel.Jurisdiction},
		{To: []kernel.Role{"reader", "firm"}, Can: "read", Rows: kernel.Jurisdiction},
		{To: []kernel.Role{"chief"}, Can: "read plain return", Rows: kernel.Jurisdiction},
	},
	Flow: kernel.Flow[Paper, paperStatus]{On: &pp.Status, Start: "draft", Steps: []kernel.Step[Paper, paperStatus]{
		{Name: "send", Label: "交", From: []paperStatus{"draft"}, To: "sent", Ask: []any{&pp.Count}, Todo: true},
		{Name: "return", Label: "退", From: []paperStatus{"sent"}, To: "draft", Opinion: true},
	}},
	Settled: kernel.Settled{When: kernel.Eq(&pp.Status, paperStatus("sent"))},
	Due: func(p *Paper) kernel.Limit {
		if p.Status == "draft" {
			return kernel.Limit{On: p.DueOn, Warn: 3, Who: "写的人", What: "交"}
		}
		return kernel.Limit{}
	},
	Views: []kernel.View{{Name: "draft", Label: "草稿", Query: "status=draft&due_on={today}.."}},
}

// who lets a test say in a header who asks: "writer 4101".
type who struct{}

func (who) Actor(_ *kernel.Ctx, r *http.Request) (a kernel.Actor, err error) {
	role, region, ok := strings.Cut(r.Header.Get("Who"), " ")
	if ok {
		a = kernel.Actor{ID: role + region, Name: role, Roles: []kernel.Role{kernel.Role(role)}, Region: kernel.Region(region)}
		if role == "firm" {
			a.Enterprise = "e1"
		}
	}
	return a, nil
}

type client struct {
	t   *testing.T
	srv *httptest.Server
	n   int
}

// call sends a request and returns status, body and headers. Headers are given as "Name: value".
func (c *client) call(who, method, path, body string, headers ...string) (int, map[string]any, http.Header) {
	c.t.Helper()
	req, err := http.NewRequest(method, c.srv.URL+path, strings.NewReader(body))
	if err != nil {
		c.t.Fatal(err)
	}
	req.Header.Set("Who", who)
	for _, h := range headers {
		name, value, _ := strings.Cut(h, ": ")
		req.Header.Set(name, value)
	}
	if c.n++; method == "POST" && req.Header.Get("Idempotency-Key") == "" {
		req.Header.Set("Idempotency-Key", fmt.Sprint("key-", c.n))
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		c.t.Fatal(err)
	}
	defer res.Body.Close()
	text, _ := io.ReadAll(res.Body)
	out := map[string]any{}
	json.Unmarshal(text, &out)
	return res.StatusCode, out, res.Header
}

func serve(t *testing.T, w *kerneltest.World) *client {
	s := &rest.Server{Env: w.Env, Store: w.Store, Sessions: who{}}
	srv := httptest.NewServer(s.Handler())
	t.Cleanup(srv.Close)
	return &client{t: t, srv: srv}
}

var modules = []kernel.Module{
	{Name: "paper", Label: "材料", Resources: []kernel.Handle{papers}, Routes: []kernel.Route{
		kernel.Op("GET /api/papersum/{kind}", "合计", []kernel.Role{"reader"}, func(c *kernel.Ctx, in *sumIn) (*sumOut, error) {
			return &sumOut{Kind: in.Kind, Top: in.Top}, nil
		}),
	}},
	rest.Module(), due.Module(func(*kernel.Ctx, due.Reminder) error { return nil }),
}

type sumIn struct {
	Kind string `json:"kind"`
	Top  int    `json:"top"`
}

type sumOut struct {
	Kind string `json:"kind"`
	Top  int    `json:"top"`
}

func TestRecord(t *testing.T) {
	kerneltest.Each(t, modules, func(t *testing.T, w *kerneltest.World) {
		c := serve(t, w)
		const writer, reader, chief, far = "writer 4101", "reader 410105", "chief 41", "reader 4102"
		status, got, _ := c.call(writer, "POST", "/api/paper", `{"title":"甲方材料","region":"410105","due_on":"2026-05-10","phone":"13812345678","cost":12.5,"at":[113.6,34.7]}`)
		if status != 201 || got["status"] != "draft" || got["cost"] != 12.5 {
			t.Fatalf("create: %d %v", status, got)
		}
		id := got["id"].(string)
		if got["phone"] != "138****5678" {
			t.Errorf("the phone is shown: %v", got["phone"])
		}
		if due := got["due"].(map[string]any); due["left"] != 9.0 || due["state"] != "running" {
			t.Errorf("due: %v", due)
		}
		if _, plain, _ := c.call(chief, "GET", "/api/paper/"+id, ""); plain["phone"] != "13812345678" {
			t.Errorf("the chief sees %v", plain["phone"])
		}
		one := "/api/paper/" + id
		for _, tc := range []struct {
			what, who, method, path, body, header string
			status                                int
			code                                  string
		}{
			{"nobody", "", "GET", one, "", "", 401, "login"},
			{"reads", reader, "GET", one, "", "", 200, ""},
			{"another city", far, "GET", one, "", "", 404, "missing"},
			{"no right", reader, "PATCH", one, `{"title":"x"}`, `If-Match: "1"`, 403, "forbidden"},
			{"no rev", writer, "PATCH", one, `{"title":"x"}`, "", 428, "unmatched"},
			{"unknown column", writer, "PATCH", one, `{"titel":"x"}`, `If-Match: "1"`, 422, "invalid"},
			{"wrong type", writer, "PATCH", one, `{"count":"x"}`, `If-Match: "1"`, 422, "invalid"},
			{"too long", writer, "PATCH", one, `{"title":"` + strings.Repeat("长", 21) + `"}`, `If-Match: "1"`, 422, "invalid"},
			{"bound", writer, "PATCH", one, `{"count":10}`, `If-Match: "1"`, 422, "invalid"},
			{"fixed", writer, "PATCH", one, `{"note":"x"}`, `If-Match: "1"`, 422, "invalid"},
			{"state by hand", writer, "PATCH", one, `{"status":"sent"}`, `If-Match: "1"`, 422, "invalid"},
			{"mask sent back", writer, "PATCH", one, `{"phone":"138****5678"}`, `If-Match: "1"`, 422, "invalid"},
			{"out of scope", writer, "PATCH", one, `{"region":"4201"}`, `If-Match: "1"`, 403, "forbidden"},
			{"option", writer, "PATCH", one, `{"kind":"z"}`, `If-Match: "1"`, 422, "invalid"},
			{"NUL", writer, "PATCH", one, `{"title":"a\u0000b"}`, `If-Match: "1"`, 422, "invalid"},
			{"third decimal", writer, "PATCH", one, `{"cost":1.234}`, `If-Match: "1"`, 422, "invalid"},
			{"changes", writer, "PATCH", one, `{"title":"乙方材料"}`, `If-Match: "1"`, 200, ""},
			{"moved on", writer, "PATCH", one, `{"title":"丙"}`, `If-Match: "1"`, 412, "stale"},
			{"derive of a change", writer, "POST", "/api/paper/derive", `{"id":"` + id + `","count":3}`, "", 200, ""},
			{"derive of another's", far, "POST", "/api/paper/derive", `{"id":"` + id + `","count":3}`, "", 403, "forbidden"},
			{"derive in what is no region", writer, "POST", "/api/paper/derive", `{"region":"中原区里"}`, "", 200, ""},
			{"derive refuses", writer, "POST", "/api/paper/derive", `{"titel":"x"}`, "", 422, "invalid"},
			{"step asks", writer, "POST", one + "/send", `{}`, `If-Match: "2"`, 422, "invalid"},
			{"step takes no more", writer, "POST", one + "/send", `{"count":1,"title":"x"}`, `If-Match: "2"`, 422, "invalid"},
			{"wrong state", chief, "POST", one + "/return", `{"opinion":"不行"}`, `If-Match: "2"`, 409, "conflict"},
			{"step", writer, "POST", one + "/send", `{"count":1}`, `If-Match: "2"`, 200, ""},
			{"settled", writer, "PATCH", one, `{"title":"丁"}`, `If-Match: "3"`, 409, "conflict"},
			{"step not granted", writer, "POST", one + "/return", `{"opinion":"不行"}`, `If-Match: "3"`, 403, "forbidden"},
			{"opinion", chief, "POST", one + "/return", `{}`, `If-Match: "3"`, 422, "invalid"},
			{"return", chief, "POST", one + "/return", `{"opinion":"不行"}`, `If-Match: "3"`, 200, ""},
			{"no such step", writer, "POST", one + "/burn", `{}`, `If-Match: "3"`, 404, "missing"},
			{"unmask without reason", writer, "POST", one + "/unmask", `{"reason":""}`, "", 422, "invalid"},
			{"unmask", writer, "POST", one + "/unmask", `{"reason":"电话核实"}`, "", 200, ""},
			{"print", reader, "POST", one + "/print", "", "", 204, ""},
			{"print another's", far, "POST", one + "/print", "", "", 404, "missing"},
			{"filter without index", reader, "GET", "/api/paper?note=x", "", "", 422, "invalid"},
			{"sort without index", reader, "GET", "/api/paper?sort=title", "", "", 422, "invalid"},
			{"bad cursor", reader, "GET", "/api/paper?after=%21%21", "", "", 422, "invalid"},
			{"bad limit", reader, "GET", "/api/paper?limit=1000", "", "", 422, "invalid"},
			{"range", reader, "GET", "/api/paper?due_on=2026-05-01..2026-05-31&status=draft,sent", "", "", 200, ""},
			{"operation", reader, "GET", "/api/papersum/a?top=3", "", "", 200, ""},
			{"operation's type", reader, "GET", "/api/papersum/a?top=x", "", "", 422, "invalid"},
			{"operation's role", writer, "GET", "/api/papersum/a", "", "", 403, "forbidden"},
			{"huge", writer, "POST", "/api/paper", `{"title":"` + strings.Repeat("x", 2<<20) + `"}`, "", 413, "too_large"},
			{"not JSON", writer, "POST", "/api/paper", `{"title":`, "", 422, "invalid"},
			{"no route", writer, "GET", "/api/nothing", "", "", 404, "missing"},
			{"another site", writer, "POST", "/api/paper", `{}`, "Sec-Fetch-Site: cross-site", 403, "forbidden"},
			{"delete is not granted", chief, "DELETE", one, "", `If-Match: "4"`, 403, "forbidden"},
			{"deletes", writer, "DELETE", one, "", `If-Match: "4"`, 204, ""},
			{"gone", writer, "GET", one, "", "", 404, "missing"},
		} {
			headers := []string{}
			if tc.header != "" {
				headers = append(headers, tc.header)
			}
			status, got, _ := c.call(tc.who, tc.method, tc.path, tc.body, headers...)
			code, _ := got["code"].(string)
			if status != tc.status || code != tc.code {
				t.Errorf("%s: %d %q %v, want %d %q", tc.what, status, code, got, tc.status, tc.code)
			}
			if can, ok := got["can"].([]any); ok && slices.Contains(can, any("update")) != (tc.who == writer && got["status"] == "draft") {
				t.Errorf("%s: the %s of a %v is offered %v", tc.what, tc.who, got["status"], can)
			}
			if tc.code == "stale" && got["current"].(map[string]any)["title"] != "乙方材料" {
				t.Errorf("%s: current %v", tc.what, got["current"])
			}
		}
	})
}

func TestOnce(t *testing.T) {
	kerneltest.Each(t, modules, func(t *testing.T, w *kerneltest.World) {
		c := serve(t, w)
		post := func(key, body string) (int, map[string]any, http.Header) {
			return c.call("writer 4101", "POST", "/api/paper", body, "Idempotency-Key: "+key)
		}
		_, first, _ := post("k1", `{"title":"一"}`)
		status, again, h := post("k1", `{"title":"一"}`)
		if status != 201 || first["id"] != again["id"] || h.Get("Idempotency-Replayed") != "true" {
			t.Errorf("replay: %d %v %v", status, first["id"], again["id"])
		}
		if status, _, _ := post("k1", `{"title":"二"}`); status != 422 {
			t.Errorf("same key, other body: %d", status)
		}
		if status, _, _ := post("k2", `{"title":""}`); status != 422 {
			t.Errorf("invalid: %d", status)
		}
		if status, _, _ := post("k2", `{"title":""}`); status != 422 {
			t.Errorf("a refusal is not kept as an answer: %d", status)
		}
		if _, n, _ := c.call("writer 4101", "GET", "/api/paper/count", ""); n["count"] != 1.0 {
			t.Errorf("stored %v, want 1", n["count"])
		}
	})
}

// A disk that is full is told in words, nothing is kept, and with room again the same request succeeds.
func TestFull(t *testing.T) {
	w := kerneltest.Open(t, kerneltest.SQLite, modules...)
	c := serve(t, w)
	bound := func(pages int) {
		_, err := w.Store.Exec(t.Context(), fmt.Sprintf("PRAGMA max_page_count = %d", pages))
		kerneltest.Must(t, err)
	}
	bound(1) // no fewer than there are
	status, last, n := 0, map[string]any(nil), 0
	for ; n < 1000 && status != 507; n++ {
		status, last, _ = c.call("writer 4101", "POST", "/api/paper", `{"title":"`+strings.Repeat("满", 20)+`"}`, fmt.Sprint("Idempotency-Key: f", n))
	}
	if last["code"] != "full" || !strings.Contains(fmt.Sprint(last["title"]), "磁盘已满") {
		t.Errorf("after %d: %d %v", n, status, last)
	}
	if _, have, _ := c.call("writer 4101", "GET", "/api/paper/count", ""); have["count"] != float64(n-1) {
		t.Errorf("kept %v, want %d", have["count"], n-1)
	}
	bound(1 << 30)
	if status, _, h := c.call("writer 4101", "POST", "/api/paper", `{"title":"`+strings.Repeat("满", 20)+`"}`, fmt.Sprint("Idempotency-Key: f", n-1)); status != 201 || h.Get("Idempotency-Replayed") != "" {
		t.Errorf("with room again: %d", status)
	}
}

func TestPages(t *testing.T) {
	kerneltest.Each(t, modules, func(t *testing.T, w *kerneltest.World) {
		c := serve(t, w)
		for i := range 25 {
			c.call("writer 4101", "POST", "/api/paper", fmt.Sprintf(`{"title":"%d","count":%d,"due_on":"2026-04-%02d"}`, i, i%3, i%4+1))
		}
		for _, sort := range []string{"", "count", "-count", "due_on", "-due_on"} {
			seen, after := map[string]bool{}, ""
			for range 10 {
				_, page, _ := c.call("reader 4101", "GET", "/api/paper?limit=7&sort="+sort+"&after="+after, "")
				for _, it := range page["items"].([]any) {
					seen[it.(map[string]any)["id"].(string)] = true
				}
				next, ok := page["next"].(string)
				if !ok {
					break
				}
				after = next
			}
			if len(seen) != 25 {
				t.Errorf("sort %q: %d records over all pages, want 25", sort, len(seen))
			}
		}
		_, late, _ := c.call("reader 4101", "GET", "/api/paper/count?late=true", "")
		if late["count"] != 25.0 {
			t.Errorf("late: %v", late)
		}
		_, bench, _ := c.call("writer 4101", "GET", "/api/workbench", "")
		if n := len(bench["waiting"].([]any)); n != 25 {
			t.Errorf("waiting: %d", n)
		}
		if lates := bench["late"].([]any); len(lates) != 1 || lates[0].(map[string]any)["oldest"] != "2026-04-01" {
			t.Errorf("late below: %v", lates)
		}
		c.call("writer 4101", "POST", "/api/paper", `{"title":"无期限"}`)
		for query, want := range map[string]float64{"none": 1, "..2026-12-31": 25, "": 26} { // no date is no early date, and can be asked for by itself
			if _, r, _ := c.call("reader 4101", "GET", "/api/paper/count?due_on="+query, ""); r["count"] != want {
				t.Errorf("due_on=%s: %v, want %v", query, r, want)
			}
		}
		status, schema, h := c.call("reader 4101", "GET", "/api/schema", "")
		if paper := schema["types"].(map[string]any)["paper"].(map[string]any); status != 200 || len(paper["x-steps"].([]any)) != 0 || paper["x-name"] != "title" {
			t.Errorf("schema: %v", paper)
		}
		if status, _, _ := c.call("reader 4101", "GET", "/api/schema", "", "If-None-Match: "+h.Get("ETag")); status != 304 {
			t.Errorf("schema again: %d", status)
		}
		if status, _, _ := c.call("", "GET", "/api/openapi.json", ""); status != 200 {
			t.Errorf("openapi: %d", status)
		}
		_, trail, _ := c.call("reader 4101", "GET", "/api/paper/x/trail", "")
		if trail["code"] != "missing" {
			t.Errorf("trail of a foreign record: %v", trail)
		}
	})
}

func TestConform(t *testing.T) { kerneltest.Conform(t, "paper", modules...) }
