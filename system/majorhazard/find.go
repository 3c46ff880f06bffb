package majorhazard

import (
	"cmp"
	"math"
	"slices"
	"strings"

	"anjian/base/role"
	"anjian/kernel"
)

// readers are those whose pages reckon and search.
var readers = append([]kernel.Role{role.Safety, role.Agency}, role.Government...)

var routes = []kernel.Route{
	kernel.Op("GET /api/majorhazard/table", "辨识标准的物质和系数", readers, func(_ *kernel.Ctx, in *TableQuery) (*Table, error) {
		if t := TableOf(in.Edition); t != nil {
			return t, nil
		}
		return nil, kernel.Errorf(kernel.Missing, "没有这一版标准")
	}),
	kernel.Op("POST /api/majorhazard/reckon", "辨识分级试算", readers, reckon),
	kernel.Op("GET /api/majorhazard/find", "按距离查找重大危险源", readers, find),
	{Pattern: "GET /api/majorhazard/{id}/sum", Label: "打印辨识分级计算书", Raw: printed("sum.html")},
	{Pattern: "GET /api/majorhazard/{id}/poster", Label: "打印重大危险源公示牌", Raw: printed("poster.html")},
}

// TableQuery asks for an edition of the standard, the newest if it names none.
type TableQuery struct {
	Edition Edition `json:"edition"`
}

// Trial is a unit of which only the sum is wanted; nothing is stored.
type Trial struct {
	Edition    Edition     `json:"edition"`
	Substances []Substance `json:"substances"`
	Residents  int         `json:"residents"`
}

// Outcome is the sum of a trial as it is shown.
type Outcome struct {
	Edition    string `json:"edition"`
	S          string `json:"s_value"`
	Alpha      string `json:"alpha"`
	R          string `json:"r_value"`
	Grade      Grade  `json:"grade"`
	GradeLabel string `json:"grade_label"`
	WhyAlpha   string `json:"why_alpha"`
	Working    []Term `json:"working"`
}

func reckon(_ *kernel.Ctx, in *Trial) (*Outcome, error) {
	t := TableOf(in.Edition)
	switch {
	case t == nil:
		return nil, kernel.FieldError(&Row.Edition, "没有这一版标准")
	case len(in.Substances) > 100:
		return nil, kernel.FieldError(&Row.Substances, "危险化学品不能超过100项")
	case in.Residents < 0:
		return nil, kernel.FieldError(&Row.Residents, "人数不能小于0")
	}
	sum, err := t.Reckon(in.Substances, in.Residents)
	if err != nil {
		return nil, kernel.FieldError(&Row.Substances, "%s", err.Error())
	}
	return &Outcome{Edition: t.Name, S: Decimal(sum.S), Alpha: Decimal(sum.Alpha), R: Decimal(sum.R), Grade: sum.Grade, GradeLabel: kernel.LabelOf(sum.Grade), WhyAlpha: sum.WhyAlpha, Working: sum.Terms}, nil
}

// FindQuery looks for installations and ponds on file around a place, by name, substance and grade.
type FindQuery struct {
	Lng   float64 `json:"lng"`
	Lat   float64 `json:"lat"`
	Km    float64 `json:"km"`
	Text  string  `json:"text"`
	Grade Grade   `json:"grade"`
	Limit int     `json:"limit"`
}

// Found is what a search found, the nearest first; More tells that there was more than is shown.
type Found struct {
	Items []Place `json:"items"`
	More  bool    `json:"more"`
}

// Place is one of them with its distance in metres, -1 if none was asked for.
type Place struct {
	Type       string        `json:"type"`
	ID         string        `json:"id"`
	Name       string        `json:"name"`
	Region     kernel.Region `json:"region"`
	Label      string        `json:"region_label"`
	Grade      string        `json:"grade"`
	Tone       string        `json:"tone"`
	Substances string        `json:"substances"`
	At         kernel.Point  `json:"position"`
	Metres     int           `json:"metres"`
}

const mostFound = 500

func find(c *kernel.Ctx, q *FindQuery) (*Found, error) {
	from, out := kernel.Point{Lng: q.Lng, Lat: q.Lat}, &Found{Items: []Place{}}
	if math.Abs(q.Lng) > 180 || math.Abs(q.Lat) > 90 || q.Km < 0 {
		return nil, kernel.Errorf(kernel.Invalid, "坐标应为经度、纬度，距离不能小于0")
	}
	add := func(p Place) {
		if text := strings.TrimSpace(q.Text); text != "" && !strings.Contains(p.Name, text) && !strings.Contains(p.Substances, text) {
			return
		}
		if p.Metres = -1; from != (kernel.Point{}) {
			if p.At == (kernel.Point{}) {
				return
			}
			if p.Metres = int(math.Round(Distance(from, p.At))); q.Km > 0 && float64(p.Metres) > q.Km*1000 {
				return
			}
		}
		p.Label = c.RegionLabel(p.Region)
		out.Items = append(out.Items, p)
	}
	where := onFile
	if q.Grade != "" {
		where = kernel.And(where, kernel.Eq(&Row.Grade, q.Grade))
	}
	cols := []string{"id", "region", "name", "position", "grade", "substance_names"}
	if err := Installations.Each(c, kernel.Query{Where: where, Sort: "id", Limit: -1, Cols: cols}, func(h *Installation) error {
		add(Place{Type: Installations.Name, ID: h.ID, Name: h.Name, Region: h.Region, Grade: kernel.LabelOf(h.Grade), Tone: tone(h.Grade), Substances: h.Names, At: h.Position})
		return nil
	}); err != nil {
		return nil, err
	}
	if q.Grade == "" {
		cols := []string{"id", "region", "name", "position", "class"}
		err := Ponds.Each(c, kernel.Query{Where: ponds, Sort: "id", Limit: -1, Cols: cols}, func(p *Pond) error {
			add(Place{Type: Ponds.Name, ID: p.ID, Name: p.Name, Region: p.Region, Grade: kernel.LabelOf(p.Class), Tone: tone(p.Class), At: p.Position})
			return nil
		})
		if err != nil && kernel.CodeOf(err) != kernel.Forbidden { // who reads installations only finds those
			return nil, err
		}
	}
	slices.SortStableFunc(out.Items, func(a, b Place) int { return cmp.Compare(a.Metres, b.Metres) })
	most := cmp.Or(min(max(q.Limit, 0), mostFound), 100)
	if out.More = len(out.Items) > most; out.More {
		out.Items = out.Items[:most]
	}
	return out, nil
}

// tone is the colour of a value.
func tone[S interface {
	~string
	kernel.Enum
}](v S) string {
	for _, o := range v.Options() {
		if o.Value == string(v) {
			return o.Tone
		}
	}
	return ""
}

// Distance is that between two places in metres along a great circle of the mean earth, within half a percent of the ellipsoid's.
func Distance(a, b kernel.Point) float64 {
	const radius = 6371008.8
	rad := func(d float64) float64 { return d * math.Pi / 180 }
	dLat, dLng := rad(b.Lat-a.Lat)/2, rad(b.Lng-a.Lng)/2
	h := math.Sin(dLat)*math.Sin(dLat) + math.Cos(rad(a.Lat))*math.Cos(rad(b.Lat))*math.Sin(dLng)*math.Sin(dLng)
	return 2 * radius * math.Asin(math.Min(1, math.Sqrt(h)))
}
