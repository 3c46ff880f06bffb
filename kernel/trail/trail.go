// Package trail keeps the evidence of the platform (办理过程): every write, step, export, print, login and view of
// personal data, with who, when, from where, and what was before and after. Entries are chained by hash per
// county and day, so that a changed, missing or inserted entry is found by Verify and named.
package trail

import (
	"bytes"
	"crypto/sha256"
	"database/sql"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"reflect"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"anjian/kernel"
)

// Entry is one line of the trail.
type Entry struct {
	Chain     string // county and day: "410105/2026-05-01"
	Seq       int    // 1, 2, 3 ... within the chain
	At        string // "2026-05-01T16:00:00.000+08:00"
	Type      string // record type, "" for events of no record
	Record    string
	Region    string
	Verb      string
	Actor     string
	ActorName string
	From, To  string // states
	Opinion   string
	Detail    string
	Changes   string // JSON list of kernel.Change, "" for none
	Address   string
	Device    string
	Place     string
	DoneAt    string
	Request   string
	Prev      string // hash of the entry before; of the first one: of the county's chain before
	Hash      string
}

const columns = "chain, seq, at, type, record, region, verb, actor, actor_name, from_state, to_state, opinion, detail, changes, address, device, place, done_at, request, prev, hash"

// Module declares the tables and the hook of the trail.
func Module() kernel.Module {
	return kernel.Module{Name: "trail", Label: "办理过程",
		Tables: []string{
			`CREATE TABLE IF NOT EXISTS trail (chain {text} NOT NULL, seq {int} NOT NULL, at {text} NOT NULL, type {text} NOT NULL, record {text} NOT NULL, region {text} NOT NULL,
 verb {text} NOT NULL, actor {text} NOT NULL, actor_name {text} NOT NULL, from_state {text} NOT NULL, to_state {text} NOT NULL, opinion {text} NOT NULL, detail {text} NOT NULL,
 changes {text} NOT NULL, address {text} NOT NULL, device {text} NOT NULL, place {text} NOT NULL, done_at {text} NOT NULL, request {text} NOT NULL, prev {text} NOT NULL, hash {text} NOT NULL,
 PRIMARY KEY (chain, seq))`,
			`CREATE INDEX IF NOT EXISTS trail_record ON trail (record, at)`,
			`DROP INDEX IF EXISTS trail_actor`,
			`CREATE TABLE IF NOT EXISTS trail_head (chain {text} PRIMARY KEY, seq {int} NOT NULL, hash {text} NOT NULL)`,
		},
		Hooks: []kernel.Hook{Trail{}.Wrote},
	}
}

// Trail implements kernel.Recorder.
type Trail struct{}

// Wrote is the hook that records the write of a record.
func (t Trail) Wrote(c *kernel.Ctx, w *kernel.Write) error {
	return t.append(c, &Entry{ActorName: w.Meta.Capacity(c.Actor, w.Verb), Type: w.Meta.Name, Record: w.ID, Region: string(w.Region), Verb: w.Verb, From: w.From, To: w.To, Opinion: w.Opinion, Changes: diff(w)})
}

// Record adds an event that is not the write of a record.
func (t Trail) Record(c *kernel.Ctx, e kernel.Event) error {
	region := e.Region
	if region == "" {
		region = c.Actor.Region
	}
	entry := &Entry{Type: e.Type, Record: e.ID, Region: string(region), Verb: e.Verb, Opinion: e.Opinion, Detail: e.Detail}
	return c.Tx(func(c *kernel.Ctx) error { return t.append(c, entry) })
}

const timeText = "2006-01-02T15:04:05.000-07:00"

func (Trail) append(c *kernel.Ctx, e *Entry) error {
	now := c.Now().In(kernel.China)
	county := e.Region
	if len(county) > 6 {
		county = county[:6]
	}
	if county == "" {
		county = string(kernel.Country)
	}
	e.Chain, e.At = county+"/"+now.Format(time.DateOnly), now.Format(timeText)
	if e.Actor = c.Actor.ID; e.ActorName == "" {
		e.ActorName = c.Actor.Name
	}
	o := c.Origin
	e.Address, e.Device, e.DoneAt, e.Request = o.Address, clip(o.Device, 300), o.DoneAt, o.Request
	if o.Place != (kernel.Point{}) {
		e.Place = fmt.Sprintf("%.6f,%.6f", o.Place.Lng, o.Place.Lat)
	}
	last, err := headOf(c, e.Chain, county)
	if err != nil {
		return err
	}
	e.Seq, e.Prev = last.seq+1, last.hash
	e.Hash = e.sum()
	if _, err := c.Store.Exec(c, "INSERT INTO trail ("+columns+") VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", e.values()...); err != nil {
		return err
	}
	c.Store.Hold(headKey(e.Chain), head{e.Seq, e.Hash}, func(s kernel.Store, last any) error {
		_, err := s.Exec(c, "UPDATE trail_head SET seq = ?, hash = ? WHERE chain = ?", last.(head).seq, last.(head).hash, e.Chain)
		return err
	})
	return nil
}

// head is the last entry of a chain. A transaction reads it once, which locks it, and writes it once, before the commit.
type head struct {
	seq  int
	hash string
}

type headKey string

// headOf returns the head of a chain; its row stays locked until the transaction ends, so that no other takes the same number.
func headOf(c *kernel.Ctx, chain, county string) (last head, err error) {
	if held := c.Store.Held(headKey(chain)); held != nil {
		return held.(head), nil
	}
	read := "SELECT seq, hash FROM trail_head WHERE chain = ?"
	if c.Store.Dialect() == "postgres" { // in SQLite the transaction is the only writer
		read += " FOR UPDATE"
	}
	for range 2 {
		if err := one(c, read, []any{chain}, &last.seq, &last.hash); err != sql.ErrNoRows {
			return last, err
		}
		link := ""
		err = one(c, "SELECT hash FROM trail_head WHERE chain >= ? AND chain < ? ORDER BY chain DESC LIMIT 1", []any{county + "/", chain}, &link)
		if err != nil && err != sql.ErrNoRows {
			return last, err
		}
		if _, err := c.Store.Exec(c, "INSERT INTO trail_head (chain, seq, hash) VALUES (?, 0, ?) ON CONFLICT (chain) DO NOTHING", chain, link); err != nil {
			return last, err
		}
	}
	return last, fmt.Errorf("trail: no head for %s", chain)
}

func one(c *kernel.Ctx, stmt string, args []any, into ...any) error {
	rows, err := c.Store.Query(c, stmt, args...)
	if err != nil {
		return err
	}
	defer rows.Close()
	if !rows.Next() {
		if rows.Err() != nil {
			return rows.Err()
		}
		return sql.ErrNoRows
	}
	return rows.Scan(into...)
}

func (e *Entry) values() []any {
	return []any{e.Chain, e.Seq, e.At, e.Type, e.Record, e.Region, e.Verb, e.Actor, e.ActorName, e.From, e.To, e.Opinion, e.Detail, e.Changes,
		e.Address, e.Device, e.Place, e.DoneAt, e.Request, e.Prev, e.Hash}
}

func (e *Entry) pointers() []any {
	return []any{&e.Chain, &e.Seq, &e.At, &e.Type, &e.Record, &e.Region, &e.Verb, &e.Actor, &e.ActorName, &e.From, &e.To, &e.Opinion, &e.Detail, &e.Changes,
		&e.Address, &e.Device, &e.Place, &e.DoneAt, &e.Request, &e.Prev, &e.Hash}
}

// sum is SHA-256 over every column but hash, each preceded by its length.
func (e *Entry) sum() string {
	h, size := sha256.New(), make([]byte, 8)
	list := e.values()
	for _, v := range list[:len(list)-1] {
		text, ok := v.(string)
		if !ok {
			text = fmt.Sprint(v)
		}
		binary.BigEndian.PutUint64(size, uint64(len(text)))
		h.Write(size)
		h.Write([]byte(text))
	}
	return hex.EncodeToString(h.Sum(nil))
}

// diff lists the columns that the write changed; a new record lists what is filled in.
func diff(w *kernel.Write) string {
	var b bytes.Buffer
	for i := range w.Meta.Fields {
		f := &w.Meta.Fields[i]
		switch f.Name {
		case "id", "rev", "created", "updated":
			continue
		}
		if unchanged(f, w) {
			continue
		}
		before, after := value(f, w.Before), value(f, w.After)
		if bytes.Equal(before, after) {
			continue
		}
		if b.Len() == 0 {
			b.WriteByte('[')
		} else {
			b.WriteByte(',')
		}
		b.WriteString(`{"name":"`) // as kernel.Change is read; a column's name needs no escape
		b.WriteString(f.Name)
		b.WriteByte('"')
		if before != nil {
			b.WriteString(`,"before":`)
			b.Write(before)
		}
		if after != nil {
			b.WriteString(`,"after":`)
			b.Write(after)
		}
		b.WriteByte('}')
	}
	if b.Len() == 0 {
		return ""
	}
	b.WriteByte(']')
	return b.String()
}

// unchanged tells of most columns at little cost that they are.
func unchanged(f *kernel.Field, w *kernel.Write) bool {
	if absent(w.Before) || absent(w.After) {
		return false
	}
	before, after := f.In(w.Before), f.In(w.After)
	return before.Comparable() && before.Equal(after)
}

func absent(rec any) bool { return rec == nil || reflect.ValueOf(rec).IsNil() }

func value(f *kernel.Field, rec any) json.RawMessage {
	if absent(rec) {
		return nil
	}
	v := f.In(rec)
	if v.IsZero() || v.Kind() == reflect.Slice && v.Len() == 0 {
		return nil
	}
	if v.Kind() == reflect.String {
		text := v.String()
		if f.Kind.Mask != nil {
			text = f.Kind.Mask(text)
		}
		if plainText(text) {
			return append(append(append(make([]byte, 0, len(text)+2), '"'), text...), '"')
		}
		out, _ := json.Marshal(text)
		return out
	}
	switch v := v.Interface().(type) {
	case bool:
		return strconv.AppendBool(nil, v)
	case int:
		return strconv.AppendInt(nil, int64(v), 10)
	case kernel.Money:
		out, _ := v.MarshalJSON()
		return out
	}
	out, _ := json.Marshal(v.Interface())
	return out
}

// plainText tells whether a text stands in JSON as it is; nearly every one does.
func plainText(s string) bool {
	for i := 0; i < len(s); i++ {
		if c := s[i]; c < ' ' || c == '"' || c == '\\' || c == '<' || c == '>' || c == '&' || c == 0xe2 || c == 0x7f {
			return false
		}
	}
	return utf8.ValidString(s)
}

func clip(s string, n int) string {
	if r := []rune(s); len(r) > n {
		return string(r[:n])
	}
	return strings.ToValidUTF8(s, "")
}
