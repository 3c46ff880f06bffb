package main

import (
	"fmt"
	"os"
	"time"

	"anjian/bench/world"
)

// start measures what the platform costs before anybody asks for anything.
func (r *run) start() error {
	folder, err := r.platform("beside", world.New(r.rows, max(1, r.rows/20)), false)
	if err != nil {
		return err
	}
	var best time.Duration
	memory := ""
	for range 3 {
		p, err := r.serveUs(folder)
		if err != nil {
			return err
		}
		if best == 0 || p.began < best {
			best = p.began
		}
		time.Sleep(time.Second)
		memory = p.resident()
		p.stop()
	}
	r.add(line{group: "start", what: "until it answers, on a filled database", ours: millis(best), peer: "1000 ms", ratio: best.Seconds(), mark: 1})
	r.add(line{group: "start", what: "idle memory", ours: memory})
	info, err := os.Stat(r.path("anjian"))
	if err == nil {
		r.add(line{group: "start", what: "binary, stripped", ours: fmt.Sprintf("%d MiB", info.Size()>>20)})
	}
	return err
}
