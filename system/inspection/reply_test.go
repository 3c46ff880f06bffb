package inspection_test

import (
	"strings"
	"testing"

	"anjian/base/document"
	"anjian/kernel"
	"anjian/kernel/kerneltest"
	"anjian/system/hazard"
	"anjian/system/inspection"
)

// 延期答复书: 企业就下达的整改申请延期; 没有答复之前不能出具, 答复以后写明答复, 整改期限随之改变.
func TestReply(t *testing.T) {
	kerneltest.EachPrepared(t, stocked, modules, func(t *testing.T, w *kerneltest.World) {
		p := play(t, w)
		v := p.visit(t, inspection.Complaint, "machinery")
		kerneltest.Must(t, do(p.wang, v, "begin", "", func(in *inspection.Inspection) { in.Officers = p.team[:2] }))
		kerneltest.Must(t, answer(p.wang, v, true, inspection.Reply{Item: items(t, p.wang, v)[2].ID, Outcome: hazard.Fail, Note: "没有培训记录"}))
		kerneltest.Must(t, do(p.wang, v, "finish", "", nil))
		issue(t, p.wang, v, "inspection_record", "")
		issue(t, p.wang, v, "rectification_order", "")
		f := findings(t, p.wang, v)[0]
		x := &hazard.Extension{Hazard: f.Hazard, Until: f.DueOn.AddDays(8), Reason: "配件到货延迟", Guard: "停用设备"}
		kerneltest.Must(t, hazard.Extensions.Create(p.safety, x))
		_, err := document.Draft(p.wang, "inspection", v.ID, "recheck_extension_reply", "", nil)
		kerneltest.Want(t, "a reply before there is an answer", err, kernel.Conflict)
		_, err = hazard.Extensions.Do(p.leader, x.ID, 0, "approve", nil, "同意")
		kerneltest.Must(t, err)
		d := issue(t, p.wang, v, "recheck_extension_reply", "")
		if now := findings(t, p.wang, v)[0]; now.DueOn != x.Until {
			t.Errorf("due on %s, not %s", now.DueOn, x.Until)
		}
		for _, want := range []string{"同意", string(x.Until), "配件到货延迟", f.OrderNo} {
			if !strings.Contains(string(d.Sheet), want) {
				t.Errorf("the reply does not say %s: %s", want, d.Sheet)
			}
		}
	})
}
