package evidence

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"anjian/base/account"
	"anjian/base/role"
	"anjian/kernel"
)

// Log is a piece of the log of one device as it was handed in (取证日志). Pieces follow each other without gaps; one that does not fit is kept too, as broken.
type Log struct {
	kernel.Base
	Account  kernel.Ref[account.Account] `json:"account" label:"执法人员" ui:"list,filter,fixed"`
	Device   kernel.Ref[Device]          `json:"device" label:"设备" ui:"list,filter,fixed"`
	Received time.Time                   `json:"received" label:"收到时间" ui:"fixed,list,sort"`
	First    int                         `json:"first" label:"起" ui:"fixed,list"`
	Last     int                         `json:"last" label:"止" ui:"fixed,list"`
	Records  int                         `json:"records" label:"涉及记录" ui:"fixed,list"`
	Hash     string                      `json:"hash" label:"末端哈希" ui:"fixed"`
	Faults   []Fault                     `json:"faults" label:"异常" ui:"fixed,wide"`
	State    LogState                    `json:"state" label:"状态" ui:"fixed,list,filter"`
	Receipt  string                      `json:"receipt" label:"回执签名" ui:"fixed"`
}

// Fault is what is wrong with the entries From to To of a log.
type Fault struct {
	From int    `json:"from" label:"起"`
	To   int    `json:"to" label:"止"`
	Code string `json:"code" label:"代号"`
	Text string `json:"text" label:"说明"`
}

// LogState is whether the chain of hashes holds.
type LogState string

// The states of a log.
const (
	Whole  LogState = "whole"
	Broken LogState = "broken"
)

func (LogState) Options() []kernel.Option {
	return []kernel.Option{kernel.Opt(Whole, "完整"), kernel.Tone(Broken, "被改动或不连续", "red")}
}

var lg = kernel.Row[Log]()

// Logs holds what devices handed in.
var Logs = &kernel.Resource[Log]{
	Name: "evidence_log", Label: "取证日志",
	Help: `执法手机每次联网时把现场日志交到这里，服务器核对后签发回执。日志由手机自动记录和上交，不能新建和修改。

“被改动或不连续”的日志不作为证据，涉及的记录按“事后补录”对待；点开可以看到哪一条对不上。`,
	Sort: "-received",
	Access: kernel.Access{
		{To: []kernel.Role{role.Regulator}, Can: "read", Rows: kernel.Mine(&lg.Account)},
		{To: []kernel.Role{role.Leader, role.Audit}, Can: "read", Rows: kernel.Jurisdiction},
	},
	Views: []kernel.View{{Name: "broken", Label: "异常", Query: "state=broken"}},
}

// Entry is one line of a log, in the words of the phone. Times are in milliseconds.
type Entry struct {
	Seq    int       `json:"seq"`
	Prev   string    `json:"prev"` // the hash of the entry before
	Boot   string    `json:"boot"` // a start of the program; the clock that nobody can set begins with it
	Mono   int64     `json:"mono"`
	Wall   int64     `json:"wall"`
	What   string    `json:"what"` // start nonce open answer photo sound film sign paper print submit
	Record string    `json:"record,omitempty"`
	Place  []float64 `json:"place,omitempty"` // lng, lat, accuracy in metres
	SHA    string    `json:"sha,omitempty"`   // of a photograph, or of the original it was made from
	Digest string    `json:"digest,omitempty"`
	Nonce  string    `json:"nonce,omitempty"`
	Note   string    `json:"note,omitempty"`
}

const (
	mostEntries  = 2000
	longestEntry = 2000
	tolerance    = int64(2 * time.Minute / time.Millisecond) // what clocks and networks may differ by
)

// Piece is what a phone hands in: entries exactly as they were hashed, the phone's clock as it sends, and a signature over last hash + "\n" + sent.
type Piece struct {
	Device    string   `json:"device"`
	Entries   []string `json:"entries"`
	Sent      int64    `json:"sent"`
	Signature string   `json:"signature"`
}

// Receipt is the server's word on what has arrived. Signature is Ed25519 over device, last, hash and at, one below the other.
type Receipt struct {
	Device    string `json:"device"`
	Last      int    `json:"last"`
	Hash      string `json:"hash"`
	At        int64  `json:"at"`
	Signature string `json:"signature"`
	Broken    string `json:"broken,omitempty"` // why the piece was not believed; the phone enrols anew
}

// reading is a piece being read, held against where the log of the device stands.
type reading struct {
	device  *Device
	clock   Clock
	next    int
	tail    string
	entries []Entry
	stands  []Clock // for each entry: the nonce before it
	faults  []Fault
}

func (r *reading) fault(from, to int, code, format string, args ...any) {
	r.faults = append(r.faults, Fault{from, to, code, fmt.Sprintf(format, args...)})
}

// read checks the chain; what is wrong with it is a fault of the whole piece.
func (r *reading) read(c *kernel.Ctx, p *Piece, at int64) (whole bool, err error) {
	broken := func(n int, code, format string, args ...any) (bool, error) {
		r.fault(n, n, code, format, args...)
		return false, nil
	}
	for _, text := range p.Entries {
		var e Entry
		if len(text) > longestEntry || json.Unmarshal([]byte(text), &e) != nil {
			return false, kernel.Errorf(kernel.Invalid, "取证日志的格式不正确")
		}
		r.entries = append(r.entries, e)
	}
	for i, e := range r.entries {
		switch {
		case e.Seq < r.next:
			return broken(e.Seq, "fork", "第%d条此前已经收到，内容不同：日志被改写过，或在另一台设备上复制使用", e.Seq)
		case e.Seq > r.next:
			return broken(e.Seq, "gap", "日志不连续：应为第%d条，收到第%d条，中间的条目缺失或被删除", r.next, e.Seq)
		case e.Prev != r.tail:
			return broken(e.Seq, "edited", "第%d条与前一条的哈希对不上：日志被改动过，或在另一台设备上复制使用", e.Seq)
		}
		if e.What == "nonce" {
			if ok, err := take(c, e.Nonce, r.device.ID, at); err != nil {
				return false, err
			} else if ok.At == 0 {
				return broken(e.Seq, "replay", "第%d条的时间凭证不是发给这台设备的，或已经用过", e.Seq)
			} else {
				r.clock.NonceSeq, r.clock.NonceAt, r.clock.Skew = e.Seq, ok.At, e.Wall-ok.At
			}
		}
		r.hold(e)
		r.stands = append(r.stands, r.clock)
		r.next, r.tail = e.Seq+1, digest(p.Entries[i])
	}
	key, err := publicKey(r.device.Key)
	if err != nil {
		return false, err
	}
	if !signed(key, fmt.Sprintf("%s\n%d", r.tail, p.Sent), p.Signature) {
		return broken(r.entries[0].Seq, "signature", "日志不是由登记的这台设备签名的")
	}
	r.arrive(p.Sent, at)
	return true, nil
}

// hold compares the clocks of an entry with those of the one before.
func (r *reading) hold(e Entry) {
	k := &r.clock
	back := k.Wall - e.Wall
	if e.Boot == k.Boot && k.Wall > 0 {
		ran := e.Mono - k.Mono
		switch {
		case ran < 0:
			r.fault(k.NonceSeq, e.Seq, "clock", "第%d条的运行时间倒退，日志的先后被改动过", e.Seq)
		case ran+back > tolerance:
			r.fault(k.NonceSeq, e.Seq, "clock", "手机时钟被往回拨了约%s（两条日志之间手机实际运行了%s，时钟只走了%s）", span(ran+back), span(ran), span(-back))
		}
	} else if back > tolerance {
		r.fault(k.NonceSeq, e.Seq, "clock", "手机时钟被往回拨了约%s", span(back))
	}
	k.Boot, k.Mono, k.Wall = e.Boot, e.Mono, e.Wall
}

// arrive compares the phone's clock with the server's as the piece comes in, and with how they differed when the nonce was taken.
func (r *reading) arrive(sent, at int64) {
	k, last := r.clock, r.entries[len(r.entries)-1].Seq
	if k.NonceAt > 0 {
		if moved := sent - at - k.Skew; moved > tolerance || moved < -tolerance {
			r.fault(k.NonceSeq, last, "clock", "途中调过手机时钟：出发时比服务器%s，返回时%s", ahead(k.Skew), ahead(sent-at))
		}
	}
	if k.Wall-k.Skew > at+tolerance {
		r.fault(k.NonceSeq, last, "clock", "日志记的时间比收到日志的时间还晚%s", span(k.Wall-k.Skew-at))
	}
}

func span(ms int64) string {
	d := time.Duration(ms) * time.Millisecond
	switch {
	case d < 0:
		return "-" + span(-ms)
	case d < time.Minute:
		return fmt.Sprintf("%d秒", int(d.Seconds()))
	case d < 2*time.Hour:
		return fmt.Sprintf("%d分钟", int(d.Minutes()))
	}
	return fmt.Sprintf("%d小时", int(d.Hours()))
}

func ahead(ms int64) string {
	if ms < 0 {
		return "慢" + span(-ms)
	}
	return "快" + span(ms)
}

// records are what the entries speak of.
func records(entries []Entry) (out []string) {
	for _, e := range entries {
		if e.Record != "" && !slices.Contains(out, e.Record) {
			out = append(out, e.Record)
		}
	}
	return out
}

// hand takes in a piece. The same piece again gets the same receipt; one that does not fit is kept as broken and said to be so.
func (d desk) hand(c *kernel.Ctx, p *Piece) (out *Receipt, err error) {
	if len(p.Entries) == 0 || len(p.Entries) > mostEntries {
		return nil, kernel.Errorf(kernel.Invalid, "一次最多上交%d条日志", mostEntries)
	}
	err = c.Tx(func(c *kernel.Ctx) error {
		device, err := own(c, p.Device)
		if err != nil {
			return err
		}
		if device.Status == Revoked {
			return kernel.Errorf(kernel.Conflict, "这台手机已停用，请重新登记")
		}
		if out, err = d.again(c, device, p); err != nil || out != nil {
			return err
		}
		now := c.Now()
		r := &reading{device: device, clock: device.clock(), next: device.Last + 1, tail: device.Tail}
		whole, err := r.read(c, p, now.UnixMilli())
		if err != nil {
			return err
		}
		out, err = d.store(c, r, p, whole, now)
		return err
	})
	return out, err
}

// again finds the piece among those that have arrived: its answer was lost on the way.
func (d desk) again(c *kernel.Ctx, device *Device, p *Piece) (*Receipt, error) {
	tail := digest(p.Entries[len(p.Entries)-1])
	l, err := Logs.First(c.AsSystem(), kernel.And(kernel.Eq(&lg.Device, kernel.Ref[Device](device.ID)), kernel.Eq(&lg.Hash, tail), kernel.Eq(&lg.State, Whole)))
	if err != nil || l == nil {
		return nil, err
	}
	return &Receipt{device.ID, l.Last, l.Hash, l.Received.UnixMilli(), l.Receipt, ""}, nil
}

func (d desk) store(c *kernel.Ctx, r *reading, p *Piece, whole bool, now time.Time) (*Receipt, error) {
	device, last := r.device, r.entries[len(r.entries)-1].Seq
	l := &Log{Account: device.Account, Device: kernel.Ref[Device](device.ID), Received: now, First: r.entries[0].Seq, Last: last, Records: len(records(r.entries)), Hash: r.tail, Faults: r.faults, State: Whole}
	l.Region, l.ID = device.Region, kernel.NewID(now)
	out := &Receipt{Device: device.ID, Last: last, Hash: r.tail, At: now.UnixMilli()}
	if !whole {
		l.State, out.Broken = Broken, r.faults[len(r.faults)-1].Text
	} else {
		var err error
		if out.Signature, err = d.sign(c, out); err != nil {
			return nil, err
		}
		l.Receipt = out.Signature
	}
	sys := c.AsSystem()
	if err := Logs.Create(sys, l); err != nil {
		return nil, err
	}
	for i, e := range r.entries {
		stand := Clock{}
		if i < len(r.stands) {
			stand = r.stands[i]
		}
		if _, err := c.Store.Exec(c, "INSERT INTO evidence_entry (log, seq, record, body, nonce_seq, nonce_at, skew) VALUES (?, ?, ?, ?, ?, ?, ?)", l.ID, i, e.Record, p.Entries[i], stand.NonceSeq, stand.NonceAt, stand.Skew); err != nil {
			return nil, err
		}
	}
	_, err := Devices.Update(sys, device.ID, 0, func(d *Device) error {
		d.Seen = now
		if whole {
			clock, err := json.Marshal(r.clock)
			d.Last, d.Tail, d.Clock = last, r.tail, string(clock)
			return err
		}
		d.Broken++
		return nil
	})
	return out, err
}

// strip cuts what a phone says of itself to a line of text.
func strip(s string, most int) string {
	r := []rune(strings.Join(strings.Fields(s), " "))
	return string(r[:min(len(r), most)])
}
