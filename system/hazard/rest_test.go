package hazard_test

import (
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"anjian/kernel"
	"anjian/kernel/due"
	"anjian/kernel/kerneltest"
	"anjian/kernel/rest"
	"anjian/system/hazard"
)

// accounts are sessions that a header names.
type accounts map[string]kernel.Actor

func (a accounts) Actor(_ *kernel.Ctx, r *http.Request) (kernel.Actor, error) {
	return a[r.Header.Get("Who")], nil
}

func served(t *testing.T) (*cast, func(who, method, path, body string, headers ...string) (int, string)) {
	t.Helper()
	told := func(*kernel.Ctx, due.Reminder) error { return nil }
	w := kerneltest.Prepared(t, kerneltest.SQLite, stocked, append(modules, due.Module(told), rest.Module(), rest.FilesModule())...)
	p := play(t, w)
	s := &rest.Server{Env: w.Env, Store: w.Store, Sessions: accounts{"worker": p.worker.Actor, "safety": p.safety.Actor, "county": p.county.Actor, "stranger": p.stranger.Actor}}
	srv := httptest.NewServer(s.Handler())
	t.Cleanup(srv.Close)
	return p, func(who, method, path, body string, headers ...string) (int, string) {
		t.Helper()
		req, err := http.NewRequest(method, srv.URL+path, strings.NewReader(body))
		kerneltest.Must(t, err)
		req.Header.Set("Who", who)
		for _, h := range headers {
			name, value, _ := strings.Cut(h, ": ")
			req.Header.Set(name, value)
		}
		res, err := http.DefaultClient.Do(req)
		kerneltest.Must(t, err)
		defer res.Body.Close()
		text, err := io.ReadAll(res.Body)
		kerneltest.Must(t, err)
		return res.StatusCode, string(text)
	}
}

// A phone without a network makes the id itself, sends, gets no answer, and sends again.
func TestPhoneSendsAgain(t *testing.T) {
	p, call := served(t)
	l := list(t, p.worker, "confined")
	type item struct {
		Item    string `json:"item"`
		Content string `json:"content"`
		Outcome string `json:"outcome"`
		Note    string `json:"note,omitempty"`
	}
	body := map[string]any{"id": "0198a7c3d2e11f", "checklist": l.ID}
	var items []item
	for i, it := range l.Items {
		items = append(items, item{it.Code, it.Content, map[bool]string{true: "fail", false: "pass"}[i == 7], map[bool]string{true: "检测仪没有检定"}[i == 7]})
	}
	body["items"] = items
	text, err := json.Marshal(body)
	kerneltest.Must(t, err)
	var answers []string
	for _, try := range []struct {
		key  string
		want int
	}{{"k1", 201}, {"k1", 201}, {"k2", 409}} {
		status, got := call("worker", "POST", "/api/hazard_check", string(text), "Idempotency-Key: "+try.key)
		if status != try.want {
			t.Errorf("key %s: %d %s", try.key, status, got)
		}
		answers = append(answers, got)
	}
	if answers[0] != answers[1] {
		t.Errorf("two answers: %s\n%s", answers[0], answers[1])
	}
	status, got := call("safety", "GET", "/api/hazard?status=pending&limit=10", "")
	var page struct {
		Items []struct {
			ID      string   `json:"id"`
			Title   string   `json:"title"`
			Can     []string `json:"can"`
			Checkup string   `json:"checkup"`
			Due     struct {
				Who string `json:"who"`
			} `json:"due"`
		} `json:"items"`
	}
	kerneltest.Must(t, json.Unmarshal([]byte(got), &page))
	if status != 200 || len(page.Items) != 1 || page.Items[0].Title != "检测仪没有检定" || page.Items[0].Checkup != "0198a7c3d2e11f" || page.Items[0].Due.Who != "企业安全管理员" {
		t.Fatalf("%d %s", status, got)
	}
	if can := strings.Join(page.Items[0].Can, " "); !strings.Contains(can, "confirm") || strings.Contains(can, "rectify") || strings.Contains(can, "close") {
		t.Errorf("the safety manager may %s", can)
	}
	id := page.Items[0].ID
	for _, tc := range []struct {
		who, method, path, body string
		want                    int
	}{
		{"safety", "POST", "/api/hazard/" + id + "/confirm", `{"responsible":"李班长","due_on":"2026-05-09","status":"closed"}`, 422},
		{"worker", "POST", "/api/hazard/" + id + "/confirm", `{"responsible":"李班长","due_on":"2026-05-09"}`, 403},
		{"stranger", "POST", "/api/hazard/" + id + "/confirm", `{"responsible":"李班长","due_on":"2026-05-09"}`, 404},
		{"safety", "POST", "/api/hazard/" + id + "/confirm", `{"responsible":"李班长","due_on":"2026-05-09"}`, 200},
		{"worker", "POST", "/api/hazard", `{"title":"灯坏了","status":"closed"}`, 422},
		{"worker", "POST", "/api/hazard", `{"title":"灯坏了","official":true}`, 422},
		{"worker", "POST", "/api/hazard", `{"title":"灯坏了"}`, 422},
		{"worker", "POST", "/api/hazard", `{"title":"灯坏了","photos":[{"sha":"ab","name":"a.jpg","type":"image/jpeg","size":1}]}`, 201},
		{"safety", "GET", "/api/hazard/silent", "", 403},
		{"county", "GET", "/api/hazard/silent?days=5", "", 200},
		{"county", "GET", "/api/hazard/performance?from=2026-05-01", "", 200},
		{"county", "GET", "/api/hazard/ledger?region=4101", "", 200},
		{"", "GET", "/api/hazard/ledger", "", 401},
	} {
		status, got := call(tc.who, tc.method, tc.path, tc.body, "If-Match: \"1\"", "Idempotency-Key: "+tc.who+tc.path[len(tc.path)-6:]+tc.body[:min(len(tc.body), 40)])
		if status != tc.want {
			t.Errorf("%s %s %s: %d %s, want %d", tc.who, tc.method, tc.path, status, got, tc.want)
		}
	}
}

// Every view and every number leads to a list that the server accepts.
func TestQueries(t *testing.T) {
	w := kerneltest.Open(t, kerneltest.SQLite, modules...)
	try := func(what string, h kernel.Handle, query string) {
		values, err := url.ParseQuery(strings.ReplaceAll(query, "{today}", "2026-05-01"))
		if err == nil {
			_, err = rest.Filter(w.System(), h, values)
		}
		if err != nil {
			t.Errorf("%s: %v", what, err)
		}
	}
	w.App.Each(func(_ *kernel.Module, h kernel.Handle) {
		for _, v := range h.Meta().Views {
			try(h.Meta().Name+" "+v.Name, h, v.Query)
		}
	})
	for _, in := range hazard.Module().Indicators {
		try(in.Name, in.Of, in.Query)
	}
}
