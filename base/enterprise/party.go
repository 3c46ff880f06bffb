package enterprise

import (
	"anjian/base/party"
	"anjian/kernel"
)

// Merge is the record of a merging of two files, Distinct that of two that are not to be merged, FormerName that of a name that an enterprise had.
type (
	Merge      = party.Merge[Enterprise, Status]
	Distinct   = party.Distinct[Enterprise]
	FormerName = party.FormerName[Enterprise]
)

var (
	mg = kernel.Row[Merge]()
	ds = kernel.Row[Distinct]()
	fn = kernel.Row[FormerName]()
)

// Merges holds the history of merging and splitting.
var Merges = &kernel.Resource[Merge]{
	Name: "enterprise_merge", Label: "合并记录", Title: &mg.GoneName,
	Help: "哪些企业档案合并过、转走了多少记录、有没有拆分还原。合并和拆分在企业档案页面上办理。",
	Access: kernel.Access{
		{To: officials, Can: "read", Rows: Of(&mg.Kept)},
		{To: auditors, Can: "read", Rows: kernel.Jurisdiction},
	},
}

// Apart holds the pairs of files that look alike and are not of one party.
var Apart = &kernel.Resource[Distinct]{
	Name: "enterprise_distinct", Label: "不是重复的企业",
	Help: "看着像同一家、核实过不是的企业，不再列为疑似重复。在“疑似重复”页面点“不是同一家”登记；删除后重新参加比对。",
	Access: kernel.Access{
		{To: officials, Can: "read create delete", Rows: Of(&ds.One)},
		{To: auditors, Can: "read", Rows: kernel.Jurisdiction},
	},
}

func init() { register.Tell() }

// Names holds the former names of all enterprises.
var Names = &kernel.Resource[FormerName]{
	Name: "enterprise_name", Label: "曾用名",
	Help: "企业用过的名称。企业改名或重复档案合并时自动留存，用旧名称仍能查到企业。",
	Access: kernel.Access{
		{To: officials, Can: "read export", Rows: Of(&fn.Party)},
		{To: applicants, Can: "read", Rows: Ours(&fn.Party)},
		{To: auditors, Can: "read", Rows: kernel.Jurisdiction},
	},
}

// register finds, merges and splits files of the same enterprise.
var register = &party.Register[Enterprise, Status]{
	Files: Enterprises, Names: Names, Merges: Merges, Apart: Apart,
	State: &Row.Status, Name: &Row.Name, Former: &Row.FormerNames, Into: &Row.MergedInto, Code: &Row.CreditCode, Order: &Row.NameKey,
	Own: []any{&Row.RegisteredOn}, Merged: Merged, Draft: Draft, Shut: []Status{Moving, Closed},
	Quiet: func(e *Enterprise) { e.Quiet = true }, Undone: func(e *Enterprise) bool { return e.Undone },
	Keys: keys, Compare: compare, Side: side,
	Compared: []any{&Row.Region, &Row.Name, &Row.CreditCode, &Row.OrgCode, &Row.RegistrationNumber, &Row.Address, &Row.LegalPerson, &Row.NameKey, &Row.AddressKey,
		&Row.Status, &Row.Completeness},
}

func keys(e *Enterprise) []party.Key {
	return []party.Key{party.Begins(&Row.NameKey, e.NameKey), party.Same(&Row.AddressKey, e.AddressKey), party.Same(&Row.OrgCode, e.OrgCode),
		party.Same(&Row.RegistrationNumber, e.RegistrationNumber)}
}

func side(e *Enterprise) party.Side {
	return party.Side{CreditCode: e.CreditCode, Address: e.Address, Completeness: e.Completeness}
}

// compare says how likely two files are of one enterprise, 0 to 100, and why. Merge keys in the order of strength: credit code, organisation
// code, registration number, name with address.
func compare(a, b *Enterprise) (score int, why []string) {
	if a.CreditCode == "" || a.CreditCode != b.CreditCode {
		switch {
		case a.OrgCode != "" && a.OrgCode == b.OrgCode:
			return 100, []string{"组织机构代码相同"}
		case a.RegistrationNumber != "" && a.RegistrationNumber == b.RegistrationNumber:
			return 95, []string{"工商注册号相同"}
		}
	}
	return party.Compare(look(a), look(b))
}

func look(e *Enterprise) party.Look {
	return party.Look{Code: e.CreditCode, NameKey: e.NameKey, AddressKey: e.AddressKey, Region: e.Region, Head: e.LegalPerson}
}

// Suspects returns the files that may be of the same enterprise as e, the likeliest first, among those that the actor may read.
func Suspects(c *kernel.Ctx, e *Enterprise) ([]party.Suspect, error) { return register.Suspects(c, e) }

// search asks for duplicates: of one file (id), of what is being typed (name, ...), or of a whole region.
type search struct {
	ID         string        `json:"id"`
	Name       string        `json:"name"`
	CreditCode string        `json:"credit_code"`
	Address    string        `json:"address"`
	Region     kernel.Region `json:"region"`
}

// duplicates answers GET /api/enterprise/duplicates.
func duplicates(c *kernel.Ctx, in *search) (*party.Suspicions, error) {
	if in.ID != "" || in.Name == "" && in.CreditCode == "" {
		return register.Duplicates(c, &party.Search{ID: in.ID, Region: in.Region})
	}
	e := &Enterprise{Identity: Identity{Name: in.Name, CreditCode: NormaliseCode(in.CreditCode)}}
	e.Region, e.Address = in.Region, in.Address
	if CreditCodeFault(e.CreditCode) == "" {
		e.OrgCode = CreditCode(e.CreditCode).Organisation()
	}
	e.NameKey, e.AddressKey = party.NameKey(e.Name, e.Region), party.AddressKey(e.Address, e.Region)
	list, err := register.Suspects(c, e)
	return &party.Suspicions{Items: list}, err
}
