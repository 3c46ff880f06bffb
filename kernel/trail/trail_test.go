package trail_test

import (
	"fmt"
	"slices"
	"testing"

	"anjian/kernel"
	"anjian/kernel/kerneltest"
	"anjian/kernel/trail"
)

// fill writes nine entries: four of one county, four of another on two days, one of no region.
func fill(t *testing.T, w *kerneltest.World) {
	add := func(day kernel.Date, region kernel.Region, n int) {
		w.On(day)
		for i := range n {
			kerneltest.Must(t, trail.Trail{}.Record(w.System(), kernel.Event{Verb: "login", Region: region, Detail: fmt.Sprint(i)}))
		}
	}
	add("2026-05-02", "410105", 4)
	add("2026-05-02", "410106", 2)
	add("2026-05-03", "410106001", 2)
	add("2026-05-03", kernel.Country, 1)
}

func TestVerify(t *testing.T) {
	for _, tc := range []struct {
		name, stmt string
		what       string
		chain      string
		seq        int
	}{
		{"untouched", "SELECT 1", "", "", 0},
		{"changed", "UPDATE trail SET detail = 'x' WHERE chain = '410105/2026-05-02' AND seq = 2", "changed", "410105/2026-05-02", 2},
		{"actor changed", "UPDATE trail SET actor = 'x' WHERE chain = '410106/2026-05-03' AND seq = 1", "changed", "410106/2026-05-03", 1},
		{"missing", "DELETE FROM trail WHERE chain = '410105/2026-05-02' AND seq = 2", "missing", "410105/2026-05-02", 2},
		{"first missing", "DELETE FROM trail WHERE chain = '410105/2026-05-02' AND seq = 1", "missing", "410105/2026-05-02", 1},
		{"cut", "DELETE FROM trail WHERE chain = '410105/2026-05-02' AND seq = 4", "cut", "410105/2026-05-02", 4},
		{"a whole day gone", "DELETE FROM trail WHERE chain = '410106/2026-05-02'", "cut", "410106/2026-05-02", 1},
		{"inserted", "INSERT INTO trail SELECT chain, 5, at, type, record, region, verb, actor, actor_name, from_state, to_state, opinion, detail, changes, address, device, place, done_at, request, prev, hash FROM trail WHERE chain = '410105/2026-05-02' AND seq = 3",
			"inserted", "410105/2026-05-02", 5},
		{"replaced", "UPDATE trail SET hash = 'x' WHERE chain = '410105/2026-05-02' AND seq = 2", "inserted", "410105/2026-05-02", 3},
	} {
		t.Run(tc.name, func(t *testing.T) {
			kerneltest.Each(t, nil, func(t *testing.T, w *kerneltest.World) {
				fill(t, w)
				if _, err := w.Store.Exec(t.Context(), tc.stmt); err != nil && tc.what != "" {
					t.Fatal(err)
				}
				r, err := trail.Verify(t.Context(), w.Store, nil)
				kerneltest.Must(t, err)
				if tc.what == "" {
					if len(r.Faults) > 0 || r.Entries != 9 || r.Chains != 4 {
						t.Fatalf("%+v", r)
					}
					return
				}
				if !slices.ContainsFunc(r.Faults, func(f trail.Fault) bool { return f.What == tc.what && f.Chain == tc.chain && f.Seq == tc.seq }) {
					t.Errorf("found %+v, want %s %s %d", r.Faults, tc.what, tc.chain, tc.seq)
				}
			})
		})
	}
}

// Whoever inserts or removes an entry in the middle and numbers the following ones anew is named alone, not everything behind him.
func TestNumberedAnew(t *testing.T) {
	const chain = "410105/2026-05-02"
	move := func(from, by int) []string {
		return []string{fmt.Sprintf("UPDATE trail SET seq = -seq - %d WHERE chain = '%s' AND seq >= %d", by, chain, from), "UPDATE trail SET seq = -seq WHERE seq < 0"}
	}
	insert := func(seq, as int, prev string) string {
		return fmt.Sprintf("INSERT INTO trail SELECT chain, %d, at, type, record, region, verb, actor, actor_name, from_state, to_state, opinion, detail, changes, address, device, place, done_at, request, %s FROM trail WHERE chain = '%s' AND seq = %d", as, prev, chain, seq)
	}
	for _, tc := range []struct {
		name, what string
		stmts      []string
		seq        int
	}{
		{"a copy inserted", "inserted", append(move(3, 1), insert(2, 3, "prev, hash")), 3},
		{"an invention inserted", "inserted", append(move(3, 1), insert(2, 3, "'x', 'y'")), 3},
		{"two inserted", "inserted", append(move(2, 2), insert(1, 2, "'x', 'y'"), insert(4, 3, "'x', 'y'")), 2},
		{"before the first", "inserted", append(move(1, 1), insert(2, 1, "'x', 'y'")), 1},
		{"removed", "missing", append([]string{"DELETE FROM trail WHERE chain = '" + chain + "' AND seq = 2"}, move(3, -1)...), 2},
		{"the first removed", "missing", append([]string{"DELETE FROM trail WHERE chain = '" + chain + "' AND seq = 1"}, move(2, -1)...), 1},
	} {
		t.Run(tc.name, func(t *testing.T) {
			kerneltest.Each(t, nil, func(t *testing.T, w *kerneltest.World) {
				fill(t, w)
				for _, stmt := range tc.stmts {
					_, err := w.Store.Exec(t.Context(), stmt)
					kerneltest.Must(t, err)
				}
				r, err := trail.Verify(t.Context(), w.Store, nil)
				kerneltest.Must(t, err)
				if len(r.Faults) != 1 || r.Faults[0].What != tc.what || r.Faults[0].Chain != chain || r.Faults[0].Seq != tc.seq {
					t.Errorf("found %+v, want %s %d alone", r.Faults, tc.what, tc.seq)
				}
			})
		})
	}
}

// A chain and its head rewritten together are found by an anchor that was kept elsewhere.
func TestAnchors(t *testing.T) {
	kerneltest.Each(t, nil, func(t *testing.T, w *kerneltest.World) {
		fill(t, w)
		before, err := trail.Verify(t.Context(), w.Store, nil)
		kerneltest.Must(t, err)
		for _, stmt := range []string{"DELETE FROM trail WHERE chain = '410105/2026-05-02' AND seq = 4",
			"UPDATE trail_head SET seq = 3, hash = (SELECT hash FROM trail WHERE chain = '410105/2026-05-02' AND seq = 3) WHERE chain = '410105/2026-05-02'"} {
			_, err := w.Store.Exec(t.Context(), stmt)
			kerneltest.Must(t, err)
		}
		blind, err := trail.Verify(t.Context(), w.Store, nil)
		kerneltest.Must(t, err)
		if len(blind.Faults) != 0 {
			t.Fatalf("without anchors this cannot be seen, yet: %+v", blind.Faults)
		}
		r, err := trail.Verify(t.Context(), w.Store, before.Anchors)
		kerneltest.Must(t, err)
		if len(r.Faults) != 1 || r.Faults[0].Chain != "410105/2026-05-02" {
			t.Errorf("%+v", r.Faults)
		}
	})
}
