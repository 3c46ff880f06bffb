package enterprise

import (
	"reflect"
	"slices"

	"anjian/kernel"
)

// Merge keeps what is needed to take a merging of two files back (合并记录).
type Merge struct {
	kernel.Base
	Kept     kernel.Ref[Enterprise] `json:"kept" label:"保留的档案" ui:"fixed,list,filter"`
	Gone     kernel.Ref[Enterprise] `json:"gone" label:"并入的档案" ui:"fixed,list,filter"`
	GoneName string                 `json:"gone_name" label:"并入档案的名称" ui:"fixed,list,search"`
	MergedOn kernel.Date            `json:"merged_on" label:"合并日期" ui:"fixed,list,filter"`
	MergedBy string                 `json:"merged_by" label:"办理人" ui:"fixed,list"`
	Was      Status                 `json:"was" label:"合并前状态" ui:"fixed"`
	GoneCode string                 `json:"gone_code" label:"转给保留档案的信用代码" ui:"fixed"`
	KeptOrg  string                 `json:"kept_org" label:"保留档案原组织机构代码" ui:"fixed"`
	Filled   []string               `json:"filled" label:"补入保留档案的内容" ui:"fixed,hidden"`
	Moved    map[string]any         `json:"moved" label:"转移的记录" ui:"fixed,hidden" help:"类型和列名，以及每条记录原来的属地。"`
	Number   int                    `json:"number" label:"转移记录数" ui:"fixed,list"`
	NameID   string                 `json:"name_id" label:"曾用名记录" ui:"fixed,hidden"`
	UndoneOn kernel.Date            `json:"undone_on" label:"拆分日期" ui:"fixed,list,filter"`
}

var mg = kernel.Row[Merge]()

// Merges holds the history of merging and splitting.
var Merges = &kernel.Resource[Merge]{
	Name: "enterprise_merge", Label: "合并记录", Title: &mg.GoneName,
	Help: "哪些企业档案合并过、转走了多少记录、有没有拆分还原。合并和拆分在企业档案页面上办理。",
	Access: kernel.Access{
		{To: officials, Can: "read", Rows: Of(&mg.Kept)},
		{To: auditors, Can: "read", Rows: kernel.Jurisdiction},
	},
}

// merge is the step that puts gone into gone.MergedInto: every record of any system that refers to gone then refers to the file
// kept, and blanks of that file are filled in from gone.
func merge(c *kernel.Ctx, gone *Enterprise) error {
	kept, err := within(c, "merge", string(gone.MergedInto))
	if err != nil {
		return err
	}
	switch {
	case kept.ID == gone.ID:
		return kernel.FieldError(&Row.MergedInto, "不能并入自己")
	case kept.Status == Merged || kept.Status == Moving || kept.Status == Closed:
		return kernel.FieldError(&Row.MergedInto, "“%s”%s，不能并入", kept.Name, kernel.LabelOf(kept.Status))
	}
	was, err := Enterprises.Get(c.AsSystem(), gone.ID)
	if err != nil {
		return err
	}
	m := &Merge{Base: kernel.Base{Region: kept.Region}, Kept: ref(kept), Gone: ref(gone), GoneName: gone.Name, MergedOn: c.Today(), MergedBy: c.Actor.Name,
		Was: was.Status, Moved: map[string]any{}}
	if err := moveAll(c, gone, kept, m); err != nil {
		return err
	}
	if gone.Name != kept.Name {
		n := &FormerName{Base: kernel.Base{Region: kept.Region}, Enterprise: ref(kept), Name: gone.Name, Until: c.Today(), Why: ByMerge}
		if err := Names.Create(c.AsSystem(), n); err != nil {
			return err
		}
		m.NameID = n.ID
	}
	for _, f := range Enterprises.Meta().Fields {
		if fillable(&f) && blank(f.In(kept)) && !blank(f.In(gone)) {
			m.Filled = append(m.Filled, f.Name)
		}
	}
	if kept.CreditCode == "" && gone.CreditCode != "" { // only one file may hold it
		m.GoneCode, m.KeptOrg = gone.CreditCode, kept.OrgCode
		if _, err := c.Store.Exec(c, "UPDATE enterprise SET credit_code = '' WHERE id = ?", gone.ID); err != nil {
			return err
		}
		gone.CreditCode = ""
	}
	gone.Quiet = true
	if err := Merges.Create(c.AsSystem(), m); err != nil {
		return err
	}
	return adjust(c, kept.ID, func(kept *Enterprise) {
		for _, name := range m.Filled {
			f := Enterprises.Meta().Field(name)
			f.In(kept).Set(f.In(gone))
		}
		if m.GoneCode != "" {
			kept.CreditCode = m.GoneCode
		}
	})
}

// split is the step that takes the last merging of gone back.
func split(c *kernel.Ctx, gone *Enterprise) (Status, error) {
	sys := c.AsSystem()
	list, err := Merges.List(sys, kernel.Query{Where: kernel.And(kernel.Eq(&mg.Gone, ref(gone)), kernel.Eq(&mg.UndoneOn, "")), Limit: 1})
	if err != nil {
		return "", err
	}
	if len(list) == 0 {
		return "", kernel.Errorf(kernel.Conflict, "没有可以拆分的合并记录")
	}
	m := list[0]
	kept, err := within(c, "split", string(m.Kept))
	if err != nil {
		return "", err
	}
	if kept.Status == Merged {
		return "", kernel.Errorf(kernel.Conflict, "“%s”后来也被合并了，请先拆分那一次", kept.Name)
	}
	if err := moveBack(c, gone, kept, m); err != nil {
		return "", err
	}
	if m.NameID != "" {
		if n, err := Names.First(sys, kernel.ByID(m.NameID)); err != nil {
			return "", err
		} else if n != nil {
			if err := Names.Delete(sys, n.ID, 0); err != nil {
				return "", err
			}
		}
	}
	err = adjust(c, kept.ID, func(kept *Enterprise) {
		for _, name := range m.Filled {
			if f := Enterprises.Meta().Field(name); reflect.DeepEqual(f.In(kept).Interface(), f.In(gone).Interface()) {
				f.In(kept).SetZero()
			}
		}
		if m.GoneCode != "" && kept.CreditCode == m.GoneCode {
			kept.CreditCode, kept.OrgCode = "", m.KeptOrg
			gone.CreditCode = m.GoneCode
		}
	})
	if err != nil {
		return "", err
	}
	gone.MergedInto, gone.Quiet = "", true
	_, err = Merges.Update(sys, m.ID, 0, func(m *Merge) error { m.UndoneOn = c.Today(); return nil })
	return m.Was, err
}

// within reads a file on which the actor may take a step.
func within(c *kernel.Ctx, verb, id string) (*Enterprise, error) {
	rows, err := Enterprises.Meta().Scope(c.Actor, verb)
	if err != nil {
		return nil, err
	}
	e, err := Enterprises.First(c, kernel.And(kernel.ByID(id), rows))
	if err == nil && e == nil {
		err = kernel.FieldError(&Row.MergedInto, "找不到该企业，或不在您的权限范围内")
	}
	return e, err
}

// adjust changes a file as the platform: nobody confirmed a fact by it.
func adjust(c *kernel.Ctx, id string, change func(*Enterprise)) error {
	sys := c.AsSystem()
	_, err := Enterprises.Update(sys, id, 0, func(e *Enterprise) (err error) {
		change(e)
		e.Quiet = true
		e.FormerNames, err = formerNames(sys, e)
		return err
	})
	return err
}

// moveAll makes all records that refer to gone refer to kept. Those that lie in gone's region lie in kept's from now on.
func moveAll(c *kernel.Ctx, gone, kept *Enterprise, m *Merge) error {
	for _, p := range c.App.Parts("enterprise") {
		if p.Type == "enterprise_merge" {
			continue
		}
		h := c.App.Resource(p.Type)
		list, err := all(c, h, p.Via, gone.ID)
		if err != nil {
			return err
		}
		ids := map[string]string{}
		for _, rec := range list {
			b := kernel.BaseOf(rec)
			if b.ID == gone.ID && p.Type == "enterprise" {
				continue
			}
			ids[b.ID] = string(b.Region)
			err := rewrite(quietly(c), h, rec, func() {
				h.Meta().Field(p.Via).In(rec).SetString(kept.ID)
				if b.Region == gone.Region {
					b.Region = kept.Region
				}
			})
			if err != nil {
				return err
			}
		}
		if len(ids) > 0 {
			m.Moved[p.Type+"."+p.Via] = ids
			m.Number += len(ids)
		}
	}
	return nil
}

// moveBack gives gone the records back that came from it and still belong to kept.
func moveBack(c *kernel.Ctx, gone, kept *Enterprise, m *Merge) error {
	for _, p := range c.App.Parts("enterprise") {
		ids, _ := m.Moved[p.Type+"."+p.Via].(map[string]any)
		if len(ids) == 0 {
			continue
		}
		h := c.App.Resource(p.Type)
		list, err := all(c, h, p.Via, kept.ID)
		if err != nil {
			return err
		}
		for _, rec := range list {
			b := kernel.BaseOf(rec)
			at, ours := ids[b.ID].(string)
			if !ours {
				continue
			}
			err := rewrite(quietly(c), h, rec, func() {
				h.Meta().Field(p.Via).In(rec).SetString(gone.ID)
				if b.Region == kept.Region {
					b.Region = kernel.Region(at)
				}
			})
			if err != nil {
				return err
			}
		}
	}
	return nil
}

// unfilled columns are never taken over from a file that is merged away.
var unfilled = []string{"id", "rev", "region", "created", "updated", "credit_code", "name", "registered_on", "changes"}

func fillable(f *kernel.Field) bool {
	return !f.Has("fixed") && f.Kind.Name != "bool" && !slices.Contains(unfilled, f.Name)
}

func blank(v reflect.Value) bool {
	return v.IsZero() || v.Kind() == reflect.Slice && v.Len() == 0
}
