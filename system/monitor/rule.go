package monitor

import (
	"errors"
	"fmt"
	"regexp"
	"time"

	"anjian/base/enterprise"
	"anjian/base/role"
	"anjian/kernel"
	"anjian/kernel/series"
)

// Rule is an expression over several points of an enterprise that raises an alarm while it holds (组合报警规则).
type Rule struct {
	kernel.Base
	Enterprise kernel.Ref[enterprise.Enterprise] `json:"enterprise" label:"企业" rule:"required" ui:"list,filter,once"`
	Name       string                            `json:"name" label:"名称" rule:"required,max=100" ui:"list,search"`
	Expr       string                            `json:"expression" label:"表达式" rule:"required,max=1000" ui:"list,wide" help:"测点编码写在方括号里，例如 [PT-101] - [PT-102] > 0.2 and [LT-101] > 8；也可以用 PromQL 的函数。"`
	Hold       int                               `json:"hold" label:"持续" unit:"秒" rule:"min=0,top=86400" help:"持续成立多久才报警。"`
	Grade      Grade                             `json:"grade" label:"预警级别" rule:"required" ui:"list,filter"`
	Off        bool                              `json:"is_off" label:"停用" ui:"list,filter"`
}

var ru = kernel.Row[Rule]()

// Rules holds the rules.
var Rules = &kernel.Resource[Rule]{
	Name: "monitor_rule", Label: "组合报警规则",
	Help: `一个测点超限不能说明问题、要几个测点合起来看的，写成表达式：成立并持续够时间就报警，不成立就恢复。测点编码写在方括号里，只能用本企业的测点；每15秒判断一次。`,
	Access: kernel.Access{
		{To: []kernel.Role{role.Safety}, Can: "read create update export", Rows: kernel.Own(&ru.Enterprise)},
		{To: []kernel.Role{role.Worker}, Can: "read", Rows: kernel.Own(&ru.Enterprise)},
		{To: role.Government, Can: "read export", Rows: enterprise.Of(&ru.Enterprise)},
		{To: bureau, Can: "create update", Rows: enterprise.Of(&ru.Enterprise)},
		{To: []kernel.Role{role.Audit}, Can: "read", Rows: kernel.Jurisdiction},
	},
	Derive: func(c *kernel.Ctx, r *Rule) error { return settle(c, &r.Base, r.Enterprise, nil) },
}

func init() {
	Rules.Rules = func(c *kernel.Ctx, r, _ *Rule) error {
		text, err := r.query(c)
		if err == nil {
			err = series.CheckExpression(text)
		}
		if _, said := errors.AsType[*kernel.Error](err); err != nil && !said {
			return kernel.FieldError(&ru.Expr, "表达式写得不对：%s", "请检查括号、运算符和测点编码")
		}
		return err
	}
}

var bracket = regexp.MustCompile(`\[([^\[\]]{1,60})\]`)

// duration is what stands in brackets in the language itself: [5m], [1h:30s].
var duration = regexp.MustCompile(`^[0-9]+(ms|s|m|h|d|w|y)(:([0-9]+(ms|s|m|h|d|w|y))?)?$`)

// query is the expression with the codes of the enterprise's points as selectors. A sum of one series has no labels of its own, so that points can be compared.
func (r *Rule) query(c *kernel.Ctx) (string, error) {
	list, err := Points.List(c.AsSystem(), kernel.Query{Where: kernel.Eq(&pt.Enterprise, r.Enterprise), Sort: "id", Limit: -1, Cols: []string{"id", "code"}})
	if err != nil {
		return "", err
	}
	ids := map[string]string{}
	for _, p := range list {
		ids[p.Code] = p.ID
	}
	missing := ""
	text := bracket.ReplaceAllStringFunc(r.Expr, func(s string) string {
		code := s[1 : len(s)-1]
		if id, known := ids[code]; known {
			return fmt.Sprintf("sum(anjian_value{point=%q})", id)
		}
		if !duration.MatchString(code) {
			missing = code
		}
		return s
	})
	if missing != "" {
		return "", kernel.FieldError(&ru.Expr, "本企业没有编码为“%s”的测点", missing)
	}
	return text, nil
}

// ruleState is how a rule stands.
type ruleState struct {
	dwell dwell
	alarm string
}

// Evaluate judges the rules.
func (h *House) Evaluate(c *kernel.Ctx) error {
	if h.Reader == nil {
		return nil
	}
	var errs []error
	err := Rules.Each(c, kernel.Query{Sort: "id", Limit: -1}, func(r *Rule) error {
		if err := h.assess(c, r); err != nil {
			errs = append(errs, fmt.Errorf("rule %s: %w", r.ID, err))
		}
		return nil
	})
	return errors.Join(append(errs, err)...)
}

func (h *House) assess(c *kernel.Ctx, r *Rule) error {
	holds := false
	if !r.Off {
		text, err := r.query(c)
		if err != nil {
			return err
		}
		own := map[string]bool{}
		if err := Points.Each(c, kernel.Query{Where: kernel.Eq(&pt.Enterprise, r.Enterprise), Sort: "id", Limit: -1, Cols: []string{"id"}}, func(p *Point) error { own[p.ID] = true; return nil }); err != nil {
			return err
		}
		if holds, err = h.Reader.Holds(c, text, c.Now(), func(id string) bool { return own[id] }); err != nil {
			return err
		}
	}
	h.mu.Lock()
	s := h.rules[r.ID]
	if s == nil {
		s = &ruleState{}
		h.rules[r.ID] = s
	}
	h.mu.Unlock()
	s.dwell.step(holds, c.Now().UnixMilli(), time.Duration(r.Hold)*time.Second, 0)
	switch {
	case s.dwell.active && s.alarm == "":
		a := &Alarm{}
		a.Region = r.Region
		a.Enterprise, a.Rule, a.Cause, a.Grade, a.Title = r.Enterprise, kernel.Ref[Rule](r.ID), EXPR, r.Grade, r.Name
		id, err := h.begin(c, a, kernel.Eq(&al.Rule, a.Rule), c.Now())
		if err != nil {
			return err
		}
		s.alarm = id
	case !s.dwell.active && s.alarm != "":
		if err := ended(c, s.alarm, c.Now(), peak{saved: true}); err != nil {
			return err
		}
		s.alarm = ""
	}
	return nil
}
