package seal_test

import (
	"testing"

	"anjian/base/org"
	"anjian/base/seal"
	"anjian/kernel"
	"anjian/kernel/kerneltest"
)

func TestCanonical(t *testing.T) {
	for _, tc := range []struct {
		in   any
		want string
	}{
		{"<甲>", `"<甲>"`},
		{int64(1 << 53), `9007199254740992`},
		{int64(1<<53 + 1), `"9007199254740993"`}, // a float would take it for the one before
		{int64(-1<<53 - 1), `"-9007199254740993"`},
		{[]int64{1, 1 << 60}, `[1,"1152921504606846976"]`},
		{map[string]any{"b": 1, "a": []any{nil, true, 1.5}}, `{"a":[null,true,1.5],"b":1}`},
		{kernel.Money(123456), `1234.56`},
		{kernel.Date("2026-05-01"), `"2026-05-01"`},
	} {
		got, err := seal.Canonical(tc.in)
		if err != nil || string(got) != tc.want {
			t.Errorf("%v: %s %v, want %s", tc.in, got, err, tc.want)
		}
	}
}

// 签过名的字段谁改过, 改了哪个, 一看就知道; 印章只有有权的人能用.
func TestFields(t *testing.T) {
	each(t, func(h *house) {
		states := func(c *kernel.Ctx) map[string]seal.Integrity {
			t.Helper()
			list, err := seal.CheckFields(c, "org", h.bureau.ID)
			kerneltest.Must(t, err)
			out := map[string]seal.Integrity{}
			for _, s := range list {
				out[s.Signer+"/"+s.Name] = s.State
			}
			return out
		}
		want := func(what string, got map[string]seal.Integrity, pairs ...any) {
			t.Helper()
			if len(got) != len(pairs)/2 {
				t.Errorf("%s: %v", what, got)
			}
			for i := 0; i < len(pairs); i += 2 {
				if got[pairs[i].(string)] != pairs[i+1].(seal.Integrity) {
					t.Errorf("%s: %v, want %v", what, got, pairs)
				}
			}
		}
		want("not signed", states(h.keeper))
		_, err := seal.SignFields(h.clerk, org.Orgs, h.bureau.ID, "name", "telephone")
		kerneltest.Must(t, err)
		_, err = seal.SignFields(h.clerk, org.Orgs, h.bureau.ID, "name", "no_such")
		kerneltest.Want(t, "no such field", err, kernel.Invalid)
		_, err = seal.SignFields(h.enterprise, org.Orgs, h.bureau.ID, "name")
		kerneltest.Want(t, "a record that one cannot read", err, kernel.Forbidden)
		want("as signed", states(h.keeper), "姓名clerk/name", seal.Intact, "姓名clerk/telephone", seal.Intact)
		_, err = org.Orgs.Update(h.System(), h.bureau.ID, 0, func(o *org.Org) error { o.Telephone, o.Duty = "0371-12345678", "无关的改动"; return nil })
		kerneltest.Must(t, err)
		want("one of them changed", states(h.keeper), "姓名clerk/name", seal.Intact, "姓名clerk/telephone", seal.Changed)
		h.inForce(seal.Official)
		by := seal.Stamping{Org: kernel.Ref[org.Org](h.bureau.ID), Kind: seal.Official, Note: "核对无误"}
		_, err = seal.SealFields(h.clerk, org.Orgs, h.bureau.ID, by, "duty")
		kerneltest.Want(t, "a seal that is not one's own", err, kernel.Forbidden)
		s, err := seal.SealFields(h.keeper, org.Orgs, h.bureau.ID, by, "duty")
		kerneltest.Must(t, err)
		want("sealed", states(h.auditor), "姓名clerk/name", seal.Intact, "姓名clerk/telephone", seal.Changed, "姓名keeper/duty", seal.Intact)
		h.house.Settle()
		n, err := seal.Usages.Count(h.auditor, kernel.Cond{})
		kerneltest.Must(t, err)
		if n != 2 { // the refusal and the use
			t.Errorf("%d entries", n)
		}
		for what, stmt := range map[string]string{ // whoever writes to the database cannot sign
			"another signer": "UPDATE seal_signature SET who_name = '张三' WHERE id = ?",
			"another time":   "UPDATE seal_signature SET note = '' WHERE id = ?",
		} {
			_, err = h.Store.Exec(h.keeper, stmt, s.ID)
			kerneltest.Must(t, err)
			got, err := seal.CheckFields(h.keeper, "org", h.bureau.ID)
			kerneltest.Must(t, err)
			if got[0].State != seal.Forged {
				t.Errorf("%s: %+v", what, got[0])
			}
		}
	})
}
