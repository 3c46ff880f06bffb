package document_test

import (
	"slices"
	"testing"

	"anjian/base/document"
	"anjian/base/document/form"
	"anjian/kernel/paper"
)

// 每种文书都有样式; 编号、盖章的种类样式上有文号和盖章的位置; 前置文书都是已知的种类.
func TestKindsFitTheirForms(t *testing.T) {
	kinds := document.Kinds()
	if len(kinds) != len(form.Codes()) || len(kinds) != 58 {
		t.Errorf("%d kinds, %d forms", len(kinds), len(form.Codes()))
	}
	for i, k := range kinds {
		f, ok := form.Default(k.Code)
		if !ok {
			t.Errorf("%s has no form", k.Code)
			continue
		}
		fields := f.Fields()
		has := func(kind paper.FieldKind, name string) bool {
			return slices.ContainsFunc(fields, func(f paper.Field) bool { return f.Kind == kind && (name == "" || f.Name == name) })
		}
		if k.Numbered != has(paper.TextField, "文号") {
			t.Errorf("%s: numbered %v, and its form is not of that opinion", k.Code, k.Numbered)
		}
		if (k.Seal != document.NoSeal) != has(paper.SealField, "") {
			t.Errorf("%s: seal %q, and its form is not of that opinion", k.Code, k.Seal)
		}
		if i < 49 && k.No != i+1 || k.Numbered && k.Word == "" {
			t.Errorf("%s is number %d with the word %q", k.Code, k.No, k.Word)
		}
		for _, group := range k.Needs {
			for _, code := range group {
				if _, ok := document.KindOf(code); !ok {
					t.Errorf("%s needs the unknown %s", k.Code, code)
				}
			}
		}
	}
}
