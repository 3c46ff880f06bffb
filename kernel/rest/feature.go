package rest

import (
	"encoding/json"
	"fmt"
	"math"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"anjian/kernel"
)

// Records with a place as OGC API - Features (OGC 17-069r4 part 1, 18-058 part 2, 20-002 part 4), so that GIS programs read and edit them. Each layer of
// the map is a collection. It is the same lists, records and writes as everywhere, under the same rights, with their columns as properties.

const (
	ogc        = "/api/ogc"
	geoJSON    = "application/geo+json"
	conforms   = "http://www.opengis.net/spec/ogcapi-features-"
	crs84      = "http://www.opengis.net/def/crs/OGC/1.3/CRS84"
	mostItems  = 10_000
	fewItems   = 100
	objectKind = "application/json"
)

// crsNames are the reference systems in which coordinates are given and taken: longitude first in the first, latitude first in the others.
// CGCS2000 (EPSG:4490) and WGS 84 differ by centimetres and are not told apart.
var crsNames = []string{crs84, "http://www.opengis.net/def/crs/EPSG/0/4490", "http://www.opengis.net/def/crs/EPSG/0/4326"}

func (s *Server) features() {
	read := func(path, label string, fn func(c *kernel.Ctx, r *http.Request, base string) (any, error)) {
		s.on("GET "+ogc+path, label, false, func(c *kernel.Ctx, w http.ResponseWriter, r *http.Request) error {
			v, err := fn(c, r, base(r))
			if err != nil {
				return err
			}
			return answer(w, http.StatusOK, v)
		})
	}
	read("", "地理要素服务", func(_ *kernel.Ctx, _ *http.Request, at string) (any, error) {
		return object{"title": "安全生产综合监管信息平台", "description": "带位置的业务数据，按账号权限提供", "links": []object{
			link("self", objectKind, at), link("service-desc", "application/vnd.oai.openapi+json;version=3.0", at+"/api"),
			link("conformance", objectKind, at+"/conformance"), link("data", objectKind, at+"/collections")}}, nil
	})
	read("/conformance", "地理要素服务符合的标准", func(*kernel.Ctx, *http.Request, string) (any, error) {
		return object{"conformsTo": []string{conforms + "1/1.0/conf/core", conforms + "1/1.0/conf/oas30", conforms + "1/1.0/conf/geojson", conforms + "2/1.0/conf/crs",
			conforms + "4/1.0/conf/create-replace-delete", conforms + "4/1.0/conf/update", conforms + "4/1.0/conf/optimistic-locking"}}, nil
	})
	read("/api", "地理要素服务接口说明", func(c *kernel.Ctx, _ *http.Request, at string) (any, error) { return s.featureAPI(c, at), nil })
	read("/collections", "地理要素集合", func(c *kernel.Ctx, _ *http.Request, at string) (any, error) {
		list := []object{}
		for _, l := range s.layers(c) {
			list = append(list, collection(c, l, at))
		}
		return object{"collections": list, "links": []object{link("self", objectKind, at+"/collections")}}, nil
	})
	one := func(fn func(c *kernel.Ctx, w http.ResponseWriter, r *http.Request, l *kernel.Layer) error) handler {
		return func(c *kernel.Ctx, w http.ResponseWriter, r *http.Request) error {
			l := c.App.Layer(r.PathValue("layer"))
			if l == nil {
				return kernel.Errorf(kernel.Missing, "没有“%s”这个图层", clip(r.PathValue("layer")))
			}
			if _, err := l.Of.Meta().Scope(c.Actor, "read"); err != nil {
				return err
			}
			return fn(c, w, r, l)
		}
	}
	s.on("GET "+ogc+"/collections/{layer}", "地理要素集合说明", false, one(func(c *kernel.Ctx, w http.ResponseWriter, r *http.Request, l *kernel.Layer) error {
		return answer(w, http.StatusOK, collection(c, l, base(r)))
	}))
	s.on("GET "+ogc+"/collections/{layer}/schema", "地理要素属性说明", false, one(func(_ *kernel.Ctx, w http.ResponseWriter, _ *http.Request, l *kernel.Layer) error {
		w.Header().Set("Content-Type", "application/schema+json")
		return json.NewEncoder(w).Encode(featureSchema(l))
	}))
	items := ogc + "/collections/{layer}/items"
	s.on("GET "+items, "地理要素列表", false, one(s.listFeatures))
	s.on("GET "+items+"/{id}", "地理要素", false, one(func(c *kernel.Ctx, w http.ResponseWriter, r *http.Request, l *kernel.Layer) error {
		swap, err := crsOf(r.URL.Query().Get("crs"))
		if err != nil {
			return err
		}
		return s.oneFeature(c, w, l, r.PathValue("id"), swap, http.StatusOK)
	}))
	s.on("POST "+items, "新建地理要素", false, one(s.createFeature))
	for _, method := range []string{"PUT", "PATCH"} {
		s.on(method+" "+items+"/{id}", "修改地理要素", false, one(s.changeFeature))
	}
	s.on("DELETE "+items+"/{id}", "删除地理要素", false, one(func(c *kernel.Ctx, w http.ResponseWriter, r *http.Request, l *kernel.Layer) error {
		rev, err := revOf(c, r, l)
		if err != nil {
			return err
		}
		if err := l.Of.DeleteAny(c, r.PathValue("id"), rev); err != nil {
			return err
		}
		w.WriteHeader(http.StatusNoContent)
		return nil
	}))
	allow := func(what string, verbs map[string]string) handler { // GIS programs look here whether they may edit
		return one(func(c *kernel.Ctx, w http.ResponseWriter, _ *http.Request, l *kernel.Layer) error {
			methods, can := []string{"GET", "HEAD", "OPTIONS"}, l.Of.Meta().Verbs(c.Actor)
			for _, method := range []string{"POST", "PUT", "PATCH", "DELETE"} {
				if verb := verbs[method]; verb != "" && slices.Contains(can, verb) {
					methods = append(methods, method)
				}
			}
			w.Header().Set("Allow", strings.Join(methods, ", "))
			w.WriteHeader(http.StatusNoContent)
			return nil
		})
	}
	s.handle("OPTIONS "+items, false, allow(items, map[string]string{"POST": "create"}))
	s.handle("OPTIONS "+items+"/{id}", false, allow(items, map[string]string{"PUT": "update", "PATCH": "update", "DELETE": "delete"}))
}

func link(rel, kind, href string) object { return object{"rel": rel, "type": kind, "href": href} }

// base is the address of the service as the asker wrote it.
func base(r *http.Request) string {
	scheme := "http"
	if r.TLS != nil || r.Header.Get("X-Forwarded-Proto") == "https" {
		scheme = "https"
	}
	return scheme + "://" + r.Host + ogc
}

// layers are those whose records the actor may read.
func (s *Server) layers(c *kernel.Ctx) (out []*kernel.Layer) {
	for _, mod := range c.App.Modules {
		for i := range mod.Layers {
			if _, err := mod.Layers[i].Of.Meta().Scope(c.Actor, "read"); err == nil {
				out = append(out, &mod.Layers[i])
			}
		}
	}
	return out
}

func collection(c *kernel.Ctx, l *kernel.Layer, at string) object {
	here := at + "/collections/" + l.Name
	return object{"id": l.Name, "title": l.Label, "description": l.Of.Meta().Label, "itemType": "feature", "crs": crsNames, "storageCrs": crs84,
		"extent": object{"spatial": object{"bbox": [][]float64{{73, 3, 136, 54}}, "crs": crs84}},
		"links": []object{link("self", objectKind, here), link("items", geoJSON, here+"/items"), link("describedby", "application/schema+json", here+"/schema"),
			link("alternate", "application/vnd.mapbox-vector-tile", strings.TrimSuffix(at, "/ogc")+"/layer/"+l.Name+"/tile/{z}/{x}/{y}")}}
}

// shown are the columns of a layer that come as properties: those of its lists and forms that are plain values, without its place.
func shown(l *kernel.Layer) (out []*kernel.Field) {
	m := l.Of.Meta()
	for i := range m.Fields {
		if f := &m.Fields[i]; f.Name != "id" && f.Kind.Name != "point" && f.Kind.Name != "shape" && f.Kind.Column != kernel.JSON && !f.Has("secret") {
			out = append(out, f)
		}
	}
	return out
}

func featureSchema(l *kernel.Layer) object {
	props := object{}
	for _, f := range shown(l) {
		p := object{"title": f.Label, "type": "string"}
		switch f.Kind.Column {
		case kernel.Integer:
			p["type"] = "integer"
		case kernel.Real:
			p["type"] = "number"
		case kernel.Bool:
			p["type"] = "boolean"
		case kernel.Time:
			p["format"] = "date-time"
		}
		if f.Kind.Name == "date" {
			p["format"] = "date"
		}
		props[f.Name] = p
	}
	geometry := "https://geojson.org/schema/Point.json"
	if l.Shape != nil {
		geometry = "https://geojson.org/schema/Geometry.json"
	}
	props["geometry"] = object{"$ref": geometry}
	return object{"$schema": "https://json-schema.org/draft/2020-12/schema", "type": "object", "title": l.Label, "properties": props}
}

// featureAPI describes the filters of each collection, which is how GDAL learns what it may ask of the server.
func (s *Server) featureAPI(c *kernel.Ctx, at string) object {
	param := func(name string, schema object) object {
		return object{"name": name, "in": "query", "schema": schema, "style": "form", "explode": false}
	}
	paths := object{}
	for _, l := range s.layers(c) {
		params := []object{param("limit", object{"type": "integer", "minimum": 1, "maximum": mostItems, "default": fewItems}), param("bbox", object{"type": "array", "items": object{"type": "number"}, "minItems": 4, "maxItems": 6}),
			param("datetime", object{"type": "string"}), param("crs", object{"type": "string"}), param("bbox-crs", object{"type": "string"})}
		m := l.Of.Meta()
		for i := range m.Fields {
			if f := &m.Fields[i]; Filterable(f) && f.Kind.Column != kernel.JSON {
				params = append(params, param(f.Name, object{"type": "string"}))
			}
		}
		paths["/collections/"+l.Name+"/items"] = object{"get": object{"summary": l.Label, "parameters": params, "responses": object{"200": object{"description": l.Label}}}}
	}
	return object{"openapi": "3.0.3", "info": object{"title": "安全生产综合监管信息平台 地理要素服务", "version": s.Version}, "servers": []object{{"url": at}}, "paths": paths}
}

// crsOf tells whether a reference system has the latitude first.
func crsOf(name string) (swap bool, err error) {
	if name == "" {
		return false, nil
	}
	i := slices.Index(crsNames, strings.Trim(name, "<>"))
	if i < 0 {
		return false, kernel.Errorf(kernel.Invalid, "不支持坐标系“%s”，可用 CRS84、EPSG:4490、EPSG:4326", clip(name))
	}
	return i > 0, nil
}

// boxOf reads bbox: four numbers, or six with heights, which are not looked at.
func boxOf(q url.Values) (box [4]float64, err error) {
	text := q.Get("bbox")
	if text == "" {
		return [4]float64{-180, -90, 180, 90}, nil
	}
	swap, err := crsOf(q.Get("bbox-crs"))
	if err != nil {
		return box, err
	}
	parts := strings.Split(text, ",")
	if len(parts) == 6 {
		parts = []string{parts[0], parts[1], parts[3], parts[4]}
	}
	bad := kernel.Errorf(kernel.Invalid, "bbox 应为 西,南,东,北 四个经纬度")
	if len(parts) != 4 {
		return box, bad
	}
	for i, p := range parts {
		if box[i], err = strconv.ParseFloat(strings.TrimSpace(p), 64); err != nil || math.IsNaN(box[i]) || math.IsInf(box[i], 0) {
			return box, bad
		}
	}
	if swap {
		box = [4]float64{box[1], box[0], box[3], box[2]}
	}
	if box[1] > box[3] {
		return box, bad
	}
	return box, nil
}

func (s *Server) listFeatures(c *kernel.Ctx, w http.ResponseWriter, r *http.Request, l *kernel.Layer) error {
	q := r.URL.Query()
	box, err := boxOf(q)
	if err != nil {
		return err
	}
	swap, err := crsOf(q.Get("crs"))
	if err != nil {
		return err
	}
	limit, offset := fewItems, 0
	for name, to := range map[string]*int{"limit": &limit, "offset": &offset} {
		if text := q.Get(name); text != "" {
			if *to, err = strconv.Atoi(text); err != nil || *to < 0 || name == "limit" && *to == 0 {
				return kernel.Errorf(kernel.Invalid, "参数 %s 应为正整数", name)
			}
		}
	}
	limit = min(limit, mostItems)
	filters := url.Values{}
	for name, list := range q {
		switch name {
		case "bbox", "bbox-crs", "crs", "limit", "offset", "f":
		case "datetime":
			from, to, _ := strings.Cut(list[0], "/")
			if !strings.Contains(list[0], "/") {
				to = from
			}
			day := func(text string) string { return strings.TrimPrefix(text[:min(len(text), 10)], "..") }
			if f := l.Of.Meta().Field("updated"); f != nil && list[0] != "" {
				filters.Set("updated", day(from)+".."+day(to))
			}
		default:
			filters[name] = list
		}
	}
	where, err := featureFilter(c, l, filters)
	if err != nil {
		return err
	}
	ids, err := c.Places(c, l, where, box)
	if err != nil {
		return err
	}
	total := len(ids)
	ids = ids[min(offset, total):min(offset+limit, total)]
	list := make([]json.RawMessage, 0, len(ids))
	for part := range slices.Chunk(ids, 500) {
		more, err := s.encodeFeatures(c, l, part, swap)
		if err != nil {
			return err
		}
		list = append(list, more...)
	}
	here := base(r) + "/collections/" + l.Name + "/items"
	links := []object{link("self", geoJSON, here+"?"+r.URL.RawQuery), link("collection", objectKind, base(r)+"/collections/"+l.Name)}
	if offset+limit < total {
		q.Set("offset", strconv.Itoa(offset+limit))
		q.Set("limit", strconv.Itoa(limit))
		links = append(links, link("next", geoJSON, here+"?"+q.Encode()))
	}
	setCRS(w, swap, q.Get("crs"))
	body, err := json.Marshal(object{"type": "FeatureCollection", "features": list, "links": links, "numberMatched": total, "numberReturned": len(list), "timeStamp": c.Now().UTC().Format("2006-01-02T15:04:05Z")})
	if err != nil {
		return err
	}
	return sendGeo(w, http.StatusOK, body)
}

// featureFilter is the filters of the list, where updated may also be asked for.
func featureFilter(c *kernel.Ctx, l *kernel.Layer, values url.Values) (kernel.Cond, error) {
	when := values.Get("updated")
	values.Del("updated")
	q, err := Filter(c, l.Of, values)
	if err != nil || when == "" {
		return q.Where, err
	}
	cond, what := filter(l.Of.Meta().Field("updated"), when)
	if what != "" {
		return q.Where, kernel.Errorf(kernel.Invalid, "datetime 应为时间，或 起/止")
	}
	return kernel.And(q.Where, cond), nil
}

func setCRS(w http.ResponseWriter, swap bool, name string) {
	if name = strings.Trim(name, "<>"); !swap {
		name = crs84
	}
	w.Header().Set("Content-Crs", "<"+name+">")
}

func sendGeo(w http.ResponseWriter, status int, body []byte) error {
	w.Header().Set("Content-Type", geoJSON)
	w.Header().Set("Content-Length", strconv.Itoa(len(body)))
	w.WriteHeader(status)
	_, err := w.Write(body)
	return err
}

// encodeFeatures writes records as features in the order of ids; what the actor may not read any more is left out.
func (s *Server) encodeFeatures(c *kernel.Ctx, l *kernel.Layer, ids []string, swap bool) ([]json.RawMessage, error) {
	args := make([]any, len(ids))
	for i, id := range ids {
		args[i] = id
	}
	e := newEncoder(c, l.Of)
	items, err := c.Page(l.Of.Meta(), kernel.Query{Where: kernel.Cond{Op: "in", Col: "id", Args: args}, Sort: "id", Limit: len(ids), Names: e.with()})
	if err != nil {
		return nil, err
	}
	if err := e.load(items); err != nil {
		return nil, err
	}
	out := make([]json.RawMessage, 0, len(items))
	for _, it := range items {
		text, err := e.feature(l, it, swap)
		if err != nil {
			return nil, err
		}
		out = append(out, text)
	}
	return out, nil
}

// feature writes one item: its columns as properties, and beside codes what they are called.
func (e *encoder) feature(l *kernel.Layer, it kernel.Item, swap bool) ([]byte, error) {
	rec := e.veil(it)
	names := map[string]string{}
	if err := json.Unmarshal(e.display(nil, it.Rec), &names); err != nil {
		return nil, err
	}
	props := object{}
	for _, f := range shown(l) {
		v := f.In(rec).Interface()
		if f.Kind.Options != nil {
			props[f.Name+"_label"] = f.Text(rec)
		} else if name, known := names[f.Name]; known {
			props[f.Name+"_label"] = name
		}
		props[f.Name] = v
	}
	place := it.Rec
	geometry, err := geometryOf(l, place, swap)
	if err != nil {
		return nil, err
	}
	return json.Marshal(object{"type": "Feature", "id": kernel.BaseOf(it.Rec).ID, "geometry": geometry, "properties": props})
}

// geometryOf is the place of a record, or its shape where the layer has one.
func geometryOf(l *kernel.Layer, rec any, swap bool) (any, error) {
	m := l.Of.Meta()
	if l.Shape != nil {
		text, err := json.Marshal(m.Field(kernel.ColumnName(l.Shape)).In(rec).Interface())
		if err != nil {
			return nil, err
		}
		var shape object
		if err := json.Unmarshal(text, &shape); err == nil && shape["type"] != nil {
			if swap {
				shape["coordinates"] = swapped(shape["coordinates"])
			}
			return shape, nil
		}
	}
	p := m.Field(kernel.ColumnName(l.At)).In(rec).Interface().(kernel.Point)
	if p == (kernel.Point{}) {
		return nil, nil
	}
	if swap {
		return object{"type": "Point", "coordinates": []float64{p.Lat, p.Lng}}, nil
	}
	return object{"type": "Point", "coordinates": []float64{p.Lng, p.Lat}}, nil
}

// swapped exchanges the first two numbers of every position.
func swapped(v any) any {
	list, is := v.([]any)
	if !is || len(list) == 0 {
		return v
	}
	if _, number := list[0].(float64); number && len(list) >= 2 {
		return append([]any{list[1], list[0]}, list[2:]...)
	}
	out := make([]any, len(list))
	for i, one := range list {
		out[i] = swapped(one)
	}
	return out
}

func (s *Server) oneFeature(c *kernel.Ctx, w http.ResponseWriter, l *kernel.Layer, id string, swap bool, status int) error {
	e := newEncoder(c, l.Of)
	it, err := c.Item(l.Of.Meta(), id, e.with())
	if err != nil {
		return err
	}
	if err := e.load([]kernel.Item{it}); err != nil {
		return err
	}
	body, err := e.feature(l, it, swap)
	if err != nil {
		return err
	}
	w.Header().Set("ETag", fmt.Sprintf(`"%d"`, kernel.BaseOf(it.Rec).Rev))
	setCRS(w, swap, crsNames[1])
	return sendGeo(w, status, body)
}
