package party

import (
	"fmt"
	"reflect"
	"slices"

	"anjian/kernel"
)

// Merge keeps what is needed to take a merging of two files back (合并记录).
type Merge[T any, S ~string] struct {
	kernel.Base
	Kept     kernel.Ref[T]  `json:"kept" label:"保留的档案" ui:"fixed,list,filter"`
	Gone     kernel.Ref[T]  `json:"gone" label:"并入的档案" ui:"fixed,list,filter"`
	GoneName string         `json:"gone_name" label:"并入档案的名称" ui:"fixed,list,search"`
	MergedOn kernel.Date    `json:"merged_on" label:"合并日期" ui:"fixed,list,filter"`
	MergedBy string         `json:"merged_by" label:"办理人" ui:"fixed,list"`
	Was      S              `json:"was" label:"合并前状态" ui:"fixed"`
	GoneCode string         `json:"gone_code" label:"转给保留档案的信用代码" ui:"fixed"`
	Replaced map[string]any `json:"replaced" label:"保留档案随之改变的内容" ui:"fixed,hidden" help:"随信用代码改变的列，合并前的内容。"`
	Filled   []string       `json:"filled" label:"补入保留档案的内容" ui:"fixed,hidden"`
	Moved    map[string]any `json:"moved" label:"转移的记录" ui:"fixed,hidden" help:"类型和列名，以及每条记录原来的属地。"`
	Number   int            `json:"number" label:"转移记录数" ui:"fixed,list"`
	NameID   string         `json:"name_id" label:"曾用名记录" ui:"fixed,hidden"`
	UndoneOn kernel.Date    `json:"undone_on" label:"拆分日期" ui:"fixed,list,filter"`
}

// Merge is the step that puts gone into the file that its column Into names: every record of any system that refers to gone then refers to
// the file kept, and blanks of that file are filled in from gone.
func (r *Register[T, S]) Merge(c *kernel.Ctx, gone *T) error {
	kept, err := r.within(c, "merge", r.at(gone, r.Into).String())
	if err != nil {
		return err
	}
	switch state := r.state(kept); {
	case id(kept) == id(gone):
		return kernel.FieldError(r.Into, "不能并入自己")
	case state == r.Merged || slices.Contains(r.Shut, state):
		return kernel.FieldError(r.Into, "“%s”%s，不能并入", r.name(kept), r.Files.Meta().Field(kernel.ColumnName(r.State)).Text(kept))
	}
	was, err := r.Files.Get(c.AsSystem(), id(gone))
	if err != nil {
		return err
	}
	m := &Merge[T, S]{Base: kernel.Base{Region: kernel.BaseOf(kept).Region}, Kept: kernel.Ref[T](id(kept)), Gone: kernel.Ref[T](id(gone)),
		GoneName: r.name(gone), MergedOn: c.Today(), MergedBy: c.Actor.Name, Was: r.state(was), Moved: map[string]any{}}
	c = c.Because("重复档案合并：“" + r.name(gone) + "”并入“" + r.name(kept) + "”")
	if err := r.moveAll(c, gone, kept, m); err != nil {
		return err
	}
	if r.name(gone) != r.name(kept) {
		if m.NameID, err = r.keepName(c, kept, r.name(gone), ByMerge); err != nil {
			return err
		}
	}
	if err := r.handOver(c, gone, kept, m); err != nil {
		return err
	}
	meta := r.Files.Meta()
	for i := range meta.Fields {
		if f := &meta.Fields[i]; r.fillable(f) && Blank(f.In(kept)) && !Blank(f.In(gone)) {
			m.Filled = append(m.Filled, f.Name)
		}
	}
	after, err := r.adjust(c, id(kept), func(kept *T) error {
		for _, name := range m.Filled {
			meta.Field(name).In(kept).Set(meta.Field(name).In(gone))
		}
		if m.GoneCode != "" {
			r.at(kept, r.Code).SetString(m.GoneCode)
		}
		return nil
	})
	if err != nil {
		return err
	}
	if m.GoneCode != "" {
		m.Replaced = r.replaced(kept, after, m.Filled)
	}
	r.quiet(gone)
	return r.Merges.Create(c.AsSystem(), m)
}

// handOver takes the code that only one file may hold from gone, if kept has none.
func (r *Register[T, S]) handOver(c *kernel.Ctx, gone, kept *T, m *Merge[T, S]) error {
	if r.Code == nil || r.at(kept, r.Code).String() != "" || r.at(gone, r.Code).String() == "" {
		return nil
	}
	m.GoneCode = r.at(gone, r.Code).String()
	r.at(gone, r.Code).SetString("")
	_, err := c.Store.Exec(c, fmt.Sprintf("UPDATE %s SET %s = '' WHERE id = ?", r.Files.Meta().Name, kernel.ColumnName(r.Code)), id(gone))
	return err
}

// replaced is what stood in columns that followed from the new code.
func (r *Register[T, S]) replaced(before, after *T, filled []string) map[string]any {
	out, meta := map[string]any{}, r.Files.Meta()
	for i := range meta.Fields {
		f := &meta.Fields[i]
		was := f.In(before)
		if r.fillable(f) && !slices.Contains(filled, f.Name) && !Blank(was) && !reflect.DeepEqual(was.Interface(), f.In(after).Interface()) {
			out[f.Name] = was.Interface()
		}
	}
	return out
}

// Split is the step that takes the last merging of gone back, and the state that gone had.
func (r *Register[T, S]) Split(c *kernel.Ctx, gone *T) (S, error) {
	sys := c.AsSystem()
	m, err := r.Merges.First(sys, kernel.And(kernel.Compare("gone", "=", id(gone)), kernel.Compare("undone_on", "=", "")))
	if err != nil {
		return "", err
	}
	if m == nil {
		return "", kernel.Errorf(kernel.Conflict, "没有可以拆分的合并记录")
	}
	kept, err := r.within(c, "split", string(m.Kept))
	if err != nil {
		return "", err
	}
	if r.state(kept) == r.Merged {
		return "", kernel.Errorf(kernel.Conflict, "“%s”后来也被合并了，请先拆分那一次", r.name(kept))
	}
	c = c.Because("拆分还原：“" + r.name(gone) + "”从“" + r.name(kept) + "”拆出")
	if err := r.moveBack(c, gone, kept, m); err != nil {
		return "", err
	}
	if err := r.forget(sys, m.NameID); err != nil {
		return "", err
	}
	meta := r.Files.Meta()
	_, err = r.adjust(c, id(kept), func(kept *T) error {
		for _, name := range m.Filled {
			if f := meta.Field(name); reflect.DeepEqual(f.In(kept).Interface(), f.In(gone).Interface()) {
				f.In(kept).SetZero()
			}
		}
		if m.GoneCode == "" || r.at(kept, r.Code).String() != m.GoneCode {
			return nil
		}
		r.at(kept, r.Code).SetString("")
		r.at(gone, r.Code).SetString(m.GoneCode)
		for name, v := range m.Replaced {
			if err := Restore(meta, kept, name, v); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return "", err
	}
	r.at(gone, r.Into).SetString("")
	r.quiet(gone)
	_, err = r.Merges.Update(sys, m.ID, 0, func(m *Merge[T, S]) error { m.UndoneOn = c.Today(); return nil })
	return m.Was, err
}

// forget removes the record of a former name, if it is still there.
func (r *Register[T, S]) forget(c *kernel.Ctx, name string) error {
	n, err := r.Names.First(c, kernel.ByID(name))
	if err != nil || n == nil {
		return err
	}
	return r.Names.Delete(c, n.ID, 0)
}

// within reads a file on which the actor may take a step.
func (r *Register[T, S]) within(c *kernel.Ctx, verb, id string) (*T, error) {
	rows, err := r.Files.Meta().Scope(c.Actor, verb)
	if err != nil {
		return nil, err
	}
	rec, err := r.Files.First(c, kernel.And(kernel.ByID(id), rows))
	if err == nil && rec == nil {
		err = kernel.FieldError(r.Into, "找不到该%s，或不在您的权限范围内", r.Files.Label)
	}
	return rec, err
}

// adjust changes a file as the platform: nobody confirmed a fact by it.
func (r *Register[T, S]) adjust(c *kernel.Ctx, id string, change func(*T) error) (*T, error) {
	sys := c.AsSystem()
	return r.Files.Update(sys, id, 0, func(rec *T) error {
		if err := change(rec); err != nil {
			return err
		}
		r.quiet(rec)
		names, err := r.formerNames(sys, rec)
		r.at(rec, r.Former).SetString(names)
		return err
	})
}

// moveAll makes all records that refer to gone refer to kept. Those that lie in gone's region lie in kept's from now on.
func (r *Register[T, S]) moveAll(c *kernel.Ctx, gone, kept *T, m *Merge[T, S]) error {
	from, to := kernel.BaseOf(gone), kernel.BaseOf(kept)
	for _, p := range c.App.Parts(r.Files.Name) {
		if p.Type == r.Merges.Name {
			continue
		}
		h := c.App.Resource(p.Type)
		list, err := All(c, h, p.Via, from.ID)
		if err != nil {
			return err
		}
		ids := map[string]string{}
		for _, rec := range list {
			b := kernel.BaseOf(rec)
			if b.ID == from.ID && p.Type == r.Files.Name {
				continue
			}
			ids[b.ID] = string(b.Region)
			err := Rewrite(Quietly(c), h, rec, func() {
				h.Meta().Field(p.Via).In(rec).SetString(to.ID)
				if b.Region == from.Region {
					b.Region = to.Region
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
func (r *Register[T, S]) moveBack(c *kernel.Ctx, gone, kept *T, m *Merge[T, S]) error {
	to, from := kernel.BaseOf(gone), kernel.BaseOf(kept)
	for _, p := range c.App.Parts(r.Files.Name) {
		ids, _ := m.Moved[p.Type+"."+p.Via].(map[string]any)
		if len(ids) == 0 {
			continue
		}
		h := c.App.Resource(p.Type)
		list, err := All(c, h, p.Via, from.ID)
		if err != nil {
			return err
		}
		for _, rec := range list {
			b := kernel.BaseOf(rec)
			at, ours := ids[b.ID].(string)
			if !ours {
				continue
			}
			err := Rewrite(Quietly(c), h, rec, func() {
				h.Meta().Field(p.Via).In(rec).SetString(to.ID)
				if b.Region == from.Region {
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

// fillable columns are taken over from a file that is merged away when they are blank.
func (r *Register[T, S]) fillable(f *kernel.Field) bool {
	if f.Has("fixed") || f.Kind.Name == "bool" || f.Name == "region" || f.Name == kernel.ColumnName(r.Name) {
		return false
	}
	if r.Code != nil && f.Name == kernel.ColumnName(r.Code) {
		return false
	}
	return !slices.ContainsFunc(r.Own, func(at any) bool { return kernel.ColumnName(at) == f.Name })
}
