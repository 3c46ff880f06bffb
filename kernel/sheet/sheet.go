// Package sheet reads and writes tables in files (电子表格): XLSX and CSV, as streams.
// What people typed comes back as they see it; what would be lost, doubtful or hostile is an error that says where.
package sheet

import (
	"errors"
	"io"
	"path"
	"strings"
	"unicode/utf8"

	"anjian/kernel"
)

// ErrorColumn heads the last column of a workbook of rejected rows (错误原因); a Reader leaves it out.
const ErrorColumn = "错误原因"

// Limits bound what one file may cost; a zero field takes its default.
type Limits struct {
	Bytes    int64 // the file itself: 64 MiB
	Unpacked int64 // all parts of a workbook together: 1 GiB
	Rows     int   // rows below the header: 200,000
	Columns  int   // 256
	Cell     int   // characters of one cell: 32,767, which is Excel's own limit
}

func (l Limits) withDefaults() Limits {
	if l.Bytes <= 0 {
		l.Bytes = 64 << 20
	}
	if l.Unpacked <= 0 {
		l.Unpacked = 1 << 30
	}
	if l.Rows <= 0 {
		l.Rows = 200_000
	}
	if l.Columns <= 0 {
		l.Columns = 256
	}
	if l.Cell <= 0 {
		l.Cell = 32_767
	}
	return l
}

// Reader gives the rows of one table: of a workbook its first visible sheet.
type Reader struct {
	rows    source
	limits  Limits
	header  []string
	columns []int // for each header cell its column in the file
	width   int   // columns of the file that the header covers
	pending []line
	ended   bool // the source has nothing after pending
	count   int
	err     error
}

// source is one file format; it returns rows that are not blank, and io.EOF after the last.
type source interface {
	next() (line, error)
	close() error
}

// line is a row as the file holds it; its cells are clean.
type line struct {
	row   int
	cells []string
}

// Open finds out what r holds, by its content, and reads up to the header: the first of the first ten rows in which
// known recognises two column names, so neither a title nor a line such as 填报单位 and 填报日期 above it does harm; where there is
// none, the first row with two filled cells. known may be nil.
func Open(r io.ReaderAt, size int64, name string, limits Limits, known func(row []string) int) (*Reader, error) {
	limits = limits.withDefaults()
	switch strings.ToLower(path.Ext(name)) {
	case "", ".xlsx", ".csv", ".txt", ".tsv", ".xls", ".et", ".xlsm":
	default:
		return nil, kernel.Errorf(kernel.Invalid, "只能读取 .xlsx 和 .csv 表格文件")
	}
	if size == 0 {
		return nil, kernel.Errorf(kernel.Invalid, "文件是空的")
	}
	if size > limits.Bytes {
		return nil, kernel.Errorf(kernel.TooLarge, "文件超过 %d MB，请分成几个文件", limits.Bytes>>20)
	}
	rows, err := open(r, size, limits)
	if err != nil {
		return nil, err
	}
	t := &Reader{rows: rows, limits: limits}
	if err := t.readHeader(known); err != nil {
		rows.close()
		return nil, err
	}
	return t, nil
}

func open(r io.ReaderAt, size int64, limits Limits) (source, error) {
	head := make([]byte, min(size, 1024))
	if _, err := r.ReadAt(head, 0); err != nil && err != io.EOF {
		return nil, err
	}
	switch {
	case strings.HasPrefix(string(head), "PK\x03\x04"):
		return openWorkbook(r, size, limits)
	case strings.HasPrefix(string(head), "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
		if encrypted(io.NewSectionReader(r, 0, size)) {
			return nil, kernel.Errorf(kernel.Invalid, "表格设有打开密码，请取消密码后再上传")
		}
		return nil, kernel.Errorf(kernel.Invalid, "这是旧版 .xls 表格，请另存为 .xlsx 后再上传")
	}
	for _, magic := range []string{"%PDF-", "\xff\xd8\xff", "\x89PNG", "GIF8", "RIFF", "Rar!", "7z\xbc\xaf", "\x1f\x8b", "\x7fELF"} {
		if strings.HasPrefix(string(head), magic) {
			return nil, kernel.Errorf(kernel.Invalid, "文件不是表格，请上传 .xlsx 或 .csv 文件")
		}
	}
	return openText(r, size, head, limits)
}

func (t *Reader) readHeader(known func(row []string) int) error {
	at, named := -1, false
	for len(t.pending) < 10 && !named {
		l, err := t.rows.next()
		if err == io.EOF {
			t.ended = true
			break
		}
		if err != nil {
			return err
		}
		names, filled := make([]string, len(l.cells)), 0
		for i, c := range l.cells {
			if names[i] = columnName(c); c != "" {
				filled++
			}
		}
		t.pending = append(t.pending, l)
		if named = filled >= 2 && (known == nil || known(names) >= 2); named || filled >= 2 && at < 0 {
			at = len(t.pending) - 1
		}
	}
	if len(t.pending) == 0 {
		return kernel.Errorf(kernel.Invalid, "表格里没有内容")
	}
	at = max(at, 0)
	top := t.pending[at]
	t.pending = t.pending[at+1:]
	seen := map[string]int{}
	for i, c := range top.cells {
		if c = columnName(c); c == ErrorColumn {
			continue
		}
		if first, twice := seen[c]; twice && c != "" {
			return kernel.Errorf(kernel.Invalid, "表头“%s”出现了两次（%s 列和 %s 列）", c, Letter(first), Letter(i))
		}
		seen[c] = i
		t.header = append(t.header, c)
		t.columns = append(t.columns, i)
	}
	for len(t.header) > 0 && t.header[len(t.header)-1] == "" {
		t.header, t.columns = t.header[:len(t.header)-1], t.columns[:len(t.columns)-1]
	}
	if len(t.header) == 0 {
		return kernel.Errorf(kernel.Invalid, "第 %d 行应为表头，但没有列名", top.row)
	}
	t.width = len(top.cells)
	return nil
}

// columnName is a cell of the header without the mark of required columns and without line breaks.
func columnName(cell string) string {
	return strings.Join(strings.Fields(strings.Trim(cell, "*＊ \t\r\n\u3000")), " ")
}

// Header returns the column names without the mark of required ones.
func (t *Reader) Header() []string { return t.header }

// Column returns the letter in the file of the i-th header cell.
func (t *Reader) Column(i int) string {
	if i >= len(t.columns) {
		return Letter(t.width + i - len(t.columns))
	}
	return Letter(t.columns[i])
}

// Next returns the next row that is not blank, and its number as a spreadsheet
// program shows it. There is a cell for every header cell; what stands beyond the
// header follows them, so a longer row is one whose cells have been shifted.
// It returns io.EOF after the last row; a table without rows is an error, not a success.
func (t *Reader) Next() (row int, cells []string, err error) {
	if t.err != nil {
		return 0, nil, t.err
	}
	for {
		l, err := t.take()
		if err == io.EOF && t.count == 0 {
			err = kernel.Errorf(kernel.Invalid, "表头下面没有数据")
		}
		if err != nil {
			t.err = err
			return 0, nil, err
		}
		cells, filled := t.arrange(l.cells)
		if !filled {
			continue
		}
		if t.count++; t.count > t.limits.Rows {
			t.err = kernel.Errorf(kernel.TooLarge, "表格超过 %d 行，请分成几个文件", t.limits.Rows)
			return 0, nil, t.err
		}
		return l.row, cells, nil
	}
}

func (t *Reader) take() (line, error) {
	if len(t.pending) > 0 {
		l := t.pending[0]
		t.pending = t.pending[1:]
		return l, nil
	}
	if t.ended {
		return line{}, io.EOF
	}
	return t.rows.next()
}

func (t *Reader) arrange(in []string) (cells []string, filled bool) {
	cells = make([]string, len(t.header), max(len(t.header), len(in)))
	for i, c := range t.columns {
		if c < len(in) && in[c] != "" {
			cells[i], filled = in[c], true
		}
	}
	if len(in) <= t.width {
		return cells, filled
	}
	beyond := in[t.width:]
	for len(beyond) > 0 && beyond[len(beyond)-1] == "" {
		beyond = beyond[:len(beyond)-1]
	}
	return append(cells, beyond...), filled || len(beyond) > 0
}

// Close ends reading; it does not close the file that Open was given.
func (t *Reader) Close() error {
	if t.err == nil {
		t.err = errors.New("sheet: read after Close")
	}
	return t.rows.close()
}

// Letter returns the letters of column i, counted from 0: A, B, ... Z, AA.
func Letter(i int) string {
	s := ""
	for i++; i > 0; i = (i - 1) / 26 {
		s = string(rune('A'+(i-1)%26)) + s
	}
	return s
}

// clean takes from a cell what nobody typed on purpose: outer blanks, NULs, other
// control characters, bytes that are no text. Full-width characters stay as they are.
func clean(s string) string {
	for _, r := range s {
		if unwanted(r) {
			s = strings.Map(func(r rune) rune {
				if unwanted(r) {
					return -1
				}
				return r
			}, s)
			break
		}
	}
	return strings.TrimSpace(s)
}

func unwanted(r rune) bool {
	switch {
	case r >= ' ' && r < 0x7f, r == '\n', r == '\t':
		return false
	}
	return r < 0xa0 || r == utf8.RuneError || r == '\ufeff' || r == '\u200b'
}

func blank(cells []string) bool {
	for _, c := range cells {
		if c != "" {
			return false
		}
	}
	return true
}
