package sheet

import (
	"archive/zip"
	"errors"
	"io"
	"strings"
	"unicode/utf8"

	"github.com/xuri/excelize/v2"

	"anjian/kernel"
)

// maxNotes bounds the comments of one workbook, each of which is a drawing; every
// message stands in the last column anyway.
const maxNotes = 1000

// Excel writes an XLSX workbook of one sheet in memory that does not grow with the rows.
type Excel struct {
	options
	w       io.Writer
	sheet   string
	book    *excelize.File
	stream  *excelize.StreamWriter
	columns []Column
	styles  styles
	row     int
	notes   int
	cells   []any
}

// styles holds a style number for every kind, plain and marked as wrong.
type styles struct {
	header, required int
	plain, wrong     [Time + 1]int
}

// NewXLSX returns a Writer of XLSX to w; what w gets is written at Close.
func NewXLSX(w io.Writer, sheetName string, opts ...Option) *Excel {
	return &Excel{options: collect(opts), w: w, sheet: sheetTitle(sheetName), book: excelize.NewFile()}
}

// sheetTitle makes a name that Excel takes for a sheet.
func sheetTitle(s string) string {
	s = strings.Trim(strings.Map(func(r rune) rune {
		if strings.ContainsRune(`:\/?*[]`, r) || r < ' ' {
			return -1
		}
		return r
	}, s), "' ")
	for utf8.RuneCountInString(s) > 31 {
		_, n := utf8.DecodeLastRuneInString(s)
		s = s[:len(s)-n]
	}
	if s == "" {
		return "数据"
	}
	return s
}

func (x *Excel) Header(columns []Column) error {
	if err := checkColumns(columns); err != nil {
		return err
	}
	if err := x.begin(columns); err != nil {
		x.book.Close()
		return err
	}
	return nil
}

func (x *Excel) begin(columns []Column) (err error) {
	x.columns = columns
	if err := x.book.SetSheetName("Sheet1", x.sheet); err != nil {
		return err
	}
	if x.styles, err = newStyles(x.book); err != nil {
		return err
	}
	if x.stream, err = x.book.NewStreamWriter(x.sheet); err != nil {
		return err
	}
	if err := x.stream.SetPanes(frozen); err != nil {
		return err
	}
	cells := make([]any, 0, len(columns)+1)
	for i, c := range columns {
		if err := x.stream.SetColWidth(i+1, i+1, width(c)); err != nil {
			return err
		}
		cells = append(cells, excelize.Cell{StyleID: x.styles.header, Value: printable(c.Label)})
	}
	if x.faults {
		if err := x.stream.SetColWidth(len(columns)+1, len(columns)+1, 50); err != nil {
			return err
		}
		cells = append(cells, excelize.Cell{StyleID: x.styles.header, Value: ErrorColumn})
	}
	x.row = 1
	return x.stream.SetRow("A1", cells)
}

func (x *Excel) Row(values []any, faults ...Fault) error {
	if err := checkRow(x.columns, values); err != nil {
		return err
	}
	if x.row++; x.row > excelize.TotalRows {
		return kernel.Errorf(kernel.TooLarge, "超过 Excel 的 %d 行上限，请缩小范围或导出为 CSV", excelize.TotalRows)
	}
	x.cells = x.cells[:0]
	for i, c := range x.columns {
		style := x.styles.plain[c.Kind]
		var v any
		if i < len(values) {
			v = typed(values[i], c.Kind)
		}
		for _, f := range faults {
			if f.Column == i {
				style = x.styles.wrong[c.Kind]
				if err := x.note(i, f.Message); err != nil {
					return err
				}
				if v == nil {
					v = ""
				}
				break
			}
		}
		if s, ok := v.(string); ok {
			v = printable(s)
		}
		if v != nil {
			v = excelize.Cell{StyleID: style, Value: v}
		}
		x.cells = append(x.cells, v)
	}
	if x.faults && len(faults) > 0 {
		x.cells = append(x.cells, excelize.Cell{StyleID: x.styles.plain[Text], Value: printable(fitting(reasons(x.columns, faults)))})
	}
	at, err := excelize.CoordinatesToCellName(1, x.row)
	if err != nil {
		return err
	}
	return x.stream.SetRow(at, x.cells)
}

func (x *Excel) note(column int, message string) error {
	if x.notes++; x.notes > maxNotes {
		return nil
	}
	at, err := excelize.CoordinatesToCellName(column+1, x.row)
	if err != nil {
		return err
	}
	return x.book.AddComment(x.sheet, excelize.Comment{Cell: at, Author: "安监平台", Text: printable(message), Width: 240, Height: 80})
}

// Close writes the workbook to w.
func (x *Excel) Close() error {
	if x.stream == nil {
		return errors.Join(errors.New("sheet: Close before Header"), x.book.Close())
	}
	if err := x.stream.Flush(); err != nil {
		x.book.Close()
		return err
	}
	return finish(x.book, x.w)
}

// finish sends the archive straight to w; the library itself would first hold it in memory.
func finish(book *excelize.File, w io.Writer) error {
	book.ZipWriter = func(io.Writer) excelize.ZipWriter { return zip.NewWriter(w) }
	return errors.Join(book.Write(io.Discard), book.Close())
}

// printable takes from a text what XML cannot carry.
func printable(s string) string {
	if !strings.ContainsFunc(s, unprintable) {
		return s
	}
	return strings.Map(func(r rune) rune {
		if unprintable(r) {
			return -1
		}
		return r
	}, s)
}

func unprintable(r rune) bool {
	return r < ' ' && r != '\n' && r != '\t' || r == utf8.RuneError || r == 0xfffe || r == 0xffff
}

var frozen = &excelize.Panes{Freeze: true, YSplit: 1, TopLeftCell: "A2", ActivePane: "bottomLeft"}

func width(c Column) float64 {
	if c.Width > 0 {
		return min(c.Width, 100)
	}
	return min(max(float64(2*utf8.RuneCountInString(c.Label)+4), 12), 60)
}

func newStyles(book *excelize.File) (s styles, err error) {
	add := func(into *int, style excelize.Style) {
		if err == nil {
			*into, err = book.NewStyle(&style)
		}
	}
	grey := excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{"F2F2F2"}}
	under := []excelize.Border{{Type: "bottom", Color: "808080", Style: 1}}
	middle := &excelize.Alignment{Vertical: "center", WrapText: true}
	add(&s.header, excelize.Style{Font: &excelize.Font{Bold: true}, Fill: grey, Border: under, Alignment: middle, NumFmt: 49})
	add(&s.required, excelize.Style{Font: &excelize.Font{Bold: true, Underline: "single"}, Fill: grey, Border: under, Alignment: middle, NumFmt: 49})
	day, moment := "yyyy-mm-dd", "yyyy-mm-dd hh:mm"
	kinds := [Time + 1]excelize.Style{Text: {NumFmt: 49}, Whole: {NumFmt: 1}, Number: {NumFmt: 0}, Money: {NumFmt: 4}, Date: {CustomNumFmt: &day}, Time: {CustomNumFmt: &moment}}
	for kind, style := range kinds {
		add(&s.plain[kind], style)
		style.Fill = excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{"FFC7CE"}}
		add(&s.wrong[kind], style)
	}
	return s, err
}
