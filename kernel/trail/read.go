package trail

import (
	"encoding/json"

	"anjian/kernel"
)

// Of returns the entries of one record, newest first.
func Of(c *kernel.Ctx, typ, id string) (out []Entry, err error) {
	return read(c, "SELECT "+columns+" FROM trail WHERE record = ? AND type = ? ORDER BY at DESC, seq DESC LIMIT 500", id, typ)
}

func read(c *kernel.Ctx, stmt string, args ...any) (out []Entry, err error) {
	rows, err := c.Store.Query(c, stmt, args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var e Entry
		if err := rows.Scan(e.pointers()...); err != nil {
			return nil, err
		}
		out = append(out, e)
	}
	return out, rows.Err()
}

// List returns the changes of e.
func (e *Entry) List() (out []Change) {
	if e.Changes != "" {
		json.Unmarshal([]byte(e.Changes), &out)
	}
	return out
}
