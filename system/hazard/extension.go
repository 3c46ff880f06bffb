package hazard

import (
	"anjian/base/enterprise"
	"anjian/base/role"
	"anjian/kernel"
)

// Extension is an application for more time to rectify a hazard (延期申请). Only its approval moves the hazard's deadline.
type Extension struct {
	kernel.Base
	Hazard     kernel.Ref[Hazard]                `json:"hazard" label:"隐患" among:"status=open" rule:"required" ui:"list,once"`
	Enterprise kernel.Ref[enterprise.Enterprise] `json:"enterprise" label:"企业" ui:"fixed,list"`
	Title      string                            `json:"title" label:"隐患描述" rule:"max=500" ui:"fixed,list"`
	OldDue     kernel.Date                       `json:"old_due" label:"原整改期限" ui:"fixed,list"`
	Until      kernel.Date                       `json:"until" label:"申请延至" rule:"required" ui:"list,sort,once"`
	Reason     string                            `json:"reason" label:"延期理由" rule:"required,max=1000" ui:"long,wide,once"`
	Guard      string                            `json:"guard" label:"延期期间的安全措施" rule:"required,max=1000" ui:"long,wide,once"`
	Papers     kernel.Files                      `json:"papers" label:"证明材料" rule:"max=10" ui:"once"`
	Status     Ruling                            `json:"status" label:"状态" ui:"fixed,list,filter"`
	AskedOn    kernel.Date                       `json:"asked_on" label:"申请日期" ui:"fixed,filter"`
	AnswerBy   kernel.Date                       `json:"answer_by" label:"答复期限" ui:"fixed"`
	DecidedOn  kernel.Date                       `json:"decided_on" label:"答复日期" ui:"fixed"`
	DecidedBy  string                            `json:"decided_by" label:"答复人" ui:"fixed"`
}

// ExtensionRow names the columns of Extension in conditions.
var ExtensionRow = kernel.Row[Extension]()

// answerTerm is how many working days the authority has to answer.
const answerTerm = 10

// Extensions holds all applications for more time. Its rules refer back to it and are set in init.
var Extensions = &kernel.Resource[Extension]{
	Name: "hazard_extension", Label: "延期申请",
	Help: `来不及按期整改时，企业在到期之前在这里申请延期，写明理由和延期期间的安全措施。

监管负责人在10个工作日内答复：同意的，隐患的整改期限自动改到新的日期；不同意的，仍按原期限整改。已经逾期的不能再申请。`,
	Access: kernel.Access{
		{To: []kernel.Role{role.Safety}, Can: "read create", Rows: kernel.Own(&ExtensionRow.Enterprise)},
		{To: role.Government, Can: "read export", Rows: enterprise.Of(&ExtensionRow.Enterprise)},
		{To: []kernel.Role{role.Leader}, Can: "approve refuse", Rows: enterprise.Of(&ExtensionRow.Enterprise)},
	},
	Flow: kernel.Flow[Extension, Ruling]{
		On: &ExtensionRow.Status, Start: Asked,
		Steps: []kernel.Step[Extension, Ruling]{
			{Name: "approve", Label: "同意延期", From: []Ruling{Asked}, To: Approved, Do: approve, Todo: true, Tone: "primary"},
			{Name: "refuse", Label: "不同意", From: []Ruling{Asked}, To: Refused, Do: decided, Todo: true, Opinion: true},
		},
	},
	Derive: ask,
	Due: func(x *Extension) kernel.Limit {
		if x.Status != Asked {
			return kernel.Limit{}
		}
		return kernel.Limit{On: x.AnswerBy, Warn: 3, Who: "属地监管部门", What: "答复延期申请"}
	},
	Views: []kernel.View{{Name: "asked", Label: "待审批", Query: "status=asked"}, {Name: "approved", Label: "已同意", Query: "status=approved"}},
}

func init() { Extensions.Rules = askable }

func ask(c *kernel.Ctx, x *Extension) error {
	if x.Rev > 0 || x.Hazard == "" {
		return nil
	}
	h, err := Hazards.Get(c, string(x.Hazard))
	if err != nil {
		return err
	}
	x.Enterprise, x.Region, x.Title, x.OldDue = h.Enterprise, h.Region, h.Title, h.DueOn
	x.AskedOn, x.AnswerBy = c.Today(), c.AddWorkdays(c.Today(), answerTerm)
	return nil
}

func askable(c *kernel.Ctx, x, before *Extension) error {
	if before != nil {
		return nil
	}
	h, err := Hazards.Get(c, string(x.Hazard))
	if err != nil {
		return err
	}
	switch {
	case h.Status != Open:
		return kernel.Errorf(kernel.Conflict, "隐患当前为“%s”，不能申请延期", kernel.LabelOf(h.Status))
	case h.Halted:
		return kernel.Errorf(kernel.Conflict, "整改期限中止中，恢复后再申请延期")
	case h.DueOn < c.Today():
		return kernel.Errorf(kernel.Conflict, "整改期限%s已过，不能再申请延期", string(h.DueOn))
	case x.Until <= h.DueOn:
		return kernel.FieldError(&ExtensionRow.Until, "新的期限应晚于原期限%s", string(h.DueOn))
	case h.Listing == Listed && x.Until > yearAfter(h.ListedOn).AddDays(h.idle()):
		return kernel.FieldError(&ExtensionRow.Until, "挂牌督办的隐患应在挂牌后一年内治理完毕")
	}
	open, err := Extensions.Count(c.AsSystem(), kernel.And(kernel.Eq(&ExtensionRow.Hazard, x.Hazard), kernel.Eq(&ExtensionRow.Status, Asked), kernel.Not(&ExtensionRow.ID, x.ID)))
	if err == nil && open > 0 {
		err = kernel.Errorf(kernel.Conflict, "这条隐患已有一份延期申请在审批")
	}
	return err
}

func decided(c *kernel.Ctx, x *Extension) error {
	x.DecidedOn, x.DecidedBy = c.Today(), c.Actor.Name
	return nil
}

// approve moves the deadline of the hazard, which must still be waiting for its rectification under the deadline that was applied against.
func approve(c *kernel.Ctx, x *Extension) error {
	h, err := Hazards.Get(c.AsSystem(), string(x.Hazard))
	if err != nil {
		return err
	}
	if h.Status != Open || h.Halted || h.DueOn != x.OldDue {
		return kernel.Errorf(kernel.Conflict, "隐患当前为“%s”，整改期限为%s，不能再按这份申请延期", kernel.LabelOf(h.Status), string(h.DueOn))
	}
	if _, err := Hazards.Update(c.AsSystem(), h.ID, h.Rev, func(h *Hazard) error {
		h.DueOn = x.Until
		if h.Listing == Listed {
			h.ListedUntil = max(h.ListedUntil, x.Until)
		}
		return nil
	}); err != nil {
		return err
	}
	return decided(c, x)
}
