package plan

import (
	"bytes"
	"encoding/json"
	"io"
	"strings"

	"anjian/base/account"
	"anjian/base/enterprise"
	"anjian/base/officer"
	"anjian/base/region"
	"anjian/kernel"
)

// leftOut is an enterprise that fits the conditions and is not drawn from, with the reason.
type leftOut struct {
	Name   string `json:"name"`
	Reason string `json:"reason"`
}

// weightOf is how much more likely an enterprise is drawn.
func weightOf(e *enterprise.Enterprise) uint32 {
	w := map[enterprise.RiskGrade]uint32{"red": 4, "orange": 3, "yellow": 2, "blue": 1, "": 2}[e.Risk]
	if e.Credit == "d" {
		w++
	}
	return w
}

// lists works out the lists of a draw: who may be drawn, who may be sent, and who is left out for which reason.
func (d *Draw) lists(c *kernel.Ctx) (*pool, []leftOut, error) {
	p := &pool{per: d.PerObject, teams: d.Teams, local: d.Local}
	team, err := d.people(c)
	if err != nil {
		return nil, nil, err
	}
	for _, o := range team {
		name := o.Name
		if !d.NamesOpen {
			name = masked(name)
		}
		p.people = append(p.people, inspector{id: o.ID, region: string(o.Region), name: name})
	}
	if len(team) < d.PerObject {
		return nil, nil, kernel.Errorf(kernel.Conflict, "名录中在岗持证的执法人员只有%d人，少于每家检查人员%d人", len(team), d.PerObject)
	}
	known, err := know(c, d.Region)
	if err != nil {
		return nil, nil, err
	}
	planned, err := d.planned(c)
	if err != nil {
		return nil, nil, err
	}
	recused, err := officer.Barred(c, c.Today())
	if err != nil {
		return nil, nil, err
	}
	out := []leftOut{}
	rule := d.Rule
	q := kernel.Query{Where: rule.known(d.Region), Sort: "id", Limit: -1, Cols: []string{"id", "region", "name", "trade", "trades", "risk", "credit", "operating", "parent_group"}}
	err = enterprise.Enterprises.Each(c, q, func(e *enterprise.Enterprise) error {
		if rule.passes(c, e, known) {
			o := object{id: e.ID, name: e.Name, weight: 1, region: string(e.Region), barred: d.barred(team, e, recused(e))}
			if d.Weighted {
				o.weight = weightOf(e)
			}
			why := ""
			switch last := known.last[e.ID]; {
			case e.Operating != "" && e.Operating != enterprise.Running && e.Operating != enterprise.OtherWise:
				why = kernel.LabelOf(e.Operating)
			case last >= d.From && last <= d.To:
				why = "本期间已于" + string(last) + "检查"
			case planned[e.ID] != "":
				why = "本期间已列入计划（" + planned[e.ID] + "）"
			case len(team)-len(o.barred) < d.PerObject:
				why = "回避和领域匹配后可派人员不足"
			}
			if why != "" {
				out = append(out, leftOut{e.Name, why})
			} else {
				p.objects = append(p.objects, o)
			}
		}
		return nil
	})
	p.draw = min(d.Number, len(p.objects))
	if d.Number == 0 {
		p.draw = ratio(len(p.objects), d.Ratio)
	}
	return p, out, err
}

// known is the enterprises on file that the rule names, those that do not operate too.
func (r *Rule) known(at kernel.Region) kernel.Cond {
	where := r.where(at)
	where.Kids = append(where.Kids[:2:2], where.Kids[3:]...)
	return where
}

// passes decides what stands in no column of the enterprise.
func (r *Rule) passes(c *kernel.Ctx, e *enterprise.Enterprise, known *facts) bool {
	last := known.last[e.ID]
	return (r.Unseen == 0 || last == "" || last.DaysUntil(c.Today()) > r.Unseen) && known.overdue[e.ID] >= r.Overdue && (!r.Complained || known.complained[e.ID] > 0)
}

// people are the officers that may be drawn: in office, with a certificate in force, of the region.
func (d *Draw) people(c *kernel.Ctx) (out []*officer.Officer, err error) {
	where := kernel.And(kernel.Eq(&officer.Row.Status, officer.Active), kernel.Since(&officer.Row.ValidUntil, c.Today()))
	if d.Below {
		where = kernel.And(where, kernel.Under(d.Region))
	} else {
		where = kernel.And(where, kernel.Eq(&officer.Row.Region, d.Region))
	}
	if d.Organ != "" {
		where = kernel.And(where, kernel.Eq(&officer.Row.Org, d.Organ))
	}
	err = officer.Officers.Each(c.AsSystem(), kernel.Query{Where: where, Sort: "id", Limit: -1}, func(o *officer.Officer) error {
		if o.May(c.Today()) == "" {
			out = append(out, o)
		}
		return nil
	})
	return out, err
}

// barred are the officers who may not go to an enterprise: recused, or of another field. Which of the two is not told.
func (d *Draw) barred(team []*officer.Officer, e *enterprise.Enterprise, recused map[kernel.Ref[officer.Officer]]bool) (out []string) {
	for _, o := range team {
		if recused[kernel.Ref[officer.Officer](o.ID)] || d.Matched && len(o.Fields) > 0 && !e.Of(o.Fields...) {
			out = append(out, o.ID)
		}
	}
	return out
}

// planned are the enterprises that a plan in force already visits in the period.
func (d *Draw) planned(c *kernel.Ctx) (map[string]string, error) {
	out := map[string]string{}
	from, to := span(d.Region)
	statement := `SELECT t.enterprise, t.visit_month FROM plan_target t JOIN "plan" p ON p.id = t.plan WHERE p.status = 'approved' AND t.status = 'planned' AND t.visit_month >= ? AND t.visit_month <= ? AND t.region >= ? AND t.region < ?`
	err := each(c, statement, []any{string(d.From[:7]), string(d.To[:7]), from, to}, func(scan func(...any) error) error {
		var id, month string
		if err := scan(&id, &month); err != nil {
			return err
		}
		out[id] = month
		return nil
	})
	return out, err
}

// masked keeps the family name.
func masked(name string) string {
	r := []rune(name)
	if len(r) < 2 {
		return name
	}
	return string(r[:1]) + strings.Repeat("*", len(r)-1)
}

// lock freezes the lists: their text is kept by its hash, which is public from now on.
func lock(c *kernel.Ctx, d *Draw) error {
	p, out, err := d.lists(c)
	if err != nil {
		return err
	}
	if len(p.objects) == 0 {
		return kernel.Errorf(kernel.Conflict, "没有符合条件、可以抽取的企业（排除%d家）", len(out))
	}
	d.Objects, d.People, d.Excluded, d.Quota = len(p.objects), len(p.people), len(out), p.draw
	if d.PoolHash, err = keep(c, p.text()); err != nil {
		return err
	}
	text, err := json.Marshal(out)
	if err != nil {
		return err
	}
	d.LockedOn, d.LockedBy = c.Today(), c.Actor.Name
	d.Left, err = keep(c, text)
	return err
}

// keep stores a text by its content.
func keep(c *kernel.Ctx, text []byte) (string, error) {
	if c.Contents == nil {
		return "", kernel.Errorf(kernel.Conflict, "没有文件存储，不能保存名录")
	}
	f, err := c.Contents.Keep(c, bytes.NewReader(text))
	return f.SHA, err
}

// kept reads a text again; one whose hash is another is refused.
func kept(c *kernel.Ctx, sha string) ([]byte, error) {
	if sha == "" || c.Contents == nil {
		return nil, nil
	}
	r, err := c.Contents.Read(c, sha)
	if err != nil {
		return nil, err
	}
	defer r.Close()
	text, err := io.ReadAll(io.LimitReader(r, 1<<28))
	if err == nil && hash(text) != sha {
		return nil, kernel.Errorf(kernel.Conflict, "名录文件与摘要不符，已被改动")
	}
	return text, err
}

// make computes the result and brings it into the plan.
func (d *Draw) make(c *kernel.Ctx) error {
	text, err := kept(c, d.PoolHash)
	if err != nil {
		return err
	}
	p, err := parsePool(text)
	if err != nil {
		return err
	}
	list := p.run(newStream(d.PoolHash, d.SeedOne, d.SeedTwo))
	if d.ResultHash, err = keep(c, resultText(list)); err != nil {
		return err
	}
	d.ResultFile, d.DrawnOn = d.ResultHash, c.Today()
	if d.Plan == "" {
		return nil
	}
	sys := c.AsSystem()
	for _, one := range list {
		t := &Target{Plan: d.Plan, Enterprise: kernel.Ref[enterprise.Enterprise](one.Object), Month: d.Month, Class: General, Why: clip("双随机抽取："+d.Title, 500), Draw: kernel.Ref[Draw](d.ID)}
		for _, id := range one.Officers {
			t.Officers = append(t.Officers, kernel.Ref[officer.Officer](id))
		}
		n, err := Targets.Count(sys, kernel.And(kernel.Eq(&tg.Plan, t.Plan), kernel.Eq(&tg.Enterprise, t.Enterprise), kernel.Eq(&tg.Month, t.Month)))
		if err != nil {
			return err
		}
		if n > 0 { // it came into the plan after the lists were locked: one visit does for both
			continue
		}
		if err := Targets.Create(sys, t); err != nil {
			return err
		}
	}
	return nil
}

// resultText is a result as its hash is taken: a line for each object in the order of the draw.
func resultText(list []drawn) []byte {
	var b bytes.Buffer
	for _, one := range list {
		b.WriteString(one.Object + "\t" + strings.Join(one.Officers, ",") + "\n")
	}
	return b.Bytes()
}

func parseResult(text []byte) []drawn {
	out := []drawn{}
	for l := range strings.Lines(string(text)) {
		id, who, _ := strings.Cut(strings.TrimSuffix(l, "\n"), "\t")
		out = append(out, drawn{id, strings.FieldsFunc(who, func(r rune) bool { return r == ',' })})
	}
	return out
}

func open(c *kernel.Ctx, d *Draw) error { d.PublishedOn = c.Today(); return nil }

// void takes a draw back; visits that were not made yet leave the plan with it.
func void(c *kernel.Ctx, d *Draw) error {
	d.VoidedOn = c.Today()
	sys := c.AsSystem()
	list, err := Targets.List(sys, kernel.Query{Where: kernel.And(kernel.Eq(&tg.Draw, kernel.Ref[Draw](d.ID)), kernel.Not(&tg.Status, Dropped)), Sort: "id", Limit: -1})
	if err != nil {
		return err
	}
	for _, t := range list {
		if t.Status != Planned {
			return kernel.Errorf(kernel.Conflict, "抽中的企业已经开始检查，不能作废")
		}
		if _, err := Targets.Update(sys, t.ID, 0, func(t *Target) error { t.Status, t.DroppedFor = Dropped, "抽取作废："+d.VoidedFor; return nil }); err != nil {
			return err
		}
	}
	return nil
}

// DrawShown is a draw as the public sees it: everything that is needed to compute it anew once it is open, only what was promised before.
type DrawShown struct {
	Mark      string        `json:"mark"`
	ID        string        `json:"id"`
	Title     string        `json:"title"`
	Organ     string        `json:"organ"`
	Matters   string        `json:"matters"`
	From      kernel.Date   `json:"period_from"`
	To        kernel.Date   `json:"period_to"`
	Status    DrawStatus    `json:"status"`
	Stands    string        `json:"status_label"`
	Objects   int           `json:"objects"`
	People    int           `json:"people"`
	Excluded  int           `json:"excluded"`
	Quota     int           `json:"quota"`
	PoolHash  string        `json:"pool_hash"`
	CommitOne string        `json:"commit_one"`
	CommitTwo string        `json:"commit_two"`
	LockedOn  kernel.Date   `json:"locked_on"`
	DrawnOn   kernel.Date   `json:"drawn_on"`
	OpenedOn  kernel.Date   `json:"published_on"`
	VoidedOn  kernel.Date   `json:"voided_on,omitempty"`
	VoidedFor string        `json:"voided_for,omitempty"`
	Replaces  string        `json:"replaces,omitempty"`
	Reason    string        `json:"reason,omitempty"`
	SeedOne   string        `json:"seed_one,omitempty"`
	SeedTwo   string        `json:"seed_two,omitempty"`
	Hash      string        `json:"result_hash,omitempty"`
	Pool      string        `json:"pool,omitempty"`
	LeftOut   []leftOut     `json:"left_out,omitempty"`
	Result    []drawn       `json:"result,omitempty"`
	Visits    []VisitShown  `json:"visits,omitempty"`
	Names     []PersonShown `json:"names,omitempty"` // in the console: the officers' full names
	Me        string        `json:"me,omitempty"`    // in the console: which custodian the actor is
	Holders   []string      `json:"custodians,omitempty"`
}

// PersonShown is an officer by name.
type PersonShown struct {
	ID   string `json:"id"`
	Name string `json:"name"`
}

// VisitShown is the result of one check as it is published.
type VisitShown struct {
	Enterprise  string      `json:"enterprise"`
	Region      string      `json:"region"`
	Class       string      `json:"class"`
	VisitedOn   kernel.Date `json:"visited_on"`
	Outcome     string      `json:"outcome"`
	PublishedOn kernel.Date `json:"published_on"`
}

// shown is d for others; whole adds the lists, the seeds and the result.
func (d *Draw) shown(c *kernel.Ctx, whole bool) (*DrawShown, error) {
	out := &DrawShown{Mark: poolMark, ID: d.ID, Title: d.Title, Organ: c.RegionLabel(d.Region), Matters: d.Matters, From: d.From, To: d.To, Status: d.Status, Stands: kernel.LabelOf(d.Status),
		Objects: d.Objects, People: d.People, Excluded: d.Excluded, Quota: d.Quota, PoolHash: d.PoolHash, CommitOne: d.CommitOne, CommitTwo: d.CommitTwo,
		LockedOn: d.LockedOn, DrawnOn: d.DrawnOn, OpenedOn: d.PublishedOn, VoidedOn: d.VoidedOn, VoidedFor: d.VoidedFor, Replaces: string(d.Replaces), Reason: d.Reason}
	if !whole {
		return out, nil
	}
	out.SeedOne, out.SeedTwo, out.Hash = d.SeedOne, d.SeedTwo, d.ResultHash
	text, err := kept(c, d.PoolHash)
	if err != nil {
		return nil, err
	}
	out.Pool = string(text)
	if text, err = kept(c, d.Left); err != nil {
		return nil, err
	}
	if len(text) > 0 {
		if err := json.Unmarshal(text, &out.LeftOut); err != nil {
			return nil, err
		}
	}
	if text, err = kept(c, d.ResultFile); err != nil {
		return nil, err
	}
	out.Result = parseResult(text)
	return out, nil
}

type publicIn struct {
	ID     string        `json:"id"`
	Region kernel.Region `json:"region"`
	After  string        `json:"after"`
}

// ShownList is a page of draws, without their lists.
type ShownList struct {
	Items []*DrawShown `json:"items"`
	Next  string       `json:"next,omitempty"`
}

// public is what stands on the public page from the moment the lists are locked.
var public = kernel.Except(kernel.Eq(&dr.Status, Preparing))

// publishedDraws lists the draws that everybody may know of; with an id it gives the record of one.
func publishedDraws(c *kernel.Ctx, in *publicIn) (*ShownList, error) {
	c = c.AsSystem()
	where, out := public, &ShownList{Items: []*DrawShown{}}
	if in.ID != "" {
		where = kernel.And(where, kernel.ByID(in.ID))
	}
	if in.Region != "" && region.Known(in.Region) {
		where = kernel.And(where, kernel.Under(in.Region))
	}
	if in.After != "" {
		where = kernel.And(where, kernel.Compare("id", "<", in.After))
	}
	list, err := Draws.List(c, kernel.Query{Where: where, Sort: "-id", Limit: 21})
	if err != nil {
		return nil, err
	}
	for i, d := range list {
		if i == 20 {
			out.Next = list[19].ID
			break
		}
		s, err := d.shown(c, in.ID != "" && (d.Status == Open || d.Status == Void))
		if err != nil {
			return nil, err
		}
		if in.ID != "" && d.Status == Open {
			if s.Visits, err = visitsShown(c, kernel.Eq(&tg.Draw, kernel.Ref[Draw](d.ID))); err != nil {
				return nil, err
			}
		}
		out.Items = append(out.Items, s)
	}
	return out, nil
}

// record is a draw for those who work with it: as it will be published, with the names of the officers.
func record(c *kernel.Ctx, in *which) (*DrawShown, error) {
	d, err := Draws.Get(c, in.ID)
	if err != nil {
		return nil, err
	}
	out, err := d.shown(c, true)
	if err != nil {
		return nil, err
	}
	out.Result = out.Result[:len(out.Result):len(out.Result)]
	for i, id := range []kernel.Ref[account.Account]{d.First, d.Second} {
		if string(id) == c.Actor.ID {
			out.Me = []string{"one", "two"}[i]
		}
		a, err := account.Accounts.First(c.AsSystem(), kernel.ByID(string(id)))
		if err != nil {
			return nil, err
		}
		if a != nil {
			out.Holders = append(out.Holders, a.Name)
		}
	}
	seen := map[string]bool{}
	for _, one := range out.Result {
		for _, id := range one.Officers {
			if seen[id] {
				continue
			}
			seen[id] = true
			o, err := officer.Officers.First(c.AsSystem(), kernel.ByID(id))
			if err != nil {
				return nil, err
			}
			if o != nil {
				out.Names = append(out.Names, PersonShown{id, o.Name})
			}
		}
	}
	return out, nil
}

// visitsShown are results of checks that were published.
func visitsShown(c *kernel.Ctx, where kernel.Cond) ([]VisitShown, error) {
	out := []VisitShown{}
	list, err := Targets.List(c.AsSystem(), kernel.Query{Where: kernel.And(where, kernel.Eq(&tg.Status, Published)), Sort: "-published_on", Limit: 200})
	if err != nil {
		return nil, err
	}
	for _, t := range list {
		e, err := enterprise.Enterprises.First(c.AsSystem(), kernel.ByID(string(t.Enterprise)))
		if err != nil {
			return nil, err
		}
		v := VisitShown{Region: c.RegionLabel(t.Region), Class: kernel.LabelOf(t.Class), VisitedOn: t.VisitedOn, Outcome: t.Outcome, PublishedOn: t.PublishedOn}
		if e != nil {
			v.Enterprise = e.Name
		}
		out = append(out, v)
	}
	return out, nil
}

// VisitList is published results of checks.
type VisitList struct {
	Items []VisitShown `json:"items"`
}

// publishedVisits lists the results that were published in a region of late.
func publishedVisits(c *kernel.Ctx, in *publicIn) (*VisitList, error) {
	where := kernel.Since(&tg.PublishedOn, c.Today().AddDays(-366))
	if in.Region != "" && region.Known(in.Region) {
		where = kernel.And(where, kernel.Under(in.Region))
	}
	list, err := visitsShown(c, where)
	return &VisitList{list}, err
}
