package inspection

import (
	"reflect"
	"slices"
	"time"

	"anjian/base/officer"
	"anjian/kernel"
)

// Again is a re-check as it was made on a phone.
type Again struct {
	ID         string                        `json:"id"`
	Inspection kernel.Ref[Inspection]        `json:"inspection"`
	Known      int                           `json:"known"` // the number of the latest re-check that the phone knew of
	Officers   []kernel.Ref[officer.Officer] `json:"officers"`
	Present    string                        `json:"present"`
	Opinion    string                        `json:"opinion_text"`
	Lines      []Line                        `json:"lines"`
	At         time.Time                     `json:"at"`
}

// ArriveAgain takes in a re-check: opened, filled in and decided at once. What has arrived already is answered again; where somebody else has re-checked
// meanwhile, the officer is shown that re-check beside his own and sends again what he knows of it.
func ArriveAgain(c *kernel.Ctx, in *Again) (out *Arrived, err error) {
	if in.At.IsZero() || in.At.After(c.Now().Add(10*time.Minute)) {
		return nil, kernel.Errorf(kernel.Invalid, "复查时间不正确，请核对手机时间")
	}
	err = c.Tx(func(c *kernel.Ctx) error {
		c = doneAt(c, in.At)
		r, err := Rechecks.Get(c, in.ID)
		switch {
		case err == nil && r.Status == Decided && in.same(r):
			out = r.arrived()
			return nil
		case err == nil:
			return r.moved(c, "这次复查已经送达，内容与手机上的不同，请核对")
		case kernel.CodeOf(err) != kernel.Missing:
			return err
		}
		if err := in.news(c); err != nil {
			return err
		}
		if err := in.left(c); err != nil {
			return err
		}
		r = &Recheck{Inspection: in.Inspection, Officers: in.Officers, Present: in.Present, Lines: in.Lines}
		r.ID = in.ID
		if err := Rechecks.Create(c, r); err != nil {
			return err
		}
		r, err = Rechecks.Do(c, r.ID, 0, "decide", &Recheck{Opinion: in.Opinion, Present: in.Present}, "")
		if err == nil {
			out = r.arrived()
		}
		return err
	})
	return out, err
}

func (r *Recheck) arrived() *Arrived {
	out := &Arrived{ID: r.ID, Rev: r.Rev, Status: Status(r.Status), Origin: string(r.Origin), Findings: []string{}}
	for _, l := range r.Lines {
		out.Findings = append(out.Findings, string(l.Finding))
	}
	return out
}

func (r *Recheck) moved(c *kernel.Ctx, message string) error {
	n, err := r.now(c)
	if err != nil {
		return err
	}
	return n.moved(c, Rechecks.Name, r.ID, message)
}

// same tells whether r is what the phone sends.
func (in *Again) same(r *Recheck) bool {
	return r.Inspection == in.Inspection && slices.EqualFunc(r.Lines, in.Lines, func(a, b Line) bool { return reflect.DeepEqual(a, b) })
}

// news refuses what was made without knowing of the latest re-check.
func (in *Again) news(c *kernel.Ctx) error {
	if _, err := Inspections.Get(c, string(in.Inspection)); err != nil {
		return err
	}
	list, err := Rechecks.List(c.AsSystem(), kernel.Query{Where: kernel.Eq(&RecheckRow.Inspection, in.Inspection), Sort: "-number", Limit: 1})
	if err != nil || len(list) == 0 {
		return err
	}
	switch last := list[0]; {
	case last.Status == Looking:
		return kernel.Errorf(kernel.Conflict, "电脑上的“%s”还没有完成，请先在电脑上完成或者删除，再重试", last.Title)
	case last.Number > in.Known:
		return last.moved(c, "这些问题别人已经复查过，请核对后选择")
	}
	return nil
}

// left keeps the lines about findings that are still open.
func (in *Again) left(c *kernel.Ctx) error {
	open, err := pending(c, in.Inspection)
	if err != nil {
		return err
	}
	lines := slices.DeleteFunc(slices.Clone(in.Lines), func(l Line) bool {
		return !slices.ContainsFunc(open, func(f *Finding) bool { return f.ID == string(l.Finding) })
	})
	if len(lines) == 0 {
		return kernel.Errorf(kernel.Conflict, "要复查的问题都已经办结或者取消，这次复查不再需要")
	}
	in.Lines = lines
	return nil
}

func init() {
	routes = append(routes, kernel.Op("POST /api/inspection/rechecked", "送交手机上的复查", officers, ArriveAgain))
}
