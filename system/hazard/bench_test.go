package hazard_test

import (
	"fmt"
	"testing"

	"anjian/base/enterprise"
	"anjian/base/library"
	"anjian/kernel"
	"anjian/kernel/kerneltest"
	"anjian/system/hazard"
)

// BenchmarkCreate stores hazards of one enterprise after another, with rights, trail and the search for repetition.
func BenchmarkCreate(b *testing.B) {
	w := kerneltest.Open(b, b.TempDir()+"/anjian.db?fast", modules...)
	sys := w.System()
	kerneltest.Must(b, library.Seed(sys))
	var ids []kernel.Ref[enterprise.Enterprise]
	for i := range 100 {
		e := &enterprise.Enterprise{}
		e.Name, e.Trade, e.Region, e.Status = fmt.Sprintf("郑州第%d机械有限公司", i), enterprise.Machinery, "410105", enterprise.Filed
		kerneltest.Must(b, enterprise.Enterprises.Create(sys, e))
		ids = append(ids, kernel.Ref[enterprise.Enterprise](e.ID))
	}
	county := w.As(kernel.Actor{ID: "county", Name: "孙监管", Roles: []kernel.Role{"regulator"}, Region: "410105"})
	i := 0
	for b.Loop() {
		h := &hazard.Hazard{}
		h.Enterprise, h.Title, h.Category = ids[i%len(ids)], fmt.Sprintf("第%d号车间灭火器过期", i), library.Fire
		kerneltest.Must(b, hazard.Hazards.Create(county, h))
		i++
	}
}
