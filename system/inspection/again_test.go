package inspection_test

import (
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"anjian/base/document"
	"anjian/base/enterprise"
	"anjian/base/library"
	"anjian/kernel"
	"anjian/kernel/kerneltest"
	"anjian/system/hazard"
	"anjian/system/inspection"
)

// ordered is a visit whose two findings an order has told.
func (p *cast) ordered(t *testing.T) *inspection.Inspection {
	t.Helper()
	v := p.visit(t, inspection.Complaint, "machinery")
	kerneltest.Must(t, do(p.wang, v, "begin", "", func(in *inspection.Inspection) { in.Officers = p.team[:2] }))
	list := items(t, p.wang, v)
	kerneltest.Must(t, answer(p.wang, v, true, inspection.Reply{Item: list[2].ID, Outcome: hazard.Fail, Note: "没有培训记录"}, inspection.Reply{Item: list[4].ID, Outcome: hazard.Fail, Note: "通道堆放铝屑"}))
	_, err := inspection.Confirm(p.wang, &inspection.FactsIn{ID: v.ID, SafetyLeader: "孙安全", Confirm: []enterprise.Group{enterprise.InPeople, enterprise.InCondition, enterprise.InPlace, enterprise.InSupervision}})
	kerneltest.Must(t, err)
	kerneltest.Must(t, do(p.wang, v, "finish", "", nil))
	return v
}

// 一家企业登记了两次，检查过、下达了文书的那一份也能合并和拆分：问题、隐患和检查项都跟着走，谁也没有改判.
func TestMerged(t *testing.T) {
	kerneltest.EachPrepared(t, stocked, modules, func(t *testing.T, w *kerneltest.World) {
		p := play(t, w)
		v := p.ordered(t)
		issue(t, p.wang, v, "inspection_record", "")
		issue(t, p.wang, v, "rectification_order", "")
		noted := p.visit(t, inspection.Complaint, "machinery")
		kerneltest.Must(t, do(p.wang, noted, "begin", "", func(in *inspection.Inspection) { in.Officers = p.team[:2] }))
		kerneltest.Must(t, answer(p.wang, noted, false, inspection.Reply{Item: items(t, p.wang, noted)[6].ID, Outcome: hazard.Fail, Note: "没有护罩"}))
		twin := &enterprise.Enterprise{}
		twin.Name, twin.Trade, twin.Region, twin.Status = "郑州金水机械公司", enterprise.Machinery, "410105", enterprise.Filed
		kerneltest.Must(t, enterprise.Enterprises.Create(p.sys, twin))
		into := &enterprise.Enterprise{}
		into.MergedInto = kernel.Ref[enterprise.Enterprise](twin.ID)
		for _, step := range []struct{ name, owner string }{{"merge", twin.ID}, {"split", p.plant}} {
			_, err := enterprise.Enterprises.Do(p.leader, p.plant, 0, step.name, into, "同一家")
			kerneltest.Want(t, step.name, err, "")
			if step.name == "merge" {
				dead := &inspection.Inspection{}
				dead.Enterprise, dead.Type, dead.Bare = kernel.Ref[enterprise.Enterprise](p.plant), inspection.Complaint, true
				kerneltest.Want(t, "a visit of what was merged away", inspection.Inspections.Create(p.wang, dead), kernel.Conflict)
				h := &hazard.Hazard{}
				h.Enterprise, h.Title = dead.Enterprise, "护栏缺失"
				kerneltest.Want(t, "a hazard of what was merged away", hazard.Hazards.Create(p.wang, h), kernel.Conflict)
			}
			for _, v := range []*inspection.Inspection{v, noted} {
				for _, f := range findings(t, p.sys, v) {
					h, err := hazard.Hazards.Get(p.sys, string(f.Hazard))
					kerneltest.Must(t, err)
					if string(f.Enterprise) != step.owner || string(h.Enterprise) != step.owner {
						t.Errorf("%s: a finding of %s, its hazard of %s", step.name, f.Enterprise, h.Enterprise)
					}
				}
				for _, it := range items(t, p.sys, v) {
					if string(it.Enterprise) != step.owner {
						t.Errorf("%s: an item of %s", step.name, it.Enterprise)
					}
				}
			}
		}
	})
}

// 企业迁到别的县：下达了文书的检查由下达的机关复查到底，问题、检查项、在办的文书都留在那里；隐患随企业走，复查合格时一并销号.
func TestFirmMoved(t *testing.T) {
	kerneltest.EachPrepared(t, stocked, modules, func(t *testing.T, w *kerneltest.World) {
		p := play(t, w)
		v := p.ordered(t)
		issue(t, p.wang, v, "inspection_record", "")
		issue(t, p.wang, v, "rectification_order", "")
		found := findings(t, p.wang, v)
		for _, f := range found {
			remedy(t, p.safety, string(f.Hazard))
		}
		to := &enterprise.Enterprise{}
		to.MoveTo = "410108"
		_, err := enterprise.Enterprises.Do(p.wang, p.plant, 0, "move", to, "搬到惠济区")
		kerneltest.Must(t, err)
		_, err = enterprise.Enterprises.Do(p.nextDoor, p.plant, 0, "receive", nil, "")
		kerneltest.Must(t, err)
		if h, err := hazard.Hazards.Get(p.nextDoor, string(found[0].Hazard)); err != nil || h.Region != "410108" {
			t.Fatalf("a hazard of who moved: %+v (%v)", h, err)
		}
		_, err = inspection.Inspections.Get(p.nextDoor, v.ID)
		kerneltest.Want(t, "read by the new county", err, kernel.Missing)
		kerneltest.Want(t, "the re-check opened", do(p.wang, v, "recheck", "", nil), "")
		r, err := inspection.Rechecks.First(p.wang, kernel.Eq(&inspection.RecheckRow.Inspection, kernel.Ref[inspection.Inspection](v.ID)))
		kerneltest.Must(t, err)
		_, err = inspection.Rechecks.Update(p.wang, r.ID, 0, func(r *inspection.Recheck) error {
			for i := range r.Lines {
				r.Lines[i].Verdict, r.Lines[i].Photos = inspection.Accepted, photo
			}
			return nil
		})
		kerneltest.Want(t, "re-checked", err, "")
		_, err = inspection.Rechecks.Do(p.wang, r.ID, 0, "decide", &inspection.Recheck{}, "")
		kerneltest.Want(t, "decided", err, "")
		issue(t, p.wang, v, "recheck_opinion", r.ID)
		reload(t, p.wang, v)
		h, err := hazard.Hazards.Get(p.nextDoor, string(found[1].Hazard))
		if kerneltest.Must(t, err); v.Status != inspection.Closed || h.Status != hazard.Closed {
			t.Fatalf("in the end: visit %s, hazard %s", v.Status, h.Status)
		}
	})
}

// told is what a phone is shown of the record as it stands.
func told(t *testing.T, what string, err error) (n inspection.Now) {
	t.Helper()
	kerneltest.Want(t, what, err, kernel.Stale)
	if fault, ok := errors.AsType[*kernel.Error](err); ok {
		if raw, ok := fault.Current.(json.RawMessage); ok {
			kerneltest.Must(t, json.Unmarshal(raw, &n))
			return n
		}
	}
	t.Fatalf("%s: nothing to show: %v", what, err)
	return n
}

// 手机上的断网复查: 送两次只算一次, 缺项被拒绝, 别人先复查过的并排给执法人员看, 选定后再送; 意见书用手机上的文号, 日期是现场的日期.
func TestAgain(t *testing.T) {
	kerneltest.EachPrepared(t, stocked, modules, func(t *testing.T, w *kerneltest.World) {
		p := play(t, w)
		w.On("2026-11-06")
		v := p.ordered(t)
		issue(t, p.wang, v, "inspection_record", "")
		order := issue(t, p.wang, v, "rectification_order", "")
		block, err := document.Reserve(p.wang, &document.BlockIn{Kind: "recheck_opinion", Size: 5, Device: "手机", Days: 30})
		kerneltest.Must(t, err)
		found := findings(t, p.wang, v)
		at := time.Date(2026, 11, 20, 9, 0, 0, 0, kernel.China)
		again := func(id string) *inspection.Again {
			return &inspection.Again{ID: id, Inspection: kernel.Ref[inspection.Inspection](v.ID), Officers: p.team[:2], Present: "张三", At: at, Lines: []inspection.Line{
				{Finding: kernel.Ref[inspection.Finding](found[0].ID), Verdict: inspection.Accepted, Photos: photo},
				{Finding: kernel.Ref[inspection.Finding](found[1].ID), Verdict: inspection.Partly, Note: "清了一半", DueOn: "2026-11-21"}}}
		}
		w.On("2026-11-23") // three days later, when the new term is over already
		for what, tc := range map[string]struct {
			change func(*inspection.Again)
			who    *kernel.Ctx
			code   kernel.Code
		}{
			"no line":             {func(in *inspection.Again) { in.Lines = nil }, p.wang, kernel.Conflict},
			"an undecided line":   {func(in *inspection.Again) { in.Lines[1].Verdict = "" }, p.wang, kernel.Invalid},
			"accepted unseen":     {func(in *inspection.Again) { in.Lines[0].Photos = nil }, p.wang, kernel.Invalid},
			"returned wordless":   {func(in *inspection.Again) { in.Lines[1].Note = "" }, p.wang, kernel.Invalid},
			"a limit before":      {func(in *inspection.Again) { in.Lines[1].DueOn = "2026-11-19" }, p.wang, kernel.Invalid},
			"one officer":         {func(in *inspection.Again) { in.Officers = in.Officers[:1] }, p.wang, kernel.Invalid},
			"at no time":          {func(in *inspection.Again) { in.At = time.Time{} }, p.wang, kernel.Invalid},
			"tomorrow":            {func(in *inspection.Again) { in.At = at.AddDate(0, 0, 9) }, p.wang, kernel.Invalid},
			"next door":           {func(*inspection.Again) {}, p.nextDoor, kernel.Missing},
			"another's findings":  {func(in *inspection.Again) { in.Lines[0].Finding = "f9"; in.Lines = in.Lines[:1] }, p.wang, kernel.Conflict},
			"the same line twice": {func(in *inspection.Again) { in.Lines[1].Finding = in.Lines[0].Finding }, p.wang, kernel.Invalid},
		} {
			in := again("none")
			tc.change(in)
			_, err := inspection.ArriveAgain(tc.who, in)
			kerneltest.Want(t, what, err, tc.code)
		}
		count := func() int {
			n, err := inspection.Rechecks.Count(p.sys, kernel.Cond{})
			kerneltest.Must(t, err)
			return n
		}
		if count() != 0 {
			t.Fatalf("%d re-checks left by what was refused", count())
		}
		sheet := func(id, number string) *inspection.Sheet {
			return &inspection.Sheet{ID: v.ID, Kind: "recheck_opinion", Part: id, MadeAt: at.Add(time.Hour), Data: document.Data{
				"文号": number, "日期": "2026-11-20", "被检查单位": map[string]any{"名称": "郑州金水机械有限公司"}, "原决定": map[string]any{"文号": order.Number, "名称": "责令限期整改指令书", "日期": "2026-11-06"},
				"复查意见": "第2项没有整改到位", "问题": []any{map[string]any{"序号": 1, "内容": "没有培训记录", "结果": "整改合格"}, map[string]any{"序号": 2, "内容": "通道堆放铝屑", "结果": "部分整改"}},
				"执法人员": []any{map[string]any{"姓名": "王执法", "证号": "豫执001"}, map[string]any{"姓名": "李执法", "证号": "豫执002"}}}}
		}
		_, err = inspection.ArriveSheet(p.wang, sheet("r1", block.Numbers[0]))
		kerneltest.Want(t, "an opinion before its re-check", err, kernel.Conflict)
		_, err = inspection.ArriveSheet(p.wang, &inspection.Sheet{ID: v.ID, Kind: "recheck_opinion", Part: "r1", MadeAt: at})
		kerneltest.Want(t, "an opinion that says nothing", err, kernel.Conflict)

		out, err := inspection.ArriveAgain(p.wang, again("r1"))
		kerneltest.Must(t, err)
		twice, err := inspection.ArriveAgain(p.wang, again("r1"))
		kerneltest.Must(t, err)
		if twice.ID != out.ID || twice.Rev != out.Rev || count() != 1 {
			t.Fatalf("sent twice: %+v %+v, %d re-checks", out, twice, count())
		}
		r, err := inspection.Rechecks.Get(p.wang, "r1")
		kerneltest.Must(t, err)
		found = findings(t, p.wang, v)
		if r.Status != inspection.Decided || r.CheckedOn != "2026-11-20" || r.Accepted != 1 || r.Partly != 1 || found[0].Status != inspection.Passed || found[1].DueOn != "2026-11-21" || found[1].VerdictOn != "2026-11-20" {
			t.Fatalf("arrived as %+v, %+v", r, found)
		}
		other := again("r1")
		other.Lines[1].Note = "没有清"
		if n := told(t, "the same re-check with other words", ignore(inspection.ArriveAgain(p.wang, other))); n.Lines[1].Note != "清了一半" {
			t.Errorf("shown: %+v", n)
		}
		issued, err := inspection.ArriveSheet(p.wang, sheet("r1", block.Numbers[0]))
		kerneltest.Must(t, err)
		d, err := document.Documents.Get(p.wang, issued.ID)
		kerneltest.Must(t, err)
		if r, err = inspection.Rechecks.Get(p.wang, "r1"); err != nil || issued.Number != block.Numbers[0] || r.PaperNo != block.Numbers[0] || d.IssuedOn != "2026-11-20" {
			t.Fatalf("the opinion: %+v %+v %+v %v", issued, r, d, err)
		}
		_, err = inspection.ArriveSheet(p.wang, sheet("r1", block.Numbers[0]))
		kerneltest.Want(t, "a number used twice", err, kernel.Conflict)

		// Somebody else's phone was there at the same time and knew of no re-check.
		late := again("r2")
		late.Lines = late.Lines[1:]
		late.Lines[0].Verdict, late.Lines[0].Photos, late.Lines[0].DueOn = inspection.Accepted, photo, ""
		n := told(t, "re-checked by somebody else", ignore(inspection.ArriveAgain(p.wang, late)))
		if n.Number != 1 || n.By != "王执法" || len(n.Lines) != 2 || n.Lines[1].Said != "部分整改" || n.Lines[1].Note != "清了一半" || n.Lines[0].Words != "没有培训记录" {
			t.Fatalf("shown beside: %+v", n)
		}
		late.Known = n.Number
		late.Lines = append(late.Lines, again("r2").Lines[0]) // what is settled meanwhile is left out
		_, err = inspection.ArriveAgain(p.wang, late)
		kerneltest.Must(t, err)
		if r, err = inspection.Rechecks.Get(p.wang, "r2"); err != nil || r.Number != 2 || len(r.Lines) != 1 || r.Accepted != 1 {
			t.Fatalf("kept mine: %+v %v", r, err)
		}
		reload(t, p.wang, v)
		if v.Status != inspection.Closed || v.Rechecks != 2 {
			t.Fatalf("the visit: %+v", v)
		}
		last := again("r3")
		last.Known = 2
		_, err = inspection.ArriveAgain(p.wang, last)
		kerneltest.Want(t, "nothing left to re-check", err, kernel.Conflict)
		_, err = document.Spoil(p.wang, &document.SpoilIn{Number: block.Numbers[1], Reason: "复查以别人的为准，意见书没有用"})
		kerneltest.Must(t, err)
		_, err = inspection.ArriveSheet(p.wang, sheet("r2", block.Numbers[1]))
		kerneltest.Want(t, "a number that was given up", err, kernel.Conflict)
	})
}

func ignore[T any](_ T, err error) error { return err }

// 还没有核查确认的重大隐患不能复查合格, 说的是要核查确认而不是要照片; 没有改好的照样登记; 核查确认以后才能合格. 离线资料带着问题对应的隐患, 手机据此不给选.
func TestAgainUnconfirmed(t *testing.T) {
	kerneltest.EachPrepared(t, stocked, modules, func(t *testing.T, w *kerneltest.World) {
		p := play(t, w)
		w.On("2026-11-06")
		v := p.ordered(t)
		major := findings(t, p.wang, v)[0]
		criterion, err := library.Criteria.First(p.wang, kernel.Cond{})
		kerneltest.Must(t, err)
		_, err = inspection.Findings.Update(p.wang, major.ID, 0, func(f *inspection.Finding) error {
			f.Level, f.Criteria = library.Major, []kernel.Ref[library.Criterion]{kernel.Ref[library.Criterion](criterion.ID)}
			return nil
		})
		kerneltest.Must(t, err)
		issue(t, p.wang, v, "inspection_record", "")
		issue(t, p.wang, v, "rectification_order", "")
		w.On("2026-11-20")
		again := func(id string, known int, l inspection.Line) *inspection.Again {
			l.Finding = kernel.Ref[inspection.Finding](major.ID)
			return &inspection.Again{ID: id, Inspection: kernel.Ref[inspection.Inspection](v.ID), Known: known, Officers: p.team[:2], At: p.wang.Now(), Lines: []inspection.Line{l}}
		}
		carried := &phone{t, p.wang, map[string]map[string][]any{}, map[string]int64{}}
		carried.pull("inspection_finding")
		carried.pull("hazard")
		if !slices.Contains(carried.rows["inspection_finding"][major.ID], any(string(major.Hazard))) || !slices.Contains(carried.rows["hazard"][string(major.Hazard)], any("pending")) {
			t.Errorf("on the phone: %v, %v", carried.rows["inspection_finding"][major.ID], carried.rows["hazard"][string(major.Hazard)])
		}
		_, err = inspection.ArriveAgain(p.wang, again("r1", 0, inspection.Line{Verdict: inspection.Accepted, Photos: photo}))
		kerneltest.Want(t, "accepted before it is confirmed", err, kernel.Invalid)
		if !strings.Contains(err.Error(), "核查确认") || strings.Contains(err.Error(), "拍照") {
			t.Errorf("says %v", err)
		}
		_, err = inspection.ArriveAgain(p.wang, again("r1", 0, inspection.Line{Verdict: inspection.Returned, Note: "没有动", DueOn: "2026-12-20"}))
		kerneltest.Must(t, err)
		plan := &hazard.Hazard{}
		plan.Responsible, plan.DueOn, plan.Measures, plan.Funds, plan.Contingency = "李班长", "2026-12-20", "加装防护罩", 1000, "停机"
		plan.PlanGoal, plan.PlanMethod, plan.PlanMeans, plan.PlanPeople, plan.PlanTerm, plan.PlanSafety = "消除", "加装", "自筹", "机修班", "30天", "停机挂牌"
		_, err = hazard.Hazards.Do(p.wang, string(major.Hazard), 0, "confirm", plan, "")
		kerneltest.Must(t, err)
		_, err = inspection.ArriveAgain(p.wang, again("r2", 1, inspection.Line{Verdict: inspection.Accepted}))
		kerneltest.Want(t, "accepted unseen", err, kernel.Invalid)
		if !strings.Contains(err.Error(), "拍照") {
			t.Errorf("says %v", err)
		}
		_, err = inspection.ArriveAgain(p.wang, again("r2", 1, inspection.Line{Verdict: inspection.Accepted, Photos: photo}))
		kerneltest.Must(t, err)
		if f := findings(t, p.wang, v)[0]; f.Status != inspection.Passed {
			t.Errorf("in the end: %+v", f)
		}
	})
}

// 文书交给企业以后才送到, 其间电脑上改了问题: 两份并排, 以文书为准或者作废文书.
func TestSheetBeside(t *testing.T) {
	kerneltest.EachPrepared(t, stocked, modules, func(t *testing.T, w *kerneltest.World) {
		p := play(t, w)
		w.On("2026-11-06")
		v := p.ordered(t)
		issue(t, p.wang, v, "inspection_record", "")
		block, err := document.Reserve(p.wang, &document.BlockIn{Kind: "rectification_order", Size: 2, Device: "手机", Days: 30})
		kerneltest.Must(t, err)
		found := findings(t, p.wang, v)
		order := &inspection.Sheet{ID: v.ID, Kind: "rectification_order", MadeAt: time.Date(2026, 11, 6, 0, 5, 0, 0, kernel.China), Data: document.Data{"文号": block.Numbers[0], "日期": "2026-11-06", "执法人员": []any{map[string]any{"姓名": "王执法", "证号": "豫执001"}, map[string]any{"姓名": "李执法", "证号": "豫执002"}}}}
		rows := []any{}
		for i, f := range found {
			rows = append(rows, map[string]any{"序号": i + 1, "内容": f.Title, "依据": f.Basis, "期限": string(f.DueOn)})
		}
		order.Data["问题"] = rows
		_, err = inspection.Findings.Update(p.wang, found[1].ID, 0, func(f *inspection.Finding) error {
			f.Title, f.DueOn = "2号车间通道堆放铝屑", "2026-11-30"
			return nil
		})
		kerneltest.Must(t, err)
		n := told(t, "a finding that was changed", ignore(inspection.ArriveSheet(p.wang, order)))
		if len(n.Lines) != 1 || n.Lines[0].Key != "1" || n.Lines[0].Words != "2号车间通道堆放铝屑" || n.Lines[0].DueOn != "2026-11-30" || !n.Open {
			t.Fatalf("shown beside: %+v", n)
		}
		order.Mine = true
		out, err := inspection.ArriveSheet(p.wang, order)
		kerneltest.Must(t, err)
		found = findings(t, p.wang, v)
		if found[1].Title != "通道堆放铝屑" || found[1].OrderNo != out.Number || found[0].OrderNo != out.Number || found[1].DueOn == "2026-11-30" {
			t.Fatalf("as the paper says: %+v", found)
		}

		gone := p.ordered(t)
		issue(t, p.wang, gone, "inspection_record", "")
		list := findings(t, p.wang, gone)
		kerneltest.Must(t, inspection.Findings.Delete(p.wang, list[1].ID, 0))
		order.ID, order.Mine, order.Data["文号"] = gone.ID, true, block.Numbers[1]
		if n := told(t, "a finding that is gone", ignore(inspection.ArriveSheet(p.wang, order))); n.Open || len(n.Lines) != 1 || n.Lines[0].Words != "" {
			t.Fatalf("shown: %+v", n)
		}
	})
}
