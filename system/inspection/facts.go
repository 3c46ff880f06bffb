package inspection

import (
	"cmp"
	"time"

	"anjian/base/enterprise"
	"anjian/kernel"
)

// Doubt is a group of facts of the file that the visit has to look at, with what the file says.
type Doubt struct {
	Group enterprise.Group `json:"group"`
	Label string           `json:"label"`
	Why   string           `json:"why"`
}

// doubts are the flagged facts of the enterprise that nobody has confirmed since the visit began: contacts, state, trade (企业信息待核实).
func doubts(c *kernel.Ctx, v *Inspection) ([]Doubt, error) {
	out := []Doubt{}
	e, err := enterprise.Enterprises.Get(c.AsSystem(), string(v.Enterprise))
	if err != nil {
		return nil, err
	}
	on := cmp.Or(v.CheckedOn, c.Today())
	flagged, err := enterprise.Doubtful(c, e, on)
	for _, d := range flagged {
		out = append(out, Doubt{d.Group, kernel.LabelOf(d.Group), d.Why})
	}
	return out, err
}

// FactsIn confirms or corrects facts of the enterprise on the site.
type FactsIn struct {
	ID             string                  `json:"id"`
	Confirm        []enterprise.Group      `json:"confirm"`
	Principal      string                  `json:"principal"`
	PrincipalPhone kernel.Phone            `json:"principal_phone"`
	SafetyLeader   string                  `json:"safety_leader"`
	SafetyPhone    kernel.Phone            `json:"safety_phone"`
	Operating      enterprise.Operating    `json:"operating"`
	OperatingNote  string                  `json:"operating_note"`
	Trade          enterprise.Trade        `json:"trade"`
	Industry       enterprise.IndustryCode `json:"industry"`
}

// FactsOut is what the file says of the facts that a visit looks at, and which of them are still to be confirmed.
type FactsOut struct {
	Doubts         []Doubt                 `json:"doubts"`
	Facts          []Fact                  `json:"facts"`
	Principal      string                  `json:"principal"`
	PrincipalPhone string                  `json:"principal_phone"`
	SafetyLeader   string                  `json:"safety_leader"`
	SafetyPhone    string                  `json:"safety_phone"`
	Operating      enterprise.Operating    `json:"operating"`
	Trade          enterprise.Trade        `json:"trade"`
	Industry       enterprise.IndustryCode `json:"industry"`
	Differs        string                  `json:"differs"`
}

// Facts tells what is to be confirmed.
func Facts(c *kernel.Ctx, in *struct {
	ID string `json:"id"`
}) (*FactsOut, error) {
	v, err := Inspections.Get(c, in.ID)
	if err != nil {
		return nil, err
	}
	return facts(c, v)
}

func facts(c *kernel.Ctx, v *Inspection) (*FactsOut, error) {
	e, err := enterprise.Enterprises.Get(c, string(v.Enterprise))
	if err != nil {
		return nil, err
	}
	out := &FactsOut{Facts: v.Facts, Principal: e.Principal, PrincipalPhone: kernel.MaskMiddle(string(e.PrincipalPhone)), SafetyLeader: e.SafetyLeader,
		SafetyPhone: kernel.MaskMiddle(string(e.SafetyPhone)), Operating: e.Operating, Trade: e.Trade, Industry: e.Industry, Differs: e.Differs}
	if out.Facts == nil {
		out.Facts = []Fact{}
	}
	out.Doubts, err = doubts(c, v)
	return out, err
}

// Confirm confirms or corrects facts of the enterprise; its file is changed with the right of the officer, and the visit keeps what was seen.
func Confirm(c *kernel.Ctx, in *FactsIn) (out *FactsOut, err error) {
	err = c.Tx(func(c *kernel.Ctx) error {
		v, err := Inspections.Get(c, in.ID)
		if err != nil {
			return err
		}
		if v.Status != Underway {
			return kernel.Errorf(kernel.Conflict, "检查当前为“%s”，检查中才能核实企业信息", kernel.LabelOf(v.Status))
		}
		before, err := enterprise.Enterprises.Get(c, string(v.Enterprise))
		if err != nil {
			return err
		}
		now := *before
		seen, err := in.correct(c, &now, string(v.Enterprise))
		if err != nil {
			return err
		}
		if len(in.Confirm) > 0 {
			ask := &enterprise.Enterprise{}
			ask.Confirmed = in.Confirm
			if _, err := enterprise.Enterprises.Do(c, string(v.Enterprise), 0, "confirm", ask, ""); err != nil {
				return err
			}
			for _, g := range in.Confirm {
				seen = append(seen, Fact{Group: g, Detail: "确认无变化"})
			}
		}
		if len(seen) == 0 {
			out, err = facts(c, v)
			return err
		}
		v, err = Inspections.Update(c, v.ID, 0, func(v *Inspection) error {
			for _, s := range seen {
				s.By, s.At = c.Actor.Name, c.Now().UTC().Truncate(time.Millisecond)
				v.Facts = append(v.Facts, s)
			}
			return nil
		})
		if err != nil {
			return err
		}
		out, err = facts(c, v)
		return err
	})
	return out, err
}

// correct writes what differs into the file and says what was corrected.
func (in *FactsIn) correct(c *kernel.Ctx, now *enterprise.Enterprise, id string) (seen []Fact, err error) {
	note := func(g enterprise.Group, what, was, is string) {
		if is != "" && is != was {
			seen = append(seen, Fact{Group: g, Detail: what + "由“" + was + "”改为“" + is + "”"})
		}
	}
	note(enterprise.InPeople, "主要负责人", now.Principal, in.Principal)
	note(enterprise.InPeople, "主要负责人电话", kernel.MaskMiddle(string(now.PrincipalPhone)), masked(in.PrincipalPhone, now.PrincipalPhone))
	note(enterprise.InPeople, "安全负责人", now.SafetyLeader, in.SafetyLeader)
	note(enterprise.InPeople, "安全负责人电话", kernel.MaskMiddle(string(now.SafetyPhone)), masked(in.SafetyPhone, now.SafetyPhone))
	if in.Operating != "" {
		note(enterprise.InCondition, "经营状态", kernel.LabelOf(now.Operating), kernel.LabelOf(in.Operating))
	}
	if in.Trade != "" {
		note(enterprise.InSupervision, "监管分类", kernel.LabelOf(now.Trade), kernel.LabelOf(in.Trade))
	}
	note(enterprise.InSupervision, "国民经济行业", string(now.Industry), string(in.Industry))
	if len(seen) == 0 {
		return nil, nil
	}
	_, err = enterprise.Enterprises.Update(c, id, 0, func(e *enterprise.Enterprise) error {
		e.Principal, e.SafetyLeader = cmp.Or(in.Principal, e.Principal), cmp.Or(in.SafetyLeader, e.SafetyLeader)
		e.PrincipalPhone, e.SafetyPhone = cmp.Or(in.PrincipalPhone, e.PrincipalPhone), cmp.Or(in.SafetyPhone, e.SafetyPhone)
		if in.Operating != "" && in.Operating != e.Operating {
			e.Operating, e.OperatingSince, e.OperatingNote = in.Operating, c.Today(), cmp.Or(in.OperatingNote, "现场检查时核实")
		}
		e.Trade, e.Industry = cmp.Or(in.Trade, e.Trade), cmp.Or(in.Industry, e.Industry)
		return nil
	})
	return seen, err
}

func masked(is, was kernel.Phone) string {
	if is == "" || is == was {
		return ""
	}
	return kernel.MaskMiddle(string(is))
}
