package main

import (
	"fmt"
	"slices"

	"anjian/base/enterprise"
	"anjian/base/feature"
	"anjian/kernel"
	"anjian/system/enforcement"
	"anjian/system/monitor"
	"anjian/system/risk"
)

// gradeFacts are what other systems know of an enterprise that moves its grade.
var gradeFacts = []risk.Fact{alarms, accidents, penalties}

// penalties: an enterprise on which a penalty was imposed within a year.
var penalties = risk.Fact{Name: "penalty",
	Of: func(c *kernel.Ctx, id kernel.Ref[enterprise.Enterprise]) (string, string, error) {
		n, err := enforcement.Cases.Count(c, kernel.And(kernel.Eq(&enforcement.Row.Enterprise, id), kernel.Eq(&enforcement.Row.Outcome, enforcement.Penalty),
			kernel.Since(&enforcement.Row.DecidedOn, c.Today().AddDays(-365)), kernel.Not(&enforcement.Row.Status, enforcement.Dismissed)))
		if n == 0 || err != nil {
			return "", "", err
		}
		return fmt.Sprintf("%d件", n), "/enforcement?outcome=penalty&decided_on=" + string(c.Today().AddDays(-365)) + "..&enterprise=" + string(id), nil
	},
	Moved: func(w *kernel.Write) kernel.Ref[enterprise.Enterprise] {
		before, _ := w.Before.(*enforcement.Case)
		after, _ := w.After.(*enforcement.Case)
		switch {
		case after == nil && before == nil:
			return ""
		case after == nil:
			return before.Enterprise
		case before != nil && before.DecidedOn == after.DecidedOn && before.Outcome == after.Outcome && (before.Status == enforcement.Dismissed) == (after.Status == enforcement.Dismissed):
			return ""
		}
		return after.Enterprise
	},
	Passing: func(c *kernel.Ctx) (out []kernel.Ref[enterprise.Enterprise], err error) {
		q := kernel.Query{Where: kernel.And(kernel.Since(&enforcement.Row.DecidedOn, c.Today().AddDays(-380)), kernel.Before(&enforcement.Row.DecidedOn, c.Today().AddDays(-364))), Sort: "id", Limit: -1, Cols: []string{"id", "enterprise"}}
		err = enforcement.Cases.Each(c, q, func(k *enforcement.Case) error {
			if k.Enterprise != "" {
				out = append(out, k.Enterprise)
			}
			return nil
		})
		return out, err
	},
}

// alarms: an enterprise with an orange or red alarm that nobody has closed.
var alarms = risk.Fact{Name: "alarm",
	Of: func(c *kernel.Ctx, id kernel.Ref[enterprise.Enterprise]) (string, string, error) {
		n, err := monitor.Alarms.Count(c, kernel.And(kernel.Eq(&alarm.Enterprise, id), kernel.In(&alarm.Grade, graveAlarm...), kernel.In(&alarm.Status, openAlarm...)))
		if n == 0 || err != nil {
			return "", "", err
		}
		return fmt.Sprintf("%d个", n), "/monitor_alarm?grade=orange,red&status=new,acknowledged,handling&enterprise=" + string(id), nil
	},
	Moved: func(w *kernel.Write) kernel.Ref[enterprise.Enterprise] {
		before, _ := w.Before.(*monitor.Alarm)
		after, _ := w.After.(*monitor.Alarm)
		counts := func(a *monitor.Alarm) bool {
			return a != nil && slices.Contains(graveAlarm, a.Grade) && slices.Contains(openAlarm, a.Status)
		}
		switch {
		case counts(before) == counts(after):
			return ""
		case after == nil:
			return before.Enterprise
		}
		return after.Enterprise
	},
}

var (
	alarm      = kernel.Row[monitor.Alarm]()
	graveAlarm = []monitor.Grade{monitor.Orange, monitor.Red}
	openAlarm  = []monitor.Status{monitor.New, monitor.Acknowledged, monitor.Handling}
)

// accidents: an enterprise that had an accident within a year.
var accidents = risk.Fact{Name: "accident",
	Of: func(c *kernel.Ctx, id kernel.Ref[enterprise.Enterprise]) (string, string, error) {
		since := c.Today().AddDays(-365)
		n, err := feature.Features.Count(c, kernel.And(kernel.Eq(&drawn.Enterprise, id), kernel.Eq(&drawn.Kind, feature.Accident), kernel.Since(&drawn.On, since)))
		if n == 0 || err != nil {
			return "", "", err
		}
		return fmt.Sprintf("%d起", n), "/feature?kind=accident&happened_on=" + string(since) + "..&enterprise=" + string(id), nil
	},
	Moved: func(w *kernel.Write) kernel.Ref[enterprise.Enterprise] {
		for _, side := range []any{w.After, w.Before} {
			if f, is := side.(*feature.Feature); is && f != nil && f.Kind == feature.Accident && f.Enterprise != "" {
				return f.Enterprise
			}
		}
		return ""
	},
	Passing: func(c *kernel.Ctx) (out []kernel.Ref[enterprise.Enterprise], err error) {
		q := kernel.Query{Where: kernel.And(kernel.Eq(&drawn.Kind, feature.Accident), kernel.Since(&drawn.On, c.Today().AddDays(-380)), kernel.Before(&drawn.On, c.Today().AddDays(-364)), kernel.Not(&drawn.Enterprise, "")), Sort: "id", Limit: -1, Cols: []string{"id", "enterprise"}}
		err = feature.Features.Each(c, q, func(f *feature.Feature) error { out = append(out, f.Enterprise); return nil })
		return out, err
	},
}

var drawn = kernel.Row[feature.Feature]()
