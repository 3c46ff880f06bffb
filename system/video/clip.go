package video

import (
	"bytes"
	"fmt"
	"log/slog"
	"slices"
	"time"

	"anjian/base/enterprise"
	"anjian/base/role"
	"anjian/kernel"
	"anjian/kernel/video"
	"anjian/system/majorhazard"
)

// Clip is what a camera saw around an alarm (报警录像). Who may read the alarms of the enterprise may see it.
type Clip struct {
	kernel.Base
	Title      string                            `json:"title" label:"报警" rule:"max=200" ui:"list,search,fixed"`
	Camera     kernel.Ref[Camera]                `json:"video" label:"摄像机" ui:"list,filter,fixed"`
	Enterprise kernel.Ref[enterprise.Enterprise] `json:"enterprise" label:"企业" ui:"list,filter,fixed"`
	Type       string                            `json:"of_type" label:"来源类型" rule:"max=40" ui:"fixed,hidden,filter"`
	Record     string                            `json:"of_record" label:"来源记录" rule:"max=40" ui:"fixed,hidden,filter"`
	From       time.Time                         `json:"from_at" label:"开始时间" ui:"list,sort,fixed"`
	To         time.Time                         `json:"to_at" label:"结束时间" ui:"list,fixed"`
	Files      kernel.Files                      `json:"files" label:"录像" ui:"fixed,wide"`
	Why        string                            `json:"why" label:"没有录到的原因" rule:"max=200" ui:"fixed"`
	Status     Progress                          `json:"status" label:"状态" ui:"list,filter,fixed"`
}

var cl = kernel.Row[Clip]()

// Clips holds all clips. They are made by the platform alone.
var Clips = &kernel.Resource[Clip]{
	Name: "video_clip", Label: "报警录像", Sort: "-from_at",
	Help: "监测报警时，打开了“报警录像”的摄像机自动保存的前后十几秒录像。从报警的记录页也能直接播放。",
	Access: kernel.Access{
		{To: wardens, Can: "read export", Rows: kernel.Own(&cl.Enterprise)},
		{To: role.Government, Can: "read export", Rows: enterprise.Of(&cl.Enterprise)},
		{To: []kernel.Role{role.Audit}, Can: "read", Rows: kernel.Jurisdiction},
	},
	Flow: kernel.Flow[Clip, Progress]{On: &cl.Status, Start: Recording, Moves: []kernel.Move[Progress]{{From: []Progress{Recording}, To: []Progress{Kept, Failed}}}},
}

// Occasion is something of which the cameras of an enterprise keep what they see.
type Occasion struct {
	Type, Record, Title string // the record that it is about
	Enterprise          kernel.Ref[enterprise.Enterprise]
	Hazard              kernel.Ref[majorhazard.Installation]
	Point               string // code of the point, as its device says it
}

// Trigger finds the occasion in a write, nil if it is none. The wiring knows which records are occasions.
type Trigger func(c *kernel.Ctx, w *kernel.Write) (*Occasion, error)

// mostClips is how many cameras keep one occasion.
const mostClips = 4

// occur orders the clips of an occasion, in the transaction of the write: they are there if and only if the alarm is.
func (h *House) occur(triggers []Trigger) kernel.Hook {
	return func(c *kernel.Ctx, w *kernel.Write) error {
		for _, find := range triggers {
			o, err := find(c, w)
			if err != nil {
				return err
			}
			if o == nil {
				continue
			}
			c := c.AsSystem()
			list, err := Cameras.List(c, kernel.Query{Where: kernel.And(kernel.Eq(&cm.Enterprise, o.Enterprise), kernel.Eq(&cm.Records, true), kernel.Not(&cm.Status, Shut)), Sort: "code", Limit: 200})
			if err != nil {
				return err
			}
			list = slices.DeleteFunc(list, func(x *Camera) bool { return !x.looks(o) })
			for _, x := range list[:min(len(list), mostClips)] {
				k := &Clip{Title: o.Title, Camera: kernel.Ref[Camera](x.ID), Enterprise: x.Enterprise, Type: o.Type, Record: o.Record, From: stamp(c).Add(-h.Before), To: stamp(c).Add(h.After), Status: Recording}
				k.Region = x.Region
				if err := Clips.Create(c, k); err != nil {
					return err
				}
			}
		}
		return nil
	}
}

// looks tells whether a camera looks at what an occasion is about.
func (x *Camera) looks(o *Occasion) bool {
	switch {
	case len(x.Points) > 0:
		return o.Point != "" && slices.Contains(x.Points, o.Point)
	case x.Hazard != "":
		return o.Hazard == x.Hazard
	}
	return true
}

// cut keeps the clips whose time is over. What a process that ended had seen is gone: that is said, not passed over.
func (h *House) cut(c *kernel.Ctx) error {
	list, err := Clips.List(c, kernel.Query{Where: kernel.And(kernel.Eq(&cl.Status, Recording), kernel.UpTo(&cl.To, stamp(c))), Sort: "to_at", Limit: 50})
	if err != nil {
		return err
	}
	for _, k := range list {
		film := h.Hub.Cut(string(k.Camera), k.From, k.To)
		if len(film) == 0 && c.Now().Sub(k.To) < 10*time.Second {
			continue // the camera may be on its way
		}
		var body bytes.Buffer
		file, why := kernel.File{}, "摄像机当时没有画面"
		if len(film) > 0 {
			if err := video.WriteMP4(&body, film); err != nil {
				slog.WarnContext(c, "video: a clip cannot be written", "clip", k.ID, "err", err)
				why = "画面无法保存"
			} else if file, err = c.Contents.Keep(c, &body); err != nil {
				return fmt.Errorf("clip %s: %w", k.ID, err)
			}
		}
		if _, err := Clips.Update(c, k.ID, k.Rev, func(k *Clip) error {
			if file.SHA == "" {
				k.Status, k.Why = Failed, why
				return nil
			}
			k.From, k.To = film[0].At.UTC().Truncate(time.Millisecond), film[len(film)-1].At.UTC().Truncate(time.Millisecond)
			file.Name = "报警录像" + k.From.In(kernel.China).Format("20060102-150405") + ".mp4"
			k.Status, k.Files = Kept, kernel.Files{file}
			return nil
		}); err != nil && kernel.CodeOf(err) != kernel.Stale { // another process has kept it
			return err
		}
	}
	return nil
}
