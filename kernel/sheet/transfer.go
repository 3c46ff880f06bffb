package sheet

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"os"
	"slices"
	"strings"

	"anjian/kernel"
)

// Import is one table that somebody brings in (导入): checked first, then run row by row under that person's own
// rights, and taken back as a whole where nobody has worked on since.
type Import struct {
	kernel.Base
	Type      string     `json:"type" label:"类型" ui:"fixed,list,filter"`
	Name      string     `json:"name" label:"文件" rule:"max=200" ui:"fixed,list"`
	State     Stage      `json:"state" label:"状态" ui:"fixed,list,filter"`
	Account   string     `json:"account" label:"账号" ui:"fixed,hidden,filter"`
	Intention string     `json:"intention" label:"请求标识" rule:"unique" ui:"fixed,hidden"`
	Digest    string     `json:"digest" label:"文件摘要" ui:"fixed,hidden"`
	Rows      int        `json:"rows" label:"行数" ui:"fixed,list"`
	Done      int        `json:"done" label:"已处理" ui:"fixed,list"`
	Good      int        `json:"good" label:"可导入" ui:"fixed,list"`
	Bad       int        `json:"bad" label:"有错误" ui:"fixed,list"`
	Added     int        `json:"added" label:"新增" ui:"fixed"`
	Changed   int        `json:"changed" label:"更新" ui:"fixed"`
	Likely    int        `json:"likely" label:"可能重复" ui:"fixed"`
	Alike     []RowError `json:"alike" label:"可能重复的行" ui:"fixed" help:"前200行：名称、属地和所属都与已有的记录或前面的行相同，请核对后再导入。"`
	Columns   []Matched  `json:"columns" label:"列对应" ui:"fixed"`
	Chosen    []Choice   `json:"chosen" label:"指定的对应" ui:"fixed"`
	Choices   []string   `json:"choices" label:"可以对应的列" ui:"fixed"`
	Missing   []string   `json:"missing" label:"缺少的必填列" ui:"fixed"`
	Errors    []RowError `json:"errors" label:"错误" ui:"fixed" help:"前200处；全部错误在错误文件里。"`
	Preview   [][]string `json:"preview" label:"预览" ui:"fixed"`
	Kept      []RowError `json:"kept" label:"撤销时保留" ui:"fixed" help:"导入后又有改动或被引用的记录，撤销时不动。"`
	Message   string     `json:"message" label:"说明" ui:"fixed"`
}

// RowError says what is wrong in one place of a file.
type RowError struct {
	Row        int    `json:"row" label:"行"`
	Column     string `json:"column" label:"列"`
	Name       string `json:"name" label:"字段"`
	Label      string `json:"label" label:"列名"`
	Value      string `json:"value" label:"内容"`
	Message    string `json:"message" label:"错误"`
	Suggestion string `json:"suggestion" label:"建议"`
}

// Stage is how far an import has come.
type Stage string

const (
	Checking Stage = "checking"
	Ready    Stage = "ready"
	Running  Stage = "running"
	Done     Stage = "done"
	Undoing  Stage = "undoing"
	Undone   Stage = "undone"
	Failed   Stage = "failed"
)

func (Stage) Options() []kernel.Option {
	return []kernel.Option{kernel.Opt(Checking, "正在检查"), kernel.Opt(Ready, "待导入"), kernel.Opt(Running, "正在导入"), kernel.Opt(Done, "已导入"),
		kernel.Opt(Undoing, "正在撤销"), kernel.Opt(Undone, "已撤销"), kernel.Opt(Failed, "未能导入")}
}

var row = kernel.Row[Import]()

// shownErrors bounds the errors that an import carries in its record; all of them stand in the file of errors.
const shownErrors = 200

// transfer is the engine: what it needs from the modules whose records come and go.
type transfer struct {
	filter           Filter
	limits           Limits
	imports          *kernel.Resource[Import]
	check, run, undo *kernel.Task[order]
}

// order is what a task has to do, and on whose behalf: rights are those of the moment at which it was asked for.
type order struct {
	ID     string        `json:"id"`
	Actor  kernel.Actor  `json:"actor"`
	Origin kernel.Origin `json:"origin"`
}

func (o order) as(c *kernel.Ctx) *kernel.Ctx {
	in := *c
	in.Actor, in.Origin = o.Actor, o.Origin
	return &in
}

// Module brings import, export and templates to every record type of modules that grants them.
func Module(modules []kernel.Module, filter Filter, limits Limits) kernel.Module {
	t := &transfer{filter: filter, limits: limits.withDefaults()}
	var importers []kernel.Role
	var routes []kernel.Route
	for _, mod := range modules {
		for _, h := range mod.Resources {
			m := h.Meta()
			if to := granted(m, "import"); len(to) > 0 {
				routes = append(routes, t.templateRoute(h))
				importers = append(importers, to...)
			}
			if len(granted(m, "export")) > 0 {
				routes = append(routes, t.exportRoute(h, "xlsx"), t.exportRoute(h, "csv"))
			}
		}
	}
	slices.Sort(importers)
	t.imports = &kernel.Resource[Import]{Name: "import", Label: "导入", Sort: "-id",
		Help: "这里是您导入过的表格。先下载模板，按模板填好后上传；系统逐行检查，有错的行连同原因可以下载，改好后再传一次。导入以后发现不对，可以整批撤销。",
		Access: kernel.Access{{To: slices.Compact(importers), Can: "read", Rows: func(a kernel.Actor) kernel.Cond {
			if a.ID == "" {
				return kernel.None()
			}
			return kernel.Eq(&row.Account, a.ID)
		}}},
	}
	t.check = &kernel.Task[order]{Name: "import.check", Run: t.doCheck}
	t.run = &kernel.Task[order]{Name: "import.run", Run: t.doRun}
	t.undo = &kernel.Task[order]{Name: "import.undo", Run: t.doUndo}
	return kernel.Module{Name: "sheet", Label: "导入导出", Resources: []kernel.Handle{t.imports}, Tasks: []kernel.Job{t.check, t.run, t.undo},
		Routes: append(routes,
			kernel.Route{Pattern: "POST /api/import", Label: "上传要导入的表格", Raw: t.upload},
			kernel.Route{Pattern: "GET /api/import/{id}/errors.xlsx", Label: "下载有错误的行", Raw: t.serveErrors},
			kernel.Op("POST /api/import/{id}/columns", "指定列的对应", nil, t.assign),
			kernel.Op("POST /api/import/{id}/run", "开始导入", nil, t.start),
			kernel.Op("POST /api/import/{id}/undo", "撤销整批导入", nil, t.revoke)),
		Tables: []string{
			`CREATE TABLE IF NOT EXISTS import_file (import {text} NOT NULL, part {int} NOT NULL, content {text} NOT NULL, PRIMARY KEY (import, part))`,
			`CREATE TABLE IF NOT EXISTS import_lock (import {text} PRIMARY KEY, attempt {text} NOT NULL)`,
			`CREATE TABLE IF NOT EXISTS import_row (import {text} NOT NULL, line {int} NOT NULL, cells {text} NOT NULL, state {text} NOT NULL, faults {text} NOT NULL, record {text} NOT NULL,
 action {text} NOT NULL, rev {int} NOT NULL, cols {text} NOT NULL, former {text} NOT NULL, PRIMARY KEY (import, line))`,
			`DROP INDEX IF EXISTS import_row_state`,
		}}
}

func granted(m *kernel.Meta, verb string) (to []kernel.Role) {
	for _, g := range m.Access {
		if slices.Contains(strings.Fields(g.Can), verb) {
			to = append(to, g.To...)
		}
	}
	return to
}

func (t *transfer) exportRoute(h kernel.Handle, kind string) kernel.Route {
	return kernel.Route{Pattern: "GET /api/" + h.Meta().Name + "/export." + kind, Label: "导出" + h.Meta().Label + "（" + kind + "）",
		Raw: func(c *kernel.Ctx, w http.ResponseWriter, r *http.Request) error {
			return t.serveExport(c, w, r, h, kind)
		}}
}

func (t *transfer) templateRoute(h kernel.Handle) kernel.Route {
	m := h.Meta()
	return kernel.Route{Pattern: "GET /api/" + m.Name + "/template.xlsx", Label: m.Label + "导入模板",
		Raw: func(c *kernel.Ctx, w http.ResponseWriter, _ *http.Request) error {
			if _, err := m.Scope(c.Actor, "import"); err != nil {
				return err
			}
			return Template(&download{w: w, name: m.Label + "导入模板.xlsx", kind: "xlsx"}, m.Label, formColumns(c.App, m))
		}}
}

// filePart is how many bytes of a file stand in one row of its table.
const filePart = 384 << 10

// upload answers POST /api/import?type=…&name=…: it keeps the file and has it checked.
func (t *transfer) upload(c *kernel.Ctx, w http.ResponseWriter, r *http.Request) error {
	h := c.App.Resource(r.URL.Query().Get("type"))
	if h == nil || h.Meta().Name == "import" {
		return kernel.Errorf(kernel.Missing, "没有这种记录")
	}
	if err := mayImport(c, h.Meta()); err != nil {
		return err
	}
	key, name := r.Header.Get("Idempotency-Key"), clean(r.URL.Query().Get("name"))
	if key == "" || len(key) > 80 {
		return kernel.Errorf(kernel.Invalid, "缺少请求头 Idempotency-Key，或超过 80 个字符")
	}
	file, size, sum, err := spool(http.MaxBytesReader(w, r.Body, t.limits.Bytes))
	if err != nil {
		return err
	}
	defer discard(file)
	if old, err := t.imports.First(c.AsSystem(), kernel.Eq(&row.Intention, c.Actor.ID+"/"+key)); err != nil {
		return err
	} else if old != nil {
		if old.Digest != sum || old.Type != h.Meta().Name {
			return kernel.Errorf(kernel.Invalid, "同一个 Idempotency-Key 用于了不同的内容")
		}
		w.Header().Set("Idempotency-Replayed", "true")
		return answer(w, old)
	}
	table, err := Open(file, size, name, t.limits, recognise(c.App, h.Meta(), nil)) // what cannot be read is refused at once
	if err != nil {
		return err
	}
	table.Close()
	rec, err := t.accept(c, h.Meta(), name, key, sum, file)
	if err != nil {
		return err
	}
	return answer(w, rec)
}

// accept keeps a file and the import that it is for, and has it checked.
func (t *transfer) accept(c *kernel.Ctx, m *kernel.Meta, name, key, sum string, file io.ReadSeeker) (*Import, error) {
	rec := &Import{Type: m.Name, Name: brief(name), State: Checking, Account: c.Actor.ID, Intention: c.Actor.ID + "/" + key, Digest: sum}
	if rec.Region = c.Actor.Region; rec.Region == "" {
		rec.Region = kernel.Country
	}
	return rec, c.Tx(func(c *kernel.Ctx) error {
		if err := t.imports.Create(c.AsSystem(), rec); err != nil {
			return err
		}
		if _, err := file.Seek(0, io.SeekStart); err != nil {
			return err
		}
		if err := keep(c, rec.ID, file); err != nil {
			return err
		}
		return t.check.Enqueue(c, order{rec.ID, c.Actor, c.Origin})
	})
}

func answer(w http.ResponseWriter, rec *Import) error {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(http.StatusCreated)
	return json.NewEncoder(w).Encode(map[string]any{"id": rec.ID, "state": rec.State})
}

// mayImport tells whether the actor may import records of m at all, and create or update them.
func mayImport(c *kernel.Ctx, m *kernel.Meta) error {
	if _, err := m.Scope(c.Actor, "import"); err != nil {
		return err
	}
	_, err := m.Scope(c.Actor, "create")
	if err != nil {
		_, err = m.Scope(c.Actor, "update")
	}
	return err
}

// spool writes r to a temporary file, because an archive is read from its end.
func spool(r io.Reader) (file *os.File, size int64, sum string, err error) {
	if file, err = os.CreateTemp("", "anjian-import-"); err != nil {
		return nil, 0, "", err
	}
	hash := sha256.New()
	if size, err = io.Copy(io.MultiWriter(file, hash), r); err != nil {
		discard(file)
		if _, big := errors.AsType[*http.MaxBytesError](err); big {
			err = kernel.Errorf(kernel.TooLarge, "文件过大，请分成几个文件")
		}
		return nil, 0, "", err
	}
	return file, size, hex.EncodeToString(hash.Sum(nil)), nil
}

func discard(file *os.File) {
	file.Close()
	os.Remove(file.Name())
}

func keep(c *kernel.Ctx, id string, r io.Reader) error {
	buf := make([]byte, filePart)
	for part := 0; ; part++ {
		n, err := io.ReadFull(r, buf)
		if n > 0 {
			if _, err := c.Store.Exec(c, "INSERT INTO import_file (import, part, content) VALUES (?, ?, ?)", id, part, base64.StdEncoding.EncodeToString(buf[:n])); err != nil {
				return err
			}
		}
		if err == io.EOF || err == io.ErrUnexpectedEOF {
			return nil
		}
		if err != nil {
			return err
		}
	}
}

// stored is the uploaded file, read back from its table; os.ErrNotExist if it is gone.
func stored(c *kernel.Ctx, id string) (file *os.File, size int64, err error) {
	rows, err := c.Store.Query(c, "SELECT content FROM import_file WHERE import = ? ORDER BY part", id)
	if err != nil {
		return nil, 0, err
	}
	defer rows.Close()
	if file, err = os.CreateTemp("", "anjian-import-"); err != nil {
		return nil, 0, err
	}
	for rows.Next() && err == nil {
		var content string
		var part []byte
		if err = rows.Scan(&content); err == nil {
			if part, err = base64.StdEncoding.DecodeString(content); err == nil {
				size += int64(len(part))
				_, err = file.Write(part)
			}
		}
	}
	if err = errors.Join(err, rows.Err()); err == nil && size == 0 {
		err = os.ErrNotExist
	}
	if err != nil {
		discard(file)
	}
	return file, size, err
}

// ticket names an import in a request.
type ticket struct {
	ID string `json:"id"`
}

// start answers POST /api/import/{id}/run.
func (t *transfer) start(c *kernel.Ctx, in *ticket) (*Import, error) {
	return t.advance(c, in.ID, Running, t.run, func(rec *Import) error {
		switch {
		case rec.State != Ready:
			return kernel.Errorf(kernel.Conflict, "这次导入%s，不能开始", kernel.LabelOf(rec.State))
		case rec.Good == 0:
			return kernel.Errorf(kernel.Conflict, "没有可以导入的行，请下载错误文件，改好后重新上传")
		}
		return nil
	})
}

// assignment says for columns of the file what they are taken for.
type assignment struct {
	ID      string   `json:"id"`
	Columns []Choice `json:"columns"`
}

// assign answers POST /api/import/{id}/columns: the file is checked again with what was chosen, before anything is imported.
func (t *transfer) assign(c *kernel.Ctx, in *assignment) (*Import, error) {
	return t.advance(c, in.ID, Checking, t.check, func(rec *Import) error {
		if rec.State != Ready && rec.State != Failed || len(rec.Columns) == 0 {
			return kernel.Errorf(kernel.Conflict, "这次导入%s，不能再指定列的对应", kernel.LabelOf(rec.State))
		}
		taken := map[string]string{}
		for _, one := range in.Columns {
			switch {
			case !slices.ContainsFunc(rec.Columns, func(m Matched) bool { return m.Header == one.Header }):
				return kernel.Errorf(kernel.Invalid, "文件里没有列“%s”", one.Header)
			case one.Label == "":
				continue
			case !slices.Contains(rec.Choices, one.Label):
				return kernel.Errorf(kernel.Invalid, "没有可以对应的列“%s”", one.Label)
			case taken[one.Label] != "":
				return kernel.Errorf(kernel.Invalid, "“%s”和“%s”都指定为“%s”，请改其中一列", taken[one.Label], one.Header, one.Label)
			}
			taken[one.Label] = one.Header
		}
		rec.Chosen, rec.Rows, rec.Good, rec.Bad, rec.Likely = in.Columns, 0, 0, 0, 0
		rec.Missing, rec.Errors, rec.Alike, rec.Preview = nil, nil, nil, nil
		return nil
	})
}

// revoke answers POST /api/import/{id}/undo.
func (t *transfer) revoke(c *kernel.Ctx, in *ticket) (*Import, error) {
	return t.advance(c, in.ID, Undoing, t.undo, func(rec *Import) error {
		if rec.State != Done {
			return kernel.Errorf(kernel.Conflict, "这次导入%s，不能撤销", kernel.LabelOf(rec.State))
		}
		return nil
	})
}

func (t *transfer) advance(c *kernel.Ctx, id string, to Stage, task *kernel.Task[order], ready func(*Import) error) (rec *Import, err error) {
	err = c.Tx(func(c *kernel.Ctx) error {
		if rec, err = t.imports.Get(c, id); err != nil {
			return err
		}
		h := c.App.Resource(rec.Type)
		if h == nil {
			return kernel.Errorf(kernel.Conflict, "平台已没有这类记录")
		}
		if err := mayImport(c, h.Meta()); err != nil {
			return err
		}
		rec, err = t.imports.Update(c.AsSystem(), id, 0, func(rec *Import) error {
			if err := ready(rec); err != nil {
				return err
			}
			rec.State, rec.Done, rec.Message = to, 0, ""
			return nil
		})
		if err != nil {
			return err
		}
		return task.Enqueue(c, order{id, c.Actor, c.Origin})
	})
	return rec, err
}

// progress changes the record without an entry in the trail: counts on the way are no evidence.
func (t *transfer) progress(c *kernel.Ctx, id string, fn func(*Import)) error {
	return c.Tx(func(c *kernel.Ctx) error {
		rec, err := t.imports.Get(c.AsSystem(), id)
		if err != nil {
			return err
		}
		fn(rec)
		rec.Rev++
		return c.Store.Update(c, t.imports.Meta(), rec, nil)
	})
}

// finish changes the record for good and leaves an entry in the trail.
func (t *transfer) finish(c *kernel.Ctx, id string, fn func(*Import)) error {
	_, err := t.imports.Update(c.AsSystem(), id, 0, func(rec *Import) error { fn(rec); return nil })
	return err
}

// serveErrors answers GET /api/import/{id}/errors.xlsx: the bad rows as they came, with what is wrong in the last column.
func (t *transfer) serveErrors(c *kernel.Ctx, w http.ResponseWriter, r *http.Request) error {
	rec, err := t.imports.Get(c, r.PathValue("id"))
	if err != nil {
		return err
	}
	if rec.Bad == 0 || len(rec.Columns) == 0 {
		return kernel.Errorf(kernel.Missing, "这次导入没有有错误的行")
	}
	rows, err := c.Store.Query(c, "SELECT cells, faults FROM import_row WHERE import = ? AND state = 'bad' ORDER BY line", rec.ID)
	if err != nil {
		return err
	}
	defer rows.Close()
	out := &download{w: w, name: strings.TrimSuffix(strings.TrimSuffix(rec.Name, ".xlsx"), ".csv") + "_错误.xlsx", kind: "xlsx"}
	table := NewXLSX(out, "需要更正", WithFaults())
	var columns []Column
	at := map[string]int{}
	for i, col := range rec.Columns {
		columns = append(columns, Column{Label: col.again()})
		at[col.Letter] = i
	}
	if err := table.Header(columns); err != nil {
		return err
	}
	for rows.Next() {
		var cells, faults string
		if err := rows.Scan(&cells, &faults); err != nil {
			return err
		}
		values, marks := errorRow(cells, faults, at, len(columns))
		if err := table.Row(values, marks...); err != nil {
			return err
		}
	}
	return errors.Join(rows.Err(), table.Close())
}

func errorRow(cells, faults string, at map[string]int, width int) (values []any, marks []Fault) {
	var texts []string
	var wrong []RowError
	json.Unmarshal([]byte(cells), &texts)
	json.Unmarshal([]byte(faults), &wrong)
	for _, s := range texts[:min(len(texts), width)] {
		values = append(values, s)
	}
	for _, e := range wrong {
		column, known := at[e.Column]
		if !known {
			column = -1
		}
		message := e.Message
		if e.Suggestion != "" {
			message += "（" + e.Suggestion + "）"
		}
		marks = append(marks, Fault{Column: column, Message: message})
	}
	return values, marks
}
