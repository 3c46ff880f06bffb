package office

import (
	"cmp"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"anjian/base/account"
	"anjian/base/enterprise"
	"anjian/base/notice"
	"anjian/base/org"
	"anjian/base/role"
	"anjian/kernel"
)

// Receipt is the proof that one person, or an enterprise without an account, was sent a notice, and when it was read and answered (阅知).
type Receipt struct {
	kernel.Base
	Notice     kernel.Ref[Notice]                `json:"notice" label:"通知公告" rule:"required" ui:"list,filter,once"`
	Account    kernel.Ref[account.Account]       `json:"account" label:"收件账号" ui:"once,filter"`
	Name       string                            `json:"name" label:"收件人" ui:"list,fixed,search"`
	Org        kernel.Ref[org.Org]               `json:"org" label:"机构" ui:"list,fixed,filter"`
	Enterprise kernel.Ref[enterprise.Enterprise] `json:"enterprise" label:"企业" ui:"list,fixed,filter"`
	Status     ReceiptStatus                     `json:"status" label:"状态" ui:"list,filter,fixed"`
	Sent       int                               `json:"sent_edition" label:"送达版次" ui:"fixed"`
	Read       int                               `json:"read_edition" label:"已读版次" ui:"fixed"`
	ReadAt     time.Time                         `json:"read_at" label:"阅读时间" ui:"list,fixed"`
	Asks       bool                              `json:"asks" label:"须回执" ui:"fixed,filter"`
	ReplyBy    kernel.Date                       `json:"reply_by" label:"回复期限" ui:"fixed"`
	Answers    []Given                           `json:"answers" label:"回执" rule:"max=20" ui:"wide"`
	RepliedAt  time.Time                         `json:"replied_at" label:"回执时间" ui:"list,fixed"`
	Urged      int                               `json:"urged" label:"催阅次数" ui:"list,fixed"`
	UrgedAt    time.Time                         `json:"urged_at" label:"最近催阅" ui:"fixed"`
	Key        string                            `json:"token" label:"编号" rule:"unique,max=80" ui:"fixed,hidden"`
}

// Given is the answer to one question of the slip.
type Given struct {
	Question string `json:"question" label:"项目" rule:"max=60"`
	Value    string `json:"value" label:"填写" rule:"max=500"`
}

// ReceiptStatus is whether a notice was read and answered.
type ReceiptStatus string

// The states of a receipt.
const (
	Unread  ReceiptStatus = "unread"
	ReadIt  ReceiptStatus = "read"
	Replied ReceiptStatus = "replied"
)

func (ReceiptStatus) Options() []kernel.Option {
	return []kernel.Option{kernel.Tone(Unread, "未读", "orange"), kernel.Opt(ReadIt, "已读"), kernel.Opt(Replied, "已回执")}
}

var rc = kernel.Row[Receipt]()

// Receipts holds all receipts. Its lifecycle refers back to it and is set in init.
var Receipts = &kernel.Resource[Receipt]{
	Name: "office_receipt", Label: "阅知", Title: &rc.Name, Sort: "-id",
	Help: `每一份通知公告发给了谁、谁在什么时候看了、回执填了什么。记录由平台生成，打开通知即记为已读；没有账号的企业只发短信，不会变为已读。`,
	Access: kernel.Access{
		{To: append([]kernel.Role{role.Audit}, writers...), Can: "read export", Rows: kernel.Jurisdiction},
		{To: readers, Can: "read open reply", Rows: kernel.Mine(&rc.Account)},
	},
	Due: func(r *Receipt) kernel.Limit {
		if !r.Asks || r.Status == Replied || r.ReplyBy == "" || r.Account == "" {
			return kernel.Limit{}
		}
		who := "收件人"
		if r.Enterprise != "" {
			who = "企业"
		}
		return kernel.Limit{On: r.ReplyBy, Warn: 2, Who: who, What: "填写回执"}
	},
	Views:   []kernel.View{{Name: "unread", Label: "未读", Query: "status=unread"}, {Name: "replied", Label: "已回执", Query: "status=replied"}},
	Indexes: [][]any{{&rc.Notice, &rc.Status}, {&rc.Account, &rc.Notice}},
}

func init() {
	Receipts.Flow = kernel.Flow[Receipt, ReceiptStatus]{On: &rc.Status, Start: Unread, Steps: []kernel.Step[Receipt, ReceiptStatus]{
		{Name: "open", Label: "已阅", From: []ReceiptStatus{Unread}, To: ReadIt, Do: open},
		{Name: "reply", Label: "提交回执", From: []ReceiptStatus{Unread, ReadIt, Replied}, To: Replied, Ask: []any{&rc.Answers}, Tone: "primary", Do: reply},
	}}
}

// open notes that the edition as it is now was read.
func open(c *kernel.Ctx, r *Receipt) error {
	n, err := Notices.Get(c.AsSystem(), string(r.Notice))
	if err != nil {
		return err
	}
	r.Read, r.ReadAt = n.Edition, c.Now().UTC().Truncate(time.Millisecond)
	return notice.Seen(c, "office_notice", n.ID)
}

// reply checks the answers against the questions. It may be corrected until the last day.
func reply(c *kernel.Ctx, r *Receipt) error {
	n, err := Notices.Get(c.AsSystem(), string(r.Notice))
	switch {
	case err != nil:
		return err
	case n.Status != Issued:
		return kernel.Errorf(kernel.Conflict, "该通知已撤回，不用回执")
	case len(n.Questions) == 0:
		return kernel.Errorf(kernel.Conflict, "该通知不要求回执")
	case n.ReplyBy != "" && c.Today() > n.ReplyBy && !r.RepliedAt.IsZero():
		return kernel.Errorf(kernel.Conflict, "回复期限已过，已交的回执不能再改")
	}
	given := make([]Given, 0, len(n.Questions))
	for _, q := range n.Questions {
		value := ""
		for _, a := range r.Answers {
			if a.Question == q.Label {
				value = strings.TrimSpace(a.Value)
			}
		}
		if what := q.complaint(value); what != "" {
			return kernel.FieldError(&rc.Answers, "%s%s", q.Label, what)
		}
		given = append(given, Given{q.Label, value})
	}
	r.Answers, r.RepliedAt = given, c.Now().UTC().Truncate(time.Millisecond)
	return open(c, r)
}

func choices(q Question) []string {
	return strings.FieldsFunc(q.Options, func(r rune) bool { return strings.ContainsRune("、，,;；\n", r) })
}

func (q Question) complaint(value string) string {
	if value == "" {
		if q.Must {
			return "不能为空"
		}
		return ""
	}
	switch q.Kind {
	case InNumber:
		if _, err := strconv.ParseFloat(value, 64); err != nil {
			return "应为数字"
		}
	case OnDay:
		if _, err := time.Parse(time.DateOnly, value); err != nil {
			return "应为日期，例如 2026-05-01"
		}
	case YesNo:
		if value != "是" && value != "否" {
			return "应为是或否"
		}
	case OneOf:
		if !slices.Contains(choices(q), value) {
			return "不在选项中"
		}
	}
	return ""
}

type which struct {
	ID string `json:"id"`
}

// Progress is how far a notice has got, as far as the actor may see its receipts.
type Progress struct {
	Sent    bool        `json:"sent"`
	Asked   int         `json:"asked"`
	Read    int         `json:"read"`
	Replied int         `json:"replied"`
	Unread  int         `json:"unread"`
	Bare    int         `json:"bare"` // enterprises without an account among the unread
	Units   []UnitCount `json:"units"`
	Mine    string      `json:"mine,omitempty"` // the actor's own receipt
	Reads   bool        `json:"watches"`        // the actor sees who has read
}

// UnitCount is the same for one unit.
type UnitCount struct {
	Region kernel.Region `json:"region"`
	Label  string        `json:"label"`
	Asked  int           `json:"asked"`
	Unread int           `json:"unread"`
}

func progress(c *kernel.Ctx, in *which) (*Progress, error) {
	n, err := Notices.Get(c, in.ID)
	if err != nil {
		return nil, err
	}
	out := &Progress{Sent: n.Sent, Units: []UnitCount{}, Reads: c.Actor.Is(writers...) || c.Actor.Is(role.Audit)}
	of := kernel.Eq(&rc.Notice, kernel.Ref[Notice](n.ID))
	if own, err := Receipts.First(c.AsSystem(), kernel.And(of, kernel.Eq(&rc.Account, kernel.Ref[account.Account](c.Actor.ID)))); err != nil {
		return nil, err
	} else if own != nil {
		out.Mine = own.ID
	}
	if !out.Reads {
		return out, nil
	}
	scope, err := Receipts.Meta().Scope(c.Actor, "read")
	if err != nil {
		return nil, err
	}
	deep := map[int]int{2: 4, 4: 6, 6: 9}[len(c.Actor.Region)]
	units := map[string]*UnitCount{}
	err = c.Store.Group(c, Receipts.Meta(), kernel.Group{Where: kernel.And(scope, of), By: []kernel.GroupBy{{Col: "region", Len: cmp.Or(deep, 12)}, {Col: "status"}}}, func(keys []string, number float64) error {
		u := units[keys[0]]
		if u == nil {
			u = &UnitCount{Region: kernel.Region(keys[0]), Label: c.RegionLabel(kernel.Region(keys[0]))}
			units[keys[0]] = u
		}
		k := int(number)
		out.Asked, u.Asked = out.Asked+k, u.Asked+k
		switch ReceiptStatus(keys[1]) {
		case Unread:
			out.Unread, u.Unread = out.Unread+k, u.Unread+k
		case Replied:
			out.Replied += k
			out.Read += k
		default:
			out.Read += k
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	for _, u := range units {
		out.Units = append(out.Units, *u)
	}
	slices.SortFunc(out.Units, func(a, b UnitCount) int { return cmp.Compare(a.Region, b.Region) })
	out.Bare, err = Receipts.Count(c, kernel.And(of, kernel.Eq(&rc.Status, Unread), kernel.Eq(&rc.Account, kernel.Ref[account.Account](""))))
	return out, err
}

// Urged is how many were reminded.
type Urged struct {
	Done int `json:"done"`
}

const urgeEvery = 10 * time.Minute

// urge reminds everybody below the actor who has not read a notice, or has not answered it, in one go (催阅).
func urge(c *kernel.Ctx, in *which) (*Urged, error) {
	n, err := Notices.Get(c, in.ID)
	if err != nil {
		return nil, err
	}
	if n.Status != Issued {
		return nil, kernel.Errorf(kernel.Conflict, "该通知没有在发布中，不用催阅")
	}
	scope, err := Receipts.Meta().Scope(c.Actor, "export")
	if err != nil {
		return nil, err
	}
	open := kernel.Or(kernel.Eq(&rc.Status, Unread), kernel.And(kernel.Eq(&rc.Asks, true), kernel.Eq(&rc.Status, ReadIt)))
	where := kernel.And(scope, kernel.Eq(&rc.Notice, kernel.Ref[Notice](n.ID)), open, kernel.Before(&rc.UrgedAt, c.Now().Add(-urgeEvery)))
	out := &Urged{}
	return out, c.Tx(func(c *kernel.Ctx) error {
		sys := c.AsSystem()
		list, err := Receipts.List(sys, kernel.Query{Where: where, Sort: "id", Limit: 1000})
		if err != nil {
			return err
		}
		var tell []string
		m := notice.Message{Kind: urgedKind, Title: "请尽快阅读：" + n.Title, Text: n.gist(), Type: "office_notice", Record: n.ID}
		for _, r := range list {
			if _, err := Receipts.Update(sys, r.ID, 0, func(r *Receipt) error {
				r.Urged, r.UrgedAt = r.Urged+1, c.Now().UTC().Truncate(time.Millisecond)
				return nil
			}); err != nil {
				return err
			}
			out.Done++
			if r.Account != "" {
				tell = append(tell, string(r.Account))
				continue
			}
			e, err := enterprise.Enterprises.First(sys, kernel.ByID(string(r.Enterprise)))
			if err != nil {
				return err
			}
			if e != nil {
				name, number := notice.Contact(e)
				if err := notice.TellByPhone(sys, m, e, name, number); err != nil {
					return err
				}
			}
		}
		if out.Done == 0 {
			return kernel.Errorf(kernel.Conflict, "没有需要催阅的人，或刚刚催过")
		}
		if len(tell) > 0 {
			m.To = []notice.To{{Accounts: tell}}
			_, err = notice.Tell(c, m)
		}
		return err
	})
}

// Table is the answers to a slip as a table.
type Table struct {
	Head []string   `json:"head"`
	Rows [][]string `json:"rows"`
	More bool       `json:"more"` // the file has the rest
}

// answers makes the table of replies that the actor may see, up to most rows.
func answers(c *kernel.Ctx, id string, most int) (*Table, error) {
	n, err := Notices.Get(c, id)
	if err != nil {
		return nil, err
	}
	scope, err := Receipts.Meta().Scope(c.Actor, "export")
	if err != nil {
		return nil, err
	}
	out := &Table{Head: []string{"单位", "属地", "填写人", "回执时间"}, Rows: [][]string{}}
	for _, q := range n.Questions {
		out.Head = append(out.Head, q.Label)
	}
	labels := map[string]string{}
	err = Receipts.Each(c.AsSystem(), kernel.Query{Where: kernel.And(scope, kernel.Eq(&rc.Notice, kernel.Ref[Notice](n.ID)), kernel.Eq(&rc.Status, Replied)), Sort: "id", Limit: -1}, func(r *Receipt) error {
		if len(out.Rows) >= most {
			out.More = true
			return nil
		}
		row := []string{unitOf(c, r, labels), c.RegionLabel(r.Region), r.Name, r.RepliedAt.In(kernel.China).Format("2006-01-02 15:04")}
		for _, q := range n.Questions {
			value := ""
			for _, a := range r.Answers {
				if a.Question == q.Label {
					value = a.Value
				}
			}
			row = append(row, value)
		}
		out.Rows = append(out.Rows, row)
		return nil
	})
	return out, err
}

// unitOf names the enterprise or the organisation of a receipt; labels remembers those asked for.
func unitOf(c *kernel.Ctx, r *Receipt, labels map[string]string) string {
	id := string(r.Enterprise) + string(r.Org)
	if label, ok := labels[id]; ok || id == "" {
		return label
	}
	if r.Enterprise != "" {
		if e, err := enterprise.Enterprises.First(c.AsSystem(), kernel.ByID(string(r.Enterprise))); err == nil && e != nil {
			labels[id] = e.Name
		}
	} else if o, err := org.Orgs.First(c.AsSystem(), kernel.ByID(string(r.Org))); err == nil && o != nil {
		labels[id] = o.Name
	}
	return labels[id]
}

// answersFile is the whole table as a file.
func answersFile(c *kernel.Ctx, w http.ResponseWriter, r *http.Request) error {
	table, err := answers(c, r.PathValue("id"), 100_000)
	if err != nil {
		return err
	}
	if c.Trail != nil {
		if err := c.Tx(func(c *kernel.Ctx) error {
			return c.Trail.Record(c, kernel.Event{Type: "office_notice", ID: r.PathValue("id"), Verb: "export", Region: c.Actor.Region, Detail: fmt.Sprintf("回执 %d 份", len(table.Rows))})
		}); err != nil {
			return err
		}
	}
	w.Header().Set("Content-Type", "text/csv; charset=utf-8")
	w.Header().Set("Content-Disposition", `attachment; filename="replies.csv"`)
	w.Write([]byte("\ufeff"))
	return notice.WriteTable(w, table.Head, table.Rows, func(row []string) []string { return slices.Clone(row) })
}
