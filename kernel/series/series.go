// Package series keeps measured values over time (时间序列): what thousands of sensors send every few seconds for years. The embedded
// engine is the time series database of Prometheus as a library; any server that speaks its protocols can take its place.
package series

import (
	"context"
	"time"

	"github.com/prometheus/prometheus/storage"
)

// Sample is one value of one point (测点).
type Sample struct {
	Point string // id of the point
	Kind  string // of what is measured: a label beside the id, so that queries over all points of a kind are possible
	At    int64  // milliseconds since 1970, by the clock that measured
	Value float64
	Scale int  // decimals of the point, 0 to 6: the value is kept as a whole number of them, in a third of the room
	Bad   bool // the device itself says that the value is not to be trusted; it is kept apart
}

// Bucket is what happened in one step of a chart.
type Bucket struct {
	At    int64   `json:"at"` // where the step begins, in milliseconds
	Min   float64 `json:"min"`
	Max   float64 `json:"max"`
	Avg   float64 `json:"avg"`
	Last  float64 `json:"last"`
	Count int     `json:"count"`
}

// Span is a piece of the history of a point, cut into steps.
type Span struct {
	Point    string
	From, To time.Time     // To is not in it
	Step     time.Duration // 0: the values themselves, each a bucket of its own
	Bad      bool          // what the device did not trust, instead of the rest
}

// Fate is what became of a sample.
type Fate int

const (
	Stored  Fate = iota // on the disk, or there already
	Differs             // another value is known for this instant; the first one stays
	TooOld              // older than late values are taken
)

// Store keeps samples. Append returns when all of them are on the disk; what it does not take for itself it says in fates, one for each
// sample, nil if all were stored. An error means that none of them may be counted on.
type Store interface {
	storage.Queryable // for expressions
	Append(ctx context.Context, list []Sample) (fates []Fate, err error)
	// Read returns the buckets of a span that hold anything, in order, and at most MostBuckets of them.
	Read(ctx context.Context, s Span) ([]Bucket, error)
	// Last returns the newest trusted value of a point since a time.
	Last(ctx context.Context, point string, since time.Time) (Sample, bool, error)
	// Fault is why nothing can be stored at the moment, nil if all is well.
	Fault() error
	Close() error
}

const (
	MostBuckets = 50_000
	metric      = "anjian_value"
	late        = 10 * 24 * time.Hour // how much later than the newest value of its point a value may come
	settled     = 4 * 24 * time.Hour  // after so long an hour is rolled up; what comes later still counts among the values themselves
)
