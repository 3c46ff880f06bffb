package account

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"
	"time"

	"anjian/base/region"
	"anjian/base/role"
	"anjian/kernel"
)

func init() {
	Handovers.Flow = kernel.Flow[Handover, HandoverStatus]{
		On: &HandoverRow.Status, Start: ToGive,
		Steps: []kernel.Step[Handover, HandoverStatus]{
			{Name: "give", Label: "签字移交", From: []HandoverStatus{ToGive}, To: ToTake, Todo: true, Tone: "primary", Fresh: kernel.ForSeal, Do: signs("移交人"), Confirm: "签字表示清单完整、属实。确定签字？"},
			{Name: "take", Label: "签字接手", From: []HandoverStatus{ToTake}, Next: taken, Todo: true, Tone: "primary", Fresh: kernel.ForSeal, Do: signs("接手人"), Confirm: "签字表示已经逐项接清。确定签字？"},
			{Name: "witness", Label: "签字监交", From: []HandoverStatus{ToWitness}, Next: witnessed, Todo: true, Tone: "primary", Fresh: kernel.ForSeal, Do: signs("监交负责人"), Confirm: "签字后清单上的全部事项转到接手人名下。确定签字？"},
			{Name: "permit", Label: "批准权限", From: []HandoverStatus{ToPermit}, To: Handed, Next: permitted, Todo: true, Tone: "primary", Fresh: kernel.ForRights, Do: signs("安全管理员"),
				Confirm: "批准后接手人取得移交的权限，全部事项转到其名下。确定批准？"},
			{Name: "cancel", Label: "撤回", From: []HandoverStatus{ToGive, ToTake, ToWitness, ToPermit}, To: Cancelled, Opinion: true, Tone: "danger"},
		},
	}
	Handovers.Due = func(h *Handover) kernel.Limit {
		who := map[HandoverStatus]string{ToGive: "移交人", ToTake: "接手人", ToWitness: "监交负责人", ToPermit: "安全管理员"}[h.Status]
		if who == "" {
			return kernel.Limit{}
		}
		return kernel.Limit{On: kernel.Day(h.Created).AddDays(7), Warn: 3, Who: who, What: "签字交接"}
	}
}

// signs adds the signature of the actor.
func signs(as string) func(*kernel.Ctx, *Handover) error {
	return func(c *kernel.Ctx, h *Handover) error {
		h.Signed = append(slices.Clone(h.Signed), signature(c, as, "同意"))
		return nil
	}
}

func signature(c *kernel.Ctx, as, note string) Signature {
	return Signature{As: as, Name: c.Actor.Name, At: c.Now().In(kernel.China).Format(time.DateTime), Note: note}
}

func taken(c *kernel.Ctx, h *Handover) (HandoverStatus, error) {
	if h.Chief == "" { // an enterprise too small for one
		return witnessed(c, h)
	}
	return ToWitness, nil
}

func witnessed(c *kernel.Ctx, h *Handover) (HandoverStatus, error) {
	if h.Wider {
		return ToPermit, nil
	}
	return Handed, complete(c, h)
}

func permitted(c *kernel.Ctx, h *Handover) (HandoverStatus, error) { return Handed, complete(c, h) }

// list finds everything that waits for the giver, or is in the giver's keeping, and what is known of it.
func (h *Handover) list(c *kernel.Ctx) error {
	h.Items, h.Details, h.Total = nil, nil, 0
	for _, col := range holdings(c.App, string(h.Giver)) {
		m, n := col.resource.Meta(), 0
		cols := []string{"id", m.NameColumn}
		if m.NameColumn == "id" {
			cols = cols[:1]
		}
		err := c.Store.List(c, m, kernel.Query{Where: col.where, Sort: "id", Limit: -1, Cols: cols}, func(rec any, _ []bool) error {
			if n++; len(h.Details) < mostDetails {
				h.Details = append(h.Details, Detail{m.Name, m.Label, kernel.BaseOf(rec).ID, m.Field(m.NameColumn).Text(rec), col.field.Label})
			}
			return nil
		})
		if err != nil {
			return err
		}
		if n > 0 {
			h.Items, h.Total = append(h.Items, Moved{m.Name, m.Label, col.field.Name, col.field.Label, n}), h.Total+n
		}
	}
	return nil
}

// mostDetails bounds the list by name; the counts and the trail of each record say the rest.
const mostDetails = 900

// digest is what the signatures stand under.
func (h *Handover) digest() string {
	sum := sha256.New()
	fmt.Fprintf(sum, "%s\n%s\n%s\n%s\n%s\n", h.Giver, h.Taker, h.Chief, h.Rights, h.Reason)
	for _, i := range h.Items {
		fmt.Fprintf(sum, "%s\t%s\t%d\n", i.Type, i.Column, i.Count)
	}
	for _, d := range h.Details {
		fmt.Fprintf(sum, "%s\t%s\t%s\n", d.Type, d.Record, d.As)
	}
	for _, t := range h.Things {
		fmt.Fprintf(sum, "%s\t%s\t%s\n", t.Name, t.Number, t.Note)
	}
	return hex.EncodeToString(sum.Sum(nil))
}

// parties reads who hands over to whom before whom; who begins is the administrator of the giver or the giver.
func parties(c *kernel.Ctx, id, to, chief string) (giver, taker, head *Account, err error) {
	if id == c.Actor.ID && id != "" {
		giver, err = Accounts.Get(c.AsSystem(), id)
	} else {
		giver, err = steward(c, id)
	}
	find := func(id string) *Account {
		if err != nil || id == "" {
			return nil
		}
		if strings.ContainsRune(id, 0) {
			err = kernel.Errorf(kernel.Invalid, "没有这个账号")
			return nil
		}
		var a *Account
		a, err = Accounts.Get(c, id)
		return a
	}
	taker, head = find(to), find(chief)
	if err != nil {
		return nil, nil, nil, err
	}
	if taker != nil {
		err = fit(giver, taker)
	}
	if err == nil && head != nil {
		err = heads(giver, taker, head)
	}
	return giver, taker, head, err
}

// fit tells whether taker can take what giver has.
func fit(giver, taker *Account) error {
	switch {
	case giver.ID == taker.ID:
		return kernel.Errorf(kernel.Invalid, "不能移交给自己")
	case taker.Status != Active:
		return kernel.Errorf(kernel.Conflict, "接手的账号不是正常状态")
	case giver.Kind != taker.Kind || giver.Enterprise != taker.Enterprise || giver.Agency != taker.Agency:
		return kernel.Errorf(kernel.Conflict, "只能移交给同一类、同一单位的账号")
	case !region.Within(giver.Region, taker.Region) && !region.Within(taker.Region, giver.Region):
		return kernel.Errorf(kernel.Conflict, "两个账号的属地互不包含，不能移交")
	}
	if slices.ContainsFunc(giver.Roles, guards) && widens(giver, taker) {
		return kernel.Errorf(kernel.Conflict, "系统管理员、安全管理员、审计员的权限不能移交，由安全管理员直接授予接任的人")
	}
	after := *taker
	take(*giver, &after)
	return duties(&after, taker)
}

// heads tells whether head may witness: an officer in charge of the giver's region, or the enterprise's own safety manager.
func heads(giver, taker, head *Account) error {
	fault := func(what string) error {
		return &kernel.Error{Code: kernel.Invalid, Message: what, Fields: map[string]string{"chief": what}}
	}
	switch {
	case head.ID == giver.ID || taker != nil && head.ID == taker.ID:
		return fault("监交负责人应是移交人、接手人以外的人")
	case head.Status != Active:
		return fault("监交负责人的账号不是正常状态")
	case giver.Kind == Regulator && (!slices.Contains(head.Roles, Role(role.Leader)) || !region.Within(giver.Region, head.Region)):
		return fault("监交负责人应是本级或上级的监管负责人")
	case giver.Kind != Regulator && (head.Kind != giver.Kind || head.Enterprise != giver.Enterprise || head.Agency != giver.Agency):
		return fault("监交负责人应是本单位的人")
	}
	return nil
}

// take gives taker the rights that giver has: the duties of both, the wider region, and the post.
func take(giver Account, taker *Account) {
	taker.Roles = append(slices.Clone(taker.Roles), giver.Roles...)
	slices.Sort(taker.Roles)
	taker.Roles = slices.Compact(taker.Roles)
	if giver.Region != taker.Region && region.Within(taker.Region, giver.Region) {
		taker.Region, taker.Org, taker.Post = giver.Region, "", ""
	}
	if giver.Org != "" && giver.Region == taker.Region {
		taker.Org, taker.Post = giver.Org, giver.Post
	}
	if len(giver.Roles) == 0 { // no rights come with it
		return
	}
	if len(giver.Trades) == 0 || len(taker.Trades) == 0 {
		taker.Trades = nil // one of them is limited to none
		return
	}
	for _, t := range giver.Trades {
		if !slices.Contains(taker.Trades, t) {
			taker.Trades = append(slices.Clone(taker.Trades), t)
		}
	}
}

// widens tells whether taker would get rights that he lacks.
func widens(giver, taker *Account) bool {
	after := *taker
	take(*giver, &after)
	return elsewhere(&after, taker) || slices.ContainsFunc(after.Roles, func(r Role) bool { return !slices.Contains(taker.Roles, r) })
}

func rightsOf(c *kernel.Ctx, a *Account) string {
	var parts []string
	for _, r := range a.Roles {
		parts = append(parts, kernel.LabelOf(r))
	}
	if len(parts) == 0 {
		return "无"
	}
	return c.RegionLabel(a.Region) + " " + strings.Join(parts, "、")
}

type previewIn struct {
	ID    string `json:"id"`
	To    string `json:"to"`
	Chief string `json:"chief"`
}

// Preview says what a hand-over would move.
type Preview struct {
	Items  []Moved `json:"items"`
	Total  int     `json:"total"`
	Rights string  `json:"rights"`
	Taker  string  `json:"taker"`
	Chief  string  `json:"chief"`
	Wider  bool    `json:"wider"`
}

func previewHandover(c *kernel.Ctx, in *previewIn) (*Preview, error) {
	giver, taker, head, err := parties(c, in.ID, in.To, in.Chief)
	if err != nil {
		return nil, err
	}
	h := &Handover{Giver: kernel.Ref[Account](giver.ID)}
	if err := h.list(c); err != nil {
		return nil, err
	}
	out := &Preview{Items: append([]Moved{}, h.Items...), Total: h.Total, Rights: rightsOf(c, giver)}
	if taker != nil {
		out.Taker, out.Wider = taker.Name, widens(giver, taker)
	}
	if head != nil {
		out.Chief = head.Name
	}
	return out, nil
}

type handoverIn struct {
	ID      string  `json:"id"`
	To      string  `json:"to"`
	Chief   string  `json:"chief"`
	Reason  string  `json:"reason"`
	Gone    bool    `json:"gone"`
	Disable bool    `json:"disable"`
	Things  []Thing `json:"things"`
}

type handoverOut struct {
	ID    string  `json:"id"` // of the account_handover
	Items []Moved `json:"items"`
	Total int     `json:"total"`
}

// handOver begins a hand-over: the list is drawn up and waits for its signatures.
func handOver(c *kernel.Ctx, in *handoverIn) (out *handoverOut, err error) {
	if !reason(&in.Reason) {
		return nil, &kernel.Error{Code: kernel.Invalid, Message: "请写明交接的原因", Fields: map[string]string{"reason": "请写明交接的原因"}}
	}
	err = c.Tx(func(c *kernel.Ctx) error {
		giver, taker, head, err := parties(c, in.ID, in.To, in.Chief)
		switch {
		case err != nil:
			return err
		case taker == nil:
			return &kernel.Error{Code: kernel.Invalid, Message: "请选择接手人", Fields: map[string]string{"to": "请选择接手人"}}
		case head == nil && giver.Kind == Regulator:
			return &kernel.Error{Code: kernel.Invalid, Message: "请选择监交负责人", Fields: map[string]string{"chief": "请选择监交负责人"}}
		case in.Gone && giver.ID == c.Actor.ID:
			return kernel.Errorf(kernel.Invalid, "您在岗，应由您自己签字移交")
		}
		n, err := Handovers.Count(c.AsSystem(), kernel.And(kernel.Eq(&HandoverRow.Giver, kernel.Ref[Account](giver.ID)), kernel.In(&HandoverRow.Status, ToGive, ToTake, ToWitness, ToPermit)))
		if err != nil || n > 0 {
			return cmp.Or(err, kernel.Errorf(kernel.Conflict, "%s还有没有签完的工作交接，请先办完或撤回", giver.Name))
		}
		rec := &Handover{Name: giver.Name + "移交给" + taker.Name, Giver: kernel.Ref[Account](giver.ID), Taker: kernel.Ref[Account](taker.ID), On: c.Today(), Reason: in.Reason, Rights: rightsOf(c, giver),
			Wider: widens(giver, taker), Things: in.Things, Gone: in.Gone, Left: in.Disable, Status: ToGive}
		if rec.Region = giver.Region; head != nil {
			rec.Chief = kernel.Ref[Account](head.ID)
		}
		if err := rec.list(c); err != nil {
			return err
		}
		if rec.Digest = rec.digest(); in.Gone {
			rec.Status, rec.Signed = ToTake, []Signature{signature(c, "代移交人（管理员）", "移交人不在岗")}
		}
		if err := Handovers.Create(c.AsSystem(), rec); err != nil {
			return err
		}
		out = &handoverOut{ID: rec.ID, Items: rec.Items, Total: rec.Total}
		return nil
	})
	return out, err
}

// complete moves all open work, custody and rights in the transaction of the last signature: either all of it or none.
func complete(c *kernel.Ctx, h *Handover) error {
	sys := c.AsSystem()
	giver, err := Accounts.Get(sys, string(h.Giver))
	if err != nil {
		return err
	}
	taker, err := Accounts.Get(sys, string(h.Taker))
	if err != nil {
		return err
	}
	if err := fit(giver, taker); err != nil {
		return err
	}
	if !h.Wider && widens(giver, taker) {
		return kernel.Errorf(kernel.Conflict, "签字期间两个账号的权限有变动，请撤回后重新办理")
	}
	if err := h.list(c); err != nil {
		return err
	}
	h.On, h.Rights = c.Today(), rightsOf(c, giver)
	if err := moveRights(sys, *giver, taker.ID, h); err != nil {
		return err
	}
	for _, col := range holdings(c.App, giver.ID) {
		if _, err := col.move(c, giver.ID, taker.ID); err != nil {
			return err
		}
	}
	for _, id := range []string{giver.ID, taker.ID} { // both people find it on their page
		if err := c.Trail.Record(c, kernel.Event{Type: Accounts.Meta().Name, ID: id, Verb: "handover", Region: giver.Region, Opinion: h.Reason,
			Detail: fmt.Sprintf("%s→%s，%d件", giver.Name, taker.Name, h.Total)}); err != nil {
			return err
		}
	}
	return endSessions(c, giver.ID)
}

// moveRights gives the taker what all have signed for, and takes it from the giver: duties, post, and what else he filled.
func moveRights(c *kernel.Ctx, giver Account, taker string, h *Handover) error {
	why := "工作交接：" + h.Reason
	if _, err := Accounts.Update(c, giver.ID, 0, func(a *Account) error {
		a.Roles, a.Trades, a.Org, a.Post, a.Asked, a.Waiting, a.AskedBy = nil, nil, "", "", nil, false, ""
		return nil
	}); err != nil {
		return err
	}
	if _, err := Accounts.Update(c, taker, 0, func(a *Account) error { take(giver, a); return nil }); err != nil {
		return err
	}
	posts, err := Holdings.List(c, kernel.Query{Where: kernel.And(kernel.Eq(&hg.Account, kernel.Ref[Account](giver.ID)), kernel.In(&hg.Status, Proposed, Held)), Sort: "id", Limit: -1})
	for _, p := range posts {
		if _, err := Holdings.Do(c, p.ID, 0, "stop", &Holding{}, why); err != nil {
			return err
		}
	}
	if err == nil && h.Left && giver.Status != Disabled {
		_, err = Accounts.Do(c, giver.ID, 0, "disable", &Account{}, why)
	}
	return err
}
