package notice

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"anjian/base/account"
	"anjian/base/vault"
	"anjian/kernel"
)

// Center runs the message centre of one process: it sends what waits, climbs chains, files replies and tells open pages. Several processes
// on one database share the work: each piece is taken by a compare-and-set of its version.
type Center struct {
	Env   *kernel.Env
	Store kernel.Store

	Gateway   Gateway       // nil: Log
	Mailer    *Mailer       // nil: no mail
	Pusher    *Pusher       // nil: no browser push
	Secret    string        // with which the HTTP gateway signs its calls
	Signature string        // 短信签名, without brackets
	Price     kernel.Money  // of one SMS
	PerSecond int           // most SMS in a second; 10 if 0
	Patience  time.Duration // for one try; 10 s if 0
	BaseURL   string

	live hub
	stop chan struct{}
	once sync.Once
}

// New fills in the defaults.
func New(x *Center) *Center {
	if x.Gateway == nil {
		x.Gateway = Log{}
	}
	if x.PerSecond == 0 {
		x.PerSecond = 10
	}
	if x.Patience == 0 {
		x.Patience = 10 * time.Second
	}
	if x.Pusher != nil && x.Pusher.Vault == nil {
		x.Pusher.Vault = vault.Passing()
	}
	x.live.open = map[string]map[chan struct{}]bool{}
	x.stop = make(chan struct{})
	return x
}

const beat = 250 * time.Millisecond

// Run works until ctx ends. A slow gateway keeps neither chains nor other channels waiting.
func (x *Center) Run(ctx context.Context) {
	c := x.Env.NewCtx(ctx, x.Store)
	var all sync.WaitGroup
	loop := func(what string, every time.Duration, fn func(*kernel.Ctx) error) {
		all.Go(func() {
			tick := time.NewTicker(every)
			defer tick.Stop()
			for ctx.Err() == nil {
				if err := x.guard(c, fn); err != nil && ctx.Err() == nil && kernel.CodeOf(err) != kernel.Stale {
					slog.ErrorContext(ctx, "notice", "what", what, "err", err)
				}
				select {
				case <-ctx.Done():
				case <-tick.C:
				}
			}
		})
	}
	loop("climb", beat, climb)
	loop("gather", 5*time.Second, gather)
	loop("live", 2*beat, x.watch)
	for _, ch := range []Channel{SMS, Mail, Push} {
		loop(string(ch), beat, func(c *kernel.Ctx) error { return x.deliver(c, ch) })
	}
	loop("recall", beat, x.recall)
	loop("poll", 2*time.Second, x.poll)
	all.Wait()
}

// guard keeps a panic in one piece of work from ending the program.
func (x *Center) guard(c *kernel.Ctx, fn func(*kernel.Ctx) error) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("panic: %v", p)
		}
	}()
	return fn(c)
}

// Once does everything that Run does, one time.
func (x *Center) Once(c *kernel.Ctx) error {
	return errors.Join(climb(c), gather(c), x.deliver(c, SMS), x.deliver(c, Mail), x.deliver(c, Push), x.recall(c), x.poll(c))
}

// Close ends the open streams, so that a server that stops does not wait for them.
func (x *Center) Close() { x.once.Do(func() { close(x.stop) }) }

// Limits of trying.
const (
	giveUp   = 24 * time.Hour // what could not be sent for so long is not news any more
	mostAsks = 8              // how often a gateway is asked what became of a message before a person has to
)

// lease is how long a try may take before another process may take over.
func (x *Center) lease() time.Duration { return 3*x.Patience + 5*time.Second }

// deliver takes up what waits for one channel, and what a crash left half done.
func (x *Center) deliver(c *kernel.Ctx, ch Channel) error {
	where := kernel.And(kernel.Eq(&dl.Channel, ch), kernel.Or(
		kernel.And(kernel.In(&dl.Status, Queued, Asking), kernel.UpTo(&dl.NotBefore, now(c))),
		kernel.And(kernel.Eq(&dl.Status, Sending), kernel.Before(&dl.ClaimedAt, now(c).Add(-x.lease())))))
	most := 50
	if ch == SMS {
		most = x.PerSecond
	}
	list, err := Deliveries.List(c, kernel.Query{Where: where, Sort: "id", Limit: most})
	if err != nil || len(list) == 0 {
		return err
	}
	began := time.Now()
	var all sync.WaitGroup
	places := make(chan struct{}, 8)
	faults := make([]error, len(list))
	for i, d := range list {
		places <- struct{}{}
		all.Go(func() {
			defer func() { <-places }()
			faults[i] = x.guard(c, func(c *kernel.Ctx) error { return x.one(c, d) })
		})
	}
	all.Wait()
	if rest := time.Second*time.Duration(len(list))/time.Duration(x.PerSecond) - time.Since(began); ch == SMS && rest > 0 && c.Actor.ID == "system" && x.paced(c) {
		time.Sleep(rest)
	}
	return errors.Join(faults...)
}

// paced tells whether the clock is the real one: tests that turn their own are not slowed down.
func (x *Center) paced(c *kernel.Ctx) bool {
	d := time.Since(c.Now())
	return d < time.Minute && d > -time.Minute
}

var errGone = errors.New("notice: taken up by somebody else")

// one sends, or asks after, one delivery.
func (x *Center) one(c *kernel.Ctx, d *Delivery) error {
	was := d.Status
	d, err := Deliveries.Update(c, d.ID, d.Rev, func(d *Delivery) error {
		if d.Status != was {
			return errGone
		}
		switch {
		case d.Recall && was != Sending:
			d.Status, d.DoneAt = Stopped, now(c)
			return nil
		case was == Queued:
			d.Tries++
		}
		d.Status, d.ClaimedAt = Sending, now(c)
		d.Gateway = x.via(d.Channel)
		return nil
	})
	if kernel.CodeOf(err) == kernel.Stale || errors.Is(err, errGone) {
		return nil
	}
	if err != nil || d.Status == Stopped {
		return err
	}
	ctx, cancel := context.WithTimeout(c, x.Patience)
	defer cancel()
	in := *c
	in.Context = ctx
	if was != Queued { // nobody heard how the last try ended
		return x.settle(c, d, x.ask(&in, d))
	}
	return x.settle(c, d, x.try(&in, d))
}

func (x *Center) via(ch Channel) string {
	if ch == SMS {
		return x.Gateway.Name()
	}
	return string(ch)
}

// outcome is how a try ended.
type outcome struct {
	status  DeliveryStatus // Sent, Delivered, Failed, Queued (surely not sent), Asking (perhaps sent), Unknown
	number  string
	problem string
}

// try sends one delivery.
func (x *Center) try(c *kernel.Ctx, d *Delivery) outcome {
	title, body, link, err := contentLink(c, string(d.ID))
	if err != nil {
		return outcome{status: Failed, problem: "没有内容"}
	}
	number := ""
	switch d.Channel {
	case SMS:
		number, err = x.Gateway.Send(c, Text{Key: d.Key, To: Normal(string(d.Phone)), Body: x.signed(body), Template: x.templateNumber(c, d.Kind), Ext: extOf(d.ID)})
	case Mail:
		err = x.Mailer.send(c, d, title, body, x.BaseURL+link)
	case Push:
		err = x.Pusher.send(c, d, title, body, link)
	}
	refusal := (*Refusal)(nil)
	switch {
	case err == nil && d.Channel == SMS && !x.Gateway.Real():
		return outcome{status: Logged, problem: "短信网关未设置，没有发出"}
	case err == nil:
		return outcome{status: Sent, number: number}
	case errors.As(err, &refusal):
		return outcome{status: Failed, problem: refusal.Reason}
	case errors.Is(err, NotSent):
		slog.InfoContext(c, "notice not sent, trying again", "delivery", d.ID, "err", err)
		return outcome{status: Queued, problem: "网关不可用，稍后自动再发"}
	}
	slog.WarnContext(c, "notice perhaps sent", "delivery", d.ID, "err", err)
	if d.Channel == Push { // the same tag replaces what is already shown: twice looks like once
		return outcome{status: Queued, problem: "推送服务没有答复，稍后自动再发"}
	}
	if d.Channel == Mail {
		return outcome{status: Unknown, problem: "邮件服务器在提交中断开，不知是否已收下"}
	}
	return outcome{status: Asking, problem: "网关没有答复，正在核对是否已收下"}
}

// ask finds out how a try ended of which nobody heard.
func (x *Center) ask(c *kernel.Ctx, d *Delivery) outcome {
	switch d.Channel {
	case Push:
		return outcome{status: Queued}
	case Mail:
		return outcome{status: Unknown, problem: "提交邮件时平台中断，不知是否已发出"}
	}
	status, err := x.Gateway.Ask(c, d.Key)
	switch {
	case err != nil && d.Asked+1 >= mostAsks:
		return outcome{status: Unknown, problem: "网关不能说明是否已收下，请核实后决定是否重发"}
	case err != nil:
		return outcome{status: Asking, problem: "网关没有答复，正在核对是否已收下"}
	case status == "":
		return outcome{status: Queued}
	}
	return outcome{status: status}
}

// settle writes down how a try ended.
func (x *Center) settle(c *kernel.Ctx, d *Delivery, out outcome) error {
	in := *c
	in.Context = context.WithoutCancel(c)
	c = &in
	return c.Tx(func(c *kernel.Ctx) error {
		got, err := Deliveries.Update(c, d.ID, 0, func(now_ *Delivery) error {
			if now_.Status != Sending { // a report came first
				return errGone
			}
			now_.Problem = out.problem
			if out.number != "" {
				now_.Number = out.number
			}
			switch out.status {
			case Queued:
				if now_.Recall {
					now_.Status, now_.DoneAt = Stopped, now(c)
					return nil
				}
				if now(c).Sub(now_.Created) > giveUp {
					now_.Status, now_.DoneAt, now_.Problem = Failed, now(c), "网关长时间不可用，已放弃"
					return nil
				}
				now_.Status, now_.NotBefore = Queued, now(c).Add(backOff(now_.Tries))
			case Asking:
				now_.Asked++
				now_.Status, now_.NotBefore = Asking, now(c).Add(backOff(now_.Asked))
			default:
				now_.Status, now_.DoneAt = out.status, now(c)
				if d.Channel == SMS && (out.status == Sent || out.status == Delivered || out.status == Unknown) {
					now_.Cost = kernel.Money(now_.Parts) * x.Price
				}
			}
			return nil
		})
		if errors.Is(err, errGone) {
			return nil
		}
		if err != nil {
			return err
		}
		return x.ended(c, got)
	})
}

// ended does what follows from the end of a delivery.
func (x *Center) ended(c *kernel.Ctx, d *Delivery) error {
	switch d.Status {
	case Delivered, Stopped:
		_, err := c.Store.Exec(c, "DELETE FROM notice_text WHERE delivery = ?", d.ID)
		return err
	case Failed:
		if d.Channel == SMS {
			return unreachable(c, d)
		}
	case Unknown:
		_, err := Tell(c, Message{Kind: trouble, To: []To{{Role: "system", Region: home(d.Region)}}, Title: "有消息的发送结果不明，请核实", Text: d.Problem, Link: "/notice_delivery?view=unknown&status=unknown", Fold: "notice.unknown"})
		return err
	}
	return nil
}

// home is the city of a division: whose administrators keep the gateway.
func home(r kernel.Region) kernel.Region { return r[:min(len(r), 4)] }

// backOff is the wait after n tries: 1 s, 2 s, 4 s, ... up to 5 minutes.
func backOff(n int) time.Duration { return min(5*time.Minute, time.Second<<min(max(n-1, 0), 12)) }

// recall asks back from the gateway what was acknowledged meanwhile.
func (x *Center) recall(c *kernel.Ctx) error {
	list, err := Deliveries.List(c, kernel.Query{Where: kernel.And(kernel.Eq(&dl.Recall, true), kernel.Eq(&dl.Channel, SMS), kernel.Eq(&dl.Status, Sent), kernel.Above(&dl.ClaimedAt, now(c).Add(-time.Hour))), Sort: "id", Limit: 50})
	if err != nil {
		return err
	}
	var errs []error
	for _, d := range list {
		ctx, cancel := context.WithTimeout(c, x.Patience)
		err := x.Gateway.Cancel(ctx, d.Key)
		status, asked := x.Gateway.Ask(ctx, d.Key)
		cancel()
		_, err2 := Deliveries.Update(c, d.ID, d.Rev, func(d *Delivery) error {
			d.Recall = false
			if err == nil && asked == nil && status == "" {
				d.Status, d.DoneAt, d.Cost, d.Problem = Stopped, now(c), 0, "已从网关撤回"
			}
			return nil
		})
		if err2 != nil && kernel.CodeOf(err2) != kernel.Stale {
			errs = append(errs, err2)
		}
	}
	return errors.Join(errs...)
}

// poll fetches reports and replies from gateways that do not call back.
func (x *Center) poll(c *kernel.Ctx) error {
	return x.Gateway.Poll(c, func(r Report) error { return x.report(c, r) }, func(in Incoming) error { return x.incoming(c, in) })
}

// report notes what a gateway says later of a message that it took.
func (x *Center) report(c *kernel.Ctx, r Report) error {
	if r.Key == "" || len(r.Key) > 40 || r.Status != Sent && r.Status != Delivered && r.Status != Failed {
		return kernel.Errorf(kernel.Invalid, "状态报告的格式不对")
	}
	old := func(d *Delivery) bool { // told before, or settled
		return d.Status == r.Status || d.Status == Delivered || d.Status == Stopped || d.Status == Failed && r.Status != Delivered
	}
	d, err := Deliveries.First(c, kernel.Eq(&dl.Key, r.Key))
	if err != nil || d == nil || old(d) { // a modem says all of it again and again
		return err
	}
	return c.Tx(func(c *kernel.Ctx) error {
		d, err := Deliveries.Update(c, d.ID, 0, func(d *Delivery) error {
			if old(d) {
				return errGone
			}
			if d.Cost == 0 && r.Status != Failed {
				d.Cost = kernel.Money(d.Parts) * x.Price
			}
			d.Status, d.DoneAt, d.Problem = r.Status, now(c), plain(oneLine(r.Problem), 200)
			return nil
		})
		if errors.Is(err, errGone) {
			return nil
		}
		if err != nil {
			return err
		}
		return x.ended(c, d)
	})
}

// byPhone finds the active accounts of a number.
func byPhone(c *kernel.Ctx, phone string) ([]*account.Account, error) {
	n := Normal(phone)
	if !Mobile(n) {
		return nil, nil
	}
	return account.Accounts.List(c.AsSystem(), kernel.Query{Where: kernel.And(kernel.In(&account.Row.Phone, kernel.Phone(n), kernel.Phone("+86"+n), kernel.Phone("86"+n), kernel.Phone("+86 "+n)), kernel.Eq(&account.Row.Status, account.Active)), Sort: "id", Limit: 10})
}
