package right

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"net/http"
	"net/url"
	"strings"

	"anjian/kernel"
)

// download serves what fn answers as a table; who took it out is in the trail.
func download[I, O any](name, label string, can []kernel.Role, fn func(*kernel.Ctx, *I) (*O, error), rows func(*O) [][]string) kernel.Route {
	r := kernel.Op("GET /api/right/"+name+".csv", label+"（表格）", can, fn)
	op := r.Serve
	r.Serve = nil
	r.Raw = func(c *kernel.Ctx, w http.ResponseWriter, req *http.Request) error {
		in := new(I)
		if err := fill(in, req.URL.Query()); err != nil {
			return err
		}
		out, err := op(c, in)
		if err != nil {
			return err
		}
		table := rows(out.(*O))
		if err := c.Trail.Record(c, kernel.Event{Type: "account", Verb: "export", Detail: fmt.Sprintf("%s %d 条", label, len(table)-1)}); err != nil {
			return err
		}
		b := bytes.NewBufferString("\ufeff")
		t := csv.NewWriter(b)
		for _, row := range table {
			for i := range row {
				row[i] = harmless(row[i])
			}
			if err := t.Write(row); err != nil {
				return err
			}
		}
		t.Flush()
		w.Header().Set("Content-Type", "text/csv; charset=utf-8")
		w.Header().Set("Content-Disposition", "attachment; filename*=UTF-8''"+url.PathEscape(label+".csv"))
		_, err = w.Write(b.Bytes())
		return err
	}
	return r
}

// harmless is a text that no spreadsheet takes for a formula.
func harmless(s string) string {
	if s != "" && strings.ContainsRune("=+-@\t\r", rune(s[0])) {
		return "'" + s
	}
	return s
}

// fill reads the parameters of a query into the input of an operation.
func fill(in any, values url.Values) error {
	switch in := in.(type) {
	case *explainIn:
		in.Account, in.Type, in.Record = values.Get("account"), values.Get("type"), values.Get("record")
	case *recordIn:
		in.Type, in.Record, in.Verb = values.Get("type"), values.Get("record"), values.Get("verb")
	case *orphanIn:
		fmt.Sscan(values.Get("days"), &in.Days)
	case *watchIn:
		in.From, in.To, in.Actor, in.Type, in.Verb, in.Duty = kernel.Date(values.Get("from")), kernel.Date(values.Get("to")), values.Get("actor"), values.Get("type"), values.Get("verb"), values.Get("duty")
	default:
		return fmt.Errorf("right: no parameters for %T", in)
	}
	return nil
}

// whole is fn for a table: page after page.
func whole(fn func(*kernel.Ctx, *watchIn) (*Entries, error)) func(*kernel.Ctx, *watchIn) (*Entries, error) {
	return func(c *kernel.Ctx, in *watchIn) (*Entries, error) {
		all := &Entries{}
		for range 100 {
			out, err := fn(c, in)
			if err != nil {
				return nil, err
			}
			if all.Items = append(all.Items, out.Items...); out.Next == "" {
				break
			}
			in.Before = out.Next
		}
		return all, nil
	}
}

func accountTable(e *Explained) [][]string {
	out := [][]string{{"业务", "操作", "依据", "范围", "以何身份", fmt.Sprintf("近%d天使用次数", e.Days), "最近使用", "对该记录"}}
	for _, t := range e.Types {
		for _, v := range t.Verbs {
			holds := ""
			if v.Holds != nil {
				holds = map[bool]string{true: "可以", false: "不可以"}[*v.Holds]
			}
			for _, w := range v.Why {
				out = append(out, []string{t.Label, v.Label, w.Role, w.Where, w.As, fmt.Sprint(v.Uses), v.Last, holds})
			}
		}
	}
	for _, o := range e.Operations {
		out = append(out, []string{"操作", o.Label, o.Why, "", "", "", "", ""})
	}
	return out
}

func recordTable(h *Holders) [][]string {
	out := [][]string{{"记录", "操作", "登录名", "姓名", "账号类型", "属地", "依据", "范围"}}
	for _, i := range h.Items {
		for _, w := range i.Why {
			out = append(out, []string{h.Title, h.Label, i.Login, i.Name, i.Kind, i.Region, strings.Trim(w.Role+" "+w.As, " "), w.Where})
		}
	}
	return out
}

func orphanTable(o *Orphans) [][]string {
	out := [][]string{{"登录名", "姓名", "账号类型", "属地", "情况", "最近登录"}}
	for _, i := range o.Items {
		out = append(out, []string{i.Login, i.Name, i.Kind, i.Region, join(i.Why), i.Last})
	}
	return out
}

func trailTable(e *Entries) [][]string {
	out := [][]string{{"时间", "人员", "业务", "记录", "操作", "理由或意见", "说明", "属地", "网络地址"}}
	for _, i := range e.Items {
		out = append(out, []string{i.At, i.Actor, i.Label, i.Title, i.What, i.Reason, i.Detail, i.Region, i.Address})
	}
	return out
}
