package bulletin

import (
	"slices"
	"strings"

	"anjian/base/account"
	"anjian/base/org"
	"anjian/kernel"
)

// question asks for what stands behind one figure of the use of the platform.
type question struct {
	Region kernel.Region `json:"region"`
	From   kernel.Date   `json:"from"`
	To     kernel.Date   `json:"to"`

	Of   string `json:"of"` // the unit, or the department if Dept
	Dept bool   `json:"dept"`
	What string `json:"what"` // active, logins, volume, verified, late
}

// Deeds are the records behind a figure, the newest first.
type Deeds struct {
	Items []Entry `json:"items"`
	More  bool    `json:"more"`
}

// Entry is what one account did, or what is late.
type Entry struct {
	At    string `json:"at"`
	Who   string `json:"who"`
	Label string `json:"label"`
	Href  string `json:"href"`
}

// mostDeeds is how many an answer names.
const mostDeeds = 500

// deedsBehind answers GET /api/bulletin/usage/deeds, under the same rights and by the same conditions as the figures.
func deedsBehind(c *kernel.Ctx, in *question) (*Deeds, error) {
	if in.Region == "" {
		in.Region = c.Actor.Region
	}
	b := &Bulletin{Subject: Subject{From: in.From, To: in.To, Compared: in.From.AddDays(-1)}}
	if b.Region = in.Region; !within(kernel.Region(in.Of), kernel.Actor{Region: in.Region}) && !in.Dept {
		return nil, kernel.FieldError(&Row.Region, "该地区不在您的权限范围内")
	}
	if err := b.fault(c); err != nil {
		return nil, err
	}
	if in.From.DaysUntil(in.To) > mostDays {
		return nil, kernel.FieldError(&Row.From, "一次最多统计%d天", mostDays)
	}
	out := &Deeds{Items: []Entry{}}
	if in.What == "late" {
		return out, out.late(c, kernel.Region(in.Of))
	}
	what, once := in.What, in.What == "active"
	if once {
		what = "logins"
	}
	if deedsOf[what] == "" {
		return nil, kernel.Errorf(kernel.Invalid, "没有“%s”这个数字", in.What)
	}
	people, err := in.people(c)
	if err != nil {
		return nil, err
	}
	names, err := days(c, &period{in.Region, in.From, in.To})
	for part := range slices.Chunk(names, 50) {
		if err != nil || out.More {
			break
		}
		stmt := "SELECT at, actor, type, record, verb FROM trail WHERE " + deedsOf[what] + " AND chain IN (?" + strings.Repeat(", ?", len(part)-1) + ") ORDER BY at DESC"
		err = query(c, stmt, part, func(scan func(...any) error) error {
			var at, actor, typ, id, verb string
			if err := scan(&at, &actor, &typ, &id, &verb); err != nil {
				return err
			}
			who, ok := people[actor]
			if !ok || out.full() {
				return nil
			}
			e := Entry{At: strings.Replace(at[:min(len(at), 16)], "T", " ", 1), Who: who, Label: done(c, typ, verb), Href: "/" + typ + "/" + id}
			if once {
				delete(people, actor)
			}
			if what == "logins" {
				e.Href = "/account/" + actor
			}
			out.Items = append(out.Items, e)
			return nil
		})
	}
	return out, err
}

func (d *Deeds) full() bool {
	d.More = len(d.Items) >= mostDeeds
	return d.More
}

// people are the names of the accounts that a figure counts.
func (in *question) people(c *kernel.Ctx) (map[string]string, error) {
	where := kernel.And(staffed, kernel.Under(in.Region), kernel.Under(kernel.Region(in.Of)))
	if in.Dept {
		where = kernel.And(staffed, kernel.Under(in.Region), kernel.Eq(&account.Row.Org, kernel.Ref[org.Org](in.Of)))
	}
	out := map[string]string{}
	err := account.Accounts.Each(c, kernel.Query{Where: where, Sort: "id", Limit: -1, Cols: []string{"id", "name"}}, func(a *account.Account) error {
		out[a.ID] = a.Name
		return nil
	})
	return out, err
}

// done says what was done: 隐患 提交整改.
func done(c *kernel.Ctx, typ, verb string) string {
	h := c.App.Resource(typ)
	if h == nil {
		return typ + " " + verb
	}
	label, ok := map[string]string{"create": "新建", "update": "修改", "delete": "删除", "import": "导入", "export": "导出", "print": "打印", "login": "登录"}[verb]
	if step := h.Meta().Step(verb); step != nil {
		label = step.Label
	} else if !ok {
		label = verb
	}
	return h.Meta().Label + " " + label
}

// late is what is past its limit in a region today.
func (d *Deeds) late(c *kernel.Ctx, r kernel.Region) error {
	low, high := chains(r)
	return query(c, "SELECT last_on, who, title, type, record FROM due WHERE last_on < ? AND paused = ? AND region >= ? AND region < ? ORDER BY last_on LIMIT 501",
		[]any{string(c.Today()), false, low, high}, func(scan func(...any) error) error {
			var e Entry
			var typ, id string
			if err := scan(&e.At, &e.Who, &e.Label, &typ, &id); err != nil || d.full() {
				return err
			}
			if h := c.App.Resource(typ); h == nil {
				return nil
			} else if _, err := h.GetAny(c, id); err != nil { // a record that the reader may not see is counted, not named
				return nil
			}
			e.Href = "/" + typ + "/" + id
			d.Items = append(d.Items, e)
			return nil
		})
}
