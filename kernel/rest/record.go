package rest

import (
	"encoding/json"
	"errors"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync"

	"anjian/kernel"
)

const countLimit = 10_000

func (s *Server) resource(h kernel.Handle) {
	m, path := h.Meta(), "/api/"+h.Meta().Name
	on := func(pattern, verb, label string, fn handler) {
		s.routes = append(s.routes, route{Route: kernel.Route{Pattern: pattern, Label: label}, resource: m, verb: verb})
		s.handle(pattern, false, s.noted(m.Name, verb, fn))
	}
	on("GET "+path, "list", m.Label+"列表", func(c *kernel.Ctx, w http.ResponseWriter, r *http.Request) error { return s.list(c, w, r, h) })
	on("GET "+path+"/count", "count", m.Label+"数量", func(c *kernel.Ctx, w http.ResponseWriter, r *http.Request) error {
		q, err := Filter(c, h, r.URL.Query())
		if err != nil {
			return err
		}
		n, err := c.Count(m, q.Where, countLimit+1)
		if err != nil {
			return err
		}
		return answer(w, http.StatusOK, map[string]any{"count": min(n, countLimit), "more": n > countLimit})
	})
	on("GET "+path+"/{id}", "get", "查看"+m.Label, func(c *kernel.Ctx, w http.ResponseWriter, r *http.Request) error {
		return s.reply(c, w, h, r.PathValue("id"), http.StatusOK)
	})
	on("GET "+path+"/{id}/trail", "trail", m.Label+"办理过程", func(c *kernel.Ctx, w http.ResponseWriter, r *http.Request) error { return s.trail(c, w, r, h) })
	on("GET "+path+"/{id}/parts", "parts", m.Label+"相关记录", func(c *kernel.Ctx, w http.ResponseWriter, r *http.Request) error { return s.parts(c, w, r, h) })
	on("POST "+path+"/{id}/print", "print", "打印"+m.Label, func(c *kernel.Ctx, w http.ResponseWriter, r *http.Request) error {
		rec, err := h.GetAny(c, r.PathValue("id"))
		if err != nil {
			return err
		}
		if err := c.Trail.Record(c, kernel.Event{Type: m.Name, ID: r.PathValue("id"), Verb: "print", Region: kernel.BaseOf(rec).Region}); err != nil {
			return err
		}
		w.WriteHeader(http.StatusNoContent)
		return nil
	})
	on("POST "+path+"/derive", "derive", m.Label+"试算", func(c *kernel.Ctx, w http.ResponseWriter, r *http.Request) error { return s.derive(c, w, r, h) })
	if grants(m, "create") {
		on("POST "+path, "create", "新建"+m.Label, func(c *kernel.Ctx, w http.ResponseWriter, r *http.Request) error { return s.create(c, w, r, h) })
	}
	if grants(m, "update") {
		on("PATCH "+path+"/{id}", "update", "修改"+m.Label, func(c *kernel.Ctx, w http.ResponseWriter, r *http.Request) error { return s.update(c, w, r, h) })
	}
	if grants(m, "delete") {
		on("DELETE "+path+"/{id}", "delete", "删除"+m.Label, func(c *kernel.Ctx, w http.ResponseWriter, r *http.Request) error {
			rev, err := match(r)
			if err != nil {
				return err
			}
			if err := s.stale(c, h, h.DeleteAny(c, r.PathValue("id"), rev)); err != nil {
				return err
			}
			w.WriteHeader(http.StatusNoContent)
			return nil
		})
	}
	if slices.ContainsFunc(m.Fields, func(f kernel.Field) bool { return f.Kind.Mask != nil }) {
		on("POST "+path+"/{id}/unmask", "unmask", "查看"+m.Label+"完整信息", func(c *kernel.Ctx, w http.ResponseWriter, r *http.Request) error { return s.unmask(c, w, r, h) })
		on("POST "+path+"/unmask", "unmask", "查看多条"+m.Label+"完整信息", func(c *kernel.Ctx, w http.ResponseWriter, r *http.Request) error { return s.unmask(c, w, r, h) })
	}
	for _, step := range m.Steps {
		on("POST "+path+"/{id}/"+step.Name, step.Name, step.Label, func(c *kernel.Ctx, w http.ResponseWriter, r *http.Request) error {
			return s.step(c, w, r, h, step.Name)
		})
	}
	if len(m.Steps) > 0 {
		on("POST "+path+"/batch", "batch", m.Label+"批量办理", func(c *kernel.Ctx, w http.ResponseWriter, r *http.Request) error { return s.batch(c, w, r, h) })
	}
}

// noted tells Used of what went well.
func (s *Server) noted(typ, verb string, fn handler) handler {
	return func(c *kernel.Ctx, w http.ResponseWriter, r *http.Request) error {
		err := fn(c, w, r)
		if err == nil && s.Used != nil {
			s.Used(c, typ, verb)
		}
		return err
	}
}

func grants(m *kernel.Meta, verb string) bool {
	return slices.ContainsFunc(m.Access, func(g kernel.Grant) bool { return slices.Contains(strings.Fields(g.Can), verb) })
}

// pages are where pages are written before they are sent.
var pages = sync.Pool{New: func() any { return new([]byte) }}

func (s *Server) list(c *kernel.Ctx, w http.ResponseWriter, r *http.Request, h kernel.Handle) error {
	q, err := Filter(c, h, r.URL.Query())
	if err != nil {
		return err
	}
	q.Limit++ // one more tells whether there is a next page
	e := newEncoder(c, h)
	q.Names = e.with()
	items, err := c.Page(h.Meta(), q)
	if err != nil {
		return err
	}
	next := ""
	if len(items) == q.Limit {
		items = items[:len(items)-1]
		next = cursor(h.Meta(), q.Sort, items[len(items)-1].Rec)
	}
	room := pages.Get().(*[]byte)
	defer pages.Put(room)
	if *room, err = e.page((*room)[:0], items, next); err != nil {
		return err
	}
	return send(w, http.StatusOK, *room)
}

// load reads one record with what the actor may do with it, as it is encoded.
func (s *Server) load(c *kernel.Ctx, h kernel.Handle, id string, room []byte) (body []byte, rev int, err error) {
	e := newEncoder(c, h)
	it, err := c.Item(h.Meta(), id, e.with())
	if err != nil {
		return room, 0, err
	}
	body, err = e.one(room, it)
	return body, kernel.BaseOf(it.Rec).Rev, err
}

func (s *Server) reply(c *kernel.Ctx, w http.ResponseWriter, h kernel.Handle, id string, status int) error {
	room := pages.Get().(*[]byte)
	defer pages.Put(room)
	body, rev, err := s.load(c, h, id, (*room)[:0])
	*room = body
	if err != nil {
		return err
	}
	w.Header().Set("ETag", `"`+strconv.Itoa(rev)+`"`)
	return send(w, status, body)
}

// after encodes a record for the answer to its write; whoever may write but not read gets its id alone.
func (s *Server) after(c *kernel.Ctx, h kernel.Handle, rec any) ([]byte, error) {
	it, err := c.ItemOf(h.Meta(), rec)
	if code := kernel.CodeOf(err); code == kernel.Missing || code == kernel.Forbidden {
		return json.Marshal(map[string]string{"id": kernel.BaseOf(rec).ID})
	}
	if err != nil {
		return nil, err
	}
	return newEncoder(c, h).one(nil, it)
}

func (s *Server) create(c *kernel.Ctx, w http.ResponseWriter, r *http.Request, h kernel.Handle) error {
	body, err := s.readBody(w, r)
	if err != nil {
		return err
	}
	rec, m := h.New(), h.Meta()
	if err := decode(body, rec, labels(m)); err != nil {
		return err
	}
	if err := typed(m, body, true); err != nil {
		return err
	}
	if b := kernel.BaseOf(rec); b.Region == "" {
		b.Region = c.Actor.Region
	}
	return s.once(c, w, r, body, false, func(c *kernel.Ctx) (int, []byte, error) {
		if err := h.CreateAny(c, rec); err != nil {
			return 0, nil, err
		}
		text, err := s.after(c, h, rec)
		return http.StatusCreated, text, err
	})
}

// typed refuses columns that nobody may type: they follow from steps or from other columns.
func typed(m *kernel.Meta, body []byte, creating bool) error {
	names, err := sent(body)
	if err != nil {
		return err
	}
	for _, name := range names {
		f := m.Field(name)
		if f == nil || name == "id" && creating { // a phone without a network makes the id itself
			continue
		}
		if !f.Editable(creating) || name == m.StateColumn {
			return &kernel.Error{Code: kernel.Invalid, Message: f.Label + "不能直接填写", Fields: map[string]string{name: f.Label + "不能直接填写"}}
		}
	}
	return nil
}

func match(r *http.Request) (int, error) {
	text := strings.Trim(strings.TrimPrefix(r.Header.Get("If-Match"), "W/"), `"`)
	rev, err := strconv.Atoi(text)
	if err != nil || rev < 1 {
		return 0, kernel.Errorf(kernel.Unmatched, "缺少请求头 If-Match：请先读取记录再修改")
	}
	return rev, nil
}

// stale puts the record as it is now into a Stale error, so that both versions can be shown.
func (s *Server) stale(c *kernel.Ctx, h kernel.Handle, err error) error {
	fault, ok := errors.AsType[*kernel.Error](err)
	if !ok || fault.Code != kernel.Stale || fault.Current == nil {
		return err
	}
	body, _, loadErr := s.load(c, h, kernel.BaseOf(fault.Current).ID, nil)
	if loadErr != nil {
		return err
	}
	return &kernel.Error{Code: kernel.Stale, Message: fault.Message, Current: json.RawMessage(body)}
}

func (s *Server) update(c *kernel.Ctx, w http.ResponseWriter, r *http.Request, h kernel.Handle) error {
	body, err := s.readBody(w, r)
	if err != nil {
		return err
	}
	m, in := h.Meta(), h.New()
	if err := decode(body, in, labels(m)); err != nil {
		return err
	}
	if err := typed(m, body, false); err != nil {
		return err
	}
	cols, _ := sent(body)
	run := func(c *kernel.Ctx) (int, []byte, error) {
		rev, err := match(r)
		if err != nil {
			return 0, nil, err
		}
		rec, err := h.UpdateAny(c, r.PathValue("id"), rev, cols, in)
		if err != nil {
			return 0, nil, s.stale(c, h, err)
		}
		text, err := s.after(c, h, rec)
		return http.StatusOK, text, err
	}
	if r.Header.Get("Idempotency-Key") != "" {
		return s.once(c, w, r, body, false, run)
	}
	var text []byte
	status := 0
	if err := c.Tx(func(c *kernel.Ctx) error { status, text, err = run(c); return err }); err != nil {
		return err
	}
	return send(w, status, text)
}

// stepBody is what a step takes beside the columns that it asks for.
type stepBody struct {
	Opinion string `json:"opinion"`
}

func (s *Server) step(c *kernel.Ctx, w http.ResponseWriter, r *http.Request, h kernel.Handle, name string) error {
	body, err := s.readBody(w, r)
	if err != nil {
		return err
	}
	in, opinion, err := stepInput(h, name, body)
	if err != nil {
		return err
	}
	return s.once(c, w, r, body, false, func(c *kernel.Ctx) (int, []byte, error) {
		rev, err := match(r)
		if err != nil {
			return 0, nil, err
		}
		rec, err := h.DoAny(c, r.PathValue("id"), rev, name, in, opinion)
		if err != nil {
			return 0, nil, s.stale(c, h, err)
		}
		text, err := s.after(c, h, rec)
		return http.StatusOK, text, err
	})
}

// stepInput reads the columns that a step asks for, and the opinion; anything else is refused.
func stepInput(h kernel.Handle, name string, body []byte) (in any, opinion string, err error) {
	in = h.New()
	m := h.Meta()
	if len(body) == 0 {
		return in, "", nil
	}
	names, err := sent(body)
	if err != nil {
		return nil, "", err
	}
	step := m.Step(name)
	var all map[string]json.RawMessage
	json.Unmarshal(body, &all)
	for _, col := range names {
		if col == "opinion" && m.Field("opinion") == nil {
			if err := json.Unmarshal(all[col], &opinion); err != nil || len([]rune(opinion)) > 2000 || strings.ContainsRune(opinion, 0) {
				return nil, "", &kernel.Error{Code: kernel.Invalid, Message: "意见应为不超过 2000 字的文字", Fields: map[string]string{"opinion": "意见应为不超过 2000 字的文字"}}
			}
			delete(all, col)
			continue
		}
		if !slices.Contains(step.Ask, col) && !slices.Contains(step.May, col) {
			return nil, "", &kernel.Error{Code: kernel.Invalid, Message: step.Label + "不填写“" + clip(labels(m)(col)) + "”", Fields: map[string]string{col: "此步骤不填写这一项"}}
		}
	}
	rest, _ := json.Marshal(all)
	return in, opinion, decode(rest, in, labels(m))
}

func (s *Server) derive(c *kernel.Ctx, w http.ResponseWriter, r *http.Request, h kernel.Handle) error {
	body, err := s.readBody(w, r)
	if err != nil {
		return err
	}
	m, rec := h.Meta(), h.New()
	if !slices.Contains(m.Verbs(c.Actor), "create") && !slices.Contains(m.Verbs(c.Actor), "update") {
		return kernel.Errorf(kernel.Forbidden, "您没有填写%s的权限", m.Label)
	}
	var edited struct {
		ID string `json:"id"`
	}
	plain := true                                                // what is shown was typed by whoever sees it
	if json.Unmarshal(body, &edited) == nil && edited.ID != "" { // a change: what is not sent stays as it is
		items, err := c.Page(m, kernel.Query{Where: kernel.ByID(edited.ID), Limit: 1, Sort: "id"})
		if err != nil {
			return err
		}
		if len(items) == 0 {
			return kernel.Errorf(kernel.Missing, "找不到该%s，或不在您的权限范围内", m.Label)
		}
		rec, plain = items[0].Rec, items[0].Plain
	}
	if err := decode(body, rec, labels(m)); err != nil {
		return err
	}
	fields := map[string]string{}
	if b, at := kernel.BaseOf(rec), m.Field("region"); b.Region == "" {
		b.Region = c.Actor.Region
	} else if wrong := at.Kind.Check(string(b.Region)); wrong != "" { // nothing is derived from what is no region
		b.Region, fields["region"] = c.Actor.Region, at.Label+wrong
	}
	if err := h.DeriveAny(c, rec); err != nil {
		fault, ok := errors.AsType[*kernel.Error](err)
		if !ok {
			return err
		}
		maps.Copy(fields, fault.Fields)
		if fault.Fields == nil {
			fields[""] = fault.Message
		}
	}
	e := newEncoder(c, h)
	text, err := e.one(nil, kernel.Item{Rec: rec, Plain: plain})
	if err != nil {
		return err
	}
	return answer(w, http.StatusOK, map[string]any{"record": json.RawMessage(text), "fields": fields})
}

func (s *Server) parts(c *kernel.Ctx, w http.ResponseWriter, r *http.Request, h kernel.Handle) error {
	id := r.PathValue("id")
	if _, err := h.GetAny(c, id); err != nil {
		return err
	}
	type part struct {
		kernel.Part
		Count int  `json:"count"`
		More  bool `json:"more"`
	}
	out := []part{}
	for _, p := range c.App.PartsFor(c.Actor, h.Meta().Name) {
		m := c.App.Resource(p.Type).Meta()
		n, err := c.Count(m, kernel.Compare(p.Via, "=", id), 1001)
		if kernel.CodeOf(err) == kernel.Forbidden {
			continue
		}
		if err != nil {
			return err
		}
		out = append(out, part{p, min(n, 1000), n > 1000})
	}
	return answer(w, http.StatusOK, map[string]any{"items": out})
}
