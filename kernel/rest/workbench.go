package rest

import (
	"errors"
	"fmt"
	"net/http"
	"reflect"
	"slices"
	"strings"

	"anjian/kernel"
)

// serveWorkbench answers what waits for the actor, what is late below, and the figures of the actor's region.
func (s *Server) serveWorkbench(c *kernel.Ctx, w http.ResponseWriter, r *http.Request) error {
	waiting, err := waiting(c)
	if err != nil {
		return err
	}
	late, err := lateBelow(c)
	if err != nil {
		return err
	}
	figures, err := figures(c)
	if err != nil {
		return err
	}
	return answer(w, http.StatusOK, map[string]any{"waiting": waiting, "late": late, "figures": figures})
}

type waitingJSON struct {
	Type       string   `json:"type"`
	TypeLabel  string   `json:"type_label"`
	ID         string   `json:"id"`
	Title      string   `json:"title"`
	Enterprise string   `json:"enterprise_label,omitempty"` // for those to whom it is one of many
	StateLabel string   `json:"state_label"`
	Region     string   `json:"region_label"`
	Due        *dueJSON `json:"due,omitempty"`
	Steps      []any    `json:"steps"`
	of         string   // the id of that enterprise
}

type dueJSON struct {
	On    kernel.Date `json:"on"`
	Left  int         `json:"left"`
	Unit  string      `json:"unit"`
	State string      `json:"state"`
	Who   string      `json:"who,omitempty"`
	What  string      `json:"what,omitempty"`
}

// waiting lists records that stand in a state in which the actor is expected to act, least time first.
func waiting(c *kernel.Ctx) (out []waitingJSON, err error) {
	out = []waitingJSON{}
	c.App.Each(func(_ *kernel.Module, h kernel.Handle) {
		if err != nil {
			return
		}
		w := &waiter{c: c, h: h, seen: map[string]bool{}}
		err = w.look()
		out = append(out, w.found...)
	})
	slices.SortStableFunc(out, func(a, b waitingJSON) int {
		switch {
		case a.Due == nil && b.Due == nil:
			return 0
		case a.Due == nil:
			return 1
		case b.Due == nil:
			return -1
		}
		return strings.Compare(string(a.Due.On), string(b.Due.On))
	})
	out = out[:min(len(out), 100)]
	if err == nil && !c.Actor.Outside() {
		err = nameEnterprises(c, out)
	}
	return out, err
}

// nameEnterprises says of which enterprise each of the waiting is: the title of a hazard or of a planned check does not.
func nameEnterprises(c *kernel.Ctx, out []waitingJSON) error {
	var ids []any
	for _, w := range out {
		if w.of != "" && !slices.Contains(ids, any(w.of)) {
			ids = append(ids, w.of)
		}
	}
	h := c.App.Resource("enterprise")
	if h == nil || len(ids) == 0 {
		return nil
	}
	m, names := h.Meta(), map[string]string{}
	q := kernel.Query{Where: kernel.Cond{Op: "in", Col: "id", Args: ids}, Sort: "id", Limit: -1, Cols: []string{"id", m.NameColumn}}
	err := c.Store.List(c, m, q, func(rec any, _ []bool) error {
		names[kernel.BaseOf(rec).ID] = m.Field(m.NameColumn).Text(rec)
		return nil
	})
	for i, w := range out {
		if name := names[w.of]; !strings.Contains(w.Title, name) {
			out[i].Enterprise = name
		}
	}
	return err
}

// waiter collects what waits of one record type.
type waiter struct {
	c     *kernel.Ctx
	h     kernel.Handle
	turns []kernel.Cond // a state and the rows in it on which the actor is expected to do a step
	found []waitingJSON
	seen  map[string]bool
}

// How many records of a type are looked for, and among how many limits at most.
const (
	waitingMost = 50
	limitsRead  = 200
	limitsMost  = 2000
)

// look finds those with a limit first, then others. Whoever supervises a region follows its limits from the nearest on; of others all
// states are read.
func (w *waiter) look() error {
	m, a := w.h.Meta(), w.c.Actor
	if m.StateColumn == "" || !slices.Contains(m.Verbs(a), "read") {
		return nil
	}
	for _, step := range m.Steps {
		if !step.Todo || !slices.Contains(m.Verbs(a), step.Name) {
			continue
		}
		rows, err := m.Scope(a, step.Name)
		if err != nil {
			continue
		}
		for _, from := range step.From {
			w.turns = append(w.turns, kernel.And(kernel.Compare(m.StateColumn, "=", from), step.Turn(a, rows)))
		}
	}
	if w.turns == nil {
		return nil
	}
	wide := a.Enterprise == "" && a.Region != ""
	if m.Due && wide {
		if err := w.nearest(); err != nil {
			return err
		}
	}
	for _, turn := range w.turns { // a state at a time: each has an index that carries the order of its page
		if wide && len(w.found) >= waitingMost {
			return nil
		}
		if err := w.add(turn, m.Sort, waitingMost); err != nil {
			return err
		}
	}
	return nil
}

// nearest follows the limits of the region.
func (w *waiter) nearest() error {
	m, turn, region := w.h.Meta(), kernel.Or(w.turns...), string(w.c.Actor.Region)
	on, record, column := "", "", "region"
	if len(region) <= 4 { // of a province or city: limits are followed in their order instead of collecting and sorting them
		column = "region || ''"
	}
	for read := 0; read < limitsMost && len(w.found) < waitingMost; read += limitsRead {
		rows, err := w.c.Store.Query(w.c, "SELECT last_on, record FROM due WHERE type = ? AND "+column+" >= ? AND "+column+" < ? AND (last_on, record) > (?, ?) ORDER BY last_on, record LIMIT ?",
			m.Name, region, region+"~", on, record, limitsRead)
		if err != nil {
			return err
		}
		var ids []any
		for rows.Next() && err == nil {
			if err = rows.Scan(&on, &record); err == nil {
				ids = append(ids, record)
			}
		}
		if rows.Close(); err != nil || rows.Err() != nil {
			return errors.Join(err, rows.Err())
		}
		if len(ids) == 0 {
			return nil
		}
		if err := w.add(kernel.And(kernel.Cond{Op: "in", Col: "id", Args: ids}, turn), "id", len(ids)); err != nil {
			return err
		}
		if len(ids) < limitsRead {
			return nil
		}
	}
	return nil
}

// add adds up to limit records of which where holds.
func (w *waiter) add(where kernel.Cond, sort string, limit int) error {
	items, err := w.c.Page(w.h.Meta(), kernel.Query{Where: where, Sort: sort, Limit: limit})
	for _, it := range items {
		if id := kernel.BaseOf(it.Rec).ID; !w.seen[id] {
			w.seen[id] = true
			w.found = append(w.found, waitingOf(w.c, w.h, it))
		}
	}
	return err
}

func waitingOf(c *kernel.Ctx, h kernel.Handle, it kernel.Item) waitingJSON {
	m, b := h.Meta(), kernel.BaseOf(it.Rec)
	out := waitingJSON{Type: m.Name, TypeLabel: m.Label, ID: b.ID, Title: m.Field(m.NameColumn).Text(it.Rec), StateLabel: m.Field(m.StateColumn).Text(it.Rec), Region: c.RegionLabel(b.Region), Steps: []any{}}
	if f := m.Field("enterprise"); f != nil && f.Kind.Name == "ref" {
		out.of = f.In(it.Rec).String()
	}
	if due := h.DueAny(it.Rec); due.On != "" {
		today := c.Today()
		out.Due = &dueJSON{due.On, today.DaysUntil(due.On), "天", due.State(today), due.Who, due.What}
	}
	for _, verb := range it.Can {
		if step := m.Step(verb); step != nil && step.Todo {
			out.Steps = append(out.Steps, map[string]string{"name": step.Name, "label": step.Label})
		}
	}
	return out
}

type lateJSON struct {
	Type   string `json:"type"`
	Label  string `json:"type_label"`
	Code   string `json:"region"`
	Region string `json:"label"`
	Who    string `json:"who"`
	Count  int    `json:"count"`
	Oldest string `json:"oldest"`
	Query  string `json:"query"`
}

// lateBelow counts what is past its limit in the actor's region by the region one level below, and names who was to act.
func lateBelow(c *kernel.Ctx) (out []lateJSON, err error) {
	out = []lateJSON{}
	if c.Actor.Enterprise != "" || c.Actor.Region == "" {
		return out, nil
	}
	width := map[int]int{1: 2, 2: 4, 4: 6, 6: 9, 9: 12, 12: 12}[len(c.Actor.Region)]
	c.App.Each(func(_ *kernel.Module, h kernel.Handle) {
		m := h.Meta()
		rows, scopeErr := m.Scope(c.Actor, "read")
		if err != nil || m.StateColumn == "" || !m.Due || scopeErr != nil {
			return
		}
		var here []lateJSON
		if here, err = overdue(c, m, width); err != nil || len(here) == 0 {
			return
		}
		if !whole(rows, c.Actor.Region) {
			seen := map[string]int{}
			err = c.Store.Group(c, m, kernel.Group{Where: kernel.And(rows, late(m, c.Today(), rows.Within())), By: []kernel.GroupBy{{Col: "region", Len: width}}}, func(keys []string, n float64) error {
				seen[keys[0]] = int(n)
				return nil
			})
			for i := range here {
				here[i].Count = seen[here[i].Code]
			}
			here = slices.DeleteFunc(here, func(l lateJSON) bool { return l.Count == 0 })
		}
		out = append(out, here...)
	})
	slices.SortStableFunc(out, func(a, b lateJSON) int { return b.Count - a.Count })
	return out[:min(len(out), 50)], err
}

// whole tells whether a right reaches everything in region.
func whole(rows kernel.Cond, region kernel.Region) bool {
	all := kernel.Under(region)
	return reflect.DeepEqual(rows, all) || rows.Op == "or" && slices.ContainsFunc(rows.Kids, func(kid kernel.Cond) bool { return reflect.DeepEqual(kid, all) })
}

// overdue is what is past its limit in the actor's region, by the first width digits of the region.
func overdue(c *kernel.Ctx, m *kernel.Meta, width int) (out []lateJSON, err error) {
	rows, err := c.Store.Query(c, fmt.Sprintf("SELECT substr(region, 1, %d), COUNT(*), MIN(last_on), MIN(who) FROM due WHERE type = ? AND region >= ? AND region < ? AND last_on < ? AND paused = ? GROUP BY 1", width),
		m.Name, string(c.Actor.Region), string(c.Actor.Region)+"~", string(c.Today()), false)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		l := lateJSON{Type: m.Name, Label: m.Label}
		if err := rows.Scan(&l.Code, &l.Count, &l.Oldest, &l.Who); err != nil {
			return nil, err
		}
		l.Region, l.Query = c.RegionLabel(kernel.Region(l.Code)), "late=true&region="+l.Code
		out = append(out, l)
	}
	return out, rows.Err()
}

type figureJSON struct {
	Name  string  `json:"name"`
	Label string  `json:"label"`
	Unit  string  `json:"unit"`
	Value float64 `json:"value"`
	Type  string  `json:"type"`
	Query string  `json:"query"`
}

// The most figures on a workbench, and of one type: the first type must not push the others out.
const (
	figuresMost   = 16
	figuresOfType = 4
)

// figures answers the first views of every type with their number.
func figures(c *kernel.Ctx) (out []figureJSON, err error) {
	out = []figureJSON{}
	c.App.Each(func(_ *kernel.Module, h kernel.Handle) {
		m := h.Meta()
		if err != nil || m.StateColumn == "" || !slices.Contains(m.Verbs(c.Actor), "read") {
			return
		}
		for _, v := range m.Views[:min(len(m.Views), figuresOfType)] {
			if len(out) >= figuresMost {
				return
			}
			query := strings.ReplaceAll(v.Query, "{today}", string(c.Today()))
			values, parseErr := parse(query)
			if parseErr != nil {
				continue
			}
			q, filterErr := Filter(c, h, values)
			if filterErr != nil {
				err = filterErr
				return
			}
			var n int
			if n, err = c.Count(m, q.Where, countLimit); err != nil {
				return
			}
			out = append(out, figureJSON{m.Name + "." + v.Name, m.Label + " · " + v.Label, "", float64(n), m.Name, query})
		}
	})
	return out, err
}
