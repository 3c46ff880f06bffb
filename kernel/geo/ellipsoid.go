package geo

import (
	"math"

	"anjian/kernel"
)

// The ellipsoid of CGCS2000 (GB 22021-2008): half axis in metres and flattening; that of WGS 84 differs by less than a millimetre on the ground.
const (
	axis       = 6378137.0
	flattening = 1 / 298.257222101
	minor      = axis * (1 - flattening)
)

// Distance is the length in metres of the shortest way between two places on the ellipsoid, by Vincenty's formula (Survey Review 23, 1975), to the
// millimetre; for places nearly opposite on the earth, where that does not converge, on the sphere.
func Distance(a, b kernel.Point) float64 {
	if a == b {
		return 0
	}
	rad := math.Pi / 180
	l := (b.Lng - a.Lng) * rad
	su, cu := math.Sincos(math.Atan((1 - flattening) * math.Tan(a.Lat*rad)))
	sv, cv := math.Sincos(math.Atan((1 - flattening) * math.Tan(b.Lat*rad)))
	lambda := l
	for range 100 {
		sl, cl := math.Sincos(lambda)
		sinSigma := math.Hypot(cv*sl, cu*sv-su*cv*cl)
		if sinSigma == 0 {
			return 0
		}
		cosSigma := su*sv + cu*cv*cl
		sigma := math.Atan2(sinSigma, cosSigma)
		sinAlpha := cu * cv * sl / sinSigma
		cos2 := 1 - sinAlpha*sinAlpha
		mid := 0.0 // on the equator
		if cos2 != 0 {
			mid = cosSigma - 2*su*sv/cos2
		}
		c := flattening / 16 * cos2 * (4 + flattening*(4-3*cos2))
		next := l + (1-c)*flattening*sinAlpha*(sigma+c*sinSigma*(mid+c*cosSigma*(2*mid*mid-1)))
		if math.Abs(next-lambda) < 1e-12 {
			u2 := cos2 * (axis*axis - minor*minor) / (minor * minor)
			k := (math.Sqrt(1+u2) - 1) / (math.Sqrt(1+u2) + 1)
			big, small := (1+k*k/4)/(1-k), k*(1-3*k*k/8)
			turn := small * sinSigma * (mid + small/4*(cosSigma*(2*mid*mid-1)-small/6*mid*(4*sinSigma*sinSigma-3)*(4*mid*mid-3)))
			return minor * big * (sigma - turn)
		}
		lambda = next
	}
	s := math.Sin((b.Lat-a.Lat)*rad/2)*math.Sin((b.Lat-a.Lat)*rad/2) + math.Cos(a.Lat*rad)*math.Cos(b.Lat*rad)*math.Sin(l/2)*math.Sin(l/2)
	return 2 * earth * math.Asin(math.Sqrt(s))
}
