package seal_test

import (
	"strings"
	"testing"

	"anjian/base/account"
	"anjian/base/seal"
	"anjian/kernel"
	"anjian/kernel/kerneltest"
)

// 文员申领, 局长批准, 保管人签收后用印; 两枚印章盖在一份文书上; 谁都不能越过保管、期限和一文一批.
func TestStamp(t *testing.T) {
	each(t, func(h *house) {
		s := h.apply(seal.Enforcement)
		if s.Name != "郑州市应急管理局行政执法专用章" || s.Text != "郑州市应急管理局" || s.Label != "行政执法专用章" {
			t.Errorf("%+v", s)
		}
		pdf := decision(t, "罚款人民币伍万元整")
		refused := func(what string, c *kernel.Ctx, in seal.Use, pdf []byte, at seal.Place, want kernel.Code) {
			t.Helper()
			out, u, err := seal.Stamp(c, in, pdf, at)
			kerneltest.Want(t, what, err, want)
			if out != nil || u != nil {
				t.Errorf("%s: something came out", what)
			}
		}
		refused("not approved", h.keeper, h.use(seal.Enforcement, "1"), pdf, at, kernel.Conflict)
		h.do(h.clerk, s.ID, "approve", nil, "", kernel.Forbidden)
		h.do(h.stranger, s.ID, "approve", nil, "", kernel.Missing)
		h.do(h.chief, s.ID, "approve", nil, "", "")
		h.do(h.taker, s.ID, "accept", nil, "", kernel.Forbidden)
		h.do(h.keeper, s.ID, "accept", nil, "", "")
		refused("no official seal", h.keeper, h.use(seal.Official, "1"), pdf, at, kernel.Conflict)
		refused("not the keeper", h.taker, h.use(seal.Enforcement, "1"), pdf, at, kernel.Forbidden)
		refused("not on the page", h.keeper, h.use(seal.Enforcement, "1"), pdf, seal.Place{Page: 9, X: 1, Y: 1}, kernel.Invalid)
		refused("no PDF", h.keeper, h.use(seal.Enforcement, "1"), []byte("%PDF-1.7 nothing"), at, kernel.Invalid)
		changed := h.use(seal.Enforcement, "1")
		changed.Hash = strings.Repeat("0", 64)
		refused("not what was approved", h.keeper, changed, pdf, at, kernel.Conflict)
		once, u, err := seal.Stamp(h.keeper, h.use(seal.Enforcement, "1"), pdf, at)
		kerneltest.Must(t, err)
		if u.Name != "姓名keeper" || u.Result != seal.Done || len(u.Mark) != 64 || u.Before == u.After || !u.Trial {
			t.Errorf("%+v", u)
		}
		refused("twice", h.keeper, h.use(seal.Enforcement, "1"), once, at, kernel.Conflict)
		h.inForce(seal.Official)
		twice, _, err := seal.Stamp(h.keeper, h.use(seal.Official, "1"), once, seal.Place{Page: 1, X: 60, Y: 200})
		kerneltest.Must(t, err)
		if out := pdfsig(t, twice); strings.Count(out, "Signature is Valid.") != 2 {
			t.Errorf("pdfsig: %s", out)
		}
		h.house.Settle()
		list, err := seal.Usages.List(h.auditor, kernel.Query{Sort: "used_at"})
		kerneltest.Must(t, err)
		denied := 0
		for _, u := range list {
			if u.Result == seal.Denied && u.Reason != "" {
				denied++
			}
		}
		if len(list) != 9 || denied != 7 {
			t.Errorf("%d in the register, %d refused", len(list), denied)
		}
		_, err = seal.Usages.List(h.enterprise, kernel.Query{})
		kerneltest.Want(t, "the register for an enterprise", err, kernel.Forbidden)
	})
}

// 挂失马上生效; 停用, 到期, 缴销后都不能用印; 吊销的证书不再签名.
func TestLoss(t *testing.T) {
	each(t, func(h *house) {
		s := h.inForce(seal.Enforcement)
		n := 0
		stamp := func(what string, want kernel.Code) {
			t.Helper()
			n++
			id := string(rune('a' + n))
			_, _, err := seal.Stamp(h.keeper, h.use(seal.Enforcement, id), decision(t, id), at)
			kerneltest.Want(t, what, err, want)
		}
		stamp("in force", "")
		h.do(h.keeper, s.ID, "lose", nil, "U盾遗失", "")
		stamp("lost", kernel.Conflict)
		h.do(h.keeper, s.ID, "restore", nil, "找到了", kernel.Forbidden)
		h.do(h.chief, s.ID, "restore", nil, "找到了", "")
		stamp("found", "")
		h.do(h.chief, s.ID, "suspend", nil, "核查", "")
		stamp("suspended", kernel.Conflict)
		h.do(h.chief, s.ID, "resume", nil, "核查完毕", "")
		cert, err := seal.Certificates.First(h.chief, kernel.Cond{})
		kerneltest.Must(t, err)
		_, err = seal.Certificates.Do(h.chief, cert.ID, 0, "revoke", nil, "私钥泄露")
		kerneltest.Must(t, err)
		stamp("certificate revoked", kernel.Conflict)
		h.do(h.chief, s.ID, "revoke", nil, "不再使用", "")
		stamp("revoked", kernel.Conflict)
		h.inForce(seal.Enforcement)
		stamp("a new one", "")
		h.On("2029-02-01")
		stamp("after its last day", kernel.Conflict)
		kerneltest.Must(t, h.house.Do(h.System(), nil))
		stamp("expired", kernel.Conflict)
	})
}

// 换人保管, 双方签字; 交接期间不能用印; 账号工作交接时印章一并移交.
func TestCustody(t *testing.T) {
	each(t, func(h *house) {
		s := h.inForce(seal.Enforcement)
		stamp := func(c *kernel.Ctx, id string, want kernel.Code) {
			t.Helper()
			_, _, err := seal.Stamp(c, h.use(seal.Enforcement, id), decision(t, id), at)
			kerneltest.Want(t, "stamp "+id, err, want)
		}
		stamp(h.taker, "1", kernel.Forbidden)
		h.do(h.keeper, s.ID, "authorise", &seal.Seal{Users: []kernel.Ref[account.Account]{h.ref("taker")}}, "", "")
		stamp(h.taker, "1", "")
		h.do(h.keeper, s.ID, "authorise", &seal.Seal{Users: []kernel.Ref[account.Account]{h.ref("stranger")}}, "", kernel.Invalid)
		h.do(h.taker, s.ID, "give", &seal.Seal{Taker: h.ref("taker")}, "调动", kernel.Forbidden)
		h.do(h.keeper, s.ID, "give", &seal.Seal{Taker: h.ref("keeper")}, "调动", kernel.Invalid)
		h.do(h.keeper, s.ID, "give", &seal.Seal{Taker: h.ref("taker")}, "调动", "")
		stamp(h.keeper, "2", kernel.Conflict)
		h.do(h.chief, s.ID, "take", nil, "", kernel.Forbidden)
		got := h.do(h.taker, s.ID, "take", nil, "", "")
		if got.Keeper != h.ref("taker") || len(got.Users) != 0 {
			t.Errorf("%+v", got)
		}
		stamp(h.keeper, "2", kernel.Forbidden)
		stamp(h.taker, "2", "")
		// what package account does when the last signature of a hand-over is given
		f := seal.Seals.Meta().Field("keeper")
		if !f.Has("custody") {
			t.Error("a hand-over of an account would leave the seal behind")
		}
		_, err := seal.Seals.UpdateAny(h.System(), s.ID, 0, []string{"keeper"}, &seal.Seal{Keeper: h.ref("keeper")})
		kerneltest.Must(t, err)
		stamp(h.keeper, "3", "")
		_, err = seal.Seals.Update(h.clerk, s.ID, 0, func(s *seal.Seal) error { s.Keeper = h.ref("clerk"); return nil })
		kerneltest.Want(t, "another keeper by hand", err, kernel.Conflict)
	})
}
