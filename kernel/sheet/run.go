package sheet

import (
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"reflect"
	"time"

	"anjian/kernel"
)

// turn is how long a task works before it queues up again, so that a large import does not keep reminders waiting.
const turn = 10 * time.Second

// doRun writes the good rows of an import, a chunk in each transaction together with the note that they are written:
// after a crash it goes on with the first chunk that is not.
func (t *transfer) doRun(c *kernel.Ctx, o order) error {
	return t.chunks(o.as(c), o, Running, t.run, t.write, func(c *kernel.Ctx) error {
		return t.finish(c, o.ID, func(rec *Import) {
			rec.State, rec.Message = Done, fmt.Sprintf("新增 %d 条，更新 %d 条", rec.Added, rec.Changed)
			if rec.Bad > 0 {
				rec.Message += fmt.Sprintf("，%d 行有错误未导入", rec.Bad)
			}
		})
	})
}

// doUndo takes the records of an import back, where nobody has changed them or referred to them since.
func (t *transfer) doUndo(c *kernel.Ctx, o order) error {
	return t.chunks(o.as(c), o, Undoing, t.undo, t.takeBack, func(c *kernel.Ctx) error {
		return t.finish(c, o.ID, func(rec *Import) {
			rec.State, rec.Message = Undone, "已撤销"
			var n int
			if n, _ = count(c, o.ID, "kept"); n > 0 {
				rec.Message = fmt.Sprintf("已撤销，保留了 %d 条导入后又有改动或被引用的记录", n)
			}
		})
	})
}

func count(c *kernel.Ctx, id, state string) (n int, err error) {
	rows, err := c.Store.Query(c, "SELECT COUNT(*) FROM import_row WHERE import = ? AND state = ?", id, state)
	if err != nil {
		return 0, err
	}
	defer rows.Close()
	for rows.Next() {
		err = rows.Scan(&n)
	}
	return n, errors.Join(err, rows.Err())
}

// chunks calls work until nothing is left, then end.
func (t *transfer) chunks(c *kernel.Ctx, o order, stage Stage, again *kernel.Task[order], work func(*kernel.Ctx, *Import, *intake) (int, error), end func(*kernel.Ctx) error) error {
	rec, err := t.imports.Get(c.AsSystem(), o.ID)
	if err != nil || rec.State != stage {
		return ignoreMissing(err)
	}
	in := t.newIntake(c, c.App.Resource(rec.Type), rec.Columns)
	for began := time.Now(); time.Since(began) < turn; {
		if err := c.Err(); err != nil {
			return err
		}
		n, err := work(c, rec, in)
		if err != nil {
			return err
		}
		if n == 0 {
			return end(c)
		}
	}
	return again.Enqueue(c, o)
}

// note is a row of import_row, as a chunk reads it.
type note struct {
	line, rev                           int
	cells, record, action, cols, former string
}

// notes reads the rows of a state that come after the line at, or before it on the way back.
func notes(c *kernel.Ctx, id, state string, at int, back bool) (out []note, err error) {
	edge, way := " AND line > ?", ""
	if back {
		edge, way = " AND line < ?", " DESC"
		if at == 0 {
			at = math.MaxInt32
		}
	}
	rows, err := c.Store.Query(c, "SELECT line, cells, record, action, rev, cols, former FROM import_row WHERE import = ?"+edge+" AND state = ? ORDER BY line"+way+" LIMIT ?", id, at, state, chunkRows)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var n note
		if err := rows.Scan(&n.line, &n.cells, &n.record, &n.action, &n.rev, &n.cols, &n.former); err != nil {
			return nil, err
		}
		out = append(out, n)
	}
	return out, rows.Err()
}

// write brings one chunk of rows in. The first try takes them together; if a row fails, a second one
// keeps each row apart and turns the failure into an error of that row.
func (t *transfer) write(c *kernel.Ctx, rec *Import, in *intake) (n int, err error) {
	at := in.at
	for _, careful := range []bool{false, true} {
		err = c.Tx(func(c *kernel.Ctx) error {
			n, at, err = t.chunk(c, rec, in, careful)
			return err
		})
		if !errors.Is(err, errRow) {
			break
		}
	}
	if err != nil || n == 0 {
		return n, err
	}
	in.at = at
	return n, in.learn(c, n)
}

// learn has the database look at a table that has grown several times over: by what it knew when there were a few rows in it, it reads the
// whole table where an index would do.
func (in *intake) learn(c *kernel.Ctx, n int) error {
	if in.grown += n; in.grown < in.learnt {
		return nil
	}
	in.learnt = 4 * in.grown
	_, err := c.Store.Exec(c, "ANALYZE "+in.m.Name)
	return err
}

// errRow says that a row of the chunk failed and that the chunk has to be written with care.
var errRow = errors.New("sheet: a row failed")

func (t *transfer) chunk(c *kernel.Ctx, rec *Import, in *intake, careful bool) (n, at int, err error) {
	if err := lock(c, rec.ID); err != nil {
		return 0, 0, err
	}
	list, err := notes(c, rec.ID, "good", in.at, false)
	if err != nil || len(list) == 0 {
		return 0, 0, err
	}
	items := make([]*item, len(list))
	for i, n := range list {
		items[i] = &item{line: n.line}
		if err := json.Unmarshal([]byte(n.cells), &items[i].cells); err != nil {
			return 0, 0, err
		}
	}
	c = c.Remembering()
	outer := in.c
	in.c = c // look-ups see what the transaction has written
	defer func() { in.c = outer }()
	if err := in.load(items); err != nil {
		return 0, 0, err
	}
	added, changed, bad := 0, 0, []RowError(nil)
	rejected := 0
	for _, it := range items {
		if in.build(it); len(it.faults) == 0 {
			save := func() error { return in.save(c, it) }
			if careful {
				err = apart(c, save)
			} else {
				err = save()
			}
			if err != nil {
				if !careful && it.refuse(in, err) == nil || c.Store.Conflict(err) && !careful {
					return 0, 0, errRow
				}
				if c.Store.Conflict(err) {
					err = kernel.Errorf(kernel.Conflict, "与已有的%s重复", in.m.Label)
				}
				if err := it.refuse(in, err); err != nil {
					return 0, 0, err
				}
			}
		}
		switch {
		case len(it.faults) > 0:
			rejected++
			bad = append(bad, it.faults...)
		case it.former == nil:
			added++
		case len(it.cols) > 0:
			changed++
		}
		if err := it.log(c, rec.ID); err != nil {
			return 0, 0, err
		}
	}
	return len(items), list[len(list)-1].line, t.progress(c, rec.ID, func(rec *Import) {
		rec.Done, rec.Added, rec.Changed = rec.Done+len(items), rec.Added+added, rec.Changed+changed
		rec.Good, rec.Bad = rec.Good-rejected, rec.Bad+rejected
		rec.Errors = append(rec.Errors, bad[:min(len(bad), max(0, shownErrors-len(rec.Errors)))]...)
	})
}

// lock keeps other workers from the import until the transaction ends.
func lock(c *kernel.Ctx, id string) error {
	_, err := c.Store.Exec(c, "UPDATE import_lock SET attempt = attempt WHERE import = ?", id)
	return err
}

// save writes one row under the actor's own rights.
func (in *intake) save(c *kernel.Ctx, it *item) error {
	if it.former != nil {
		if len(it.cols) == 0 {
			return nil
		}
		out, err := in.h.UpdateAny(c, kernel.BaseOf(it.rec).ID, kernel.BaseOf(it.former).Rev, it.cols, it.rec)
		if err == nil {
			it.rec = out
		}
		return err
	}
	if in.barred != nil {
		return in.barred
	}
	if err := in.h.CreateAny(c, it.rec); err != nil {
		return err
	}
	rows, err := in.m.Scope(c.Actor, "import")
	if err != nil || sameRows(in.m, c.Actor, rows) {
		return err
	}
	n, err := c.Store.Count(c, in.m, kernel.And(kernel.ByID(kernel.BaseOf(it.rec).ID), rows), 1)
	if err == nil && n == 0 {
		err = kernel.Errorf(kernel.Forbidden, "超出您的导入权限范围")
	}
	return err
}

// sameRows tells whether rows are those on which the actor may create, which the creation itself has checked.
func sameRows(m *kernel.Meta, a kernel.Actor, rows kernel.Cond) bool {
	create, err := m.Scope(a, "create")
	return err == nil && (rows.Op == "" || reflect.DeepEqual(rows, create))
}

// log notes what became of a row.
func (it *item) log(c *kernel.Ctx, id string) error {
	const stmt = "UPDATE import_row SET state = ?, faults = ?, record = ?, action = ?, rev = ?, cols = ?, former = ? WHERE import = ? AND line = ?"
	if len(it.faults) > 0 {
		text, _ := json.Marshal(it.faults)
		_, err := c.Store.Exec(c, stmt, "bad", string(text), "", "", 0, "", "", id, it.line)
		return err
	}
	action, cols, former := "added", "", ""
	if it.former != nil {
		action = "same"
		if len(it.cols) > 0 {
			names, _ := json.Marshal(it.cols)
			before, err := json.Marshal(it.former)
			if err != nil {
				return err
			}
			action, cols, former = "changed", string(names), string(before)
		}
	}
	b := kernel.BaseOf(it.rec)
	_, err := c.Store.Exec(c, stmt, "done", "", b.ID, action, b.Rev, cols, former, id, it.line)
	return err
}

// takeBack undoes one chunk, the last rows first: what they referred to within the file goes after them.
func (t *transfer) takeBack(c *kernel.Ctx, rec *Import, in *intake) (n int, err error) {
	at := in.at
	err = c.Tx(func(c *kernel.Ctx) error {
		if err := lock(c, rec.ID); err != nil {
			return err
		}
		list, err := notes(c, rec.ID, "done", in.at, true)
		if n = len(list); err != nil || n == 0 {
			return err
		}
		at = list[n-1].line
		var held []RowError
		for _, one := range list {
			state := "undone"
			why, err := in.restore(c, one)
			if err != nil {
				return err
			}
			if why != "" {
				state = "kept"
				held = append(held, RowError{Row: one.line, Value: one.record, Label: in.title(c, one.record), Message: why})
			}
			if _, err := c.Store.Exec(c, "UPDATE import_row SET state = ? WHERE import = ? AND line = ?", state, rec.ID, one.line); err != nil {
				return err
			}
		}
		return t.progress(c, rec.ID, func(rec *Import) {
			rec.Done += n
			rec.Kept = append(rec.Kept, held[:min(len(held), max(0, shownErrors-len(rec.Kept)))]...)
		})
	})
	if err == nil {
		in.at = at
	}
	return n, err
}

// restore brings a record back to what it was before the import, or answers why it stays.
// To take one's own import back needs no right to delete.
func (in *intake) restore(c *kernel.Ctx, one note) (why string, err error) {
	if one.action == "same" {
		return "", nil
	}
	if one.action == "added" {
		if why, err = in.referred(c, one.record); why != "" || err != nil {
			return why, err
		}
	}
	c = c.AsSystem()
	err = apart(c, func() error {
		if one.action == "added" {
			return in.h.DeleteAny(c, one.record, one.rev)
		}
		var cols []string
		former := in.h.New()
		if err := errors.Join(json.Unmarshal([]byte(one.cols), &cols), json.Unmarshal([]byte(one.former), former)); err != nil {
			return err
		}
		_, err := in.h.UpdateAny(c, one.record, one.rev, cols, former)
		return err
	})
	fault, ours := errors.AsType[*kernel.Error](err)
	switch {
	case !ours:
		return "", err
	case fault.Code == kernel.Stale:
		return "导入后又有改动", nil
	case fault.Code == kernel.Missing && one.action == "added":
		return "", nil // somebody has deleted it already
	case fault.Code == kernel.Internal || fault.Code == kernel.Timeout:
		return "", err
	}
	return fault.Message, nil
}

// referred names a record type that refers to a record, which therefore must stay.
func (in *intake) referred(c *kernel.Ctx, id string) (why string, err error) {
	for _, part := range c.App.Parts(in.m.Name) {
		n, err := c.Store.Count(c, c.App.Resource(part.Type).Meta(), kernel.Compare(part.Via, "=", id), 1)
		if err != nil {
			return "", err
		}
		if n > 0 {
			return "已有" + part.Label + "引用它", nil
		}
	}
	return "", nil
}

// title is the name of a record that stays.
func (in *intake) title(c *kernel.Ctx, id string) string {
	rec, err := in.h.GetAny(c.AsSystem(), id)
	if err != nil {
		return ""
	}
	return brief(in.m.Field(in.m.NameColumn).Text(rec))
}
