package enterprise

import (
	"slices"
	"strings"

	"anjian/kernel"
)

// FormerName is a name that an enterprise had (曾用名); search still finds it by that name.
type FormerName struct {
	kernel.Base
	Enterprise kernel.Ref[Enterprise] `json:"enterprise" label:"企业" rule:"required" ui:"fixed,list,filter"`
	Name       string                 `json:"name" label:"曾用名" rule:"required,max=120" ui:"fixed,list,search"`
	Until      kernel.Date            `json:"until" label:"停用日期" ui:"fixed,list"`
	Why        NameReason             `json:"why" label:"原因" ui:"fixed,list"`
}

// NameReason is why a name is no longer in use.
type NameReason string

const (
	ByRenaming NameReason = "renamed"
	ByMerge    NameReason = "merged"
)

func (NameReason) Options() []kernel.Option {
	return []kernel.Option{kernel.Opt(ByRenaming, "更名"), kernel.Opt(ByMerge, "重复档案合并")}
}

var fn = kernel.Row[FormerName]()

// Names holds the former names of all enterprises.
var Names = &kernel.Resource[FormerName]{
	Name: "enterprise_name", Label: "曾用名",
	Help: "企业用过的名称。企业改名或重复档案合并时自动留存，用旧名称仍能查到企业。",
	Access: kernel.Access{
		{To: officials, Can: "read export", Rows: Of(&fn.Enterprise)},
		{To: applicants, Can: "read", Rows: Ours(&fn.Enterprise)},
		{To: auditors, Can: "read", Rows: kernel.Jurisdiction},
	},
}

// rename keeps the old name of a file findable; the record of it is written by keepNames once the file is.
func rename(e, before *Enterprise) {
	if e.Name == before.Name {
		return
	}
	list := words(e.FormerNames)
	if before.Status != Draft && !e.Undone && !slices.Contains(list, before.Name) {
		list = append(list, before.Name)
	}
	e.FormerNames = strings.Join(slices.DeleteFunc(list, func(n string) bool { return n == e.Name }), "、")
}

func words(text string) []string {
	return strings.FieldsFunc(text, func(r rune) bool { return r == '、' })
}

// keepNames writes the record of a former name, or removes it when the change of name was not confirmed.
func keepNames(c *kernel.Ctx, w *kernel.Write) error {
	after, ok := w.After.(*Enterprise)
	if !ok || w.Before == nil {
		return nil
	}
	before := w.Before.(*Enterprise)
	if after.Name == before.Name || before.Status == Draft {
		return nil
	}
	sys := c.AsSystem()
	if after.Undone {
		list, err := Names.List(sys, kernel.Query{Where: kernel.And(kernel.Eq(&fn.Enterprise, ref(after)), kernel.Eq(&fn.Name, after.Name)), Sort: "-id", Limit: 1})
		if err != nil || len(list) == 0 {
			return err
		}
		return Names.Delete(sys, list[0].ID, 0)
	}
	return Names.Create(sys, &FormerName{Base: kernel.Base{Region: after.Region}, Enterprise: ref(after), Name: before.Name, Until: c.Today(), Why: ByRenaming})
}

// formerNames is what the records of former names say, in the order in which they came.
func formerNames(c *kernel.Ctx, e *Enterprise) (string, error) {
	var list []string
	err := Names.Each(c, kernel.Query{Where: kernel.Eq(&fn.Enterprise, ref(e)), Sort: "id", Limit: -1}, func(n *FormerName) error {
		if n.Name != e.Name && !slices.Contains(list, n.Name) {
			list = append(list, n.Name)
		}
		return nil
	})
	return strings.Join(list, "、"), err
}
