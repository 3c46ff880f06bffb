package telemetry

import (
	"context"
	"fmt"
	"log/slog"
	"testing"
)

// nobody vouches for nothing.
type nobody struct{ Voucher }

func (nobody) Vouched(context.Context, string, string) (string, bool) { return "", false }

// TestKnown: whoever makes up topics fills no memory.
func TestKnown(t *testing.T) {
	o := &Outside{host: nobody{}, log: slog.New(slog.DiscardHandler), known: map[string]vouched{}, ctx: t.Context()}
	for i := range 2*mostKnown + 1 {
		if _, ok := o.who(fmt.Sprint("anjian/x/gw", i)); ok {
			t.Fatal("vouched")
		}
	}
	if len(o.known) > mostKnown {
		t.Errorf("%d topics are kept", len(o.known))
	}
}
