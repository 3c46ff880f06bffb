package region

import (
	"encoding/json"
	"os"
	"testing"
)

// The outlines of the offline map speak the codes of this table.
func TestBoundariesHaveDivisions(t *testing.T) {
	for file, level := range map[string]int{"provinces": Province, "prefectures": Prefecture} {
		data, err := os.ReadFile("../../web/public/map/" + file + ".json")
		if err != nil {
			t.Fatal(err)
		}
		var m struct {
			Features []struct {
				Properties struct{ Code, Name string }
			}
		}
		if err := json.Unmarshal(data, &m); err != nil {
			t.Fatal(err)
		}
		drawn := map[string]bool{}
		for _, f := range m.Features {
			p := f.Properties
			if p.Code == "" && p.Name == "南海断续线" {
				continue
			}
			d, ok := Standard(p.Code)
			if !ok || d.Name != p.Name || drawn[p.Code] {
				t.Errorf("%s: %s %s", file, p.Code, p.Name)
			}
			drawn[p.Code] = true
		}
		for _, d := range divisions().list {
			if d.Level == level && !placeholder(d) && !Own(d.Code) && !drawn[d.Code] {
				t.Errorf("%s: no outline of %v", file, d)
			}
		}
	}
}
