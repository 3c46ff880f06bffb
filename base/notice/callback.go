package notice

import (
	"crypto/hmac"
	"encoding/json"
	"fmt"
	"hash/fnv"
	"io"
	"net/http"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"anjian/base/account"
	"anjian/base/enterprise"
	"anjian/base/role"
	"anjian/kernel"
)

// Reply is an SMS that came in (短信回复). Who sent it is what the network says, which can be forged: a reply changes nothing without a code.
type Reply struct {
	kernel.Base
	Phone    kernel.Phone                `json:"phone" label:"号码" ui:"list,fixed"`
	Body     string                      `json:"body" label:"内容" rule:"max=1000" ui:"list,fixed,wide"`
	At       time.Time                   `json:"received_at" label:"收到时间" ui:"list,fixed"`
	Kind     ReplyKind                   `json:"kind" label:"性质" ui:"list,filter,fixed"`
	Account  kernel.Ref[account.Account] `json:"account" label:"登记的账号" ui:"once,filter"`
	Name     string                      `json:"name" label:"登记的姓名" ui:"list,fixed"`
	Delivery kernel.Ref[Delivery]        `json:"delivery" label:"所回复的短信" ui:"fixed"`
	Type     string                      `json:"about" label:"所涉业务" rule:"max=60" ui:"fixed,hidden"`
	Record   string                      `json:"record" label:"所涉记录" rule:"max=60" ui:"fixed,hidden"`
	Answered bool                        `json:"answered" label:"已自动答复" ui:"fixed"`
	Key      string                      `json:"token" label:"网关编号" rule:"unique,max=120" ui:"fixed,hidden"`
}

// ReplyKind is what an incoming SMS was.
type ReplyKind string

// The kinds of incoming SMS.
const (
	Answer   ReplyKind = "answer"
	Confirms ReplyKind = "confirm"
	Query    ReplyKind = "query"
	Stranger ReplyKind = "stranger"
)

func (ReplyKind) Options() []kernel.Option {
	return []kernel.Option{kernel.Opt(Answer, "回复"), kernel.Opt(Confirms, "凭码确认"), kernel.Opt(Query, "查询"), kernel.Opt(Stranger, "陌生号码")}
}

var rp = kernel.Row[Reply]()

// Replies holds what came in.
var Replies = &kernel.Resource[Reply]{
	Name: "notice_reply", Label: "短信回复", Title: &rp.Body, Sort: "-id",
	Help: `收到的短信。回复会记到它所答复的那条业务记录的“办理过程”里，并告知当时的发送人。

发送号码可以被伪造，所以短信回复只作参考：凭短信里的六位确认码才能确认须确认的事项，其他内容不会改动任何记录；查询结果只发到账号登记的号码，陌生号码不答复。`,
	Access: kernel.Access{
		{To: []kernel.Role{role.System, role.Regulator, role.Leader, role.Clerk, role.Audit}, Can: "read export", Rows: kernel.Jurisdiction},
	},
	Views:   []kernel.View{{Name: "answers", Label: "回复", Query: "kind=answer,confirm"}, {Name: "queries", Label: "查询", Query: "kind=query"}, {Name: "strangers", Label: "陌生号码", Query: "kind=stranger"}},
	Indexes: [][]any{{&rp.Phone, &rp.At}, {&rp.Type, &rp.Record}},
}

// skew is how old a signed call may be.
const skew = 5 * time.Minute

// callback takes reports and replies from the HTTP gateway. Only its signature lets it in; a call is taken once.
func (x *Center) callback(c *kernel.Ctx, w http.ResponseWriter, r *http.Request) error {
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, 1<<20))
	if err != nil {
		return kernel.Errorf(kernel.TooLarge, "请求过大")
	}
	at, nonce := r.Header.Get("Anjian-Time"), r.Header.Get("Anjian-Nonce")
	want := Sign(x.Secret, r.Method, r.URL.EscapedPath(), at, nonce, body)
	seconds, err := strconv.ParseInt(at, 10, 64)
	age := c.Now().Sub(time.Unix(seconds, 0))
	if x.Secret == "" || !hmac.Equal([]byte(want), []byte(r.Header.Get("Anjian-Signature"))) || err != nil || age > skew || age < -skew || len(nonce) < 8 || len(nonce) > 80 {
		return kernel.Errorf(kernel.Login, "签名不对")
	}
	var in struct {
		Reports []Report   `json:"reports"`
		Replies []Incoming `json:"replies"`
	}
	if err := json.Unmarshal(body, &in); err != nil || len(in.Reports)+len(in.Replies) > 1000 {
		return kernel.Errorf(kernel.Invalid, "请求内容的格式不对")
	}
	err = c.Tx(func(c *kernel.Ctx) error {
		c = x.Env.NewCtx(c, c.Store)
		if n, err := c.Store.Exec(c, "INSERT INTO notice_nonce (name, at) VALUES (?, ?) ON CONFLICT (name) DO NOTHING", nonce, c.Now().Unix()); err != nil || n == 0 {
			return err // the same call again: done before
		}
		for _, one := range in.Reports {
			if err := x.report(c, one); err != nil {
				return err
			}
		}
		for _, one := range in.Replies {
			if err := x.incoming(c, one); err != nil {
				return err
			}
		}
		return nil
	})
	if err == nil {
		w.WriteHeader(http.StatusNoContent)
	}
	return err
}

// extOf is the number appended to the sender of an SMS, by which gateways name what a reply answers.
func extOf(delivery string) string {
	h := fnv.New32a()
	h.Write([]byte(delivery))
	return fmt.Sprintf("%06d", h.Sum32()%1_000_000)
}

var (
	codeForm  = regexp.MustCompile(`(?:^|\D)(\d{6})(?:\D|$)`)
	queryForm = regexp.MustCompile(`^查询[\s+＋:：,，]*(.{2,60})$`)
)

const (
	answerWindow = 7 * 24 * time.Hour // in which a reply answers the last SMS to its number
	mostQueries  = 10                 // of one number in an hour
	mostTries    = 5                  // of a code
)

// incoming files one SMS that came in, once.
func (x *Center) incoming(c *kernel.Ctx, in Incoming) error {
	key := x.Gateway.Name() + ":" + in.ID
	body := plain(in.Body, 1000)
	if in.ID == "" || len(key) > 120 || len(in.From) > 30 || body == "" {
		return nil // nothing that could be filed
	}
	return c.Tx(func(c *kernel.Ctx) error {
		if old, err := Replies.First(c, kernel.Eq(&rp.Key, key)); err != nil || old != nil {
			return err
		}
		r := &Reply{Phone: kernel.Phone(Normal(in.From)), Body: body, At: now(c), Key: key, Kind: Stranger}
		if r.Region = kernel.Country; !Mobile(in.From) {
			r.Phone = "00000"
		}
		who, err := byPhone(c, in.From)
		if err != nil {
			return err
		}
		if len(who) > 0 {
			r.Kind, r.Account, r.Name, r.Region = Answer, kernel.Ref[account.Account](who[0].ID), who[0].Name, who[0].Region
		}
		d, err := x.answers(c, r, in)
		if err != nil {
			return err
		}
		var n *Notice
		if d != nil {
			r.Kind, r.Delivery, r.Name, r.Region = Answer, kernel.Ref[Delivery](d.ID), d.Name, d.Region
			if n, err = Notices.First(c, kernel.ByID(string(d.Notice))); err != nil {
				return err
			}
			if n != nil {
				r.Type, r.Record = n.Type, n.Record
			}
		}
		if m := queryForm.FindStringSubmatch(body); m != nil && len(who) > 0 {
			r.Kind = Query
			if r.Answered, err = x.answer(c, r, who, strings.TrimSpace(m[1])); err != nil {
				return err
			}
			return Replies.Create(c, r)
		}
		ok, err := confirmed(c, r, body)
		if err != nil {
			return err
		}
		if ok {
			r.Kind = Confirms
		}
		if err := Replies.Create(c, r); err != nil {
			return err
		}
		return file(c, r, n)
	})
}

// answers finds the SMS that a reply answers: the one whose extension it came to, or the last one to its number.
func (x *Center) answers(c *kernel.Ctx, r *Reply, in Incoming) (found *Delivery, err error) {
	if !Mobile(string(r.Phone)) {
		return nil, nil
	}
	where := kernel.And(kernel.Eq(&dl.Phone, r.Phone), kernel.Since(&dl.ClaimedAt, now(c).Add(-answerWindow)), kernel.Not(&dl.Kind, KindName(coded.Name)))
	err = Deliveries.Each(c, kernel.Query{Where: where, Sort: "-id", Limit: 200}, func(d *Delivery) error {
		if found == nil || in.Ext != "" && extOf(found.ID) != in.Ext && extOf(d.ID) == in.Ext {
			found = d
		}
		return nil
	})
	return found, err
}

// confirmed acknowledges an alarm if the SMS carries the code that was sent to this number for it. Wrong codes wear the right one out.
func confirmed(c *kernel.Ctx, r *Reply, body string) (bool, error) {
	m := codeForm.FindStringSubmatch(body)
	if m == nil || !Mobile(string(r.Phone)) {
		return false, nil
	}
	rows, err := c.Store.Query(c, "SELECT delivery, alarm, hash FROM notice_code WHERE phone = ? AND until > ? AND tries < ?", string(r.Phone), c.Now().UnixMilli(), mostTries)
	if err != nil {
		return false, err
	}
	delivery, alarm := "", ""
	for rows.Next() {
		var d, a, hash string
		if err := rows.Scan(&d, &a, &hash); err != nil {
			rows.Close()
			return false, err
		}
		if hmac.Equal([]byte(hash), []byte(codeHash(d, m[1]))) {
			delivery, alarm = d, a
		}
	}
	if rows.Close(); rows.Err() != nil {
		return false, rows.Err()
	}
	if delivery == "" {
		_, err := c.Store.Exec(c, "UPDATE notice_code SET tries = tries + 1 WHERE phone = ?", string(r.Phone))
		return false, err
	}
	d, err := Deliveries.Get(c, delivery)
	if err != nil {
		return false, err
	}
	as := *c
	as.Actor = kernel.Actor{ID: string(d.Account), Name: d.Name, System: true, Region: d.Region}
	n, err := Notices.First(c, kernel.ByID(string(d.Notice)))
	if err != nil || n == nil {
		return false, err
	}
	r.Delivery, r.Type, r.Record = kernel.Ref[Delivery](d.ID), n.Type, n.Record
	return true, acknowledge(&as, alarm, "", "短信")
}

// file puts a reply into the history of the record that it answers, and tells who had sent the message.
func file(c *kernel.Ctx, r *Reply, n *Notice) error {
	if r.Type == "" || r.Record == "" {
		return nil
	}
	if c.Trail != nil && c.App.Resource(r.Type) != nil {
		if err := c.Trail.Record(c, kernel.Event{Type: r.Type, ID: r.Record, Verb: "sms_reply", Region: r.Region, Opinion: "短信回复（号码未经核实）" + r.Name + "：" + r.Body}); err != nil {
			return err
		}
	}
	if n == nil || n.From == "" {
		return nil
	}
	_, err := Tell(c, Message{Kind: replied, To: []To{{Account: string(n.From)}}, Title: plain("短信回复："+r.Name, 200), Text: r.Body, Type: r.Type, Record: r.Record})
	return err
}

// answer sends the open items of an enterprise to the registered number of the account that asks, within its rights. Nothing goes to any other.
func (x *Center) answer(c *kernel.Ctx, r *Reply, who []*account.Account, name string) (bool, error) {
	n, err := Replies.Count(c, kernel.And(kernel.Eq(&rp.Phone, r.Phone), kernel.Eq(&rp.Kind, Query), kernel.Above(&rp.At, now(c).Add(-time.Hour))))
	if err != nil || n >= mostQueries {
		return false, err
	}
	for _, a := range who {
		actor, err := account.ActorOf(c, a.Login)
		if err != nil {
			continue
		}
		in := *c
		in.Actor = actor
		e, many, err := enterpriseCalled(&in, name)
		if err != nil {
			return false, err
		}
		if e == nil && !many {
			continue
		}
		text := "有多家企业名称含“" + name + "”，请发送更完整的名称"
		if !many {
			if text, err = openItems(&in, e); err != nil {
				return false, err
			}
		}
		d := &Delivery{Channel: SMS, Kind: KindName(answered.Name), Phone: kernel.Phone(Normal(string(a.Phone))), NotBefore: now(c)}
		d.to(a)
		return true, put(c, d, "查询答复", text, "", nil)
	}
	return false, nil
}

// enterpriseCalled finds the one enterprise whose name holds name, among those that the actor may read.
func enterpriseCalled(c *kernel.Ctx, name string) (found *enterprise.Enterprise, many bool, err error) {
	if _, err := enterprise.Enterprises.Meta().Scope(c.Actor, "read"); err != nil {
		return nil, false, nil
	}
	where := kernel.Cond{}
	if c.Match != nil && c.Actor.Enterprise == "" {
		if where, err = c.Match(c, enterprise.Enterprises.Meta(), name); err != nil {
			return nil, false, err
		}
	}
	n := 0
	err = enterprise.Enterprises.Each(c, kernel.Query{Where: where, Sort: "id", Limit: 1000, Cols: []string{"id", "name", "former_names"}}, func(e *enterprise.Enterprise) error {
		if e.Name == name {
			found, n = e, -1_000_000
		} else if n >= 0 && (strings.Contains(e.Name, name) || strings.Contains(e.FormerNames, name)) {
			found = e
			n++
		} else if strings.Contains(e.Name, name) {
			n++
		}
		return nil
	})
	if n > 1 {
		return nil, true, err
	}
	return found, false, err
}

// openItems says what waits at an enterprise, of what the actor may read: how many of each kind, and the next limits.
func openItems(c *kernel.Ctx, e *enterprise.Enterprise) (string, error) {
	type item struct {
		on    kernel.Date
		label string
	}
	var next []item
	var counts []string
	for _, p := range c.App.Parts("enterprise") {
		h := c.App.Resource(p.Type)
		if _, err := h.Meta().Scope(c.Actor, "read"); err != nil || !h.Meta().Due {
			continue
		}
		list, err := c.Page(h.Meta(), kernel.Query{Where: kernel.Compare(p.Via, "=", e.ID), Sort: "-id", Limit: 500})
		if err != nil {
			return "", err
		}
		n := 0
		for _, it := range list {
			if limit := h.DueAny(it.Rec); limit.On != "" && !limit.Paused && (limit.State(c.Today()) != kernel.Running || h.Meta().StateColumn != "") {
				n++
				next = append(next, item{limit.On, h.Meta().Label + limit.What})
			}
		}
		if n > 0 {
			counts = append(counts, fmt.Sprintf("%s%d件", h.Meta().Label, n))
		}
	}
	if len(counts) == 0 {
		return e.Name + "：没有待办理事项", nil
	}
	slices.SortFunc(next, func(a, b item) int { return strings.Compare(string(a.on), string(b.on)) })
	text := e.Name + "待办：" + strings.Join(counts, "、") + "。最近期限："
	for i, it := range next[:min(3, len(next))] {
		if i > 0 {
			text += "；"
		}
		text += string(it.on) + it.label
		if it.on < c.Today() {
			text += "（已超期）"
		}
	}
	return text, nil
}
