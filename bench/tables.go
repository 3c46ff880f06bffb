package main

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"time"

	"anjian/bench/world"
	"anjian/kernel/sheet"
)

// columns are the thirty that are imported, by the labels of the form.
var columns = []sheet.Column{{Label: "企业名称"}, {Label: "统一社会信用代码"}, {Label: "属地"}, {Label: "主要监管分类"}, {Label: "经济类型"}, {Label: "经营范围"}, {Label: "单位电话"},
	{Label: "电子邮箱"}, {Label: "邮政编码"}, {Label: "国民经济行业"}, {Label: "行业主管部门"}, {Label: "粉尘涉爆"}, {Label: "有限空间"}, {Label: "成立日期", Kind: sheet.Date}, {Label: "注册资本", Kind: sheet.Money},
	{Label: "登记机关"}, {Label: "注册地址"}, {Label: "法定代表人"}, {Label: "法定代表人电话"}, {Label: "生产经营地址"}, {Label: "占地面积", Kind: sheet.Number}, {Label: "从业人员", Kind: sheet.Whole},
	{Label: "主要负责人"}, {Label: "主要负责人电话"}, {Label: "安全负责人"}, {Label: "安全负责人电话"}, {Label: "年营业收入", Kind: sheet.Money}, {Label: "资产总额", Kind: sheet.Money}, {Label: "专职安全管理人员", Kind: sheet.Whole}, {Label: "兼职安全管理人员", Kind: sheet.Whole}}

func cells(w *world.World, n int) []any {
	e := w.Enterprise(n + 1000) // the first is there already
	county := []string{"410102", "410103", "410104", "410105", "410106", "410108", "410122"}[n%7]
	return []any{e.Name, e.CreditCode, county, "机械", "私营", "机械设备及配件的制造、加工、销售", "0371-63000000", "office@example.com", "450000", "3411", "工业和信息化局", "否", n%2 == 0,
		"2008-05-04", 5_000_000, "市场监督管理局", "工业路" + fmt.Sprint(n) + "号", "张三", "13800000001", e.Address + "院内", 1200.5, e.Staff, "李四", "13800000002", "王五", "13800000003", 12_000_000, 30_000_000, 2, 1}
}

func workbook(w *world.World, out sheet.Writer, n int) error {
	if err := out.Header(columns); err != nil {
		return err
	}
	for i := range n {
		if err := out.Row(cells(w, i)); err != nil {
			return err
		}
	}
	return out.Close()
}

// tables measures an import beside reading the file alone, and exports beside writing one.
func (r *run) tables() error {
	w := world.New(0, 1)
	for _, kind := range []string{"xlsx", "csv"} {
		if err := r.brought(w, kind); err != nil {
			return err
		}
	}
	return nil
}

func writer(out io.Writer, kind string) sheet.Writer {
	if kind == "csv" {
		return sheet.NewCSV(out)
	}
	return sheet.NewXLSX(out, "企业")
}

func (r *run) brought(w *world.World, kind string) error {
	name := "table-" + kind
	for _, old := range []string{name, name + ".ready"} {
		os.RemoveAll(r.path(old))
	}
	folder, err := r.platform(name, w, false)
	if err != nil {
		return err
	}
	p, err := r.serveUs(folder)
	if err != nil {
		return err
	}
	defer p.stop()
	var file bytes.Buffer
	if err := workbook(w, writer(&file, kind), r.table); err != nil {
		return err
	}
	began := own()
	if err := readAlone(file.Bytes(), "x."+kind); err != nil {
		return err
	}
	read := own() - began
	c := p.client("clerk")
	before, most := p.memory("RssAnon"), p.most()
	began, at := p.cpu(), time.Now()
	checked, err := c.bring(file.String(), kind, r.table)
	if err != nil {
		return err
	}
	took, waited := p.cpu()-began, time.Since(at)
	r.say("  checked after %v, done after %v", checked, waited)
	r.add(line{group: "table", what: fmt.Sprintf("import %d × 30, %s / reading", r.table, kind), ours: millis(took), peer: millis(read), ratio: float64(took) / float64(read), mark: 1.5, waits: fmt.Sprintf("%.1f s until done", waited.Seconds())})
	r.add(line{group: "table", what: "memory of its own at most, before it", ours: fmt.Sprintf("%d MiB", most()), peer: fmt.Sprintf("%d MiB", before)})
	time.Sleep(time.Second)
	return r.taken(c, folder, kind)
}

// taken measures the export of the columns that were imported.
func (r *run) taken(c *client, folder, kind string) error {
	before, most := c.memory("RssAnon"), c.most()
	began := c.cpu()
	text, err := c.send("GET", "/api/enterprise/export."+kind+"?columns="+exported, "")
	if err != nil {
		return err
	}
	took, peak := c.cpu()-began, most()
	rows := 0
	table, err := sheet.Open(bytes.NewReader(text), int64(len(text)), "x."+kind, sheet.Limits{}, nil)
	if err != nil {
		return err
	}
	defer table.Close()
	var values [][]any
	for {
		_, cells, err := table.Next()
		if err != nil {
			break
		}
		rows++
		row := make([]any, len(cells))
		for i, cell := range cells {
			row[i] = cell
		}
		values = append(values, row)
	}
	if rows != r.table+1 { // with the one that was there
		return fmt.Errorf("exported %d rows", rows)
	}
	heads := make([]sheet.Column, len(table.Header()))
	for i, label := range table.Header() {
		heads[i] = sheet.Column{Label: label}
		for _, col := range columns {
			if col.Label == label {
				heads[i] = col
			}
		}
	}
	began = own()
	out := writer(io.Discard, kind)
	if err := out.Header(heads); err != nil {
		return err
	}
	for _, row := range values {
		if err := out.Row(row); err != nil {
			return err
		}
	}
	if err := out.Close(); err != nil {
		return err
	}
	alone := own() - began
	r.add(line{group: "table", what: fmt.Sprintf("export %d × %d, %s / writing", rows, len(heads), kind), ours: millis(took), peer: millis(alone), ratio: float64(took) / float64(alone), mark: 1.5})
	if alone, err = scanned(folder, kind, heads); err != nil {
		return err
	}
	r.add(line{group: "table", what: fmt.Sprintf("export %d × %d, %s / bare scan and writing", rows, len(heads), kind), ours: millis(took), peer: millis(alone), ratio: float64(took) / float64(alone)})
	r.add(line{group: "table", what: "memory of its own at most, before it", ours: fmt.Sprintf("%d MiB", peak), peer: fmt.Sprintf("%d MiB", before)})
	return nil
}

// scanned is what a program takes that knows the columns, no rights, no labels and no masks: SELECT, and the same writer; for CSV the one
// of the standard library.
func scanned(folder, kind string, heads []sheet.Column) (time.Duration, error) {
	b, err := openBare(folder)
	if err != nil {
		return 0, err
	}
	defer b.db.Close()
	began := own()
	rows, err := b.db.Query("SELECT id, " + exported + " FROM enterprise ORDER BY id DESC")
	if err != nil {
		return 0, err
	}
	defer rows.Close()
	record, into, cells := make([]string, len(heads)), make([]any, len(heads)), make([]any, len(heads))
	for i := range into {
		into[i] = &record[i]
	}
	plain, book := csv.NewWriter(io.Discard), sheet.NewXLSX(io.Discard, "x")
	if err := book.Header(heads); err != nil {
		return 0, err
	}
	for rows.Next() {
		if err := rows.Scan(into...); err != nil {
			return 0, err
		}
		if kind == "csv" {
			err = plain.Write(record)
		} else {
			for i, text := range record {
				cells[i] = text
			}
			err = book.Row(cells)
		}
		if err != nil {
			return 0, err
		}
	}
	plain.Flush()
	return own() - began, errors.Join(rows.Err(), plain.Error(), book.Close())
}

// exported are the same columns by name.
const exported = "name,credit_code,region,trade,economic_type,business_scope,telephone,email,postcode,industry,department,dust,confined,founded_on,registered_capital,registrar,registered_address,legal_person,legal_person_phone,address,site_area,staff,principal,principal_phone,safety_leader,safety_phone,revenue,assets,full_time,part_time"

func readAlone(file []byte, name string) error {
	table, err := sheet.Open(bytes.NewReader(file), int64(len(file)), name, sheet.Limits{}, nil)
	if err != nil {
		return err
	}
	defer table.Close()
	for {
		if _, _, err := table.Next(); err == io.EOF {
			return nil
		} else if err != nil {
			return err
		}
	}
}

// bring uploads a table, waits until it is checked, has it run and waits for the end.
func (c *client) bring(file, kind string, rows int) (checked time.Duration, err error) {
	began := time.Now()
	body, err := c.send("POST", "/api/import?type=enterprise&name=x."+kind, file, "Idempotency-Key", "bench-"+kind)
	if err != nil {
		return 0, err
	}
	var job struct {
		ID, State, Message string
		Good, Bad, Added   int
		Errors             json.RawMessage
	}
	if err := json.Unmarshal(body, &job); err != nil {
		return 0, err
	}
	wait := func(state string) error {
		for job.State != state {
			if job.State == "failed" || time.Since(began) > 30*time.Minute {
				return fmt.Errorf("import %s: %s", job.State, job.Message)
			}
			time.Sleep(100 * time.Millisecond)
			body, err := c.send("GET", "/api/import/"+job.ID, "")
			if err != nil {
				return err
			}
			if err := json.Unmarshal(body, &job); err != nil {
				return err
			}
		}
		return nil
	}
	if err := wait("ready"); err != nil {
		return 0, err
	}
	checked = time.Since(began)
	if job.Good != rows {
		return 0, fmt.Errorf("%d of %d rows are good: %.400s", job.Good, rows, job.Errors)
	}
	if _, err := c.send("POST", "/api/import/"+job.ID+"/run", "{}", "Idempotency-Key", "bench-run-"+kind); err != nil {
		return 0, err
	}
	if err := wait("done"); err == nil && job.Added != rows {
		return 0, fmt.Errorf("%d of %d rows were added", job.Added, rows)
	} else if err != nil {
		return 0, err
	}
	return checked, nil
}
