package notice

import (
	"context"
	"errors"
	"log/slog"
	"strings"
	"time"
	"unicode/utf16"

	"anjian/base/account"
	"anjian/base/role"
	"anjian/kernel"
)

// Text is an SMS as a gateway takes it.
type Text struct {
	Key      string // of this intention: a gateway that has seen it does not send again
	To       string // 13812345678
	Body     string // with the signature
	Template string // number of the template that the operator approved, if any
	Ext      string // appended to the own number, so that the answer names what it answers
}

// Gateway sends SMS (短信网关). An error that is a Refusal is final; NotSent means that it surely was not taken; any other leaves open
// whether it was.
type Gateway interface {
	Name() string
	Real() bool // whether what is sent leaves the house
	Send(ctx context.Context, t Text) (number string, err error)
	// Ask tells what became of a key: Sent, Delivered, Failed, or "" if the gateway surely has never seen it; an error if it cannot say.
	Ask(ctx context.Context, key string) (DeliveryStatus, error)
	// Cancel asks back what has not gone out; whether it came in time is told by Ask.
	Cancel(ctx context.Context, key string) error
	// Poll fetches reports and replies from gateways that do not call back, and hands each to file before it is forgotten there.
	Poll(ctx context.Context, report func(Report) error, reply func(Incoming) error) error
}

// Report is what a gateway says of a message later (状态报告).
type Report struct {
	Key     string         `json:"key"`
	Status  DeliveryStatus `json:"state"`
	Problem string         `json:"problem"`
}

// Incoming is an SMS that came in (上行短信).
type Incoming struct {
	ID   string    `json:"id"` // of the gateway: the same one twice is filed once
	From string    `json:"from"`
	Ext  string    `json:"ext"`
	Body string    `json:"text"`
	At   time.Time `json:"at"`
}

// Refusal is a final no of the gateway.
type Refusal struct{ Reason string }

func (r *Refusal) Error() string { return r.Reason }

// NotSent is a failure before the gateway took anything: to try again is safe.
var NotSent = errors.New("notice: not sent")

// Parts is as how many SMS a text is counted: UCS-2, 70 characters alone, 67 each when joined.
func Parts(text string) int {
	n := len(utf16.Encode([]rune(text)))
	if n <= 70 {
		return 1
	}
	return (n + 66) / 67
}

// Normal is a Chinese mobile number without blanks, hyphens and country code.
func Normal(phone string) string {
	s := strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' {
			return r
		}
		return -1
	}, phone)
	if len(s) == 13 && strings.HasPrefix(s, "86") || len(s) == 15 && strings.HasPrefix(s, "0086") {
		s = s[len(s)-11:]
	}
	return s
}

// Mobile tells whether an SMS can reach a number.
func Mobile(phone string) bool {
	s := Normal(phone)
	return len(s) == 11 && s[0] == '1' && s[1] >= '3'
}

// Template is a text that the operator of the gateway has approved for a kind (短信模板).
type Template struct {
	kernel.Base
	Kind   KindName `json:"kind" label:"消息类别" rule:"required,unique" ui:"list,filter"`
	Number string   `json:"number" label:"运营商模板编号" rule:"required,max=60" ui:"list"`
	Body   string   `json:"body" label:"模板内容" rule:"required,max=500" ui:"list,long,wide" help:"与运营商审核通过的内容一致。{标题} 和 {内容} 处由平台填入；不用写签名。"`
}

var tp = kernel.Row[Template]()

// Templates holds the approved texts; a kind without one is sent as title and text.
var Templates = &kernel.Resource[Template]{
	Name: "notice_template", Label: "短信模板", Title: &tp.Body,
	Help: `运营商要求短信按审核过的模板发送时，在这里按消息类别登记模板编号和内容。没有登记的类别按“标题。内容”发送。`,
	Access: kernel.Access{
		{To: []kernel.Role{role.System}, Can: "read create update delete export", Rows: kernel.Jurisdiction},
	},
	Rules: func(_ *kernel.Ctx, t, _ *Template) error {
		if !strings.Contains(t.Body, "{标题}") && !strings.Contains(t.Body, "{内容}") {
			return kernel.FieldError(&tp.Body, "模板内容应含有 {标题} 或 {内容}")
		}
		return nil
	},
}

func templateOf(c *kernel.Ctx, k KindName) (*Template, error) {
	return Templates.First(c.AsSystem(), kernel.Eq(&tp.Kind, k))
}

const longest = 500 // characters of an SMS: eight parts

// composed is the SMS of a delivery without the signature, by the template of its kind if there is one.
func composed(c *kernel.Ctx, d *Delivery, title, body string) (string, error) {
	t, err := templateOf(c, d.Kind)
	if err != nil || t == nil {
		return short(oneLine(body), longest), err
	}
	return short(oneLine(strings.NewReplacer("{标题}", title, "{内容}", body).Replace(t.Body)), longest), nil
}

// SMSReal tells whether SMS leave the house: only then can a code be sent.
func (x *Center) SMSReal() bool { return x.Gateway.Real() }

// Send sends a text to a number now, or says that it cannot. The text is kept nowhere: for codes that are worthless a minute later. It is sent
// at most once.
func (x *Center) Send(ctx context.Context, phone, text string) error {
	c := x.Env.NewCtx(ctx, x.Store)
	switch {
	case !x.SMSReal():
		return kernel.Errorf(kernel.Conflict, "短信网关未设置，不能发送验证码")
	case !Mobile(phone):
		return kernel.Errorf(kernel.Invalid, "不是能收短信的手机号")
	}
	d := &Delivery{Channel: SMS, Kind: KindName(coded.Name), Phone: kernel.Phone(Normal(phone)), Status: Sending, Gateway: x.Gateway.Name(), ClaimedAt: now(c), NotBefore: now(c), Tries: 1, SentOn: c.Today()}
	d.ID = kernel.NewID(c.Now())
	d.Key, d.Region, d.Name = d.ID, kernel.Country, "验证码"
	if a, err := account.Accounts.First(c, kernel.Eq(&account.Row.Phone, d.Phone)); err != nil {
		return err
	} else if a != nil {
		d.to(a)
	}
	body := x.signed(oneLine(plain(text, 200)))
	d.Parts, d.Cost = Parts(body), kernel.Money(Parts(body))*x.Price
	if err := Deliveries.Create(c, d); err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, x.Patience)
	defer cancel()
	number, err := x.Gateway.Send(ctx, Text{Key: d.Key, To: Normal(phone), Body: body, Template: x.templateNumber(c, d.Kind)})
	status, problem := Sent, ""
	switch refusal := (*Refusal)(nil); {
	case errors.As(err, &refusal):
		status, problem = Failed, refusal.Reason
	case errors.Is(err, NotSent):
		status, problem = Failed, "网关不可用"
	case err != nil:
		status, problem = Unknown, "网关没有答复"
	}
	if err != nil {
		slog.WarnContext(ctx, "sms", "delivery", d.ID, "err", err)
	}
	_, again := Deliveries.Update(x.Env.NewCtx(context.WithoutCancel(ctx), x.Store), d.ID, 0, func(d *Delivery) error {
		if d.Number = number; d.Status != Sending { // a report came first
			return nil
		}
		d.Status, d.Problem, d.DoneAt = status, problem, now(c)
		if status == Failed {
			d.Cost = 0
		}
		return nil
	})
	if err != nil {
		return kernel.Errorf(kernel.Timeout, "短信暂时发不出，请稍后再试")
	}
	return again
}

func (x *Center) signed(text string) string {
	if x.Signature == "" {
		return text
	}
	return "【" + strings.Trim(x.Signature, "【】") + "】" + text
}

func (x *Center) templateNumber(c *kernel.Ctx, k KindName) string {
	if t, err := templateOf(c, k); err == nil && t != nil {
		return t.Number
	}
	return ""
}

// Log is the gateway of an installation without one: it sends nothing, and every page says so.
type Log struct{}

func (Log) Name() string { return "log" }
func (Log) Real() bool   { return false }

// Send notes that something would have been sent, not what: a log is read by many.
func (Log) Send(ctx context.Context, t Text) (string, error) {
	slog.InfoContext(ctx, "sms not sent: no gateway is set", "to", kernel.MaskMiddle(t.To), "parts", Parts(t.Body))
	return "", nil
}
func (Log) Ask(context.Context, string) (DeliveryStatus, error)                  { return "", nil }
func (Log) Cancel(context.Context, string) error                                 { return nil }
func (Log) Poll(context.Context, func(Report) error, func(Incoming) error) error { return nil }
