package kernel

import (
	"bytes"
	"encoding/json"
	"math"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"
	"time"
)

// Kind says how a Go type is stored, described and shown. Name is also that of
// the front end's component: web/kernel/fields/<name>.vue.
type Kind struct {
	Name    string
	Column  Column
	JSON    string // JSON Schema type
	Format  string // JSON Schema format
	Unit    string
	Options []Option
	To      reflect.Type // record type that a Ref points at
	Items   []Field      // columns of a table kept inside the record
	Mask    func(string) string
	Check   func(string) string // "" or what is wrong, a Chinese sentence without the label
}

// None tells whether "none" as a filter asks for the rows without a value: of dates, and of options that are not called so themselves.
func (k *Kind) None() bool {
	switch k.Name {
	case "date", "time":
		return true
	case "enum":
		return !slices.ContainsFunc(k.Options, func(o Option) bool { return o.Value == "none" })
	}
	return false
}

// Column is a storage class; a dialect maps these and nothing else.
type Column int

const (
	Text Column = iota
	Integer
	Real
	Bool
	Time // text of fixed width in China's time: sorts, and its first 10 or 7 characters are day and month in any dialect
	JSON
)

// Option is one value of an enumeration. Tone is red, orange, yellow or blue for
// grades of risk and empty for everything else.
type Option struct {
	Value string `json:"const"`
	Label string `json:"title"`
	Tone  string `json:"x-tone,omitempty"`
}

// Opt pairs a constant with its label.
func Opt[S ~string](value S, label string) Option { return Option{Value: string(value), Label: label} }

// Tone is Opt with the colour of a risk grade.
func Tone[S ~string](value S, label, tone string) Option {
	return Option{Value: string(value), Label: label, Tone: tone}
}

// LabelOf returns the label of an enumeration's value, the value itself if it is unknown.
func LabelOf[S interface {
	~string
	Enum
}](value S) string {
	for _, o := range value.Options() {
		if o.Value == string(value) {
			return o.Label
		}
	}
	return string(value)
}

// Kinder is implemented by column types that are not built in, Enum by string types with a closed list of values.
type (
	Kinder interface{ Kind() Kind }
	Enum   interface{ Options() []Option }
)

// Column types that records may use beside the basic types of Go.
type (
	Region     string                     // 行政区划代码; a prefix of it is the region above
	Date       string                     // "2026-05-01", a statutory day in China
	Ref[T any] string                     // the id of a T
	Phone      string                     // 联系电话, masked
	IDNumber   string                     // 公民身份号码, masked
	Money      int64                      // in fen; JSON carries yuan
	Point      struct{ Lng, Lat float64 } // WGS-84 or CGCS2000; the zero value is "no place"
	Files      []File                     // 附件
)

// Country is the region above all provinces.
const Country Region = "0"

// File is a blob that a record names; its content is found by SHA.
type File struct {
	SHA  string  `json:"sha"`
	Name string  `json:"name"`
	Type string  `json:"type"`
	Size int64   `json:"size"`
	At   string  `json:"at,omitempty"` // when it was taken, as its own data say: evidence, never edited
	Lng  float64 `json:"lng,omitempty"`
	Lat  float64 `json:"lat,omitempty"`
}

func (Region) Kind() Kind { return Kind{Name: "region", JSON: "string", Check: checkRegion} }
func (Date) Kind() Kind   { return Kind{Name: "date", JSON: "string", Format: "date", Check: checkDate} }
func (Ref[T]) Kind() Kind { return Kind{Name: "ref", JSON: "string", To: reflect.TypeFor[T]()} }
func (Point) Kind() Kind  { return Kind{Name: "point", JSON: "object", Column: JSON} }
func (Files) Kind() Kind  { return Kind{Name: "files", JSON: "array", Column: JSON} }
func (Money) Kind() Kind  { return Kind{Name: "money", JSON: "number", Column: Integer, Unit: "元"} }
func (Phone) Kind() Kind {
	return Kind{Name: "phone", JSON: "string", Mask: MaskMiddle, Check: checkPhone}
}
func (IDNumber) Kind() Kind { return Kind{Name: "idnumber", JSON: "string", Mask: MaskMiddle} }

// MaskMiddle keeps the first three and the last four characters (138****5678).
func MaskMiddle(s string) string {
	r := []rune(s)
	if len(r) < 8 {
		return strings.Repeat("*", len(r))
	}
	return string(r[:3]) + strings.Repeat("*", len(r)-7) + string(r[len(r)-4:])
}

func checkRegion(s string) string {
	if len(s) > 12 || strings.Trim(s, "0123456789") != "" {
		return "应为行政区划代码"
	}
	return ""
}

func checkDate(s string) string {
	if _, err := time.Parse(time.DateOnly, s); err != nil {
		return "应为日期，例如 2026-05-01"
	}
	return ""
}

func checkPhone(s string) string {
	digits := 0
	for _, r := range s {
		switch {
		case r >= '0' && r <= '9':
			digits++
		case !strings.ContainsRune("-+() ", r):
			return "应为电话号码"
		}
	}
	if digits < 5 || digits > 20 {
		return "应为电话号码"
	}
	return ""
}

// Day returns the day in China at which t lies.
func Day(t time.Time) Date {
	n := (t.Unix() + 8*3600) / 86400
	if last := lastDay.Load(); last != nil && last.n == n && n > 0 { // nearly every one is today
		return last.date
	}
	day := Date(t.In(China).Format(time.DateOnly))
	lastDay.Store(&numberedDay{n, day})
	return day
}

// lastDay is the day that was asked for last.
var lastDay atomic.Pointer[numberedDay]

type numberedDay struct {
	n    int64 // since 1970
	date Date
}

// China is the time zone of all statutory days (UTC+8, no daylight saving).
var China = time.FixedZone("", 8*3600)

// AddDays moves d by n calendar days; an empty or wrong date stays as it is.
func (d Date) AddDays(n int) Date {
	t, err := time.Parse(time.DateOnly, string(d))
	if err != nil {
		return d
	}
	return Date(t.AddDate(0, 0, n).Format(time.DateOnly))
}

// DaysUntil returns the calendar days from d to other, 0 if one of them is no date.
func (d Date) DaysUntil(other Date) int {
	a, err := time.Parse(time.DateOnly, string(d))
	b, err2 := time.Parse(time.DateOnly, string(other))
	if err != nil || err2 != nil {
		return 0
	}
	return int(b.Sub(a).Hours() / 24)
}

// MarshalJSON writes yuan with two decimals.
func (m Money) MarshalJSON() ([]byte, error) {
	out, v := make([]byte, 0, 24), uint64(m)
	if m < 0 {
		out, v = append(out, '-'), -v
	}
	out = strconv.AppendUint(out, v/100, 10)
	return append(out, '.', byte('0'+v/10%10), byte('0'+v%10)), nil
}

// UnmarshalJSON reads yuan exactly; a third decimal is refused.
func (m *Money) UnmarshalJSON(b []byte) error {
	fen, err := ParseMoney(strings.Trim(string(b), `"`))
	*m = fen
	return err
}

// ParseMoney reads an amount in yuan, such as 1,234.50.
func ParseMoney(s string) (Money, error) {
	s = strings.ReplaceAll(strings.TrimSpace(s), ",", "")
	if s == "" || s == "null" {
		return 0, nil
	}
	whole, part, _ := strings.Cut(s, ".")
	bad := Errorf(Invalid, "金额应为数字，最多两位小数")
	if len(part) > 2 {
		if strings.Trim(part[2:], "0") != "" {
			return 0, bad
		}
		part = part[:2]
	}
	yuan, err := strconv.ParseInt(whole, 10, 64)
	if err != nil || yuan > math.MaxInt64/1000 || yuan < -math.MaxInt64/1000 {
		return 0, bad
	}
	fen, err := strconv.ParseUint((part + "00")[:2], 10, 8)
	if err != nil {
		return 0, bad
	}
	if strings.HasPrefix(whole, "-") {
		return Money(yuan*100 - int64(fen)), nil
	}
	return Money(yuan*100 + int64(fen)), nil
}

// MarshalJSON writes [lng, lat], null for no place.
func (p Point) MarshalJSON() ([]byte, error) {
	if p == (Point{}) {
		return []byte("null"), nil
	}
	return json.Marshal([2]float64{p.Lng, p.Lat})
}

// UnmarshalJSON reads what MarshalJSON writes and refuses what lies outside of the globe.
func (p *Point) UnmarshalJSON(b []byte) error {
	if *p = (Point{}); string(b) == "null" || string(b) == `""` {
		return nil
	}
	if lng, lat, plain := bytes.Cut(bytes.Trim(b, "[]"), []byte(",")); plain && len(bytes.Trim(b, "[]-.,0123456789")) == 0 {
		x, bad := strconv.ParseFloat(string(lng), 64)
		y, worse := strconv.ParseFloat(string(lat), 64)
		if bad == nil && worse == nil && math.Abs(x) <= 180 && math.Abs(y) <= 90 {
			p.Lng, p.Lat = x, y
			return nil
		}
	}
	var at []float64
	if err := json.Unmarshal(b, &at); err != nil {
		return err
	}
	if len(at) == 0 {
		return nil
	}
	if len(at) != 2 || math.Abs(at[0]) > 180 || math.Abs(at[1]) > 90 {
		return Errorf(Invalid, "坐标应为 [经度, 纬度]")
	}
	p.Lng, p.Lat = at[0], at[1]
	return nil
}

var basic = map[reflect.Kind]Kind{
	reflect.String:  {Name: "text", JSON: "string"},
	reflect.Int:     {Name: "int", JSON: "integer", Column: Integer},
	reflect.Int64:   {Name: "int", JSON: "integer", Column: Integer},
	reflect.Float64: {Name: "number", JSON: "number", Column: Real},
	reflect.Bool:    {Name: "bool", JSON: "boolean", Column: Bool},
	reflect.Map:     {Name: "json", JSON: "object", Column: JSON},
}

func kindOf(t reflect.Type) Kind {
	switch v := reflect.New(t).Elem().Interface().(type) {
	case Kinder:
		return v.Kind()
	case Enum:
		return Kind{Name: "enum", JSON: "string", Options: v.Options()}
	case time.Time:
		return Kind{Name: "time", JSON: "string", Format: "date-time", Column: Time}
	}
	if t.Kind() != reflect.Slice {
		return basic[t.Kind()]
	}
	switch item := kindOf(t.Elem()); {
	case item.Name == "enum":
		return Kind{Name: "enums", JSON: "array", Column: JSON, Options: item.Options}
	case item.Name == "ref":
		return Kind{Name: "refs", JSON: "array", Column: JSON, To: item.To}
	case t.Elem().Kind() == reflect.Struct: // rows that are never asked for alone
		rows := &Meta{}
		rows.addFields(t.Elem(), nil, 0, "")
		return Kind{Name: "table", JSON: "array", Column: JSON, Items: rows.Fields}
	case t.Elem().Kind() == reflect.String:
		return Kind{Name: "texts", JSON: "array", Column: JSON}
	}
	return Kind{Name: "json", JSON: "array", Column: JSON}
}
