package search

import (
	"math"
	"time"

	"anjian/kernel"
)

// form numbers the way in which words are kept: which of them there are, and under which numbers. search_lock says under the name "form" of
// which form the index is; of another one it is made anew at the start, and until it is whole it answers nothing rather than half.
// A negative turn is the time, in milliseconds, at which somebody was last seen making it.
const form = 2

const abandoned = time.Minute // after which somebody else makes the index

// places are the numbers under which SQLite holds documents of a type: one after the other, so that what is found of a type lies together,
// the newest last, and a type that does not have the words is passed over without a look.
type places struct{ from, to int64 }

func placesOf(postgres bool, no int64) places {
	if postgres { // documents are numbered as they come
		return everywhere
	}
	return places{no << 40, (no + 1) << 40}
}

var everywhere = places{0, math.MaxInt64}

// catalogue are the places of each type that the index holds records of. It fails while the index is made anew.
func catalogue(c *kernel.Ctx) (map[string]places, error) {
	rows, err := c.Store.Query(c, "SELECT type, no FROM search_type UNION ALL SELECT '', turn FROM search_lock WHERE name = 'form'")
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	out, ready := map[string]places{}, false
	for rows.Next() {
		var typ string
		var no int64
		if err := rows.Scan(&typ, &no); err != nil {
			return nil, err
		}
		if typ == "" {
			ready = no == form
			continue
		}
		out[typ] = placesOf(c.Store.Dialect() == "postgres", no)
	}
	if err := rows.Err(); err != nil {
		return nil, err
	}
	if !ready {
		return nil, kernel.Errorf(kernel.Timeout, "检索目录正在重新整理，请过几分钟再检索")
	}
	return out, nil
}

// renew makes the index anew if it is of another form; ready is false as long as somebody else does.
func renew(c *kernel.Ctx) (ready bool, err error) {
	turn, err := number(c, "SELECT turn FROM search_lock WHERE name = 'form'")
	switch {
	case err != nil || turn == form:
		return err == nil, err
	case turn < 0 && time.Since(time.UnixMilli(-turn)) < abandoned:
		return false, nil
	}
	began := time.Now()
	c.Logger.InfoContext(c, "search: the index is of another form and is made anew")
	n, err := Rebuild(c)
	if err == nil {
		c.Logger.InfoContext(c, "search: the index is whole", "records", n, "took", time.Since(began).Round(time.Second))
	}
	return err == nil, err
}

// making is one who makes the index anew.
type making struct {
	turn  int64 // what stands in search_lock as long as nobody else does
	n     int
	spoke time.Time
}

var errOther = kernel.Errorf(kernel.Conflict, "检索目录正由另一个进程整理")

// step runs fn in a transaction as long as nobody else has taken over.
func (mk *making) step(c *kernel.Ctx, fn func(*kernel.Ctx) error) error {
	return c.Tx(func(c *kernel.Ctx) error {
		if err := lock(c); err != nil {
			return err
		}
		turn, err := number(c, "SELECT turn FROM search_lock WHERE name = 'form'")
		if err != nil {
			return err
		}
		if mk.turn != 0 && turn != mk.turn {
			return errOther
		}
		if err := fn(c); err != nil {
			return err
		}
		now := -time.Now().UnixMilli()
		if err := setForm(c, now); err != nil {
			return err
		}
		mk.turn = now
		return nil
	})
}

func setForm(c *kernel.Ctx, turn int64) error {
	_, err := c.Store.Exec(c, "INSERT INTO search_lock (name, turn) VALUES ('form', ?) ON CONFLICT (name) DO UPDATE SET turn = excluded.turn", turn)
	return err
}

// Rebuild makes the index anew from the records, the oldest first, and returns their number. Nothing can be searched until it is whole.
func Rebuild(c *kernel.Ctx) (n int, err error) {
	mk := &making{spoke: time.Now()}
	stmts := []string{"DELETE FROM search_doc", "DELETE FROM search_type"}
	if c.Store.Dialect() != "postgres" {
		stmts = append(stmts, "INSERT INTO search_token (search_token) VALUES ('delete-all')", "DROP TABLE IF EXISTS search_word")
	}
	err = mk.step(c, func(c *kernel.Ctx) error {
		for _, stmt := range stmts {
			if _, err := c.Store.Exec(c, stmt); err != nil {
				return err
			}
		}
		return nil
	})
	c.App.Each(func(_ *kernel.Module, h kernel.Handle) {
		if m := h.Meta(); err == nil && len(indexed(m)) > 0 {
			err = mk.fill(c, m)
		}
	})
	if err == nil {
		err = mk.step(c, func(*kernel.Ctx) error { return nil })
	}
	if err == nil {
		err = setForm(c, form)
	}
	return mk.n, err
}

func (mk *making) fill(c *kernel.Ctx, m *kernel.Meta) error {
	last, some := "", fillable
	for some == fillable {
		err := mk.step(c, func(c *kernel.Ctx) error {
			var docs []doc
			q := kernel.Query{Where: kernel.Compare("id", ">", last), Sort: "id", Limit: fillable, Cols: read(m)}
			if err := c.Store.List(c, m, q, func(rec any, _ []bool) error { docs = append(docs, doc{m: m, rec: rec}); return nil }); err != nil {
				return err
			}
			if some = len(docs); some > 0 {
				last = docs[some-1].id()
			}
			return put(c, docs)
		})
		if err != nil {
			return err
		}
		if mk.n += some; time.Since(mk.spoke) > 10*time.Second {
			mk.spoke = time.Now()
			c.Logger.InfoContext(c, "search: the index is made anew", "records", mk.n, "type", m.Name)
		}
	}
	return nil
}
