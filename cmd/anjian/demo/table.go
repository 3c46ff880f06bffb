package demo

import (
	"fmt"
	"io"
	"reflect"
	"slices"
	"strings"

	"anjian/kernel"
	"anjian/kernel/sheet"
)

// Table writes records as a spreadsheet to import, with the columns that are named; "region" is written as its code.
func Table(w io.Writer, m *kernel.Meta, columns []string, rows []any) error {
	table := sheet.NewXLSX(w, m.Label)
	var fields []*kernel.Field
	var head []sheet.Column
	for _, name := range columns {
		name, code, _ := strings.Cut(name, " ")
		f := m.Field(name)
		if f == nil {
			return fmt.Errorf("demo: %s has no column %s", m.Name, name)
		}
		label := f.Label
		if f.Kind.Name == "region" {
			label += "代码"
		}
		fields, head = append(fields, f), append(head, sheet.Column{Label: label + code})
	}
	if err := table.Header(head); err != nil {
		return err
	}
	for _, rec := range rows {
		values := make([]any, len(fields))
		for i, f := range fields {
			values[i] = cell(f, rec)
		}
		if err := table.Row(values); err != nil {
			return err
		}
	}
	return table.Close()
}

// cell is a column as a person would type it into a table.
func cell(f *kernel.Field, rec any) string {
	v := f.In(rec)
	if v.IsZero() && f.Kind.Name != "bool" {
		return ""
	}
	switch f.Kind.Name {
	case "point":
		p := v.Interface().(kernel.Point)
		return fmt.Sprintf("%.6f,%.6f", p.Lng, p.Lat)
	case "money":
		return fmt.Sprintf("%d.%02d", v.Int()/100, v.Int()%100)
	case "bool":
		return map[bool]string{true: "是", false: "否"}[v.Bool()]
	case "region", "ref":
		return v.String()
	case "table":
		var lines []string
		for i := range v.Len() {
			lines = append(lines, row(f, v.Index(i)))
		}
		return strings.Join(lines, "\n")
	}
	return f.Text(rec)
}

func row(f *kernel.Field, v reflect.Value) string {
	var cells []string
	item := v.Addr().Interface()
	for i := range f.Kind.Items {
		if sub := &f.Kind.Items[i]; !sub.In(item).IsZero() {
			cells = append(cells, sub.Label+"="+sub.Text(item))
		}
	}
	return strings.Join(cells, "；")
}

// EnterpriseColumns are the columns of Enterprise that a maker fills in.
var EnterpriseColumns = []string{"name", "credit_code", "region", "trade", "industry", "address", "position", "registered_on", "founded_on", "legal_person", "principal",
	"principal_phone", "safety_leader", "safety_phone", "staff", "revenue", "assets", "registered_capital", "economic_type", "licence_form", "business_scope", "level", "operating",
	"risk", "standard", "safety_unit", "full_time", "part_time", "operations", "factors", "exposed", "major_hazard", "storage_ways", "substances", "chemicals_number", "plan_number", "plan_filed_on"}

// Rows is list as Table takes it.
func Rows[T any](list []T) []any {
	return slices.Collect(func(yield func(any) bool) {
		for _, one := range list {
			if !yield(one) {
				return
			}
		}
	})
}
