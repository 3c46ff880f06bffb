package metric

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"time"

	"anjian/kernel"
)

// Rebuild counts every record anew, while others read and write, and puts the cells in the place of those that are stored. It answers
// how the stored ones differed. What is written meanwhile waits among the changes; indicators are counted live until it is done.
func Rebuild(c *kernel.Ctx) (differences []string, err error) {
	p, began := planOf(c.App), time.Now()
	if err := setMark(c, counting+began.UTC().Format(time.RFC3339)); err != nil {
		return nil, err
	}
	defer func() {
		if err != nil { // whoever folds next begins again
			in := *c
			in.Context = context.WithoutCancel(c.Context)
			err = errors.Join(err, setMark(&in, ""))
		}
	}()
	old, now, seen, err := p.count(c)
	if err != nil {
		return nil, err
	}
	differences = compare(old, now)
	err = c.Tx(func(c *kernel.Ctx) error {
		if err := setMark(c, p.mark); err != nil {
			return err
		}
		for _, id := range seen {
			if _, err := c.Store.Exec(c, "DELETE FROM metric_delta WHERE id = ?", id); err != nil {
				return err
			}
		}
		if _, err := c.Store.Exec(c, "DELETE FROM metric_cell"); err != nil {
			return err
		}
		for k, one := range now {
			if err := k.store(c, one); err != nil {
				return err
			}
		}
		return nil
	})
	if err == nil && c.Logger != nil {
		c.Logger.InfoContext(c, "indicators counted anew", "took", time.Since(began).Round(time.Millisecond), "differences", len(differences))
	}
	return differences, err
}

// Verify compares the counters with the records and says where they differ. It answers nothing while there are no counters.
func Verify(c *kernel.Ctx) (differences []string, err error) {
	for range 3 {
		before, err := markOf(c)
		if err != nil || before.declared != planOf(c.App).mark {
			return nil, err
		}
		old, now, _, err := planOf(c.App).count(c)
		if err != nil {
			return nil, err
		}
		after, err := markOf(c)
		if err != nil {
			return nil, err
		}
		if differences = compare(old, now); len(differences) == 0 || after.folds == before.folds {
			break // else changes were folded meanwhile, and the two do not compare
		}
	}
	return differences, nil
}

// count counts every record, and reads what the counters say of the same records: one statement for each type sees its records and
// the changes that are not folded yet, whose ids are in seen.
func (p *plan) count(c *kernel.Ctx) (old, now cells, seen []int64, err error) {
	old, now = cells{}, cells{}
	err = query(c, "SELECT indicator, cut, region, part, year, n, days FROM metric_cell", nil, func(scan func(...any) error) error {
		var k key
		one := &cell{}
		err := one.scan(func(rest ...any) error {
			return scan(append([]any{&k.indicator, &k.cut, &k.region, &k.part, &k.year}, rest...)...)
		})
		old[k] = one
		return err
	})
	for m, list := range p.types {
		if err != nil {
			return nil, nil, nil, err
		}
		rec, cols := reflect.New(m.Type).Interface(), p.columns(m)
		texts, into, names := make([]string, len(cols)), make([]any, len(cols)+1), make([]string, len(cols))
		var change int64
		for i, col := range cols {
			into[i], names[i] = &texts[i], asText(m.Field(col))
		}
		into[len(cols)] = &change
		stmt := "SELECT " + strings.Join(names, ", ") + ", 0 FROM " + m.Name + " UNION ALL SELECT content" + strings.Repeat(", ''", len(cols)-1) + ", id FROM metric_delta WHERE type = ?"
		err = query(c, stmt, []any{m.Name}, func(scan func(...any) error) error {
			if err := scan(into...); err != nil {
				return err
			}
			if change > 0 {
				p.take(old, texts[0])
				seen = append(seen, change)
				return nil
			}
			for i, col := range cols {
				if err := fill(m.Field(col), rec, texts[i]); err != nil {
					return err
				}
			}
			for i := range list {
				if holds, _ := list[i].Where.Decide(m, rec); holds {
					region, day, parts := list[i].place(rec)
					now.put(&list[i], 1, region, day, parts)
				}
			}
			return nil
		})
	}
	return old, now, seen, err
}

// asText is a column as text in both databases, as fill reads it.
func asText(f *kernel.Field) string {
	switch f.Kind.Column {
	case kernel.Bool:
		return "CASE WHEN " + f.Name + " THEN '1' ELSE '' END"
	case kernel.Integer:
		return "CAST(" + f.Name + " AS TEXT)"
	}
	return f.Name
}

func fill(f *kernel.Field, rec any, text string) (err error) {
	v := f.In(rec)
	switch f.Kind.Column {
	case kernel.Bool:
		v.SetBool(text == "1")
	case kernel.Integer:
		var n int64
		n, err = strconv.ParseInt(text, 10, 64)
		v.SetInt(n)
	case kernel.Time:
		at := time.Time{}
		if text != "" {
			at, err = time.Parse("2006-01-02T15:04:05.000-07:00", text)
		}
		v.Set(reflect.ValueOf(at))
	default:
		v.SetString(text)
	}
	return err
}

// compare names the cells that differ, in their order.
func compare(old, now cells) (out []string) {
	say := func(k key, was, is int) {
		out = append(out, fmt.Sprintf("%s %s %s %s %s：计数 %d，记录 %d", k.indicator, k.cut, k.region, k.part, k.year, was, is))
	}
	for k, one := range now {
		was := old[k]
		if was == nil {
			was = &cell{}
		}
		if *was != *one {
			say(k, was.n, one.n)
		}
	}
	for k, was := range old {
		if now[k] == nil && *was != (cell{}) {
			say(k, was.n, 0)
		}
	}
	slices.Sort(out)
	return out
}

// fold runs every quarter of a minute; verify once a day, and what it finds is put right and reported.
var (
	fold = &kernel.Task[struct{}]{Name: "metric.fold", Every: 15 * time.Second, Run: func(c *kernel.Ctx, _ struct{}) error { return Fold(c) }}

	verify = &kernel.Task[struct{}]{Name: "metric.verify", Every: 24 * time.Hour, Run: func(c *kernel.Ctx, _ struct{}) error {
		differences, err := Verify(c)
		if err != nil || len(differences) == 0 {
			return err
		}
		if differences, err = Rebuild(c); err == nil && len(differences) > 0 {
			c.Logger.ErrorContext(c, "counters of indicators differed from the records and were counted anew", "cells", len(differences), "first", differences[0])
		}
		return err
	}}
)
