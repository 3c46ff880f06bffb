// Package due keeps until when somebody has to act on a record (办理期限) and reminds of it. A record type says
// its limit by kernel.Resource.Due; this package keeps one row for each open limit, in the transaction of the
// write, and turns limits into reminders: once when the warning begins, once when it is overdue, and again at
// each level above that it reaches.
package due

import (
	"slices"
	"strings"
	"time"

	"anjian/kernel"
)

// Reminder is what has to be told; whoever keeps messages implements Tell.
type Reminder struct {
	Type, Record, Title string
	Region              kernel.Region
	On                  kernel.Date // last day
	State               string      // kernel.Warned or kernel.Overdue
	Level               int         // 0 for who was to act; 1 county, 2 city, 3 province: levels above that are told
	Late                int         // days past On
	Who, What           string
}

// Levels are the days past the limit after which the next level above is told.
var Levels = []int{1, 7, 30}

// Module declares the table, the hook that fills it and the task that reminds. Tell stores one reminder in the
// transaction of c; what it is told is told once, whatever crashes in between.
func Module(tell func(*kernel.Ctx, Reminder) error) kernel.Module {
	remind := &kernel.Task[struct{}]{Name: "due.remind", Every: 10 * time.Minute, Run: func(c *kernel.Ctx, _ struct{}) error {
		_, err := Remind(c, tell)
		return err
	}}
	return kernel.Module{Name: "due", Label: "办理期限", Hooks: []kernel.Hook{Wrote}, Tasks: []kernel.Job{remind}, Tables: []string{
		"sqlite:" + table + " WITHOUT ROWID", // one tree less to write
		"postgres:" + strings.ReplaceAll(table, "TEXT", `TEXT COLLATE "C"`),
		`CREATE INDEX IF NOT EXISTS due_order ON due (type, last_on, record, region)`,
		`DROP INDEX IF EXISTS due_last_on`,
		`DROP INDEX IF EXISTS due_region`,
		`CREATE INDEX IF NOT EXISTS due_below ON due (type, region, last_on, paused, who)`,
		`CREATE INDEX IF NOT EXISTS due_warn_on ON due (warn_on)`,
	}}
}

const table = `CREATE TABLE IF NOT EXISTS due (type TEXT NOT NULL, record TEXT NOT NULL, region TEXT NOT NULL, title TEXT NOT NULL, last_on TEXT NOT NULL, warn_on TEXT NOT NULL,
 paused BOOLEAN NOT NULL, who TEXT NOT NULL, what TEXT NOT NULL, told BIGINT NOT NULL, PRIMARY KEY (type, record))`

// Wrote is the hook that keeps the limit of the record that was written. A limit that moves is told anew.
func Wrote(c *kernel.Ctx, w *kernel.Write) error {
	d := w.Due
	if d.On == "" {
		if w.Before == nil { // a new record without a limit has no row to remove
			return nil
		}
		_, err := c.Store.Exec(c, "DELETE FROM due WHERE type = ? AND record = ?", w.Meta.Name, w.ID)
		return err
	}
	title := w.Meta.Field(w.Meta.NameColumn).Text(w.After)
	_, err := c.Store.Exec(c, `INSERT INTO due (type, record, region, title, last_on, warn_on, paused, who, what, told) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, 0)
 ON CONFLICT (type, record) DO UPDATE SET region = excluded.region, title = excluded.title, warn_on = excluded.warn_on, paused = excluded.paused, who = excluded.who, what = excluded.what,
 told = CASE WHEN due.last_on = excluded.last_on AND due.what = excluded.what THEN due.told ELSE 0 END, last_on = excluded.last_on`,
		w.Meta.Name, w.ID, string(w.Region), title, string(d.On), string(d.On.AddDays(-d.Warn)), d.Paused, d.Who, d.What)
	return err
}

// row is an open limit.
type row struct {
	Reminder
	told int // 0 nothing, 1 warned, 2 overdue, 3... levels above
}

// Remind tells everything that has become due since it last ran and returns how many reminders it made. Each is
// made in a transaction that also notes that it was, so a crash at any instant neither loses nor repeats one.
func Remind(c *kernel.Ctx, tell func(*kernel.Ctx, Reminder) error) (n int, err error) {
	for {
		batch, err := next(c)
		if err != nil || len(batch) == 0 {
			return n, err
		}
		for few := range slices.Chunk(batch, atOnce) {
			made := 0
			err := c.Tx(func(c *kernel.Ctx) error {
				for _, r := range few {
					// whoever changed the row since then has it told again or not at all
					got, err := c.Store.Exec(c, "UPDATE due SET told = ? WHERE type = ? AND record = ? AND told = ? AND last_on = ?", stage(r, c.Today()), r.Type, r.Record, r.told, string(r.On))
					if err == nil && got > 0 {
						made++
						err = tell(c, r.Reminder)
					}
					if err != nil {
						return err
					}
				}
				return nil
			})
			if err != nil {
				return n, err
			}
			n += made
		}
	}
}

// atOnce is how many reminders share a transaction: few enough that nobody waits for it.
const atOnce = 20

// stage is how far a limit has been told when today's reminder is out.
func stage(r row, today kernel.Date) int {
	late := r.On.DaysUntil(today)
	if late <= 0 {
		return 1
	}
	told := 2
	for _, days := range Levels {
		if late >= days {
			told++
		}
	}
	return told
}

// next finds limits whose stage has moved since they were last told.
func next(c *kernel.Ctx) (out []row, err error) {
	today := c.Today()
	args := []any{false, string(today), string(today)}
	stmt := "SELECT type, record, region, title, last_on, who, what, told FROM due WHERE paused = ? AND warn_on <= ? AND (told < 1 OR (last_on < ? AND told < 2)"
	for i, days := range Levels {
		stmt += " OR (last_on <= ? AND told < ?)"
		args = append(args, string(today.AddDays(-days)), 3+i)
	}
	rows, err := c.Store.Query(c, stmt+") ORDER BY last_on LIMIT 200", args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var r row
		var region, on string
		if err := rows.Scan(&r.Type, &r.Record, &region, &r.Title, &on, &r.Who, &r.What, &r.told); err != nil {
			return nil, err
		}
		r.Region, r.On = kernel.Region(region), kernel.Date(on)
		r.State, r.Late = kernel.Warned, max(0, r.On.DaysUntil(today))
		if r.Late > 0 {
			r.State, r.Level = kernel.Overdue, stage(r, today)-2
		}
		out = append(out, r)
	}
	return out, rows.Err()
}
