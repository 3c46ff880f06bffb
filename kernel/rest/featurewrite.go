package rest

import (
	"bytes"
	"encoding/json"
	"net/http"
	"strings"

	"anjian/kernel"
)

// given is a feature as somebody sends it.
type given struct {
	Type       string                     `json:"type"`
	ID         any                        `json:"id"`
	Geometry   json.RawMessage            `json:"geometry"`
	Properties map[string]json.RawMessage `json:"properties"`
}

// record turns a feature into the columns of a record. What only says how a code is called, and what follows from other columns and has not been
// changed by the sender, is passed over.
func (s *Server) record(w http.ResponseWriter, r *http.Request, l *kernel.Layer, was any) ([]byte, error) {
	body, err := s.readBody(w, r)
	if err != nil {
		return nil, err
	}
	var in given
	if err := json.Unmarshal(body, &in); err != nil || in.Type != "" && in.Type != "Feature" {
		return nil, kernel.Errorf(kernel.Invalid, "应提交一个 GeoJSON 要素")
	}
	swap, err := crsOf(r.Header.Get("Content-Crs"))
	if err != nil {
		return nil, err
	}
	m, out := l.Of.Meta(), map[string]json.RawMessage{}
	for name, text := range in.Properties {
		f := m.Field(name)
		if f == nil && strings.HasSuffix(name, "_label") {
			continue
		}
		if f == nil {
			return nil, &kernel.Error{Code: kernel.Invalid, Message: "没有这个字段：" + clip(name), Fields: map[string]string{name: "没有这个字段"}}
		}
		if string(text) == "null" || !f.Editable(was == nil) || name == m.StateColumn {
			continue // a GIS program sends every column back as it read it
		}
		if was != nil {
			if old, err := json.Marshal(f.In(was).Interface()); err == nil && bytes.Equal(bytes.TrimSpace(old), bytes.TrimSpace(text)) {
				continue
			}
			if f.Kind.Mask != nil && bytes.Contains(text, []byte("**")) {
				continue
			}
		}
		out[name] = text
	}
	if len(in.Geometry) > 0 && string(in.Geometry) != "null" {
		if err := placed(l, in.Geometry, swap, out); err != nil {
			return nil, err
		}
	}
	return json.Marshal(out)
}

// placed puts a geometry into the columns of its layer.
func placed(l *kernel.Layer, text json.RawMessage, swap bool, out map[string]json.RawMessage) error {
	var g struct {
		Type        string `json:"type"`
		Coordinates any    `json:"coordinates"`
	}
	if err := json.Unmarshal(text, &g); err != nil {
		return kernel.Errorf(kernel.Invalid, "几何图形无法识别")
	}
	if swap {
		g.Coordinates = swapped(g.Coordinates)
	}
	if l.Shape != nil {
		shape, err := json.Marshal(g)
		out[kernel.ColumnName(l.Shape)] = shape
		return err
	}
	at, _ := g.Coordinates.([]any)
	if g.Type != "Point" || len(at) < 2 {
		return kernel.Errorf(kernel.Invalid, "%s的位置应为点", l.Label)
	}
	point, err := json.Marshal(at[:2])
	out[kernel.ColumnName(l.At)] = point
	return err
}

func (s *Server) createFeature(c *kernel.Ctx, w http.ResponseWriter, r *http.Request, l *kernel.Layer) error {
	body, err := s.record(w, r, l, nil)
	if err != nil {
		return err
	}
	m, rec := l.Of.Meta(), l.Of.New()
	if err := decode(body, rec, labels(m)); err != nil {
		return err
	}
	if b := kernel.BaseOf(rec); b.Region == "" {
		b.Region = c.Actor.Region
	}
	if err := c.Tx(func(c *kernel.Ctx) error { return l.Of.CreateAny(c, rec) }); err != nil {
		return err
	}
	id := kernel.BaseOf(rec).ID
	w.Header().Set("Location", base(r)+"/collections/"+l.Name+"/items/"+id)
	return s.oneFeature(c, w, l, id, false, http.StatusCreated)
}

// revOf is the version that If-Match names; programs that know nothing of it change what is there.
func revOf(c *kernel.Ctx, r *http.Request, l *kernel.Layer) (int, error) {
	if r.Header.Get("If-Match") != "" {
		return match(r)
	}
	rec, err := l.Of.GetAny(c, r.PathValue("id"))
	if err != nil {
		return 0, err
	}
	return kernel.BaseOf(rec).Rev, nil
}

func (s *Server) changeFeature(c *kernel.Ctx, w http.ResponseWriter, r *http.Request, l *kernel.Layer) error {
	id := r.PathValue("id")
	was, err := l.Of.GetAny(c, id)
	if err != nil {
		return err
	}
	rev, err := revOf(c, r, l)
	if err != nil {
		return err
	}
	body, err := s.record(w, r, l, was)
	if err != nil {
		return err
	}
	cols, err := sent(body)
	if err != nil {
		return err
	}
	in := l.Of.New()
	if err := decode(body, in, labels(l.Of.Meta())); err != nil {
		return err
	}
	if len(cols) > 0 {
		if err := c.Tx(func(c *kernel.Ctx) error { _, err := l.Of.UpdateAny(c, id, rev, cols, in); return err }); err != nil {
			return s.stale(c, l.Of, err)
		}
	}
	return s.oneFeature(c, w, l, id, false, http.StatusOK)
}
