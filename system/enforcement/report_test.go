package enforcement_test

import (
	"testing"

	"anjian/kernel/kerneltest"
	"anjian/kernel/metric"
	"anjian/system/enforcement"
)

// A fine of 800 yuan is counted as 800 yuan.
func TestFines(t *testing.T) {
	kerneltest.EachPrepared(t, stocked, modules, func(t *testing.T, w *kerneltest.World) {
		p := play(t, w)
		p.on("2026-03-02")
		k := p.open(t, func(k *enforcement.Case) { k.Simple = true })
		kerneltest.Must(t, enforcement.Charges.Create(p.wang, p.charge(t, k, func(h *enforcement.Charge) { h.Min, h.Max, h.Asked = 0, 200_000, 80_000 })))
		kerneltest.Must(t, do(p.wang, k, "punish", "", nil))
		for name, want := range map[string]float64{"enforcement.filed": 1, "enforcement.penalties": 1, "enforcement.simple": 1, "enforcement.fines": 800, "enforcement.collected": 0, "enforcement.published": 0} {
			got, err := metric.Read(p.head, name, metric.Cut{From: "2026-03-01", To: "2026-03-31"})
			kerneltest.Must(t, err)
			if got.Value != want {
				t.Errorf("%s: %v, want %v", name, got.Value, want)
			}
		}
	})
}
