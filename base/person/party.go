package person

import (
	"strings"

	"anjian/base/agency"
	"anjian/base/enterprise"
	"anjian/base/party"
	"anjian/kernel"
)

// Merge is the record of a merging of two files, Distinct that of two that are not to be merged, FormerName that of a name that a person had.
type (
	Merge      = party.Merge[Person, Status]
	Distinct   = party.Distinct[Person]
	FormerName = party.FormerName[Person]
)

var (
	mg = kernel.Row[Merge]()
	ds = kernel.Row[Distinct]()
	fn = kernel.Row[FormerName]()
)

// through is the records whose column names a person that the rows of the grant hold.
func through(col *kernel.Ref[Person], rows func(kernel.Actor) kernel.Cond) func(kernel.Actor) kernel.Cond {
	return func(a kernel.Actor) kernel.Cond { return kernel.Via(col, People, rows(a)) }
}

// Merges holds the history of merging and splitting.
var Merges = &kernel.Resource[Merge]{
	Name: "person_merge", Label: "人员合并记录", Title: &mg.GoneName,
	Help: "哪些人员档案合并过、转走了多少记录、有没有拆分还原。合并和拆分在人员档案页面上办理。",
	Access: kernel.Access{
		{To: officials, Can: "read", Rows: through(&mg.Kept, supervised)},
		{To: auditors, Can: "read", Rows: kernel.Jurisdiction},
	},
}

// Apart holds the pairs of files that look alike and are not of one party.
var Apart = &kernel.Resource[Distinct]{
	Name: "person_distinct", Label: "不是重复的人员",
	Help: "看着像同一个人、核实过不是的人员，不再列为疑似重复。在“疑似重复”页面点“不是同一个人”登记；删除后重新参加比对。",
	Access: kernel.Access{
		{To: officials, Can: "read create delete", Rows: through(&ds.One, supervised)},
		{To: auditors, Can: "read", Rows: kernel.Jurisdiction},
	},
}

func init() { register.Tell() }

// Names holds the former names of all people.
var Names = &kernel.Resource[FormerName]{
	Name: "person_name", Label: "人员曾用名",
	Help: "人员用过的姓名。改名或重复档案合并时自动留存，用旧姓名仍能查到。",
	Access: kernel.Access{
		{To: officials, Can: "read", Rows: through(&fn.Party, supervised)},
		{To: employers, Can: "read", Rows: through(&fn.Party, employed)},
		{To: auditors, Can: "read", Rows: kernel.Jurisdiction},
	},
}

// register finds, merges and splits files of the same person. An identity number is no key that only one file may hold: to refuse it
// would tell a stranger that its holder is registered somewhere.
var register = &party.Register[Person, Status]{
	Files: People, Names: Names, Merges: Merges, Apart: Apart,
	State: &Row.Status, Name: &Row.Name, Former: &Row.Former, Into: &Row.MergedInto, Order: &Row.Name,
	Merged: Merged,
	Keys: func(p *Person) []party.Key {
		return []party.Key{party.Same(&Row.IDNumber, p.IDNumber), party.Same(&Row.Phone, p.Phone), party.Same(&Row.Name, p.Name)}
	},
	Compare:  compare,
	Compared: []any{&Row.Region, &Row.Name, &Row.IDNumber, &Row.Phone, &Row.Enterprise, &Row.Agency, &Row.Status},
	Side: func(p *Person) party.Side {
		return party.Side{IDNumber: kernel.MaskMiddle(string(p.IDNumber)), Phone: kernel.MaskMiddle(string(p.Phone))}
	},
	Place: place,
}

// place is where a person works and as what.
func place(c *kernel.Ctx, id string) (string, error) {
	p, err := People.Get(c, id)
	if err != nil {
		return "", err
	}
	var words []string
	sys := c.AsSystem()
	if e, err := enterprise.Enterprises.First(sys, kernel.ByID(string(p.Enterprise))); err != nil {
		return "", err
	} else if e != nil {
		words = append(words, e.Name)
	}
	if a, err := agency.Agencies.First(sys, kernel.ByID(string(p.Agency))); err != nil {
		return "", err
	} else if a != nil {
		words = append(words, a.Name)
	}
	if p.Post != "" {
		words = append(words, p.Post)
	}
	return strings.Join(words, "，"), nil
}

// compare says how likely two files are of one person, 0 to 100, and why. Two different identity numbers are two people.
func compare(a, b *Person) (score int, why []string) {
	if a.IDNumber != "" && b.IDNumber != "" {
		if a.IDNumber == b.IDNumber {
			return 100, []string{"身份证号码相同"}
		}
		return 0, nil
	}
	name, phone := party.Likeness(a.Name, b.Name), false
	switch {
	case a.Phone == "" || b.Phone == "":
	case a.Phone == b.Phone:
		score, why, phone = 50, append(why, "手机号相同"), true
	case slips(string(a.Phone), string(b.Phone)) == 1:
		score, why, phone = 35, append(why, "手机号相差一位"), true
	}
	switch {
	case name == 1:
		score, why = score+45, append(why, "姓名相同")
	case name >= 0.5 && phone:
		score, why = score+30, append(why, "姓名相近")
	default:
		return 0, nil
	}
	if a.Enterprise != "" && a.Enterprise == b.Enterprise || a.Agency != "" && a.Agency == b.Agency {
		score, why = score+30, append(why, "在同一单位")
	}
	return min(score, 99), why
}

// slips is in how many places two numbers of the same length differ; -1 for different lengths.
func slips(a, b string) (n int) {
	if len(a) != len(b) {
		return -1
	}
	for i := range len(a) {
		if a[i] != b[i] {
			n++
		}
	}
	return n
}
