package person

import (
	"fmt"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"anjian/kernel"
)

// Sex is what an identity number says of its holder.
type Sex string

const (
	Male   Sex = "male"
	Female Sex = "female"
)

func (Sex) Options() []kernel.Option {
	return []kernel.Option{kernel.Opt(Male, "男"), kernel.Opt(Female, "女")}
}

// Citizen is what a citizen's identity number (公民身份号码, GB 11643-1999)
// holds. Residence permits of people from Hong Kong, Macao and Taiwan have the
// same form with 810000, 820000 and 830000 in front.
type Citizen struct {
	Number   kernel.IDNumber // eighteen characters
	Division string          // of the first registration; old codes stay in use
	Born     kernel.Date
	Sex      Sex
}

// ParseIDNumber normalises and checks an identity number. One of the fifteen
// digits given out before 1999 is brought to eighteen. Nobody is born after
// today.
func ParseIDNumber(s string, today kernel.Date) (Citizen, error) {
	if fault := IDNumberFault(s, today); fault != "" {
		return Citizen{}, kernel.Errorf(kernel.Invalid, "%s", fault)
	}
	n := lengthen(NormaliseIDNumber(s))
	c := Citizen{
		Number:   kernel.IDNumber(n),
		Division: n[:6],
		Born:     kernel.Date(n[6:10] + "-" + n[10:12] + "-" + n[12:14]),
		Sex:      Female,
	}
	if (n[16]-'0')%2 == 1 {
		c.Sex = Male
	}
	return c, nil
}

// NormaliseIDNumber brings a typed number into the form of the standard:
// half-width, X in upper case, without blanks, hyphens and the apostrophe that
// spreadsheets put before text. It does not lengthen an old number.
func NormaliseIDNumber(s string) string {
	return strings.Map(func(r rune) rune {
		if r >= '！' && r <= '～' {
			r -= '！' - '!'
		}
		switch {
		case unicode.IsSpace(r), strings.ContainsRune("-–—'’‘\u200b\u200e\u200f\ufeff", r):
			return -1
		case r == 'x', r == '×', r == 'Ⅹ':
			return 'X'
		}
		return r
	}, s)
}

// IDNumberFault says in Chinese what is wrong with an identity number, ""
// when nothing is.
func IDNumberFault(s string, today kernel.Date) string {
	n := NormaliseIDNumber(s)
	size := utf8.RuneCountInString(n)
	switch {
	case size == 0:
		return "身份证号码为空"
	case strings.ContainsAny(n, ".+"):
		return "身份证号码被表格软件改成了科学计数法，请把该列设为文本格式后重新填写"
	case size != 18 && size != 15:
		return fmt.Sprintf("身份证号码应为18位，现为%d位", size)
	}
	for i, r := range []rune(n) {
		if (r < '0' || r > '9') && (i != 17 || r != 'X') {
			return fmt.Sprintf("身份证号码第%d位“%c”有误：只用数字，末位可为X", i+1, r)
		}
	}
	old := size == 15
	n = lengthen(n)
	if n[0] == '0' || n[:2] == "10" {
		return "身份证号码前6位不是行政区划代码"
	}
	born, err := time.Parse("20060102", n[6:14])
	if err != nil || born.Year() < 1900 {
		return fmt.Sprintf("身份证号码中的出生日期%s不存在", n[6:14])
	}
	if born.Format(time.DateOnly) > string(today) {
		return fmt.Sprintf("身份证号码中的出生日期%s晚于今天", born.Format(time.DateOnly))
	}
	if !old && idCheck(n[:17]) != n[17] {
		return "身份证号码校验位不符，至少有一位写错"
	}
	return ""
}

// Age is the number of full years at a day (周岁): the birthday completes one.
func (c Citizen) Age(day kernel.Date) int {
	born, err := time.Parse(time.DateOnly, string(c.Born))
	at, err2 := time.Parse(time.DateOnly, string(day))
	if err != nil || err2 != nil || at.Before(born) {
		return 0
	}
	years := at.Year() - born.Year()
	if at.Month() < born.Month() || at.Month() == born.Month() && at.Day() < born.Day() {
		years--
	}
	return years
}

// lengthen completes fifteen digits by the century and the check character;
// those numbers were given to people born in the twentieth.
func lengthen(n string) string {
	if len(n) != 15 {
		return n
	}
	n = n[:6] + "19" + n[6:]
	return n + string(idCheck(n))
}

// idCheck is the check character of seventeen digits by ISO 7064 MOD 11-2.
func idCheck(n string) byte {
	sum := 0
	for i, weight := range []int{7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2} {
		sum += int(n[i]-'0') * weight
	}
	return "10X98765432"[sum%11]
}
