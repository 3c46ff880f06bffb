package enforcement_test

import (
	"regexp"
	"strings"
	"testing"

	"anjian/base/document"
	"anjian/base/enterprise"
	"anjian/base/library"
	"anjian/kernel"
	"anjian/kernel/kerneltest"
	"anjian/system/enforcement"
	"anjian/system/hazard"
	"anjian/system/inspection"
)

// papers are the papers of one record, as an officer and the head work on them.
type papers struct {
	t        *testing.T
	p        *cast
	typ, id  string
	receiver string
}

func (x *papers) step(c *kernel.Ctx, d *document.Document, name, words string) {
	x.t.Helper()
	in := &document.Document{}
	in.Remark = words
	rec, err := document.Documents.Do(c, d.ID, 0, name, in, "")
	if err != nil {
		x.t.Fatalf("%s %s: %v", d.Kind, name, err)
	}
	*d = *rec
}

// make draws a paper up and brings it as far as it goes without being served.
func (x *papers) make(kind string) *document.Document {
	x.t.Helper()
	d, err := document.Draft(x.p.wang, x.typ, x.id, kind, "", nil)
	if err != nil {
		x.t.Fatalf("%s: %v", kind, err)
	}
	if k, _ := document.KindOf(kind); k.Approval {
		x.step(x.p.wang, d, "submit", "拟同意")
		for range k.Stages {
			x.step(x.p.head, d, "approve", "同意")
		}
		return d
	}
	x.step(x.p.wang, d, "issue", "")
	return d
}

// serve hands a paper over today.
func (x *papers) serve(d *document.Document) {
	x.t.Helper()
	v := &document.Service{Document: kernel.Ref[document.Document](d.ID), Way: document.Direct, Receiver: "张大勇", Place: "当事人办公室", On: x.p.wang.Today(), Servers: "王执法、李执法", Ink: "[[[0.1,0.2],[0.3,0.5],[0.5,0.4]],[[0.6,0.2],[0.8,0.7],[0.9,0.4]]]"}
	if err := document.Services.Create(x.p.wang, v); err != nil {
		x.t.Fatalf("serving %s: %v", d.Kind, err)
	}
}

// visited is a visit with one failed item, its order, and a re-check that found it uncorrected.
func (p *cast) visited(t *testing.T) (*inspection.Inspection, *inspection.Finding) {
	t.Helper()
	l, err := library.Checklists.First(p.wang, kernel.And(kernel.Eq(&library.Row.Line, "machinery"), kernel.Eq(&library.Row.Status, library.Published)))
	kerneltest.Must(t, err)
	v := &inspection.Inspection{}
	v.Enterprise, v.Type, v.Bare, v.Lists = kernel.Ref[enterprise.Enterprise](p.plant), inspection.Routine, true, []kernel.Ref[library.Checklist]{kernel.Ref[library.Checklist](l.ID)}
	kerneltest.Must(t, inspection.Inspections.Create(p.wang, v))
	step := func(name string, in *inspection.Inspection) {
		t.Helper()
		rec, err := inspection.Inspections.Do(p.wang, v.ID, 0, name, in, "")
		kerneltest.Must(t, err)
		*v = *rec
	}
	begin := &inspection.Inspection{}
	begin.Officers, begin.Present = p.team, "张大勇"
	step("begin", begin)
	items, err := inspection.Items.List(p.wang, kernel.Query{Where: kernel.Eq(&inspection.ItemRow.Inspection, kernel.Ref[inspection.Inspection](v.ID)), Sort: "number", Limit: -1})
	kerneltest.Must(t, err)
	_, err = inspection.Answer(p.wang, &inspection.Replies{ID: v.ID, Replies: []inspection.Reply{{Item: items[3].ID, Outcome: hazard.Fail, Note: "2号冲床光电保护装置没有定期检测"}}, Rest: true})
	kerneltest.Must(t, err)
	find := func() *inspection.Finding {
		f, err := inspection.Findings.First(p.wang, kernel.Eq(&inspection.FindingRow.Inspection, kernel.Ref[inspection.Inspection](v.ID)))
		kerneltest.Must(t, err)
		return f
	}
	law, err := library.Violations.First(p.sys, kernel.Eq(&library.ViolationRow.Code, "AQ99-3"))
	kerneltest.Must(t, err)
	f := find()
	_, err = inspection.Findings.Update(p.wang, f.ID, 0, func(f *inspection.Finding) error {
		f.Title = "2号冲床光电保护装置没有定期检测"
		if law != nil {
			f.Violation = kernel.Ref[library.Violation](law.ID)
		}
		return nil
	})
	kerneltest.Must(t, err)
	_, err = inspection.Confirm(p.wang, &inspection.FactsIn{ID: v.ID, Confirm: []enterprise.Group{"people", "condition", "supervision"}})
	kerneltest.Must(t, err)
	step("finish", nil)
	x := &papers{t, p, "inspection", v.ID, ""}
	x.make("inspection_record")
	x.make("rectification_order")
	p.on(string(f.DueOn.AddDays(1)))
	kerneltest.Must(t, inspection.Expire.Run(p.sys, struct{}{}))
	step("recheck", nil)
	r, err := inspection.Rechecks.First(p.wang, kernel.Eq(&inspection.RecheckRow.Inspection, kernel.Ref[inspection.Inspection](v.ID)))
	kerneltest.Must(t, err)
	_, err = inspection.Rechecks.Update(p.wang, r.ID, 0, func(r *inspection.Recheck) error {
		r.Lines = []inspection.Line{{Finding: kernel.Ref[inspection.Finding](f.ID), Verdict: inspection.Returned, Note: "仍未检测", DueOn: p.wang.Today().AddDays(10)}}
		return nil
	})
	kerneltest.Must(t, err)
	_, err = inspection.Rechecks.Do(p.wang, r.ID, 0, "decide", &inspection.Recheck{}, "")
	kerneltest.Must(t, err)
	return v, find()
}

// 办案全程由文书推动: 检查 -> 责令整改 -> 复查未改 -> 转立案 -> 立案审批 -> 告知送达 -> 听证 -> 集体讨论 -> 处罚决定 -> 送达 -> 逾期缴款加处 -> 结案 -> 归档.
func TestDesk(t *testing.T) {
	kerneltest.EachPrepared(t, stocked, desk, func(t *testing.T, w *kerneltest.World) {
		p := play(t, w)
		p.on("2026-03-02")
		v, f := p.visited(t)
		k, err := enforcement.Open(p.wang, []string{f.ID})
		kerneltest.Must(t, err)
		_, err = enforcement.Open(p.wang, []string{f.ID})
		kerneltest.Want(t, "opened twice", err, kernel.Conflict)
		if k.Source != enforcement.ByRecheck || k.Inspection != v.ID || len(k.Officers) != 2 || k.ActedOn != f.VerdictOn {
			t.Fatalf("opened: %+v", k.Lead)
		}
		x := &papers{t, p, "enforcement", k.ID, "张大勇"}
		kerneltest.Want(t, "asked for without a word in the file", do(p.head, k, "file", "", nil), kernel.Conflict)
		d := x.make("filing_approval")
		p.again(t, k)
		if k.Status != enforcement.Investigation || k.Number != d.Number || k.Number == "" {
			t.Fatalf("filed by its paper: %s %q %q", k.Status, k.Number, d.Number)
		}
		charges, err := enforcement.Charges.List(p.wang, kernel.Query{Limit: -1})
		kerneltest.Must(t, err)
		if len(charges) != 1 || charges[0].Finding != f.ID || charges[0].Stage != library.NotInTime || charges[0].Amount == 0 {
			t.Fatalf("charged: %+v", charges)
		}
		kerneltest.Must(t, do(p.wang, k, "conclude", "", func(in *enforcement.Case) {
			in.Facts, in.Proofs, in.Proposal, in.Reasons = "2号冲床光电保护装置逾期没有检测", "现场检查记录、复查意见书", enforcement.Penalty, "逾期未改正"
		}))
		x.make("investigation_report")
		kerneltest.Must(t, do(p.legal, k, "review", "", func(in *enforcement.Case) { in.Verdict = "同意" }))
		kerneltest.Want(t, "told without the paper", do(p.wang, k, "notify", "", nil), kernel.Conflict)
		x.serve(x.make("penalty_notice"))
		p.again(t, k)
		if k.Status != enforcement.Notice {
			t.Fatalf("the right to a hearing is told by a paper of its own: %s", k.Status)
		}
		x.serve(x.make("hearing_right_notice"))
		p.again(t, k)
		if k.Status != enforcement.Defence || k.ToldOn != p.wang.Today() || !k.HearingRight {
			t.Fatalf("told: %s %+v", k.Status, k.Told)
		}
		kerneltest.Must(t, do(p.wang, k, "apply", "", nil))
		session := &enforcement.Session{Case: kernel.Ref[enforcement.Case](k.ID), HeldOn: k.ToldOn.AddDays(14), HeldAt: "9:00", Place: "三楼会议室", Host: p.host, Open: true}
		kerneltest.Must(t, enforcement.Hearings.Create(p.third, session))
		x.serve(x.make("hearing_notice"))
		p.on(string(session.HeldOn))
		in := &enforcement.Session{Attended: []enforcement.Attendant{{Name: "张大勇", As: "当事人"}}, Record: "当事人请求从轻", Confirmed: true}
		_, err = enforcement.Hearings.Do(p.third, session.ID, 0, "hold", in, "")
		kerneltest.Must(t, err)
		_, err = enforcement.Hearings.Do(p.third, session.ID, 0, "report", &enforcement.Session{Digest: "……", HostSays: "建议维持"}, "")
		kerneltest.Must(t, err)
		x.make("hearing_record")
		x.make("hearing_report")
		kerneltest.Must(t, do(p.legal, k, "review", "", func(in *enforcement.Case) { in.Verdict = "同意" }))
		talk := &enforcement.Discussion{Case: kernel.Ref[enforcement.Case](k.ID), HeldOn: p.wang.Today(), Place: "局会议室", Host: "郑局长", Reporter: "王执法", Recorder: "李执法", Content: "案情", Conclusion: "同意",
			Attended: []enforcement.Attendant{{Name: "郑局长"}, {Name: "钱副局长"}, {Name: "吴副局长"}}}
		kerneltest.Must(t, enforcement.Discussions.Create(p.head, talk))
		x.make("discussion_record")
		x.make("disposal_submission")
		decision := x.make("penalty_decision_unit")
		p.again(t, k)
		if k.Status != enforcement.Service || k.Decision != decision.Number || k.DecidedOn != p.wang.Today() {
			t.Fatalf("decided by its paper: %s %q", k.Status, k.Decision)
		}
		x.serve(decision)
		p.again(t, k)
		if k.Status != enforcement.Execution || k.ServedOn != p.wang.Today() || k.PayBy == "" {
			t.Fatalf("served: %s %+v", k.Status, k.Carrying)
		}
		decision = x.corrected(k, decision)
		_, err = document.Draft(p.wang, "enforcement", k.ID, "payment_reminder", "", nil)
		kerneltest.Want(t, "reminded while there is time to pay", err, kernel.Conflict)
		p.on(string(k.PayBy.AddDays(1)))
		early, err := document.Draft(p.wang, "enforcement", k.ID, "payment_reminder", "", nil)
		kerneltest.Must(t, err)
		p.on(string(k.PayBy))
		_, err = document.Documents.Do(p.wang, early.ID, 0, "issue", nil, "")
		kerneltest.Want(t, "issued while there is time to pay", err, kernel.Conflict)
		kerneltest.Must(t, document.Documents.Delete(p.wang, early.ID, early.Rev))
		p.on(string(k.PayBy.AddDays(4)))
		unit := kernel.Ref[enforcement.Party](p.unit(t, k).ID)
		pay := func(part enforcement.Part, amount kernel.Money, number string) {
			t.Helper()
			kerneltest.Must(t, enforcement.Payments.Create(p.wang, &enforcement.Payment{Case: kernel.Ref[enforcement.Case](k.ID), Party: unit, Part: part, PaidOn: p.wang.Today(), Amount: amount, Way: enforcement.ByBank, Receipt: number}))
		}
		x.make("payment_reminder")
		x.make("surcharge_decision")
		pay(enforcement.ForFine, k.Amount, "1")
		pay(enforcement.ForSurcharge, k.Amount*12/100, "2")
		kerneltest.Must(t, do(p.wang, k, "fulfil", "", func(in *enforcement.Case) { in.Performance = "罚款和加处罚款已缴清" }))
		kerneltest.Want(t, "closed without the paper", do(p.head, k, "close", "同意", nil), kernel.Conflict)
		undone := func() (n int) {
			b, err := route(p.wang, "GET /api/enforcement/{id}/board").Serve(p.wang, &enforcement.Which{ID: k.ID})
			kerneltest.Must(t, err)
			for _, need := range b.(*enforcement.Board).Needs {
				if strings.HasPrefix(need.Link, "/document/") && strings.HasPrefix(need.Text, "送达《") {
					n++
				}
			}
			return n
		}
		before := undone()
		for _, d := range mustList(t, p, k.ID) { // what binds the party has to be served before the end
			if kind, _ := document.KindOf(string(d.Kind)); kind.Binding && d.Status == document.Issued {
				x.serve(d)
				before--
			}
		}
		if before != 0 || undone() != 0 {
			t.Errorf("papers to be served before the end: %d too many or too few told, %d left", before, undone())
		}
		x.make("closing_approval")
		p.again(t, k)
		if k.Status != enforcement.Closed || k.ClosedBy != "郑局长" {
			t.Fatalf("closed by its paper: %s %s", k.Status, k.ClosedBy)
		}
		kerneltest.Must(t, x.void(decision, "retract"))
		kerneltest.Want(t, "voided in a closed case", x.void(decision, "void"), kernel.Conflict)
		x.make("file_contents")
		kerneltest.Must(t, do(p.wang, k, "archive", "", func(in *enforcement.Case) { in.FileNumber, in.Keep = "2026-1", enforcement.ThirtyYears }))
		_, err = document.Draft(p.wang, "enforcement", k.ID, "survey_record", "", nil)
		kerneltest.Want(t, "a paper more in a file that was put away", err, kernel.Conflict)
		fresh := p.open(t, func(k *enforcement.Case) { k.Officers = nil })
		for _, id := range []string{k.ID, fresh.ID} { // at its end, and before it has officers: lists that are empty, never null
			b, err := route(p.wang, "GET /api/enforcement/{id}/board").Serve(p.wang, &enforcement.Which{ID: id})
			kerneltest.Must(t, err)
			if b := b.(*enforcement.Board); b.Needs == nil || b.Open == nil || b.Clocks == nil || b.Officers == nil || id == k.ID && len(b.Needs) > 0 {
				t.Errorf("the page of a case: %+v", b)
			}
		}
		cover, err := document.Effective(p.wang, "enforcement", k.ID, "file_cover")
		kerneltest.Must(t, err)
		if cover == nil || cover.Status != document.Issued || cover.Number == "" {
			t.Fatalf("the cover of the file: %+v", cover)
		}
		if !regexp.MustCompile(`"件数":"[1-9]`).MatchString(string(cover.Sheet)) || !strings.Contains(string(cover.Sheet), `"页数":"`) {
			t.Errorf("the cover does not say how much is in the file: %s", cover.Sheet)
		}
	})
}

func (x *papers) void(d *document.Document, step string) error {
	in := &document.Document{}
	in.VoidAsked = "当事人名称写错"
	who := map[string]*kernel.Ctx{"retract": x.p.wang, "void": x.p.head}[step]
	_, err := document.Documents.Do(who, d.ID, 0, step, in, "")
	return err
}

// corrected voids a decision that was served: the case waits for the corrected one, and what runs from the service runs anew.
func (x *papers) corrected(k *enforcement.Case, old *document.Document) *document.Document {
	x.t.Helper()
	shown := func(want enforcement.PublicationStatus) {
		x.t.Helper()
		list, err := enforcement.Publications.List(x.p.head, kernel.Query{Sort: "-id", Limit: 1})
		kerneltest.Must(x.t, err)
		if len(list) != 1 || list[0].Status != want || want == enforcement.Prepared && list[0].Decision != k.Decision {
			x.t.Errorf("to be made public: %+v, want %s of %s", list, want, k.Decision)
		}
	}
	shown(enforcement.Prepared)
	kerneltest.Must(x.t, x.void(old, "retract"))
	kerneltest.Must(x.t, x.void(old, "void"))
	x.p.again(x.t, k)
	if k.Status != enforcement.Service || k.Decision != "" || k.ServedOn != "" || k.PayBy != "" {
		x.t.Fatalf("its decision is void: %s %q %+v", k.Status, k.Decision, k.Carrying)
	}
	shown(enforcement.TakenOff)
	kerneltest.Want(x.t, "served without a decision in force", do(x.p.wang, k, "serve", "", nil), kernel.Conflict)
	x.p.on(string(x.p.wang.Today().AddDays(3)))
	anew := x.make(string(old.Kind))
	x.p.again(x.t, k)
	if k.Status != enforcement.Service || k.Decision != anew.Number {
		x.t.Fatalf("decided anew: %s %q", k.Status, k.Decision)
	}
	x.serve(anew)
	x.p.again(x.t, k)
	if k.Status != enforcement.Execution || k.ServedOn != x.p.wang.Today() || k.PayBy <= k.ServedOn {
		x.t.Fatalf("served anew: %s %+v", k.Status, k.Carrying)
	}
	shown(enforcement.Prepared)
	return anew
}

func mustList(t *testing.T, p *cast, id string) []*document.Document {
	t.Helper()
	list, err := document.Of(p.wang, "enforcement", id)
	kerneltest.Must(t, err)
	return list
}
