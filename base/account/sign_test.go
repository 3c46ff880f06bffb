package account

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"anjian/base/org"
	"anjian/base/role"
	"anjian/kernel"
	"anjian/kernel/kerneltest"
	"anjian/kernel/paper"
)

// Gadget is something in somebody's keeping: it waits for nobody, and yet it has to be handed over.
type Gadget struct {
	kernel.Base
	Name   string              `json:"name" label:"名称" rule:"required,max=40"`
	Keeper kernel.Ref[Account] `json:"keeper" label:"保管人" ui:"custody"`
}

var gadgets = &kernel.Resource[Gadget]{Name: "gadget", Label: "物品", Help: "测试用",
	Access: kernel.Access{{To: []kernel.Role{role.Regulator}, Can: "read create update", Rows: kernel.Jurisdiction}}}

func ref(a *Account) kernel.Ref[Account] { return kernel.Ref[Account](a.ID) }

// change is a county bureau in which 王 leaves and 李 takes over, before the chief.
type change struct {
	*house
	leaver, taker, chief, guard, admin *Account
	bureau                             *org.Org
	open, done, helped, others         *Chore
	seal                               *Gadget
}

func (h *house) change() *change {
	x := &change{house: h, leaver: h.person("wang", "410105", role.Regulator, role.Leader), taker: h.person("lining", "410105", role.Clerk),
		chief: h.person("chief", "4101", role.Leader), guard: h.person("guard", "4101", role.Security), admin: h.person("head", "4101", role.System)}
	beside := h.person("beside", "410104", role.Regulator)
	x.bureau = &org.Org{Name: "金水区应急管理局", Kind: org.Bureau}
	x.bureau.Region = "410105"
	kerneltest.Must(h, org.Orgs.Create(h.System(), x.bureau))
	_, err := Accounts.Update(h.System(), x.leaver.ID, 0, func(a *Account) error { a.Org = kernel.Ref[org.Org](x.bureau.ID); return nil })
	kerneltest.Must(h, err)
	chore := func(status choreStatus, has, by *Account, team ...*Account) *Chore {
		c := &Chore{Title: "一件事", Has: ref(has), Reporter: ref(by), Status: status}
		c.Region = "410105"
		for _, a := range team {
			c.Team = append(c.Team, ref(a))
		}
		kerneltest.Must(h, chores.Create(h.System(), c))
		return c
	}
	x.open, x.done, x.helped, x.others = chore("open", x.leaver, x.leaver), chore("done", x.leaver, x.leaver),
		chore("open", x.taker, x.leaver, x.leaver, beside, x.taker), chore("open", beside, x.leaver)
	x.seal = &Gadget{Name: "执法专用章", Keeper: ref(x.leaver)}
	x.seal.Region = "410105"
	kerneltest.Must(h, gadgets.Create(h.System(), x.seal))
	return x
}

// begin draws the list up as the administrator.
func (x *change) begin(gone bool) *handoverOut {
	x.Helper()
	out, err := handOver(x.As(x.admin.actor()), &handoverIn{ID: x.leaver.ID, To: x.taker.ID, Chief: x.chief.ID, Reason: "调离本局", Disable: true, Gone: gone, Things: []Thing{{Name: "档案柜钥匙", Number: "2把"}}})
	kerneltest.Must(x, err)
	return out
}

func (x *change) sign(id, step string, who *Account) error {
	_, err := Handovers.Do(x.As(who.actor()), id, 0, step, &Handover{}, "")
	return err
}

// where says in a line who has what.
func (x *change) where() string {
	x.Helper()
	sys := x.System()
	var parts []string
	for _, c := range []*Chore{x.open, x.done, x.helped, x.others} {
		got, err := chores.Get(sys, c.ID)
		kerneltest.Must(x, err)
		parts = append(parts, x.name(got.Has), fmt.Sprint(len(got.Team)))
	}
	g, err := gadgets.Get(sys, x.seal.ID)
	kerneltest.Must(x, err)
	taker, err := Accounts.Get(sys, x.taker.ID)
	kerneltest.Must(x, err)
	leaver, err := Accounts.Get(sys, x.leaver.ID)
	kerneltest.Must(x, err)
	return strings.Join(append(parts, x.name(g.Keeper), toText(taker.Roles), toText(leaver.Roles), string(leaver.Status)), " ")
}

func (x *change) name(id kernel.Ref[Account]) string {
	for _, a := range []*Account{x.leaver, x.taker, x.chief} {
		if string(id) == a.ID {
			return a.Login
		}
	}
	return "-"
}

const (
	before = `wang 0 wang 0 lining 3 - 0 wang ["clerk"] ["leader","regulator"] active`
	after  = `lining 0 wang 0 lining 2 - 0 lining ["clerk","leader","regulator"] null disabled`
)

// TestHandover: 王 leaves. What waits for him and what he keeps goes to 李 with the last of the signatures, duties and post too; what he did
// stays his. Nobody signs for another, and nothing moves before.
func TestHandover(t *testing.T) {
	each(t, Policy{}, func(h *house) {
		x := h.change()
		beside, admin := h.person("other", "410104", role.Leader), h.person("county", "410105", role.System)
		city := h.As(x.admin.actor())
		for what, in := range map[string]struct {
			handoverIn
			code kernel.Code
		}{
			"to himself":           {handoverIn{To: x.leaver.ID, Chief: x.chief.ID, Reason: "调动"}, kernel.Invalid},
			"to nobody":            {handoverIn{To: "x", Chief: x.chief.ID, Reason: "调动"}, kernel.Missing},
			"without a taker":      {handoverIn{Chief: x.chief.ID, Reason: "调动"}, kernel.Invalid},
			"without a chief":      {handoverIn{To: x.taker.ID, Reason: "调动"}, kernel.Invalid},
			"before the taker":     {handoverIn{To: x.taker.ID, Chief: x.taker.ID, Reason: "调动"}, kernel.Invalid},
			"before no leader":     {handoverIn{To: x.taker.ID, Chief: x.admin.ID, Reason: "调动"}, kernel.Invalid},
			"before another's":     {handoverIn{To: x.taker.ID, Chief: beside.ID, Reason: "调动"}, kernel.Invalid},
			"without a reason":     {handoverIn{To: x.taker.ID, Chief: x.chief.ID}, kernel.Invalid},
			"to another county":    {handoverIn{To: beside.ID, Chief: x.chief.ID, Reason: "调动"}, kernel.Conflict},
			"to an administrator":  {handoverIn{To: admin.ID, Chief: x.chief.ID, Reason: "调动"}, kernel.Invalid},
			"of nobody's business": {handoverIn{ID: beside.ID + "x", To: x.taker.ID, Chief: x.chief.ID, Reason: "调动"}, kernel.Missing},
		} {
			if in.ID == "" {
				in.ID = x.leaver.ID
			}
			_, err := handOver(city, &in.handoverIn)
			kerneltest.Want(h, what, err, in.code)
		}
		_, err := handOver(h.As(x.taker.actor()), &handoverIn{ID: x.leaver.ID, To: x.taker.ID, Chief: x.chief.ID, Reason: "接班"})
		kerneltest.Want(h, "begun by the taker", err, kernel.Forbidden)

		b := h.browser()
		b.want("the city's administrator signs in", b.login("head", good), "")
		path := "/api/account/" + x.leaver.ID + "/handover"
		preview := b.want("preview", b.do("GET", path+"?to="+x.taker.ID, nil), "").body
		if preview["total"] != 3.0 || preview["taker"] != x.taker.Name || preview["rights"] != "410105 监管负责人、监管人员" || preview["wider"] != true {
			h.Errorf("preview: %v", preview)
		}
		out := x.begin(false)
		if out.Total != 3 || x.where() != before {
			h.Fatalf("%+v %s", out, x.where())
		}
		_, err = handOver(city, &handoverIn{ID: x.leaver.ID, To: x.taker.ID, Chief: x.chief.ID, Reason: "再办一次"})
		kerneltest.Want(h, "twice at once", err, kernel.Conflict)
		for _, s := range []struct {
			what, step string
			who        *Account
			code       kernel.Code
		}{
			{"the taker first", "take", x.taker, kernel.Conflict},
			{"the giver's by the taker", "give", x.taker, kernel.Forbidden},
			{"the giver's by the administrator", "give", x.admin, kernel.Forbidden},
			{"the giver's by a stranger", "give", beside, kernel.Missing},
			{"the giver", "give", x.leaver, ""},
			{"the giver again", "give", x.leaver, kernel.Conflict},
			{"the chief early", "witness", x.chief, kernel.Conflict},
			{"the taker", "take", x.taker, ""},
			{"the chief's by the administrator", "witness", x.admin, kernel.Forbidden},
			{"the chief", "witness", x.chief, ""},
			{"the rights by the administrator", "permit", x.admin, kernel.Forbidden},
			{"the rights by the chief", "permit", x.chief, kernel.Forbidden},
		} {
			kerneltest.Want(h, s.what, x.sign(out.ID, s.step, s.who), s.code)
			if got := x.where(); got != before {
				h.Fatalf("%s: something moved: %s", s.what, got)
			}
		}
		wang := h.browser()
		wang.want("the leaver signs in", wang.login("wang", good), "")
		kerneltest.Must(h, x.sign(out.ID, "permit", x.guard))
		if got := x.where(); got != after {
			h.Errorf("now it stands: %s", got)
		}
		wang.want("the leaver's session", wang.do("GET", "/api/me", nil), kernel.Login)
		now, _ := Accounts.Get(h.System(), x.taker.ID)
		rec, err := Handovers.Get(h.As(now.actor()), out.ID)
		if kerneltest.Must(h, err); rec.Total != 3 || rec.Name != x.leaver.Name+"移交给"+x.taker.Name || len(rec.Details) != 3 || len(rec.Signed) != 4 || rec.Signed[3].Name != x.guard.Name || rec.Digest == "" || rec.Digest != rec.digest() {
			h.Errorf("the record: %+v", rec)
		}
		_, err = Handovers.Get(h.As(beside.actor()), rec.ID)
		kerneltest.Want(h, "another county's leader reads it", err, kernel.Missing)
		for _, id := range []string{x.leaver.ID, x.taker.ID} {
			if !strings.Contains(strings.Join(h.verbs(id), " "), "handover") {
				h.Errorf("the trail of %s does not say so", id)
			}
		}
		for _, format := range []string{"html", "docx", "pdf"} {
			if page := b.do("GET", "/api/account_handover/"+rec.ID+"/paper?format="+format, nil); page.status != 200 {
				h.Errorf("the paper as %s: %+v", format, page)
			}
		}
		d, err := record(h.System(), rec)
		if kerneltest.Must(h, err); !strings.Contains(string(paper.HTML(d)), "档案柜钥匙") {
			h.Errorf("the paper: %+v", d.Blocks)
		}
	})
}

// TestHandoverOfTheAbsent: who is gone does not sign, the administrator does and says so; the taker already has the rights, so that nobody
// need permit them; cancelled, nothing has moved.
func TestHandoverOfTheAbsent(t *testing.T) {
	each(t, Policy{}, func(h *house) {
		x := h.change()
		_, err := Accounts.Update(h.System(), x.taker.ID, 0, func(a *Account) error { a.Roles = []Role{"clerk", "leader", "regulator"}; return nil })
		kerneltest.Must(h, err)
		first := x.begin(true)
		kerneltest.Want(h, "the giver who is gone", x.sign(first.ID, "give", x.leaver), kernel.Conflict)
		kerneltest.Must(h, x.sign(first.ID, "take", x.taker))
		_, err = Handovers.Do(h.As(x.admin.actor()), first.ID, 0, "cancel", &Handover{}, "选错了人")
		kerneltest.Must(h, err)
		kerneltest.Want(h, "after it was cancelled", x.sign(first.ID, "witness", x.chief), kernel.Conflict)
		out := x.begin(true)
		kerneltest.Must(h, x.sign(out.ID, "take", x.taker))
		kerneltest.Must(h, x.sign(out.ID, "witness", x.chief))
		if got := x.where(); got != after {
			h.Errorf("now it stands: %s", got)
		}
		rec, _ := Handovers.Get(h.System(), out.ID)
		if rec.Status != Handed || rec.Wider || !strings.Contains(rec.Signed[0].As, "代移交人") {
			h.Errorf("%+v", rec)
		}
	})
}

// cut is a trail that breaks at some entry, as if the power went.
type cut struct {
	kernel.Recorder
	after int
}

func (r *cut) Record(c *kernel.Ctx, e kernel.Event) error {
	if r.after--; r.after < 0 {
		return errors.New("the power went")
	}
	return r.Recorder.Record(c, e)
}

// TestHandoverIsInterrupted: wherever the last signature is broken off, nothing has moved, and signing again moves everything.
func TestHandoverIsInterrupted(t *testing.T) {
	each(t, Policy{}, func(h *house) {
		x := h.change()
		out := x.begin(true)
		kerneltest.Must(h, x.sign(out.ID, "take", x.taker))
		kerneltest.Must(h, x.sign(out.ID, "witness", x.chief))
		whole, hooks := h.Trail, h.Hooks
		for n := range 40 {
			left := n
			h.Trail = &cut{whole, n}
			h.Hooks = append(hooks[:len(hooks):len(hooks)], func(*kernel.Ctx, *kernel.Write) error { // breaks at the nth write
				if left--; left < 0 {
					return errors.New("the power went")
				}
				return nil
			})
			err := x.sign(out.ID, "permit", x.guard)
			h.Trail, h.Hooks = whole, hooks
			if err == nil {
				if n < 5 || x.where() != after {
					h.Errorf("whole after %d writes: %s", n, x.where())
				}
				return
			}
			if got := x.where(); got != before {
				h.Fatalf("broken off at %d: %s", n, got)
			}
		}
		h.Error("it never came to an end")
	})
}

// TestHandoverMovesNoRightTheActorLacks: a county's administrator cannot begin for those above or beside, and what an auditor hands over is
// permitted by nobody of the same county.
func TestHandoverMovesNoRightTheActorLacks(t *testing.T) {
	each(t, Policy{}, func(h *house) {
		county := h.As(h.person("county", "410105", role.System).actor())
		auditor, next, above := h.person("auditor", "410105", role.Audit), h.person("next", "410105"), h.person("above", "4101", role.Leader)
		for what, x := range map[string]struct {
			from, to *Account
			code     kernel.Code
		}{
			"the auditor's": {auditor, next, kernel.Forbidden}, "from above": {above, next, kernel.Missing}, "upward": {next, above, kernel.Missing},
		} {
			_, err := handOver(county, &handoverIn{ID: x.from.ID, To: x.to.ID, Chief: above.ID, Reason: "测试"})
			kerneltest.Want(h, what, err, x.code)
		}
		head := h.As(h.person("head", "4101", role.System).actor())
		_, err := handOver(head, &handoverIn{ID: auditor.ID, To: next.ID, Chief: above.ID, Reason: "轮岗", Gone: true})
		kerneltest.Want(h, "an auditor's duty", err, kernel.Conflict)
	})
}
