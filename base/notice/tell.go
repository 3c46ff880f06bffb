package notice

import (
	"cmp"
	"slices"
	"strings"
	"time"
	"unicode"

	"anjian/base/account"
	"anjian/base/enterprise"
	"anjian/base/org"
	"anjian/base/role"
	"anjian/kernel"
)

// Message is what a system tells.
type Message struct {
	Kind         *Kind
	To           []To
	Title, Text  string
	Type, Record string // the record that it is about: a click leads there
	Link         string // a page of the console instead, "/reminder?status=unread"
	Fold         string // an unread message with the same mark is counted up instead of a second one
	Must         bool   // somebody must acknowledge it: it climbs the chain of its kind until then
	Region       kernel.Region
}

// To names whom a message is for; of several fields set, all must hold.
type To struct {
	Account    string
	Accounts   []string      // up to some hundred
	Post       string        // the holders of a post (岗位)
	Org        string        // the members of an organisation
	Enterprise string        // the staff of an enterprise
	Role       kernel.Role   // who holds the duty; of an enterprise the safety managers if empty
	Region     kernel.Region // in this very division
	Below      bool          // and in all divisions below
}

// Told is what became of a message.
type Told struct {
	Batch    string // on every message and delivery that it made
	Accounts []string
	Alarm    string
}

// running tells whether the message centre is one of the modules: a program that is put together without it tells nobody.
func running(c *kernel.Ctx) bool { return c.App.Resource(Notices.Name) != nil }

// Tell tells m in the transaction of c.
func Tell(c *kernel.Ctx, m Message) (out Told, err error) {
	if !running(c) {
		return out, nil
	}
	if m.Kind == nil {
		return out, kernel.Errorf(kernel.Invalid, "消息没有类别")
	}
	m.Title, m.Text = plain(m.Title, 200), plain(m.Text, 5000)
	err = c.Tx(func(c *kernel.Ctx) error {
		c = c.AsSystem()
		out.Batch = kernel.NewID(c.Now())
		who, err := resolve(c, m.To)
		if err != nil {
			return err
		}
		var a *Alarm
		if m.Must {
			if a, err = begin(c, m, who); err != nil {
				return err
			}
			out.Alarm = a.ID
		}
		for _, one := range who {
			out.Accounts = append(out.Accounts, one.ID)
		}
		return deliverTo(c, m, who, out.Batch, a, nil)
	})
	return out, err
}

// plain is s as text of at most n characters: no control characters but line breaks, none that turn the direction of reading.
func plain(s string, n int) string {
	s = strings.TrimSpace(strings.Map(func(r rune) rune {
		switch {
		case r == '\n', r == '\t':
			return r
		case unicode.IsControl(r), r == unicode.ReplacementChar, r >= 0x202a && r <= 0x202e, r >= 0x2066 && r <= 0x2069, r == 0xfeff:
			return -1
		}
		return r
	}, s))
	if r := []rune(s); len(r) > n {
		return string(r[:n-1]) + "…"
	}
	return s
}

// oneLine is s as a title or a header: no line breaks.
func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }

// resolve finds the accounts that can be told, each once.
func resolve(c *kernel.Ctx, to []To) (out []*account.Account, err error) {
	seen := map[string]bool{}
	for _, t := range to {
		where := kernel.And(kernel.Eq(&account.Row.Status, account.Active), t.where())
		err := account.Accounts.Each(c, kernel.Query{Where: where, Sort: "id", Limit: -1}, func(a *account.Account) error {
			if !seen[a.ID] {
				seen[a.ID] = true
				out = append(out, a)
			}
			return nil
		})
		if err != nil {
			return nil, err
		}
	}
	return out, nil
}

func (t To) where() kernel.Cond {
	var all []kernel.Cond
	add := func(c kernel.Cond) { all = append(all, c) }
	duty := t.Role
	if t.Enterprise != "" {
		add(kernel.Eq(&account.Row.Enterprise, kernel.Ref[enterprise.Enterprise](t.Enterprise)))
		duty = cmp.Or(duty, role.Safety)
	}
	if t.Account != "" {
		add(kernel.ByID(t.Account))
	}
	if len(t.Accounts) > 0 {
		ids := make([]any, len(t.Accounts))
		for i, id := range t.Accounts {
			ids[i] = id
		}
		add(kernel.Cond{Op: "in", Col: "id", Args: ids})
	}
	if t.Post != "" {
		add(kernel.Eq(&account.Row.Post, kernel.Ref[org.Post](t.Post)))
	}
	if t.Org != "" {
		add(kernel.Eq(&account.Row.Org, kernel.Ref[org.Org](t.Org)))
	}
	if duty != "" {
		add(kernel.Has(&account.Row.Roles, account.Role(duty)))
	}
	if t.Region != "" && t.Below {
		add(kernel.Under(t.Region))
	} else if t.Region != "" {
		add(kernel.Eq(&account.Row.Region, t.Region))
	}
	if len(all) == 0 { // nobody is meant by nothing
		return kernel.None()
	}
	return kernel.And(all...)
}

// deliverTo puts m into the inboxes of who and gives it to their channels; only narrows the channels where a level of a chain does.
func deliverTo(c *kernel.Ctx, m Message, who []*account.Account, batch string, a *Alarm, only []Channel) error {
	prefs, err := preferences(c, who)
	if err != nil {
		return err
	}
	for _, one := range who {
		n, err := inbox(c, m, one, batch, a)
		if err != nil {
			return err
		}
		if n == nil { // counted up: what was told already is not told again
			continue
		}
		p := prefs[one.ID]
		for _, ch := range p.channels(m.Kind, a != nil) {
			if len(only) > 0 && !slices.Contains(only, ch) {
				continue
			}
			if err := enqueue(c, m, n, one, p, ch, a); err != nil {
				return err
			}
		}
	}
	return nil
}

// inbox stores the message of one account, nil if an unread one was counted up instead.
func inbox(c *kernel.Ctx, m Message, to *account.Account, batch string, a *Alarm) (*Notice, error) {
	ref := kernel.Ref[account.Account](to.ID)
	if m.Fold != "" && a == nil {
		old, err := Notices.First(c, kernel.And(kernel.Eq(&Row.Account, ref), kernel.Eq(&Row.Fold, m.Fold), kernel.Eq(&Row.Status, Unread)))
		if err != nil {
			return nil, err
		}
		if old != nil {
			_, err := Notices.Update(c, old.ID, 0, func(n *Notice) error {
				n.Count++
				n.Title, n.Text, n.Batch = oneLine(m.Title), m.Text, batch
				n.Type, n.Record, n.Link = m.Type, m.Record, m.Link
				return nil
			})
			return nil, err
		}
	}
	n := &Notice{Account: ref, Kind: KindName(m.Kind.Name), Title: oneLine(m.Title), Text: m.Text, Urgent: m.Kind.Urgent, Type: m.Type, Record: m.Record, Link: m.Link, Fold: m.Fold, Count: 1, Batch: batch, Sender: c.Actor.Name}
	n.Region = to.Region
	if c.Actor.ID != "system" {
		n.From = kernel.Ref[account.Account](c.Actor.ID)
	}
	if a != nil {
		n.Alarm, n.Status, n.Urgent = kernel.Ref[Alarm](a.ID), Waiting, true
	}
	return n, Notices.Create(c, n)
}

// Withdraw takes back what has not been sent of the messages about a record, and marks them read.
func Withdraw(c *kernel.Ctx, typ, record string) error {
	if !running(c) {
		return nil
	}
	return c.Tx(func(c *kernel.Ctx) error {
		c = c.AsSystem()
		for {
			list, err := Notices.List(c, kernel.Query{Where: kernel.And(kernel.Eq(&Row.Type, typ), kernel.Eq(&Row.Record, record), kernel.Eq(&Row.Status, Unread)), Limit: 500, Sort: "id"})
			if err != nil || len(list) == 0 {
				return err
			}
			for _, n := range list {
				if err := stopAll(c, kernel.Eq(&dl.Notice, kernel.Ref[Notice](n.ID))); err != nil {
					return err
				}
				if _, err := Notices.Update(c, n.ID, 0, func(n *Notice) error {
					n.Status, n.ReadAt = Read, c.Now().UTC().Truncate(time.Millisecond)
					n.Title = plain("（已撤回）"+n.Title, 200)
					return nil
				}); err != nil {
					return err
				}
			}
		}
	})
}

// Seen marks the actor's own messages about a record as read: whoever has opened the record knows.
func Seen(c *kernel.Ctx, typ, record string) error {
	if c.Actor.ID == "" || !running(c) {
		return nil
	}
	sys := c.AsSystem()
	list, err := Notices.List(sys, kernel.Query{Where: kernel.And(mine(c.Actor), kernel.Eq(&Row.Type, typ), kernel.Eq(&Row.Record, record), kernel.Eq(&Row.Status, Unread)), Limit: 100, Sort: "id"})
	if err != nil {
		return err
	}
	for _, n := range list {
		if _, err := Notices.Do(sys, n.ID, 0, "read_one", nil, ""); err != nil {
			return err
		}
	}
	return nil
}

// TellByPhone tells somebody without an account, by SMS alone: whom the file of an enterprise names.
func TellByPhone(c *kernel.Ctx, m Message, e *enterprise.Enterprise, name, phone string) error {
	if !Mobile(phone) {
		return nil
	}
	d := &Delivery{Channel: SMS, Kind: KindName(m.Kind.Name), Name: cmp.Or(name, e.Name), Enterprise: kernel.Ref[enterprise.Enterprise](e.ID), Phone: kernel.Phone(Normal(phone))}
	d.Region = e.Region
	at, _ := (&Preference{}).filled().wait(c.Now(), m.Kind, SMS, false)
	d.NotBefore = at.UTC().Truncate(time.Millisecond)
	return put(c.AsSystem(), d, oneLine(plain(m.Title, 200)), plain(sentence(m.Title, m.Text), 5000), link(m.Type, m.Record, m.Link), nil)
}
