package sheet

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"io"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"
	"pgregory.net/rapid"

	"anjian/kernel"
)

var sample = []Column{
	{Label: "企业名称", Kind: Text, Required: true, Help: "营业执照上的全称", Example: "郑州某某有限公司"},
	{Label: "统一社会信用代码", Kind: Text, Required: true},
	{Label: "职工人数", Kind: Whole},
	{Label: "产量", Kind: Number},
	{Label: "投入资金", Kind: Money},
	{Label: "成立日期", Kind: Date},
	{Label: "检查时间", Kind: Time},
	{Label: "规模", Kind: Text, Options: []string{"大型", "中型", "小型", "微型", `含"引号"，与 <标签>`}},
}

var formats = map[string]func(io.Writer, ...Option) Writer{
	"x.xlsx": func(w io.Writer, o ...Option) Writer { return NewXLSX(w, "企业/台账", o...) },
	"x.csv":  func(w io.Writer, o ...Option) Writer { return NewCSV(w, o...) },
}

func TestRoundTrip(t *testing.T) {
	at := time.Date(2026, 5, 1, 8, 0, 0, 0, kernel.China)
	dusty := 0.1
	for name, make := range formats {
		var buf bytes.Buffer
		w := make(&buf)
		rows := [][]any{
			{"甲厂", "914101007123456789", 120, 3.75, kernel.Money(123456), kernel.Date("2026-05-01"), at, "大型"},
			{"-12", "00123", int64(-5), 1e-7, kernel.Money(-50), "2026-05-01", at.UTC(), nil},
			{"=1+1", "@x", 0, dusty + 0.2, 3, at, at.Add(7 * time.Second), "'=x"},
			{nil, "", "非数字", "1234567890123456789", "00", "五月", "2026-05-01 08:00", true},
		}
		if err := w.Header(sample); err != nil {
			t.Fatal(err)
		}
		for _, r := range rows {
			if err := w.Row(r); err != nil {
				t.Fatal(err)
			}
		}
		if err := w.Close(); err != nil {
			t.Fatal(err)
		}
		header, got, err := readAll(buf.Bytes(), name, Limits{})
		if err != nil || len(header) != len(sample) || header[1] != "统一社会信用代码" {
			t.Fatalf("%s: %q %v", name, header, err)
		}
		third := "0.3"
		if name == "x.csv" { // a CSV carries every digit
			third = "0.30000000000000004"
		}
		want := []string{
			"2|甲厂|914101007123456789|120|3.75|1234.56|2026-05-01|2026-05-01 08:00|大型",
			"3|-12|00123|-5|0.0000001|-0.5|2026-05-01|2026-05-01 08:00|",
			"4|=1+1|@x|0|" + third + "|3|2026-05-01|2026-05-01 08:00:07|'=x",
			"5|||非数字|1234567890123456789|00|五月|2026-05-01 08:00|是",
		}
		if name == "x.csv" {
			want[1] = strings.Replace(want[1], "-0.5|", "-0.50|", 1)
		}
		if !slices.Equal(got, want) {
			t.Errorf("%s:\n%s\nwant\n%s", name, strings.Join(got, "\n"), strings.Join(want, "\n"))
		}
	}
}

// TestAnyTextComesBack: whatever text is written is read again, but for what clean takes off.
func TestAnyTextComesBack(t *testing.T) {
	letters := rapid.OneOf(rapid.Rune(), rapid.SampledFrom([]rune("=+-@'\"\t\n,;　0123.E_x安")))
	texts := rapid.StringOfN(letters, 0, 12, -1)
	rapid.Check(t, func(t *rapid.T) {
		name := rapid.SampledFrom([]string{"x.xlsx", "x.csv"}).Draw(t, "format")
		rows := rapid.SliceOfN(rapid.SliceOfN(texts, 2, 2), 1, 5).Draw(t, "rows")
		var buf bytes.Buffer
		w := formats[name](&buf)
		w.Header([]Column{{Label: "甲"}, {Label: "乙"}})
		var want []string
		for _, r := range rows {
			w.Row([]any{r[0], r[1]})
			if a, b := clean(strings.ReplaceAll(r[0], "\r\n", "\n")), clean(strings.ReplaceAll(r[1], "\r\n", "\n")); a+b != "" {
				want = append(want, a+"|"+b)
			}
		}
		if err := w.Close(); err != nil {
			t.Fatal(err)
		}
		_, got, err := readAll(buf.Bytes(), name, Limits{})
		if len(want) == 0 {
			if kernel.CodeOf(err) != kernel.Invalid {
				t.Fatalf("no rows, yet %v", err)
			}
			return
		}
		for i := range got {
			_, got[i], _ = strings.Cut(got[i], "|")
		}
		if err != nil || !slices.Equal(got, want) {
			t.Fatalf("%s: %q, want %q, %v", name, got, want, err)
		}
	})
}

// TestFormulasDoNotRun reads the CSV the way a spreadsheet program does: as raw fields.
func TestFormulasDoNotRun(t *testing.T) {
	tests := map[string]string{
		"=cmd|' /C calc'!A0": "'=cmd|' /C calc'!A0", "+1+1": "'+1+1", "-2+3": "'-2+3", "@SUM(1)": "'@SUM(1)", "\t=1": "'=1", " =1": "'=1", "\tx": "x", "' =1": "'' =1",
		"＝1": "'＝1", "-": "'-", "'=1": "''=1",
		"-12.5": "-12.5", "+86": "+86", "-0": "-0", "a=1": "a=1", "'a": "'a", "": "",
	}
	for in, want := range tests {
		var buf bytes.Buffer
		w := NewCSV(&buf)
		w.Header([]Column{{Label: "=甲"}, {Label: "乙"}})
		w.Row([]any{in, "x"})
		w.Close()
		records, err := csv.NewReader(&buf).ReadAll()
		if err != nil || records[0][0] != "\ufeff'=甲" || records[1][0] != want {
			t.Errorf("%q is written as %q, want %q (%v)", in, records, want, err)
		}
		if unguard(guard(in)) != strings.TrimSpace(in) {
			t.Errorf("%q comes back as %q", in, unguard(guard(in)))
		}
	}
	var buf bytes.Buffer
	w := NewXLSX(&buf, "")
	w.Header([]Column{{Label: "甲"}})
	w.Row([]any{"=1+1"})
	w.Close()
	f, err := excelize.OpenReader(&buf)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if formula, _ := f.GetCellFormula("数据", "A2"); formula != "" {
		t.Errorf("a text became the formula %q", formula)
	}
}

func TestWorkbookTypes(t *testing.T) {
	var buf bytes.Buffer
	w := NewXLSX(&buf, "企业/台账")
	w.Header(sample)
	w.Row([]any{"甲", "914101007123456789", 12, 1.5, kernel.Money(100), "2026-05-01", "2026-05-01 08:00", ""})
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	f, err := excelize.OpenReader(&buf)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	const sheet = "企业台账"
	for at, want := range map[string]excelize.CellType{"B2": excelize.CellTypeInlineString, "C2": excelize.CellTypeUnset, "F2": excelize.CellTypeUnset} {
		if got, err := f.GetCellType(sheet, at); got != want || err != nil {
			t.Errorf("%s is of type %v, %v", at, got, err)
		}
	}
	for at, want := range map[string]string{"F2": "2026-05-01", "G2": "2026-05-01 08:00", "E2": "1.00"} {
		if got, err := f.GetCellValue(sheet, at); got != want || err != nil {
			t.Errorf("%s shows %q, %v", at, got, err)
		}
	}
	style, _ := f.GetCellStyle(sheet, "B2")
	if s, err := f.GetStyle(style); err != nil || s.NumFmt != 49 {
		t.Errorf("the code is not formatted as text: %+v %v", s, err)
	}
	if p, err := f.GetPanes(sheet); err != nil || !p.Freeze || p.YSplit != 1 {
		t.Errorf("header not frozen: %+v %v", p, err)
	}
}

// TestErrorWorkbook: the rejected rows go out with reasons, are corrected and come back without them.
func TestErrorWorkbook(t *testing.T) {
	for name, make := range formats {
		var buf bytes.Buffer
		w := make(&buf, WithFaults())
		w.Header(sample[:3])
		w.Row([]any{"甲", "123", "十"}, Fault{1, "应为 18 位"}, Fault{2, "职工人数应为整数"}, Fault{-1, "重复"})
		w.Row([]any{"", "914101007123456789", 5}, Fault{0, "不能为空"})
		if err := w.Close(); err != nil {
			t.Fatal(err)
		}
		header, rows, err := readAll(buf.Bytes(), name, Limits{})
		if err != nil || strings.Join(header, ",") != "企业名称,统一社会信用代码,职工人数" || strings.Join(rows, ";") != "2|甲|123|十;3||914101007123456789|5" {
			t.Errorf("%s: %q %q %v", name, header, rows, err)
		}
		if name == "x.csv" {
			if !strings.Contains(buf.String(), "统一社会信用代码：应为 18 位；职工人数应为整数；重复") {
				t.Errorf("reasons missing: %s", buf.String())
			}
			continue
		}
		f, err := excelize.OpenReader(&buf)
		if err != nil {
			t.Fatal(err)
		}
		defer f.Close()
		if reason, _ := f.GetCellValue("企业台账", "D2"); reason != "统一社会信用代码：应为 18 位；职工人数应为整数；重复" {
			t.Errorf("reason %q", reason)
		}
		notes, err := f.GetComments("企业台账")
		if err != nil || len(notes) != 3 {
			t.Errorf("comments %+v %v", notes, err)
		}
		n, _ := f.GetCellStyle("企业台账", "A3")
		if s, err := f.GetStyle(n); err != nil || len(s.Fill.Color) != 1 || s.Fill.Color[0] != "FFC7CE" {
			t.Errorf("an empty wrong cell is not marked: %+v %v", s, err)
		}
	}
}

func TestTemplate(t *testing.T) {
	var buf bytes.Buffer
	if err := Template(&buf, "企业", sample); err != nil {
		t.Fatal(err)
	}
	r, err := open1(buf.Bytes(), "x.xlsx", Limits{})
	if err != nil {
		t.Fatal(err)
	}
	for i, h := range r.Header() {
		if h != sample[i].Label {
			t.Errorf("header %q, want %q", h, sample[i].Label)
		}
	}
	if _, _, err := r.Next(); kernel.CodeOf(err) != kernel.Invalid {
		t.Errorf("an empty template has rows: %v", err)
	}
	f, err := excelize.OpenReader(bytes.NewReader(buf.Bytes()))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if a, _ := f.GetCellValue("企业", "A1"); a != "企业名称*" {
		t.Errorf("required column headed %q", a)
	}
	rules, err := f.GetDataValidations("企业")
	if err != nil || len(rules) != 1 || rules[0].Sqref != "H2:H5001" || rules[0].Formula1 != "可选值!$A$1:$A$5" {
		t.Errorf("drop-downs %+v %v", rules, err)
	}
	if last, _ := f.GetCellValue("可选值", "A5"); last != sample[7].Options[4] {
		t.Errorf("choice %q", last)
	}
	if shown, _ := f.GetSheetVisible("可选值"); shown {
		t.Error("the lists are visible")
	}
	if row, _ := f.GetCellValue("填写说明", "D2"); row != "营业执照上的全称" {
		t.Errorf("guide %q", row)
	}
	style, _ := f.GetColStyle("企业", "B")
	if s, err := f.GetStyle(style); err != nil || s.NumFmt != 49 {
		t.Errorf("codes typed by the user are not kept as text: %+v %v", s, err)
	}
}

func TestLongTextIsCutVisibly(t *testing.T) {
	var buf bytes.Buffer
	w := NewXLSX(&buf, "x")
	w.Header([]Column{{Label: "甲"}, {Label: "乙"}})
	w.Row([]any{strings.Repeat("😀", 20_000), strings.Repeat("字", 32_767)})
	w.Close()
	_, rows, err := readAll(buf.Bytes(), "x.xlsx", Limits{})
	if err != nil || !strings.Contains(rows[0], "😀"+cutMark+"|") || !strings.HasSuffix(rows[0], strings.Repeat("字", 100)) {
		t.Errorf("%v", err)
	}
}

// large writes a table of 50,000 x 30, the size of a province's enterprises.
func large(tb testing.TB, w Writer, rows int) {
	columns := make([]Column, 30)
	values := make([]any, 30)
	for i := range columns {
		columns[i] = Column{Label: fmt.Sprint("列", i), Kind: Kind(i % 6)}
	}
	if err := w.Header(columns); err != nil {
		tb.Fatal(err)
	}
	for n := range rows {
		for i := range values {
			switch columns[i].Kind {
			case Text:
				values[i] = fmt.Sprintf("郑州市第%d号有限公司%d", n, i)
			case Date:
				values[i] = "2026-05-01"
			case Time:
				values[i] = "2026-05-01 08:00"
			default:
				values[i] = n * i
			}
		}
		if err := w.Row(values); err != nil {
			tb.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		tb.Fatal(err)
	}
}

// TestFlatMemory writes 40 MB of XML: what is held stays within the stream writer's
// buffer, which goes to the disk at 16 MB.
func TestFlatMemory(t *testing.T) {
	heap := func() uint64 {
		var m runtime.MemStats
		runtime.GC()
		runtime.ReadMemStats(&m)
		return m.HeapAlloc >> 20
	}
	before := heap()
	w := NewXLSX(io.Discard, "x")
	w.Header(sample[:2])
	long := strings.Repeat("a", 1000)
	var most uint64
	for i := range 36_000 {
		w.Row([]any{long, "914101007123456789"})
		if i%2_999 == 0 {
			most = max(most, heap()-min(before, heap()))
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	if most > 30 {
		t.Errorf("%d MB held while writing", most)
	}
}

func BenchmarkWrite(b *testing.B) {
	for name, make := range formats {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				large(b, make(io.Discard), 50_000)
			}
		})
	}
}

func BenchmarkRead(b *testing.B) {
	for name, make := range formats {
		var buf bytes.Buffer
		large(b, make(&buf), 50_000)
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				r, err := open1(buf.Bytes(), name, Limits{})
				if err != nil {
					b.Fatal(err)
				}
				n := 0
				for ; ; n++ {
					if _, _, err := r.Next(); err == io.EOF {
						break
					} else if err != nil {
						b.Fatal(err)
					}
				}
				if n != 50_000 {
					b.Fatal(n)
				}
			}
		})
		if name == "x.xlsx" {
			b.Run("library", func(b *testing.B) {
				for b.Loop() {
					f, err := excelize.OpenReader(bytes.NewReader(buf.Bytes()))
					if err != nil {
						b.Fatal(err)
					}
					rows, err := f.Rows(f.GetSheetName(0))
					if err != nil {
						b.Fatal(err)
					}
					for rows.Next() {
						rows.Columns(excelize.Options{RawCellValue: true})
					}
					f.Close()
				}
			})
		}
	}
}
