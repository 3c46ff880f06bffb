package evidence_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"testing"
	"time"

	"anjian/base/evidence"
	"anjian/kernel"
	"anjian/kernel/kerneltest"
)

// Each case is a trip; it hands in what it has and names the record that then arrives.
func TestJudge(t *testing.T) {
	world(t, func(t *testing.T, w *kerneltest.World) {
		for n, tc := range trips {
			t.Run(tc.name, func(t *testing.T) {
				tag = fmt.Sprint(n)
				class, codes := arrive(t, tc.trip(t, w), "v")
				if class != tc.class || !slices.Contains(codes, tc.find) {
					t.Errorf("%q because of %q, want %q because of %q", class, codes, tc.class, tc.find)
				}
			})
		}
	})
}

var trips = []struct {
	name  string
	trip  func(t *testing.T, w *kerneltest.World) *kernel.Ctx
	class evidence.Class
	find  string // the code of a finding; "" for none that is grave
}{
	{"on site with a network", func(t *testing.T, w *kerneltest.World) *kernel.Ctx {
		p := enrol(t, w, "o1", "")
		p.nonce()
		p.log(evidence.Entry{What: "open", Record: "visit/v" + tag, Place: []float64{113.62, 34.75, 12}})
		p.hand()
		p.visit("v")
		p.hand()
		return p.c
	}, evidence.Live, "window"},
	{"sent at once, but the server heard nothing while it went on", func(t *testing.T, w *kerneltest.World) *kernel.Ctx {
		p := enrol(t, w, "o1", "")
		p.nonce()
		p.visit("v")
		p.hand()
		return p.c
	}, evidence.Offline, "window"},
	{"without a network, home in the evening", func(t *testing.T, w *kerneltest.World) *kernel.Ctx {
		p := enrol(t, w, "o1", "")
		p.nonce()
		p.hand()
		later(2 * time.Hour)
		p.visit("v")
		later(6 * time.Hour)
		p.hand()
		return p.c
	}, evidence.Offline, "window"},
	{"the browser was killed twice", func(t *testing.T, w *kerneltest.World) *kernel.Ctx {
		p := enrol(t, w, "o1", "")
		p.nonce()
		for range 2 {
			later(time.Hour)
			p.restart()
			p.log(evidence.Entry{What: "start"})
		}
		p.visit("v")
		later(time.Hour)
		p.hand()
		return p.c
	}, evidence.Offline, "window"},
	{"without a place", func(t *testing.T, w *kerneltest.World) *kernel.Ctx {
		p := enrol(t, w, "o1", "")
		p.nonce()
		p.log(evidence.Entry{What: "submit", Record: "visit/v" + tag, SHA: "aa"})
		p.hand()
		return p.c
	}, evidence.Offline, "place"},
	{"at the desk", func(t *testing.T, w *kerneltest.World) *kernel.Ctx { return officer(w, "o1") }, evidence.Later, "none"},
	{"changed clock: set back, to have been there in the morning, and set right again", func(t *testing.T, w *kerneltest.World) *kernel.Ctx {
		p := enrol(t, w, "o1", "")
		p.nonce()
		later(9 * time.Hour)
		p.off = -6 * time.Hour
		p.visit("v")
		p.off = 0
		p.hand()
		return p.c
	}, evidence.Later, "clock"},
	{"changed clock over a restart of the program, seen on return", func(t *testing.T, w *kerneltest.World) *kernel.Ctx {
		p := enrol(t, w, "o1", "")
		p.nonce()
		later(9 * time.Hour)
		p.off = -6 * time.Hour
		p.restart()
		p.visit("v")
		p.hand()
		return p.c
	}, evidence.Later, "clock"},
	{"changed clock: a wrong one that nobody touches proves as well", func(t *testing.T, w *kerneltest.World) *kernel.Ctx {
		p := enrol(t, w, "o1", "")
		p.off = -5 * time.Hour
		p.nonce()
		later(time.Hour)
		p.visit("v")
		later(time.Hour)
		p.hand()
		return p.c
	}, evidence.Offline, "window"},
	{"edited log", func(t *testing.T, w *kerneltest.World) *kernel.Ctx {
		p := enrol(t, w, "o1", "")
		p.nonce()
		p.visit("v")
		var e evidence.Entry
		json.Unmarshal([]byte(p.pending[1]), &e)
		e.Place[0] = 114
		text, _ := json.Marshal(e)
		p.pending[1] = string(text)
		if r := p.hand(); r.Broken == "" || r.Signature != "" {
			t.Errorf("an edited log got the receipt %+v", r)
		}
		return p.c
	}, evidence.Later, "edited"},
	{"missing entries", func(t *testing.T, w *kerneltest.World) *kernel.Ctx {
		p := enrol(t, w, "o1", "")
		p.nonce()
		p.visit("v")
		p.pending = slices.Delete(p.pending, 2, 3)
		p.hand()
		return p.c
	}, evidence.Later, "gap"},
	{"missing pieces: what was logged before is not handed in", func(t *testing.T, w *kerneltest.World) *kernel.Ctx {
		p := enrol(t, w, "o1", "")
		p.nonce()
		p.log(evidence.Entry{What: "start"})
		p.pending = nil
		p.visit("v")
		p.hand()
		return p.c
	}, evidence.Later, "gap"},
	{"replay: a nonce for the second time", func(t *testing.T, w *kerneltest.World) *kernel.Ctx {
		p := enrol(t, w, "o1", "")
		n, err := call[evidence.Nonce](t, p.c, "POST /api/evidence_device/nonce", map[string]string{"device": p.id})
		kerneltest.Must(t, err)
		p.log(evidence.Entry{What: "nonce", Nonce: n.Nonce})
		p.hand()
		later(72 * time.Hour)
		p.log(evidence.Entry{What: "nonce", Nonce: n.Nonce})
		p.visit("v")
		p.hand()
		return p.c
	}, evidence.Later, "replay"},
	{"replay: the nonce of another device", func(t *testing.T, w *kerneltest.World) *kernel.Ctx {
		p, q := enrol(t, w, "o1", ""), enrol(t, w, "o2", "")
		n, err := call[evidence.Nonce](t, q.c, "POST /api/evidence_device/nonce", map[string]string{"device": q.id})
		kerneltest.Must(t, err)
		p.log(evidence.Entry{What: "nonce", Nonce: n.Nonce})
		p.visit("v")
		p.hand()
		return p.c
	}, evidence.Later, "replay"},
	{"second device: a copy of the log goes on elsewhere", func(t *testing.T, w *kerneltest.World) *kernel.Ctx {
		p := enrol(t, w, "o1", "")
		p.nonce()
		p.hand()
		twin := *p
		p.log(evidence.Entry{What: "start"})
		p.hand()
		twin.log(evidence.Entry{What: "start"})
		twin.visit("v")
		twin.hand()
		return p.c
	}, evidence.Later, "fork"},
	{"second device: two phones speak of one record", func(t *testing.T, w *kerneltest.World) *kernel.Ctx {
		p, q := enrol(t, w, "o1", ""), enrol(t, w, "o1", "")
		p.nonce()
		q.nonce()
		p.visit("v")
		q.visit("v")
		p.hand()
		q.hand()
		return p.c
	}, evidence.Later, "devices"},
	{"second device: another officer's phone", func(t *testing.T, w *kerneltest.World) *kernel.Ctx {
		p := enrol(t, w, "o2", "")
		p.nonce()
		p.visit("v")
		p.hand()
		return officer(w, "o1")
	}, evidence.Later, "person"},
	{"second device: signed by another key", func(t *testing.T, w *kerneltest.World) *kernel.Ctx {
		p, q := enrol(t, w, "o1", ""), enrol(t, w, "o2", "")
		p.nonce()
		p.visit("v")
		p.key = q.key
		p.hand()
		return p.c
	}, evidence.Later, "signature"},
	{"reinstall: the new key cannot vouch for what was before", func(t *testing.T, w *kerneltest.World) *kernel.Ctx {
		old := enrol(t, w, "o1", "")
		old.nonce()
		old.visit("v")
		later(time.Hour)
		p := enrol(t, w, "o1", old.id) // the log of the old one is lost
		p.nonce()
		p.off = -2 * time.Hour
		p.visit("v")
		p.off = 0
		p.hand()
		return p.c
	}, evidence.Later, "reinstalled"},
	{"reinstall: a new trip with the new key is as good", func(t *testing.T, w *kerneltest.World) *kernel.Ctx {
		old := enrol(t, w, "o1", "")
		p := enrol(t, w, "o1", old.id)
		if _, err := call[evidence.Nonce](t, p.c, "POST /api/evidence_device/nonce", map[string]string{"device": old.id}); kernel.CodeOf(err) != kernel.Conflict {
			t.Errorf("a nonce for the replaced device: %v", err)
		}
		p.nonce()
		p.visit("v")
		later(time.Hour)
		p.hand()
		return p.c
	}, evidence.Offline, "window"},
	{"nonce too old", func(t *testing.T, w *kerneltest.World) *kernel.Ctx {
		p := enrol(t, w, "o1", "")
		p.nonce()
		later(40 * time.Hour)
		p.visit("v")
		p.hand()
		return p.c
	}, evidence.Later, "old"},
	{"no nonce", func(t *testing.T, w *kerneltest.World) *kernel.Ctx {
		p := enrol(t, w, "o1", "")
		p.visit("v")
		p.hand()
		return p.c
	}, evidence.Later, "nonce"},
	{"body changed after it was logged", func(t *testing.T, w *kerneltest.World) *kernel.Ctx {
		p := enrol(t, w, "o1", "")
		p.nonce()
		p.log(evidence.Entry{What: "submit", Record: "visit/v" + tag, Digest: hash("POST /api/visit\n{}"), Place: []float64{113, 34}})
		p.hand()
		c := *p.c
		c.Origin.Digest = hash(`POST /api/visit` + "\n" + `{"note":"别的"}`)
		return &c
	}, evidence.Later, "changed"},
	{"a photograph that was added afterwards", func(t *testing.T, w *kerneltest.World) *kernel.Ctx {
		p := enrol(t, w, "o1", "")
		p.nonce()
		p.log(evidence.Entry{What: "submit", Record: "visit/v" + tag, Place: []float64{113, 34}})
		p.hand()
		return p.c
	}, evidence.Offline, "photos"},
}
