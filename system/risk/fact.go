package risk

import (
	"fmt"
	"maps"
	"slices"
	"sync/atomic"
	"time"

	"anjian/base/enterprise"
	"anjian/kernel"
	"anjian/system/hazard"
)

// Fact is a kind of fact that another system knows of enterprises and that moves their grade; where the systems are put together it is handed
// to Module. What it is called and which grade it gives at least is in data/facts.json.
type Fact struct {
	Name string
	// Of says what there is of it about an enterprise now, as it follows the label, and the page where it is read; no text if there is nothing.
	Of func(c *kernel.Ctx, id kernel.Ref[enterprise.Enterprise]) (text, link string, err error)
	// Moved names the enterprise about which a write says something else than before, none if it does not.
	Moved func(w *kernel.Write) kernel.Ref[enterprise.Enterprise]
	// Passing names the enterprises for which the fact may have ended by time alone; nil if time ends none.
	Passing func(c *kernel.Ctx) ([]kernel.Ref[enterprise.Enterprise], error)
}

var registered atomic.Pointer[[]Fact]

// told is the facts of other systems.
func told() []Fact {
	if list := registered.Load(); list != nil {
		return *list
	}
	return nil
}

// register checks that each fact has a label and a floor.
func register(list []Fact) {
	for _, f := range list {
		if !slices.ContainsFunc(floors, func(l floor) bool { return l.Fact == f.Name }) || f.Of == nil || f.Moved == nil {
			panic("risk: fact " + f.Name + " is not in data/facts.json or lacks a function") // a fault of the program, found when it starts
		}
	}
	registered.Store(&list)
}

// Rerate rates anew those whose grade only time moves: limits pass and licences expire. It may stop anywhere and run again.
var Rerate = &kernel.Task[struct{}]{Name: "risk.rerate", Every: 6 * time.Hour, Run: func(c *kernel.Ctx, _ struct{}) error {
	ids := map[string]bool{}
	err := hazard.Hazards.Each(c, kernel.Query{Where: openMajor, Sort: "id", Limit: -1, Cols: []string{"id", "enterprise"}}, func(h *hazard.Hazard) error { ids[string(h.Enterprise)] = true; return nil })
	if err != nil {
		return err
	}
	over := kernel.And(kernel.Compare("valid_to", ">", ""), kernel.Compare("valid_to", "<", c.Today()))
	err = enterprise.Licences.Each(c, kernel.Query{Where: over, Sort: "id", Limit: -1, Cols: []string{"id", "enterprise"}}, func(l *enterprise.Licence) error { ids[string(l.Enterprise)] = true; return nil })
	if err != nil {
		return err
	}
	for _, f := range told() {
		if f.Passing == nil {
			continue
		}
		list, err := f.Passing(c)
		if err != nil {
			return fmt.Errorf("risk: fact %s: %w", f.Name, err)
		}
		for _, id := range list {
			ids[string(id)] = true
		}
	}
	for _, id := range slices.Sorted(maps.Keys(ids)) {
		if err := c.Tx(func(c *kernel.Ctx) error { return settle(c, id) }); err != nil && kernel.CodeOf(err) != kernel.Stale {
			return fmt.Errorf("risk: enterprise %s: %w", id, err)
		}
	}
	return nil
}}
