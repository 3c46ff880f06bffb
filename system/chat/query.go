package chat

import (
	"net/http"
	"slices"
	"strconv"
	"strings"

	"anjian/kernel"
)

// Brief is a talk in the list of one of its members.
type Brief struct {
	ID     string `json:"id"`
	Kind   Kind   `json:"kind"`
	Title  string `json:"title"` // of a direct talk: the other one's name
	About  string `json:"about,omitempty"`
	Record string `json:"record,omitempty"`
	Label  string `json:"label,omitempty"` // what kind of record it is about
	Ended  bool   `json:"ended,omitempty"`
	Held   bool   `json:"held,omitempty"`
	Owner  string `json:"owner"`
	With   string `json:"with,omitempty"` // of a direct talk: the other one
	State  string `json:"state,omitempty"`
	Seq    int64  `json:"seq"`
	Seen   int64  `json:"seen"`
	Since  int64  `json:"since"`
	At     int64  `json:"at"`
	Unread int    `json:"unread"`
	Called bool   `json:"called,omitempty"` // something unread names the reader
	Last   *Entry `json:"last,omitempty"`
	Size   int    `json:"size"`
}

type talksOut struct {
	N        int64    `json:"n"` // connect after this number
	Account  string   `json:"account"`
	Items    []*Brief `json:"items"`
	Unread   int      `json:"unread"`
	Recall   int      `json:"recall_minutes"`
	KeptDays int      `json:"kept_days"`
}

const mostTalks = 300

// talks lists the talks of the actor, the latest first. The number is read before them, so that nothing falls between them and a connection.
func (h *hub) talks(c *kernel.Ctx, _ *struct{}) (*talksOut, error) {
	out := &talksOut{Account: c.Actor.ID, Items: []*Brief{}, Recall: int(h.policy.Recall.Minutes()), KeptDays: h.policy.Days}
	if _, err := one(c, []any{&out.N}, "SELECT n FROM chat_counter WHERE id = 1"); err != nil {
		return nil, err
	}
	list, err := h.briefs(c, "")
	if err != nil {
		return nil, err
	}
	for _, b := range list {
		out.Unread += b.Unread
	}
	out.Items = list
	return out, nil
}

// briefs reads the talks of the actor, or one of them.
func (h *hub) briefs(c *kernel.Ctx, only string) ([]*Brief, error) {
	where, args := "m.account = ? AND m.gone = 0", []any{c.Actor.ID}
	if only != "" {
		where, args = where+" AND m.talk = ?", append(args, only)
	}
	rows, err := c.Store.Query(c, `SELECT t.id, t.kind, t.title, t.about, t.record, t.ended, t.keeping, t.owner, h.seq, m.seen, m.since, h.at,
(SELECT COUNT(*) FROM chat_member x WHERE x.talk = t.id AND x.gone = 0),
(SELECT COUNT(*) FROM chat_entry e WHERE e.talk = t.id AND e.seq > m.seen AND e.recalled = 0 AND e.account <> m.account AND e.kind IN `+spoken+`),
(SELECT COUNT(*) FROM chat_entry e WHERE e.talk = t.id AND e.seq > m.seen AND e.account <> m.account AND e.mention <> '' AND (e.mention LIKE ? OR e.mention = ',all,'))
FROM chat_member m JOIN chat_talk t ON t.id = m.talk JOIN chat_head h ON h.talk = m.talk WHERE `+where+" ORDER BY h.at DESC, t.id LIMIT ?", append(append([]any{"%," + c.Actor.ID + ",%"}, args...), mostTalks)...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var all []*Brief
	for rows.Next() {
		b := &Brief{}
		var keep Keeping
		called := 0
		if err := rows.Scan(&b.ID, &b.Kind, &b.Title, &b.About, &b.Record, &b.Ended, &keep, &b.Owner, &b.Seq, &b.Seen, &b.Since, &b.At, &b.Size, &b.Unread, &called); err != nil {
			return nil, err
		}
		b.Held, b.Called = keep == Held, called > 0
		all = append(all, b)
	}
	if err := rows.Err(); err != nil {
		return nil, err
	}
	rows.Close()
	out := make([]*Brief, 0, len(all))
	for _, b := range all {
		if b.Kind == Matter {
			if err := h.reach(c, b.ID); kernel.CodeOf(err) == kernel.Missing {
				continue
			} else if err != nil {
				return nil, err
			}
			if r := c.App.Resource(b.About); r != nil {
				b.Label = r.Meta().Label
			}
		}
		out = append(out, b)
	}
	return out, h.complete(c, out)
}

// complete adds to each talk its last entry and, to a direct one, who the other is.
func (h *hub) complete(c *kernel.Ctx, list []*Brief) error {
	at := map[string]*Brief{}
	for part := range slices.Chunk(list, 100) {
		var ids, pairs []any
		var parts []string
		for _, b := range part {
			at[b.ID] = b
			ids = append(ids, b.ID)
			parts = append(parts, "(e.talk = ? AND e.seq = ?)")
			pairs = append(pairs, b.ID, b.Seq)
		}
		last, err := scanEntries(c.Store.Query(c, "SELECT "+entryColumns+" FROM chat_entry e WHERE "+strings.Join(parts, " OR "), pairs...))
		if err != nil {
			return err
		}
		for i := range last {
			if b := at[last[i].Talk]; last[i].Seq > b.Since {
				b.Last = &last[i]
			}
		}
		rows, err := c.Store.Query(c, "SELECT m.talk, m.account, m.name FROM chat_member m JOIN chat_talk t ON t.id = m.talk WHERE t.kind = 'direct' AND m.account <> ? AND m.talk IN ("+marks(len(ids))+")", append([]any{c.Actor.ID}, ids...)...)
		if err != nil {
			return err
		}
		var others []string
		for rows.Next() {
			var talk, id, name string
			if err := rows.Scan(&talk, &id, &name); err != nil {
				rows.Close()
				return err
			}
			at[talk].With, at[talk].Title = id, name
			others = append(others, id)
		}
		if rows.Close(); rows.Err() != nil {
			return rows.Err()
		}
		states, err := presence(c, others)
		if err != nil {
			return err
		}
		for _, b := range part {
			if b.With != "" {
				b.State = states[b.With]
			}
		}
	}
	return nil
}

type talkIn struct {
	Talk string `json:"talk"`
}

type talkOut struct {
	*Brief
	Members []Member `json:"members"`
}

// talk tells one of its members about a talk: who is in it, who is there, who has read how far.
func (h *hub) talk(c *kernel.Ctx, in *talkIn) (*talkOut, error) {
	if !legible(in.Talk, 60) {
		return nil, errMember
	}
	list, err := h.briefs(c, in.Talk)
	if err != nil {
		return nil, err
	}
	if len(list) == 0 {
		return nil, errMember
	}
	out := &talkOut{Brief: list[0], Members: []Member{}}
	rows, err := c.Store.Query(c, "SELECT account, name, seen, since FROM chat_member WHERE talk = ? AND gone = 0 ORDER BY name, account", in.Talk)
	if err != nil {
		return nil, err
	}
	var ids []string
	for rows.Next() {
		var m Member
		if err := rows.Scan(&m.Account, &m.Name, &m.Seen, &m.Since); err != nil {
			rows.Close()
			return nil, err
		}
		out.Members = append(out.Members, m)
		ids = append(ids, m.Account)
	}
	if rows.Close(); rows.Err() != nil {
		return nil, rows.Err()
	}
	states, err := presence(c, ids)
	if err != nil {
		return nil, err
	}
	cards, err := h.people.cards(c, ids)
	if err != nil {
		return nil, err
	}
	for i := range out.Members {
		m := &out.Members[i]
		m.State = states[m.Account]
		if p := cards[m.Account]; p != nil {
			m.Unit, m.Post = p.Unit, p.Post
		}
	}
	return out, nil
}

type entriesIn struct {
	Talk   string `json:"talk"`
	After  int64  `json:"after"`
	Before int64  `json:"before"`
	Limit  int    `json:"limit"`
}

type entriesOut struct {
	Items []Entry `json:"items"`
	More  bool    `json:"more"` // there is an earlier (or, with after, a later) one
}

// entries reads a part of a talk: what follows a number, or the last before one.
func (h *hub) entries(c *kernel.Ctx, in *entriesIn) (*entriesOut, error) {
	if err := h.reach(c, in.Talk); err != nil {
		return nil, err
	}
	var since int64
	if found, err := one(c, []any{&since}, "SELECT since FROM chat_member WHERE talk = ? AND account = ? AND gone = 0", in.Talk, c.Actor.ID); err != nil {
		return nil, err
	} else if !found {
		return nil, errMember
	}
	limit := in.Limit
	if limit < 1 || limit > 200 {
		limit = 50
	}
	where, order, bound := "e.seq > ?", "e.seq", max(in.After, since)
	args := []any{in.Talk, bound}
	if in.After <= 0 {
		if in.Before <= 0 {
			in.Before = 1 << 60
		}
		where, order = "e.seq > ? AND e.seq < ?", "e.seq DESC"
		args = append(args, in.Before)
	}
	list, err := scanEntries(c.Store.Query(c, "SELECT "+entryColumns+" FROM chat_entry e WHERE e.talk = ? AND "+where+" ORDER BY "+order+" LIMIT ?", append(args, limit+1)...))
	if err != nil {
		return nil, err
	}
	out := &entriesOut{Items: list, More: len(list) > limit}
	if out.More {
		out.Items = list[:limit]
	}
	if in.After <= 0 {
		slices.Reverse(out.Items)
	}
	if out.Items == nil {
		out.Items = []Entry{}
	}
	return out, nil
}

type searchIn struct {
	Q    string `json:"q"`
	Talk string `json:"talk"`
}

type found struct {
	Entry
	Title string `json:"title"`
}

type searchOut struct {
	Items []found `json:"items"`
	More  bool    `json:"more"`
}

const mostFound = 50

// search finds words in what the actor may read.
func (h *hub) search(c *kernel.Ctx, in *searchIn) (*searchOut, error) {
	out := &searchOut{Items: []found{}}
	q := strings.TrimSpace(in.Q)
	if q == "" {
		return out, nil
	}
	if !legible(q, 60) || !legible(in.Talk, 60) {
		return nil, kernel.Errorf(kernel.Invalid, "请输入不超过60字的关键词")
	}
	where, args := "", []any{c.Actor.ID, like(q), like(q)}
	if in.Talk != "" {
		where, args = " AND m.talk = ?", append(args, in.Talk)
	}
	list, err := scanEntries(c.Store.Query(c, "SELECT "+entryColumns+` FROM chat_member m JOIN chat_entry e ON e.talk = m.talk AND e.seq > m.since
WHERE m.account = ? AND m.gone = 0 AND e.recalled = 0 AND e.kind IN `+spoken+` AND (LOWER(e.words) LIKE ? ESCAPE '\' OR e.kind = 'file' AND LOWER(e.data) LIKE ? ESCAPE '\')`+where+" ORDER BY e.n DESC LIMIT ?", append(args, mostFound+1)...))
	if err != nil {
		return nil, err
	}
	if out.More = len(list) > mostFound; out.More {
		list = list[:mostFound]
	}
	titles := map[string]string{}
	for _, e := range list {
		if _, known := titles[e.Talk]; !known {
			one, err := h.briefs(c, e.Talk)
			if err != nil {
				return nil, err
			}
			if titles[e.Talk] = ""; len(one) > 0 {
				titles[e.Talk] = one[0].Title
			}
		}
		if titles[e.Talk] != "" {
			out.Items = append(out.Items, found{e, titles[e.Talk]})
		}
	}
	return out, nil
}

type cardIn struct {
	Type   string `json:"type"`
	Record string `json:"record"`
}

type cardOut struct {
	Label string `json:"label"`
	Title string `json:"title"`
	State string `json:"state,omitempty"`
}

// card is what a record is called, under the right of whoever asks.
func card(c *kernel.Ctx, in *cardIn) (*cardOut, error) {
	h := c.App.Resource(in.Type)
	if h == nil || !legible(in.Record, 60) {
		return nil, kernel.Errorf(kernel.Missing, "找不到该记录")
	}
	rec, err := h.GetAny(c, in.Record)
	if kernel.CodeOf(err) == kernel.Forbidden || kernel.CodeOf(err) == kernel.Missing {
		return nil, kernel.Errorf(kernel.Missing, "您无权查看这条记录")
	}
	if err != nil {
		return nil, err
	}
	m := h.Meta()
	name := m.Field(m.NameColumn)
	out := &cardOut{Label: m.Label, Title: name.Text(rec)}
	if name.Kind.Mask != nil {
		out.Title = name.Kind.Mask(out.Title)
	}
	if m.StateColumn != "" {
		out.State = m.Field(m.StateColumn).Text(rec)
	}
	return out, nil
}

// file serves an attachment to whoever may read the message that names it.
func (h *hub) file(c *kernel.Ctx, w http.ResponseWriter, r *http.Request) error {
	talk := r.PathValue("talk")
	seq, err := strconv.ParseInt(r.PathValue("seq"), 10, 64)
	if err != nil {
		return kernel.Errorf(kernel.Missing, "找不到该文件")
	}
	if err := h.reach(c, talk); err != nil {
		return err
	}
	list, err := scanEntries(c.Store.Query(c, "SELECT "+entryColumns+" FROM chat_member m JOIN chat_entry e ON e.talk = m.talk AND e.seq > m.since WHERE m.talk = ? AND m.account = ? AND m.gone = 0 AND e.seq = ?", talk, c.Actor.ID, seq))
	if err != nil {
		return err
	}
	if len(list) == 0 || list[0].Data.File == nil || c.Contents == nil {
		return kernel.Errorf(kernel.Missing, "找不到该文件")
	}
	width, _ := strconv.Atoi(r.URL.Query().Get("w"))
	if width < 16 || width > 2000 || list[0].Kind != Picture {
		width = 0
	}
	f := list[0].Data.File
	return c.Contents.Serve(w, r, f.SHA, f.Name, width)
}
