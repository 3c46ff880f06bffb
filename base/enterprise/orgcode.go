package enterprise

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"anjian/kernel"
)

// ParseOrganisationCode normalises and checks an organisation code (组织机构代码,
// GB 11714-1997): eight characters and a check character, written 71526726-X.
func ParseOrganisationCode(s string) (string, error) {
	if fault := OrganisationCodeFault(s); fault != "" {
		return "", kernel.Errorf(kernel.Invalid, "%s", fault)
	}
	return NormaliseCode(s), nil
}

// OrganisationCodeFault says what is wrong with an organisation code, "" when
// nothing is.
func OrganisationCodeFault(s string) string {
	code := NormaliseCode(s)
	if fault := shapeFault("组织机构代码", code, 9); fault != "" {
		return fault
	}
	for i, r := range code {
		if organisationValue(byte(r)) < 0 || r > 'Z' {
			return faultAt(i, r, "组织机构代码只用数字和大写字母")
		}
	}
	if organisationCheck(code[:8]) != code[8] {
		return "组织机构代码校验位不符，至少有一位写错"
	}
	return ""
}

// organisationCheck is the check character of eight characters.
func organisationCheck(body string) byte {
	sum := 0
	for i, weight := range []int{3, 7, 9, 10, 5, 8, 4, 2} {
		sum += organisationValue(body[i]) * weight
	}
	return "0X987654321"[sum%11]
}

func organisationValue(b byte) int {
	switch {
	case b >= '0' && b <= '9':
		return int(b - '0')
	case b >= 'A' && b <= 'Z':
		return int(b-'A') + 10
	}
	return -1
}

// shapeFault finds what is common to all identifiers: nothing there, turned
// into a number by a spreadsheet, wrong length.
func shapeFault(name, code string, want int) string {
	n := utf8.RuneCountInString(code)
	switch {
	case n == 0:
		return name + "为空"
	case scientific(code):
		return name + "被表格软件改成了科学计数法，请把该列设为文本格式后重新填写"
	case n != want:
		return fmt.Sprintf("%s应为%d位，现为%d位", name, want, n)
	case n != len(code):
		for i, r := range []rune(code) {
			if r >= utf8.RuneSelf {
				return faultAt(i, r, name+"只用数字和大写字母")
			}
		}
	}
	return ""
}

// scientific recognises 9.14403E+17.
func scientific(code string) bool {
	head, tail, ok := strings.Cut(code, "E+")
	return ok && strings.Contains(head, ".") && strings.Trim(head, "0123456789.") == "" && strings.Trim(tail, "0123456789") == ""
}

func faultAt(i int, r rune, why string) string {
	return fmt.Sprintf("第%d位“%c”有误：%s", i+1, r, why)
}
