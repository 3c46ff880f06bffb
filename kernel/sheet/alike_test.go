package sheet_test

import (
	"strings"
	"testing"

	"anjian/kernel"
	"anjian/kernel/kerneltest"
)

// Rows that would make a record of a name that the same place has already are told before they are brought in, and so is a file that
// came before.
func TestTwins(t *testing.T) {
	kerneltest.Each(t, modules(), func(t *testing.T, w *kerneltest.World) {
		o := open(t, w)
		file := csv("企业名称,属地,统一社会信用代码,从业人员", "甲厂,金水区,,1", "乙厂,金水区,91410105MA3X000000,2", "甲厂,中牟县,,3", "甲厂,金水区,,4")
		first := o.bring("x.csv", file)
		if first.Good != 4 || first.Likely != 1 || first.Alike[0].Row != 5 || first.Alike[0].Message != "与第 2 行同名、同属地" || first.Message != "" {
			t.Errorf("in one file: %+v", first)
		}
		if done := o.do(first.ID, "run"); done.Added != 4 || len(o.all()) != 4 {
			t.Fatalf("told, not refused: %+v", done)
		}
		far, err := plants.First(o.System(), kernel.Eq(&pl.Staff, 3))
		kerneltest.Must(t, err)
		_, err = plants.Update(o.System(), far.ID, 0, func(p *Plant) error { p.Region += "001"; return nil }) // placed more exactly since
		kerneltest.Must(t, err)
		again := o.bring("x.csv", file)
		if again.Likely != 3 || again.Alike[0].Message != "已有同名、同属地的企业" || again.Alike[0].Label != "甲厂" || !strings.Contains(again.Message, "已经导入过（新增 4 条）。再导入一次，其中 3 行会另外新建一份") {
			t.Errorf("the same file: %+v", again)
		}
		if rec, err := plants.Get(o.System(), again.Alike[0].Value); err != nil || rec.Name != "甲厂" || !strings.HasPrefix(string(rec.Region), "410105") {
			t.Errorf("the record that is there: %+v %v", rec, err)
		}
		if coded := o.bring("y.csv", csv("企业名称,属地,统一社会信用代码", "乙厂,金水区,91410105MA3X000000")); coded.Likely != 0 || coded.Message != "" {
			t.Errorf("what is known by its code: %+v", coded)
		}
		named := o.bring("z.csv", csv("企业名称,属地,上级企业", "丙厂,金水区,甲厂"))
		if named.Bad != 1 || !strings.Contains(named.Errors[0].Suggestion, "没有统一社会信用代码的填编号 "+again.Alike[0].Value) {
			t.Errorf("two of one name: %+v", named.Errors)
		}
		o.do(first.ID, "undo")
		if fresh := o.bring("x.csv", file); fresh.Likely != 2 || fresh.Alike[0].Value != far.ID || fresh.Message != "" {
			t.Errorf("after it was taken back: %+v", fresh)
		}
	})
}
