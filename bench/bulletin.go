package main

import (
	"encoding/base64"
	"fmt"

	"anjian/bench/world"
)

func base64URL(raw []byte) string { return base64.URLEncoding.EncodeToString(raw) }

// bulletin compares the notice of the province with three counts of all hazards.
func (r *run) bulletin() error {
	folder, err := r.platform("province", world.New(r.million, r.enterprises), true)
	if err != nil {
		return err
	}
	p, err := r.serveUs(folder)
	if err != nil {
		return err
	}
	defer p.stop()
	p.settle()
	b, err := openBare(folder)
	if err != nil {
		return err
	}
	defer b.db.Close()
	c, n, scans := p.client("clerk"), max(3, r.requests/5), max(3, r.requests/100)
	body := fmt.Sprintf(`{"region":"41","period_from":%q,"period_to":%q}`, world.Day(30), world.Day(0))
	ours, err := c.measure(n, func(i int) error { _, err := c.send("POST", "/api/bulletin/preview", body); return err })
	if err != nil {
		return err
	}
	theirs, err := measured(scans, own, func(int) error {
		for range 3 {
			if _, _, err := b.ask("SELECT COUNT(*) FROM hazard NOT INDEXED"); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	r.add(against("bulletin", "notice of the province / three scans", ours, theirs, 1))
	if theirs, err = measured(n, own, func(int) error {
		for range 3 {
			if _, _, err := b.ask("SELECT COUNT(*) FROM hazard"); err != nil {
				return err
			}
		}
		return nil
	}); err == nil {
		r.add(against("bulletin", "notice of the province / three counts", ours, theirs, 1))
	}
	return err
}
