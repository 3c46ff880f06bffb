package enforcement

import (
	"cmp"
	"slices"
	"strings"

	"anjian/base/library"
	"anjian/kernel"
)

// chargeable checks a charge: its party, its range, the factors that its direction needs, and that nobody has fined the act already.
func chargeable(c *kernel.Ctx, h, before *Charge) error {
	if before != nil && before.Status != h.Status {
		return nil
	}
	if err := amendable(c, h.Case, "违法行为认定"); err != nil {
		return err
	}
	p, err := Parties.Get(c.AsSystem(), string(h.Party))
	switch {
	case err != nil || p.Case != h.Case:
		return kernel.FieldError(&ch.Party, "请选择本案的当事人")
	case h.ActedTill < h.ActedOn:
		return kernel.FieldError(&ch.ActedTill, "止日不能早于起日")
	case h.ActedTill > c.Today():
		return kernel.FieldError(&ch.ActedTill, "违法行为日期不能晚于今天")
	case h.Max < h.Min:
		return kernel.FieldError(&ch.Max, "最高罚款不能低于最低罚款")
	case h.Max > 0 && !slices.Contains(h.Sanctions, library.Fine):
		return kernel.FieldError(&ch.Sanctions, "有罚款幅度的，处罚种类应包含罚款")
	case h.TierMax > 0 && (h.TierMin > h.TierMax || h.TierMin < h.Min || h.TierMax > h.Max):
		return kernel.FieldError(&ch.TierMax, "裁量阶次%s超出法定幅度%s", between(h.TierMin, h.TierMax), between(h.Min, h.Max))
	case (h.Ordered == "") != (h.Found == ""):
		return kernel.FieldError(&ch.Found, "按日连续处罚的，责令改正日期和复查日期都要填")
	case h.Ordered > h.Found:
		return kernel.FieldError(&ch.Found, "复查日期不能早于责令改正日期")
	}
	if err := h.fits(); err != nil {
		return err
	}
	if before != nil && before.Course == Below && h.Course == Below && before.Asked < h.Asked {
		h.Lowered = before.Lowered
	} else if before == nil || h.Course != Below || before.Course != Below || h.Asked != before.Asked {
		h.Lowered = false
	}
	b, err := Book(c, h.Region)
	if err != nil {
		return err
	}
	if err := h.inRange(b); err != nil {
		return err
	}
	return h.alone(c)
}

// fits holds the direction to the factors that are named for it.
func (h *Charge) fits() error {
	if h.Course == Ordinary || h.Course == Absorbed {
		if h.Course == Ordinary && slices.ContainsFunc(h.Factors, func(f Factor) bool { return !slices.Contains([]Circumstance{FirstTime}, f.Kind) }) && !h.mixed() {
			return kernel.FieldError(&ch.Course, "写明了从轻或者从重的情节，裁量幅度不能是“一般”；轻重情节都有的可以相抵")
		}
		return nil
	}
	for _, f := range h.Factors {
		for _, x := range circumstances {
			if x.kind == f.Kind && slices.Contains(x.leads, h.Course) {
				return nil
			}
		}
	}
	return kernel.FieldError(&ch.Factors, "裁量幅度“%s”须有法律规定的情节，并写明理由和证据", kernel.LabelOf(h.Course))
}

// mixed tells whether factors speak both ways, so that they may cancel out.
func (h *Charge) mixed() bool {
	light, heavy := false, false
	for _, f := range h.Factors {
		for _, x := range circumstances {
			if x.kind == f.Kind {
				heavy = heavy || slices.Contains(x.leads, Heavier)
				light = light || !slices.Contains(x.leads, Heavier)
			}
		}
	}
	return light && heavy
}

// inRange refuses an amount outside of what may be fined; both ends are attainable.
func (h *Charge) inRange(b *Rulebook) error {
	each := h.Asked
	if h.Max == 0 || each == 0 || h.Course == Spared || h.Course == Absorbed {
		if each > 0 {
			return kernel.FieldError(&ch.Asked, "本项不罚款，不填金额")
		}
		return nil
	}
	unit := b.At("rounding", cmp.Or(h.ActedTill, h.ActedOn)).fen()
	switch {
	case h.Course == Below && each >= h.Min:
		return kernel.FieldError(&ch.Asked, "“减轻”应低于法定最低罚款%s", yuan(h.Min))
	case each < h.Low || each > h.High:
		return kernel.FieldError(&ch.Asked, "拟罚款%s不在“%s”的幅度%s之内", yuan(each), kernel.LabelOf(h.Course), between(h.Low, h.High))
	case unit > 0 && each%unit != 0 && each != h.Low && each != h.High:
		return kernel.FieldError(&ch.Asked, "罚款应取整到%s，例如%s", yuan(unit), yuan(Round(each, unit)))
	}
	return nil
}

// alone refuses a second fine for the same act (一事不再罚): in this case, where the heavier law is applied, and in others.
func (h *Charge) alone(c *kernel.Ctx) error {
	if h.Amount == 0 {
		return nil
	}
	p, err := Parties.Get(c.AsSystem(), string(h.Party))
	if err != nil {
		return err
	}
	act := kernel.Or(kernel.And(kernel.Eq(&ch.Title, h.Title), kernel.Not(&ch.Title, "")), kernel.And(kernel.Eq(&ch.Finding, h.Finding), kernel.Not(&ch.Finding, "")))
	others, err := Charges.List(c.AsSystem(), kernel.Query{Where: kernel.And(kernel.Not(&ch.ID, h.ID), act, kernel.Via(&ch.Party, Parties, p.same()), kernel.Above(&ch.Amount, 0),
		kernel.UpTo(&ch.ActedOn, h.ActedTill), kernel.Since(&ch.ActedTill, h.ActedOn)), Sort: "id", Limit: -1})
	if err != nil {
		return err
	}
	for _, o := range others {
		if o.Case == h.Case {
			return kernel.Errorf(kernel.Conflict, "本案已对同一行为认定“%s”并罚款%s；一个行为违反多个法律规范应当罚款的，按罚款数额高的处罚，另一项选“竞合”（行政处罚法第二十九条）", o.Title, yuan(o.Amount))
		}
		k, err := Cases.Get(c.AsSystem(), string(o.Case))
		if err != nil {
			return err
		}
		if k.Status == Dismissed || k.Outcome != "" && k.Outcome != Penalty {
			continue
		}
		if strings.TrimSpace(h.Explain) == "" {
			return &kernel.Error{Code: kernel.Conflict, Message: "案件“" + k.Title + "”" + k.Decision + "对同一当事人的同一违法行为已经认定罚款" + yuan(o.Amount) + "，同一违法行为不得给予两次以上罚款（行政处罚法第二十九条）；确实不是同一行为的，请写明理由",
				Fields: map[string]string{kernel.ColumnName(&ch.Explain): "请说明不是同一违法行为的理由"}}
		}
	}
	return nil
}

// same holds of the entries of the same unit or person.
func (p *Party) same() kernel.Cond {
	any := []kernel.Cond{kernel.ByID(p.ID)}
	if p.Enterprise != "" && p.PartyKind != PersonParty {
		any = append(any, kernel.And(kernel.Eq(&pt.Enterprise, p.Enterprise), kernel.Eq(&pt.PartyKind, p.PartyKind)))
	}
	if p.CreditCode != "" {
		any = append(any, kernel.Eq(&pt.CreditCode, p.CreditCode))
	}
	if p.IDNumber != "" {
		any = append(any, kernel.Eq(&pt.IDNumber, p.IDNumber))
	}
	if p.CreditCode == "" && p.IDNumber == "" {
		any = append(any, kernel.And(kernel.Eq(&pt.Name, p.Name), kernel.Eq(&pt.PartyKind, p.PartyKind), kernel.Eq(&pt.Enterprise, p.Enterprise), kernel.Eq(&pt.CreditCode, ""), kernel.Eq(&pt.IDNumber, "")))
	}
	return kernel.Or(any...)
}

// tally is what the charges of a case come to.
type tally struct {
	amount    kernel.Money
	sanctions []Sanction
	fines     map[kernel.Ref[Party]]kernel.Money
	persons   bool
	charges   []*Charge
	parties   map[kernel.Ref[Party]]*Party
}

func (k *Case) tally(c *kernel.Ctx) (*tally, error) {
	t := &tally{fines: map[kernel.Ref[Party]]kernel.Money{}, parties: map[kernel.Ref[Party]]*Party{}}
	list, err := partiesOf(c, k.ID)
	if err != nil {
		return nil, err
	}
	for _, p := range list {
		t.parties[kernel.Ref[Party](p.ID)] = p
	}
	t.charges, err = Charges.List(c.AsSystem(), kernel.Query{Where: kernel.Eq(&ch.Case, kernel.Ref[Case](k.ID)), Sort: "id", Limit: -1})
	if err != nil {
		return nil, err
	}
	for _, h := range t.charges {
		if h.Course == Spared || h.Course == Absorbed {
			continue
		}
		t.amount += h.Amount
		t.fines[h.Party] += h.Amount
		if p := t.parties[h.Party]; p != nil && p.PartyKind == PersonParty {
			t.persons = true
		}
		for _, s := range h.Sanctions {
			if (s != library.Fine || h.Amount > 0) && !slices.Contains(t.sanctions, s) {
				t.sanctions = append(t.sanctions, s)
			}
		}
	}
	return t, nil
}

// grave are the penalties before which a hearing is offered whatever the fine (行政处罚法第六十三条).
var grave = []Sanction{library.Withhold, library.Downgrade, library.Revoke, library.Restrict, library.Stop, library.Close, library.Ban}

// hearing says why the party may ask for a hearing, "" if it may not. The thresholds are reached by the amount itself (含本数).
func (t *tally) reaches(b *Rulebook, what string, on kernel.Date) string {
	for _, s := range t.sanctions {
		if slices.Contains(grave, s) {
			return kernel.LabelOf(s)
		}
	}
	for id, fine := range t.fines {
		code := Code(what + "_unit")
		if p := t.parties[id]; p != nil && p.PartyKind == PersonParty {
			code = Code(what + "_person")
		}
		if r := b.At(code, on); fine >= r.fen() {
			return r.Name + "（" + yuan(r.fen()) + "以上）：" + yuan(fine)
		}
	}
	return ""
}

// simple says why the penalty is too heavy to be decided on the spot, "" if it may be.
func (t *tally) simple(b *Rulebook, on kernel.Date) string {
	for _, s := range t.sanctions {
		if s != library.Warning && s != library.Fine {
			return kernel.LabelOf(s) + "不能当场作出"
		}
	}
	for id, fine := range t.fines {
		code := Code("simple_unit")
		if p := t.parties[id]; p != nil && p.PartyKind == PersonParty {
			code = "simple_person"
		}
		if r := b.At(code, on); fine > r.fen() {
			return r.Name + "为" + yuan(r.fen()) + "，本案为" + yuan(fine) + "（" + r.Basis + "）"
		}
	}
	return ""
}
