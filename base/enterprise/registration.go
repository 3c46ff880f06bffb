package enterprise

import "anjian/kernel"

// ParseRegistrationNumber normalises and checks an old business licence number
// (工商注册号, GS 15-2006): six digits of the registering division, eight of
// sequence, one check digit by ISO 7064 MOD 11,10. It is a key of old records
// only, and not unique once a division registers anew.
func ParseRegistrationNumber(s string) (string, error) {
	if fault := RegistrationNumberFault(s); fault != "" {
		return "", kernel.Errorf(kernel.Invalid, "%s", fault)
	}
	return NormaliseCode(s), nil
}

// RegistrationNumberFault says what is wrong with a registration number, ""
// when nothing is.
func RegistrationNumberFault(s string) string {
	code := NormaliseCode(s)
	if fault := shapeFault("工商注册号", code, 15); fault != "" {
		return fault
	}
	for i, r := range code {
		if r < '0' || r > '9' {
			return faultAt(i, r, "工商注册号只用数字")
		}
	}
	if registrationCheck(code[:14]) != code[14] {
		return "工商注册号校验位不符，至少有一位写错"
	}
	return ""
}

func registrationCheck(body string) byte {
	p := 10
	for i := range len(body) {
		s := (p + int(body[i]-'0')) % 10
		if s == 0 {
			s = 10
		}
		p = s * 2 % 11
	}
	return byte('0' + (11-p)%10)
}
