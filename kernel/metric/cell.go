package metric

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"anjian/kernel"
)

// A year has 12 times 31 places for days, so that a day finds its place without a calendar.
const places = 12 * 31

// cell is the number of one indicator in one part of a region in one year, and on each of its days.
type cell struct {
	n    int
	days [places]int32
}

type key struct{ indicator, cut, region, part, year string }

type cells map[key]*cell

// put counts n records that lie in a county, on a day, in the parts.
func (all cells) put(one *counted, n int, region, day string, parts []string) {
	city := region[:min(len(region), 4)]
	all.add(key{one.Name, byCity, city, "", year(day)}, n, day)
	all.add(key{one.Name, byCounty, region, "", year(day)}, n, day)
	for i, f := range one.by {
		if i < len(parts) {
			all.add(key{one.Name, f.Name, city, parts[i], year(day)}, n, day)
		}
	}
}

func (all cells) add(k key, n int, day string) {
	one := all[k]
	if one == nil {
		one = &cell{}
		all[k] = one
	}
	one.n += n
	if at, ok := placeOf(day); ok {
		one.days[at] += int32(n)
	}
}

func placeOf(day string) (int, bool) {
	if len(day) != 10 {
		return 0, false
	}
	two := func(at int) int { return int(day[at]-'0')*10 + int(day[at+1]-'0') }
	at := (two(5)-1)*31 + two(8) - 1
	return at, at >= 0 && at < places
}

// text writes a line for each month, "month=number place:number place:number", so that whole months are read by their number.
func (one *cell) text() string {
	var b []byte
	for m := range 12 {
		days, sum, any := one.days[m*31:(m+1)*31], 0, false
		for _, n := range days {
			sum, any = sum+int(n), any || n != 0
		}
		if !any {
			continue
		}
		if len(b) > 0 {
			b = append(b, '\n')
		}
		b = fmt.Appendf(b, "%d=%d", m+1, sum)
		for d, n := range days {
			if n != 0 {
				b = fmt.Appendf(b, " %d:%d", m*31+d, n)
			}
		}
	}
	return string(b)
}

// eachMonth reads what text wrote between two places, both included.
func eachMonth(text string, from, to int, each func(month, n int)) {
	for line := range strings.SplitSeq(text, "\n") {
		head, days, _ := strings.Cut(line, " ")
		month, sum, _ := strings.Cut(head, "=")
		m, _ := strconv.Atoi(month)
		n, _ := strconv.Atoi(sum)
		first := (m - 1) * 31
		if to < first || first+30 < from {
			continue
		}
		if first < from || to < first+30 {
			n = 0
			eachDay(days, func(at, some int) {
				if from <= at && at <= to {
					n += some
				}
			})
		}
		each(m, n)
	}
}

// eachDay reads "place:number place:number".
func eachDay(days string, each func(at, n int)) {
	at, n, sign, colon := 0, 0, 1, false
	for i := 0; i <= len(days); i++ {
		if i == len(days) || days[i] == ' ' {
			if colon {
				each(at, sign*n)
			}
			at, n, sign, colon = 0, 0, 1, false
			continue
		}
		switch ch := days[i]; {
		case ch == ':':
			colon = true
		case ch == '-':
			sign = -1
		case !colon:
			at = at*10 + int(ch-'0')
		default:
			n = n*10 + int(ch-'0')
		}
	}
}

// Fold takes the changes that have come in since into the cells, and makes the cells anew where the declarations have changed.
func Fold(c *kernel.Ctx) error {
	m, err := markOf(c)
	switch {
	case err != nil || m.counting():
		return err
	case m.declared != planOf(c.App).mark:
		_, err := Rebuild(c)
		return err
	case !m.fresh:
		return nil
	}
	return c.Tx(func(c *kernel.Ctx) error {
		if err := setMark(c, m.declared); err != nil {
			return err
		}
		p, all := planOf(c.App), cells{}
		err := query(c, "DELETE FROM metric_delta WHERE id IN (SELECT id FROM metric_delta ORDER BY id LIMIT 20000) RETURNING content", nil, func(scan func(...any) error) error {
			var content string
			if err := scan(&content); err != nil {
				return err
			}
			p.take(all, content)
			return nil
		})
		if err != nil {
			return err
		}
		for k, one := range all {
			err := query(c, "SELECT n, days FROM metric_cell WHERE indicator = ? AND cut = ? AND region = ? AND part = ? AND year = ?", []any{k.indicator, k.cut, k.region, k.part, k.year},
				func(scan func(...any) error) error { return one.scan(scan) })
			if err != nil {
				return err
			}
			if err := k.store(c, one); err != nil {
				return err
			}
		}
		return nil
	})
}

// mark is the one row that says which declarations the cells are of; who changes cells changes it first, so that one waits for the other.
type mark struct {
	declared string
	folds    int
	fresh    bool // there are changes to fold
}

const counting = "counting since "

// counting tells whether somebody counts anew; one that ended halfway does not count any more.
func (m mark) counting() bool {
	since, yes := strings.CutPrefix(m.declared, counting)
	at, err := time.Parse(time.RFC3339, since)
	return yes && err == nil && time.Since(at) < 10*time.Minute
}

func markOf(c *kernel.Ctx) (m mark, err error) {
	err = query(c, "SELECT declared, folds, CASE WHEN EXISTS (SELECT 1 FROM metric_delta) THEN 1 ELSE 0 END FROM metric_mark", nil, func(scan func(...any) error) error {
		var fresh int
		err := scan(&m.declared, &m.folds, &fresh)
		m.fresh = fresh == 1
		return err
	})
	return m, err
}

func setMark(c *kernel.Ctx, declared string) error {
	_, err := c.Store.Exec(c, "INSERT INTO metric_mark (id, declared, folds) VALUES (1, ?, 1) ON CONFLICT (id) DO UPDATE SET declared = excluded.declared, folds = metric_mark.folds + 1", declared)
	return err
}

// query runs a statement and calls each with every row.
func query(c *kernel.Ctx, stmt string, args []any, each func(scan func(...any) error) error) error {
	rows, err := c.Store.Query(c, stmt, args...)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		if err := each(rows.Scan); err != nil {
			return err
		}
	}
	return rows.Err()
}

// take adds a row of changes.
func (p *plan) take(all cells, content string) {
	decode(content, func(n int, names, region, day string, parts []string) {
		for name := range strings.SplitSeq(names, ",") {
			for _, list := range p.types {
				for i := range list {
					if list[i].Name == name {
						all.put(&list[i], n, region, day, parts)
					}
				}
			}
		}
	})
}

// scan adds a stored cell.
func (one *cell) scan(scan func(...any) error) error {
	var n int
	var days string
	if err := scan(&n, &days); err != nil {
		return err
	}
	one.n += n
	for line := range strings.SplitSeq(days, "\n") {
		eachDay(line, func(at, n int) { one.days[at] += int32(n) })
	}
	return nil
}

func (k key) store(c *kernel.Ctx, one *cell) error {
	_, err := c.Store.Exec(c, `INSERT INTO metric_cell (indicator, cut, region, part, year, n, days) VALUES (?, ?, ?, ?, ?, ?, ?)
 ON CONFLICT (indicator, cut, region, part, year) DO UPDATE SET n = excluded.n, days = excluded.days`, k.indicator, k.cut, k.region, k.part, k.year, one.n, one.text())
	return err
}
