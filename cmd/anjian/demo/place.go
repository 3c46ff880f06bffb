package demo

import (
	"math"
	"strings"

	"anjian/base/region"
	"anjian/kernel"
)

// Unit is a county or zone that reports by itself, with the figures that the city's notice of 5 June 2018 gives for it. Of 4 May the
// notice gives the total of 995 alone; the parts are made up to add up to it.
type Unit struct {
	Code     kernel.Region
	Login    string
	Was, Is  int // enterprises registered by 4 May and by 5 June 2018
	Checkers int // enterprises that checked themselves in between
	Hazards  int // what they found
	Centre   kernel.Point
	Reach    float64 // in degrees of latitude: sites lie so far around the centre
	Land     Land

	places []place
}

// Land is what works in a unit.
type Land int

const (
	Town  Land = iota // shops, restaurants, workshops
	Zone              // makers of machines and goods, warehouses
	Rural             // quarries, building materials, mines
)

type place struct {
	code kernel.Region
	name string
}

// City lists the units of Zhengzhou in the order of the notice.
func City() []*Unit {
	return []*Unit{
		{Code: "410105", Login: "jinshui", Was: 170, Is: 308, Checkers: 4, Hazards: 6, Centre: at(113.68, 34.80), Reach: .035},
		{Code: "410182", Login: "xingyang", Was: 140, Is: 262, Centre: at(113.38, 34.79), Reach: .06, Land: Rural},
		{Code: "410183", Login: "xinmi", Was: 60, Is: 144, Checkers: 51, Hazards: 117, Centre: at(113.39, 34.54), Reach: .07, Land: Rural},
		{Code: "410108", Login: "huiji", Was: 80, Is: 144, Checkers: 19, Hazards: 26, Centre: at(113.60, 34.88), Reach: .03},
		{Code: "410184", Login: "xinzheng", Was: 80, Is: 136, Centre: at(113.72, 34.40), Reach: .06, Land: Rural},
		{Code: "410103", Login: "erqi", Was: 70, Is: 129, Checkers: 2, Hazards: 3, Centre: at(113.63, 34.70), Reach: .03},
		{Code: "410185", Login: "dengfeng", Was: 70, Is: 128, Centre: at(113.04, 34.46), Reach: .07, Land: Rural},
		{Code: "410122", Login: "zhongmu", Was: 50, Is: 97, Checkers: 18, Hazards: 36, Centre: at(114.00, 34.72), Reach: .06, Land: Rural},
		{Code: "410102", Login: "zhongyuan", Was: 55, Is: 95, Checkers: 9, Hazards: 11, Centre: at(113.57, 34.75), Reach: .03},
		{Code: "410190", Login: "zhengdong", Was: 50, Is: 90, Checkers: 3, Hazards: 6, Centre: at(113.76, 34.78), Reach: .03},
		{Code: "410106", Login: "shangjie", Was: 50, Is: 89, Checkers: 4, Hazards: 4, Centre: at(113.30, 34.81), Reach: .02, Land: Zone},
		{Code: "410104", Login: "guancheng", Was: 40, Is: 71, Centre: at(113.69, 34.73), Reach: .025},
		{Code: "410173", Login: "hangkonggang", Was: 35, Is: 61, Checkers: 1, Hazards: 5, Centre: at(113.85, 34.53), Reach: .05, Land: Zone},
		{Code: "410171", Login: "jingkai", Was: 25, Is: 45, Checkers: 1, Hazards: 1, Centre: at(113.77, 34.70), Reach: .03, Land: Zone},
		{Code: "410172", Login: "gaoxin", Was: 20, Is: 41, Centre: at(113.54, 34.82), Reach: .025, Land: Zone},
	}
}

func at(lng, lat float64) kernel.Point { return kernel.Point{Lng: lng, Lat: lat} }

// seats are the middles of the cities of Henan; counties of the province lie around them.
var seats = map[kernel.Region]kernel.Point{
	"4101": at(113.62, 34.75), "4102": at(114.31, 34.80), "4103": at(112.45, 34.62), "4104": at(113.19, 33.77), "4105": at(114.39, 36.10), "4106": at(114.30, 35.75),
	"4107": at(113.93, 35.30), "4108": at(113.24, 35.22), "4109": at(115.03, 35.76), "4110": at(113.85, 34.04), "4111": at(114.02, 33.58), "4112": at(111.20, 34.77),
	"4113": at(112.53, 32.99), "4114": at(115.66, 34.41), "4115": at(114.09, 32.15), "4116": at(114.70, 33.63), "4117": at(114.02, 33.01), "4190": at(112.60, 35.07),
}

// Province lists the counties of Henan with so many enterprises altogether. Sites of a county lie in its part of a ring around
// the middle of its city: near enough for a map of the province.
func Province(enterprises int) (units []*Unit) {
	for _, city := range region.Supervised("410000") {
		middle := seats[region.Trim(city.Code)[:4]]
		counties := region.Supervised(city.Code)
		if city.Level == region.County || len(counties) > 0 && counties[0].Level == region.Township {
			counties = []region.Division{city}
		}
		for i, c := range counties {
			turn := 2 * math.Pi * float64(i) / float64(len(counties))
			u := &Unit{Code: region.Trim(c.Code), Centre: at(middle.Lng+.28*math.Cos(turn), middle.Lat+.22*math.Sin(turn)), Reach: .05, Land: Rural}
			switch {
			case strings.HasSuffix(c.Name, "区") && region.LevelOf(u.Code) == region.CountyLevel && u.Code[4:] < "71":
				u.Land = Town
			case len(u.Code) == 6 && u.Code[4:] >= "71" && u.Code[4:] < "80":
				u.Land = Zone
			}
			units = append(units, u)
		}
	}
	for i := range enterprises {
		units[i%len(units)].Is++
	}
	return units
}

// somewhere chooses a township of the unit and its full name; zones, which gave their townships no code below their own, keep to themselves.
func (u *Unit) somewhere(m *Maker) place {
	if u.places == nil {
		whole := place{u.Code, region.FullName(region.Padded(u.Code))}
		for _, d := range region.Supervised(region.Padded(u.Code)) {
			if d.Level == region.Township && strings.HasPrefix(d.Code, string(u.Code)) && u.Land != Zone {
				u.places = append(u.places, place{kernel.Region(d.Code), whole.name + d.Name})
			}
		}
		if len(u.places) == 0 {
			u.places = []place{whole}
		}
	}
	return pick(m, u.places)
}

// spot is a point within reach of the middle of the unit.
func (u *Unit) spot(m *Maker) kernel.Point {
	turn, far := 2*math.Pi*m.rand.Float64(), u.Reach*math.Sqrt(m.rand.Float64())
	round := func(x float64) float64 { return math.Round(x*1e6) / 1e6 }
	return at(round(u.Centre.Lng+1.2*far*math.Cos(turn)), round(u.Centre.Lat+far*math.Sin(turn)))
}
