package series_test

import (
	"encoding/json"
	"fmt"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"anjian/kernel/series"
)

// What Grafana asks is answered in the unit of the points, and only about points that the asker may see.
func TestReader(t *testing.T) {
	e := open(t, t.TempDir())
	defer e.Close()
	now := time.Now().Truncate(time.Minute)
	var list []series.Sample
	for i := range 10 {
		for p := range 3 {
			list = append(list, series.Sample{Point: fmt.Sprint("p", p), Kind: "temp", At: now.Add(time.Duration(i-9) * time.Minute).UnixMilli(), Value: 20.5 + float64(10*p), Scale: 1})
		}
	}
	must[[]series.Fate](t)(e.Append(ctx, list))
	r := series.NewReader(e)
	ask := func(what, name string, form url.Values) (int, string) {
		req := httptest.NewRequest("POST", "/", strings.NewReader(form.Encode()))
		req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		w := httptest.NewRecorder()
		r.Serve(w, req, what, name, func(p string) bool { return p != "p2" })
		return w.Code, w.Body.String()
	}
	stamp := fmt.Sprint(now.Unix())
	for _, tc := range []struct {
		what, name string
		form       url.Values
		code       int
		want       []string
		never      string
	}{
		{"query", "", url.Values{"query": {"anjian_value"}, "time": {stamp}}, 200, []string{`"point":"p0"`, `"20.5"`, `"30.5"`}, "p2"},
		{"query", "", url.Values{"query": {"max(anjian_value)"}, "time": {stamp}}, 200, []string{`"30.5"`}, "40.5"},
		{"query", "", url.Values{"query": {"1 + 1"}}, 200, []string{`"scalar"`, `"2"`}, "p0"},
		{"query_range", "", url.Values{"query": {`anjian_value{point="p1"}`}, "start": {fmt.Sprint(now.Unix() - 300)}, "end": {stamp}, "step": {"60"}}, 200, []string{`"matrix"`, `"30.5"`}, "p0"},
		{"series", "", url.Values{"match[]": {`anjian_value{kind="temp"}`}}, 200, []string{"p0", "p1"}, "p2"},
		{"labels", "", nil, 200, []string{"kind", "point"}, "scale"},
		{"values", "point", nil, 200, []string{`["p0","p1"]`}, "p2"},
		{"query", "", url.Values{"query": {"anjian_value{"}}, 400, []string{"error"}, "p0"},
		{"query_range", "", url.Values{"query": {"anjian_value"}, "start": {"0"}, "end": {stamp}, "step": {"1"}}, 400, []string{"step"}, "p0"},
		{"query_range", "", url.Values{"query": {"anjian_value"}, "step": {"-1"}}, 400, []string{"step"}, "p0"},
		{"query_range", "", url.Values{"query": {"anjian_value"}, "step": {"0.0000001"}, "start": {stamp}, "end": {stamp}}, 400, []string{"step"}, "runtime"},
		{"query_range", "", url.Values{"query": {"anjian_value"}, "step": {"60"}, "start": {stamp}, "end": {fmt.Sprint(now.Unix() - 300)}}, 400, []string{"end"}, "runtime"},
		{"query", "", url.Values{"query": {"anjian_value"}, "time": {"soon"}}, 400, []string{"soon"}, "p0"},
		{"targets", "", nil, 400, []string{"no such query"}, "p0"},
	} {
		code, body := ask(tc.what, tc.name, tc.form)
		if code != tc.code || !json.Valid([]byte(body)) || strings.Contains(body, tc.never) {
			t.Errorf("%s %v: %d %s", tc.what, tc.form, code, body)
		}
		for _, w := range tc.want {
			if !strings.Contains(body, w) {
				t.Errorf("%s %v: %s lacks %s", tc.what, tc.form, body, w)
			}
		}
	}
}
