package sheet

import (
	"fmt"
	"strings"

	"anjian/kernel"
)

// twin is what has a name: a record, or an earlier row.
type twin struct {
	at  kernel.Region
	id  string
	row int
}

// near is the first of list that lies where at lies: a file may say the county and its record by now the township.
func near(list []twin, at kernel.Region) *twin {
	for i, t := range list {
		if strings.HasPrefix(string(t.at), string(at)) || strings.HasPrefix(string(at), string(t.at)) {
			return &list[i]
		}
	}
	return nil
}

// alike notes the rows that would make a new record of a name that one in the same place has already, or an earlier row has: whether they are
// the same only a person can tell, so they are told and not refused. What both refer to must be the same too. Names are asked for
// where an index carries them.
func (x *examination) alike(items []*item) error {
	m := x.in.m
	name := m.Field(m.NameColumn)
	if name == nil || !name.Has("sort") || name.Kind.Column != kernel.Text || name.Kind.Mask != nil {
		return nil
	}
	rows, err := m.Scope(x.c.Actor, "read")
	if err != nil {
		return nil // whoever may not read them is told of none
	}
	cols, same := []string{"id", name.Name, "region"}, []*kernel.Field{name}
	for _, head := range x.in.heads {
		if f := head.field; f != nil && f.Kind.Name == "ref" && !head.code {
			cols, same = append(cols, f.Name), append(same, f)
		}
	}
	key := func(rec any) string {
		var b strings.Builder
		for _, f := range same {
			b.WriteString(f.In(rec).String() + "\x00")
		}
		return b.String()
	}
	var names []string
	for _, it := range items {
		names = append(names, name.In(it.rec).String())
	}
	there := map[string][]twin{}
	err = inParts(unknown(map[string]bool{}, names), func(part []any) error {
		q := kernel.Query{Where: kernel.And(kernel.Cond{Op: "in", Col: name.Name, Args: part}, rows), Sort: "id", Limit: -1, Cols: cols}
		return x.c.Store.List(x.c, m, q, func(rec any, _ []bool) error {
			b, k := kernel.BaseOf(rec), key(rec)
			there[k] = append(there[k], twin{at: b.Region, id: b.ID})
			return nil
		})
	})
	if err != nil {
		return err
	}
	for _, it := range items {
		k, at := key(it.rec), kernel.BaseOf(it.rec).Region
		e := RowError{Row: it.line, Label: brief(name.In(it.rec).String())}
		if t := near(there[k], at); t != nil {
			e.Value, e.Message = t.id, "已有同名、同属地的"+m.Label
		} else if t := near(x.named[k], at); t != nil {
			e.Message = fmt.Sprintf("与第 %d 行同名、同属地", t.row)
		} else {
			x.named[k] = append(x.named[k], twin{at: at, row: it.line})
			continue
		}
		if x.likely++; len(x.twins) < shownErrors {
			x.twins = append(x.twins, e)
		}
	}
	return nil
}

// again says that the same file was brought in already, and not taken back, where that would make its new rows a second time.
func (x *examination) again(c *kernel.Ctx, rec *Import) (string, error) {
	if x.fresh == 0 {
		return "", nil
	}
	old, err := x.t.imports.List(c.AsSystem(), kernel.Query{Sort: "-id", Limit: 1, Where: kernel.And(kernel.Eq(&row.Digest, rec.Digest), kernel.Eq(&row.Type, rec.Type),
		kernel.Eq(&row.Region, rec.Region), kernel.In(&row.State, Running, Done), kernel.Not(&row.ID, rec.ID))})
	if err != nil || len(old) == 0 {
		return "", err
	}
	return fmt.Sprintf("同一份文件 %s 已经导入过（新增 %d 条）。再导入一次，其中 %d 行会另外新建一份", old[0].Created.In(kernel.China).Format("2006年1月2日15:04"), old[0].Added, x.fresh), nil
}
