package rest_test

import (
	"testing"

	"anjian/kernel"
	"anjian/kernel/kerneltest"
)

// What an authority notes for itself does not travel to those that it supervises: not as a column, a filter, a part of the schema or in the history.
func TestInner(t *testing.T) {
	kerneltest.Each(t, modules, func(t *testing.T, w *kerneltest.World) {
		c := serve(t, w)
		p := &Paper{Title: "甲方材料", View: "从严"}
		p.Region = "410105"
		kerneltest.Must(t, papers.Create(w.As(kernel.Actor{System: true}), p))
		for _, tc := range []struct {
			who  string
			note any
		}{{"reader 410105", "从严"}, {"firm 410105", ""}} {
			if _, got, _ := c.call(tc.who, "GET", "/api/paper/"+p.ID, ""); got["opinion_inside"] != tc.note || got["title"] != "甲方材料" {
				t.Errorf("%s reads %v of %v", tc.who, got["opinion_inside"], got["title"])
			}
			_, list, _ := c.call(tc.who, "GET", "/api/paper", "")
			if got := list["items"].([]any)[0].(map[string]any)["opinion_inside"]; got != tc.note {
				t.Errorf("%s lists %v", tc.who, got)
			}
			want := 200
			if tc.note == "" {
				want = 422
			}
			if status, _, _ := c.call(tc.who, "GET", "/api/paper?opinion_inside=从严", ""); status != want {
				t.Errorf("%s filters: %d, want %d", tc.who, status, want)
			}
			if tc.note == "" {
				want = 403
			}
			if status, _, _ := c.call(tc.who, "GET", "/api/paper/"+p.ID+"/trail", ""); status != want {
				t.Errorf("%s reads the history: %d, want %d", tc.who, status, want)
			}
			_, schema, _ := c.call(tc.who, "GET", "/api/schema", "")
			columns := schema["types"].(map[string]any)["paper"].(map[string]any)["properties"].(map[string]any)
			if _, there := columns["opinion_inside"]; there != (tc.note != "") {
				t.Errorf("%s: the schema has the column: %v", tc.who, there)
			}
			_, counted, _ := c.call(tc.who, "GET", "/api/paper/"+p.ID+"/parts", "")
			for what, parts := range map[string]any{"schema": schema["types"].(map[string]any)["paper"].(map[string]any)["x-parts"], "parts": counted["items"]} {
				if there := len(parts.([]any)) > 0; there != (tc.note != "") {
					t.Errorf("%s: what refers to it by an inner column is in the %s: %v", tc.who, what, there)
				}
			}
		}
	})
}
