package region

import (
	"fmt"
	"strings"

	"anjian/kernel"
)

// Module declares the divisions.
func Module() kernel.Module {
	children := kernel.Op("GET /api/region", "下级区划", nil, listChildren)
	children.Public = true // an enterprise that registers itself chooses its county
	return kernel.Module{
		Name: "region", Label: "行政区划",
		Resources: []kernel.Handle{Regions},
		Routes:    []kernel.Route{children, kernel.Op("GET /api/region/tree", "可选区划", nil, ownTree)},
	}
}

type childrenIn struct {
	Parent kernel.Region `json:"parent"`
}

type child struct {
	Code  kernel.Region `json:"code"`
	Label string        `json:"label"`
	Level Level         `json:"level"`
	Kind  Kind          `json:"kind"`
}

type childrenOut struct {
	Items []child `json:"items"`
}

// listChildren answers the divisions next below one, the provinces for none.
func listChildren(c *kernel.Ctx, in *childrenIn) (*childrenOut, error) {
	parent := Trim(string(in.Parent))
	if parent == "" {
		parent = kernel.Country
	}
	if !Known(parent) {
		return nil, &kernel.Error{Code: kernel.Invalid, Message: "区划代码的格式不对", Fields: map[string]string{"parent": "格式不对"}}
	}
	units, err := Counties(c, parent)
	out := &childrenOut{Items: []child{}}
	for _, u := range units {
		out.Items = append(out.Items, child{u.Code, u.Name, u.Level, u.Kind})
	}
	return out, err
}

type treeOut struct {
	Items []node `json:"items"`
}

type treeIn struct {
	Elsewhere bool `json:"elsewhere"`
}

// ownTree answers the regions that the actor may choose: those below its own as deep as one at its level works with, the county of an
// enterprise or agency; elsewhere, all of the province down to the counties.
func ownTree(c *kernel.Ctx, in *treeIn) (*treeOut, error) {
	t, err := readTree(c)
	if err != nil {
		return nil, err
	}
	out, day, at, floor := &treeOut{Items: []node{}}, c.Today(), c.Actor.Region, VillageLevel
	if c.Actor.Outside() {
		at = at[:min(6, len(at))]
	}
	if in.Elsewhere {
		at = at[:min(2, len(at))]
	}
	switch {
	case in.Elsewhere, at == kernel.Country:
		floor = CountyLevel
	case len(at) < 6:
		floor = TownshipLevel
	}
	if at == kernel.Country {
		for _, u := range t.children(kernel.Country, day) {
			out.Items = append(out.Items, t.grow(u, day, floor))
		}
	} else if u, ok := t.unit(at); ok {
		out.Items = append(out.Items, t.grow(u, day, floor))
	}
	return out, nil
}

// direct lists counties that a province manages itself (省直管县): those of 河南省 since 2014-01-01. They stand
// below a city by their codes and are not among its reporting units.
var direct = map[kernel.Region]bool{"410181": true, "410225": true, "410482": true, "410526": true, "410783": true,
	"411381": true, "411481": true, "411525": true, "411628": true, "411729": true}

// Seed creates the records of a new platform from the national table: all provinces, and everything down to the
// county of each province that codes names by itself or by one of its cities. What exists already stays.
func Seed(c *kernel.Ctx, codes ...kernel.Region) error {
	for _, code := range codes {
		if _, ok := Standard(Padded(code)); !ok {
			return kernel.Errorf(kernel.Invalid, "没有代码为%s的行政区划", code)
		}
	}
	return c.Tx(func(c *kernel.Ctx) error {
		t, err := loadTree(c)
		if err != nil {
			return err
		}
		for _, d := range Provinces() {
			if err := t.seed(c, d); err != nil {
				return err
			}
		}
		for _, code := range codes {
			for _, d := range under(divisions().list, string(code[:2])) {
				if err := t.seed(c, d); err != nil {
					return err
				}
			}
			for _, s := range divisions().successions {
				if strings.HasPrefix(s.Old, string(code[:2])) {
					if err := t.seedOld(c, s); err != nil {
						return err
					}
				}
			}
		}
		return nil
	})
}

func (t *tree) seed(c *kernel.Ctx, d Division) error {
	code := Trim(d.Code)
	if placeholder(d) || t.records[code] != nil {
		return nil
	}
	r := &Region{Code: string(code), Name: d.Name, Kind: kindOf(code), Counted: true}
	if direct[code] {
		r.Parent, r.Note = code[:2], "省直管县（市），由省直接管理，不列入省辖市的上报单位"
	}
	if r.Kind != Statutory && r.Level != PrefectureLevel && len(code) == 6 {
		r.Counted, r.Note = false, "功能区不计算在内"
	}
	return t.create(c, r)
}

func (t *tree) seedOld(c *kernel.Ctx, s Succession) error {
	code := Trim(s.Old)
	if t.records[code] != nil {
		return nil
	}
	return t.create(c, &Region{Code: string(code), Name: s.Was, Kind: Statutory, Counted: true, Status: Ended, Successor: Trim(s.New), ValidTo: lastDay(s),
		Parent: Above(Trim(s.New)), Basis: fmt.Sprintf("%d年批准", s.Since)})
}

// lastDay is until when an old code was good: the national table gives the year alone, in which both are accepted.
func lastDay(s Succession) kernel.Date { return kernel.Date(fmt.Sprintf("%d-12-31", s.Since)) }

func (t *tree) create(c *kernel.Ctx, r *Region) error {
	if err := Regions.Create(c, r); err != nil {
		return fmt.Errorf("region: %s %s: %w", r.Code, r.Name, err)
	}
	t.records[r.Region] = r
	return nil
}
