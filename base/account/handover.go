package account

import (
	"errors"
	"fmt"
	"reflect"

	"anjian/base/role"
	"anjian/kernel"
)

// Handover is one hand-over of work, custody and rights (工作交接): the giver, the taker and the chief sign the same list, and then all of it
// moves at once.
type Handover struct {
	kernel.Base
	Name    string              `json:"name" label:"交接" ui:"list,fixed,search" help:"谁移交给谁。"`
	Giver   kernel.Ref[Account] `json:"giver" label:"移交人" ui:"list,filter,once"`
	Taker   kernel.Ref[Account] `json:"taker" label:"接手人" ui:"list,filter,once"`
	Chief   kernel.Ref[Account] `json:"chief" label:"监交负责人" ui:"list,filter,once"`
	On      kernel.Date         `json:"handed_on" label:"交接日期" ui:"list,filter,sort,fixed"`
	Reason  string              `json:"reason" label:"原因" rule:"required,max=200" ui:"list,wide"`
	Status  HandoverStatus      `json:"status" label:"状态" ui:"fixed,list,filter"`
	Rights  string              `json:"rights" label:"移交的权限" ui:"fixed,wide"`
	Wider   bool                `json:"wider" label:"接手人权限增加" ui:"fixed" help:"接手人因此增加权限的，最后由安全管理员批准。"`
	Items   []Moved             `json:"items" label:"移交的事项和保管物" ui:"fixed,wide"`
	Total   int                 `json:"total" label:"事项数" ui:"list,fixed"`
	Details []Detail            `json:"details" label:"清单" ui:"fixed,wide"`
	Things  []Thing             `json:"things" label:"其他实物、文件" ui:"wide,once" rule:"max=200"`
	Digest  string              `json:"digest" label:"清单摘要" ui:"fixed,wide" help:"签字时清单的 SHA-256，三方签的是同一份清单。"`
	Signed  []Signature         `json:"signed" label:"签字" ui:"fixed,wide"`
	Gone    bool                `json:"gone" label:"移交人不在岗" ui:"fixed" help:"由办理的管理员代为移交。"`
	Left    bool                `json:"left_post" label:"原账号停用" ui:"list,fixed"`
}

// Moved counts the records of one type that one column named the giver in.
type Moved struct {
	Type   string `json:"type" label:"类型代码" ui:"hidden"`
	Label  string `json:"label" label:"类型"`
	Column string `json:"column" label:"字段" ui:"hidden"`
	As     string `json:"as_what" label:"身份"`
	Count  int    `json:"number" label:"数量"`
}

// Detail is one record of the list.
type Detail struct {
	Type   string `json:"type" label:"类型代码" ui:"hidden"`
	Label  string `json:"label" label:"类型"`
	Record string `json:"record" label:"编号" ui:"hidden"`
	Title  string `json:"title" label:"名称"`
	As     string `json:"as_what" label:"身份"`
}

// Thing is what no record of the platform stands for: papers, keys, devices.
type Thing struct {
	Name   string `json:"name" label:"名称" rule:"required,max=80"`
	Number string `json:"number" label:"编号、数量" rule:"max=60"`
	Note   string `json:"note" label:"说明" rule:"max=200"`
}

// Signature is who confirmed the list, as what and when.
type Signature struct {
	As   string `json:"as_what" label:"身份"`
	Name string `json:"name" label:"姓名"`
	At   string `json:"signed_at" label:"时间"`
	Note string `json:"note" label:"意见"`
}

// HandoverStatus is whose signature a hand-over waits for.
type HandoverStatus string

// The states of a hand-over.
const (
	ToGive    HandoverStatus = "to_give"
	ToTake    HandoverStatus = "to_take"
	ToWitness HandoverStatus = "to_witness"
	ToPermit  HandoverStatus = "to_permit"
	Handed    HandoverStatus = "handed"
	Cancelled HandoverStatus = "cancelled"
)

func (HandoverStatus) Options() []kernel.Option {
	return []kernel.Option{kernel.Opt(ToGive, "待移交人签字"), kernel.Opt(ToTake, "待接手人签字"), kernel.Opt(ToWitness, "待负责人签字"), kernel.Opt(ToPermit, "待安全管理员批准权限"),
		kernel.Opt(Handed, "已交接"), kernel.Opt(Cancelled, "已撤回")}
}

// HandoverRow names the columns of Handover in conditions.
var HandoverRow = kernel.Row[Handover]()

// Handovers holds what is and was handed over. Records come into being by POST /api/account/{id}/handover alone.
var Handovers = &kernel.Resource[Handover]{
	Name: "account_handover", Label: "工作交接",
	Help: `这里是工作交接：谁把哪些未办完的事项、保管物和权限交给了谁。要交接，请从交出人的账号页面点“工作交接”发起。

1. 在账号页面的窗口里选接手人和监交负责人，看清单，提交。
2. **移交人**“签字移交”（已经离岗的由管理员代为移交），**接手人**“签字接手”，**负责人**“签字监交”。接手人因此增加权限的，最后由**安全管理员**“批准权限”。
3. 最后一个签字后，全部事项、保管物和权限一次转到接手人名下，原账号的权限随即收回。可以打印交接书。

没有签完之前什么也不会变动，可以“撤回”。`,
	Access: kernel.Access{
		{To: []kernel.Role{role.System, role.Security, role.Audit, role.Leader}, Can: "read", Rows: kernel.Jurisdiction},
		{To: []kernel.Role{role.System}, Can: "cancel", Rows: kernel.Jurisdiction},
		{To: []kernel.Role{role.Security}, Can: "permit", Rows: kernel.Jurisdiction},
		{To: everyone, Can: "read", Rows: involved},
		{To: everyone, Can: "give", Rows: kernel.Mine(&HandoverRow.Giver)},
		{To: everyone, Can: "take", Rows: kernel.Mine(&HandoverRow.Taker)},
		{To: everyone, Can: "witness", Rows: kernel.Mine(&HandoverRow.Chief)},
		{To: everyone, Can: "cancel", Rows: involved},
	},
	Views: []kernel.View{{Name: "open", Label: "未完成", Query: "status=to_give,to_take,to_witness,to_permit"}},
}

func involved(a kernel.Actor) kernel.Cond {
	return kernel.Or(kernel.Mine(&HandoverRow.Giver)(a), kernel.Mine(&HandoverRow.Taker)(a), kernel.Mine(&HandoverRow.Chief)(a))
}

// held is a column by which open records name an account.
type held struct {
	resource kernel.Handle
	field    *kernel.Field
	where    kernel.Cond
}

// holdings lists the columns of all record types by which work waits for an account, or something is in its keeping. Work is a reference to
// an account in a record with a lifecycle whose state is not a last one; keeping is a reference with the tag ui:"custody", in whatever
// state (seals, papers, devices). A column that is typed once at creation says who did something; that is a fact and stays.
func holdings(app *kernel.App, id string) (out []held) {
	app.Each(func(_ *kernel.Module, h kernel.Handle) {
		m := h.Meta()
		open := m.OpenStates()
		for i := range m.Fields {
			f := &m.Fields[i]
			if f.Kind.To != reflect.TypeFor[Account]() || f.Has("once") || m == Accounts.Meta() || m == Handovers.Meta() {
				continue
			}
			state := kernel.Cond{}
			if !f.Has("custody") {
				if len(open) == 0 {
					continue
				}
				state = kernel.Cond{Op: "in", Col: m.StateColumn, Args: open}
			}
			op := "="
			if f.Kind.Name == "refs" {
				op = "has"
			}
			out = append(out, held{h, f, kernel.And(state, kernel.Compare(f.Name, op, id))})
		}
	})
	return out
}

// move writes to in place of from into every open record of one column.
func (h held) move(c *kernel.Ctx, from, to string) (int, error) {
	m, sys := h.resource.Meta(), c.AsSystem()
	var found []any
	err := c.Store.List(c, m, kernel.Query{Where: h.where, Sort: "id", Limit: -1}, func(rec any, _ []bool) error {
		found = append(found, rec)
		return nil
	})
	if err != nil {
		return 0, err
	}
	for _, rec := range found {
		in := h.resource.New()
		if h.field.Kind.Name == "refs" {
			h.field.In(in).Set(replaced(h.field.In(rec), from, to))
		} else {
			h.field.In(in).SetString(to)
		}
		id := kernel.BaseOf(rec).ID
		if _, err := h.resource.UpdateAny(sys, id, 0, []string{h.field.Name}, in); err != nil {
			if fault, ok := errors.AsType[*kernel.Error](err); ok {
				return 0, kernel.Errorf(kernel.Conflict, "%s“%s”不能移交：%s", m.Label, m.Field(m.NameColumn).Text(rec), fault.Message)
			}
			return 0, fmt.Errorf("account: hand over %s %s: %w", m.Name, id, err)
		}
	}
	return len(found), nil
}

// replaced is a list of references with to in place of from, each once.
func replaced(list reflect.Value, from, to string) reflect.Value {
	out := reflect.MakeSlice(list.Type(), 0, list.Len())
	seen := map[string]bool{}
	for i := range list.Len() {
		one := reflect.New(list.Type().Elem()).Elem()
		one.SetString(list.Index(i).String())
		if one.String() == from {
			one.SetString(to)
		}
		if !seen[one.String()] {
			seen[one.String()] = true
			out = reflect.Append(out, one)
		}
	}
	return out
}
