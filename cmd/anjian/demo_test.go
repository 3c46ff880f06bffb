package main

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"flag"
	"fmt"
	"io"
	"net/http"
	"path/filepath"
	"strings"
	"testing"

	"anjian/cmd/anjian/demo"
	"anjian/kernel"
	"anjian/kernel/setting"
	"anjian/kernel/trail"
)

// playing opens an empty platform for the demonstration with a seed.
func playing(t *testing.T, seed int64, out io.Writer) (*platform, *invocation) {
	t.Helper()
	flags := flag.NewFlagSet("demo", flag.ContinueOnError)
	settings, err := setting.Register(flags).Load([]string{"ANJIAN_DATA=" + filepath.Join(t.TempDir(), "data")})
	if err != nil {
		t.Fatal(err)
	}
	p, err := open(t.Context(), settings)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(p.close)
	return p, &invocation{Settings: settings, out: out, opts: options{seed: seed}}
}

// TestDemonstration loads the city and reads the figures of the notice of 2018 as everybody does, and asks each role what waits for it.
func TestDemonstration(t *testing.T) {
	t.Parallel()
	var said strings.Builder
	p, in := playing(t, 2018, &said)
	if err := firstDemo(t.Context(), p, in); err != nil {
		t.Fatal(err)
	}
	read := func(login, path string, into any) {
		t.Helper()
		c, err := p.as(t.Context(), login)
		if err == nil {
			err = p.client(in.Settings, c.Actor).call(t.Context(), http.MethodGet, path, nil, into)
		}
		if err != nil {
			t.Fatalf("%s %s: %v", login, path, err)
		}
	}
	type result struct {
		Value float64
		Items []struct {
			Key   string
			Value float64
		}
	}
	figure := func(name, from, to string) (float64, map[string]float64) {
		var r result
		read("clerk", "/api/indicator/"+name+"?region=4101&by=region&from="+from+"&to="+to, &r)
		parts := map[string]float64{}
		for _, it := range r.Items {
			parts[it.Key] = it.Value
		}
		return r.Value, parts
	}
	for _, want := range []struct {
		name, from, to string
		total          float64
		of             func(*demo.Unit) int
	}{
		{"enterprise.registered", "", "2018-05-04", 995, func(u *demo.Unit) int { return u.Was }},
		{"enterprise.registered", "", "2018-06-05", 1840, func(u *demo.Unit) int { return u.Is }},
		{"hazard.self_checkers", "2018-05-04", "2018-06-05", 112, func(u *demo.Unit) int { return u.Checkers }},
		{"hazard.self", "2018-05-04", "2018-06-05", 215, func(u *demo.Unit) int { return u.Hazards }},
	} {
		total, parts := figure(want.name, want.from, want.to)
		if total != want.total {
			t.Errorf("%s until %s: %v, want %v", want.name, want.to, total, want.total)
		}
		for _, u := range demo.City() {
			if got := parts[string(u.Code)]; got != float64(want.of(u)) {
				t.Errorf("%s until %s: %s has %v, want %d", want.name, want.to, u.Login, got, want.of(u))
			}
		}
	}
	if n, _ := figure("enterprise.complete", "", "2018-06-05"); n != completeFiles {
		t.Errorf("%v complete files, want %d", n, completeFiles)
	}
	var notices struct {
		Items []struct{ ID, Number, Status, Wording string }
	}
	read("jinshui", "/api/bulletin?status=issued", &notices)
	if len(notices.Items) != 1 || notices.Items[0].Number != "郑安监管〔2018〕4号" {
		t.Fatalf("issued notices: %+v", notices.Items)
	}
	for _, words := range []string{"从995家增加到1,840家，增长85%", "高新41家", "金水、荥阳、新密、惠济、新郑、二七、登封等7个单位", "112家，占注册企业的6.09%，自查发现隐患215项",
		"新密51家117项、惠济19家26项、中牟18家36项、中原9家11项、金水4家6项、上街4家4项、郑东3家6项、二七2家3项、航空港1家5项、经开1家1项", "不能同时成立"} {
		if !strings.Contains(notices.Items[0].Wording, words) {
			t.Errorf("the notice does not say %s:\n%s", words, notices.Items[0].Wording)
		}
	}
	for _, login := range []string{"leader", "regulator", "chem", "industry", "jinshui", "xinmi", "jinshui.leader", "clerk", "safety", "gas", "zhengdong"} {
		var bench struct {
			Waiting []struct{ Type, Title, Enterprise_label string }
		}
		if read(login, "/api/workbench", &bench); len(bench.Waiting) == 0 {
			t.Errorf("nothing waits for %s", login)
		}
		for _, w := range bench.Waiting {
			own := login == "safety" || login == "gas"
			if named := w.Enterprise_label != ""; w.Type == "plan_target" && (named || !strings.Contains(w.Title, "公司")) || own && named || w.Type == "hazard" && !own && !named { // a target is called by its enterprise, once
				t.Errorf("%s reads of %s %s that it is of %q", login, w.Type, w.Title, w.Enterprise_label)
			}
		}
	}
	for _, m := range append(cast(), guests...) {
		if !strings.Contains(said.String(), "  "+m.login+" ") {
			t.Errorf("%s is not named", m.login)
		}
	}
	r, err := trail.Verify(t.Context(), p.store, nil)
	if err != nil || len(r.Faults) > 0 {
		t.Errorf("the trail: %v %v", r.Faults, err)
	}
	said.Reset()
	if err := firstDemo(t.Context(), p, in); err != nil || !strings.Contains(said.String(), demoPassword) || strings.Contains(said.String(), "正在装入") {
		t.Errorf("a later start said %q, %v", said.String(), err)
	}
}

// TestSameSeed: the same seed gives the same enterprises, another one others, as an export shows.
func TestSameSeed(t *testing.T) {
	t.Parallel()
	exported := func(seed int64) string {
		p, in := playing(t, seed, io.Discard)
		s := newStage(t.Context(), p, in)
		defer s.leave()
		s.begin("2018-06-05")
		list := s.residents()[:300]
		var table bytes.Buffer
		columns := "name,credit_code,region,trade,address,principal,principal_phone,staff,registered_on,position,completeness"
		err := every(s.foundation, func() error { return s.register("clerk", "企业.xlsx", list) }, func() error { return s.as("clerk") }, func() error {
			return s.cl.send(s, http.MethodGet, "/api/enterprise/export.csv?sort=registered_on&columns="+columns, nil, &table)
		})
		if err != nil {
			t.Fatal(err)
		}
		var lines []string
		for line := range strings.Lines(table.String()) { // the last column is the id, which is new each time
			lines = append(lines, line[:strings.LastIndex(line, ",")])
		}
		if len(lines) != 301 {
			t.Fatalf("%d lines", len(lines))
		}
		sum := sha256.Sum256([]byte(strings.Join(lines, "\n")))
		return hex.EncodeToString(sum[:])
	}
	if a, b, other := exported(7), exported(7), exported(8); a != b || a == other {
		t.Errorf("seed 7 gave %s and %s, seed 8 %s", a, b, other)
	}
}

// TestProvince plays a small province: everything that the large one does. Where it stands no demonstration is loaded.
func TestProvince(t *testing.T) {
	t.Parallel()
	p, in := playing(t, 1, io.Discard)
	s := newStage(t.Context(), p, in)
	defer s.leave()
	if err := s.provinceOf(extent{400, 1, 5}); err != nil {
		t.Fatal(err)
	}
	for typ, want := range map[string]int{"enterprise": 400, "hazard_check": 400, "hazard": 2000} {
		if n, err := p.system(t.Context()).Count(p.env.App.Resource(typ).Meta(), kernel.Cond{}, 0); err != nil || n != want {
			t.Errorf("%d of %s, want %d (%v)", n, typ, want, err)
		}
	}
	if err := loadDemo(t.Context(), in); err == nil || !strings.Contains(fmt.Sprint(err), "不是空的") {
		t.Errorf("a platform with accounts: %v", err)
	}
}
