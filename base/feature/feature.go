// Package feature is what people draw on the map themselves (标绘): points, lines and areas in layers of their own, drawn by hand or brought from the files of
// GIS programs, and served to those again. What a layer is for makes it a theme of the one map: emergency resources, accidents, outlines of divisions.
// Coordinates are kept in CGCS2000.
package feature

import (
	"cmp"
	"encoding/json"
	"fmt"
	"math"
	"strings"

	"anjian/base/enterprise"
	"anjian/base/region"
	"anjian/base/role"
	"anjian/kernel"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/geojson"
	"github.com/paulmach/orb/planar"
)

// Layer gathers features that belong together (标绘图层): the evacuation routes of a county.
type Layer struct {
	kernel.Base
	Name string `json:"name" label:"名称" rule:"required,max=40" ui:"list,search"`
	Kind Kind   `json:"kind" label:"用途" ui:"list,filter,broad,once" help:"应急资源和事故在一张图上各是一个图层；区划轮廓用来给县、乡镇着色，要素的名称写区划名称或代码。不填为一般标绘。"`
	Hue  Hue    `json:"hue" label:"颜色" ui:"list" help:"红、橙、黄、蓝只表示风险等级，这里不用。"`
	Note string `json:"note" label:"说明" rule:"max=500" ui:"list,long"`
}

// Feature is one point, line or area (标绘要素).
type Feature struct {
	kernel.Base
	Layer      kernel.Ref[Layer]                 `json:"layer" label:"图层" rule:"required" ui:"list,filter,once"`
	Name       string                            `json:"name" label:"名称" rule:"required,max=80" ui:"list,search"`
	Kind       Kind                              `json:"kind" label:"用途" ui:"fixed,filter,broad"`
	Category   string                            `json:"category" label:"类别" rule:"max=40" ui:"list,search" help:"例如：救援队伍、物资、装备、避难场所；事故写事故类别。"`
	Grade      Grade                             `json:"grade" label:"事故等级" ui:"list,filter" help:"只有事故填写。"`
	Enterprise kernel.Ref[enterprise.Enterprise] `json:"enterprise" label:"企业" ui:"list,filter,once" help:"发生事故的企业；它的风险等级随之变动。"`
	On         kernel.Date                       `json:"happened_on" label:"日期" ui:"list,filter,sort" help:"事故发生的日期，或资源核实的日期。"`
	Form       Form                              `json:"form" label:"图形" ui:"fixed,list,filter,broad"`
	Note       string                            `json:"note" label:"说明" rule:"max=1000" ui:"long"`
	Properties []Property                        `json:"properties" label:"属性" rule:"max=60"`
	Shape      Shape                             `json:"shape" label:"坐标" ui:"hidden"`
	Position   kernel.Point                      `json:"position" label:"中心位置" ui:"fixed"`
	Batch      string                            `json:"batch" label:"导入批次" ui:"fixed,hidden,filter"`
}

// Property is one more thing that is known of a feature, such as a column of the file it came from.
type Property struct {
	Name  string `json:"name" label:"名称" rule:"required,max=60"`
	Value string `json:"value" label:"内容" rule:"max=1000"`
}

// Shape is a geometry as GeoJSON writes it (RFC 7946).
type Shape struct {
	Type        string `json:"type"`
	Coordinates any    `json:"coordinates"`
}

func (Shape) Kind() kernel.Kind {
	return kernel.Kind{Name: "shape", JSON: "object", Column: kernel.JSON}
}

// MarshalJSON writes null where nothing is drawn.
func (s Shape) MarshalJSON() ([]byte, error) {
	if s.Type == "" {
		return []byte("null"), nil
	}
	type plain Shape
	return json.Marshal(plain(s))
}

// Hue is the colour in which a layer is drawn.
type Hue string

const (
	Violet Hue = "violet"
	Green  Hue = "green"
	Brown  Hue = "brown"
	Grey   Hue = "grey"
)

func (Hue) Options() []kernel.Option {
	return []kernel.Option{kernel.Opt(Violet, "紫"), kernel.Opt(Green, "绿"), kernel.Opt(Brown, "棕"), kernel.Opt(Grey, "灰")}
}

// Kind is what the features of a layer stand for (用途).
type Kind string

const (
	General  Kind = "general"
	Resource Kind = "resource"
	Accident Kind = "accident"
	Outline  Kind = "outline"
)

func (Kind) Options() []kernel.Option {
	return []kernel.Option{kernel.Opt(General, "一般标绘"), kernel.Opt(Resource, "应急资源"), kernel.Opt(Accident, "事故"), kernel.Opt(Outline, "区划轮廓")}
}

// Grade is the grade of an accident (事故等级, 生产安全事故报告和调查处理条例 第三条).
type Grade string

func (Grade) Options() []kernel.Option {
	return []kernel.Option{kernel.Tone(Grade("extraordinary"), "特别重大事故", "red"), kernel.Tone(Grade("major"), "重大事故", "orange"), kernel.Tone(Grade("larger"), "较大事故", "yellow"), kernel.Tone(Grade("general"), "一般事故", "blue")}
}

// Form is what kind of figure it is.
type Form string

const (
	Place Form = "point"
	Line  Form = "line"
	Area  Form = "area"
)

func (Form) Options() []kernel.Option {
	return []kernel.Option{kernel.Opt(Place, "点"), kernel.Opt(Line, "线"), kernel.Opt(Area, "面")}
}

var (
	fl = kernel.Row[Layer]()
	ft = kernel.Row[Feature]()
)

var access = kernel.Access{
	{To: role.Government, Can: "read export", Rows: kernel.Jurisdiction},
	{To: role.Government, Can: "create update delete", Rows: kernel.Jurisdiction},
}

// Layers holds all layers that people draw in.
var Layers = &kernel.Resource[Layer]{
	Name: "feature_layer", Label: "标绘图层", Title: &fl.Name, Sort: "-created",
	Help:   "在地图上画的点、线、面放在图层里，例如疏散路线、警戒范围。先建图层，再到“地图标绘”里画，或导入 GeoJSON、KML、CSV、Shapefile 文件。",
	Access: access,
	Derive: func(c *kernel.Ctx, l *Layer) error {
		if l.Region == "" {
			l.Region = c.Actor.Region
		}
		l.Hue, l.Kind = cmp.Or(l.Hue, Violet), cmp.Or(l.Kind, General)
		return nil
	},
}

// Features holds all that is drawn.
var Features = &kernel.Resource[Feature]{
	Name: "feature", Label: "标绘要素", Title: &ft.Name, Sort: "-created",
	Help:   "画在地图上的一个点、一条线或一个面。到“地图标绘”里画和改；每次改动都在办理过程里。",
	Access: access,
	Derive: func(c *kernel.Ctx, f *Feature) error {
		l, err := Layers.Get(c, string(f.Layer))
		if err == nil {
			f.Region, f.Kind = cmp.Or(f.Region, l.Region), l.Kind
		}
		if f.Shape.Type == "" {
			return nil
		}
		g, what := f.Shape.geometry()
		if what != "" {
			return kernel.FieldError(&ft.Shape, "%s", what)
		}
		f.Form, f.Position = formOf(g), centre(g)
		if f.Kind == Outline && l != nil {
			if what, err = outlined(c, f, l); what != "" {
				return kernel.FieldError(&ft.Name, "%s", what)
			}
			return err
		}
		return nil
	},
	Rules: func(c *kernel.Ctx, f, before *Feature) error {
		if f.Shape.Type == "" {
			return kernel.FieldError(&ft.Shape, "请在地图上画出图形")
		}
		if before == nil || before.Layer != f.Layer {
			if _, err := Layers.Get(c, string(f.Layer)); err != nil {
				return kernel.FieldError(&ft.Layer, "没有这个图层，或不在您的辖区")
			}
		}
		return nil
	},
}

// outlined gives an outline to the division that its name or code says, the layer's own or one below, and says what hinders it.
func outlined(c *kernel.Ctx, f *Feature, l *Layer) (wrong string, err error) {
	if f.Form != Area {
		return "区划轮廓应为面", nil
	}
	units, err := region.Counties(c, l.Region)
	if code := region.Trim(f.Name); region.LevelOf(code) != "" && region.Within(code, l.Region) {
		units, err = region.Counties(c, region.Above(code))
	} else if own := c.RegionLabel(l.Region); strings.HasSuffix(own, f.Name) {
		units = append(units, region.Unit{Code: l.Region, Name: f.Name})
	}
	for _, u := range units {
		if u.Name == f.Name || u.Code == region.Trim(f.Name) {
			f.Name, f.Region = u.Name, u.Code
			return "", nil
		}
	}
	return fmt.Sprintf("%s没有叫“%s”的行政区划，名称应为区划名称或代码", c.RegionLabel(l.Region), f.Name), err
}

// Outlines calls each for the outlines of a division and what lies below it, the newest of each last.
func Outlines(c *kernel.Ctx, of kernel.Region, each func(kernel.Region, *Feature)) error {
	q := kernel.Query{Where: kernel.And(kernel.Under(of), kernel.Eq(&ft.Kind, Outline)), Sort: "id", Limit: 2000}
	return Features.Each(c, q, func(f *Feature) error { each(f.Region, f); return nil })
}

// mostCorners bounds one figure: more is a data set, not a drawing.
const mostCorners = 20_000

// geometry reads a shape, and says what is wrong with it.
func (s Shape) geometry() (g orb.Geometry, wrong string) {
	text, err := json.Marshal(s)
	if err != nil {
		return nil, "坐标无法识别"
	}
	read, err := geojson.UnmarshalGeometry(text)
	if err != nil || read == nil || read.Geometry() == nil {
		return nil, "坐标无法识别，应为 GeoJSON 的点、线或面"
	}
	g = read.Geometry()
	corners, bad := 0, false
	each(g, func(p orb.Point) {
		corners++
		bad = bad || !(math.Abs(p[0]) <= 180 && math.Abs(p[1]) <= 90)
	})
	switch {
	case corners == 0:
		return nil, "图形没有坐标"
	case corners > mostCorners:
		return nil, "图形的点太多，请先简化"
	case bad:
		return nil, "经纬度超出范围"
	}
	return g, faultOf(g)
}

// faultOf says what a figure lacks.
func faultOf(g orb.Geometry) string {
	switch g := g.(type) {
	case orb.LineString:
		if len(g) < 2 {
			return "线至少要有两个点"
		}
	case orb.MultiLineString:
		for _, l := range g {
			if len(l) < 2 {
				return "线至少要有两个点"
			}
		}
	case orb.Polygon:
		for _, r := range g {
			if len(r) < 4 || r[0] != r[len(r)-1] {
				return "面的边界要闭合，至少有三个角点"
			}
		}
	case orb.MultiPolygon:
		for _, p := range g {
			if what := faultOf(p); what != "" {
				return what
			}
		}
	case orb.Collection:
		return "一个要素只能是点、线、面中的一种"
	}
	return ""
}

// each calls fn for every corner.
func each(g orb.Geometry, fn func(orb.Point)) {
	switch g := g.(type) {
	case orb.Point:
		fn(g)
	case orb.MultiPoint:
		for _, p := range g {
			fn(p)
		}
	case orb.LineString:
		each(orb.MultiPoint(g), fn)
	case orb.Ring:
		each(orb.MultiPoint(g), fn)
	case orb.MultiLineString:
		for _, l := range g {
			each(l, fn)
		}
	case orb.Polygon:
		for _, r := range g {
			each(r, fn)
		}
	case orb.MultiPolygon:
		for _, p := range g {
			each(p, fn)
		}
	}
}

func formOf(g orb.Geometry) Form { return []Form{Place, Line, Area}[g.Dimensions()] }

// centre is where the mark of a figure stands: the middle of a line along it, the centre of an area.
func centre(g orb.Geometry) kernel.Point {
	at, size := planar.CentroidArea(g)
	if l, is := g.(orb.LineString); is {
		at = l[len(l)/2]
	} else if size == 0 || math.IsNaN(at[0]) || math.IsNaN(at[1]) {
		at = g.Bound().Center()
	}
	round := func(v float64) float64 { return math.Round(v*1e6) / 1e6 }
	return kernel.Point{Lng: round(at[0]), Lat: round(at[1])}
}

// Module declares the drawn features.
func Module() kernel.Module {
	return kernel.Module{
		Name: "feature", Label: "地图标绘",
		Resources: []kernel.Handle{Features, Layers},
		Layers: []kernel.Layer{
			{Name: "feature_resource", Label: "应急资源", Of: Features, At: &ft.Position, Shape: &ft.Shape, Where: kernel.Eq(&ft.Kind, Resource)},
			{Name: "feature_accident", Label: "事故", Of: Features, At: &ft.Position, Shape: &ft.Shape, Tone: &ft.Grade, Where: kernel.Eq(&ft.Kind, Accident)},
			{Name: "feature", Label: "标绘", Of: Features, At: &ft.Position, Shape: &ft.Shape, Where: kernel.In(&ft.Kind, General, Outline, "")}, // drawn before there were kinds: none
		},
		Routes: []kernel.Route{
			{Pattern: "POST /api/feature/import", Label: "导入标绘文件", Can: role.Government, Raw: bring},
			{Pattern: "GET /api/feature/shapes", Label: "导出标绘文件", Can: role.Government, Raw: take},
		},
	}
}
