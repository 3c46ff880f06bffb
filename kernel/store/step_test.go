package store_test

import (
	"fmt"
	"path/filepath"
	"slices"
	"testing"

	"anjian/kernel"
	"anjian/kernel/kerneltest"
)

type Room struct {
	kernel.Base
	Name string `json:"name" label:"名称"`
	Open bool   `json:"open" label:"开放"`
}

type Lamp struct {
	kernel.Base
	Name   string           `json:"name" label:"名称"`
	Room   kernel.Ref[Room] `json:"room" label:"房间"`
	Broken bool             `json:"broken" label:"损坏"`
	Status LampStatus       `json:"status" label:"状态" ui:"filter"`
}

type LampStatus string

func (LampStatus) Options() []kernel.Option {
	return []kernel.Option{kernel.Opt(LampStatus("on"), "使用"), kernel.Opt(LampStatus("off"), "停用")}
}

var rm, la = kernel.Row[Room](), kernel.Row[Lamp]()

var rooms = &kernel.Resource[Room]{Name: "room", Label: "房间", Help: "测试用", Access: kernel.Access{{To: []kernel.Role{"keeper"}, Can: "read create", Rows: kernel.Jurisdiction}}}

var inOpenRoom = kernel.Via(&la.Room, rooms, kernel.Eq(&rm.Open, true))

var lamps = &kernel.Resource[Lamp]{
	Name: "lamp", Label: "灯", Help: "测试用",
	Access: kernel.Access{
		{To: []kernel.Role{"keeper"}, Can: "read create update repair enter", Rows: kernel.Jurisdiction},
		{To: []kernel.Role{"keeper"}, Can: "check", Rows: func(a kernel.Actor) kernel.Cond {
			return kernel.And(kernel.Under(a.Region), kernel.Eq(&la.Name, "a"))
		}},
		{To: []kernel.Role{"keeper"}, Can: "sweep", Rows: func(a kernel.Actor) kernel.Cond { return kernel.And(kernel.Under(a.Region), inOpenRoom) }},
	},
	Flow: kernel.Flow[Lamp, LampStatus]{On: &la.Status, Start: "on", Steps: []kernel.Step[Lamp, LampStatus]{
		{Name: "repair", Label: "修理", From: []LampStatus{"on"}, To: "off", If: kernel.Eq(&la.Broken, true)},
		{Name: "enter", Label: "进入", From: []LampStatus{"on"}, To: "off", If: inOpenRoom},
		{Name: "check", Label: "检查", From: []LampStatus{"on"}, To: "off"},
		{Name: "sweep", Label: "清扫", From: []LampStatus{"on"}, To: "off"},
	}},
}

// What a list and a record offer is what is accepted, and nothing else: whether a step's rows and its condition follow from the record
// or only the database can tell.
func TestStepsOfferedAreAccepted(t *testing.T) {
	lit := []kernel.Module{{Name: "lamp", Resources: []kernel.Handle{rooms, lamps}}}
	for name, address := range map[string]string{"sqlite": filepath.Join(t.TempDir(), "anjian.db") + "?fast", "postgres": kerneltest.Postgres(t)} {
		t.Run(name, func(t *testing.T) {
			w := kerneltest.Open(t, address, lit...)
			keeper := w.As(kernel.Actor{ID: "k", Roles: []kernel.Role{"keeper"}, Region: "410105"})
			offered := 0
			for i := range 8 {
				room := &Room{Open: i&1 > 0}
				room.Region = "410105"
				kerneltest.Must(t, rooms.Create(keeper, room))
				l := &Lamp{Room: kernel.Ref[Room](room.ID), Broken: i&2 > 0, Name: fmt.Sprintf("%c", 'a'+i&4/4)}
				l.Region = "410105"
				kerneltest.Must(t, lamps.Create(keeper, l))
				page, err := keeper.Page(lamps.Meta(), kernel.Query{Where: kernel.ByID(l.ID), Limit: 1, Sort: "id"})
				kerneltest.Must(t, err)
				one, err := keeper.Item(lamps.Meta(), l.ID, kernel.Names{})
				kerneltest.Must(t, err)
				for _, step := range []string{"repair", "enter", "check", "sweep"} {
					err := keeper.Tx(func(c *kernel.Ctx) error {
						if _, err := lamps.Do(c, l.ID, 0, step, nil, ""); err != nil {
							return err
						}
						return kernel.Errorf(kernel.Stale, "taken back")
					})
					accepted := kernel.CodeOf(err) == kernel.Stale
					if listed, alone := slices.Contains(page[0].Can, step), slices.Contains(one.Can, step); listed != accepted || alone != accepted {
						t.Errorf("%s of %+v: in a list %v, alone %v, accepted %v (%v)", step, l, listed, alone, accepted, err)
					}
					if accepted {
						offered++
					}
				}
			}
			if offered != 16 { // each step on half of the lamps
				t.Errorf("%d steps were accepted", offered)
			}
		})
	}
}
