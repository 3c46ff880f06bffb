// Package demo invents the data of a demonstration: enterprises with their people and addresses, what goes wrong in them, and
// pictures of it. Nothing in it is real but the divisions and the figures of a notice of 2018; the same seed gives the same data.
package demo

import (
	"math"
	"math/rand/v2"

	"anjian/kernel"
)

// Maker invents. It is not safe for use by several goroutines.
type Maker struct {
	rand  *rand.Rand
	names map[string]bool
	codes int
}

// New returns a maker whose inventions follow from seed.
func New(seed int64) *Maker {
	return &Maker{rand: rand.New(rand.NewPCG(uint64(seed), 0x616e6a69616e)), names: map[string]bool{}}
}

// pick returns one of list.
func pick[T any](m *Maker, list []T) T { return list[m.rand.IntN(len(list))] }

// Chance is true in so many of a hundred cases.
func (m *Maker) Chance(percent int) bool { return m.rand.IntN(100) < percent }

// Between returns a number from low to high.
func (m *Maker) Between(low, high int) int { return low + m.rand.IntN(high-low+1) }

// Day returns a day from first to last.
func (m *Maker) Day(first, last kernel.Date) kernel.Date {
	return first.AddDays(m.Between(0, first.DaysUntil(last)))
}

// Share deals total out to n parts of at least one each, unevenly as life does.
func (m *Maker) Share(total, n int) []int {
	parts := make([]int, n)
	for i := range parts {
		parts[i] = 1
	}
	for left := total - n; left > 0; left-- {
		parts[int(float64(n)*math.Pow(m.rand.Float64(), 1.6))]++
	}
	return parts
}

// Shuffle puts n things into another order.
func (m *Maker) Shuffle(n int, swap func(i, j int)) { m.rand.Shuffle(n, swap) }
