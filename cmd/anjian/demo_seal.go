package main

import (
	"anjian/base/account"
	"anjian/kernel"
)

// seals gives two bureaus their official seal and that for enforcement papers: applied for, approved, accepted, and used by those who
// issue papers.
func (s *stage) seals() error {
	for _, u := range []struct {
		region                    kernel.Region
		applies, approves, keeper string
	}{{city, "clerk", "leader", "regulator"}, {"410105", "jinshui.clerk", "jinshui.leader", "jinshui"}} {
		bureaus, err := s.find(u.approves, "org", "kind=bureau&region="+string(u.region))
		if err != nil {
			return err
		}
		keeper, err := account.ActorOf(s.p.system(s), u.keeper)
		if err != nil {
			return err
		}
		chief, err := account.ActorOf(s.p.system(s), u.approves)
		if err != nil {
			return err
		}
		for _, bureau := range bureaus {
			if bureau.Region != u.region {
				continue
			}
			for _, kind := range []string{"official", "enforcement"} {
				seal, err := s.create(u.applies, "seal", fields{"org": bureau.ID, "kind": kind, "diameter": 45, "keeper": keeper.ID, "valid_from": s.today(), "valid_until": s.present().AddDays(700), "reason": "启用电子印章", "region": u.region})
				if err != nil {
					return err
				}
				if err := every(func() error { return s.step(u.approves, "seal", &seal, "approve", nil) }, func() error { return s.step(u.keeper, "seal", &seal, "accept", nil) },
					func() error {
						return s.step(u.keeper, "seal", &seal, "authorise", fields{"users": []string{chief.ID}})
					}); err != nil {
					return err
				}
			}
		}
	}
	return nil
}
