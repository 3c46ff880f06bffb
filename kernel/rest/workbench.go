package rest

import (
	"net/http"
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
	late, err := late(c)
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
	StateLabel string   `json:"state_label"`
	Region     string   `json:"region_label"`
	Due        *dueJSON `json:"due,omitempty"`
	Steps      []any    `json:"steps"`
}

// waiting lists records that stand in a state in which the actor is expected to act, least time first.
func waiting(c *kernel.Ctx) (out []waitingJSON, err error) {
	out = []waitingJSON{}
	c.App.Each(func(_ *kernel.Module, h kernel.Handle) {
		m := h.Meta()
		if err != nil || m.StateColumn == "" || !slices.Contains(m.Verbs(c.Actor), "read") {
			return
		}
		var conds []kernel.Cond
		for _, step := range m.Steps {
			if !step.Todo || !slices.Contains(m.Verbs(c.Actor), step.Name) {
				continue
			}
			rows, scopeErr := m.Scope(c.Actor, step.Name)
			if scopeErr != nil {
				continue
			}
			var states []any
			for _, from := range step.From {
				states = append(states, from)
			}
			conds = append(conds, kernel.And(kernel.Cond{Op: "in", Col: m.StateColumn, Args: states}, rows, step.If))
		}
		if conds == nil {
			return
		}
		seen := map[string]bool{}
		add := func(items []kernel.Item) {
			for _, it := range items {
				if id := kernel.BaseOf(it.Rec).ID; !seen[id] {
					seen[id] = true
					out = append(out, waitingOf(c, h, it))
				}
			}
		}
		// those with a limit first, then the oldest without one
		limited := kernel.Cond{Op: "query", Col: "id", SQL: "SELECT record FROM due WHERE type = ? ORDER BY last_on LIMIT 2000", Args: []any{m.Name}}
		for _, more := range []kernel.Cond{limited, {}} {
			var items []kernel.Item
			if items, err = c.Page(m, kernel.Query{Where: kernel.And(kernel.Or(conds...), more), Sort: "id", Limit: 50}); err != nil {
				return
			}
			add(items)
		}
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
	return out[:min(len(out), 100)], err
}

func waitingOf(c *kernel.Ctx, h kernel.Handle, it kernel.Item) waitingJSON {
	m, b := h.Meta(), kernel.BaseOf(it.Rec)
	out := waitingJSON{Type: m.Name, TypeLabel: m.Label, ID: b.ID, Title: m.Field(m.NameColumn).Text(it.Rec), StateLabel: m.Field(m.StateColumn).Text(it.Rec), Region: c.RegionLabel(b.Region), Steps: []any{}}
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

// late counts what is past its limit in the actor's region by the region one level below, and names who was to act.
func late(c *kernel.Ctx) (out []lateJSON, err error) {
	out = []lateJSON{}
	if c.Actor.Enterprise != "" || c.Actor.Region == "" {
		return out, nil
	}
	width := map[int]int{1: 2, 2: 4, 4: 6, 6: 9, 9: 12, 12: 12}[len(c.Actor.Region)]
	c.App.Each(func(_ *kernel.Module, h kernel.Handle) {
		m := h.Meta()
		rows, scopeErr := m.Scope(c.Actor, "read")
		if err != nil || m.StateColumn == "" || scopeErr != nil {
			return
		}
		err = c.Store.Group(c, m, kernel.Group{Where: kernel.And(rows, Late(m, c.Today())), By: []kernel.GroupBy{{Col: "region", Len: width}}}, func(keys []string, n float64) error {
			out = append(out, lateJSON{Type: m.Name, Label: m.Label, Code: keys[0], Region: c.RegionLabel(kernel.Region(keys[0])), Count: int(n), Query: "late=true&region=" + keys[0]})
			return nil
		})
	})
	if err != nil {
		return nil, err
	}
	slices.SortStableFunc(out, func(a, b lateJSON) int { return b.Count - a.Count })
	out = out[:min(len(out), 50)]
	for i := range out {
		rows, err := c.Store.Query(c, "SELECT MIN(last_on), MIN(who) FROM due WHERE type = ? AND region >= ? AND region < ? AND last_on < ? AND paused = ?",
			out[i].Type, out[i].Code, out[i].Code+"~", string(c.Today()), false)
		if err != nil {
			return nil, err
		}
		for rows.Next() {
			var oldest, who *string
			if err := rows.Scan(&oldest, &who); err == nil && oldest != nil {
				out[i].Oldest, out[i].Who = *oldest, *who
			}
		}
		rows.Close()
	}
	return out, nil
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
