package sheet_test

import (
	"encoding/json"
	"net/http"
	"slices"
	"testing"

	"anjian/kernel/kerneltest"
	"anjian/kernel/sheet"
)

// An old ledger with headers of its own: what is not recognised is taken for what somebody says, before anything is imported.
func TestAssign(t *testing.T) {
	kerneltest.Each(t, modules(), func(t *testing.T, w *kerneltest.World) {
		o := open(t, w)
		rec := o.bring("老台账.csv", csv("厂名,信用号,区,档次,级别,人数", "一厂,91410100MA00000001,金水区,重大,一般,12", "二厂,91410100MA00000002,金水区,特大,一般,9"))
		if rec.State != sheet.Failed || len(rec.Missing) == 0 || len(rec.Columns) != 6 || !slices.Contains(rec.Choices, "级别") {
			t.Fatalf("%s %v %v %v", rec.State, rec.Missing, rec.Columns, rec.Choices)
		}
		assign := func(columns ...sheet.Choice) int {
			t.Helper()
			body, _ := json.Marshal(map[string]any{"columns": columns})
			return o.call("POST", "/api/import/"+rec.ID+"/columns", body).Code
		}
		for what, columns := range map[string][]sheet.Choice{
			"a column that is not there": {{Header: "电话", Label: "级别"}},
			"for what does not exist":    {{Header: "厂名", Label: "没有这一列"}},
			"two columns for the same":   {{Header: "档次", Label: "级别"}, {Header: "人数", Label: "级别"}},
		} {
			if code := assign(columns...); code != http.StatusUnprocessableEntity {
				t.Errorf("%s: %d", what, code)
			}
		}
		if code := assign(sheet.Choice{Header: "厂名", Label: "企业名称"}, sheet.Choice{Header: "信用号", Label: "统一社会信用代码"}, sheet.Choice{Header: "区", Label: "属地"}, sheet.Choice{Header: "档次", Label: "级别"}); code != http.StatusOK {
			t.Fatalf("assigned: %d", code)
		}
		o.work(o.t, o.World)
		if rec = o.look(rec.ID); rec.State != sheet.Ready || rec.Good != 1 || rec.Bad != 1 || rec.Errors[0].Value != "特大" || rec.Columns[4].Name != "" || rec.Columns[5].Name != "" {
			t.Fatalf("%+v", rec)
		}
		rec = o.do(rec.ID, "run")
		if all := o.all(); rec.State != sheet.Done || len(all) != 1 || all[0].Name != "一厂" || all[0].Grade != "major" || all[0].Region != "410105" {
			t.Fatalf("%+v %+v", rec, all)
		}
		if code := assign(sheet.Choice{Header: "人数", Label: "从业人员"}); code != http.StatusConflict {
			t.Errorf("after it was imported: %d", code)
		}
		file := o.call("GET", "/api/import/"+rec.ID+"/errors.xlsx", nil)
		again := o.bring("老台账_错误.xlsx", file.Body.Bytes())
		if again.State != sheet.Ready || again.Rows != 1 || again.Columns[3].Header != "级别" || again.Columns[4].Name != "" {
			t.Errorf("the file of errors: %+v", again)
		}
	})
}
