package clock

import (
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"anjian/kernel"
)

// maxFile bounds an import: a year takes about one kilobyte.
const maxFile = 1 << 20

// Parse reads a calendar from JSON: a list of Year.
func Parse(r io.Reader) (*Calendar, error) {
	text, err := readAll(r)
	if err != nil {
		return nil, err
	}
	dec := json.NewDecoder(strings.NewReader(text))
	dec.DisallowUnknownFields()
	var years []Year
	if err := dec.Decode(&years); err != nil {
		return nil, invalid("节假日文件不是规定的 JSON 格式：应为年度列表，每个年度有 year、notices、festivals")
	}
	if _, err := dec.Token(); !errors.Is(err, io.EOF) {
		return nil, invalid("节假日文件在年度列表之后还有多余内容")
	}
	return checked(years)
}

// ParseCSV reads a calendar from rows date,kind,name such as 2027-05-01,放假,劳动节; a heading row is skipped. A row of New Year (元旦) in December
// belongs to the year that follows.
func ParseCSV(r io.Reader) (*Calendar, error) {
	list, err := readCSV(r)
	if err != nil {
		return nil, err
	}
	return checked(list)
}

// ParseWhole reads what ParseCSV reads while it is still being entered: a year that cannot be what a notice says yet is left out, as if nothing
// were known of it, and lacking says why.
func ParseWhole(r io.Reader) (c *Calendar, lacking []error, err error) {
	list, err := readCSV(r)
	if err != nil {
		return nil, nil, err
	}
	years := map[int]Year{}
	for _, y := range list {
		if err := y.check(); err != nil {
			lacking = append(lacking, err)
			continue
		}
		years[y.Year] = y
	}
	return build(years), lacking, nil
}

func readCSV(r io.Reader) ([]Year, error) {
	text, err := readAll(r)
	if err != nil {
		return nil, err
	}
	rows := csv.NewReader(strings.NewReader(text))
	rows.FieldsPerRecord, rows.TrimLeadingSpace, rows.ReuseRecord = -1, true, true
	years := map[int]*Year{}
	for first := true; ; first = false {
		row, err := rows.Read()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, invalid("节假日文件不是规定的 CSV 格式：每行应为“日期,类别,名称”")
		}
		line, _ := rows.FieldPos(0)
		if blank(row) {
			continue
		}
		if len(row) < 3 {
			return nil, invalid("第%d行：应有日期、类别、名称三列", line)
		}
		d, ok := looseDay(row[0])
		if !ok && first {
			continue
		}
		if !ok {
			return nil, invalid("第%d行：不是有效的日期：%q", line, row[0])
		}
		name := strings.Clone(strings.TrimSpace(row[2]))
		off, ok := kinds[strings.ToLower(strings.TrimSpace(row[1]))]
		if !ok {
			return nil, invalid("第%d行：类别应为“放假”或“上班”：%q", line, row[1])
		}
		year := d.time().Year()
		if d.time().Month() == time.December && strings.Contains(name, "元旦") {
			year++
		}
		if years[year] == nil {
			years[year] = &Year{Year: year}
		}
		years[year].add(d, off, name)
	}
	var list []Year
	for _, y := range years {
		list = append(list, *y)
	}
	slices.SortFunc(list, func(a, b Year) int { return a.Year - b.Year })
	return list, nil
}

// kinds are the words of the second column: true for a day off.
var kinds = map[string]bool{
	"off": true, "放假": true, "休": true, "休息": true, "节假日": true,
	"work": false, "上班": false, "班": false, "补班": false, "调休上班": false,
}

// add files one day under its festival, joining days in a row to one span.
func (y *Year) add(d day, off bool, name string) {
	i := slices.IndexFunc(y.Festivals, func(f Festival) bool { return f.Name == name })
	if i < 0 {
		i = len(y.Festivals)
		y.Festivals = append(y.Festivals, Festival{Name: name})
	}
	f := &y.Festivals[i]
	if !off {
		f.Work = append(f.Work, d.date())
		return
	}
	if n := len(f.Off); n > 0 {
		if first, last, err := span(f.Off[n-1]); err == nil && last == d-1 {
			f.Off[n-1] = string(first.date()) + "/" + string(d.date())
			return
		}
	}
	f.Off = append(f.Off, string(d.date()))
}

// checked refuses years that cannot be what a notice says: a file cut short, a wrong date, a day both off and worked.
func checked(list []Year) (*Calendar, error) {
	if len(list) == 0 {
		return nil, invalid("节假日文件中没有任何年度")
	}
	years := map[int]Year{}
	for _, y := range list {
		if _, twice := years[y.Year]; twice {
			return nil, invalid("%d年出现了两次", y.Year)
		}
		if err := y.check(); err != nil {
			return nil, err
		}
		years[y.Year] = y
	}
	return build(years), nil
}

// fixed are the days that 全国年节及纪念日放假办法 sets off in the solar calendar every year.
var fixed = []string{"01-01", "05-01", "10-01", "10-02", "10-03"}

func (y Year) check() error {
	if y.Year < minYear || y.Year > maxYear-1 {
		return invalid("年度应在%d至%d之间：%d", minYear, maxYear-1, y.Year)
	}
	earliest := dayOf(time.Date(y.Year-1, time.December, yearEnd, 0, 0, 0, 0, time.UTC))
	latest := dayOf(time.Date(y.Year, time.December, 31, 0, 0, 0, 0, time.UTC))
	seen := map[day]bool{}
	see := func(d day, name string) error {
		if d < earliest || d > latest {
			return invalid("%s：%s不属于%d年的安排", name, d.date(), y.Year)
		}
		if seen[d] {
			return invalid("%s：%s出现了两次", name, d.date())
		}
		seen[d] = true
		return nil
	}
	for _, f := range y.Festivals {
		if strings.TrimSpace(f.Name) == "" {
			return invalid("%d年：有节日没有写名称", y.Year)
		}
		for _, s := range f.Off {
			first, last, err := span(s)
			if err != nil {
				return err
			}
			for d := first; d <= last; d++ {
				if err := see(d, f.Name); err != nil {
					return err
				}
			}
		}
	}
	for _, date := range fixed {
		d, err := parseDay(Date(fmt.Sprintf("%04d-%s", y.Year, date)))
		if err != nil {
			return err
		}
		if !seen[d] {
			return invalid("%d年的安排不完整：法定节假日%s没有列为放假", y.Year, d.date())
		}
	}
	for _, f := range y.Festivals {
		for _, w := range f.Work {
			d, err := parseDay(w)
			if err != nil {
				return err
			}
			if !d.weekend() {
				return invalid("%s：%s不是周末，不应列为调休上班日", f.Name, w)
			}
			if err := see(d, f.Name); err != nil {
				return err
			}
		}
	}
	return nil
}

// span reads "2026-05-01" or "2026-05-01/2026-05-05", at most a month long.
func span(s string) (first, last day, err error) {
	from, to, ranged := strings.Cut(s, "/")
	if first, err = parseDay(Date(from)); err != nil || !ranged {
		return first, first, err
	}
	if last, err = parseDay(Date(to)); err != nil {
		return 0, 0, err
	}
	if last < first || last-first > 31 {
		return 0, 0, invalid("放假时段不合理：%s", s)
	}
	return first, last, nil
}

// looseDay also reads what spreadsheets make of a date: 2027/5/1.
func looseDay(s string) (day, bool) {
	t, err := time.Parse("2006-1-2", strings.ReplaceAll(strings.TrimSpace(s), "/", "-"))
	if err != nil || t.Year() < minYear || t.Year() > maxYear {
		return 0, false
	}
	return dayOf(t), true
}

func blank(row []string) bool {
	return !slices.ContainsFunc(row, func(s string) bool { return strings.TrimSpace(s) != "" })
}

func readAll(r io.Reader) (string, error) {
	b, err := io.ReadAll(io.LimitReader(r, maxFile+1))
	if err != nil {
		return "", fmt.Errorf("read calendar: %w", err)
	}
	if len(b) > maxFile {
		return "", kernel.Errorf(kernel.TooLarge, "节假日文件过大")
	}
	if !utf8.Valid(b) {
		return "", invalid("节假日文件不是 UTF-8 编码，请另存为 UTF-8 后再导入")
	}
	return strings.TrimPrefix(string(b), "\ufeff"), nil
}

func invalid(format string, args ...any) error {
	return kernel.Errorf(kernel.Invalid, format, args...)
}
