package agency

import (
	"anjian/base/party"
	"anjian/kernel"
)

// Merge is the record of a merging of two files, Distinct that of two that are not to be merged, FormerName that of a name that an agency had.
type (
	Merge      = party.Merge[Agency, Status]
	Distinct   = party.Distinct[Agency]
	FormerName = party.FormerName[Agency]
)

var mg = kernel.Row[Merge]()

// Merges holds the history of merging and splitting.
var Merges = &kernel.Resource[Merge]{
	Name: "agency_merge", Label: "中介机构合并记录", Title: &mg.GoneName,
	Help: "哪些中介机构档案合并过、转走了多少记录、有没有拆分还原。合并和拆分在机构档案页面上办理。",
	Access: kernel.Access{
		{To: officials, Can: "read", Rows: kernel.Jurisdiction},
		{To: auditors, Can: "read", Rows: kernel.Jurisdiction},
	},
}

// Apart holds the pairs of files that look alike and are not of one party.
var Apart = &kernel.Resource[Distinct]{
	Name: "agency_distinct", Label: "不是重复的机构",
	Help: "看着像同一家、核实过不是的中介机构，不再列为疑似重复。在“疑似重复”页面点“不是同一家”登记；删除后重新参加比对。",
	Access: kernel.Access{
		{To: officials, Can: "read create delete", Rows: kernel.Jurisdiction},
		{To: auditors, Can: "read", Rows: kernel.Jurisdiction},
	},
}

func init() { register.Tell() }

// Names holds the former names of all agencies.
var Names = &kernel.Resource[FormerName]{
	Name: "agency_name", Label: "中介机构曾用名",
	Help:   "中介机构用过的名称。改名或重复档案合并时自动留存，用旧名称仍能查到机构。",
	Access: kernel.Access{{To: everyone, Can: "read", Rows: kernel.All}},
}

// register finds, merges and splits files of the same agency.
var register = &party.Register[Agency, Status]{
	Files: Agencies, Names: Names, Merges: Merges, Apart: Apart,
	State: &Row.Status, Name: &Row.Name, Former: &Row.Former, Into: &Row.MergedInto, Code: &Row.CreditCode, Order: &Row.NameKey,
	Merged: Merged, Shut: []Status{Closed},
	Keys: func(a *Agency) []party.Key {
		return []party.Key{party.Begins(&Row.NameKey, a.NameKey), party.Same(&Row.AddressKey, a.AddressKey)}
	},
	Compare:  func(a, b *Agency) (int, []string) { return party.Compare(look(a), look(b)) },
	Compared: []any{&Row.Region, &Row.Name, &Row.CreditCode, &Row.Address, &Row.NameKey, &Row.AddressKey, &Row.Status},
	Side:     func(a *Agency) party.Side { return party.Side{CreditCode: a.CreditCode, Address: a.Address} },
}

func look(a *Agency) party.Look {
	return party.Look{Code: a.CreditCode, NameKey: a.NameKey, AddressKey: a.AddressKey, Region: a.Region}
}

// Module declares the register of agencies.
func Module() kernel.Module {
	return kernel.Module{
		Name: "agency", Label: "中介服务机构",
		Resources: []kernel.Handle{Agencies, Projects, Names, Merges, Apart},
		Routes:    []kernel.Route{kernel.Op("GET /api/agency/duplicates", "疑似重复中介机构", officials, register.Duplicates)},
		Hooks:     []kernel.Hook{register.KeepNames},
	}
}
