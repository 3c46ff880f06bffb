package enforcement_test

import (
	"slices"
	"testing"

	"anjian/base/library"
	"anjian/base/role"
	"anjian/kernel"
	"anjian/kernel/kerneltest"
)

// 条款变化: 平台自带的文书样式引用了的, 也列出来; 企业看不到.
func TestShippedForms(t *testing.T) {
	kerneltest.EachPrepared(t, stocked, desk, func(t *testing.T, w *kerneltest.World) {
		p := play(t, w)
		act, err := library.Acts.First(p.sys, kernel.Eq(&library.ActRow.Short, "行政处罚法"))
		kerneltest.Must(t, err)
		forms := func(c *kernel.Ctx, number string) (out []string) {
			t.Helper()
			a, err := library.Articles.First(p.sys, kernel.And(kernel.Eq(&library.ArticleRow.Act, kernel.Ref[library.Act](act.ID)), kernel.Eq(&library.ArticleRow.Number, number)))
			kerneltest.Must(t, err)
			if a == nil {
				t.Fatalf("the library has no %s", number)
			}
			list, err := library.UsesOf(c, a)
			kerneltest.Must(t, err)
			for _, u := range list {
				if u.Type == "document_template" {
					out = append(out, u.ID)
				}
			}
			return out
		}
		if got := forms(p.wang, "第四十四条"); !slices.Contains(got, "penalty_notice") {
			t.Errorf("forms that cite article 44: %v", got)
		}
		if got := forms(p.wang, "第六十三条"); slices.Contains(got, "penalty_notice") || !slices.Contains(got, "hearing_right_notice") {
			t.Errorf("forms that cite article 63: %v", got)
		}
		own := w.As(kernel.Actor{ID: "own", Roles: []kernel.Role{role.Safety}, Region: county, Enterprise: p.plant})
		if got := forms(own, "第四十四条"); len(got) != 0 {
			t.Errorf("an enterprise is shown %v", got)
		}
	})
}
