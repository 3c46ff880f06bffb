package kernel

import (
	"slices"
	"strings"
)

// Role is a duty that an account may hold; modules declare roles.
type Role string

// Actor is who asks.
type Actor struct {
	ID         string // the account
	Name       string // the person's name
	Roles      []Role
	Region     Region   // what a regulator supervises
	Trades     []string // supervision categories that a regulator is limited to; none is no limit
	Enterprise string   // whom an enterprise account speaks for
	Agency     string   // whom an agency's account speaks for
	Serves     []string // enterprises that the agency works for today
	Org        string
	Also       []Actor // posts that the same person fills besides, each with its own rights (兼任、代理)
	System     bool    // the platform itself: every right; the trail names it so
}

// Is tells whether the actor holds one of the roles, by himself or in another post.
func (a Actor) Is(roles ...Role) bool {
	return a.System || a.holds(roles) || slices.ContainsFunc(a.Also, func(b Actor) bool { return b.holds(roles) })
}

// Outside tells whether the actor speaks for an enterprise or its agency, not for an authority.
func (a Actor) Outside() bool { return !a.System && (a.Enterprise != "" || a.Agency != "") }

func (a *Actor) holds(roles []Role) bool {
	return slices.ContainsFunc(a.Roles, func(r Role) bool { return slices.Contains(roles, r) })
}

// Access is default deny: a verb is allowed on the rows of the grants that name it.
type Access []Grant

// Grant lets the holders of any role in To do the verbs in Can on the rows that Rows selects.
// Verbs are read, create, update, delete, import, export, plain (personal data are shown), unmask (they are shown on a reasoned
// request; without a grant of it to everybody who reads) and the steps of the lifecycle.
type Grant struct {
	To   []Role
	Can  string
	Rows func(Actor) Cond
}

// All is every row, Jurisdiction the rows of the actor's region, Own those of the actor's enterprise.
func All(Actor) Cond            { return Cond{} }
func Jurisdiction(a Actor) Cond { return Under(a.Region) }
func Own[T any](col *Ref[T]) func(Actor) Cond {
	return func(a Actor) Cond {
		if a.Enterprise == "" {
			return None()
		}
		return Eq(col, Ref[T](a.Enterprise))
	}
}

// Mine is the rows whose column names the actor's account.
func Mine[T any](col *Ref[T]) func(Actor) Cond {
	return func(a Actor) Cond {
		if a.ID == "" {
			return None()
		}
		return Eq(col, Ref[T](a.ID))
	}
}

func (g Grant) names(verb string) bool { return slices.Contains(strings.Fields(g.Can), verb) }

// verbs are the words of each grant's Can, split once for all records.
func (a Access) verbs() [][]string {
	out := make([][]string, len(a))
	for i, g := range a {
		out[i] = strings.Fields(g.Can)
	}
	return out
}

// Scope returns the rows on which a may do verb; Forbidden if there can be none.
func (m *Meta) Scope(a Actor, verb string) (Cond, error) {
	if a.System {
		return Cond{}, nil
	}
	var rows []Cond
	for i := range m.Access {
		g := &m.Access[i]
		if !slices.Contains(m.granted[i], verb) {
			continue
		}
		if a.holds(g.To) {
			rows = append(rows, g.Rows(a))
		}
		for j := range a.Also {
			if a.Also[j].holds(g.To) {
				rows = append(rows, g.Rows(a.Also[j]))
			}
		}
	}
	switch len(rows) {
	case 0:
		return Cond{}, Errorf(Forbidden, "您没有对%s进行此操作的权限", m.Label)
	case 1:
		return rows[0], nil
	}
	return Or(rows...), nil
}

// Capacity is the name under which a does verb: that of another post if only that allows it.
func (m *Meta) Capacity(a Actor, verb string) string {
	own := func(a *Actor) bool {
		for i := range m.Access {
			if slices.Contains(m.granted[i], verb) && a.holds(m.Access[i].To) {
				return true
			}
		}
		return false
	}
	if len(a.Also) == 0 || a.System || own(&a) {
		return a.Name
	}
	for i := range a.Also {
		if own(&a.Also[i]) {
			return a.Also[i].Name
		}
	}
	return a.Name
}

// some tells whether a grant gives an actor rows, in one of his posts at least: some rights are a county's only.
func (g *Grant) some(a Actor) bool {
	return a.holds(g.To) && g.Rows(a).Op != None().Op || slices.ContainsFunc(a.Also, g.some)
}

// Verbs returns the verbs that a holds on some rows of m.
func (m *Meta) Verbs(a Actor) (out []string) {
	add := func(verb string) {
		if !slices.Contains(out, verb) {
			out = append(out, verb)
		}
	}
	if a.System {
		for _, verb := range []string{"read", "create", "update", "delete", "import", "export", "plain", "unmask"} {
			add(verb)
		}
		for _, s := range m.Steps {
			add(s.Name)
		}
	}
	for i := range m.Access {
		if m.Access[i].some(a) {
			for _, verb := range m.granted[i] {
				add(verb)
			}
		}
	}
	return out
}

// allowance finds out, for every record of a page, what the actor may do with it: verbs whose rows are those of the list hold
// everywhere, others are decided from the record's own columns, and for those that are not the list query carries a flag.
type allowance struct {
	everywhere []permit // their rows are not asked for
	decided    []permit
	flagged    []permit
	flags      []Cond // of flagged, in its order
	plain      bool   // personal data are shown on every row
}

// permit is a verb, the step if it is one, and the rows on which it is allowed.
type permit struct {
	verb string
	step *StepMeta
	rows Cond
}

func (m *Meta) allowance(a Actor, read Cond) (out allowance) {
	key := a.rights()
	if known, ok := m.allowances.Load(key); ok {
		return known.(allowance)
	}
	out = m.workOut(a, read)
	if m.actors.Add(1) > rememberedActors {
		m.allowances.Clear()
		m.actors.Store(0)
	}
	m.allowances.Store(key, out)
	return out
}

// rememberedActors bounds for how many actors a record type remembers what they may do.
const rememberedActors = 10_000

// rights is everything of an actor on which grants may depend.
func (a Actor) rights() string {
	var b strings.Builder
	for _, s := range []string{a.ID, a.Name, string(a.Region), a.Enterprise, a.Agency, a.Org} {
		b.WriteString(s)
		b.WriteByte(0)
	}
	for _, r := range a.Roles {
		b.WriteString(string(r))
		b.WriteByte(1)
	}
	for _, t := range a.Trades {
		b.WriteByte(0)
		b.WriteString(t)
	}
	if a.System {
		b.WriteByte(2)
	}
	for _, e := range a.Serves {
		b.WriteByte(3)
		b.WriteString(e)
	}
	for _, also := range a.Also {
		b.WriteByte(4)
		b.WriteString(also.rights())
	}
	return b.String()
}

func (m *Meta) workOut(a Actor, read Cond) (out allowance) {
	for _, verb := range m.Verbs(a) {
		step := m.Step(verb)
		if step == nil && verb != "update" && verb != "delete" && verb != "plain" {
			continue
		}
		rows, err := m.Scope(a, verb)
		if err != nil {
			continue
		}
		rows = rows.given(read)
		if step != nil {
			rows = step.Turn(a, rows)
		}
		if verb == "update" && m.settled.Op != "" && !a.System {
			rows = And(rows, Except(m.settled))
		}
		switch {
		case rows.Op == "" && verb == "plain":
			out.plain = true
		case rows.Op == "":
			out.everywhere = append(out.everywhere, permit{verb: verb, step: step})
		case rows.decidable(m):
			out.decided = append(out.decided, permit{verb, step, rows})
		default:
			out.flagged, out.flags = append(out.flagged, permit{verb, step, rows}), append(out.flags, rows)
		}
	}
	return out
}

// of returns the verbs for rec, and whether its personal data are shown. Without flags of the database those verbs are decided too, as
// far as they can be; known is false where one cannot.
func (al allowance) of(m *Meta, rec any, flags []bool) (can []string, plain, known bool) {
	can, plain, known = make([]string, 0, len(al.everywhere)+len(al.decided)+len(al.flagged)), al.plain, true
	state := ""
	if m.StateColumn != "" {
		state = m.Field(m.StateColumn).In(rec).String()
	}
	fits := func(p *permit) bool { return p.step == nil || slices.Contains(p.step.From, state) }
	add := func(verb string) {
		if verb == "plain" {
			plain = true
		} else {
			can = append(can, verb)
		}
	}
	for i := range al.everywhere {
		if p := &al.everywhere[i]; fits(p) {
			add(p.verb)
		}
	}
	for i := range al.decided {
		if p := &al.decided[i]; fits(p) {
			if holds, _ := p.rows.Decide(m, rec); holds {
				add(p.verb)
			}
		}
	}
	for i := range al.flagged {
		p := &al.flagged[i]
		if !fits(p) {
			continue
		}
		holds := flags != nil && flags[i]
		if flags == nil {
			var ok bool
			holds, ok = p.rows.Decide(m, rec)
			known = known && ok
		}
		if holds {
			add(p.verb)
		}
	}
	return can, plain, known
}
