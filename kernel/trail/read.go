package trail

import (
	"encoding/json"
	"time"

	"anjian/kernel"
)

// Of implements kernel.Recorder: what happened to one record, newest first, at most 500 entries.
func (Trail) Of(c *kernel.Ctx, typ, id string) (out []kernel.Line, err error) {
	rows, err := c.Store.Query(c, "SELECT "+columns+" FROM trail WHERE record = ? AND type = ? ORDER BY at DESC, seq DESC LIMIT 500", id, typ)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var e Entry
		if err := rows.Scan(e.pointers()...); err != nil {
			return nil, err
		}
		l := kernel.Line{At: e.At, Actor: e.Actor, ActorName: e.ActorName, Verb: e.Verb, From: e.From, To: e.To, Opinion: e.Opinion, Detail: e.Detail, Place: e.Place, Device: e.Device, DoneAt: e.DoneAt}
		if e.Changes != "" {
			if err := json.Unmarshal([]byte(e.Changes), &l.Changes); err != nil {
				return nil, err
			}
		}
		out = append(out, l)
	}
	return out, rows.Err()
}

// Done implements kernel.Recorder.
func (Trail) Done(c *kernel.Ctx, verb string, since time.Time) (n int, err error) {
	err = one(c, "SELECT COUNT(*) FROM trail WHERE actor = ? AND at >= ? AND verb = ?", []any{c.Actor.ID, since.In(kernel.China).Format(timeText), verb}, &n)
	return n, err
}
