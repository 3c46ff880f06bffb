package main

import (
	"fmt"
	"io"
	"slices"
	"strings"
	"time"
	"unicode/utf8"
)

// cost is what one request costs: processor time of the server, and how long the client waits.
type cost struct {
	cpu, p50, p99 time.Duration
}

func summed(cpu time.Duration, laps []time.Duration) cost {
	slices.Sort(laps)
	return cost{cpu, laps[len(laps)/2], laps[min(len(laps)-1, len(laps)*99/100)]}
}

// line is one row of the table.
type line struct {
	group, what string
	ours, peer  string
	ratio, mark float64 // mark 0: nothing was promised
	waits       string
}

func (l line) verdict() string {
	switch {
	case l.mark == 0:
		return ""
	case l.ratio <= l.mark:
		return "ok"
	}
	return "MISSED"
}

func micros(d time.Duration) string { return fmt.Sprintf("%.0f µs", float64(d.Nanoseconds())/1000) }
func millis(d time.Duration) string { return fmt.Sprintf("%.1f ms", float64(d.Microseconds())/1000) }

// against compares two costs by processor time.
func against(group, what string, ours, peer cost, mark float64) line {
	return line{group: group, what: what, ours: micros(ours.cpu), peer: micros(peer.cpu), ratio: float64(ours.cpu) / float64(max(peer.cpu, 1)), mark: mark,
		waits: millis(ours.p50) + " / " + millis(ours.p99) + "; " + millis(peer.p50) + " / " + millis(peer.p99)}
}

// print writes the table as Markdown.
func print(w io.Writer, lines []line) {
	rows := [][]string{{"group", "what", "ours", "compared with", "ratio", "at most", "", "p50 / p99, ours; theirs"}}
	for _, l := range lines {
		ratio, mark := "", ""
		if l.ratio > 0 {
			ratio = fmt.Sprintf("%.3f", l.ratio)
		}
		if l.mark > 0 {
			mark = fmt.Sprintf("%.3f", l.mark)
		}
		rows = append(rows, []string{l.group, l.what, l.ours, l.peer, ratio, mark, l.verdict(), l.waits})
	}
	width := make([]int, len(rows[0]))
	for _, r := range rows {
		for i, s := range r {
			width[i] = max(width[i], utf8.RuneCountInString(s))
		}
	}
	for n, r := range rows {
		for i, s := range r {
			fmt.Fprint(w, "| ", s, strings.Repeat(" ", width[i]-utf8.RuneCountInString(s)), " ")
		}
		fmt.Fprintln(w, "|")
		if n == 0 {
			for _, n := range width {
				fmt.Fprint(w, "| ", strings.Repeat("-", n), " ")
			}
			fmt.Fprintln(w, "|")
		}
	}
}
