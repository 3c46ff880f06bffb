package monitor

import (
	"fmt"
	"math"
	"strings"
	"testing"
	"time"
)

func f(v float64) *float64 { return &v }

// What values, in which order and how far apart, raise and end which alarms.
func TestJudge(t *testing.T) {
	four := limits{hh: f(80), h: f(70), l: f(10), ll: f(5), low: f(0), high: f(100), back: 2}
	slow := four
	slow.on, slow.off = 20*time.Second, 30*time.Second
	fast := limits{rate: 6}
	pair := limits{deviation: 5}
	type val struct {
		s   int // seconds
		v   float64
		bad bool
	}
	for _, tc := range []struct {
		what string
		l    limits
		in   []val
		want string // what holds after each value
	}{
		{"between the limits", four, []val{{0, 69.9, false}, {10, 10.1, false}}, " | "},
		{"at the limits", four, []val{{0, 70, false}, {10, 80, false}, {20, 10, false}, {30, 5, false}}, "H | HH | L | LL"},
		{"hysteresis above", four, []val{{0, 70, false}, {10, 68.1, false}, {20, 68, false}, {30, 69, false}}, "H | H |  | "},
		{"from high-high to high to none", four, []val{{0, 81, false}, {10, 78.5, false}, {20, 77.9, false}, {30, 67, false}}, "HH | HH | H | "},
		{"hysteresis below", four, []val{{0, 4, false}, {10, 6.9, false}, {20, 7, false}, {30, 11.9, false}, {40, 12, false}}, "LL | LL | L | L | "},
		{"dwell: too short", slow, []val{{0, 75, false}, {10, 75, false}, {15, 60, false}, {30, 75, false}, {49, 75, false}}, " |  |  |  | "},
		{"dwell: long enough", slow, []val{{0, 75, false}, {20, 75, false}, {30, 60, false}, {50, 60, false}, {60, 60, false}}, " | H | H | H | "},
		{"dwell of each limit by itself", slow, []val{{0, 75, false}, {10, 85, false}, {20, 75, false}, {30, 85, false}}, " |  | H | H"},
		{"beyond the range", four, []val{{0, 101, false}, {10, 50, false}, {20, -1, false}}, "HH BAD |  | LL BAD"},
		{"what the device does not trust is not compared", four, []val{{0, 75, false}, {10, 99, true}, {20, 50, false}}, "H | H BAD | "},
		{"rate", fast, []val{{0, 50, false}, {60, 55.9, false}, {120, 61.9, false}, {180, 62, false}, {190, 60.9, false}}, " |  | ROC |  | ROC"},
		{"rate after a gap is none", fast, []val{{0, 50, false}, {1000, 500, false}}, " | "},
		{"two meters differ", pair, []val{{0, 4.9, false}, {10, 5, false}, {20, 1, false}}, " | DEV | "},
	} {
		s, got := &standing{}, []string{}
		for _, v := range tc.in {
			s.sample(&tc.l, int64(v.s+1)*1000, v.v, v.bad, 0)
			var names []string
			for _, k := range s.holding() {
				names = append(names, string(k))
			}
			got = append(got, strings.Join(names, " "))
		}
		if text := strings.Join(got, " | "); text != tc.want {
			t.Errorf("%s: %q, want %q", tc.what, text, tc.want)
		}
	}
	s := &standing{}
	s.sample(&slow, 1000, 75, false, math.NaN())
	s.pass(&slow, 20_999)
	if len(s.holding()) != 0 {
		t.Error("before the dwell is over")
	}
	if s.pass(&slow, 21_000); fmt.Sprint(s.holding()) != "[H]" {
		t.Error("the dwell ends without another value")
	}
}

// What the times of messages tell of a clock.
func TestTiming(t *testing.T) {
	now := time.Date(2026, 5, 1, 8, 0, 0, 0, time.UTC)
	type msg struct {
		after, offset time.Duration // sent so long after the first; newest value so long before it came
		flagged       bool
	}
	for _, tc := range []struct {
		what string
		in   []msg
		want string
	}{
		{"right", []msg{{0, 0, false}, {10 * time.Second, time.Minute, false}}, "now 0s, now 0s"},
		{"sent afterwards, as the device says", []msg{{0, 72 * time.Hour, true}}, "late 0s"},
		{"ahead by five hours", []msg{{0, -5 * time.Hour, false}}, "now -5h0m0s"},
		{"behind by five hours: proven by the third message", []msg{{0, 5 * time.Hour, false}, {time.Minute, 5 * time.Hour, false}, {2 * time.Minute, 5*time.Hour + time.Second, false}}, "late 0s, late 0s, now 5h0m1s"},
		{"a buffer that is emptied without saying so", []msg{{0, 72 * time.Hour, false}, {time.Second, 71 * time.Hour, false}, {2 * time.Second, 70 * time.Hour, false}, {3 * time.Second, 10 * time.Second, false}}, "late 0s, late 0s, late 0s, now 0s"},
	} {
		s, got := &sense{}, []string{}
		for _, m := range tc.in {
			received := now.Add(m.after)
			late, shift := s.timing(received.Add(-m.offset).UnixMilli(), received, m.flagged)
			word := "now"
			if late {
				word = "late"
			}
			got = append(got, fmt.Sprint(word, " ", shift))
		}
		if text := strings.Join(got, ", "); text != tc.want {
			t.Errorf("%s: %s, want %s", tc.what, text, tc.want)
		}
	}
}
