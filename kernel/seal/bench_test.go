package seal_test

import (
	"testing"

	"anjian/kernel/seal"
)

// BenchmarkSeal is one seal on a paper of two pages, BenchmarkVerify its verification.
func BenchmarkSeal(b *testing.B) {
	for _, a := range []seal.Algorithm{seal.RSA, seal.ECDSA, seal.SM2} {
		b.Run(string(a), func(b *testing.B) {
			k, pdf, m := newHouse(b, a).key(b, a, "郑州市应急管理局"), decision(b), mark("郑州市应急管理局", 2, 120)
			for b.Loop() {
				stamp(b, k, pdf, m)
			}
		})
	}
}

func BenchmarkVerify(b *testing.B) {
	h := newHouse(b, seal.ECDSA)
	k := h.key(b, seal.ECDSA, "甲")
	pdf := stamp(b, k, stamp(b, k, decision(b), mark("甲", 1, 100)), mark("甲", 2, 100))
	for b.Loop() {
		verify(b, pdf, h.trust)
	}
}
