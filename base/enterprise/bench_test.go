package enterprise_test

import (
	"errors"
	"fmt"
	"path/filepath"
	"testing"

	"anjian/base/enterprise"
	"anjian/kernel"
	"anjian/kernel/kerneltest"
)

// BenchmarkCreate is what one row of an import costs: a transaction of 500 files, with trail and derived columns.
func BenchmarkCreate(b *testing.B) {
	w := kerneltest.Open(b, filepath.Join(b.TempDir(), "anjian.db")+"?fast", modules...)
	clerk := meet(w).clerk
	n := 0
	for b.Loop() {
		kerneltest.Must(b, clerk.Tx(func(c *kernel.Ctx) error {
			for range 500 {
				n++
				e := whole(works(b, fmt.Sprintf("郑州第%d机械有限公司", n), fmt.Sprintf("MA%06d", n), enterprise.Machinery))
				if err := enterprise.Enterprises.Create(c, e); err != nil {
					return errors.Join(errors.New(e.Name), err)
				}
			}
			return nil
		}))
	}
	b.ReportMetric(float64(b.Elapsed().Microseconds())/float64(n), "µs/file")
}
