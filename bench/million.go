package main

import (
	"database/sql"
	"encoding/json"
	"fmt"
	"net/url"
	"path/filepath"
	"strconv"
	"strings"

	_ "modernc.org/sqlite"

	"anjian/bench/world"
	"anjian/kernel"
)

// bare is the database of a platform, asked by database/sql alone with statements that are prepared once.
type bare struct {
	db    *sql.DB
	stmts map[string]*sql.Stmt
}

func openBare(folder string) (*bare, error) {
	db, err := sql.Open("sqlite", "file:"+filepath.Join(folder, "anjian.db")+"?_pragma=busy_timeout(10000)&_pragma=query_only(1)&_pragma=cache_size(-32768)&_pragma=temp_store(MEMORY)")
	if err == nil {
		db.SetMaxOpenConns(1)
	}
	return &bare{db, map[string]*sql.Stmt{}}, err
}

// ask runs a statement, reads every column of every row, and returns the last row.
func (b *bare) ask(stmt string, args ...any) (last []string, n int, err error) {
	p := b.stmts[stmt]
	if p == nil {
		if p, err = b.db.Prepare(stmt); err != nil {
			return nil, 0, fmt.Errorf("%s: %w", stmt, err)
		}
		b.stmts[stmt] = p
	}
	rows, err := p.Query(args...)
	if err != nil {
		return nil, 0, err
	}
	defer rows.Close()
	cols, _ := rows.Columns()
	last = make([]string, len(cols))
	into := make([]any, len(cols))
	for i := range last {
		into[i] = &last[i]
	}
	for rows.Next() {
		if err := rows.Scan(into...); err != nil {
			return nil, 0, err
		}
		n++
	}
	return last, n, rows.Err()
}

// scope is what an account reads: a range of regions.
type scope struct {
	login  string
	region kernel.Region
}

func (s scope) args(more ...any) []any {
	return append([]any{string(s.region), string(s.region) + "~"}, more...)
}

var scopes = []scope{{"county", "410103"}, {"city", "4101"}, {"province", "41"}}

// millions measures what a province asks, each time beside the bare statement on the same file.
func (r *run) millions() error {
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
	for _, s := range scopes {
		if err := r.asked(p, b, s); err != nil {
			return err
		}
	}
	if err := r.member(p); err != nil {
		return err
	}
	r.add(line{group: "million", what: "memory after it", ours: p.resident(), peer: ""})
	return nil
}

const (
	ranged = " WHERE region >= ? AND region < ?"
	newest = " ORDER BY found_on DESC, id DESC LIMIT 21"
)

// asked measures pages and counts with several clients at once: with one, waking up for each costs as much as some of them. Ctrl-K takes
// long enough for one.
func (r *run) asked(p *process, b *bare, s scope) error {
	c := p.clients(s.login, atOnce)
	compare := func(what, path, stmt string, args ...any) error {
		ours, err := c.measure(r.requests, func(int) error { _, err := c.send("GET", path, ""); return err })
		if err != nil {
			return err
		}
		theirs, err := measured(r.requests/4, own, func(int) error { _, _, err := b.ask(stmt, args...); return err })
		if err != nil {
			return err
		}
		r.add(against("million", s.login+": "+what, ours, theirs, 2))
		return nil
	}
	page := "SELECT * FROM hazard" + ranged
	if err := compare("first page", "/api/hazard?limit=20", page+newest, s.args()...); err != nil {
		return err
	}
	_, total, err := b.ask("SELECT id FROM hazard"+ranged, s.args()...)
	if err != nil {
		return err
	}
	last, _, err := b.ask("SELECT found_on, id FROM hazard"+ranged+" ORDER BY found_on DESC, id DESC LIMIT 1 OFFSET ?", s.args(total/2)...)
	if err != nil {
		return err
	}
	after, err := cursor(last)
	if err != nil {
		return err
	}
	if err := compare("page in the middle", "/api/hazard?limit=20&after="+after, page+" AND (found_on, id) < (?, ?)"+newest, s.args(last[0], last[1])...); err != nil {
		return err
	}
	if err := compare("page by status", "/api/hazard?limit=20&status=open", page+" AND status = ?"+newest, s.args("open")...); err != nil {
		return err
	}
	if err := compare("count", "/api/hazard/count", "SELECT COUNT(*) FROM (SELECT 1 FROM hazard"+ranged+" LIMIT 10001)", s.args()...); err != nil {
		return err
	}
	return r.found(p.client(s.login), b, s)
}

// found measures Ctrl-K. The bare statements are those that a programmer would write who knows which tables to look in, and under which
// numbers the index holds each of them.
func (r *run) found(c *client, b *bare, s scope) error {
	places := map[string]int64{}
	for _, table := range []string{"enterprise", "hazard"} {
		row, _, err := b.ask("SELECT no << 40 FROM search_type WHERE type = ?", table)
		if err != nil {
			return err
		}
		if places[table], err = strconv.ParseInt(row[0], 10, 64); err != nil {
			return err
		}
	}
	mark := fmt.Sprintf(`"_r%s"`, s.region)
	for _, q := range []struct{ text, match string }{
		{"灭火器过期", `"灭火" AND "火器" AND "器过" AND "过期"`},
		{"第777", `"第" AND "777"`},
		{"没有的词", `"没有" AND "有的" AND "的词"`},
		{"配电室", `"配电" AND "电室"`},
	} {
		n := r.requests / 10
		ours, err := c.measure(n, func(int) error {
			_, err := c.send("GET", "/api/search?q="+url.QueryEscape(q.text), "")
			return err
		})
		if err != nil {
			return err
		}
		theirs, err := measured(n, own, func(int) error {
			for table, cols := range map[string]string{"enterprise": "id, name, credit_code, status, region", "hazard": "id, title, status, region"} {
				stmt := "SELECT " + cols + " FROM " + table + ranged + " AND id IN (SELECT record FROM search_doc WHERE id IN (SELECT rowid FROM search_token WHERE search_token MATCH ? AND rowid >= ? AND rowid < ? ORDER BY rowid DESC LIMIT 200)) LIMIT 6"
				if _, _, err := b.ask(stmt, s.args(q.match+` AND `+mark, places[table], places[table]+1<<40)...); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			return err
		}
		r.add(against("million", s.login+": Ctrl-K "+q.text, ours, theirs, 2))
	}
	return nil
}

// member compares pages of accounts whose rights are narrow with those of the province, whose rights are everything.
func (r *run) member(p *process) error {
	var wide cost
	for _, login := range []string{"province", "county", "trade", "member"} {
		c := p.clients(login, atOnce)
		took, err := c.measure(r.requests, func(int) error { _, err := c.send("GET", "/api/hazard?limit=20&sort=-found_on", ""); return err })
		if err != nil {
			return err
		}
		if login == "province" {
			wide = took
			continue
		}
		name := map[string]string{"county": "county regulator", "trade": "regulator of one trade", "member": "enterprise"}[login]
		r.add(against("million", "page of a "+name+" / of the province", took, wide, 1))
	}
	return nil
}

// cursor is the place of a page after a record, as lists hand it out.
func cursor(last []string) (string, error) {
	raw, err := json.Marshal(last)
	return strings.TrimRight(base64URL(raw), "="), err
}
