package enterprise

import (
	"strings"
	"unicode"

	"anjian/kernel"
)

// CreditCode is a unified social credit identifier (统一社会信用代码,
// GB 32100-2015): 18 characters, the last one a check character. A value made
// by ParseCreditCode or MakeCreditCode is normalised and correct.
type CreditCode string

// creditAlphabet leaves out I, O, S, V and Z.
const creditAlphabet = "0123456789ABCDEFGHJKLMNPQRTUWXY"

// authorities names the first character (登记管理部门).
var authorities = map[byte]string{
	'1': "机构编制", '2': "外交", '3': "司法行政", '4': "文化", '5': "民政", '6': "旅游", '7': "宗教", '8': "工会",
	'9': "市场监督管理", 'A': "中央军委改革和编制办公室", 'N': "农业", 'Y': "其他",
}

// forms names the second character (机构类别) under the first.
var forms = map[string]string{
	"11": "机关", "12": "事业单位", "13": "编办直接管理机构编制的群众团体", "19": "其他",
	"51": "社会团体", "52": "民办非企业单位", "53": "基金会", "59": "其他",
	"91": "企业", "92": "个体工商户", "93": "农民专业合作社",
	"Y1": "其他",
}

// NormaliseCode brings a typed or pasted identifier into the form the
// standards write: half-width, upper case, without blanks, hyphens and the
// apostrophe that spreadsheets put before text. It corrects nothing else.
func NormaliseCode(s string) string {
	return strings.Map(func(r rune) rune {
		if r >= '！' && r <= '～' {
			r -= '！' - '!'
		}
		switch {
		case unicode.IsSpace(r), strings.ContainsRune("-–—'’‘\u200b\u200e\u200f\ufeff", r):
			return -1
		case r >= 'a' && r <= 'z':
			return r - 'a' + 'A'
		}
		return r
	}, s)
}

// ParseCreditCode normalises and checks a credit code.
func ParseCreditCode(s string) (CreditCode, error) {
	if fault := CreditCodeFault(s); fault != "" {
		return "", kernel.Errorf(kernel.Invalid, "%s", fault)
	}
	return CreditCode(NormaliseCode(s)), nil
}

// CreditCodeFault says in Chinese what is wrong with a credit code, "" when
// nothing is.
func CreditCodeFault(s string) string {
	code := NormaliseCode(s)
	if fault := shapeFault("统一社会信用代码", code, 18); fault != "" {
		return fault
	}
	for i, r := range code {
		if !strings.ContainsRune(creditAlphabet, r) {
			return faultAt(i, r, "统一社会信用代码只用数字和大写字母，不用 I、O、S、V、Z")
		}
	}
	if _, ok := authorities[code[0]]; !ok {
		return faultAt(0, rune(code[0]), "它不是登记管理部门代码")
	}
	for i, r := range code[2:8] {
		if r > '9' {
			return faultAt(i+2, r, "第3至8位是登记机关行政区划码，应为数字")
		}
	}
	if creditCheck(code[:17]) != code[17] {
		return "统一社会信用代码校验位不符，至少有一位写错，请对照营业执照核对"
	}
	return ""
}

// MakeCreditCode completes 17 characters by their check character, for tests,
// demonstrations and tools.
func MakeCreditCode(prefix string) (CreditCode, error) {
	prefix = NormaliseCode(prefix)
	if len(prefix) != 17 || strings.Trim(prefix, creditAlphabet) != "" {
		return "", kernel.Errorf(kernel.Invalid, "需要统一社会信用代码的前17位")
	}
	return ParseCreditCode(prefix + string(creditCheck(prefix)))
}

// creditCheck is the check character of 17 characters of the alphabet:
// weights 3^i mod 31, C18 = 31 - sum mod 31.
func creditCheck(prefix string) byte {
	sum, weight := 0, 1
	for i := range len(prefix) {
		sum += strings.IndexByte(creditAlphabet, prefix[i]) * weight
		weight = weight * 3 % 31
	}
	return creditAlphabet[(31-sum%31)%31]
}

// Authority names the registering department (登记管理部门).
func (c CreditCode) Authority() string { return authorities[c.at(0)] }

// Form names what kind of body it is (机构类别): 企业, 个体工商户, 事业单位.
func (c CreditCode) Form() string {
	if len(c) < 2 {
		return ""
	}
	return forms[string(c[:2])]
}

// Division is the administrative division of the registering authority, which
// need not be the place of business; 100000 is the nation.
func (c CreditCode) Division() string {
	if len(c) != 18 {
		return ""
	}
	return string(c[2:8])
}

// Organisation is the organisation code in positions 9 to 17, by which an old
// record without a credit code is recognised.
func (c CreditCode) Organisation() string {
	if len(c) != 18 {
		return ""
	}
	return string(c[8:17])
}

func (c CreditCode) at(i int) byte {
	if i >= len(c) {
		return 0
	}
	return c[i]
}
