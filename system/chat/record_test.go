package chat

import (
	"testing"

	"anjian/kernel"
)

type sheet struct {
	kernel.Base
	Status sheetStatus `json:"status" label:"状态"`
}

type sheetStatus string

func (sheetStatus) Options() []kernel.Option {
	return []kernel.Option{kernel.Opt(sheetStatus("open"), "在办"), kernel.Opt(sheetStatus("weighed"), "拟定"), kernel.Opt(sheetStatus("done"), "办结")}
}

// A record is at its end where neither a step nor a move of the platform leads on.
func TestFinal(t *testing.T) {
	row := kernel.Row[sheet]()
	r := &kernel.Resource[sheet]{Name: "sheet", Label: "表", Flow: kernel.Flow[sheet, sheetStatus]{On: &row.Status, Start: "open",
		Steps: []kernel.Step[sheet, sheetStatus]{{Name: "weigh", Label: "拟定", From: []sheetStatus{"open"}, To: "weighed"}, {Name: "note", Label: "记录", From: []sheetStatus{"done"}}},
		Moves: []kernel.Move[sheetStatus]{{From: []sheetStatus{"weighed"}, To: []sheetStatus{"done"}}}}}
	for state, want := range map[string]bool{"open": false, "weighed": false, "done": true} {
		if got := final(r.Meta(), state); got != want {
			t.Errorf("%s: %t", state, got)
		}
	}
}
