package evidence

import (
	"encoding/json"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"time"

	"anjian/base/account"
	"anjian/base/role"
	"anjian/kernel"
)

const (
	nonceGood = 24 * time.Hour   // how long before the work a nonce may have been taken: a day's trip
	liveGood  = 10 * time.Minute // how soon the server must have heard that the work began, and later that it ended, to count as live
)

// Verdict is what the log of one record proves (取证结论).
type Verdict struct {
	kernel.Base
	Title     string                      `json:"title" label:"记录" ui:"fixed,list,search"`
	Subject   string                      `json:"subject" label:"记录种类" ui:"fixed,list,filter"`
	Record    string                      `json:"record" label:"记录编号" ui:"fixed,hidden"`
	Class     Class                       `json:"class" label:"取证等级" ui:"fixed,list,filter"`
	Findings  []Finding                   `json:"findings" label:"依据" ui:"fixed,wide"`
	Account   kernel.Ref[account.Account] `json:"account" label:"执法人员" ui:"fixed,list,filter"`
	Device    kernel.Ref[Device]          `json:"device" label:"设备" ui:"fixed,filter"`
	Began     time.Time                   `json:"began" label:"现场开始" ui:"fixed,list"`
	Ended     time.Time                   `json:"ended" label:"现场结束" ui:"fixed"`
	NotBefore time.Time                   `json:"not_before" label:"不早于" ui:"fixed" help:"服务器能证明的最早时间：出发前领取时间凭证的时间。"`
	NotAfter  time.Time                   `json:"not_after" label:"不晚于" ui:"fixed" help:"服务器能证明的最晚时间：收到日志的时间。"`
	Place     kernel.Point                `json:"place" label:"现场位置" ui:"fixed"`
	JudgedOn  kernel.Date                 `json:"judged_on" label:"收到日期" ui:"fixed,list,filter,sort"`
}

var vd = kernel.Row[Verdict]()

// Verdicts holds one verdict for each record that carries a class.
var Verdicts = &kernel.Resource[Verdict]{
	Name: "evidence_verdict", Label: "取证结论", Title: &vd.Title,
	Help: `每一份现场检查、复查记录收到时，服务器按手机的取证日志判定它是怎么来的，并写明依据：

- **现场**：有网络，开始和结束时服务器都当场收到日志，有定位；
- **离线可证**：断网时做的，出发前领过时间凭证，日志完整、时钟没有动过；
- **事后补录**：在电脑上填的，或者日志缺失、被改动、时间对不上。

结论由服务器判定，不能修改。`,
	Sort: "-judged_on",
	Access: kernel.Access{
		{To: role.Government, Can: "read export", Rows: kernel.Jurisdiction},
		{To: []kernel.Role{role.Audit}, Can: "read", Rows: kernel.Jurisdiction},
	},
	Views:   []kernel.View{{Name: "later", Label: "事后补录", Query: "class=later"}, {Name: "offline", Label: "离线可证", Query: "class=offline"}, {Name: "live", Label: "现场", Query: "class=live"}},
	Indexes: [][]any{{&vd.Record}},
}

// Of names records.
type Of struct {
	Records string `json:"records"` // ids, commas between
}

// Proofs is what the logs of some records prove.
type Proofs struct {
	Items []Proof `json:"items"`
}

// Proof is a verdict as the page of its record shows it.
type Proof struct {
	ID       string    `json:"id"`
	Title    string    `json:"title"`
	Type     string    `json:"type"`
	Record   string    `json:"record"`
	Class    Class     `json:"class"`
	Label    string    `json:"label"`
	Began    time.Time `json:"began"`
	Ended    time.Time `json:"ended"`
	Findings []Finding `json:"findings"`
}

// of reads the verdicts of records, as far as the actor may.
func of(c *kernel.Ctx, in *Of) (*Proofs, error) {
	ids := strings.Split(in.Records, ",")
	if in.Records == "" || len(ids) > 50 {
		return nil, kernel.Errorf(kernel.Invalid, "请给出一至五十条记录")
	}
	list, err := Verdicts.List(c, kernel.Query{Where: kernel.In(&vd.Record, ids...), Sort: "id", Limit: 100})
	out := &Proofs{Items: []Proof{}}
	for _, v := range list {
		out.Items = append(out.Items, Proof{v.ID, v.Title, v.Subject, v.Record, v.Class, kernel.LabelOf(v.Class), v.Began, v.Ended, v.Findings})
	}
	return out, err
}

// found is an entry of a record with where it stands.
type found struct {
	Entry
	log      *Log
	nonceSeq int
	nonceAt  int64
	skew     int64
}

func (f found) time() int64 { return f.Wall - f.skew } // by the server's clock

// Judge says how the record typ/id came about, by the log that has arrived of it. It writes nothing: a type with a column origin of this Class fills it in
// the write that ends the work on the spot, and the verdict is kept by itself.
func Judge(c *kernel.Ctx, typ, id string) (Class, []Finding, error) {
	v, err := judge(c, typ, id)
	if err != nil {
		return Later, nil, err
	}
	return v.Class, v.Findings, nil
}

func judge(c *kernel.Ctx, typ, id string) (*Verdict, error) {
	v := &Verdict{Class: Later, Subject: typ, Record: id}
	say := func(grave bool, code, format string, args ...any) {
		v.Findings = append(v.Findings, Finding{code, fmt.Sprintf(format, args...), grave})
	}
	all, err := entriesOf(c, typ+"/"+id)
	if err != nil {
		return nil, err
	}
	whole := slices.DeleteFunc(slices.Clone(all), func(f found) bool { return f.log.State != Whole })
	if len(whole) == 0 {
		if len(all) == 0 {
			say(true, "none", "没有现场取证日志：在电脑上填写，或用没有登记的手机填写")
			return v, nil
		}
		for _, f := range all[0].log.Faults {
			say(true, f.Code, "%s", f.Text)
		}
		return v, nil
	}
	first, last := whole[0], whole[len(whole)-1]
	v.Account, v.Device = first.log.Account, first.log.Device
	v.Began, v.Ended = time.UnixMilli(first.time()), time.UnixMilli(last.time())
	v.NotAfter = last.log.Received
	if err := v.weigh(c, whole, say); err != nil {
		return nil, err
	}
	if slices.ContainsFunc(v.Findings, func(f Finding) bool { return f.Grave }) {
		return v, nil
	}
	v.Class = Offline
	soon := func(f found) bool { return f.log.Received.UnixMilli()-f.time() <= liveGood.Milliseconds() }
	if v.Place != (kernel.Point{}) && first.log.ID != last.log.ID && soon(first) && soon(last) {
		v.Class = Live
	}
	return v, nil
}

// weigh looks for what speaks against the entries of a record.
func (v *Verdict) weigh(c *kernel.Ctx, whole []found, say func(bool, string, string, ...any)) error {
	first, last := whole[0], whole[len(whole)-1]
	clock := func(ms int64) string { return time.UnixMilli(ms).In(kernel.China).Format("2006-01-02 15:04") }
	device, err := Devices.First(c.AsSystem(), kernel.ByID(string(first.log.Device)))
	if err != nil || device == nil {
		return fmt.Errorf("evidence: device %s of a log: %w", first.log.Device, err)
	}
	if i := slices.IndexFunc(whole, func(f found) bool { return f.log.Device != first.log.Device }); i >= 0 {
		say(true, "devices", "同一份记录出现在两台手机的日志里")
	}
	if !c.Actor.System && string(first.log.Account) != c.Actor.ID {
		say(true, "person", "日志是另一个人的手机记的")
	}
	switch {
	case first.nonceAt == 0:
		say(true, "nonce", "出发前没有领取时间凭证，只能证明早于%s", clock(v.NotAfter.UnixMilli()))
	case first.time()-first.nonceAt > nonceGood.Milliseconds():
		say(true, "old", "时间凭证领取于%s，到现场时已超过24小时", clock(first.nonceAt))
		v.NotBefore = time.UnixMilli(first.nonceAt)
	default:
		v.NotBefore = time.UnixMilli(first.nonceAt)
	}
	if first.time() < device.Created.UnixMilli()-tolerance {
		say(true, "reinstalled", "手机在%s才登记，记录却写的是%s：重装或换手机以前的事，这台手机证明不了", clock(device.Created.UnixMilli()), clock(first.time()))
	}
	faults, err := faultsOf(c, device.ID, first.nonceSeq, last.Seq)
	if err != nil {
		return err
	}
	for _, f := range faults {
		say(true, f.Code, "%s", f.Text)
	}
	for _, f := range whole {
		if len(f.Entry.Place) >= 2 {
			v.Place = kernel.Point{Lng: f.Entry.Place[0], Lat: f.Entry.Place[1]}
			break
		}
	}
	if v.Place == (kernel.Point{}) {
		say(false, "place", "没有定位，只能证明时间，不能证明地点")
	}
	if i := slices.IndexFunc(whole, func(f found) bool { return f.What == "submit" }); i < 0 {
		say(true, "unfinished", "日志里没有提交这份记录的条目")
	} else if c.Origin.Digest != "" && !slices.ContainsFunc(whole, func(f found) bool { return f.What == "submit" && (f.Digest == "" || f.Digest == c.Origin.Digest) }) {
		say(true, "changed", "送到的内容与日志里登记的不一致，提交以后被改动过")
	}
	if v.NotBefore != (time.Time{}) {
		say(false, "window", "服务器能证明：形成于%s之后、%s之前；手机记录为%s至%s", clock(first.nonceAt), clock(v.NotAfter.UnixMilli()), clock(first.time()), clock(last.time()))
	}
	return v.compare(c, whole, say)
}

// compare looks for photographs of the record that the log does not know.
func (v *Verdict) compare(c *kernel.Ctx, whole []found, say func(bool, string, string, ...any)) error {
	h := c.App.Resource(v.Subject)
	rec, err := h.GetAny(c.AsSystem(), v.Record)
	if kernel.CodeOf(err) == kernel.Missing { // not stored yet
		return nil
	}
	if err != nil {
		return err
	}
	logged := map[string]bool{}
	for _, f := range whole {
		logged[f.SHA] = true
	}
	unknown := 0
	for _, sha := range shas(reflect.ValueOf(rec).Elem()) {
		if !logged[sha] {
			unknown++
		}
	}
	if unknown > 0 {
		say(false, "photos", "有%d个附件不在现场日志里，是事后补上的", unknown)
	}
	return nil
}

// shas are the contents of the files that a record names, those of its tables included.
func shas(v reflect.Value) (out []string) {
	switch x := v.Interface().(type) {
	case kernel.Files:
		for _, f := range x {
			out = append(out, f.SHA)
		}
		return out
	case time.Time:
		return nil
	}
	switch v.Kind() {
	case reflect.Struct:
		for i := range v.NumField() {
			if v.Type().Field(i).IsExported() {
				out = append(out, shas(v.Field(i))...)
			}
		}
	case reflect.Slice:
		for i := range v.Len() {
			out = append(out, shas(v.Index(i))...)
		}
	}
	return out
}

// entriesOf reads what logs say of a record, in the order in which it was written.
func entriesOf(c *kernel.Ctx, record string) (out []found, err error) {
	rows, err := c.Store.Query(c, "SELECT log, body, nonce_seq, nonce_at, skew FROM evidence_entry WHERE record = ? ORDER BY log, seq", record)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var ids []string
	for rows.Next() {
		var f found
		var log, body string
		if err := rows.Scan(&log, &body, &f.nonceSeq, &f.nonceAt, &f.skew); err != nil {
			return nil, err
		}
		if err := json.Unmarshal([]byte(body), &f.Entry); err != nil {
			return nil, err
		}
		out, ids = append(out, f), append(ids, log)
	}
	if err := rows.Err(); err != nil {
		return nil, err
	}
	rows.Close()
	logs := map[string]*Log{}
	for i, id := range ids {
		if logs[id] == nil {
			if logs[id], err = Logs.Get(c.AsSystem(), id); err != nil {
				return nil, err
			}
		}
		out[i].log = logs[id]
	}
	return out, nil
}

// faultsOf are the faults of whole logs of a device that touch the entries from to to.
func faultsOf(c *kernel.Ctx, device string, from, to int) (out []Fault, err error) {
	logs, err := Logs.List(c.AsSystem(), kernel.Query{Where: kernel.And(kernel.Eq(&lg.Device, kernel.Ref[Device](device)), kernel.Eq(&lg.State, Whole), kernel.Since(&lg.Last, from)), Limit: -1})
	for _, l := range logs {
		for _, f := range l.Faults {
			if f.To >= from && f.From <= to {
				out = append(out, f)
			}
		}
	}
	return out, err
}

// keep writes the verdict of a record whose column origin has just been filled: at its creation, or at the step that ends the work.
func keep(c *kernel.Ctx, w *kernel.Write) error {
	if w.After == nil {
		return nil
	}
	col := w.Meta.Field("origin")
	if col == nil || col.In(w.After).Type() != reflect.TypeFor[Class]() {
		return nil
	}
	class := Class(col.In(w.After).String())
	if class == "" || w.Before != nil && Class(col.In(w.Before).String()) == class {
		return nil
	}
	v, err := judge(c, w.Meta.Name, w.ID)
	if err != nil {
		return err
	}
	v.Class = class // the record and its verdict agree
	v.Region, v.JudgedOn = w.Region, c.Today()
	v.Title = strip(w.Meta.Label+" "+w.Meta.Field(w.Meta.NameColumn).Text(w.After), 120)
	if v.Account == "" && !c.Actor.System {
		v.Account = kernel.Ref[account.Account](c.Actor.ID)
	}
	sys := c.AsSystem()
	old, err := Verdicts.First(sys, kernel.And(kernel.Eq(&vd.Record, w.ID), kernel.Eq(&vd.Subject, w.Meta.Name)))
	if err != nil {
		return err
	}
	if old == nil {
		return Verdicts.Create(sys, v)
	}
	_, err = Verdicts.Update(sys, old.ID, 0, func(now *Verdict) error { v.Base = now.Base; *now = *v; return nil })
	return err
}
