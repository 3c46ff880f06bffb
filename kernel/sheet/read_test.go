package sheet

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/unicode"

	"anjian/kernel"
)

func open1(data []byte, name string, limits Limits) (*Reader, error) {
	return Open(bytes.NewReader(data), int64(len(data)), name, limits, nil)
}

// readAll returns the header and all rows, the row number first.
func readAll(data []byte, name string, limits Limits) (header []string, rows []string, err error) {
	r, err := open1(data, name, limits)
	if err != nil {
		return nil, nil, err
	}
	defer r.Close()
	for {
		n, cells, err := r.Next()
		if err == io.EOF {
			return r.Header(), rows, nil
		}
		if err != nil {
			return r.Header(), rows, err
		}
		rows = append(rows, fmt.Sprintf("%d|%s", n, strings.Join(cells, "|")))
	}
}

// book makes a workbook by the library, independent of the package's own writer.
func book(t testing.TB, fill func(f *excelize.File)) []byte {
	t.Helper()
	f := excelize.NewFile()
	defer f.Close()
	fill(f)
	var buf bytes.Buffer
	if err := f.Write(&buf); err != nil {
		t.Fatal(err)
	}
	return buf.Bytes()
}

func TestCellsAsSeen(t *testing.T) {
	style := func(f *excelize.File, at string, id int, custom string) {
		s := &excelize.Style{NumFmt: id}
		if custom != "" {
			s.CustomNumFmt = &custom
		}
		n, err := f.NewStyle(s)
		if err != nil {
			t.Fatal(err)
		}
		f.SetCellStyle("Sheet1", at, at, n)
	}
	tests := []struct {
		name   string
		value  any
		id     int
		custom string
		want   string
	}{
		{"credit code of digits as text", "914101007123456789", 0, "", "914101007123456789"},
		{"text that looks like an exponent", "123E5", 0, "", "123E5"},
		{"code with leading zeros", "00412", 49, "", "00412"},
		{"telephone typed as number", 13800138000, 0, "", "13800138000"},
		{"long integer", int64(123456789012345678), 0, "", "123456789012345678"},
		{"large float", 1.5e17, 0, "", "150000000000000000"},
		{"small float", 0.0000012, 0, "", "0.0000012"},
		{"sum with binary dust", 1.1 * 3, 0, "", "3.3"},
		{"negative", -12.5, 2, "", "-12.5"},
		{"money shown with separators", 1234567.5, 4, "", "1234567.5"},
		{"percentage", 0.85, 9, "", "0.85"},
		{"scientific format", 91410100.0, 11, "", "91410100"},
		{"date", 46143, 14, "", "2026-05-01"},
		{"Chinese date", 46143, 31, "", "2026-05-01"},
		{"own date format", 46143.9, 0, `yyyy"年"m"月"d"日";@`, "2026-05-01"},
		{"locale date format", 46143, 0, `[$-804]yyyy/m/d`, "2026-05-01"},
		{"date and time", 46143 + 8.0/24, 22, "", "2026-05-01 08:00"},
		{"date and time, own", 46143 + 8.5/24, 0, "yyyy/m/d h:mm", "2026-05-01 08:30"},
		{"seconds", 46143 + 1.0/86400, 0, "yyyy-mm-dd hh:mm:ss", "2026-05-01 00:00:01"},
		{"midnight", 46143, 22, "", "2026-05-01 00:00"},
		{"time of day", 8.0 / 24, 20, "", "08:00"},
		{"red number, no date", 46143, 0, `[Red]#,##0.00;[Blue]-#,##0.00`, "46143"},
		{"unit in quotes", 12, 0, `0"days"`, "12"},
		{"general in disguise", 12, 0, `General"d"`, "12"},
		{"day one", 1, 14, "", "1900-01-01"},
		{"no date below zero", -5, 14, "", "-5"},
		{"outer blanks", " \u3000郑州 某厂\t\n", 0, "", "郑州 某厂"},
		{"full width stays", "１２３ＡＢ", 0, "", "１２３ＡＢ"},
		{"line break inside", "一\n二", 0, "", "一\n二"},
		{"yes", true, 0, "", "是"},
		{"no", false, 0, "", "否"},
		{"escaped by a program", "a_x000D_b", 0, "", "ab"},
	}
	data := book(t, func(f *excelize.File) {
		f.SetSheetRow("Sheet1", "A1", &[]any{"序号", "值"})
		for i, tt := range tests {
			at := fmt.Sprintf("B%d", i+2)
			f.SetCellInt("Sheet1", fmt.Sprintf("A%d", i+2), int64(i))
			f.SetCellValue("Sheet1", at, tt.value)
			if tt.id != 0 || tt.custom != "" {
				style(f, at, tt.id, tt.custom)
			}
		}
	})
	r, err := open1(data, "x.xlsx", Limits{})
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range tests {
		_, cells, err := r.Next()
		if err != nil {
			t.Fatal(err)
		}
		if cells[1] != tt.want {
			t.Errorf("%s: %q, want %q", tt.name, cells[1], tt.want)
		}
	}
}

func TestWorkbookShapes(t *testing.T) {
	table := func(f *excelize.File, sheet string) {
		f.SetSheetRow(sheet, "A1", &[]any{"企业信息表"})
		f.SetSheetRow(sheet, "A3", &[]any{"企业名称*", "", "＊联系\n电话"})
		f.SetSheetRow(sheet, "A4", &[]any{"甲厂", nil, "1"})
		f.SetSheetRow(sheet, "A7", &[]any{nil, "间", nil, nil, "多出"})
		f.SetSheetRow(sheet, "B9", &[]any{" "})
	}
	tests := []struct {
		name   string
		fill   func(*excelize.File)
		header string
		rows   string
	}{
		{"title above, gaps, cells beyond", func(f *excelize.File) { table(f, "Sheet1") }, "企业名称||联系 电话", "4|甲厂||1;7||间|||多出"},
		{"first sheet hidden", func(f *excelize.File) {
			f.SetSheetRow("Sheet1", "A1", &[]any{"x", "y"})
			f.NewSheet("数据")
			table(f, "数据")
			f.SetActiveSheet(1)
			f.SetSheetVisible("Sheet1", false)
		}, "企业名称||联系 电话", "4|甲厂||1;7||间|||多出"},
		{"one column", func(f *excelize.File) {
			f.SetSheetCol("Sheet1", "A1", &[]any{"名称", "甲", "乙"})
		}, "名称", "2|甲;3|乙"},
		{"formula with and without a result", func(f *excelize.File) {
			f.SetSheetRow("Sheet1", "A1", &[]any{"甲", "乙"})
			f.SetCellFormula("Sheet1", "A2", "1+1")
			f.SetCellValue("Sheet1", "B2", "z")
		}, "甲|乙", "2|=1+1|z"},
		{"rich text", func(f *excelize.File) {
			f.SetSheetRow("Sheet1", "A1", &[]any{"甲", "乙"})
			f.SetCellRichText("Sheet1", "A2", []excelize.RichTextRun{{Text: "粗", Font: &excelize.Font{Bold: true}}, {Text: "细"}})
		}, "甲|乙", "2|粗细|"},
		{"error column left out", func(f *excelize.File) {
			f.SetSheetRow("Sheet1", "A1", &[]any{"甲", "乙", "错误原因"})
			f.SetSheetRow("Sheet1", "A2", &[]any{"1", "2", "应为数字"})
		}, "甲|乙", "2|1|2"},
		{"1904 dates", func(f *excelize.File) {
			yes, style := true, 0
			f.SetWorkbookProps(&excelize.WorkbookPropsOptions{Date1904: &yes})
			f.SetSheetRow("Sheet1", "A1", &[]any{"甲", "乙"})
			style, _ = f.NewStyle(&excelize.Style{NumFmt: 14})
			f.SetCellValue("Sheet1", "A2", 44681)
			f.SetCellStyle("Sheet1", "A2", "A2", style)
		}, "甲|乙", "2|2026-05-01|"},
	}
	for _, tt := range tests {
		header, rows, err := readAll(book(t, tt.fill), "x.xlsx", Limits{})
		if err != nil || strings.Join(header, "|") != tt.header || strings.Join(rows, ";") != tt.rows {
			t.Errorf("%s: %q %q %v", tt.name, header, rows, err)
		}
	}
}

func TestTextFiles(t *testing.T) {
	gbk := func(s string) string {
		b, err := simplifiedchinese.GB18030.NewEncoder().String(s)
		if err != nil {
			t.Fatal(err)
		}
		return b
	}
	utf16, err := unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewEncoder().String("甲\t乙\n一\t二\n")
	if err != nil {
		t.Fatal(err)
	}
	tests := []struct{ name, data, header, rows string }{
		{"plain", "甲,乙\n1,2\n", "甲|乙", "2|1|2"},
		{"byte order mark, CRLF", "\ufeff甲,乙\r\n1,2\r\n", "甲|乙", "2|1|2"},
		{"semicolon", "甲;乙\n1,5;2\n", "甲|乙", "2|1,5|2"},
		{"tab", "甲\t乙\n1\t2,3", "甲|乙", "2|1|2,3"},
		{"separator named", "sep=;\n甲;乙\n1;2\n", "甲|乙", "3|1|2"},
		{"GBK", gbk("企业名称,地址\n郑州某某有限公司,金水区\n"), "企业名称|地址", "2|郑州某某有限公司|金水区"},
		{"GB 18030 beyond GBK", gbk("姓名,地址\n𠮷田,㐀\n"), "姓名|地址", "2|𠮷田|㐀"},
		{"UTF-16 as Excel's Unicode text", utf16, "甲|乙", "2|一|二"},
		{"quotes, break inside, row number as in Excel", "甲,乙\n\"a\n\"\"b\"\"\",2\n\n3,4\n", "甲|乙", "2|a\n\"b\"|2;4|3|4"},
		{"NUL and blanks", "甲,乙\n \x00一\x00 ,\u3000二\n", "甲|乙", "2|一|二"},
		{"long code", "甲,乙\n914101007123456789,13800138000\n", "甲|乙", "2|914101007123456789|13800138000"},
		{"text kept by a formula", "甲,乙\n\"=\"\"00123\"\"\",x\n", "甲|乙", "2|00123|x"},
		{"longer row", "甲,乙\n1,2,3\n", "甲|乙", "2|1|2|3"},
	}
	for _, tt := range tests {
		header, rows, err := readAll([]byte(tt.data), "x.csv", Limits{})
		if err != nil || strings.Join(header, "|") != tt.header || strings.Join(rows, ";") != tt.rows {
			t.Errorf("%s: %q %q %v", tt.name, header, rows, err)
		}
	}
}

// TestCharsetAcrossBlocks puts a character over the border between two reads.
func TestCharsetAcrossBlocks(t *testing.T) {
	for shift := range 3 {
		data := "甲,乙\n" + strings.Repeat("a", shift) + strings.Repeat("郑州,市\n", 20_000)
		_, rows, err := readAll([]byte(data), "x.csv", Limits{})
		if err != nil || len(rows) != 20_000 || !strings.HasSuffix(rows[19_999], "|郑州|市") {
			t.Fatalf("shift %d: %d rows, %v", shift, len(rows), err)
		}
	}
}

// pack makes a ZIP of the given parts.
func pack(t testing.TB, parts ...string) []byte {
	t.Helper()
	var buf bytes.Buffer
	z := zip.NewWriter(&buf)
	for i := 0; i < len(parts); i += 2 {
		w, err := z.Create(parts[i])
		if err == nil {
			_, err = io.WriteString(w, parts[i+1])
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return buf.Bytes()
}

// rawBook is a workbook whose sheet is the given XML.
func rawBook(t testing.TB, sheet string) []byte {
	return pack(t,
		"[Content_Types].xml", `<Types/>`,
		"xl/workbook.xml", `<workbook xmlns:r="r"><sheets><sheet name="a" r:id="r1"/></sheets></workbook>`,
		"xl/_rels/workbook.xml.rels", `<Relationships><Relationship Id="r1" Type="x/worksheet" Target="worksheets/sheet1.xml"/></Relationships>`,
		"xl/worksheets/sheet1.xml", sheet)
}

func TestHostileFiles(t *testing.T) {
	good := book(t, func(f *excelize.File) {
		f.SetSheetRow("Sheet1", "A1", &[]any{"甲", "乙"})
		for i := 2; i < 3000; i++ {
			f.SetSheetRow("Sheet1", fmt.Sprintf("A%d", i), &[]any{i, fmt.Sprint("文字", i*i)})
		}
	})
	header := `<row r="1"><c t="inlineStr"><is><t>甲</t></is></c><c t="inlineStr"><is><t>乙</t></is></c></row>`
	bomb := pack(t, "[Content_Types].xml", `<Types/>`, "xl/worksheets/sheet1.xml", strings.Repeat("0", 200<<20))
	liar := bytes.Clone(rawBook(t, `<worksheet><sheetData>`+header+strings.Repeat(`<row><c><v>1</v></c></row>`, 10_000)+`</sheetData></worksheet>`))
	shrink(t, liar, "xl/worksheets/sheet1.xml", 2000)
	secret := append([]byte("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"), make([]byte, 70_000)...)
	copy(secret[65_530:], utf16le("EncryptedPackage"))
	tests := []struct {
		name, file string
		data       []byte
		limits     Limits
		code       kernel.Code
		message    string
	}{
		{"empty", "x.xlsx", nil, Limits{}, kernel.Invalid, "空"},
		{"other extension", "x.pdf", []byte("a,b\n1,2"), Limits{}, kernel.Invalid, "只能读取"},
		{"other content", "x.xlsx", []byte("%PDF-1.7\n..."), Limits{}, kernel.Invalid, "不是表格"},
		{"binary as CSV", "x.csv", bytes.Repeat([]byte{0, 1, 2, 3}, 100), Limits{}, kernel.Invalid, "不是表格"},
		{"web page as spreadsheet", "x.xls", []byte("  <html><table>"), Limits{}, kernel.Invalid, "网页"},
		{"old format", "x.xls", append([]byte("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"), make([]byte, 600)...), Limits{}, kernel.Invalid, "旧版"},
		{"with password", "x.xlsx", secret, Limits{}, kernel.Invalid, "密码"},
		{"file too large", "x.csv", make([]byte, 2<<20), Limits{Bytes: 1 << 20}, kernel.TooLarge, "1 MB"},
		{"zip bomb", "x.xlsx", bomb, Limits{}, kernel.TooLarge, "解压"},
		{"beyond the unpacked limit", "x.xlsx", good, Limits{Unpacked: 1000}, kernel.TooLarge, "解压"},
		{"directory that lies", "x.xlsx", liar, Limits{}, kernel.Invalid, "损坏"},
		{"truncated", "x.xlsx", good[:len(good)/2], Limits{}, kernel.Invalid, "损坏"},
		{"ZIP of something else", "x.xlsx", pack(t, "a.txt", "a"), Limits{}, kernel.Invalid, "损坏"},
		{"no workbook", "x.xlsx", pack(t, "[Content_Types].xml", "<Types/>", "word/document.xml", "<x/>"), Limits{}, kernel.Invalid, "不是 Excel"},
		{"empty part", "x.xlsx", pack(t, "[Content_Types].xml", ""), Limits{}, kernel.Invalid, "损坏"},
		{"macro by type", "x.xlsx", pack(t, "[Content_Types].xml", `<Types><Override ContentType="application/vnd.ms-excel.sheet.macroEnabled.main+xml"/></Types>`), Limits{}, kernel.Invalid, "宏"},
		{"macro by part", "x.xlsx", pack(t, "[Content_Types].xml", `<Types/>`, "xl/vbaProject.bin", "x"), Limits{}, kernel.Invalid, "宏"},
		{"sheet that ends early", "x.xlsx", rawBook(t, `<worksheet><sheetData>`+header+`<row><c><v>1</v></c></row>`), Limits{}, kernel.Invalid, "损坏"},
		{"sheet of broken XML", "x.xlsx", rawBook(t, `<worksheet><sheetData>`+header+`<row><c><v>1</v></c></row><row <<`), Limits{}, kernel.Invalid, "损坏"},
		{"shared string that is not there", "x.xlsx", rawBook(t, `<worksheet><sheetData>`+header+`<row><c t="s"><v>7</v></c></row></sheetData></worksheet>`), Limits{}, kernel.Invalid, "损坏"},
		{"huge cell", "x.xlsx", rawBook(t, `<worksheet><sheetData>`+header+`<row><c t="str"><v>`+strings.Repeat("a", 3<<20)+`</v></c></row></sheetData></worksheet>`), Limits{}, kernel.TooLarge, "过长"},
		{"long cell", "x.xlsx", rawBook(t, `<worksheet><sheetData>`+header+`<row r="2"><c r="B2" t="str"><v>`+strings.Repeat("字", 40_000)+`</v></c></row></sheetData></worksheet>`), Limits{}, kernel.TooLarge, "第 2 行 B 列"},
		{"too many columns", "x.xlsx", rawBook(t, `<worksheet><sheetData>`+header+`<row><c r="ZZ2"><v>1</v></c></row></sheetData></worksheet>`), Limits{}, kernel.TooLarge, "256 列"},
		{"too many rows", "x.xlsx", good, Limits{Rows: 100}, kernel.TooLarge, "100 行"},
		{"header only", "x.xlsx", rawBook(t, `<worksheet><sheetData>`+header+`</sheetData></worksheet>`), Limits{}, kernel.Invalid, "没有数据"},
		{"nothing", "x.xlsx", rawBook(t, `<worksheet><sheetData/></worksheet>`), Limits{}, kernel.Invalid, "没有内容"},
		{"the same header twice", "x.csv", []byte("甲,乙,甲*\n1,2,3\n"), Limits{}, kernel.Invalid, "A 列和 C 列"},
		{"CSV header only", "x.csv", []byte("甲,乙\n\n ,\n"), Limits{}, kernel.Invalid, "没有数据"},
		{"CSV long cell", "x.csv", []byte("甲,乙\n1," + strings.Repeat("a", 40_000) + "\n"), Limits{}, kernel.TooLarge, "第 2 行 B 列"},
		{"CSV open quote", "x.csv", []byte("甲,乙\n1,2\n\"3,4\n5,6\n"), Limits{}, kernel.Invalid, "第 3 行"},
		{"CSV endless record", "x.csv", []byte("甲,乙\n\"" + strings.Repeat("a\n", 5<<20)), Limits{}, kernel.TooLarge, "过长"},
		{"CSV many columns", "x.csv", []byte("甲,乙\n" + strings.Repeat("1,", 300) + "\n"), Limits{}, kernel.TooLarge, "256 列"},
		{"neither UTF-8 nor GB 18030", "x.csv", []byte("a,b\n1,\xff\xfe\xff\n"), Limits{}, kernel.Invalid, "第 2 行"},
	}
	for _, tt := range tests {
		_, _, err := readAll(tt.data, tt.file, tt.limits)
		e, ok := errors.AsType[*kernel.Error](err)
		if !ok || e.Code != tt.code || !strings.Contains(e.Message, tt.message) {
			t.Errorf("%s: %v, want %s with %q", tt.name, err, tt.code, tt.message)
		}
	}
}

// shrink makes the directory of an archive tell a smaller size of a part than it has.
func shrink(t *testing.T, data []byte, part string, size uint16) {
	t.Helper()
	at := bytes.LastIndex(data, []byte(part)) - 46
	if at < 0 || !bytes.HasPrefix(data[at:], []byte("PK\x01\x02")) {
		t.Fatal("no directory entry")
	}
	data[at+24], data[at+25], data[at+26], data[at+27] = byte(size), byte(size>>8), 0, 0
}

func TestLetters(t *testing.T) {
	for i, want := range map[int]string{0: "A", 25: "Z", 26: "AA", 701: "ZZ", 702: "AAA", 16383: "XFD"} {
		if got := Letter(i); got != want || columnOf(got+"12") != i {
			t.Errorf("%d: %s, back %d", i, got, columnOf(got+"12"))
		}
	}
}

// TestDatesAgainstLibrary compares every day of a century with the library's arithmetic.
func TestDatesAgainstLibrary(t *testing.T) {
	for n := 61; n < 80_000; n += 7 {
		want, err := excelize.ExcelDateToTime(float64(n), false)
		if err != nil {
			t.Fatal(err)
		}
		if got := moment(float64(n), asDay, false); got != want.Format(time.DateOnly) {
			t.Fatalf("%d: %s, want %s", n, got, want)
		}
	}
}

func FuzzCSV(f *testing.F) {
	for _, s := range []string{"甲,乙\n1,2\n", "\ufeffa;b\r\n\"x\ny\";2", "\xbc\xd7,\xd2\xd2\n1,2", "sep=\t\na\tb\n'=1\t2", "\xff\xfea\x00,\x00"} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, data []byte) { judge(t, data, "x.csv") })
}

func FuzzXLSX(f *testing.F) {
	f.Add(book(f, func(x *excelize.File) {
		x.SetSheetRow("Sheet1", "A1", &[]any{"甲", "乙"})
		x.SetSheetRow("Sheet1", "A2", &[]any{1, time.Date(2026, 5, 1, 8, 0, 0, 0, time.UTC)})
	}))
	f.Fuzz(func(t *testing.T, data []byte) { judge(t, data, "x.xlsx") })
}

// FuzzSheetXML changes the rows themselves, which the packing hides from the fuzzer above.
func FuzzSheetXML(f *testing.F) {
	f.Add(`<worksheet><sheetData><row r="3"><c r="A3" t="str"><v>a</v></c><c t="inlineStr"><is><r><t>b</t></r><rPh><t>x</t></rPh></is></c></row><row><c s="1"><v>1e3</v></c><c t="d"><v>2026-05-01T08:00:00</v></c></row></sheetData></worksheet>`)
	f.Fuzz(func(t *testing.T, xml string) { judge(t, rawBook(t, xml), "x.xlsx") })
}

// judge holds for any input: rows that fit the header, in a bounded number, or an error for the person.
func judge(t *testing.T, data []byte, name string) {
	header, _, err := readAll(data, name, Limits{Bytes: 1 << 20, Unpacked: 8 << 20, Rows: 1000})
	if _, ok := errors.AsType[*kernel.Error](err); err != nil && !ok {
		t.Fatalf("not an error for the person: %v", err)
	}
	for _, h := range header {
		if h != strings.TrimSpace(h) || strings.ContainsRune(h, 0) {
			t.Fatalf("header %q", h)
		}
	}
}
