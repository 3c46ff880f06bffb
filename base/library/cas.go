package library

import (
	"fmt"
	"regexp"

	"anjian/kernel"
)

// CAS is the registry number of a chemical (CAS号), whose last digit checks the others.
type CAS string

func (CAS) Kind() kernel.Kind { return kernel.Kind{Name: "text", JSON: "string", Check: checkCAS} }

var casForm = regexp.MustCompile(`^([1-9][0-9]{1,6})-([0-9]{2})-([0-9])$`)

// checkCAS says what is wrong with a number: the digits before the last one, each times its place counted from the right, add up to a
// number that ends in the last digit.
func checkCAS(s string) string {
	part := casForm.FindStringSubmatch(s)
	if part == nil {
		return "应为CAS号，例如 7664-41-7"
	}
	sum, body := 0, part[1]+part[2]
	for i := range body {
		sum += int(body[len(body)-1-i]-'0') * (i + 1)
	}
	if want := sum % 10; int(part[3][0]-'0') != want {
		return fmt.Sprintf("的校验码不对：按前面的数字，最后一位应为 %d，请核对有没有写错数字", want)
	}
	return ""
}
