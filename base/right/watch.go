package right

import (
	"cmp"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"

	"anjian/kernel"
)

type watchIn struct {
	From   kernel.Date `json:"from"` // seven days ago if empty
	To     kernel.Date `json:"to"`
	Actor  string      `json:"actor"` // part of a name
	Type   string      `json:"type"`
	Verb   string      `json:"verb"`
	Duty   string      `json:"duty"`   // guards: what the system and security administrators did
	Before string      `json:"before"` // the position after which to go on
}

// Entry is a line of the trail as the auditor reads it.
type Entry struct {
	At      string `json:"at"`
	Account string `json:"account"`
	Actor   string `json:"actor"`
	Type    string `json:"type"`
	Label   string `json:"label"`
	Record  string `json:"record"`
	Title   string `json:"title"`
	Verb    string `json:"verb"`
	What    string `json:"what"`
	Reason  string `json:"reason"`
	Detail  string `json:"detail"`
	Region  string `json:"region"`
	Address string `json:"address"`
}

// Entries is a page of the trail, newest first.
type Entries struct {
	Items []Entry `json:"items"`
	Next  string  `json:"next,omitempty"`
}

const page = 100

// entries reads the trail of the auditor's region: what was done to its records, and what its people did to those above it, such as the calendar.
func entries(c *kernel.Ctx, in *watchIn) (*Entries, error) {
	where, args := "", []any{}
	if in.Verb != "" {
		where, args = where+" AND t.verb = ?", append(args, in.Verb)
	}
	if in.Duty == "guards" {
		where += " AND EXISTS (SELECT 1 FROM account a WHERE a.id = t.actor AND (CAST(a.roles AS TEXT) LIKE '%\"system\"%' OR CAST(a.roles AS TEXT) LIKE '%\"security\"%'))"
	}
	return read(c, in, where, args)
}

// viewed reads who looked at whose personal data: shown for a reason, or taken out in full.
func viewed(c *kernel.Ctx, in *watchIn) (*Entries, error) {
	return read(c, in, " AND (t.verb = 'unmask' OR t.verb = 'export' AND t.detail LIKE '%含完整个人信息%')", nil)
}

// read goes through the chains of the region's counties and of the regions above it, a day after the other.
func read(c *kernel.Ctx, in *watchIn, where string, args []any) (*Entries, error) {
	if in.To == "" {
		in.To = c.Today()
	}
	if in.From == "" {
		in.From = in.To.AddDays(-6)
	}
	if n := in.From.DaysUntil(in.To); n < 0 || n > 366 {
		return nil, &kernel.Error{Code: kernel.Invalid, Message: "起止日期应在一年以内", Fields: map[string]string{"from": "起止日期应在一年以内"}}
	}
	if strings.ContainsRune(in.Actor+in.Type+in.Verb+in.Before, 0) {
		return nil, kernel.Errorf(kernel.Invalid, "查询条件不对")
	}
	if in.Actor != "" {
		where, args = where+" AND t.actor_name LIKE ?", append(args, "%"+strings.NewReplacer("%", "", "_", "").Replace(in.Actor)+"%")
	}
	if in.Type != "" {
		where, args = where+" AND t.type = ?", append(args, in.Type)
	}
	if in.Before != "" {
		where, args = where+" AND t.at < ?", append(args, in.Before)
	}
	if at := string(c.Actor.Region); at != string(kernel.Country) && !c.Actor.System {
		own := " AND (t.region >= ? AND t.region < ? OR t.actor IN (SELECT id FROM account WHERE region >= ? AND region < ?)"
		if args = append(args, at, at+"~", at, at+"~"); len(at) <= 4 { // nobody's: somebody tried a login name that does not exist
			own += " OR t.region = ? AND t.verb IN ('login_failed', 'password_failed', 'passkey_failed')"
			args = append(args, string(kernel.Country))
		}
		where += own + ")"
	}
	days, err := chains(c, in)
	if err != nil {
		return nil, err
	}
	out := &Entries{Items: []Entry{}}
	for _, day := range days {
		if err := out.add(c, day, where, args); err != nil {
			return nil, err
		}
		if len(out.Items) >= page {
			out.Next = out.Items[len(out.Items)-1].At
			break
		}
	}
	return out, nil
}

// chains are the chains of the trail of one day each, the latest day first. The head of every chain says that it exists.
func chains(c *kernel.Ctx, in *watchIn) (days [][]any, err error) {
	stmt, args := "SELECT chain FROM trail_head", []any{}
	if at := string(c.Actor.Region); at != string(kernel.Country) && !c.Actor.System {
		own := at[:min(len(at), 6)]
		stmt, args = stmt+" WHERE chain >= ? AND chain < ?", []any{own, own + "~"}
		for _, above := range []string{string(kernel.Country), own[:2], own[:min(len(own), 4)]} { // "41/2026-05-02", not "4101/2026-05-02"
			stmt, args = stmt+" OR chain >= ? AND chain < ?", append(args, above+"/", above+"0")
		}
	}
	rows, err := c.Store.Query(c, stmt, args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	byDay := map[string][]any{}
	for rows.Next() {
		var chain string
		if err := rows.Scan(&chain); err != nil {
			return nil, err
		}
		if _, day, _ := strings.Cut(chain, "/"); day >= string(in.From) && day <= string(in.To) {
			byDay[day] = append(byDay[day], chain)
		}
	}
	for _, day := range slices.Backward(slices.Sorted(maps.Keys(byDay))) {
		days = append(days, byDay[day])
	}
	return days, rows.Err()
}

// add reads the entries of one day that are still missing on the page.
func (out *Entries) add(c *kernel.Ctx, chains []any, where string, args []any) error {
	marks := strings.TrimSuffix(strings.Repeat("?, ", len(chains)), ", ")
	rows, err := c.Store.Query(c, "SELECT t.at, t.actor, t.actor_name, t.type, t.record, t.verb, t.opinion, t.detail, t.changes, t.region, t.address FROM trail t WHERE t.chain IN ("+marks+")"+where+" ORDER BY t.at DESC LIMIT ?",
		append(append(slices.Clone(chains), args...), page-len(out.Items))...)
	if err != nil {
		return err
	}
	var list []Entry
	for rows.Next() {
		var e Entry
		changes := ""
		if err = rows.Scan(&e.At, &e.Account, &e.Actor, &e.Type, &e.Record, &e.Verb, &e.Reason, &e.Detail, &changes, &e.Region, &e.Address); err != nil {
			break
		}
		e.Detail = strings.TrimPrefix(e.Detail+changed(c, e.Type, changes), "；")
		list = append(list, e)
	}
	if err = cmp.Or(err, rows.Err()); err != nil {
		rows.Close()
		return err
	}
	if err := rows.Close(); err != nil {
		return err
	}
	for _, e := range list { // one statement at a time: names are asked for when the rows are closed
		e.What, e.Region = (*kernel.Meta)(nil).Deed(e.Verb), c.RegionLabel(kernel.Region(e.Region))
		if h := c.App.Resource(e.Type); h != nil {
			e.Label, e.What = h.Meta().Label, h.Meta().Deed(e.Verb)
			if e.Record != "" {
				e.Title = nameOf(c, h.Meta().Type, e.Record)
			}
		}
		out.Items = append(out.Items, e)
	}
	return nil
}

// changed names the columns that a write changed; what stands in them is in the history of the record.
func changed(c *kernel.Ctx, typ, changes string) string {
	h := c.App.Resource(typ)
	if changes == "" || h == nil {
		return ""
	}
	var list []kernel.Change
	if json.Unmarshal([]byte(changes), &list) != nil {
		return ""
	}
	var names []string
	for _, ch := range list {
		if f := h.Meta().Field(ch.Name); f != nil && !f.Has("hidden") {
			names = append(names, f.Label)
		}
	}
	if len(names) > 6 {
		names = append(names[:5], fmt.Sprintf("%s等%d项", names[5], len(names)))
	}
	if names == nil {
		return ""
	}
	return "；改动：" + strings.Join(names, "、")
}
