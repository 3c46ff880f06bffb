package main

import (
	"fmt"

	"anjian/base/document"
	"anjian/kernel"
)

// docket is what the cases of one unit are handled with: its patrol, and who reviews without having investigated.
type docket struct {
	*patrol
	legal string
}

// cases opens and carries on some cases of a unit: one fined and overdue with its payment, one penalty on the spot, and, of what a re-check
// found uncorrected, one whose party has just been told.
func (s *stage) cases(g *agenda, p *patrol, r *resident, now kernel.Date) error {
	d := &docket{p, p.login + ".legal"}
	return every(
		func() error { return s.reviewer(d) },
		func() error {
			g.add(now.AddDays(-32), 10, func() error { return s.overdueCase(g, d, r, now.AddDays(-32)) })
			g.add(now.AddDays(-6), 15, func() error { return s.spotCase(d, r) })
			return nil
		},
	)
}

// reviewer makes the officer who reviews the cases of a unit.
func (s *stage) reviewer(d *docket) error {
	self := s.actors[d.login]
	if err := s.as(d.legal); err != nil {
		return err
	}
	bureau, err := s.only("leader", "org", "kind=bureau&region="+string(self.Region))
	if err != nil {
		return err
	}
	_, err = s.create("leader", "officer", fields{"account": s.actors[d.legal].ID, "org": bureau.ID, "region": self.Region, "certificate_no": "豫A" + string(self.Region[2:]) + "09", "issuer": "市人民政府",
		"valid_from": "2018-01-01", "valid_until": s.present().AddDays(700), "legal_qualified": true, "reviewer": true})
	return err
}

// proceed takes a case through a step, as it is now.
func (s *stage) proceed(login, id, step string, ask fields) error {
	var k entry
	if err := s.get(login, "enforcement/"+id, &k); err != nil {
		return err
	}
	return s.step(login, "enforcement", &k, step, ask)
}

// draw draws a paper of a case up and brings it into effect: an approval through its stages, everything else by its issue.
func (s *stage) draw(d *docket, id, kind string) (paper entry, err error) {
	if err = s.post(d.login, "document/draft", fields{"type": "enforcement", "id": id, "kind": kind}, &paper); err != nil {
		return paper, err
	}
	k, _ := document.KindOf(kind)
	if !k.Approval {
		return paper, s.step(d.login, "document", &paper, "issue", nil)
	}
	if err = s.step(d.login, "document", &paper, "submit", fields{"opinion": "拟同意，请审批"}); err != nil {
		return paper, err
	}
	for range k.Stages {
		if err = s.step("leader", "document", &paper, "approve", fields{"opinion": "同意"}); err != nil {
			return paper, err
		}
	}
	return paper, nil
}

// hand serves a paper on the party.
func (s *stage) hand(d *docket, paper entry, r *resident) error {
	_, err := s.create(d.login, "document_service", fields{"document": paper.ID, "way": "direct", "receiver": r.Principal, "place": "当事人办公场所", "served_on": s.today(), "servers": s.actors[d.login].Name,
		"ink": "[[[0.1,0.2],[0.3,0.5],[0.5,0.4]],[[0.6,0.2],[0.8,0.7],[0.9,0.4]]]"})
	return err
}

// accuse adds evidence and the charge that a case rests on.
func (s *stage) accuse(d *docket, id string, day kernel.Date, charge fields) error {
	party, err := s.only(d.login, "enforcement_party", "enforcement="+id)
	if err != nil {
		return err
	}
	if _, err := s.create(d.login, "enforcement_evidence", fields{"enforcement": id, "kind": "audiovisual", "title": "现场照片", "proves": "证明现场情况和违法事实", "taken_on": day, "taker": s.actors[d.login].Name, "files": s.photo(s.before, "现场照片")}); err != nil {
		return err
	}
	charge["enforcement"], charge["party"], charge["acted_on"] = id, party.ID, day
	_, err = s.create(d.login, "enforcement_charge", charge)
	return err
}

// handed draws a paper up and serves it there and then.
func (s *stage) handed(d *docket, r *resident, id, kind string) error {
	paper, err := s.draw(d, id, kind)
	if err != nil {
		return err
	}
	return s.hand(d, paper, r)
}

// filed is a case with its filing approved.
func (s *stage) filed(d *docket, r *resident, day kernel.Date, cause string, simple bool) (k entry, err error) {
	k, err = s.create(d.login, "enforcement", fields{"title": r.Name + cause + "案", "cause": cause, "source": "inspection", "enterprise": r.id, "found_on": day, "acted_on": day, "officers": d.officers, "simple": simple,
		"summary": string(day) + "执法人员检查时发现该单位" + cause + "。"})
	if err == nil && !simple {
		_, err = s.draw(d, k.ID, "filing_approval")
	}
	return k, err
}

// overdueCase was fined and has not paid in time.
func (s *stage) overdueCase(g *agenda, d *docket, r *resident, day kernel.Date) error {
	k, err := s.filed(d, r, day, "未按规定如实记录安全生产教育和培训情况", false)
	if err != nil {
		return err
	}
	violation, err := s.only(d.login, "library_violation", "q=AQ97-4")
	charge := fields{"direction": "ordinary", "detail": "2名新进人员没有培训记录，抽查的培训档案没有考核结果", "stage": "first", "asked": "40000"}
	if err == nil {
		charge["violation"] = violation.ID
	} else {
		charge["title"], charge["article"], charge["basis"], charge["sanctions"], charge["max_fine"] = "未如实记录安全生产教育和培训情况", "安全生产法第二十八条", "安全生产法第九十七条第（四）项", []string{"fine"}, "100000"
	}
	if err := s.accuse(d, k.ID, day, charge); err != nil {
		return err
	}
	g.add(day.AddDays(3), 14, func() error {
		return every(
			func() error {
				return s.proceed(d.login, k.ID, "conclude", fields{"facts": "2名新进人员没有培训记录，抽查的培训档案没有考核结果。", "proofs": "现场检查记录、现场照片、询问笔录", "proposal": "penalty", "reasons": "违法事实清楚，证据确凿，建议处罚"})
			},
			func() error { _, err := s.draw(d, k.ID, "investigation_report"); return err },
			func() error {
				return s.proceed(d.legal, k.ID, "review", fields{"verdict": "事实清楚，程序合法，适用法律正确，同意"})
			},
			func() error { return s.handed(d, r, k.ID, "penalty_notice") },
			func() error {
				return s.proceed(d.login, k.ID, "waive", fields{"opinion": "当事人书面放弃陈述申辩"})
			},
			func() error { return s.proceed(d.login, k.ID, "weigh", nil) },
		)
	})
	g.add(day.AddDays(4), 10, func() error {
		return every(
			func() error { _, err := s.draw(d, k.ID, "disposal_submission"); return err },
			func() error { return s.handed(d, r, k.ID, "penalty_decision_unit") },
		)
	})
	g.add(day.AddDays(9), 10, func() error {
		p, err := s.only("leader", "enforcement_publication", "status=prepared")
		if err != nil {
			return err
		}
		return s.step("leader", "enforcement_publication", &p, "publish", nil)
	})
	return nil
}

// spotCase is a penalty on the spot that is reported to the authority.
func (s *stage) spotCase(d *docket, r *resident) error {
	day := s.today()
	k, err := s.filed(d, r, day, "从业人员未按规定佩戴劳动防护用品", true)
	if err != nil {
		return err
	}
	if err := s.accuse(d, k.ID, day, fields{"title": "未教育督促从业人员佩戴劳动防护用品", "article": "安全生产法第四十五条", "basis": "本省安全生产条例", "sanctions": []string{"fine"}, "max_fine": "3000", "direction": "lighter",
		"asked": "800", "factors": []fields{{"kind": "first_time", "proof": "首次发现，当场改正"}}}); err != nil {
		return err
	}
	return every(
		func() error { return s.handed(d, r, k.ID, "penalty_notice") },
		func() error { return s.handed(d, r, k.ID, "simple_decision_unit") },
		func() error { return s.proceed(d.login, k.ID, "record", nil) },
	)
}

// prosecute opens a case of what a re-check found uncorrected; where the unit keeps a docket the filing is approved.
func (s *stage) prosecute(p *patrol, v *entry, approve bool) error {
	var found struct {
		Items []struct {
			ID, Verdict string
		}
	}
	if err := s.get(p.login, "inspection_finding?sort=number&inspection="+v.ID, &found); err != nil {
		return err
	}
	var ids []string
	for _, f := range found.Items {
		if f.Verdict == "partly" || f.Verdict == "returned" {
			ids = append(ids, f.ID)
		}
	}
	if len(ids) == 0 {
		return fmt.Errorf("复查没有未改正的问题")
	}
	var k entry
	if err := s.post(p.login, "enforcement/open", fields{"findings": ids}, &k); err != nil || !approve {
		return err
	}
	_, err := s.draw(&docket{patrol: p}, k.ID, "filing_approval")
	return err
}
