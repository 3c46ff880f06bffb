package rest

import (
	"encoding/json"
	"net/http"
	"slices"
	"strings"

	"anjian/kernel"
)

// line is an entry of the trail as a person reads it.
type line struct {
	At         string       `json:"at"`
	Actor      string       `json:"actor"`
	ActorLabel string       `json:"actor_label"`
	Verb       string       `json:"verb"`
	Label      string       `json:"label"`
	From       string       `json:"from,omitempty"`
	To         string       `json:"to,omitempty"`
	Opinion    string       `json:"opinion,omitempty"`
	Detail     string       `json:"detail,omitempty"`
	Changes    []lineChange `json:"changes,omitempty"`
	Place      string       `json:"place,omitempty"`
	Device     string       `json:"device,omitempty"`
	DoneAt     string       `json:"done_at,omitempty"`
}

type lineChange struct {
	Name   string `json:"name"`
	Label  string `json:"label"`
	Before string `json:"before"`
	After  string `json:"after"`
	Asked  bool   `json:"asked,omitempty"` // the person filled it in for the step
}

func (s *Server) trail(c *kernel.Ctx, w http.ResponseWriter, r *http.Request, h kernel.Handle) error {
	m, id := h.Meta(), r.PathValue("id")
	if !c.App.Sighted(c.Actor) {
		return kernel.Errorf(kernel.Forbidden, "系统管理员、安全管理员不能查看办理过程，由审计员查看")
	}
	if m.Closed(c.Actor) {
		return kernel.Errorf(kernel.Forbidden, "办理过程由机关内部查看")
	}
	if _, err := h.GetAny(c, id); err != nil {
		return err
	}
	entries, err := c.Trail.Of(c, m.Name, id)
	if err != nil {
		return err
	}
	out := []line{}
	for i := range entries {
		e := &entries[i]
		l := line{At: e.At, Actor: e.Actor, ActorLabel: e.ActorName, Verb: e.Verb, Label: m.Deed(e.Verb), Opinion: e.Opinion, Detail: e.Detail, Place: e.Place, Device: device(e.Device), DoneAt: e.DoneAt}
		step := m.Step(e.Verb)
		if state := m.Field(m.StateColumn); state != nil {
			l.From, l.To = optionLabel(state, e.From), optionLabel(state, e.To)
		}
		for _, ch := range e.Changes {
			f := m.Field(ch.Name)
			if f == nil || f.Name == m.StateColumn {
				continue
			}
			l.Changes = append(l.Changes, lineChange{ch.Name, f.Label, s.readable(c, m, f, ch.Before), s.readable(c, m, f, ch.After),
				step != nil && (slices.Contains(step.Ask, f.Name) || slices.Contains(step.May, f.Name))})
		}
		out = append(out, l)
	}
	return answer(w, http.StatusOK, map[string]any{"items": out})
}

func optionLabel(f *kernel.Field, value string) string {
	for _, o := range f.Kind.Options {
		if o.Value == value {
			return o.Label
		}
	}
	return value
}

// readable is a stored value as a person reads it.
func (s *Server) readable(c *kernel.Ctx, m *kernel.Meta, f *kernel.Field, raw json.RawMessage) string {
	if len(raw) == 0 {
		return ""
	}
	rec := c.App.Resource(m.Name).New()
	if json.Unmarshal(raw, f.In(rec).Addr().Interface()) != nil {
		return strings.Trim(string(raw), `"`)
	}
	switch f.Kind.Name {
	case "region":
		return c.RegionLabel(kernel.Region(f.In(rec).String()))
	case "ref":
		to := c.App.ByType(f.Kind.To)
		name := ""
		c.Store.List(c, to.Meta(), kernel.Query{Where: kernel.ByID(f.In(rec).String()), Limit: 1, Sort: "id"}, func(rec any, _ []bool) error {
			name = to.Meta().Field(to.Meta().NameColumn).Text(rec)
			return nil
		})
		return name
	}
	return f.Text(rec)
}

// device names a browser in a word or two.
func device(agent string) string {
	for _, known := range [][2]string{{"MicroMessenger", "微信"}, {"Android", "安卓手机"}, {"iPhone", "苹果手机"}, {"Edg/", "Edge 浏览器"}, {"Firefox/", "Firefox 浏览器"}, {"Chrome/", "Chrome 浏览器"}, {"Safari/", "Safari 浏览器"}} {
		if strings.Contains(agent, known[0]) {
			return known[1]
		}
	}
	return clip(agent)
}
