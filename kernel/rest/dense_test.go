package rest

import (
	"encoding/json"
	"testing"
	"time"
)

type leaf struct {
	Names []string        `json:"names"`
	Raw   json.RawMessage `json:"raw,omitempty"`
	At    time.Time       `json:"at"`
}

type tree struct {
	Lines []leaf           `json:"lines"`
	By    map[string]*tree `json:"by,omitempty"`
	Few   []int            `json:"few,omitempty"`
	Next  *tree            `json:"next,omitempty"`
}

func TestDense(t *testing.T) {
	full := &tree{Lines: []leaf{{Names: []string{"甲"}}}}
	shared := &tree{Lines: []leaf{{}, {Names: []string{"甲"}}}, By: map[string]*tree{"a": {}, "b": full}, Next: &tree{}}
	const none = `"at":"0001-01-01T00:00:00Z"`
	for want, v := range map[string]any{
		`{"lines":[{"names":[],` + none + `},{"names":["甲"],` + none + `}],"by":{"a":{"lines":[]},"b":{"lines":[{"names":["甲"],` + none + `}]}},"next":{"lines":[]}}`: shared,
		`{"lines":[{"names":["甲"],` + none + `}]}`: full,
		`[]`:   []leaf(nil),
		`null`: nil,
	} {
		got, err := written(dense(v))
		if err != nil || string(got) != want {
			t.Errorf("%s %v, want %s", got, err, want)
		}
	}
	if shared.Lines[0].Names != nil || shared.Next.Lines != nil || shared.By["a"].Lines != nil {
		t.Error("what is shared was changed")
	}
	if dense(full).(*tree) != full {
		t.Error("what lacks nothing was copied")
	}
}
