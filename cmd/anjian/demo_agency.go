package main

import (
	"slices"

	"anjian/cmd/anjian/demo"
	"anjian/kernel"
)

const (
	firms       = 20
	specialists = 150
)

// agencies brings the agencies on record, each with the people whom its own account enters, and with projects that the enterprises confirm.
// They are drawn apart from everything else, so that nothing else changes with them.
func (s *stage) agencies(residents []*resident) error {
	all := demo.New(s.in.opts.seed+1).Firms(firms, specialists, s.present())
	s.say("  中介机构 %d 家，人员 %d 名", len(all), specialists)
	s.at(s.present().AddDays(-55), 9, 0)
	for i := range all {
		f := &all[i]
		body := fields{"name": f.Name, "credit_code": f.CreditCode, "kind": f.Kind, "region": f.Region, "address": f.Address, "contact": f.Contact, "phone": f.Phone}
		if f.CertNumber != "" {
			body["cert_number"], body["issuer"], body["scope"], body["valid_from"], body["valid_to"] = f.CertNumber, f.Issuer, f.Scope, f.ValidFrom, f.ValidTo
		}
		a, err := s.create("regulator", "agency", body)
		if err != nil {
			return err
		}
		if f.ID = a.ID; i == 0 {
			f.Login = agencyLogin
		}
		if _, err := s.create("admin", "account", fields{"login": f.Login, "name": f.Contact, "kind": "agency", "roles": []string{"agency"}, "agency": a.ID, "region": f.Region}); err != nil {
			return err
		}
	}
	if err := s.grant(citySecurity); err != nil {
		return err
	}
	clients := slices.DeleteFunc(slices.Clone(residents), func(r *resident) bool { return r.login == "" || r.CreditCode == "" })
	for i, f := range all {
		if err := s.staff(f); err != nil {
			return err
		}
		for j := range 3 {
			if err := s.project(f, clients[(i*3+j)%len(clients)], i+j); err != nil {
				return err
			}
		}
	}
	return nil
}

// staff is the people of an agency with a certificate each.
func (s *stage) staff(f demo.Firm) error {
	for _, p := range f.Staff {
		made, err := s.create(f.Login, "person", fields{"name": p.Name, "id_number": p.IDNumber, "phone": p.Phone, "agency": f.ID, "post": p.Post, "region": f.Region})
		if err != nil {
			return err
		}
		if _, err := s.create(f.Login, "person_certificate", fields{"person": made.ID, "kind": p.Certificate, "subject": p.Subject, "number": p.Number, "valid_to": p.ValidTo}); err != nil {
			return err
		}
	}
	return nil
}

// project is a contract between an agency and an enterprise, which confirms most of them.
func (s *stage) project(f demo.Firm, r *resident, n int) error {
	first := s.today().AddDays(-n % 7)
	p, err := s.create(f.Login, "agency_project", fields{"title": kernel.LabelOf(f.Kind) + "（" + r.Name + "）", "agency": f.ID, "credit_code": r.CreditCode, "kind": f.Kind,
		"contract": f.CreditCode[8:13] + "-" + string(first[:4]) + "-" + string('A'+rune(n%26)), "starts_on": first, "ends_on": first.AddDays(300), "content": "按合同约定提供" + kernel.LabelOf(f.Kind) + "服务。"})
	if err != nil || n%5 == 4 {
		return err
	}
	return s.step(r.login, "agency_project", &p, "confirm", nil)
}
