package office

import (
	"fmt"
	"slices"
	"strings"

	"anjian/base/account"
	"anjian/base/enterprise"
	"anjian/base/notice"
	"anjian/kernel"
)

// people is the accounts of officials that a notice goes to; units without any is the own region.
func (n *Notice) people() (kernel.Cond, bool) {
	var kinds []kernel.Cond
	if len(n.Duties) > 0 {
		var duties []kernel.Cond
		for _, d := range n.Duties {
			duties = append(duties, kernel.Has(&account.Row.Roles, d))
		}
		kinds = append(kinds, kernel.And(n.places(), kernel.Eq(&account.Row.Kind, account.Regulator), kernel.Or(duties...)))
	}
	if len(n.Orgs) > 0 {
		kinds = append(kinds, kernel.In(&account.Row.Org, n.Orgs...))
	}
	return kernel.And(kernel.Eq(&account.Row.Status, account.Active), kernel.Or(kinds...)), len(kinds) > 0
}

func (n *Notice) places() kernel.Cond {
	if len(n.Units) == 0 {
		return kernel.Under(n.Region)
	}
	var out []kernel.Cond
	for _, u := range n.Units {
		out = append(out, kernel.Under(u))
	}
	return kernel.Or(out...)
}

// firms is the enterprises that a notice goes to.
func (n *Notice) firms() (kernel.Cond, bool) {
	var kinds []kernel.Cond
	if n.Firms {
		all := []kernel.Cond{n.places()}
		if len(n.Trades) > 0 {
			trades := []kernel.Cond{kernel.In(&enterprise.Row.Trade, n.Trades...)}
			for _, t := range n.Trades {
				trades = append(trades, kernel.Has(&enterprise.Row.Trades, t))
			}
			all = append(all, kernel.Or(trades...))
		}
		if len(n.Risks) > 0 {
			all = append(all, kernel.In(&enterprise.Row.Risk, n.Risks...))
		}
		if len(n.Features) > 0 {
			columns := map[Feature]*bool{Dust: &enterprise.Row.Dust, Confined: &enterprise.Row.Confined, Ammonia: &enterprise.Row.Ammonia, Melting: &enterprise.Row.Melting, Gas: &enterprise.Row.Gas}
			var features []kernel.Cond
			for _, f := range n.Features {
				if columns[f] != nil {
					features = append(features, kernel.Eq(columns[f], true))
				}
			}
			all = append(all, kernel.Or(features...))
		}
		kinds = append(kinds, kernel.And(all...))
	}
	if len(n.Enterprises) > 0 {
		ids := make([]any, len(n.Enterprises))
		for i, e := range n.Enterprises {
			ids[i] = string(e)
		}
		kinds = append(kinds, kernel.And(kernel.Under(n.Region), kernel.Cond{Op: "in", Col: "id", Args: ids}))
	}
	return kernel.And(kernel.Eq(&enterprise.Row.Status, enterprise.Filed), kernel.Or(kinds...)), len(kinds) > 0
}

// Counts is how many a notice goes to.
type Counts struct {
	Officials   int `json:"officials"`
	Enterprises int `json:"enterprises"`
	Accounts    int `json:"accounts"` // of those enterprises
	Bare        int `json:"bare"`     // enterprises without an account: an SMS goes to whom the file names
	Mute        int `json:"mute"`     // of these without a mobile number either: nothing reaches them
}

func (k *Counts) words() string {
	var out []string
	if k.Officials > 0 {
		out = append(out, fmt.Sprintf("监管人员%d人", k.Officials))
	}
	if k.Enterprises > 0 {
		out = append(out, fmt.Sprintf("企业%d家（账号%d个，没有账号的%d家发短信）", k.Enterprises, k.Accounts, k.Bare))
	}
	if len(out) == 0 {
		return "没有指定收件人"
	}
	return strings.Join(out, "，")
}

// receiver is somebody who gets a notice: an account, or an enterprise without one.
type receiver struct {
	account *account.Account
	firm    *enterprise.Enterprise
}

func (r receiver) key(n string) string {
	if r.account != nil {
		return n + "/" + r.account.ID
	}
	return n + "/e:" + r.firm.ID
}

// each calls fn with everybody whom the notice goes to, some at a time.
func (n *Notice) each(c *kernel.Ctx, fn func([]receiver) error) error {
	const some = 200
	if where, ok := n.people(); ok {
		for last := ""; ; {
			list, err := account.Accounts.List(c, kernel.Query{Where: kernel.And(where, kernel.Compare("id", ">", last)), Sort: "id", Limit: some})
			if err != nil {
				return err
			}
			if len(list) == 0 {
				break
			}
			var out []receiver
			for _, a := range list {
				out = append(out, receiver{account: a})
			}
			if err := fn(out); err != nil {
				return err
			}
			last = list[len(list)-1].ID
		}
	}
	where, ok := n.firms()
	for last := ""; ok; {
		list, err := enterprise.Enterprises.List(c, kernel.Query{Where: kernel.And(where, kernel.Compare("id", ">", last)), Sort: "id", Limit: some, Cols: []string{"id", "name", "region", "principal", "principal_phone", "safety_leader", "safety_phone"}})
		if err != nil || len(list) == 0 {
			return err
		}
		var ids []kernel.Ref[enterprise.Enterprise]
		for _, e := range list {
			ids = append(ids, kernel.Ref[enterprise.Enterprise](e.ID))
		}
		staff, err := account.Accounts.List(c, kernel.Query{Where: kernel.And(kernel.In(&account.Row.Enterprise, ids...), kernel.Has(&account.Row.Roles, "safety"), kernel.Eq(&account.Row.Status, account.Active)), Sort: "id"})
		if err != nil {
			return err
		}
		var out []receiver
		for _, e := range list {
			none := true
			for _, a := range staff {
				if string(a.Enterprise) == e.ID {
					out, none = append(out, receiver{a, e}), false
				}
			}
			if none {
				out = append(out, receiver{firm: e})
			}
		}
		if err := fn(out); err != nil {
			return err
		}
		last = list[len(list)-1].ID
	}
	return nil
}

func (n *Notice) count(c *kernel.Ctx) (*Counts, error) {
	out, firms := &Counts{}, map[string]bool{}
	err := n.each(c, func(list []receiver) error {
		for _, r := range list {
			switch {
			case r.firm == nil:
				out.Officials++
				continue
			case r.account != nil:
				out.Accounts++
			default:
				out.Bare++
				if _, number := notice.Contact(r.firm); !notice.Mobile(number) {
					out.Mute++
				}
			}
			if !firms[r.firm.ID] {
				firms[r.firm.ID] = true
				out.Enterprises++
			}
		}
		return nil
	})
	return out, err
}

// preview answers how many a notice would go to, while it is being written.
func preview(c *kernel.Ctx, in *Audience) (*Counts, error) {
	n := &Notice{Audience: *in}
	n.Region = c.Actor.Region
	if err := rules(c, n, nil); err != nil {
		return nil, err
	}
	return n.count(c.AsSystem())
}

// sending is one edition of one notice that goes out.
type sending struct {
	Notice  string `json:"notice"`
	Edition int    `json:"edition"`
}

// Send gives a notice to everybody whom it is for. It may stop anywhere and run again: who has got it is not told twice.
var Send = &kernel.Task[sending]{Name: "office.send", Run: func(c *kernel.Ctx, in sending) error {
	n, err := Notices.First(c, kernel.ByID(in.Notice))
	if err != nil || n == nil || n.Status != Issued || n.Edition != in.Edition {
		return err // withdrawn or corrected meanwhile
	}
	err = n.each(c, func(list []receiver) error {
		return c.Tx(func(c *kernel.Ctx) error { return n.give(c, list) })
	})
	if err != nil {
		return err
	}
	_, err = Notices.Update(c, n.ID, 0, func(n *Notice) error { n.Sent = n.Edition == in.Edition; return nil })
	return err
}}

// give tells some receivers and keeps a receipt of each, in one transaction.
func (n *Notice) give(c *kernel.Ctx, list []receiver) error {
	if now, err := Notices.First(c, kernel.ByID(n.ID)); err != nil || now == nil || now.Status != Issued || now.Edition != n.Edition {
		return err
	}
	var keys []string
	for _, r := range list {
		keys = append(keys, r.key(n.ID))
	}
	have := map[string]*Receipt{}
	err := Receipts.Each(c, kernel.Query{Where: kernel.In(&rc.Key, keys...)}, func(r *Receipt) error { have[r.Key] = r; return nil })
	if err != nil {
		return err
	}
	m := notice.Message{Kind: issuedKind, Title: n.Title, Text: n.gist(), Type: "office_notice", Record: n.ID}
	if n.Edition > 1 {
		m.Kind, m.Title = correctedKind, "更正："+n.Title
	}
	var tell []string
	for i, to := range list {
		old := have[keys[i]]
		if old != nil && old.Sent >= n.Edition || slices.Contains(keys[:i], keys[i]) {
			continue
		}
		if old != nil {
			if _, err := Receipts.Update(c, old.ID, 0, func(r *Receipt) error { r.Sent, r.Status, r.ReplyBy = n.Edition, Unread, n.ReplyBy; return nil }); err != nil {
				return err
			}
		} else if err := Receipts.Create(c, n.receipt(to, keys[i])); err != nil {
			return err
		}
		if to.account != nil {
			tell = append(tell, to.account.ID)
			continue
		}
		name, number := notice.Contact(to.firm)
		if err := notice.TellByPhone(c, m, to.firm, name, number); err != nil {
			return err
		}
	}
	if len(tell) > 0 {
		m.To = []notice.To{{Accounts: tell}}
		as := *c
		as.Actor = kernel.Actor{ID: string(n.Author), Name: n.Issuer, System: true, Region: n.Region}
		_, err = notice.Tell(&as, m)
	}
	return err
}

func (n *Notice) receipt(to receiver, key string) *Receipt {
	r := &Receipt{Notice: kernel.Ref[Notice](n.ID), Key: key, Sent: n.Edition, Status: Unread, Asks: len(n.Questions) > 0, ReplyBy: n.ReplyBy}
	if to.account != nil {
		r.Account, r.Name, r.Org, r.Enterprise = kernel.Ref[account.Account](to.account.ID), to.account.Name, to.account.Org, to.account.Enterprise
		r.Region = to.account.Region
		return r
	}
	r.Name, _ = notice.Contact(to.firm)
	r.Enterprise, r.Region = kernel.Ref[enterprise.Enterprise](to.firm.ID), to.firm.Region
	return r
}

// gist is the beginning of the text, for messages.
func (n *Notice) gist() string {
	text := strings.Join(strings.Fields(n.Body), " ")
	if r := []rune(text); len(r) > 100 {
		text = string(r[:100]) + "…"
	}
	if len(n.Questions) > 0 && n.ReplyBy != "" {
		text += "（请于" + string(n.ReplyBy) + "前填写回执）"
	}
	return text
}
