package sheet

import (
	"crypto/rand"
	"encoding/json"
	"errors"
	"io"
	"os"
	"slices"
	"strings"

	"anjian/kernel"
)

// errSuperseded says that another worker has taken the import over.
var errSuperseded = errors.New("sheet: superseded")

// doCheck reads the file of an import, checks every row as if it were written, and keeps the rows for the run.
// It starts from the beginning when a crash cut it off.
func (t *transfer) doCheck(c *kernel.Ctx, o order) error {
	c = o.as(c)
	rec, err := t.imports.Get(c.AsSystem(), o.ID)
	if err != nil || rec.State != Checking {
		return ignoreMissing(err)
	}
	err = t.examine(c, rec)
	if fault, ours := errors.AsType[*kernel.Error](err); ours && fault.Code != kernel.Internal {
		return t.finish(c, o.ID, func(rec *Import) { rec.State, rec.Message = Failed, fault.Message })
	}
	if errors.Is(err, errSuperseded) {
		return nil
	}
	return err
}

func ignoreMissing(err error) error {
	if kernel.CodeOf(err) == kernel.Missing {
		return nil
	}
	return err
}

func (t *transfer) examine(c *kernel.Ctx, rec *Import) error {
	file, size, err := stored(c, rec.ID)
	if errors.Is(err, os.ErrNotExist) {
		return kernel.Errorf(kernel.Invalid, "文件已不在，请重新上传")
	}
	if err != nil {
		return err
	}
	defer discard(file)
	h := c.App.Resource(rec.Type)
	table, err := Open(file, size, rec.Name, t.limits, recognise(c.App, h.Meta(), rec.Chosen))
	if err != nil {
		return err
	}
	defer table.Close()
	columns := make([]Matched, len(table.Header()))
	for i, head := range match(c.App, h.Meta(), table.Header()) {
		text := table.Header()[i]
		columns[i] = Matched{Header: text, Letter: table.Column(i), As: as(rec.Chosen, text)}
		if columns[i].As == "" && slices.ContainsFunc(rec.Chosen, func(one Choice) bool { return one.Label != "" && one.Label == head.label }) {
			columns[i].As = notTaken // somebody took another column for it
		}
	}
	x := &examination{c: c, t: t, id: rec.ID, in: t.newIntake(c, h, columns), seen: map[string]int{}, named: map[string][]twin{}, attempt: rand.Text()}
	found := 0
	for i, head := range x.in.heads {
		if head.field != nil {
			columns[i].Name, columns[i].Label, columns[i].Code = head.field.Name, head.label, head.code
			found++
		}
	}
	missing := lacking(h.Meta(), x.in.heads)
	if err := t.progress(c, rec.ID, func(rec *Import) { rec.Columns, rec.Choices, rec.Missing = columns, choices(c.App, h.Meta()), missing }); err != nil {
		return err
	}
	if found == 0 {
		return kernel.Errorf(kernel.Invalid, "表头与%s的列都对不上，请在下面指定列的对应，或者下载模板，按模板的列名填写；工作簿只读第一张工作表", h.Meta().Label)
	}
	if len(missing) > 0 && len(x.in.keys) == 0 && x.in.id < 0 {
		return kernel.Errorf(kernel.Invalid, "缺少必填列：%s", strings.Join(missing, "、"))
	}
	if err := x.begin(); err != nil {
		return err
	}
	return x.all(table)
}

// examination is one pass over a file.
type examination struct {
	c         *kernel.Ctx
	t         *transfer
	id        string
	in        *intake
	seen      map[string]int    // unique value -> row
	named     map[string][]twin // by name and references
	twins     []RowError        // see alike
	likely    int
	fresh     int // rows that make a new record
	attempt   string
	rows, bad int
	errors    []RowError
	preview   [][]string
}

func (x *examination) begin() error {
	return x.c.Tx(func(c *kernel.Ctx) error {
		if _, err := c.Store.Exec(c, "INSERT INTO import_lock (import, attempt) VALUES (?, ?) ON CONFLICT (import) DO UPDATE SET attempt = excluded.attempt", x.id, x.attempt); err != nil {
			return err
		}
		_, err := c.Store.Exec(c, "DELETE FROM import_row WHERE import = ?", x.id)
		return err
	})
}

// all reads in one goroutine and checks and keeps in another, a few batches apart.
func (x *examination) all(table *Reader) error {
	batches, ended, stop := make(chan []*item, 4), make(chan error, 1), make(chan struct{})
	defer func() { close(stop); <-ended }()
	go func() {
		defer close(ended)
		defer close(batches)
		for {
			batch, err := take(table)
			if len(batch) > 0 {
				select {
				case batches <- batch:
				case <-stop:
					return
				}
			}
			if err == io.EOF {
				return
			}
			if err != nil {
				ended <- err
				return
			}
		}
	}()
	for batch := range batches {
		if err := x.batch(batch); err != nil {
			return err
		}
	}
	if err := <-ended; err != nil {
		return err
	}
	return x.end()
}

func take(table *Reader) (batch []*item, err error) {
	for len(batch) < chunkRows {
		line, cells, err := table.Next()
		if err != nil {
			return batch, err
		}
		batch = append(batch, &item{line: line, cells: cells})
	}
	return batch, nil
}

func (x *examination) batch(batch []*item) error {
	if err := x.c.Err(); err != nil {
		return err
	}
	outer := x.c
	x.c = outer.Remembering()
	x.in.c = x.c
	defer func() { x.c, x.in.c = outer, outer }()
	if err := x.in.load(batch); err != nil {
		return err
	}
	var fresh, updates []*item
	for _, it := range batch {
		x.in.build(it)
		x.twice(it)
		if len(it.faults) > 0 {
			continue
		}
		if it.former != nil {
			updates = append(updates, it)
			continue
		}
		if err := x.trial(it); err != nil {
			return err
		}
		if len(it.faults) == 0 {
			fresh = append(fresh, it)
		}
	}
	x.fresh += len(fresh)
	if err := x.alike(fresh); err != nil {
		return err
	}
	if err := x.trialUpdates(updates); err != nil {
		return err
	}
	return x.keep(batch)
}

// twice finds rows that claim the same unique value.
func (x *examination) twice(it *item) {
	for _, i := range append([]int{x.in.id}, x.in.keys...) {
		if i < 0 || it.cells[i] == "" {
			continue
		}
		key := x.in.heads[i].field.Name + "=" + it.cells[i]
		if first, twice := x.seen[key]; twice {
			it.faults = append(it.faults, RowError{Row: it.line, Column: x.in.letters[i], Name: x.in.heads[i].field.Name, Label: x.in.heads[i].label, Value: brief(it.cells[i]),
				Message: x.in.heads[i].field.Label + "与第 " + printed(first, Whole) + " 行重复", Suggestion: "保留其中一行"})
		} else {
			x.seen[key] = it.line
		}
	}
}

// trial derives and checks a new record as its creation would.
func (x *examination) trial(it *item) error {
	if err := x.in.h.DeriveAny(x.c, it.rec); err != nil {
		return it.refuse(x.in, err)
	}
	ok, err := x.in.inScope(it.rec)
	if err == nil && !ok {
		at := -1
		for i, head := range x.in.heads {
			if head.field != nil && head.field.Name == "region" && it.cells[i] != "" {
				at = i
			}
		}
		it.fault(x.in, at, "超出您的权限范围", "只能导入您所辖范围内的"+x.in.m.Label)
	}
	if err != nil {
		return it.refuse(x.in, err)
	}
	return nil
}

// trialUpdates writes the changed records of a batch and takes it back.
func (x *examination) trialUpdates(items []*item) error {
	if len(items) == 0 {
		return nil
	}
	err := x.c.Tx(func(c *kernel.Ctx) error {
		for _, it := range items {
			if len(it.cols) == 0 {
				continue
			}
			err := apart(c, func() error {
				_, err := x.in.h.UpdateAny(c, kernel.BaseOf(it.rec).ID, 0, it.cols, it.rec)
				return err
			})
			if err != nil {
				if err := it.refuse(x.in, err); err != nil {
					return err
				}
			}
		}
		return errRollback
	})
	if err == errRollback {
		return nil
	}
	return err
}

// apart runs fn so that its failure leaves the rest of the transaction in order.
func apart(c *kernel.Ctx, fn func() error) error {
	if _, err := c.Store.Exec(c, "SAVEPOINT import_row"); err != nil {
		return err
	}
	err := fn()
	if err != nil {
		if _, err := c.Store.Exec(c, "ROLLBACK TO SAVEPOINT import_row"); err != nil {
			return err
		}
	}
	if _, err := c.Store.Exec(c, "RELEASE SAVEPOINT import_row"); err != nil {
		return err
	}
	return err
}

func (x *examination) keep(batch []*item) error {
	values := make([]any, 0, 5*len(batch))
	for _, it := range batch {
		state, faults := "good", ""
		if len(it.faults) > 0 {
			state = "bad"
			text, _ := json.Marshal(it.faults)
			faults = string(text)
			x.bad++
			x.errors = append(x.errors, it.faults[:min(len(it.faults), max(0, shownErrors-len(x.errors)))]...)
		}
		cells, _ := json.Marshal(it.cells)
		values = append(values, x.id, it.line, string(cells), state, faults)
		if x.rows++; len(x.preview) < 10 {
			x.preview = append(x.preview, it.cells)
		}
	}
	const tuple = "(?, ?, ?, ?, ?, '', '', 0, '', '')"
	err := x.c.Tx(func(c *kernel.Ctx) error {
		if err := hold(c, x.id, x.attempt); err != nil {
			return err
		}
		_, err := c.Store.Exec(c, "INSERT INTO import_row (import, line, cells, state, faults, record, action, rev, cols, former) VALUES "+
			tuple+strings.Repeat(", "+tuple, len(batch)-1), values...)
		return err
	})
	if err != nil || x.rows/chunkRows%2 != 0 {
		return err
	}
	return x.t.progress(x.c, x.id, x.report)
}

// hold locks the import until the transaction ends; errSuperseded if another attempt owns it.
func hold(c *kernel.Ctx, id, attempt string) error {
	n, err := c.Store.Exec(c, "UPDATE import_lock SET attempt = attempt WHERE import = ? AND attempt = ?", id, attempt)
	if err == nil && n == 0 {
		err = errSuperseded
	}
	return err
}

func (x *examination) report(rec *Import) {
	rec.Rows, rec.Done, rec.Bad, rec.Good = x.rows, x.rows, x.bad, x.rows-x.bad
	rec.Errors, rec.Preview, rec.Likely, rec.Alike = x.errors, x.preview, x.likely, x.twins
}

func (x *examination) end() error {
	return x.c.Tx(func(c *kernel.Ctx) error {
		if err := hold(c, x.id, x.attempt); err != nil {
			return err
		}
		if _, err := c.Store.Exec(c, "DELETE FROM import_file WHERE import = ?", x.id); err != nil {
			return err
		}
		_, err := x.t.imports.Update(c.AsSystem(), x.id, 0, func(rec *Import) (err error) {
			x.report(rec)
			if rec.State, rec.Done = Ready, 0; rec.Good == 0 {
				rec.Message = "没有一行可以导入，请下载错误文件，改好后重新上传"
			} else {
				rec.Message, err = x.again(c, rec)
			}
			return err
		})
		return err
	})
}
