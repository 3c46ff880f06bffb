package hazard

import (
	"errors"
	"fmt"
	"time"

	"anjian/kernel"
)

// Escalate reports what nobody did in time to the county, the city and the province, and names who was to act (倒查责任). It may stop
// anywhere and run again: each hazard is raised in a transaction of its own, and only if it is not there yet.
var Escalate = &kernel.Task[struct{}]{Name: "hazard.escalate", Every: time.Hour, Run: escalate}

// rungs says after how many days past the limit a hazard is reported to whom.
var rungs = []struct {
	days int
	to   Tier
}{{1, County}, {7, City}, {30, Province}}

// rung returns the level that must know of something that is late by days.
func rung(days int) (to Tier) {
	for _, r := range rungs {
		if days >= r.days {
			to = r.to
		}
	}
	return to
}

func escalate(c *kernel.Ctx, _ struct{}) error {
	today := c.Today()
	var unreported []kernel.Cond
	below := []Tier{""}
	for _, r := range rungs {
		unreported = append(unreported, kernel.And(kernel.UpTo(&Row.WaitUntil, today.AddDays(-r.days)), kernel.In(&Row.Escalation, below...)))
		below = append(below, r.to)
	}
	where := kernel.And(kernel.Above(&Row.WaitUntil, ""), kernel.Before(&Row.WaitUntil, today), waiting, kernel.Or(unreported...))
	for {
		late, err := Hazards.List(c, kernel.Query{Where: where, Sort: "id", Limit: 200})
		if err != nil || len(late) == 0 {
			return err
		}
		raised := 0
		for _, h := range late {
			switch err := raise(c, h.ID); {
			case err == nil:
				raised++
			case errors.Is(err, errActed), kernel.CodeOf(err) == kernel.Stale: // somebody is at work on it; the next run sees
			default:
				return fmt.Errorf("hazard %s: %w", h.ID, err)
			}
		}
		if raised == 0 {
			return nil
		}
	}
}

var errActed = errors.New("somebody acted meanwhile")

// raise reports one hazard and writes down who was to act.
func raise(c *kernel.Ctx, id string) error {
	return c.Tx(func(c *kernel.Ctx) error {
		var words string
		h, err := Hazards.Update(c, id, 0, func(h *Hazard) error {
			limit := due(h)
			days := limit.On.DaysUntil(c.Today())
			to := rung(days)
			if limit.On == "" || to == "" || to == h.Escalation {
				return errActed
			}
			h.Escalation, h.EscalatedOn, h.ToAct = to, c.Today(), culprit(c, h, limit)
			words = fmt.Sprintf("%s期限%s，逾期%d天，上报至%s。应办理：%s", limit.What, string(limit.On), days, kernel.LabelOf(to), h.ToAct)
			return nil
		})
		if err != nil {
			return err
		}
		return c.Trail.Record(c, kernel.Event{Type: Hazards.Name, ID: h.ID, Verb: "escalate", Region: h.Region, Opinion: words})
	})
}

// culprit names who was to act: the person who answers for the rectification, or the authority of the county if its part is late.
func culprit(c *kernel.Ctx, h *Hazard, limit kernel.Limit) string {
	if limit.Who == "属地监管部门" {
		county := h.Region
		if len(county) > 6 {
			county = county[:6]
		}
		return limit.Who + "（" + c.RegionLabel(county) + "）"
	}
	if h.Responsible != "" && h.Status == Open {
		return limit.Who + "整改责任人" + h.Responsible
	}
	return limit.Who
}
