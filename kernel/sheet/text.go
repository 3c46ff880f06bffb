package sheet

import (
	"bufio"
	"bytes"
	"encoding/csv"
	"errors"
	"io"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/simplifiedchinese"
	utf16 "golang.org/x/text/encoding/unicode"

	"anjian/kernel"
)

// text streams a CSV file (RFC 4180) in UTF-8, UTF-16 or GB 18030.
type text struct {
	limits   Limits
	tap      *ration
	csv      *csv.Reader
	national bool // GB 18030, where a wrong byte shows that the guess was wrong
	inner    int  // line breaks inside of cells so far
}

var errNotText = kernel.Errorf(kernel.Invalid, "文件不是表格，请上传 .xlsx 或 .csv 文件")

func openText(r io.ReaderAt, size int64, head []byte, limits Limits) (source, error) {
	whole := io.NewSectionReader(r, 0, size)
	decode, national, err := charset(whole, head)
	if err != nil {
		return nil, err
	}
	open := func() io.Reader {
		whole.Seek(0, io.SeekStart)
		return decode.NewDecoder().Reader(whole)
	}
	sample := make([]byte, 64<<10)
	n, err := io.ReadFull(open(), sample)
	if err != nil && err != io.EOF && !errors.Is(err, io.ErrUnexpectedEOF) {
		return nil, err
	}
	start := strings.TrimLeft(strings.TrimPrefix(string(sample[:n]), "\ufeff"), " \t\r\n\u3000")
	if strings.HasPrefix(start, "<") {
		return nil, kernel.Errorf(kernel.Invalid, "这是网页格式的表格，请在 Excel 或 WPS 中另存为 .xlsx 后再上传")
	}
	t := &text{limits: limits, national: national, tap: &ration{r: open(), left: tokenBytes}}
	in := bufio.NewReaderSize(t.tap, 16<<10)
	if c, _, err := in.ReadRune(); err == nil && c != '\ufeff' {
		in.UnreadRune()
	}
	t.csv = csv.NewReader(in)
	t.csv.FieldsPerRecord, t.csv.ReuseRecord = -1, true
	t.csv.Comma = comma(start)
	return t, nil
}

// charset reads the file once: a byte order mark decides, else valid UTF-8 is UTF-8
// and everything else is taken for GB 18030, of which GBK and GB 2312 are parts.
func charset(whole *io.SectionReader, head []byte) (encoding.Encoding, bool, error) {
	switch {
	case bytes.HasPrefix(head, []byte{0xff, 0xfe}), bytes.HasPrefix(head, []byte{0xfe, 0xff}):
		return utf16.UTF16(utf16.LittleEndian, utf16.UseBOM), false, nil
	}
	valid, odd, total := true, 0, 0
	buf := make([]byte, 64<<10)
	kept := 0
	for {
		n, err := whole.Read(buf[kept:])
		for _, c := range buf[kept : kept+n] {
			if c < ' ' && c != '\t' && c != '\n' && c != '\r' {
				odd++
			}
		}
		total += n
		b := buf[:kept+n]
		for valid && len(b) > 0 {
			r, size := utf8.DecodeRune(b)
			if r == utf8.RuneError && size == 1 {
				if err == nil && !utf8.FullRune(b) {
					break
				}
				valid = false
			}
			b = b[size:]
		}
		if err == io.EOF {
			break
		}
		if err != nil {
			return nil, false, err
		}
		if !valid {
			b = nil
		}
		kept = copy(buf, b)
	}
	if odd > 8 && odd > total/50 {
		return nil, false, errNotText
	}
	if valid {
		return encoding.Nop, false, nil
	}
	return simplifiedchinese.GB18030, true, nil
}

// comma finds the separator: the one that stands most often outside of quotes in the first line that has any.
func comma(sample string) rune {
	count, quoted := map[rune]int{}, false
	for _, r := range sample {
		switch {
		case r == '"':
			quoted = !quoted
		case quoted:
		case r == ',' || r == '\t' || r == ';':
			count[r]++
		case r == '\n' && len(count) > 0:
			return most(count)
		}
	}
	return most(count)
}

func most(count map[rune]int) rune {
	best := ','
	for _, r := range []rune{'\t', ';'} {
		if count[r] > count[best] {
			best = r
		}
	}
	return best
}

func (t *text) close() error { return nil }

func (t *text) next() (line, error) {
	for {
		t.tap.left = 4 * tokenBytes
		record, err := t.csv.Read()
		if err == io.EOF {
			return line{}, io.EOF
		}
		if bad, ok := errors.AsType[*csv.ParseError](err); ok {
			return line{}, kernel.Errorf(kernel.Invalid, "第 %d 行的引号没有成对，请检查后再上传", bad.StartLine-t.inner)
		}
		if err != nil {
			return line{}, broken(err)
		}
		at, _ := t.csv.FieldPos(0)
		l := line{row: at - t.inner}
		for i, c := range record {
			t.inner += strings.Count(c, "\n")
			if t.national && strings.ContainsRune(c, utf8.RuneError) {
				return line{}, kernel.Errorf(kernel.Invalid, "第 %d 行有无法识别的文字，请把文件另存为 UTF-8 编码的 CSV 或 .xlsx", l.row)
			}
			if len(c) > t.limits.Cell && utf8.RuneCountInString(c) > t.limits.Cell {
				return line{}, kernel.Errorf(kernel.TooLarge, "第 %d 行 %s 列超过 %d 个字", l.row, Letter(i), t.limits.Cell)
			}
			if c = unguard(clean(c)); c == "" {
				continue
			}
			if i >= t.limits.Columns {
				return line{}, kernel.Errorf(kernel.TooLarge, "表格超过 %d 列", t.limits.Columns)
			}
			for len(l.cells) <= i {
				l.cells = append(l.cells, "")
			}
			l.cells[i] = c
		}
		if len(l.cells) == 1 && l.row == 1 && len(l.cells[0]) == 5 && strings.HasPrefix(l.cells[0], "sep=") {
			continue
		}
		if !blank(l.cells) {
			return l, nil
		}
	}
}

// active tells whether a spreadsheet program would run the clean cell as a formula when it opens a CSV.
func active(s string) bool {
	first, _ := utf8.DecodeRuneInString(s)
	return s != "" && strings.ContainsRune("=+-@＝＋－＠", first) && !plainNumber(s)
}

// plainNumber is true for -12.5 and +86, which are harmless.
func plainNumber(s string) bool {
	s = strings.TrimLeft(s, "+-")
	whole, part, _ := strings.Cut(s, ".")
	return whole != "" && len(s) > 0 && strings.Trim(whole+part, "0123456789") == ""
}

// guard cleans a cell, which takes off leading tabs too, and puts an apostrophe before
// one that would run; unguard takes it off again. What already looks guarded gets one
// more, so nothing is ambiguous.
func guard(s string) string {
	if s = clean(s); active(bare(s)) {
		return "'" + s
	}
	return s
}

func bare(s string) string {
	return strings.TrimLeftFunc(s, func(r rune) bool { return r == '\'' || unicode.IsSpace(r) })
}

func unguard(s string) string {
	if strings.HasPrefix(s, "'") && active(bare(s)) {
		return strings.TrimSpace(s[1:])
	}
	// ="00123" is how other programs keep a text of digits through Excel.
	if len(s) >= 3 && strings.HasPrefix(s, `="`) && strings.HasSuffix(s, `"`) && !strings.ContainsAny(s[2:len(s)-1], `"&(`) {
		return strings.TrimSpace(s[2 : len(s)-1])
	}
	return s
}
