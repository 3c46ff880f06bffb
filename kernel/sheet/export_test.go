package sheet_test

import (
	"context"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"anjian/kernel"
	"anjian/kernel/kerneltest"
	"anjian/kernel/sheet"
)

func TestExport(t *testing.T) {
	kerneltest.Each(t, modules(), func(t *testing.T, w *kerneltest.World) {
		o := open(t, w)
		c := o.As(o.actor)
		up := &Plant{Base: kernel.Base{Region: "410105"}, Name: "上级", Code: "UP"}
		kerneltest.Must(t, plants.Create(c, up))
		full := &Plant{Base: kernel.Base{Region: "410122"}, Name: "=危险", Code: "C1", Grade: "major", Grades: []Grade{"general", "mixed"}, Staff: 3, Area: 2.5, Cash: 12345, Since: "2018-05-04", Dust: true,
			Phone: "13812345678", At: kernel.Point{Lng: 113.5, Lat: 34.25}, Tags: []string{"甲；乙", "丙"}, Parts: []Part{{Name: "甲=醇；", Grade: "general", Most: 20}, {Name: "氯"}}, Group: kernel.Ref[Plant](up.ID), Kin: []kernel.Ref[Plant]{kernel.Ref[Plant](up.ID)}}
		kerneltest.Must(t, plants.Create(c, full))
		kerneltest.Must(t, plants.Create(o.System(), &Plant{Base: kernel.Base{Region: "320106"}, Name: "外地"}))
		text := o.call("GET", "/api/plant/export.csv?region=410122", nil)
		for _, want := range []string{"'=危险", "河南省郑州市中牟县,410122", "重大", "138****5678", "上级,UP", "123.45"} {
			if !strings.Contains(text.Body.String(), want) {
				t.Errorf("no %q in %s", want, text.Body)
			}
		}
		if strings.Contains(text.Body.String(), "外地") || strings.Contains(text.Body.String(), "13812345678") {
			t.Errorf("leak: %s", text.Body)
		}
		// what was exported comes back as it was, in both formats
		for _, kind := range []string{"csv", "xlsx"} {
			w := o.call("GET", "/api/plant/export."+kind, nil)
			rec := o.bring("again."+kind, w.Body.Bytes())
			if rec.Bad != 0 || rec.Good != 2 {
				t.Fatalf("%s: %+v", kind, rec)
			}
			if rec = o.do(rec.ID, "run"); rec.Added != 0 || rec.Changed != 0 {
				t.Errorf("%s: an export brought back changes something: %+v", kind, rec)
			}
		}
		o.actor = kernel.Actor{ID: "chief", Roles: []kernel.Role{"chief"}, Region: "4101"}
		if w := o.call("GET", "/api/plant/export.csv?columns=name,phone&region=410122&grade=major,mixed&dust=true&late=false&seen=none&parent="+up.ID+"&sort=-name", nil); !strings.Contains(w.Body.String(), "=危险,13812345678") {
			t.Errorf("%s", w.Body)
		}
		if w := o.call("GET", "/api/plant/export.csv?columns=nothing", nil); w.Code != 422 {
			t.Errorf("unknown column: %d", w.Code)
		}
		rows, err := o.Store.Query(context.Background(), "SELECT detail FROM trail WHERE verb = 'export' AND actor = 'chief'")
		kerneltest.Must(t, err)
		detail := ""
		for rows.Next() {
			kerneltest.Must(t, rows.Scan(&detail))
		}
		rows.Close()
		if detail != "csv 1 条；条件：粉尘涉爆=是，级别=重大、一般；重大，超期=否，上级企业=上级，属地=河南省郑州市中牟县，核实时间=未填，排序=企业名称降序；列：企业名称、电话；含完整个人信息" {
			t.Errorf("trail says %q", detail)
		}
		o.actor = kernel.Actor{ID: "wang", Roles: []kernel.Role{"regulator"}, Region: "4101"}
		if w := o.call("GET", "/api/plant/template.xlsx", nil); w.Code != 200 || !strings.HasPrefix(w.Body.String(), "PK") {
			t.Errorf("template: %d", w.Code)
		}
	})
}

func TestImportOfExportIsTheRecord(t *testing.T) {
	kerneltest.Each(t, modules(), func(t *testing.T, w *kerneltest.World) {
		o := open(t, w)
		c := o.System()
		up := &Plant{Base: kernel.Base{Region: "410105"}, Name: "上级；厂", Code: "UP"}
		kerneltest.Must(t, plants.Create(c, up))
		word := rapid.StringOfN(rapid.SampledFrom([]rune("甲乙；;、=＝：\\\n\t \"',@+-0.1aZ_x000D_")), 0, 12, -1)
		rapid.Check(t, func(rt *rapid.T) {
			p := &Plant{Base: kernel.Base{ID: kernel.NewID(kerneltest.Now), Region: "410122"}, Name: word.Draw(rt, "name"), Tags: rapid.SliceOfN(word, 0, 3).Draw(rt, "tags"), Staff: rapid.Int().Draw(rt, "staff"),
				Area: rapid.Float64Range(-1e12, 1e12).Draw(rt, "area"), Cash: kernel.Money(rapid.Int64Range(-1e14, 1e14).Draw(rt, "cash")), Dust: rapid.Bool().Draw(rt, "dust"),
				Grades: rapid.SliceOfN(rapid.SampledFrom([]Grade{"general", "major", "mixed"}), 0, 3).Draw(rt, "grades"), Group: kernel.Ref[Plant](up.ID), Kin: []kernel.Ref[Plant]{kernel.Ref[Plant](up.ID)}}
			for range rapid.IntRange(0, 3).Draw(rt, "n") {
				p.Parts = append(p.Parts, Part{Name: word.Draw(rt, "part"), Most: rapid.Float64Range(0, 1e6).Draw(rt, "most"), Grade: "major"})
			}
			if err := sheet.RoundTrip(c, plants, p); err != nil {
				rt.Fatal(err)
			}
		})
	})
}

func TestConform(t *testing.T) { kerneltest.Conform(t, "sheet", modules()...) }
