package inspection

import (
	"cmp"
	"slices"
	"time"

	"anjian/base/enterprise"
	"anjian/base/library"
	"anjian/base/officer"
	"anjian/kernel"
	"anjian/system/hazard"
	"anjian/system/plan"
)

// Trip is a whole visit as it was made on a phone, sent in one request and stored in one transaction: all of it arrives, once, or nothing. A visit that was
// made at the desk before is named by its id and the version that the phone had; a new one brings the id that the phone gave it.
type Trip struct {
	ID         string                            `json:"id"`
	Rev        int                               `json:"rev"` // 0 for a visit that begins on the phone
	Enterprise kernel.Ref[enterprise.Enterprise] `json:"enterprise"`
	Kind       Kind                              `json:"kind"`
	Target     string                            `json:"target"`
	Unnoticed  bool                              `json:"unnoticed"`
	Lists      []string                          `json:"checklists"`
	Officers   []kernel.Ref[officer.Officer]     `json:"officers"`
	Experts    string                            `json:"experts"`
	Place      string                            `json:"place"`
	Position   kernel.Point                      `json:"position"`
	Present    string                            `json:"present"`
	PresentAs  string                            `json:"present_post"`
	Started    time.Time                         `json:"started_at"`
	Ended      time.Time                         `json:"ended_at"`
	Replies    []TripReply                       `json:"replies"`
	More       []TripFinding                     `json:"more"` // found beside the list
	Facts      FactsIn                           `json:"facts"`
	Photos     kernel.Files                      `json:"photos"`
	Summary    string                            `json:"summary"`
}

// TripReply answers one item: one that was laid at the desk, a matter, or a line of a check list.
type TripReply struct {
	Item    string         `json:"item"`
	Matter  string         `json:"matter"`
	List    string         `json:"list"`
	Code    string         `json:"code"`
	Outcome hazard.Outcome `json:"outcome"`
	Note    string         `json:"note"`
	Photos  kernel.Files   `json:"photos"`
	At      time.Time      `json:"at"`
	Finding *TripFinding   `json:"finding"` // of an item that fails
}

// TripFinding is what an officer says of a finding beside its words and photographs.
type TripFinding struct {
	Title    string                          `json:"title"`
	Place    string                          `json:"place"`
	Photos   kernel.Files                    `json:"photos"`
	Category library.Category                `json:"category"`
	Level    library.Grade                   `json:"level"`
	Criteria []kernel.Ref[library.Criterion] `json:"criteria"`
	Basis    string                          `json:"basis"`
	Spot     bool                            `json:"on_spot"`
	After    kernel.Files                    `json:"photos_after"`
	DueOn    kernel.Date                     `json:"due_on"`
	Measure  Measure                         `json:"measure"`
	Why      string                          `json:"measure_reason"`
}

// Arrived is a visit as it stands after its trip has arrived, with its findings in the order of the trip.
type Arrived struct {
	ID       string   `json:"id"`
	Rev      int      `json:"rev"`
	Status   Status   `json:"status"`
	Origin   string   `json:"origin"`
	Findings []string `json:"findings"`
}

// doneAt is c at another time of what was done: each step of a trip happened when the phone says, which its evidence proves or does not.
func doneAt(c *kernel.Ctx, at time.Time) *kernel.Ctx {
	in := *c
	if !at.IsZero() {
		in.Origin.DoneAt = at.In(kernel.China).Format(time.RFC3339)
	}
	return &in
}

// Arrive takes in a trip.
func Arrive(c *kernel.Ctx, in *Trip) (out *Arrived, err error) {
	switch {
	case len(in.Replies) > 500 || len(in.More) > 100:
		return nil, kernel.Errorf(kernel.TooLarge, "一次检查最多500项、补充问题100条")
	case in.Started.IsZero() || in.Ended.Before(in.Started):
		return nil, kernel.Errorf(kernel.Invalid, "检查的起止时间不正确")
	case in.Ended.After(c.Now().Add(10 * time.Minute)):
		return nil, kernel.Errorf(kernel.Invalid, "检查结束时间晚于现在，请核对手机时间")
	}
	err = c.Tx(func(c *kernel.Ctx) error {
		v, err := in.lay(c)
		if err != nil {
			return err
		}
		if err := in.answer(c); err != nil {
			return err
		}
		if err := in.describe(c); err != nil {
			return err
		}
		in.Facts.ID = v.ID
		if _, err := Confirm(c, &in.Facts); err != nil {
			return err
		}
		end := &Inspection{}
		end.Present, end.PresentAs, end.Summary = in.Present, in.PresentAs, in.Summary
		if v, err = Inspections.Do(doneAt(c, in.Ended), v.ID, 0, "finish", end, ""); err != nil {
			return err
		}
		list, err := findingsOf(c, v.ID)
		out = &Arrived{ID: v.ID, Rev: v.Rev, Status: v.Status, Origin: string(v.Origin), Findings: []string{}}
		for _, f := range list {
			out.Findings = append(out.Findings, f.ID)
		}
		return err
	})
	return out, err
}

// lay makes the visit, or takes the one of the desk, with the items that the phone had, and begins it.
func (in *Trip) lay(c *kernel.Ctx) (*Inspection, error) {
	v, err := Inspections.Get(c, in.ID)
	switch {
	case kernel.CodeOf(err) == kernel.Missing && in.Rev == 0:
		v = &Inspection{}
		v.ID, v.Enterprise, v.Type, v.Unnoticed, v.Bare = in.ID, in.Enterprise, cmp.Or(in.Kind, Routine), in.Unnoticed, true
		v.Target, v.Officers, v.Experts, v.PlannedOn = kernel.Ref[plan.Target](in.Target), in.Officers, in.Experts, kernel.Day(in.Started)
		for _, l := range in.Lists {
			v.Lists = append(v.Lists, kernel.Ref[library.Checklist](l))
		}
		if err := Inspections.Create(c, v); err != nil {
			return nil, err
		}
		if err := in.items(c, v); err != nil {
			return nil, err
		}
	case err != nil:
		return nil, err
	case in.Rev == 0 || v.Rev != in.Rev:
		n, err := v.now(c)
		if err != nil {
			return nil, err
		}
		return nil, n.moved(c, Inspections.Name, v.ID, "这次检查在别处改动过，请核对后选择")
	}
	if v.Status == Ready {
		begin := &Inspection{}
		begin.Officers, begin.Place, begin.Position, begin.Present, begin.PresentAs = in.Officers, cmp.Or(in.Place, v.Place), in.Position, in.Present, in.PresentAs
		if begin.Position == (kernel.Point{}) {
			begin.Position = v.Position
		}
		if len(begin.Officers) == 0 {
			begin.Officers = v.Officers
		}
		if v, err = Inspections.Do(doneAt(c, in.Started), v.ID, 0, "begin", begin, ""); err != nil {
			return nil, err
		}
	}
	if len(in.Photos) == 0 {
		return v, nil
	}
	return Inspections.Update(c, v.ID, 0, func(v *Inspection) error { v.Photos = append(v.Photos, in.Photos...); return nil })
}

// items puts what the phone answered in the place of what the lists say today: the officer saw the lists as they were.
func (in *Trip) items(c *kernel.Ctx, v *Inspection) error {
	old, err := itemsOf(c.AsSystem(), v.ID)
	if err != nil {
		return err
	}
	for _, it := range old {
		if err := Items.Delete(c.AsSystem(), it.ID, 0); err != nil {
			return err
		}
	}
	lists := map[string][]*Item{}
	for i := range in.Replies {
		r := &in.Replies[i]
		it, err := r.item(c, lists)
		if err != nil {
			return err
		}
		it.Inspection, it.Number, it.ID = this(v), i+1, ""
		if err := Items.Create(inside(c.AsSystem()), it); err != nil {
			return err
		}
		r.Item = it.ID
	}
	return nil
}

func (r *TripReply) item(c *kernel.Ctx, lists map[string][]*Item) (*Item, error) {
	if r.Matter != "" {
		m, err := library.Matters.Get(c, r.Matter)
		if err != nil {
			return nil, err
		}
		basis, err := basis(c, m)
		return &Item{Section: "执法检查事项 · " + kernel.LabelOf(m.Group), Code: m.Code, Content: m.Name, Basis: basis, How: m.Method, Category: m.Category, Level: m.Level,
			Criterion: m.Criterion, Matter: kernel.Ref[library.Matter](m.ID), Violation: m.Violation, Guide: m.Guide}, err
	}
	if lists[r.List] == nil {
		l, err := library.Checklists.Get(c, r.List)
		if err != nil {
			return nil, err
		}
		lists[r.List] = lines(l)
	}
	i := slices.IndexFunc(lists[r.List], func(it *Item) bool { return it.Code == r.Code })
	if i < 0 {
		return nil, kernel.Errorf(kernel.Invalid, "检查清单里没有编号为%s的一项", r.Code)
	}
	it := *lists[r.List][i]
	return &it, nil
}

func (in *Trip) answer(c *kernel.Ctx) error {
	replies := &Replies{ID: in.ID}
	for _, r := range in.Replies {
		replies.Replies = append(replies.Replies, Reply{Item: r.Item, Outcome: r.Outcome, Note: r.Note, Photos: r.Photos, At: r.At})
	}
	_, err := Answer(c, replies)
	return err
}

// describe writes what the officers said of the findings: of items that failed, and of what they found beside the list.
func (in *Trip) describe(c *kernel.Ctx) error {
	for i := range in.Replies {
		r := &in.Replies[i]
		if r.Outcome != hazard.Fail || r.Finding == nil {
			continue
		}
		f, err := Findings.First(c, kernel.Eq(&FindingRow.Item, kernel.Ref[Item](r.Item)))
		if err != nil || f == nil {
			return err
		}
		if _, err := Findings.Update(c, f.ID, 0, func(f *Finding) error { r.Finding.fill(f); return nil }); err != nil {
			return err
		}
	}
	for i := range in.More {
		f := &Finding{Inspection: kernel.Ref[Inspection](in.ID)}
		in.More[i].fill(f)
		if err := Findings.Create(c, f); err != nil {
			return err
		}
	}
	return nil
}

// fill writes what the phone says over what the item says.
func (t *TripFinding) fill(f *Finding) {
	f.Title, f.Place, f.Category, f.Basis = cmp.Or(t.Title, f.Title), t.Place, cmp.Or(t.Category, f.Category), cmp.Or(t.Basis, f.Basis)
	f.Level, f.Spot, f.After, f.DueOn, f.Measure, f.Why = cmp.Or(t.Level, f.Level), t.Spot, t.After, t.DueOn, t.Measure, t.Why
	if len(t.Photos) > 0 {
		f.Photos = t.Photos
	}
	if len(t.Criteria) > 0 {
		f.Criteria = t.Criteria
	}
}

func init() {
	routes = append(routes, kernel.Op("POST /api/inspection/arrive", "送交手机上的检查", officers, Arrive))
}
