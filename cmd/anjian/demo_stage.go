package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"anjian/base/account"
	"anjian/cmd/anjian/demo"
	"anjian/kernel"
)

// stage plays the story that the demonstration data tell: it sets the clock and lets one account after the other do its work by
// the same requests that a browser sends. What it stores is stored with the rights and under the name of that account.
type stage struct {
	context.Context
	*demo.Maker
	p       *platform
	in      *invocation
	cl      *client
	actors  map[string]kernel.Actor
	before  []demo.Picture // photographs of what is wrong
	after   []demo.Picture // and of what was put right
	start   time.Time
	watched *watched
	real    func() time.Time // the clock of the platform

	clock sync.Mutex
	now   time.Time
}

func newStage(ctx context.Context, p *platform, in *invocation) *stage {
	s := &stage{Context: ctx, Maker: demo.New(in.opts.seed), p: p, in: in, actors: map[string]kernel.Actor{}, start: p.env.Now(), real: p.env.Now}
	p.env.Now = func() time.Time {
		s.clock.Lock()
		defer s.clock.Unlock()
		s.now = s.now.Add(time.Millisecond)
		return s.now
	}
	s.now = s.start
	s.cl = p.client(in.Settings, kernel.Actor{})
	return s
}

// leave gives the clock back.
func (s *stage) leave() { s.p.env.Now = s.real; s.watched.close() }

// at sets the clock to an hour of a day in China. It never goes back, and not beyond the present.
func (s *stage) at(day kernel.Date, hour, minute int) {
	t, err := time.ParseInLocation(time.DateOnly, string(day), kernel.China)
	if err != nil {
		panic(err) // days are written in this package
	}
	s.clock.Lock()
	defer s.clock.Unlock()
	if t = t.Add(time.Duration(hour)*time.Hour + time.Duration(minute)*time.Minute); t.After(s.start) {
		t = s.start
	}
	if t.After(s.now) {
		s.now = t
	}
}

// begin sets the clock to the beginning of the story, before anything is stored.
func (s *stage) begin(day kernel.Date) {
	s.clock.Lock()
	s.now = time.Time{}
	s.clock.Unlock()
	s.at(day, 8, 0)
}

// today is the day of the clock, present the day on which the story ends.
func (s *stage) today() kernel.Date   { return kernel.Day(s.p.env.Now()) }
func (s *stage) present() kernel.Date { return kernel.Day(s.start) }

func (s *stage) say(format string, args ...any) { fmt.Fprintf(s.in.out, format+"\n", args...) }

// as lets the account with a login name act.
func (s *stage) as(login string) error {
	actor, known := s.actors[login]
	if !known {
		var err error
		if actor, err = account.ActorOf(s.p.system(s), login); err != nil {
			return err
		}
		s.actors[login] = actor
	}
	s.cl.actor = actor
	return nil
}

// fields is the body of a request.
type fields map[string]any

// entry is what the story needs to know of a record.
type entry struct {
	ID     string        `json:"id"`
	Rev    int           `json:"rev"`
	Name   string        `json:"name"`
	Status string        `json:"status"`
	Region kernel.Region `json:"region"`
}

// create stores a record as somebody.
func (s *stage) create(login, typ string, body fields) (out entry, err error) {
	return out, s.post(login, typ, body, &out)
}

// post sends a request as somebody and reads the answer.
func (s *stage) post(login, path string, body, out any, headers ...string) error {
	if err := s.as(login); err != nil {
		return err
	}
	if err := s.cl.call(s, http.MethodPost, "/api/"+path, body, out, headers...); err != nil {
		return fmt.Errorf("%s（%s）：%w", path, login, err)
	}
	return nil
}

// step takes a record through a step as somebody, who looks at it first; the record then is as it stands afterwards.
func (s *stage) step(login, typ string, r *entry, step string, body fields) error {
	if body == nil {
		body = fields{}
	}
	if err := s.get(login, typ+"/"+r.ID, r); err != nil {
		return err
	}
	return s.post(login, typ+"/"+r.ID+"/"+step, body, r, "If-Match", strconv.Quote(strconv.Itoa(r.Rev)))
}

// get reads something as somebody.
func (s *stage) get(login, path string, out any) error {
	if err := s.as(login); err != nil {
		return err
	}
	if err := s.cl.call(s, http.MethodGet, "/api/"+path, nil, out); err != nil {
		return fmt.Errorf("%s（%s）：%w", path, login, err)
	}
	return nil
}

// change changes columns of a record as somebody.
func (s *stage) change(login, typ string, r *entry, body fields) error {
	if err := s.get(login, typ+"/"+r.ID, r); err != nil {
		return err
	}
	err := s.cl.call(s, http.MethodPatch, "/api/"+typ+"/"+r.ID, body, r, "If-Match", strconv.Quote(strconv.Itoa(r.Rev)))
	if err != nil {
		return fmt.Errorf("%s（%s）：%w", typ, login, err)
	}
	return nil
}

// find lists all records that a query selects for somebody.
func (s *stage) find(login, typ, query string) (out []entry, err error) {
	for after := ""; ; {
		var page struct {
			Items []entry `json:"items"`
			Next  string  `json:"next"`
		}
		if err := s.get(login, typ+"?limit=100&"+query+after, &page); err != nil {
			return nil, err
		}
		if out = append(out, page.Items...); page.Next == "" {
			return out, nil
		}
		after = "&after=" + url.QueryEscape(page.Next)
	}
}

// batch takes many records through one step as somebody.
func (s *stage) batch(login, typ, step string, list []entry) error {
	for part := range slices.Chunk(list, 500) {
		var ids []fields
		for _, r := range part {
			ids = append(ids, fields{"id": r.ID, "rev": r.Rev})
		}
		var out struct {
			Done   int `json:"done"`
			Failed []struct {
				Title string `json:"title"`
			} `json:"failed"`
		}
		if err := s.post(login, typ+"/batch", fields{"step": step, "ids": ids}, &out); err != nil {
			return err
		}
		if len(out.Failed) > 0 {
			return fmt.Errorf("%s（%s）：%s", step, login, out.Failed[0].Title)
		}
	}
	return nil
}

// load imports a table as somebody; a row that is refused is an error.
func (s *stage) load(login, typ, name string, columns []string, rows []any) error {
	var table bytes.Buffer
	if err := demo.Table(&table, s.p.env.App.Resource(typ).Meta(), columns, rows); err != nil {
		return err
	}
	if err := s.as(login); err != nil {
		return err
	}
	job, err := s.cl.load(s, s.p, typ, name, &table, func(imported) {})
	if err == nil && (job.State != "done" || job.Bad > 0) {
		var faults struct {
			Errors json.RawMessage `json:"errors"`
		}
		_ = s.cl.call(s, http.MethodGet, "/api/import/"+job.ID, nil, &faults)
		err = fmt.Errorf("%s %s %d行有错：%.600s", job.State, job.Message, job.Bad, faults.Errors)
	}
	if err != nil {
		return fmt.Errorf("导入%s（%s）：%w", name, login, err)
	}
	return nil
}

// pictures draws and uploads the photographs as somebody.
func (s *stage) pictures(login string, n int) error {
	if err := s.as(login); err != nil {
		return err
	}
	for i := range 2 * n {
		pic := s.Picture(i%2 == 1)
		if err := s.cl.send(s, http.MethodPut, "/api/file/"+pic.SHA, bytes.NewReader(pic.Data), new(bytes.Buffer), "Content-Type", "image/jpeg"); err != nil {
			return err
		}
		if i%2 == 1 {
			s.after = append(s.after, pic)
		} else {
			s.before = append(s.before, pic)
		}
	}
	return nil
}

// photo names one of the photographs in a record.
func (s *stage) photo(of []demo.Picture, name string) []fields {
	pic := of[s.Between(0, len(of)-1)]
	return []fields{{"sha": pic.SHA, "name": name + ".jpg", "type": "image/jpeg", "size": len(pic.Data)}}
}

// login signs an account in as a browser does, so that its last login is known.
func (s *stage) login(name string) error {
	s.cl.actor = kernel.Actor{}
	return s.cl.call(s, http.MethodPost, "/api/login", fields{"name": name, "password": demoPassword}, nil)
}

// every runs one acts after the other.
func every(acts ...func() error) error {
	for _, act := range acts {
		if err := act(); err != nil {
			return err
		}
	}
	return nil
}

// only returns the first record of a query.
func (s *stage) only(login, typ, query string) (entry, error) {
	list, err := s.find(login, typ, query)
	if err == nil && len(list) == 0 {
		err = errors.New("没有这条记录：" + typ + "?" + strings.TrimSpace(query))
	}
	if err != nil {
		return entry{}, err
	}
	return list[0], nil
}
