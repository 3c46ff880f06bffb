package rest

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"hash/fnv"
	"net/http"
	"slices"
	"strings"
	"sync"

	"anjian/kernel"
)

// schemaCache keeps the answer of /api/schema by what decides it: the actor's roles and the day (views name today).
type schemaCache struct {
	mu    sync.Mutex
	byKey map[string]cachedSchema
}

type cachedSchema struct {
	body []byte
	tag  string
}

func (s *Server) serveSchema(c *kernel.Ctx, w http.ResponseWriter, r *http.Request) error {
	held := fnv.New64a() // what one may do follows from the roles, from where they hold, and from further posts
	c.App.Each(func(_ *kernel.Module, h kernel.Handle) { fmt.Fprintln(held, h.Meta().Name, h.Meta().Verbs(c.Actor)) })
	key := fmt.Sprint(c.Actor.Roles, c.Actor.System, c.Today(), held.Sum64())
	s.schemas.mu.Lock()
	have, ok := s.schemas.byKey[key]
	s.schemas.mu.Unlock()
	if !ok {
		body, err := json.Marshal(s.schema(c))
		if err != nil {
			return err
		}
		sum := sha256.Sum256(body)
		have = cachedSchema{body, `"` + base64.RawURLEncoding.EncodeToString(sum[:12]) + `"`}
		s.schemas.mu.Lock()
		if s.schemas.byKey == nil || len(s.schemas.byKey) > 200 {
			s.schemas.byKey = map[string]cachedSchema{}
		}
		s.schemas.byKey[key] = have
		s.schemas.mu.Unlock()
	}
	w.Header().Set("ETag", have.tag)
	w.Header().Set("Cache-Control", "private, no-cache")
	if r.Header.Get("If-None-Match") == have.tag {
		w.WriteHeader(http.StatusNotModified)
		return nil
	}
	return send(w, http.StatusOK, have.body)
}

type systemJSON struct {
	Name  string   `json:"name"`
	Label string   `json:"label"`
	Types []string `json:"types"`
}

// areaJSON is a heading of the menu and the systems below it, also those of which this actor reads no records: their pages may be for everybody.
type areaJSON struct {
	Label   string   `json:"label"`
	Systems []string `json:"systems"`
}

func (s *Server) schema(c *kernel.Ctx) map[string]any {
	types, areas, systems, layers, indicators := map[string]any{}, []areaJSON{}, []systemJSON{}, []any{}, []any{}
	may := func(m *kernel.Meta) bool { return slices.Contains(m.Verbs(c.Actor), "read") }
	for _, mod := range c.App.Modules {
		if at := slices.IndexFunc(areas, func(a areaJSON) bool { return a.Label == mod.Area }); at >= 0 {
			areas[at].Systems = append(areas[at].Systems, mod.Name)
		} else if mod.Area != "" {
			areas = append(areas, areaJSON{mod.Area, []string{mod.Name}})
		}
		sys := systemJSON{mod.Name, mod.Label, []string{}}
		for _, h := range mod.Resources {
			if m := h.Meta(); may(m) {
				sys.Types = append(sys.Types, m.Name)
				types[m.Name] = s.typeSchema(c, m)
			}
		}
		if len(sys.Types) > 0 {
			systems = append(systems, sys)
		}
		for _, l := range mod.Layers {
			if may(l.Of.Meta()) {
				layer := map[string]any{"name": l.Name, "label": l.Label, "type": l.Of.Meta().Name}
				if l.Tone != nil {
					layer["tone"] = kernel.ColumnName(l.Tone)
				}
				layers = append(layers, layer)
			}
		}
		for _, in := range mod.Indicators {
			if may(in.Of.Meta()) {
				indicators = append(indicators, indicatorJSON(c, &in))
			}
		}
	}
	return map[string]any{"version": s.Version, "areas": areas, "systems": systems, "types": types, "layers": layers, "indicators": indicators}
}

func indicatorJSON(c *kernel.Ctx, in *kernel.Indicator) map[string]any {
	by := []string{"region"}
	for _, at := range in.By {
		by = append(by, kernel.ColumnName(at))
	}
	out := map[string]any{"name": in.Name, "label": in.Label, "unit": in.Unit, "help": in.Help, "by": by, "type": in.Of.Meta().Name}
	if in.On != nil {
		out["on"] = kernel.ColumnName(in.On)
	}
	if per := c.App.Indicator(in.Per); per != nil {
		out["per"], out["per_label"] = per.Name, per.Label
	}
	return out
}

// Schema is the JSON Schema of a record type with all its steps and columns: OpenAPI, imports and exchange use this one.
func Schema(app *kernel.App, m *kernel.Meta) map[string]any {
	props, required := map[string]any{}, []string{}
	for i := range m.Fields {
		f := &m.Fields[i]
		props[f.Name] = fieldSchema(app, f, i, f.Name == m.StateColumn)
		if f.Required && f.Editable(true) && f.Name != "region" {
			required = append(required, f.Name)
		}
	}
	return map[string]any{"$id": m.Name, "title": m.Label, "type": "object", "properties": props, "required": required}
}

// typeSchema adds what this actor may do and see.
func (s *Server) typeSchema(c *kernel.Ctx, m *kernel.Meta) map[string]any {
	out := Schema(c.App, m)
	verbs := m.Verbs(c.Actor)
	steps, sorts, filters, parts, search := []kernel.StepMeta{}, []string{}, []string{}, []kernel.Part{}, false
	for _, st := range m.Steps {
		if slices.Contains(verbs, st.Name) {
			steps = append(steps, st)
		}
	}
	for i := range m.Fields {
		f := &m.Fields[i]
		if f.Inner(c.Actor) {
			delete(out["properties"].(map[string]any), f.Name)
			continue
		}
		if sortable(f) {
			sorts = append(sorts, f.Name)
		}
		if Filterable(f) && f.Name != "id" {
			filters = append(filters, f.Name)
		}
		search = search || f.Has("search")
		if f.Kind.Name == "point" && out["x-point"] == nil {
			out["x-point"] = f.Name
		}
	}
	for _, p := range c.App.PartsFor(c.Actor, m.Name) {
		if slices.Contains(c.App.Resource(p.Type).Meta().Verbs(c.Actor), "read") {
			parts = append(parts, p)
		}
	}
	views := []kernel.View{}
	for _, v := range m.Views {
		v.Query = strings.ReplaceAll(v.Query, "{today}", string(c.Today()))
		views = append(views, v)
	}
	for key, v := range map[string]any{"x-name": m.NameColumn, "x-can": verbs, "x-steps": steps, "x-views": views, "x-sort": m.Sort, "x-sorts": sorts,
		"x-filters": filters, "x-search": search || m.NameColumn != "id", "x-parts": parts, "x-help": m.Help, "x-due": m.Due} {
		out[key] = v
	}
	if m.StateColumn != "" {
		out["x-state"] = m.StateColumn
	}
	if !c.App.Sighted(c.Actor) || m.Closed(c.Actor) {
		out["x-blind"] = true // the history is not for them
	}
	if (slices.Contains(verbs, "unmask") || !grants(m, "unmask")) && slices.ContainsFunc(m.Fields, func(f kernel.Field) bool { return f.Kind.Mask != nil }) {
		out["x-unmask"] = true
	}
	return out
}

func fieldSchema(app *kernel.App, f *kernel.Field, order int, state bool) map[string]any {
	p := map[string]any{"type": f.Kind.JSON, "title": f.Label, "x-kind": f.Kind.Name, "x-order": order}
	put := func(key string, v any, ok bool) {
		if ok {
			p[key] = v
		}
	}
	put("description", f.Help, f.Help != "")
	put("format", f.Kind.Format, f.Kind.Format != "")
	put("maxLength", f.Max, f.Max > 0 && f.Kind.JSON == "string")
	put("maxItems", f.Max, f.Max > 0 && f.Kind.JSON == "array")
	put("minimum", f.Min, f.Min != nil)
	put("maximum", f.Top, f.Top != nil)
	put("x-section", f.Section, f.Section != "")
	put("x-ui", f.UI, len(f.UI) > 0)
	put("x-unit", f.Kind.Unit, f.Kind.Unit != "")
	put("x-mask", true, f.Kind.Mask != nil)
	put("readOnly", true, !f.Editable(true) || state)
	if f.Kind.To != nil {
		p["x-ref"] = app.ByType(f.Kind.To).Meta().Name
		put("x-among", f.Among, f.Among != "")
	}
	switch f.Kind.Name {
	case "enum":
		p["oneOf"] = f.Kind.Options
		if !f.Required { // an optional one may be empty
			p["oneOf"] = append(slices.Clone(f.Kind.Options), kernel.Option{})
			p["x-options"] = f.Kind.Options
		}
	case "enums":
		p["items"] = map[string]any{"type": "string", "oneOf": f.Kind.Options}
	case "refs", "texts":
		p["items"] = map[string]any{"type": "string"}
	case "point":
		p["type"], p["items"], p["description"] = []string{"array", "null"}, map[string]any{"type": "number"}, "[经度, 纬度]（CGCS2000）"
	case "files":
		p["items"] = map[string]any{"type": "object"}
	case "table":
		items := map[string]any{}
		for i := range f.Kind.Items {
			items[f.Kind.Items[i].Name] = fieldSchema(app, &f.Kind.Items[i], i, false)
		}
		p["items"] = map[string]any{"type": "object", "properties": items}
	}
	if f.Kind.JSON == "array" && f.Kind.Name != "point" {
		p["type"] = []string{"array", "null"}
	}
	return p
}
