package enterprise

import (
	"slices"

	"anjian/base/region"
	"anjian/kernel"
)

// Days in which a review is due. No law sets them; cities give three working days for the review of a file and two weeks to mend it.
const (
	reviewDays = 3  // working days
	mendDays   = 15 // calendar days
)

type step = kernel.Step[Enterprise, Status]

// flow: 草稿 -提交-> 待属地审核 -通过-> 待行业审核 -通过-> 在册; trades without a department of their own skip the second review.
// A file on record is changed at once, for other systems must see the new facts; what an enterprise changed of its key facts is
// confirmed or taken back afterwards (变更待确认).
var flow = kernel.Flow[Enterprise, Status]{
	On: &Row.Status, Start: Draft,
	Steps: []step{
		{Name: "submit", Label: "提交审核", From: []Status{Draft, Returned}, To: Submitted, Todo: true, Tone: "primary", Do: submit,
			Help: "提交给属地监管部门审核。提交前至少要填名称、统一社会信用代码、监管分类、地址、主要负责人和电话。"},
		{Name: "recall", Label: "撤回", From: []Status{Submitted}, To: Draft, Do: ended, Help: "撤回后可以修改，再重新提交。"},
		{Name: "pass", Label: "属地审核通过", From: []Status{Submitted}, Todo: true, Tone: "primary", Next: pass,
			Help: "确认企业在本辖区、资料属实。重点行业随后由行业归口部门审核，其他行业通过即在册。"},
		{Name: "approve", Label: "行业审核通过", From: []Status{Reviewed}, To: Filed, Todo: true, Tone: "primary", Do: approve,
			Help: "行业归口部门确认监管分类和行业资料，通过即在册。不能与属地审核是同一人。"},
		{Name: "return", Label: "退回", From: []Status{Submitted, Reviewed}, To: Returned, Ask: []any{&Row.ReturnedFor}, Tone: "danger", Do: sendBack,
			Help: "写明要补正什么，企业会看到。"},
		{Name: "confirm", Label: "确认无变化", From: []Status{Filed}, May: []any{&Row.Confirmed}, Do: confirm,
			Help: "看过档案、内容属实就点这里。可以只确认其中几项。"},
		{Name: "accept", Label: "确认变更", From: []Status{Filed}, If: kernel.Eq(&Row.Changed, true), Todo: true, Do: accept,
			Help: "企业修改了名称、地址、分类等重要内容，核实无误后确认。"},
		{Name: "refuse", Label: "不予变更", From: []Status{Filed}, If: kernel.Eq(&Row.Changed, true), Opinion: true, Tone: "danger", Do: refuse,
			Help: "恢复到变更前的内容，并告诉企业原因。"},
		{Name: "move", Label: "迁出", From: []Status{Filed}, To: Moving, Ask: []any{&Row.MoveTo}, Opinion: true, Do: move,
			Help: "企业搬到别的县（市、区）时使用。接收地同意后档案和未办结的隐患转过去；检查和案件由原机关办完。"},
		{Name: "receive", Label: "接收", From: []Status{Moving}, To: Filed, Todo: true, Tone: "primary", Do: receive, Help: "接收后由您所在地区监管。"},
		{Name: "decline", Label: "不予接收", From: []Status{Moving}, To: Filed, Opinion: true, Do: ended},
		{Name: "close", Label: "注销", From: []Status{Draft, Returned, Filed}, To: Closed, Opinion: true, Tone: "danger", Do: closeFile,
			Confirm: "注销后该企业不再列入监管名单，确定吗？"},
		{Name: "reopen", Label: "恢复", From: []Status{Closed}, To: Submitted, Opinion: true, Do: reopen, Help: "恢复后重新审核。"},
		{Name: "merge", Label: "合并到", From: []Status{Draft, Submitted, Reviewed, Returned, Filed, Closed}, To: Merged, Ask: []any{&Row.MergedInto}, Opinion: true,
			Tone: "danger", Do: register.Merge, Confirm: "该档案及其全部记录将并入所选企业，确定吗？（可以拆分还原）",
			Help: "同一家企业登记了两次时使用：保留所选的那一份，本档案的记录都转过去。"},
		{Name: "split", Label: "拆分还原", From: []Status{Merged}, Next: register.Split, Opinion: true, Help: "撤销合并，转走的记录转回来。"},
	},
}

// limit says until when somebody has to act on the file.
func limit(e *Enterprise) kernel.Limit {
	switch {
	case e.Status == Submitted:
		return kernel.Limit{On: e.ActBy, Warn: 1, Who: "属地监管部门", What: "属地审核"}
	case e.Status == Reviewed:
		return kernel.Limit{On: e.ActBy, Warn: 1, Who: "行业主管部门", What: "行业审核"}
	case e.Status == Returned:
		return kernel.Limit{On: e.ActBy, Warn: 3, Who: "企业", What: "补正资料"}
	case e.Status == Moving:
		return kernel.Limit{On: e.ActBy, Warn: 1, Who: "接收地监管部门", What: "接收档案"}
	case e.Status == Filed && e.Changed:
		return kernel.Limit{On: e.ActBy, Warn: 1, Who: "属地监管部门", What: "确认变更"}
	case e.Status == Filed && e.StaleOn != "":
		return kernel.Limit{On: e.StaleOn, Warn: 15, Who: "企业", What: "核实" + e.StaleWhat}
	}
	return kernel.Limit{}
}

// needed to submit a file: what a reviewer cannot do without.
var needed = []any{&Row.CreditCode, &Row.Address, &Row.Principal, &Row.PrincipalPhone}

func submit(c *kernel.Ctx, e *Enterprise) error {
	bad := map[string]string{}
	for _, at := range needed {
		if f := Enterprises.Meta().Field(kernel.ColumnName(at)); f.In(e).IsZero() {
			bad[f.Name] = f.Label + "不能为空"
		}
	}
	if len(bad) > 0 {
		return &kernel.Error{Code: kernel.Invalid, Message: "还有提交审核必须填的内容没有填", Fields: bad}
	}
	e.register(c)
	return nil
}

// register puts the file before the reviewer.
func (e *Enterprise) register(c *kernel.Ctx) {
	if e.RegisteredOn == "" {
		e.RegisteredOn = c.Today()
	}
	e.ActBy, e.ReturnedFor, e.LocalBy = c.AddWorkdays(c.Today(), reviewDays), "", ""
}

func (e *Enterprise) file(c *kernel.Ctx) {
	e.LookedOn = c.Today()
	if e.ActBy = ""; e.FiledOn == "" {
		e.FiledOn = c.Today()
	}
}

func pass(c *kernel.Ctx, e *Enterprise) (Status, error) {
	if e.LocalBy = c.Actor.ID; e.NeedsTradeReview() {
		e.ActBy = c.AddWorkdays(c.Today(), reviewDays)
		return Reviewed, nil
	}
	e.file(c)
	return Filed, nil
}

func approve(c *kernel.Ctx, e *Enterprise) error {
	if e.LocalBy == c.Actor.ID && !c.Actor.System {
		return kernel.Errorf(kernel.Conflict, "属地审核和行业审核不能是同一人，请由行业归口部门审核")
	}
	e.file(c)
	return nil
}

func sendBack(c *kernel.Ctx, e *Enterprise) error {
	e.ActBy = c.Today().AddDays(mendDays)
	return nil
}

func ended(_ *kernel.Ctx, e *Enterprise) error {
	e.ActBy = ""
	return nil
}

func confirm(c *kernel.Ctx, e *Enterprise) error {
	groups := e.Confirmed
	if len(groups) == 0 {
		groups = confirmable
	}
	for _, g := range groups {
		if !slices.Contains(confirmable, g) {
			return kernel.FieldError(&Row.Confirmed, "%s要在相应的记录里更新，不能在这里确认", kernel.LabelOf(g))
		}
	}
	e.confirm(c, ByLooking, groups...)
	if e.Confirmed = nil; len(groups) == len(confirmable) {
		e.LookedOn = c.Today()
	}
	if slices.Contains(groups, InCondition) {
		return settleState(c, e)
	}
	return nil
}

func move(c *kernel.Ctx, e *Enterprise) error {
	e.MoveTo = region.Trim(string(e.MoveTo))
	if err := knownRegion(c, e.MoveTo); err != nil {
		return kernel.FieldError(&Row.MoveTo, "没有这个行政区划")
	}
	if near(e.MoveTo, e.Region) {
		return kernel.FieldError(&Row.MoveTo, "仍在本县（市、区），直接修改属地即可")
	}
	e.ActBy = c.AddWorkdays(c.Today(), reviewDays)
	return nil
}

// receive takes the file over; what stands beside it moves with it.
func receive(c *kernel.Ctx, e *Enterprise) error {
	from := e.Region
	e.Region, e.ActBy = e.MoveTo, ""
	return carry(c, e.ID, from, e.MoveTo)
}

func closeFile(c *kernel.Ctx, e *Enterprise) error {
	e.ClosedOn, e.ActBy = c.Today(), ""
	return nil
}

func reopen(c *kernel.Ctx, e *Enterprise) error {
	e.ClosedOn = ""
	e.register(c)
	return nil
}
