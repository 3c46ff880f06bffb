package kernel_test

import (
	"strings"
	"testing"

	"anjian/kernel"
)

type state string

func (state) Options() []kernel.Option {
	return []kernel.Option{kernel.Opt("open", "开放"), kernel.Opt("shut", "关闭")}
}

type room struct {
	kernel.Base
	Name  string `json:"name" label:"名称"`
	State state  `json:"state" label:"状态" ui:"filter"`
}

type desk struct {
	kernel.Base
	Name  string           `json:"name" label:"名称"`
	Room  kernel.Ref[room] `json:"room" label:"房间" among:"state=open,shut"`
	Other kernel.Ref[room] `json:"other" label:"另一间" among:"state=gone"`
	Third kernel.Ref[room] `json:"third" label:"第三间" among:"name=x"`
}

// What a reference may choose passes filters that the other type has, or the platform does not start.
func TestAmong(t *testing.T) {
	all := kernel.Access{{To: []kernel.Role{"all"}, Can: "read", Rows: kernel.All}}
	_, err := kernel.Assemble(kernel.Module{Name: "office", Label: "办公", Resources: []kernel.Handle{
		&kernel.Resource[room]{Name: "room", Label: "房间", Access: all}, &kernel.Resource[desk]{Name: "desk", Label: "桌子", Access: all}}})
	if err == nil {
		t.Fatal("assembled")
	}
	for _, want := range []string{"desk.other: room has no filter state=gone", "desk.third: room has no filter name=x"} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("%v does not say %s", err, want)
		}
	}
	if strings.Contains(err.Error(), "desk.room") {
		t.Error(err)
	}
}
