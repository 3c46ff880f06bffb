package sheet_test

import (
	"bytes"
	"fmt"
	"io"
	"path/filepath"
	"runtime"
	"testing"
	"time"

	"anjian/kernel"
	"anjian/kernel/kerneltest"
	"anjian/kernel/rest"
	"anjian/kernel/sheet"
)

type tenA struct {
	A1 string       `json:"a1" label:"甲文字一"`
	A2 string       `json:"a2" label:"甲文字二"`
	A3 string       `json:"a3" label:"甲文字三"`
	A4 int          `json:"a4" label:"甲整数"`
	A5 float64      `json:"a5" label:"甲小数"`
	A6 Grade        `json:"a6" label:"甲级别"`
	A7 kernel.Date  `json:"a7" label:"甲日期"`
	A8 kernel.Money `json:"a8" label:"甲金额"`
	A9 bool         `json:"a9" label:"甲是否"`
}

type tenB struct {
	B1 string       `json:"b1" label:"乙文字一"`
	B2 string       `json:"b2" label:"乙文字二"`
	B3 string       `json:"b3" label:"乙文字三"`
	B4 int          `json:"b4" label:"乙整数"`
	B5 float64      `json:"b5" label:"乙小数"`
	B6 Grade        `json:"b6" label:"乙级别"`
	B7 kernel.Date  `json:"b7" label:"乙日期"`
	B8 kernel.Money `json:"b8" label:"乙金额"`
	B9 bool         `json:"b9" label:"乙是否"`
}

type tenC struct {
	C1 string       `json:"c1" label:"丙文字一"`
	C2 string       `json:"c2" label:"丙文字二"`
	C3 string       `json:"c3" label:"丙文字三"`
	C4 int          `json:"c4" label:"丙整数"`
	C5 float64      `json:"c5" label:"丙小数"`
	C6 Grade        `json:"c6" label:"丙级别"`
	C7 kernel.Date  `json:"c7" label:"丙日期"`
	C8 kernel.Money `json:"c8" label:"丙金额"`
	C9 bool         `json:"c9" label:"丙是否"`
}

// Wide has thirty columns to fill in.
type Wide struct {
	kernel.Base
	Name string `json:"name" label:"企业名称" rule:"required,max=60" ui:"list,sort"`
	Code string `json:"code" label:"统一社会信用代码" rule:"unique,max=18"`
	tenA `label:"甲"`
	tenB `label:"乙"`
	tenC `label:"丙"`
}

var wides = &kernel.Resource[Wide]{Name: "wide", Label: "企业", Help: "量一量导入导出有多快。", Access: kernel.Access{{To: []kernel.Role{"regulator"}, Can: "read create update import export", Rows: kernel.Jurisdiction}}}

func wideFile(b *testing.B, n int) []byte {
	var file bytes.Buffer
	w := sheet.NewXLSX(&file, "企业")
	columns := []sheet.Column{{Label: "企业名称"}, {Label: "统一社会信用代码"}, {Label: "属地"}}
	for _, part := range "甲乙丙" {
		for i, name := range []string{"文字一", "文字二", "文字三", "整数", "小数", "级别", "日期", "金额", "是否"} {
			columns = append(columns, sheet.Column{Label: string(part) + name, Kind: []sheet.Kind{0, 0, 0, sheet.Whole, sheet.Number, 0, sheet.Date, sheet.Money, 0}[i]})
		}
	}
	kerneltest.Must(b, w.Header(columns))
	for i := range n {
		row := []any{fmt.Sprintf("郑州第%d化工有限公司", i), fmt.Sprintf("91410100MA%08d", i), "410105"}
		for range 3 {
			row = append(row, "河南省郑州市金水区经三路", fmt.Sprint("联系人", i), "正常", i%500, float64(i)/8, "重大", "2018-05-04", kernel.Money(i*100), i%2 == 0)
		}
		kerneltest.Must(b, w.Row(row))
	}
	kerneltest.Must(b, w.Close())
	return file.Bytes()
}

func heap() uint64 {
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapInuse >> 20
}

// BenchmarkFiftyThousand measures import and export of 50,000 records of thirty columns against reading and writing the file alone.
func BenchmarkFiftyThousand(b *testing.B) {
	const n = 50_000
	for range b.N {
		list := []kernel.Module{{Name: "wide", Label: "企业", Resources: []kernel.Handle{wides}}}
		o := open(b, kerneltest.Open(b, filepath.Join(b.TempDir(), "x.db"), append(list, rest.Module(), sheet.Module(list, rest.Filter, sheet.Limits{}))...))
		file := wideFile(b, n)
		began := time.Now()
		lap := func(name string) {
			b.ReportMetric(time.Since(began).Seconds(), name+"-s")
			began = time.Now()
		}
		table, err := sheet.Open(bytes.NewReader(file), int64(len(file)), "x.xlsx", sheet.Limits{}, nil)
		kerneltest.Must(b, err)
		for err == nil {
			_, _, err = table.Next()
		}
		if err != io.EOF {
			b.Fatal(err)
		}
		table.Close()
		lap("read")
		rec := o.bringAs("wide", "x.xlsx", file)
		if rec.Good != n {
			b.Fatalf("%+v", rec)
		}
		lap("check")
		b.ReportMetric(float64(heap()), "heap-MB")
		if rec = o.do(rec.ID, "run"); rec.Added != n {
			b.Fatalf("%+v", rec)
		}
		lap("run")
		for _, kind := range []string{"csv", "xlsx"} {
			if w := o.call("GET", "/api/wide/export."+kind, nil); w.Code != 200 || w.Body.Len() < n {
				b.Fatal(w.Code)
			}
			lap("export-" + kind)
			var out sheet.Writer = sheet.NewCSV(io.Discard)
			if kind == "xlsx" {
				out = sheet.NewXLSX(io.Discard, "企业")
			}
			writeAlone(b, out, n)
			lap("write-" + kind)
		}
	}
}

func writeAlone(b *testing.B, w sheet.Writer, n int) {
	columns := make([]sheet.Column, 32)
	values := make([]any, 32)
	for i := range columns {
		columns[i] = sheet.Column{Label: fmt.Sprint(i), Kind: []sheet.Kind{0, 0, 0, sheet.Whole, sheet.Number, 0, sheet.Date, sheet.Money}[i%8]}
		values[i] = []any{"河南省郑州市金水区经三路", "联系人", "正常", 12, 2.5, "重大", "2018-05-04", kernel.Money(12300)}[i%8]
	}
	kerneltest.Must(b, w.Header(columns))
	for range n {
		kerneltest.Must(b, w.Row(values))
	}
	kerneltest.Must(b, w.Close())
}
