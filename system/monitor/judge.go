package monitor

import (
	"math"
	"time"
)

// limits are what the values of a point are judged by.
type limits struct {
	hh, h, l, ll *float64
	low, high    *float64      // range of the instrument
	rate         float64       // most change in a minute; 0: none
	deviation    float64       // most difference from the other meter; 0: none
	back         float64       // hysteresis (回差): how far a value has to come back
	on, off      time.Duration // dwell: how long a condition has to hold, and to be gone
}

// dwell is a condition that counts once it has held long enough, and is over once it has been gone long enough.
type dwell struct {
	active bool
	since  int64 // when the change began that is being waited for; 0: none
}

func (d *dwell) step(holds bool, at int64, on, off time.Duration) {
	if holds == d.active {
		d.since = 0
		return
	}
	if d.since == 0 {
		d.since = at
	}
	wait := on
	if d.active {
		wait = off
	}
	if at-d.since >= wait.Milliseconds() {
		d.active, d.since = holds, 0
	}
}

// standing is how a point stands: its last value, and which conditions hold.
type standing struct {
	at    int64
	value float64
	bad   bool
	cond  map[Cause]*dwell
}

func (s *standing) of(k Cause) *dwell {
	if s.cond == nil {
		s.cond = map[Cause]*dwell{}
	}
	d := s.cond[k]
	if d == nil {
		d = &dwell{}
		s.cond[k] = d
	}
	return d
}

// sample judges a value that is newer than the last one; other is what the other meter of a pair shows, NaN if there is none.
// A value that the device does not trust is judged as such alone; one beyond its range is still compared with the limits.
func (s *standing) sample(l *limits, at int64, v float64, bad bool, other float64) {
	beyond := l.low != nil && v < *l.low || l.high != nil && v > *l.high
	s.of(BAD).step(bad || beyond, at, l.on, l.off)
	if !bad {
		if l.rate > 0 {
			gap := at - s.at
			fast := s.at > 0 && !s.bad && gap > 0 && gap <= (15*time.Minute).Milliseconds() && math.Abs(v-s.value)/(float64(gap)/60_000) >= l.rate
			s.of(ROC).step(fast, at, 0, l.off)
		}
		if l.deviation > 0 && !math.IsNaN(other) {
			s.of(DEV).step(math.Abs(v-other) >= l.deviation, at, l.on, l.off)
		}
		s.above(HH, l.hh, l, at, v)
		s.above(H, l.h, l, at, v)
		s.below(L, l.l, l, at, v)
		s.below(LL, l.ll, l, at, v)
	}
	s.at, s.value, s.bad = at, v, bad
}

// pass judges that time has gone by and the last value still stands: dwell ends without another value.
func (s *standing) pass(l *limits, now int64) {
	if s.at == 0 || now <= s.at {
		return
	}
	beyond := l.low != nil && s.value < *l.low || l.high != nil && s.value > *l.high
	s.of(BAD).step(s.bad || beyond, now, l.on, l.off)
	if s.bad {
		return
	}
	s.above(HH, l.hh, l, now, s.value)
	s.above(H, l.h, l, now, s.value)
	s.below(L, l.l, l, now, s.value)
	s.below(LL, l.ll, l, now, s.value)
}

func (s *standing) above(k Cause, limit *float64, l *limits, at int64, v float64) {
	d := s.of(k)
	holds := limit != nil && (v >= *limit || d.active && v > *limit-l.back)
	d.step(holds, at, l.on, l.off)
}

func (s *standing) below(k Cause, limit *float64, l *limits, at int64, v float64) {
	d := s.of(k)
	holds := limit != nil && (v <= *limit || d.active && v < *limit+l.back)
	d.step(holds, at, l.on, l.off)
}

// valued are the causes that follow from values, the graver before the lesser.
var valued = []Cause{HH, H, LL, L, ROC, BAD, DEV}

// holding lists the causes of alarms that hold: a high-high alarm stands for the high one, a low-low alarm for the low one.
func (s *standing) holding() (out []Cause) {
	for _, k := range valued {
		d := s.cond[k]
		if d == nil || !d.active || k == H && s.of(HH).active || k == L && s.of(LL).active {
			continue
		}
		out = append(out, k)
	}
	return out
}

// limit is the limit that a cause is about.
func (l *limits) limit(k Cause) float64 {
	switch p := map[Cause]*float64{HH: l.hh, H: l.h, L: l.l, LL: l.ll}[k]; {
	case p != nil:
		return *p
	case k == ROC:
		return l.rate
	case k == DEV:
		return l.deviation
	}
	return 0
}

// worse tells whether a value goes further in the direction of an alarm than its peak.
func (k Cause) worse(v, peak float64) bool {
	if k == L || k == LL {
		return v < peak
	}
	return v > peak
}

// How far the clock of a gateway may be wrong.
const (
	tolerance = 2 * time.Minute
	steady    = 30 * time.Second // an offset that moves less from message to message is a clock, not a buffer that is being emptied
	proofs    = 3                // messages in a row that prove it
)

// sense is what the messages of a gateway tell of its clock.
type sense struct {
	offset time.Duration // received less newest value, of the last message that was not late
	row    int           // messages in a row with about that offset
}

// timing says how the times of a message are to be taken: late values are kept where they belong and raise no alarm; a clock that is
// wrong is set right by shift, and what it measured counts as of now. From the future nothing comes, so a clock ahead is wrong at once.
func (s *sense) timing(newest int64, received time.Time, flagged bool) (late bool, shift time.Duration) {
	if flagged {
		return true, 0
	}
	offset := received.Sub(time.UnixMilli(newest))
	if d := offset - s.offset; s.row > 0 && d < steady && d > -steady {
		s.row++
	} else {
		s.row = 1
	}
	s.offset = offset
	switch {
	case offset >= -tolerance && offset <= tolerance:
		return false, 0
	case offset < 0 || s.row >= proofs:
		return false, offset
	}
	return true, 0
}
