// Command bench measures anjian against a peer and against bare SQL, one after the other in the same run, and prints one
// table. What is compared is processor time, which a busy machine changes least.
package main

import (
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// sizes say how much is measured.
type sizes struct {
	rows, million, enterprises, table, requests int
	clients, rate, seconds                      int
	points                                      int
}

// run is one run of the program.
type run struct {
	sizes
	groups []string
	folder string // scratch
	keep   bool   // the data stay for another run
	log    io.Writer
	lines  []line
}

type group struct {
	name string
	run  func(*run) error
}

var groups []group

func init() { // the groups refer to the list in their errors
	groups = []group{{"peer", (*run).peer}, {"million", (*run).millions}, {"bulletin", (*run).bulletin}, {"table", (*run).tables}, {"paper", (*run).papers}, {"seal", (*run).seals}, {"start", (*run).start}, {"chat", (*run).chats}, {"officers", (*run).officers}, {"tile", (*run).tiles}, {"ingest", (*run).ingest}}
}

func names() (out []string) {
	for _, g := range groups {
		out = append(out, g.name)
	}
	return out
}

func main() {
	r := &run{log: os.Stderr}
	chosen := flag.String("groups", "peer,million,bulletin,table,paper,seal,start,chat,officers,tile,ingest", "what is measured")
	flag.IntVar(&r.rows, "rows", 100_000, "hazards beside the peer")
	flag.IntVar(&r.million, "million", 1_000_000, "hazards beside bare SQL")
	flag.IntVar(&r.enterprises, "enterprises", 50_000, "enterprises to which they belong")
	flag.IntVar(&r.table, "table", 50_000, "enterprises that are imported and exported")
	flag.IntVar(&r.requests, "requests", 1000, "requests of each kind")
	flag.IntVar(&r.clients, "clients", 2000, "clients that are connected at once")
	flag.IntVar(&r.rate, "rate", 200, "messages a second")
	flag.IntVar(&r.points, "points", 50_000, "measured points that send at once")
	flag.IntVar(&r.seconds, "seconds", 20, "how long they talk")
	flag.StringVar(&r.folder, "folder", "", "keep the data here and use what is here already")
	small := flag.Bool("small", false, "a smoke run of seconds")
	flag.Parse()
	if *small {
		r.sizes = smoke
	}
	r.groups, r.keep = strings.Split(*chosen, ","), r.folder != ""
	if err := r.all(); err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
	print(os.Stdout, r.lines)
}

var smoke = sizes{rows: 1000, million: 2000, enterprises: 200, table: 200, requests: 20, clients: 40, rate: 20, seconds: 2, points: 500}

func (r *run) all() error {
	for _, name := range r.groups {
		if !slices.Contains(names(), name) {
			return errUsage
		}
	}
	if !r.keep {
		folder, err := os.MkdirTemp("", "anjian-bench-")
		if err != nil {
			return err
		}
		defer os.RemoveAll(folder)
		r.folder = folder
	}
	if err := os.MkdirAll(r.folder, 0o700); err != nil {
		return err
	}
	r.say("building")
	if err := build("..", "./cmd/anjian", r.path("anjian")); err != nil {
		return err
	}
	for _, g := range groups {
		if slices.Contains(r.groups, g.name) {
			if err := g.run(r); err != nil {
				return fmt.Errorf("%s: %w", g.name, err)
			}
		}
	}
	return nil
}

func (r *run) path(parts ...string) string {
	full, err := filepath.Abs(filepath.Join(append([]string{r.folder}, parts...)...))
	if err != nil {
		panic(err) // no working directory
	}
	return full
}

func (r *run) say(format string, args ...any) { fmt.Fprintf(r.log, format+"\n", args...) }

func (r *run) add(l line) {
	r.lines = append(r.lines, l)
	r.say("%s: %s: %s against %s, %.3f %s (%s)", l.group, l.what, l.ours, l.peer, l.ratio, l.verdict(), l.waits)
}
