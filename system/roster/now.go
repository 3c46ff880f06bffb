package roster

import (
	"cmp"
	"net/http"
	"slices"
	"strings"
	"time"

	"anjian/base/account"
	"anjian/base/org"
	"anjian/kernel"
	"anjian/kernel/paper"
)

var routes = []kernel.Route{
	kernel.Op("POST /api/roster_post/plan", "编排值班", planners, plan),
	kernel.Op("GET /api/roster_duty/now", "此刻值班", staff, present),
	kernel.Op("GET /api/roster_duty/month", "月值班表", staff, month),
	kernel.Op("GET /api/roster_duty/mine", "我的值班", staff, mine),
	{Pattern: "GET /api/roster_duty/paper", Label: "打印月值班表（format 为 html、docx 或 pdf）", Can: staff, Raw: servePaper},
}

// holder is somebody on duty. His telephone is that of his account, shown there under its right.
type holder struct {
	Account string    `json:"account"`
	Name    string    `json:"name"`
	Phone   string    `json:"phone,omitempty"` // masked, for those who may read the account
	Shift   string    `json:"shift"`
	Begins  time.Time `json:"begins"`
	Ends    time.Time `json:"ends"`
}

// manned is a post at this moment.
type manned struct {
	Post    string        `json:"post"`
	Name    string        `json:"name"`
	Org     string        `json:"org"`
	Region  kernel.Region `json:"region"`
	Place   string        `json:"place"`
	Phone   string        `json:"phone"`
	Now     []holder      `json:"now"`
	Next    []holder      `json:"next"`
	Missing bool          `json:"missing"` // a shift runs and nobody is on it
	Planned kernel.Date   `json:"planned"`
	Waiting bool          `json:"waiting,omitempty"` // a hand-over waits to be taken
}

type presentIn struct {
	Region string `json:"region"`
}

type presentOut struct {
	At      time.Time `json:"at"`
	Items   []manned  `json:"items"`
	Missing int       `json:"missing"`
}

// present tells who is on duty at every post of a region and below, now.
func present(c *kernel.Ctx, in *presentIn) (*presentOut, error) {
	where := kernel.Eq(&ps.Status, Active)
	if in.Region != "" {
		where = kernel.And(where, kernel.Under(kernel.Region(in.Region)))
	}
	posts, err := Posts.List(c, kernel.Query{Where: where, Limit: 1000, Sort: "id"})
	if err != nil {
		return nil, err
	}
	now, today := c.Now(), c.Today()
	duties := map[string][]*Duty{}
	if err := Duties.Each(c, kernel.Query{Where: kernel.And(where2(in.Region), kernel.Since(&du.On, today.AddDays(-1)), kernel.UpTo(&du.On, today.AddDays(1))), Sort: "day", Limit: -1}, func(d *Duty) error {
		duties[string(d.Post)] = append(duties[string(d.Post)], d)
		return nil
	}); err != nil {
		return nil, err
	}
	people, err := peopleOf(c, duties)
	if err != nil {
		return nil, err
	}
	out := &presentOut{At: now, Items: []manned{}}
	units := map[kernel.Ref[org.Org]]string{}
	for _, p := range posts {
		m := manned{Post: p.ID, Name: p.Name, Region: p.Region, Place: c.RegionLabel(p.Region), Phone: p.Phone, Planned: p.Planned, Now: []holder{}, Next: []holder{}}
		if p.Org != "" {
			if _, known := units[p.Org]; !known {
				o, err := org.Orgs.First(c.AsSystem(), kernel.ByID(string(p.Org)))
				if err != nil {
					return nil, err
				}
				if units[p.Org] = ""; o != nil {
					units[p.Org] = o.Name
				}
			}
			m.Org = units[p.Org]
		}
		list := duties[p.ID]
		slices.SortFunc(list, func(a, b *Duty) int { return a.Begins.Compare(b.Begins) })
		for _, d := range list {
			h := people[string(d.Person)]
			h.Shift, h.Begins, h.Ends = d.Shift, d.Begins, d.Ends
			switch {
			case !d.Begins.After(now) && d.Ends.After(now):
				m.Now = append(m.Now, h)
			case d.Begins.After(now) && (len(m.Next) == 0 || m.Next[0].Begins.Equal(d.Begins)):
				m.Next = append(m.Next, h)
			}
		}
		m.Missing = len(m.Now) < wanted(p, now)
		if m.Missing {
			out.Missing++
		}
		n, err := Handovers.Count(c.AsSystem(), kernel.And(kernel.Eq(&ho.Post, kernel.Ref[Post](p.ID)), kernel.Eq(&ho.Status, Handed)))
		if err != nil {
			return nil, err
		}
		m.Waiting = n > 0
		out.Items = append(out.Items, m)
	}
	slices.SortStableFunc(out.Items, func(a, b manned) int { return cmp.Compare(a.Region, b.Region) })
	return out, nil
}

func where2(region string) kernel.Cond {
	if region == "" {
		return kernel.Cond{}
	}
	return kernel.Under(kernel.Region(region))
}

// wanted is how many have to be on duty at a post at a moment.
func wanted(p *Post, now time.Time) (n int) {
	for _, s := range p.Shifts {
		for _, day := range []kernel.Date{kernel.Day(now), kernel.Day(now).AddDays(-1)} {
			if from, to := s.span(day); !from.After(now) && to.After(now) {
				n += s.People
			}
		}
	}
	return n
}

// peopleOf reads the names of those on duty and, where the actor may read their accounts, their masked telephones.
func peopleOf(c *kernel.Ctx, duties map[string][]*Duty) (map[string]holder, error) {
	ids := map[string]bool{}
	for _, list := range duties {
		for _, d := range list {
			ids[string(d.Person)] = true
		}
	}
	var all []string
	for id := range ids {
		all = append(all, id)
	}
	names, err := namesOf(c, all)
	if err != nil {
		return nil, err
	}
	out := map[string]holder{}
	for id := range ids {
		out[id] = holder{Account: id, Name: names[id]}
	}
	for part := range slices.Chunk(all, 200) {
		args := make([]any, len(part))
		for i, id := range part {
			args[i] = id
		}
		list, err := account.Accounts.List(c, kernel.Query{Where: kernel.Cond{Op: "in", Col: "id", Args: args}})
		if kernel.CodeOf(err) == kernel.Forbidden {
			break
		}
		if err != nil {
			return nil, err
		}
		for _, a := range list {
			h := out[a.ID]
			h.Phone = kernel.MaskMiddle(string(a.Phone))
			out[a.ID] = h
		}
	}
	return out, nil
}

type monthIn struct {
	Post  string `json:"post"`
	Month string `json:"month"`
}

type monthDay struct {
	Day kernel.Date `json:"day"`
	Off bool        `json:"off"`
}

type monthDuty struct {
	ID     string      `json:"id"`
	Day    kernel.Date `json:"day"`
	Shift  string      `json:"shift"`
	Seat   int         `json:"seat"`
	Person string      `json:"person"`
	Name   string      `json:"name"`
	Kept   bool        `json:"kept"`
}

type monthOut struct {
	Post   string      `json:"post"`
	Name   string      `json:"name"`
	Shifts []Shift     `json:"shifts"`
	Days   []monthDay  `json:"days"`
	Duties []monthDuty `json:"duties"`
	Plans  bool        `json:"plans"` // the actor may plan it
}

// month is the calendar of a post.
func month(c *kernel.Ctx, in *monthIn) (*monthOut, error) {
	days, err := monthOf(in.Month)
	if err != nil {
		return nil, err
	}
	p, err := Posts.Get(c, in.Post)
	if err != nil {
		return nil, err
	}
	out := &monthOut{Post: p.ID, Name: p.Name, Shifts: p.Shifts, Duties: []monthDuty{}}
	off := dayOff(c)
	for _, d := range days {
		out.Days = append(out.Days, monthDay{d, off(d)})
	}
	list, err := dutiesOf(c, p.ID, days[0], days[len(days)-1])
	if err != nil {
		return nil, err
	}
	slices.SortFunc(list, func(a, b *Duty) int { return cmp.Or(a.Begins.Compare(b.Begins), cmp.Compare(a.Seat, b.Seat)) })
	var ids []string
	for _, d := range list {
		ids = append(ids, string(d.Person))
	}
	slices.Sort(ids)
	names, err := namesOf(c, slices.Compact(ids))
	if err != nil {
		return nil, err
	}
	for _, d := range list {
		out.Duties = append(out.Duties, monthDuty{d.ID, d.On, d.Shift, d.Seat, string(d.Person), names[string(d.Person)], d.Kept})
	}
	_, err = planned(c, p.ID)
	out.Plans = err == nil
	return out, nil
}

type mineIn struct {
	From string `json:"from"`
	To   string `json:"to"`
}

type mineDuty struct {
	ID     string      `json:"id"`
	Post   string      `json:"post"`
	Name   string      `json:"name"`
	Day    kernel.Date `json:"day"`
	Shift  string      `json:"shift"`
	Begins time.Time   `json:"begins"`
	Ends   time.Time   `json:"ends"`
}

type mineOut struct {
	Items []mineDuty `json:"items"`
}

// mine is the duties of the actor, from today for two months unless he says otherwise.
func mine(c *kernel.Ctx, in *mineIn) (*mineOut, error) {
	from, to := kernel.Date(in.From), kernel.Date(in.To)
	for _, d := range []kernel.Date{from, to} {
		if _, err := time.Parse(time.DateOnly, string(d)); d != "" && err != nil {
			return nil, kernel.Errorf(kernel.Invalid, "日期应写成 2026-05-01")
		}
	}
	if from == "" {
		from = c.Today()
	}
	if to == "" {
		to = from.AddDays(62)
	}
	list, err := Duties.List(c.AsSystem(), kernel.Query{Where: kernel.And(kernel.Eq(&du.Person, kernel.Ref[account.Account](c.Actor.ID)), kernel.Since(&du.On, from), kernel.UpTo(&du.On, to)), Sort: "day", Limit: 400})
	if err != nil {
		return nil, err
	}
	out, posts := &mineOut{Items: []mineDuty{}}, map[kernel.Ref[Post]]string{}
	for _, d := range list {
		if _, known := posts[d.Post]; !known {
			p, err := Posts.First(c.AsSystem(), kernel.ByID(string(d.Post)))
			if err != nil {
				return nil, err
			}
			if posts[d.Post] = ""; p != nil {
				posts[d.Post] = p.Name
			}
		}
		out.Items = append(out.Items, mineDuty{d.ID, string(d.Post), posts[d.Post], d.On, d.Shift, d.Begins, d.Ends})
	}
	return out, nil
}

// sheet is the month of a post as a paper.
func sheet(c *kernel.Ctx, r *http.Request) (*paper.Doc, error) {
	q := r.URL.Query()
	m, err := month(c, &monthIn{q.Get("post"), q.Get("month")})
	if err != nil {
		return nil, err
	}
	p, err := Posts.Get(c, m.Post)
	if err != nil {
		return nil, err
	}
	year, mon, _ := strings.Cut(q.Get("month"), "-")
	t := &paper.Table{Columns: []paper.Column{{Width: 1.2}, {Width: 0.8}}, Head: [][]paper.Cell{paper.Row("日期", "星期")}}
	for _, s := range m.Shifts {
		t.Columns = append(t.Columns, paper.Column{Width: 2})
		t.Head[0] = append(t.Head[0], paper.Row(s.Name+" "+s.From+"—"+s.To)...)
	}
	at := map[string][]string{}
	for _, d := range m.Duties {
		key := string(d.Day) + "/" + d.Shift
		at[key] = append(at[key], d.Name)
	}
	for _, day := range m.Days {
		on, _ := time.Parse(time.DateOnly, string(day.Day))
		mark := string([]rune("日一二三四五六")[on.Weekday()])
		if day.Off {
			mark += "（休）"
		}
		row := []string{strings.TrimPrefix(string(day.Day[5:]), "0"), mark}
		for _, s := range m.Shifts {
			row = append(row, strings.Join(at[string(day.Day)+"/"+s.Name], "、"))
		}
		t.Rows = append(t.Rows, paper.Row(row...))
	}
	doc := &paper.Doc{Title: year + "年" + strings.TrimPrefix(mon, "0") + "月" + p.Name + "值班表", Blocks: []paper.Block{t}}
	if p.Phone != "" {
		doc.Blocks = append(doc.Blocks, paper.P(paper.Text("值班电话："+p.Phone)))
	}
	return doc, c.Trail.Record(c, kernel.Event{Type: "roster_post", ID: p.ID, Verb: "print", Region: p.Region, Detail: doc.Title})
}

func servePaper(c *kernel.Ctx, w http.ResponseWriter, r *http.Request) error {
	d, err := sheet(c, r)
	if err != nil {
		return err
	}
	f, err := paper.Write(d, r.URL.Query().Get("format"))
	if err != nil {
		return err
	}
	return f.Send(w, d.Title)
}
