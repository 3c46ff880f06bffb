package kernel_test

import (
	"errors"
	"testing"

	"anjian/kernel"
)

// A batch looks a thing up once, keeps no failure, and the next batch looks again; without a batch nothing is kept.
func TestOnce(t *testing.T) {
	type key string
	looked := 0
	ask := func(c *kernel.Ctx, fail error) (int, error) {
		return kernel.Once(c, key("a"), func() (int, error) { looked++; return looked, fail })
	}
	plain := &kernel.Ctx{}
	batch := plain.Remembering()
	gone := errors.New("gone")
	for _, tc := range []struct {
		what string
		c    *kernel.Ctx
		fail error
		want int
	}{
		{"plain", plain, nil, 1}, {"plain again", plain, nil, 2},
		{"a failure", batch, gone, 3}, {"after it", batch, nil, 4}, {"kept", batch, gone, 4},
		{"kept as the platform", batch.AsSystem(), nil, 4},
		{"the next batch", plain.Remembering(), nil, 5},
	} {
		if got, err := ask(tc.c, tc.fail); got != tc.want || err != nil && !errors.Is(err, tc.fail) {
			t.Errorf("%s: %d, %v; want %d", tc.what, got, err, tc.want)
		}
	}
}
