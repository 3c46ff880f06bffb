package enforcement

import (
	"slices"
	"strings"

	"anjian/base/enterprise"
	"anjian/base/library"
	"anjian/kernel"
	"anjian/system/inspection"
)

// Open makes a case of what an inspection found (转立案): facts, photographs, officers and charges come from the findings, typed once.
func Open(c *kernel.Ctx, findings []string) (*Case, error) {
	return open(c, &Start{Findings: findings})
}

// Start says which findings of one visit a case is made of.
type Start struct {
	Findings []string `json:"findings" label:"检查发现的问题" rule:"max=50"`
	Simple   bool     `json:"simple" label:"简易程序"`
	Urgent   bool     `json:"urgent" label:"先行调查取证"`
}

func open(c *kernel.Ctx, in *Start) (k *Case, err error) {
	if len(in.Findings) == 0 || len(in.Findings) > 50 {
		return nil, kernel.Errorf(kernel.Invalid, "请选择要立案的问题")
	}
	err = c.Tx(func(c *kernel.Ctx) error {
		var list []*inspection.Finding
		for _, id := range in.Findings {
			f, err := inspection.Findings.Get(c, id)
			switch {
			case err != nil:
				return err
			case slices.ContainsFunc(list, func(x *inspection.Finding) bool { return x.ID == f.ID }): // named twice
				continue
			case len(list) > 0 && list[0].Inspection != f.Inspection:
				return kernel.Errorf(kernel.Invalid, "请选择同一次检查发现的问题")
			}
			list = append(list, f)
		}
		if k, err = draft(c, list, in); err != nil {
			return err
		}
		if err := Cases.Create(c, k); err != nil {
			return err
		}
		for _, f := range list {
			if err := k.take(c, f); err != nil {
				return err
			}
		}
		return inspection.Filed(c, in.Findings, k.ID)
	})
	return k, err
}

// draft is the lead that the findings give.
func draft(c *kernel.Ctx, list []*inspection.Finding, in *Start) (*Case, error) {
	first := list[0]
	visit, err := inspection.Inspections.Get(c, string(first.Inspection))
	if err != nil {
		return nil, err
	}
	e, err := enterprise.Enterprises.Get(c.AsSystem(), string(first.Enterprise))
	if err != nil {
		return nil, err
	}
	k := &Case{}
	k.Enterprise, k.Inspection, k.Officers, k.Simple, k.Urgent, k.Region = first.Enterprise, visit.ID, visit.Officers, in.Simple, in.Urgent, visit.Region
	if len(k.Officers) > 6 {
		k.Officers = k.Officers[:6]
	}
	k.Source, k.FoundOn, k.ActedOn, k.Place = ByInspection, first.FoundOn, first.FoundOn, visit.Place
	var lines []string
	for _, f := range list {
		line := f.Title
		if f.Place != "" {
			line = f.Place + "：" + line
		}
		if f.OrderNo != "" {
			line += "（" + f.OrderNo + "责令限期整改，期限" + string(f.DueOn) + "）"
		}
		if uncorrected(f) {
			k.Source, k.FoundOn, k.ActedOn = ByRecheck, max(k.FoundOn, f.VerdictOn), max(k.ActedOn, f.VerdictOn)
			line += "，" + string(f.VerdictOn) + "复查" + kernel.LabelOf(f.Verdict)
		}
		lines = append(lines, line)
	}
	k.Cause = first.Title
	if first.Violation != "" {
		if k.Cause, err = offence(c, first); err != nil {
			return nil, err
		}
	}
	k.Cause = short(k.Cause, 100)
	k.Title = short(e.Name+k.Cause, 118) + "案"
	k.Summary = short(string(visit.CheckedOn)+"检查发现："+strings.Join(lines, "；")+"。", 4000)
	return k, nil
}

func short(s string, n int) string {
	if r := []rune(s); len(r) > n {
		return string(r[:n])
	}
	return s
}

// uncorrected tells whether a re-check found that nothing, or not all, was put right.
func uncorrected(f *inspection.Finding) bool {
	return f.Verdict == inspection.Returned || f.Verdict == inspection.Partly
}

// offence is the name that the library gives to what was found.
func offence(c *kernel.Ctx, f *inspection.Finding) (string, error) {
	v, err := library.Violations.First(c.AsSystem(), kernel.ByID(string(f.Violation)))
	if err != nil || v == nil {
		return f.Title, err
	}
	return v.Name, nil
}

// prove makes evidence of a finding.
func (k *Case) prove(c *kernel.Ctx, f *inspection.Finding) error {
	proof := &Evidence{Case: kernel.Ref[Case](k.ID), Sort: "survey", Title: short("现场检查记录："+f.Title, 120), Proves: short("证明"+f.Title, 1000), Files: f.Photos, TakenOn: f.FoundOn, Place: f.Place, Taker: f.FoundBy, Collected: k.Officers}
	if len(f.Photos) > 0 {
		proof.Sort, proof.Title = "audiovisual", short("现场照片："+f.Title, 120)
	}
	return Evidences.Create(c, proof)
}

// take makes evidence and, where the library knows the violation, a charge of a finding.
func (k *Case) take(c *kernel.Ctx, f *inspection.Finding) error {
	ref := kernel.Ref[Case](k.ID)
	if err := k.prove(c, f); err != nil || f.Violation == "" {
		return err
	}
	parties, err := partiesOf(c, k.ID)
	if err != nil {
		return err
	}
	h := &Charge{}
	h.Case, h.Party, h.Violation, h.Finding, h.Stage, h.Course = ref, kernel.Ref[Party](parties[0].ID), f.Violation, f.ID, library.AtFirst, Ordinary
	h.Detail, h.ActedOn, h.ActedTill = f.Title, f.FoundOn, f.FoundOn
	if uncorrected(f) {
		h.Stage, h.ActedTill = library.NotInTime, f.VerdictOn
	}
	err = c.Store.Try(c, func() error { return Charges.Create(c, h) })
	switch kernel.CodeOf(err) {
	case kernel.Invalid, kernel.Conflict: // the standard asks for a figure, or the law has no fine at this stage: the officers weigh it
		return nil
	}
	return err
}

// freed is the hook that gives findings back when their lead comes to nothing.
func freed(c *kernel.Ctx, w *kernel.Write) error {
	k, ok := w.After.(*Case)
	if !ok || w.Meta != Cases.Meta() || k.Status != Dismissed || w.From == w.To || k.Inspection == "" {
		return nil
	}
	list, err := inspection.Findings.List(c.AsSystem(), kernel.Query{Where: kernel.Eq(&inspection.FindingRow.Case, k.ID), Limit: -1})
	var ids []string
	for _, f := range list {
		ids = append(ids, f.ID)
	}
	if err != nil {
		return err
	}
	return inspection.Filed(c, ids, "")
}
