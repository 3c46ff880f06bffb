package seal_test

import (
	"testing"
	"time"

	"anjian/kernel/seal"
)

// FuzzVerify: whatever a file holds, it is judged within bounds, and a changed file never holds.
func FuzzVerify(f *testing.F) {
	h := newHouse(f, seal.ECDSA)
	k := h.key(f, seal.ECDSA, "甲")
	once := stamp(f, k, decision(f), mark("甲", 1, 100))
	whole := stamp(f, k, once, mark("甲", 2, 100))
	f.Add(once, 0, byte(0))
	f.Add(whole, len(once)+10, byte('x'))
	f.Add([]byte("%PDF-1.7\n1 0 obj<</A[[[[(((<<"), 3, byte(0))
	f.Add([]byte("%PDF-1.7\nxref\n0 1\n0000000000 65535 f \ntrailer<</Root 1 0 R>>\nstartxref\n9\n%%EOF"), 0, byte(0))
	f.Fuzz(func(t *testing.T, pdf []byte, at int, c byte) {
		begin := time.Now()
		seal.Verify(pdf, h.trust)
		if at >= 0 && at < len(whole) && whole[at] != c { // one byte of a good file
			bad := append([]byte(nil), whole...)
			bad[at] = c
			if list, err := seal.Verify(bad, h.trust); err == nil {
				all := len(list) > 1
				for _, s := range list {
					all = all && s.Valid()
				}
				if all && !blank(c) {
					t.Errorf("byte %d can be %q and nobody sees it", at, c)
				}
			}
		}
		if took := time.Since(begin); took > 5*time.Second {
			t.Errorf("%d bytes took %v", len(pdf), took)
		}
	})
}

// blank tells whether a byte means nothing behind the last %%EOF, the one place that no signature of the file covers as it is: none.
func blank(c byte) bool { return c == ' ' || c == '\n' || c == '\r' || c == '\t' || c == 0 }
