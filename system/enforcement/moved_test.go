package enforcement_test

import (
	"testing"

	"anjian/base/document"
	"anjian/base/enterprise"
	"anjian/kernel"
	"anjian/kernel/kerneltest"
	"anjian/system/enforcement"
)

// with draws a paper up with something filled in and brings it as far as it goes.
func (x *papers) with(kind string, extra document.Data) *document.Document {
	x.t.Helper()
	d, err := document.Draft(x.p.wang, x.typ, x.id, kind, "", extra)
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

// 企业迁到别的县：案件由立案的机关办完，在办的文书也留在那里.
func TestFirmMoved(t *testing.T) {
	kerneltest.EachPrepared(t, stocked, desk, func(t *testing.T, w *kerneltest.World) {
		p := play(t, w)
		p.on("2026-06-01")
		k := p.open(t, nil)
		to := &enterprise.Enterprise{}
		to.MoveTo = "410108"
		_, err := enterprise.Enterprises.Do(p.wang, p.plant, 0, "move", to, "搬到惠济区")
		kerneltest.Must(t, err)
		_, err = enterprise.Enterprises.Do(p.nextDoor, p.plant, 0, "receive", nil, "")
		kerneltest.Must(t, err)
		now, err := enforcement.Cases.Get(p.wang, k.ID)
		kerneltest.Want(t, "the case at home", err, "")
		if _, err = enforcement.Cases.Get(p.nextDoor, k.ID); kernel.CodeOf(err) != kernel.Missing || now.Region != county {
			t.Errorf("the case is in %s, read by the new county: %v", now.Region, err)
		}
	})
}

type m = map[string]any

// 文书推动案件: 延期审批延长期限, 查封延期和处理, 停供和恢复, 先行登记保存处理, 送达地址确认, 移送.
func TestMoved(t *testing.T) {
	kerneltest.EachPrepared(t, stocked, desk, func(t *testing.T, w *kerneltest.World) {
		p := play(t, w)
		p.on("2026-03-02")
		k := p.open(t, nil)
		x := &papers{t, p, "enforcement", k.ID, "张大勇"}
		x.make("filing_approval")
		p.again(t, k)

		// more time
		d, err := document.Draft(p.wang, "enforcement", k.ID, "extension_approval", "", nil)
		kerneltest.Must(t, err)
		_, err = document.Documents.Do(p.wang, d.ID, 0, "submit", &document.Document{Approval: document.Approval{Remark: "拟同意"}}, "")
		kerneltest.Want(t, "without a day", err, kernel.Conflict)
		term := func() kernel.Date {
			t.Helper()
			tm, err := enforcement.Terms.First(p.wang, kernel.And(kernel.Eq(&enforcement.TermRow.Case, kernel.Ref[enforcement.Case](k.ID)), kernel.Eq(&enforcement.TermRow.Code, enforcement.Code("decision"))))
			kerneltest.Must(t, err)
			return tm.Last
		}
		was := term()
		x.with("extension_approval", document.Data{"延期": m{"止": string(was.AddDays(30)), "理由": "案情复杂"}})
		p.again(t, k)
		if term() != was.AddDays(30) || len(k.Extended) != 1 || k.Extended[0].Days != 30 || k.Extended[0].Reason != "案情复杂" {
			t.Fatalf("from %s to %s: %+v", was, term(), k.Extended)
		}

		// things that are sealed, kept, cut off
		unit := kernel.Ref[enforcement.Party](p.unit(t, k).ID)
		measure := func(of enforcement.Compulsion) *enforcement.Measure {
			t.Helper()
			s := &enforcement.Measure{Case: kernel.Ref[enforcement.Case](k.ID), Party: unit, Measured: of, Title: "2号冲床", Reason: "有重大隐患", Basis: "安全生产法第六十五条", Items: []enforcement.Item{{Name: "冲床", Number: 1}}, Supplier: "供电公司"}
			kerneltest.Must(t, enforcement.Measures.Create(p.wang, s))
			return s
		}
		state := func(s *enforcement.Measure) *enforcement.Measure {
			t.Helper()
			s, err := enforcement.Measures.Get(p.wang, s.ID)
			kerneltest.Must(t, err)
			return s
		}
		press := measure(enforcement.Sealing)
		x.make("compulsion_approval")
		x.make("seizure_decision")
		until := state(press).Until
		x.with("seizure_extension", document.Data{"延长": m{"原因": "等待鉴定"}})
		if s := state(press); s.Until <= until || s.MoreWhy != "等待鉴定" {
			t.Fatalf("prolonged from %s to %s: %q", until, s.Until, s.MoreWhy)
		}
		d, err = document.Draft(p.wang, "enforcement", k.ID, "seizure_disposal", "", nil)
		kerneltest.Must(t, err)
		_, err = document.Documents.Do(p.wang, d.ID, 0, "issue", nil, "")
		kerneltest.Want(t, "disposed of without a way", err, kernel.Conflict)
		x.with("seizure_disposal", document.Data{"处理": m{"方式": "解除", "内容": "隐患已经消除"}})
		if s := state(press); s.Status != enforcement.Released || s.Disposal != enforcement.Lifted {
			t.Fatalf("released: %s %s", s.Status, s.Disposal)
		}
		kept := measure(enforcement.Preservation)
		x.make("preservation_approval")
		x.make("preservation_notice")
		x.make("preservation_disposal_approval")
		x.with("preservation_disposal", document.Data{"处理": m{"方式": []any{"返还"}}})
		if s := state(kept); s.Status != enforcement.Released || s.Disposal != enforcement.Returned {
			t.Fatalf("returned: %s %s", s.Status, s.Disposal)
		}
		power := measure(enforcement.Cutoff)
		x.make("compulsion_approval")
		x.serve(x.make("cutoff_decision"))
		if s := state(power); s.Status != enforcement.Approved || s.WarnedAt != p.wang.Today() {
			t.Fatalf("the unit is warned a day before: %s %s", s.Status, s.WarnedAt)
		}
		d, err = document.Draft(p.wang, "enforcement", k.ID, "cutoff_notice", "", nil)
		kerneltest.Must(t, err)
		_, err = document.Documents.Do(p.wang, d.ID, 0, "issue", nil, "")
		kerneltest.Want(t, "cut off on the same day", err, kernel.Invalid)
		p.on("2026-03-04")
		x.step(p.wang, d, "issue", "")
		if s := state(power); s.Status != enforcement.InForce {
			t.Fatalf("cut off: %s", s.Status)
		}
		x.with("restore_notice", document.Data{"恢复": m{"原因": "已经整改"}})
		if s := state(power); s.Status != enforcement.Released || s.Disposed != "已经整改" {
			t.Fatalf("restored: %s %q", s.Status, s.Disposed)
		}

		// what the party confirms of itself
		x.with("address_confirmation", document.Data{"送达地址": m{"地址": "花园路2号", "代收人": "李门卫"}})
		if u := p.unit(t, k); u.SendTo != "花园路2号" || u.Agent != "李门卫" {
			t.Fatalf("confirmed: %q %q", u.SendTo, u.Agent)
		}

		// what the report finds, and whereto the case goes
		x.with("investigation_report", document.Data{"违法事实": "设备没有检测", "证据": "检查记录"})
		p.again(t, k)
		if k.Facts != "设备没有检测" || k.Proofs != "检查记录" {
			t.Fatalf("found: %q %q", k.Facts, k.Proofs)
		}
		x.with("transfer_approval", document.Data{"移送": m{"机关": "金水公安分局", "理由": "涉嫌危险作业罪"}})
		x.with("transfer_letter", document.Data{"移送": m{"机关": "金水公安分局", "理由": "涉嫌危险作业罪", "材料": []any{m{"名称": "检查记录"}, m{"名称": "照片"}}}})
		p.again(t, k)
		if k.Status != enforcement.Closing || k.Outcome != enforcement.Transfer || !k.Criminal || k.Recipient != "金水公安分局" || k.Materials != "检查记录、照片" {
			t.Fatalf("handed over: %s %+v", k.Status, k.Ending)
		}
	})
}
