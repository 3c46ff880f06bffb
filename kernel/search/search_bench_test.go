package search_test

import (
	"fmt"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"anjian/kernel"
	"anjian/kernel/kerneltest"
	"anjian/kernel/search"
)

// BenchmarkMillion asks for words, initials and codes among a million hazards of 50,000 plants, for accounts of a county, a city and a province,
// and measures how long the index takes to be made; with -short among a tenth of them.
func BenchmarkMillion(b *testing.B) {
	for name, address := range map[string]func() string{"sqlite": func() string { return filepath.Join(b.TempDir(), "x.db") + "?fast" }, "postgres": func() string { return kerneltest.Postgres(b) }} {
		b.Run(name, func(b *testing.B) {
			w := kerneltest.Open(b, address(), modules()...)
			fillMillion(b, w)
			began := time.Now()
			_, err := search.Rebuild(w.System())
			kerneltest.Must(b, err)
			b.Logf("%s: index in %v", name, time.Since(began))
			if name == "postgres" {
				_, err := w.Store.Exec(b.Context(), "ANALYZE")
				kerneltest.Must(b, err)
			}
			for _, region := range []kernel.Region{"410405", "4101", "41"} {
				for _, q := range []string{"灭火器", "法兰泄漏", "zz", "zzhg", "郑州第777化工", "91410100MA00012345", "没有的词", "厂"} {
					c := w.As(officer(region))
					ask(b, c, q)
					began, n, most := time.Now(), 0, time.Duration(0)
					for time.Since(began) < 300*time.Millisecond {
						at := time.Now()
						ask(b, c, q)
						n, most = n+1, max(most, time.Since(at))
					}
					began = time.Now()
					list, err := hazards.List(c, kernel.Query{Where: matching(b, c, hazards.Meta(), q), Limit: 20})
					kerneltest.Must(b, err)
					b.Logf("%-9s %-8s %-22s %8.2f ms, at most %6.1f; list of %d %6.1f ms", name, region, q, float64(300)/float64(n), float64(most.Microseconds())/1000, len(list), float64(time.Since(began).Microseconds())/1000)
				}
			}
		})
	}
}

func fillMillion(b *testing.B, w *kerneltest.World) {
	what := strings.Fields("法兰泄漏 灭火器过期 电缆老化 护栏缺失 通道堵塞 粉尘堆积 警示标志脱落 阀门锈蚀 接地不良 未戴安全帽")
	where := strings.Fields("一车间 二车间 罐区 配电室 锅炉房 仓库 厂区北侧 装卸台")
	n := 1_000_000
	if testing.Short() {
		n = 100_000
	}
	for from := 0; from < n; from += 10_000 {
		err := w.System().Tx(func(c *kernel.Ctx) error {
			for i := from; i < from+10_000; i++ {
				region := kernel.Region(fmt.Sprintf("41%02d%02d", i%17, i%17+1))
				if i < 50_000 {
					p := plant(region, fmt.Sprintf("郑州第%d化工有限公司", i), fmt.Sprintf("91410100MA%08d", i))
					p.ID = fmt.Sprintf("p%07d", i)
					if err := c.Store.Insert(c, plants.Meta(), p); err != nil {
						return err
					}
				}
				h := &Hazard{Base: kernel.Base{ID: fmt.Sprintf("h%07d", i), Region: region}, Title: where[i%8] + what[i/8%10] + fmt.Sprint(i), Plant: kernel.Ref[Plant](fmt.Sprintf("p%07d", i%50_000))}
				if err := c.Store.Insert(c, hazards.Meta(), h); err != nil {
					return err
				}
			}
			return nil
		})
		kerneltest.Must(b, err)
	}
}
