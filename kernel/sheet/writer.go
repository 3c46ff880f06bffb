package sheet

import (
	"encoding/csv"
	"fmt"
	"io"
	"math"
	"reflect"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"anjian/kernel"
)

// Kind says how a column is typed in a workbook; a CSV knows text only.
type Kind int

const (
	Text   Kind = iota // codes, telephone numbers, everything that is not calculated with
	Whole              // 整数
	Number             // 小数
	Money              // 金额, in yuan
	Date               // 日期
	Time               // 日期时间, in China's time
)

// Column is a column to write. Required, Options, Help and Example serve Template.
type Column struct {
	Label    string
	Width    float64 // in characters; 0: by the label
	Kind     Kind
	Required bool
	Options  []string // 可选值, offered as a drop-down list
	Help     string
	Example  string
}

// Fault says what is wrong with one value of a row; Column -1 is the row as a whole.
type Fault struct {
	Column  int
	Message string
}

// Writer writes one table. Header comes first, Close makes the file complete.
type Writer interface {
	Header([]Column) error
	Row(values []any, faults ...Fault) error
	Close() error
}

// Option changes what a Writer writes.
type Option func(*options)

type options struct{ faults bool }

// WithFaults adds the last column 错误原因: a file to correct and send again.
func WithFaults() Option { return func(o *options) { o.faults = true } }

func collect(opts []Option) (o options) {
	for _, opt := range opts {
		opt(&o)
	}
	return o
}

// reasons joins the messages for the last column.
func reasons(columns []Column, faults []Fault) string {
	parts := make([]string, len(faults))
	for i, f := range faults {
		parts[i] = f.Message
		if f.Column >= 0 && f.Column < len(columns) && !strings.HasPrefix(f.Message, columns[f.Column].Label) {
			parts[i] = columns[f.Column].Label + "：" + f.Message
		}
	}
	return strings.Join(parts, "；")
}

// CSV writes a CSV file in UTF-8 with a byte order mark, the way Excel and WPS open it without asking.
type CSV struct {
	options
	w       io.Writer
	csv     *csv.Writer
	columns []Column
	record  []string
}

// NewCSV returns a Writer of CSV to w.
func NewCSV(w io.Writer, opts ...Option) *CSV {
	c := &CSV{options: collect(opts), w: w, csv: csv.NewWriter(w)}
	c.csv.UseCRLF = true
	return c
}

func (c *CSV) Header(columns []Column) error {
	if err := checkColumns(columns); err != nil {
		return err
	}
	c.columns = columns
	if _, err := io.WriteString(c.w, "\ufeff"); err != nil {
		return err
	}
	for _, col := range columns {
		c.record = append(c.record, guard(col.Label))
	}
	if c.faults {
		c.record = append(c.record, ErrorColumn)
	}
	return c.csv.Write(c.record)
}

func (c *CSV) Row(values []any, faults ...Fault) error {
	if err := checkRow(c.columns, values); err != nil {
		return err
	}
	c.record = c.record[:0]
	for i := range c.columns {
		s := ""
		if i < len(values) {
			s = guard(printed(values[i], c.columns[i].Kind))
		}
		c.record = append(c.record, s)
	}
	if c.faults {
		c.record = append(c.record, guard(reasons(c.columns, faults)))
	}
	if len(c.record) == 1 && c.record[0] == "" {
		c.record[0] = " " // a lone empty field would be an empty line, which readers skip without counting
	}
	return c.csv.Write(c.record)
}

func (c *CSV) Close() error {
	c.csv.Flush()
	return c.csv.Error()
}

func checkColumns(columns []Column) error {
	if len(columns) == 0 || len(columns) > 16_000 {
		return fmt.Errorf("sheet: %d columns", len(columns))
	}
	return nil
}

func checkRow(columns []Column, values []any) error {
	switch {
	case columns == nil:
		return fmt.Errorf("sheet: Row before Header")
	case len(values) > len(columns):
		return fmt.Errorf("sheet: %d values for %d columns", len(values), len(columns))
	}
	return nil
}

// printed writes any value as text: 是 and 否, 2026-05-01, 12.50, never an exponent.
func printed(v any, kind Kind) string {
	switch v := v.(type) {
	case nil:
		return ""
	case string:
		return v
	case kernel.Money:
		return strings.TrimSuffix(printedMoney(v), ".00")
	case time.Time:
		if v.IsZero() {
			return ""
		}
		v = v.In(kernel.China)
		switch {
		case kind == Date:
			return v.Format(time.DateOnly)
		case v.Second() == 0:
			return v.Format("2006-01-02 15:04")
		}
		return v.Format(time.DateTime)
	}
	switch r := reflect.ValueOf(v); r.Kind() {
	case reflect.String:
		return r.String()
	case reflect.Bool:
		if r.Bool() {
			return "是"
		}
		return "否"
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		return strconv.FormatInt(r.Int(), 10)
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		return strconv.FormatUint(r.Uint(), 10)
	case reflect.Float32, reflect.Float64:
		if f := r.Float(); math.IsNaN(f) || math.IsInf(f, 0) {
			return ""
		}
		return strconv.FormatFloat(r.Float(), 'f', -1, r.Type().Bits())
	case reflect.Pointer:
		if r.IsNil() {
			return ""
		}
		return printed(r.Elem().Interface(), kind)
	}
	return fmt.Sprint(v)
}

func printedMoney(m kernel.Money) string {
	b, _ := m.MarshalJSON()
	return string(b)
}

// typed returns the value for a workbook's cell: a float64, an int64 or a string; nil
// for an empty cell. What the kind cannot hold exactly stays text.
func typed(v any, kind Kind) any {
	s := printed(v, kind)
	if s == "" {
		return nil
	}
	switch kind {
	case Whole, Number, Money:
		if k := reflect.ValueOf(v).Kind(); k == reflect.Float64 || k == reflect.Float32 {
			f, err := strconv.ParseFloat(s, 64)
			if err == nil {
				return f
			}
		}
		digits := strings.Trim(s, "-.")
		if !plainNumber(s) || strings.HasPrefix(s, "+") || len(digits) > 15 || len(digits) > 1 && digits[0] == '0' && digits[1] != '.' {
			break
		}
		if n, err := strconv.ParseInt(s, 10, 64); err == nil {
			return n
		}
		if f, err := strconv.ParseFloat(s, 64); err == nil {
			return f
		}
	case Date:
		if t, err := time.Parse(time.DateOnly, s); err == nil {
			if n, ok := serial(t); ok {
				return int64(n)
			}
		}
	case Time:
		for _, layout := range []string{"2006-01-02 15:04", time.DateTime} {
			if t, err := time.Parse(layout, s); err == nil {
				if n, ok := serial(t); ok {
					return n
				}
			}
		}
		if t, err := time.Parse(time.RFC3339Nano, s); err == nil {
			return typed(t, Time)
		}
	}
	return fitting(s)
}

// serial is the number of days that a workbook keeps for a moment; before March 1900 programs disagree about it.
func serial(t time.Time) (float64, bool) {
	n := t.Sub(time.Date(1899, 12, 30, 0, 0, 0, 0, time.UTC)).Hours() / 24
	return n, n >= 61 && n < 2958466
}

const cutMark = "…（超出单元格长度，已截断）"

// fitting keeps a text within what a cell of a workbook can hold and says so when it had to cut.
func fitting(s string) string {
	if len(s) <= 32_767 { // bytes, of which there are more than units
		return s
	}
	units, cut := 0, -1
	for i, r := range s {
		if units++; r > 0xffff {
			units++
		}
		if cut < 0 && units > 32_767-utf8.RuneCountInString(cutMark) {
			cut = i
		}
		if units > 32_767 {
			return s[:cut] + cutMark
		}
	}
	return s
}
