package rest

import (
	"fmt"
	"net/http"
	"runtime"
	"slices"
	"strings"
	"sync"
	"time"
)

// stats counts requests for /metrics, in the text format of Prometheus.
type stats struct {
	mu   sync.Mutex
	byID map[statKey]*stat
}

type statKey struct {
	route  string
	status int
}

type stat struct {
	n       int
	seconds float64
	buckets [len(bounds)]int
}

var bounds = [...]float64{0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5}

func (s *stats) count(route string, status int, took time.Duration) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.byID == nil {
		s.byID = map[statKey]*stat{}
	}
	key := statKey{route, status}
	st := s.byID[key]
	if st == nil {
		st = &stat{}
		s.byID[key] = st
	}
	st.n++
	st.seconds += took.Seconds()
	for i, b := range bounds {
		if took.Seconds() <= b {
			st.buckets[i]++
		}
	}
}

func (s *Server) serveMetrics(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "text/plain; version=0.0.4; charset=utf-8")
	s.stats.mu.Lock()
	defer s.stats.mu.Unlock()
	var keys []statKey
	for k := range s.stats.byID {
		keys = append(keys, k)
	}
	slices.SortFunc(keys, func(a, b statKey) int {
		if a.route != b.route {
			if a.route < b.route {
				return -1
			}
			return 1
		}
		return a.status - b.status
	})
	fmt.Fprintln(w, "# HELP anjian_request_seconds Time to answer a request.\n# TYPE anjian_request_seconds histogram")
	for _, k := range keys {
		st := s.stats.byID[k]
		for i, b := range bounds {
			fmt.Fprintf(w, "anjian_request_seconds_bucket{route=%q,status=\"%d\",le=\"%g\"} %d\n", k.route, k.status, b, st.buckets[i])
		}
		fmt.Fprintf(w, "anjian_request_seconds_bucket{route=%q,status=\"%d\",le=\"+Inf\"} %d\n", k.route, k.status, st.n)
		fmt.Fprintf(w, "anjian_request_seconds_sum{route=%q,status=\"%d\"} %g\nanjian_request_seconds_count{route=%[1]q,status=\"%[2]d\"} %[4]d\n", k.route, k.status, st.seconds, st.n)
	}
	var mem runtime.MemStats
	runtime.ReadMemStats(&mem)
	for _, g := range []struct {
		name, help string
		value      any
	}{
		{"go_goroutines", "Number of goroutines.", runtime.NumGoroutine()},
		{"go_memstats_heap_inuse_bytes", "Bytes of the heap in use.", mem.HeapInuse},
		{fmt.Sprintf("anjian_info{version=%q}", s.Version), "The program and its version.", 1},
	} {
		name, _, _ := strings.Cut(g.name, "{")
		fmt.Fprintf(w, "# HELP %s %s\n# TYPE %[1]s gauge\n%[3]s %[4]d\n", name, g.help, g.name, g.value)
	}
}
