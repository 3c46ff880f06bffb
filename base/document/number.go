package document

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"anjian/kernel"
)

// Mark is a number of a paper taken apart (文号): （豫郑）应急罚〔2025〕12号, 12-2 for the second paper of its kind under one number of a case.
type Mark struct {
	Place  string // 地区简称
	Word   string // 机关前缀 and 文书简称
	Year   int
	Serial int
	Copy   int // 2 and more for further papers under one number, otherwise 0
}

func (m Mark) String() string {
	serial := strconv.Itoa(m.Serial)
	if m.Copy > 1 {
		serial += "-" + strconv.Itoa(m.Copy)
	}
	place := ""
	if m.Place != "" {
		place = "（" + m.Place + "）"
	}
	return fmt.Sprintf("%s%s〔%d〕%s号", place, m.Word, m.Year, serial)
}

var (
	canonical = regexp.MustCompile(`^(?:（([\p{Han}]{1,6})）)?([\p{Han}]{1,12})〔(\d{4})〕([1-9]\d{0,8})(?:-([1-9]\d{0,3}))?号$`)
	brackets  = strings.NewReplacer("(", "（", ")", "）", "[", "〔", "]", "〕", "【", "〔", "】", "〕", "［", "〔", "］", "〕", "{", "〔", "}", "〕", "－", "-", "—", "-", "第", "")
	zeros     = regexp.MustCompile(`〕0+`)
	digits    = strings.NewReplacer("０", "0", "１", "1", "２", "2", "３", "3", "４", "4", "５", "5", "６", "6", "７", "7", "８", "8", "９", "9")
	yearRound = regexp.MustCompile(`（(\d{4})）`)
)

// ParseMark reads a number as people type it: with round, square or black brackets, full-width digits, leading zeros, 第 or blanks.
func ParseMark(text string) (Mark, error) {
	s := brackets.Replace(digits.Replace(strings.Join(strings.Fields(text), "")))
	s = zeros.ReplaceAllString(yearRound.ReplaceAllString(s, "〔$1〕"), "〕")
	if !strings.HasSuffix(s, "号") {
		s += "号"
	}
	m := canonical.FindStringSubmatch(s)
	if m == nil {
		return Mark{}, kernel.Errorf(kernel.Invalid, "“%s”不是文号，文号的写法如（豫郑）应急罚〔2025〕12号", text)
	}
	out := Mark{Place: m[1], Word: m[2]}
	out.Year, _ = strconv.Atoi(m[3])
	out.Serial, _ = strconv.Atoi(m[4])
	if out.Copy, _ = strconv.Atoi(m[5]); out.Copy == 1 {
		out.Copy = 0
	}
	if out.Year < 1949 || out.Year > 2999 {
		return Mark{}, kernel.Errorf(kernel.Invalid, "文号的年份不对")
	}
	return out, nil
}
