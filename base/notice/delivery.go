package notice

import (
	"cmp"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"math/big"
	"slices"
	"strings"
	"time"

	"anjian/base/account"
	"anjian/base/enterprise"
	"anjian/base/org"
	"anjian/base/role"
	"anjian/kernel"
)

// Delivery is one message on its way to one person by one channel (发送记录). What is sent, and the full number while it waits, lies in a
// table of its own that no list, export or trail shows.
type Delivery struct {
	kernel.Base
	Notice     kernel.Ref[Notice]                `json:"notice" label:"消息" ui:"once,hidden"`
	Account    kernel.Ref[account.Account]       `json:"account" label:"收件账号" ui:"once,filter"`
	Name       string                            `json:"name" label:"收件人" ui:"list,fixed,search"`
	Org        kernel.Ref[org.Org]               `json:"org" label:"机构" ui:"fixed,filter"`
	Enterprise kernel.Ref[enterprise.Enterprise] `json:"enterprise" label:"企业" ui:"fixed,filter"`
	Channel    Channel                           `json:"channel" label:"渠道" ui:"list,filter,fixed"`
	Kind       KindName                          `json:"kind" label:"类别" ui:"list,filter,fixed"`
	Phone      kernel.Phone                      `json:"phone" label:"号码" ui:"list,fixed"`
	Email      Address                           `json:"email" label:"邮箱" ui:"fixed"`
	Status     DeliveryStatus                    `json:"status" label:"状态" ui:"list,filter,fixed"`
	NotBefore  time.Time                         `json:"not_before" label:"不早于" ui:"fixed"`
	ClaimedAt  time.Time                         `json:"claimed_at" label:"提交时间" ui:"fixed"`
	DoneAt     time.Time                         `json:"done_at" label:"完成时间" ui:"fixed"`
	Tries      int                               `json:"tries" label:"尝试次数" ui:"fixed"`
	Asked      int                               `json:"asked" label:"核对次数" ui:"fixed"`
	Parts      int                               `json:"parts" label:"短信条数" ui:"fixed"`
	Cost       kernel.Money                      `json:"cost" label:"费用" ui:"list,fixed"`
	SentOn     kernel.Date                       `json:"sent_on" label:"日期" ui:"list,filter,sort,fixed"`
	Key        string                            `json:"token" label:"幂等键" rule:"unique,max=40" ui:"fixed"`
	Gateway    string                            `json:"gateway" label:"网关" ui:"fixed"`
	Number     string                            `json:"number" label:"网关编号" rule:"max=80" ui:"fixed"`
	Problem    string                            `json:"problem" label:"问题" rule:"max=300" ui:"list,fixed"`
	Alarm      kernel.Ref[Alarm]                 `json:"alarm" label:"须确认事项" ui:"once,hidden"`
	Recall     bool                              `json:"recall" label:"已要求撤回" ui:"fixed,hidden"`
	Into       kernel.Ref[Delivery]              `json:"merged_into" label:"并入的汇总" ui:"fixed,hidden"`
}

// DeliveryStatus is what became of a delivery.
type DeliveryStatus string

// The states of a delivery.
const (
	Queued    DeliveryStatus = "queued"
	Gathering DeliveryStatus = "gathering"
	Sending   DeliveryStatus = "sending"
	Asking    DeliveryStatus = "asking" // whether the gateway has it is being asked
	Sent      DeliveryStatus = "sent"
	Delivered DeliveryStatus = "delivered"
	Failed    DeliveryStatus = "failed"
	Unknown   DeliveryStatus = "unknown" // nobody can say: a person decides
	Stopped   DeliveryStatus = "stopped"
	Gathered  DeliveryStatus = "gathered"
	Logged    DeliveryStatus = "logged"
)

func (DeliveryStatus) Options() []kernel.Option {
	return []kernel.Option{kernel.Opt(Queued, "待发送"), kernel.Opt(Gathering, "待汇总"), kernel.Opt(Sending, "正在发送"), kernel.Opt(Asking, "正在核对"), kernel.Opt(Sent, "已提交"),
		kernel.Opt(Delivered, "已送达"), kernel.Opt(Failed, "失败"), kernel.Tone(Unknown, "结果不明", "orange"), kernel.Opt(Stopped, "已停发"), kernel.Opt(Gathered, "已汇总"), kernel.Opt(Logged, "仅记录未发出")}
}

var dl = kernel.Row[Delivery]()

var operators = []kernel.Role{role.System, role.Clerk}

// Deliveries holds what was sent and what waits to be.
var Deliveries = &kernel.Resource[Delivery]{
	Name: "notice_delivery", Label: "发送记录", Title: &dl.Name, Sort: "-id",
	Help: `短信、邮件、浏览器推送逐条的去向和费用。号码只显示首尾，内容不在这里显示。

- **结果不明**：提交时断网或网关没有答复，平台不会自己再发一遍，以免重复。请向网关核实后点“确认已发出”“确认未发出”或“重发”。
- **失败**的会写明原因；号码失效的，企业档案里的联系人会标为待核实。
- 各单位的条数和费用见“短信用量”。`,
	Access: kernel.Access{
		{To: operators, Can: "read export resend sent_after_all not_sent", Rows: kernel.Jurisdiction},
		{To: []kernel.Role{role.Leader, role.Audit}, Can: "read export", Rows: kernel.Jurisdiction},
	},
	Views: []kernel.View{
		{Name: "unknown", Label: "结果不明", Query: "status=unknown"},
		{Name: "failed", Label: "失败", Query: "status=failed"},
		{Name: "waiting", Label: "待发送", Query: "status=queued,gathering,sending,asking"},
	},
	Indexes: [][]any{{&dl.Status, &dl.Channel, &dl.NotBefore}, {&dl.Alarm, &dl.Status}, {&dl.Notice}, {&dl.Phone, &dl.ClaimedAt}},
}

func init() {
	Deliveries.Flow = kernel.Flow[Delivery, DeliveryStatus]{On: &dl.Status, Start: Queued, Steps: []kernel.Step[Delivery, DeliveryStatus]{
		{Name: "resend", Label: "重发", From: []DeliveryStatus{Unknown, Failed}, To: Queued, Opinion: true, Confirm: "如果上一次其实已经发出，对方会收到两条。确定重发？", Do: func(c *kernel.Ctx, d *Delivery) error {
			if _, _, err := content(c, d.ID); err != nil {
				return err
			}
			d.Key, d.NotBefore, d.Tries, d.Asked, d.Problem = kernel.NewID(c.Now()), now(c), 0, 0, ""
			return nil
		}},
		{Name: "sent_after_all", Label: "确认已发出", From: []DeliveryStatus{Unknown}, To: Sent, Opinion: true},
		{Name: "not_sent", Label: "确认未发出", From: []DeliveryStatus{Unknown}, To: Failed, Opinion: true},
	}, Moves: []kernel.Move[DeliveryStatus]{
		{To: []DeliveryStatus{Gathering, Sending}},
		{From: []DeliveryStatus{Gathering}, To: []DeliveryStatus{Gathered, Stopped}},
		{From: []DeliveryStatus{Queued, Asking}, To: []DeliveryStatus{Sending, Stopped}},
		{From: []DeliveryStatus{Sending}, To: []DeliveryStatus{Queued, Asking, Unknown, Logged, Stopped}},
		{From: []DeliveryStatus{Queued, Sending, Asking, Sent, Unknown}, To: []DeliveryStatus{Sent, Delivered, Failed}}, // the gateway's word, or its report later
		{From: []DeliveryStatus{Sent}, To: []DeliveryStatus{Stopped}},                                                   // recalled
		{From: []DeliveryStatus{Failed}, To: []DeliveryStatus{Delivered}},
	}}
}

func now(c *kernel.Ctx) time.Time { return c.Now().UTC().Truncate(time.Millisecond) }

// Engine tables: what is said, to which full address, and codes that prove who answers. They are no records: nothing shows them.
var tables = []string{
	`CREATE TABLE IF NOT EXISTS notice_text (delivery {text} PRIMARY KEY, title {text} NOT NULL, body {text} NOT NULL, link {text} NOT NULL)`,
	`CREATE TABLE IF NOT EXISTS notice_code (delivery {text} PRIMARY KEY, alarm {text} NOT NULL, phone {text} NOT NULL, hash {text} NOT NULL, until {int} NOT NULL, tries {int} NOT NULL)`,
	`CREATE INDEX IF NOT EXISTS notice_code_phone ON notice_code (phone)`,
	`CREATE TABLE IF NOT EXISTS notice_push (endpoint {text} PRIMARY KEY, account {text} NOT NULL, p256dh {text} NOT NULL, auth {text} NOT NULL, device {text} NOT NULL, created {text} NOT NULL)`,
	`CREATE INDEX IF NOT EXISTS notice_push_account ON notice_push (account)`,
	`CREATE TABLE IF NOT EXISTS notice_secret (name {text} PRIMARY KEY, content {text} NOT NULL)`,
	`CREATE TABLE IF NOT EXISTS notice_nonce (name {text} PRIMARY KEY, at {int} NOT NULL)`,
}

// enqueue gives a message to one channel of one account.
func enqueue(c *kernel.Ctx, m Message, n *Notice, to *account.Account, p *Preference, ch Channel, a *Alarm) error {
	d := &Delivery{Notice: kernel.Ref[Notice](n.ID), Channel: ch, Kind: n.Kind, Alarm: n.Alarm}
	d.to(to)
	body := sentence(m.Title, m.Text)
	switch ch {
	case SMS:
		if d.Phone = kernel.Phone(Normal(string(to.Phone))); !Mobile(string(d.Phone)) {
			return nil // the nightly check lists who cannot be reached
		}
	case Mail:
		if d.Email = p.Email; !p.Confirmed {
			return nil
		}
		body = m.Text
	case Push:
		if has, err := subscribed(c, to.ID); err != nil || !has {
			return err
		}
		body = m.Text
	}
	at, gather := p.wait(c.Now(), m.Kind, ch, a != nil)
	d.NotBefore = at.UTC().Truncate(time.Millisecond)
	if gather {
		d.Status = Gathering
	}
	return put(c, d, oneLine(m.Title), body, link(m.Type, m.Record, m.Link), a)
}

func (d *Delivery) to(a *account.Account) {
	d.Account, d.Name, d.Org, d.Enterprise = kernel.Ref[account.Account](a.ID), a.Name, a.Org, a.Enterprise
	d.Region = a.Region
}

// put stores a delivery and what it says. An SMS about what must be acknowledged carries a code: whoever answers with it has acknowledged.
func put(c *kernel.Ctx, d *Delivery, title, body, link string, a *Alarm) error {
	d.ID = kernel.NewID(c.Now())
	d.Key, d.SentOn = d.ID, c.Today()
	if a != nil && d.Channel == SMS {
		code, err := newCode(c, d)
		if err != nil {
			return err
		}
		body = short(body, 200) + "。请处理并回复" + code + "确认"
	}
	if d.Channel == SMS {
		text, err := composed(c, d, title, body)
		if err != nil {
			return err
		}
		body, d.Parts = text, Parts(text)
	}
	if err := Deliveries.Create(c.AsSystem(), d); err != nil {
		return err
	}
	_, err := c.Store.Exec(c, "INSERT INTO notice_text (delivery, title, body, link) VALUES (?, ?, ?, ?)", d.ID, title, body, link)
	return err
}

// content is what a delivery says.
func content(c *kernel.Ctx, id string) (title, body string, err error) {
	title, body, _, err = contentLink(c, id)
	return title, body, err
}

func contentLink(c *kernel.Ctx, id string) (title, body, link string, err error) {
	rows, err := c.Store.Query(c, "SELECT title, body, link FROM notice_text WHERE delivery = ?", id)
	if err != nil {
		return "", "", "", err
	}
	defer rows.Close()
	if !rows.Next() {
		return "", "", "", cmp.Or(rows.Err(), kernel.Errorf(kernel.Conflict, "内容已不再保存，不能重发"))
	}
	err = rows.Scan(&title, &body, &link)
	return title, body, link, err
}

func link(typ, record, page string) string {
	switch {
	case page != "":
		return page
	case typ != "" && record != "":
		return "/" + typ + "/" + record
	}
	return "/notice"
}

// sentence is title and text as one sentence.
func sentence(title, text string) string {
	if text = oneLine(text); text == "" || text == oneLine(title) {
		return oneLine(title)
	}
	return strings.TrimRight(oneLine(title), "。") + "。" + text
}

func short(s string, n int) string {
	if r := []rune(s); len(r) > n {
		return string(r[:n]) + "…"
	}
	return s
}

const codeLife = 24 * time.Hour

func codeHash(delivery, code string) string {
	sum := sha256.Sum256([]byte(delivery + "/" + code))
	return hex.EncodeToString(sum[:])
}

func newCode(c *kernel.Ctx, d *Delivery) (string, error) {
	n, err := rand.Int(rand.Reader, big.NewInt(900_000))
	if err != nil {
		return "", err
	}
	code := fmt.Sprint(n.Int64() + 100_000)
	_, err = c.Store.Exec(c, "INSERT INTO notice_code (delivery, alarm, phone, hash, until, tries) VALUES (?, ?, ?, ?, ?, 0)", d.ID, string(d.Alarm), string(d.Phone), codeHash(d.ID, code), c.Now().Add(codeLife).UnixMilli())
	return code, err
}

// stopAll stops what has not gone out yet of the deliveries for which where holds; of what a gateway may still hold it is asked back.
func stopAll(c *kernel.Ctx, where kernel.Cond) error {
	c = c.AsSystem()
	open := kernel.In(&dl.Status, Queued, Gathering, Asking, Sending, Sent)
	list, err := Deliveries.List(c, kernel.Query{Where: kernel.And(where, open), Sort: "id", Limit: -1})
	if err != nil {
		return err
	}
	for _, d := range list {
		_, err := Deliveries.Update(c, d.ID, 0, func(d *Delivery) error {
			switch d.Status {
			case Queued, Gathering:
				d.Status, d.DoneAt = Stopped, now(c)
			default:
				d.Recall = true
			}
			return nil
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// gather makes one delivery of all that an account is to be told by one channel at this time.
func gather(c *kernel.Ctx) error {
	c = c.AsSystem()
	due, err := Deliveries.List(c, kernel.Query{Where: kernel.And(kernel.Eq(&dl.Status, Gathering), kernel.UpTo(&dl.NotBefore, now(c))), Sort: "id", Limit: 1000})
	if err != nil {
		return err
	}
	done := map[string]bool{}
	var errs []error
	for _, d := range due {
		key := string(d.Account) + "/" + string(d.Channel)
		if done[key] {
			continue
		}
		done[key] = true
		if err := c.Tx(func(c *kernel.Ctx) error { return gatherOne(c, d.Account, d.Channel) }); err != nil && kernel.CodeOf(err) != kernel.Stale {
			errs = append(errs, fmt.Errorf("digest of %s: %w", key, err))
		}
	}
	return errors.Join(errs...)
}

func gatherOne(c *kernel.Ctx, to kernel.Ref[account.Account], ch Channel) error {
	where := kernel.And(kernel.Eq(&dl.Account, to), kernel.Eq(&dl.Channel, ch), kernel.Eq(&dl.Status, Gathering), kernel.UpTo(&dl.NotBefore, now(c)))
	list, err := Deliveries.List(c, kernel.Query{Where: where, Sort: "id", Limit: 1000})
	if err != nil || len(list) == 0 {
		return err
	}
	a, err := account.Accounts.Get(c, string(to))
	if err != nil {
		return err
	}
	all := &Delivery{Channel: ch, Kind: KindName(digested.Name), Phone: list[0].Phone, Email: list[0].Email, NotBefore: now(c)}
	all.to(a)
	if a.Status != account.Active {
		all = nil
	}
	if all != nil {
		var kinds []KindName
		var titles []string
		for _, d := range list {
			kinds = append(kinds, d.Kind)
			title, _, err := content(c, d.ID)
			if err != nil {
				return err
			}
			titles = append(titles, title)
		}
		head := Summary(kinds)
		body := head
		if ch == Mail {
			body = "· " + strings.Join(titles, "\n· ")
		} else if len(titles) == 1 {
			body = titles[0]
		}
		if err := put(c, all, head, body, "/notice?status=unread,waiting", nil); err != nil {
			return err
		}
	}
	for _, d := range list {
		_, err := Deliveries.Update(c, d.ID, d.Rev, func(d *Delivery) error {
			d.Status, d.DoneAt = Stopped, now(c)
			if all != nil {
				d.Status, d.Into = Gathered, kernel.Ref[Delivery](all.ID)
			}
			return nil
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// Summary counts messages by kind: 您有12条消息：到期提醒7条、通知公告3条、短信回复2条.
func Summary(kinds []KindName) string {
	n := map[KindName]int{}
	var order []KindName
	for _, k := range kinds {
		if n[k]++; n[k] == 1 {
			order = append(order, k)
		}
	}
	slices.SortStableFunc(order, func(a, b KindName) int { return n[b] - n[a] })
	var parts []string
	rest := 0
	for i, k := range order {
		if i >= 5 {
			rest += n[k]
			continue
		}
		parts = append(parts, fmt.Sprintf("%s%d条", kernel.LabelOf(k), n[k]))
	}
	if rest > 0 {
		parts = append(parts, fmt.Sprintf("其他%d条", rest))
	}
	return fmt.Sprintf("您有%d条消息：%s", len(kinds), strings.Join(parts, "、"))
}
