package enterprise

import (
	"encoding/json"
	"maps"
	"net/mail"
	"reflect"
	"slices"
	"strings"

	"anjian/base/party"
	"anjian/base/region"
	"anjian/base/role"
	"anjian/kernel"
)

// derive fills in the columns that follow from others.
func derive(c *kernel.Ctx, e *Enterprise) error {
	e.Name = strings.Join(strings.Fields(e.Name), "")
	e.Region, e.CreditCode = region.Trim(string(e.Region)), NormaliseCode(e.CreditCode)
	if CreditCodeFault(e.CreditCode) == "" {
		e.OrgCode = CreditCode(e.CreditCode).Organisation()
	}
	if e.Trade != "" && !slices.Contains(e.Trades, e.Trade) {
		e.Trades = append([]Trade{e.Trade}, e.Trades...)
	}
	e.NameKey, e.AddressKey = party.NameKey(e.Name, e.Region), party.AddressKey(e.Address, e.Region)
	measure(e)
	return complete(c, e)
}

// measure works out the size class and what the law asks of the safety staff.
func measure(e *Enterprise) {
	if code, err := ParseIndustry(string(e.Industry)); err == nil {
		e.Industry = IndustryCode(code)
	}
	if e.Size = ""; e.Staff > 0 || e.Revenue > 0 {
		e.Size = SizeOf(string(e.Industry), Figures{Staff: e.Staff, Revenue: e.Revenue, Assets: e.Assets})
	}
	e.AboveScale = AboveScale(string(e.Industry), e.Revenue)
	var duties []string
	for _, d := range e.workforce().Duties() {
		duties = append(duties, d.String())
	}
	e.Duties = strings.Join(duties, "\n")
}

func (e *Enterprise) workforce() Workforce {
	return Workforce{Mine: e.Mining(), Smelting: e.Smelting(), Building: e.Of(Construction), Transport: e.Of(Transport),
		Producing: e.Of(ChemProduction, FireworkMaking), Trading: e.Of(ChemTrade, FireworkWholesale, FireworkRetail), Storing: e.Of(ChemStorage),
		Region: e.Region, Staff: e.Staff, Unit: e.SafetyUnit, FullTime: e.FullTime, PartTime: e.PartTime, Engineers: e.Engineers,
		Director: e.SafetyDirector != "", Committee: e.Committee}
}

// rules says what tags cannot, and notes who confirmed what.
func rules(c *kernel.Ctx, e, before *Enterprise) error {
	groups := touched(e, before)
	if before != nil && before.Status == e.Status && !e.Quiet && len(groups) > 0 {
		if (e.Status == Submitted || e.Status == Reviewed) && applicant(c.Actor) {
			return kernel.Errorf(kernel.Conflict, "档案正在审核，不能修改；需要修改请先撤回或等待审核结果")
		}
	}
	if err := check(c, e, before); err != nil {
		return err
	}
	if before == nil && e.Rev == 0 { // a form that works out an existing file has a version, and nothing before it
		begin(c, e)
	}
	if !e.Quiet {
		e.confirm(c, how(c.Actor), groups...)
	}
	if before != nil {
		register.Rename(e, before)
		flag(c, e, before)
		if slices.Contains(groups, InCondition) && !e.Quiet {
			if err := settleState(c, e); err != nil {
				return err
			}
		}
	}
	e.grow(e.Scale, c.Today())
	return nil
}

// begin settles where a new file comes from. What a department enters or imports goes to the reviewer at once.
func begin(c *kernel.Ctx, e *Enterprise) {
	switch how(c.Actor) {
	case ByCollecting:
		e.Source = Collected
	case ByEntering:
		e.Source = Entered
		if e.Status == Draft {
			e.Status = Submitted
			e.register(c)
		}
	case ByExchange:
		if e.Source == "" {
			e.Source = Exchanged
		}
	default:
		e.Source, e.RegisteredOn = SelfRegistered, ""
	}
	e.Registrant = c.Actor.ID
}

// applicant tells whether the actor speaks for an enterprise.
func applicant(a kernel.Actor) bool { return !a.System && a.Is(role.Safety, role.Public) }

// judged are the columns that others decide, not the enterprise itself.
var judged = []any{&Row.Level, &Row.Standard, &Row.StandardUntil, &Row.Risk, &Row.Credit}

func check(c *kernel.Ctx, e, before *Enterprise) error {
	if applicant(c.Actor) && (before != nil || e.Rev == 0) {
		was := before
		if was == nil {
			was = &Enterprise{}
		}
		for _, at := range judged {
			if f := Enterprises.Meta().Field(kernel.ColumnName(at)); f.In(e).Interface() != f.In(was).Interface() {
				return kernel.FieldError(at, "%s由监管部门确定，企业不能填写", f.Label)
			}
		}
	}
	if e.CreditCode != "" && (before == nil || before.CreditCode != e.CreditCode) {
		if fault := CreditCodeFault(e.CreditCode); fault != "" {
			return kernel.FieldError(&Row.CreditCode, "%s", fault)
		}
		twin, err := Enterprises.Holder(c, &Row.CreditCode, e.CreditCode)
		if err != nil {
			return err
		}
		if twin != nil && twin.ID != e.ID {
			message := "该统一社会信用代码已由“" + twin.Name + "”登记（" + c.RegionLabel(twin.Region) + "，" + kernel.LabelOf(twin.Status) + "），请联系当地监管部门，不要重复登记"
			return &kernel.Error{Code: kernel.Conflict, Message: message, Fields: map[string]string{"credit_code": message}}
		}
	}
	if e.OrgCode != "" && e.CreditCode == "" && (before == nil || before.OrgCode != e.OrgCode) {
		if fault := OrganisationCodeFault(e.OrgCode); fault != "" {
			return kernel.FieldError(&Row.OrgCode, "%s", fault)
		}
	}
	if before == nil || before.Region != e.Region {
		if err := knownRegion(c, e.Region); err != nil {
			return err
		}
	}
	if before != nil && !near(before.Region, e.Region) && before.Status == e.Status && !e.Quiet && e.Status != Draft && e.Status != Returned {
		return kernel.FieldError(&Row.Region, "跨县（市、区）变更属地请用“迁出”")
	}
	for _, d := range []struct {
		at *kernel.Date
		on kernel.Date
	}{{&Row.FoundedOn, e.FoundedOn}, {&Row.RegisteredOn, e.RegisteredOn}, {&Row.OperatingSince, e.OperatingSince}, {&Row.PlanFiledOn, e.PlanFiledOn}} {
		if d.on > c.Today() {
			return kernel.FieldError(d.at, "%s不能晚于今天", Enterprises.Meta().Field(kernel.ColumnName(d.at)).Label)
		}
	}
	if p := e.Postcode; p != "" && (before == nil || before.Postcode != p) && (len(p) != 6 || strings.Trim(p, "0123456789") != "") {
		return kernel.FieldError(&Row.Postcode, "邮政编码应为6位数字")
	}
	if m := e.Email; m != "" && (before == nil || before.Email != m) {
		if at, err := mail.ParseAddress(m); err != nil || at.Address != m {
			return kernel.FieldError(&Row.Email, "应为邮箱地址，例如 name@example.com")
		}
	}
	if e.Exposed > e.Staff && e.Staff > 0 {
		return kernel.FieldError(&Row.Exposed, "接触人数不能多于从业人员")
	}
	if len(e.Dangerous) > 1 && slices.Contains(e.Dangerous, "none") {
		return kernel.FieldError(&Row.Dangerous, "选了“无”就不能再选其他危险作业")
	}
	if len(e.Factors) > 1 && slices.Contains(e.Factors, "none") {
		return kernel.FieldError(&Row.Factors, "选了“无”就不能再选其他因素")
	}
	return nil
}

// division is the key under which a batch remembers what the platform's tree says of a region.
type division kernel.Region

// knownRegion refuses a region that neither the national table nor the platform's own tree has, or that was merged into another.
func knownRegion(c *kernel.Ctx, code kernel.Region) error {
	own, err := kernel.Once(c, division(code), func() (*region.Region, error) { return region.Of(c, code) })
	switch {
	case err != nil:
		return err
	case own != nil && own.Status == region.Ended:
		return kernel.FieldError(&Row.Region, "%s已撤并，请选并入的区划", own.Name)
	case own != nil:
		return nil
	}
	township := code[:min(9, len(code))] // villages hang below their township
	if _, ok := region.Standard(region.Padded(township)); !ok || len(code) != 12 && township != code {
		return kernel.FieldError(&Row.Region, "没有这个行政区划：%s", string(code))
	}
	return nil
}

// near tells whether two regions are of the same county, or one of them holds the other.
func near(a, b kernel.Region) bool {
	return party.County(a) == party.County(b) || region.Within(a, b) || region.Within(b, a)
}

// keyFacts are what an enterprise on record cannot change without somebody looking at it afterwards.
var keyFacts = []any{&Row.Name, &Row.CreditCode, &Row.Trade, &Row.Trades, &Row.Industry, &Row.LegalPerson, &Row.Address, &Row.Operating}

// flag keeps what the key facts were when an enterprise changes them.
func flag(c *kernel.Ctx, e, before *Enterprise) {
	if before.Status != Filed || e.Status != Filed || e.Quiet || !applicant(c.Actor) {
		return
	}
	m, old := Enterprises.Meta(), maps.Clone(e.Changes)
	if old == nil {
		old = map[string]any{}
	}
	for _, at := range keyFacts {
		f := m.Field(kernel.ColumnName(at))
		if reflect.DeepEqual(f.In(e).Interface(), f.In(before).Interface()) {
			continue
		}
		if _, kept := old[f.Name]; !kept {
			old[f.Name] = f.In(before).Interface()
		}
	}
	maps.DeleteFunc(old, func(name string, was any) bool { // changed back
		now, _ := json.Marshal(m.Field(name).In(e).Interface())
		then, _ := json.Marshal(was)
		return string(now) == string(then)
	})
	switch {
	case len(old) == 0:
		e.settle()
		return
	case e.Changed && len(old) == len(e.Changes):
		return
	}
	e.Changes, e.Changed, e.ActBy = old, true, c.AddWorkdays(c.Today(), reviewDays)
	e.ChangedFacts = strings.Join(changedLabels(e), "、")
}

func changedLabels(e *Enterprise) (out []string) {
	for _, at := range keyFacts {
		if f := Enterprises.Meta().Field(kernel.ColumnName(at)); e.Changes[f.Name] != nil {
			out = append(out, f.Label)
		}
	}
	return out
}

func accept(_ *kernel.Ctx, e *Enterprise) error {
	if !e.Changed {
		return kernel.Errorf(kernel.Conflict, "没有等待确认的变更")
	}
	e.settle()
	return nil
}

// refuse puts the key facts back to what they were.
func refuse(_ *kernel.Ctx, e *Enterprise) error {
	if !e.Changed {
		return kernel.Errorf(kernel.Conflict, "没有等待确认的变更")
	}
	for name, v := range e.Changes {
		if err := party.Restore(Enterprises.Meta(), e, name, v); err != nil {
			return err
		}
	}
	e.settle()
	e.Quiet, e.Undone = true, true
	return nil
}

func (e *Enterprise) settle() { e.Changes, e.Changed, e.ChangedFacts, e.ActBy = nil, false, "", "" }
