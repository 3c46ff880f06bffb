package kernel

import (
	"fmt"
	"slices"
)

// Flow is the lifecycle of a T whose state column is of the enumeration S.
type Flow[T any, S ~string] struct {
	On    *S // the state column, as a row address
	Start S
	Steps []Step[T, S]
	Moves []Move[S] // a type that declares them is held to them: no code changes the state otherwise
}

// Move is a change of state that nobody's step makes but the platform itself: a gateway has answered, a comparison is through. Without
// From it is a state in which a record may begin besides Start.
type Move[S ~string] struct{ From, To []S }

// Step is one transition: a verb of Access, an endpoint, a button in the front end and an entry of the trail.
type Step[T any, S ~string] struct {
	Name, Label string
	From        []S
	To          S                         // empty: the state stays
	Ask, May    []any                     // columns that the actor must or may fill in, as row addresses
	If          Cond                      // optional: only records that fulfil it can take the step
	Whose       func(Actor) Cond          // optional: only records that fulfil it wait for this actor's step; unlike a right it may be over once the step is taken
	Next        func(*Ctx, *T) (S, error) // optional: chooses the state instead of To
	Do          func(*Ctx, *T) error      // optional: last check and effects, in the transaction
	Todo        bool                      // a record in From waits for whoever may take this step
	Opinion     bool                      // an opinion must be given
	Tone        string                    // "primary", "danger" or ""
	Confirm     string                    // a question to answer before harm
	Help        string
	Fresh       string // the purpose for which the person has to be fresh, see Ctx.Fresh
	Law         string // why the law has it in this order; said when a record in another state is refused
}

// StepMeta is a Step without its types.
type StepMeta struct {
	Name    string           `json:"name"`
	Label   string           `json:"label"`
	From    []string         `json:"from"`
	To      string           `json:"to"`
	Ask     []string         `json:"ask,omitempty"`
	May     []string         `json:"may,omitempty"`
	Opinion bool             `json:"opinion,omitempty"`
	Todo    bool             `json:"todo,omitempty"`
	Tone    string           `json:"tone,omitempty"`
	Confirm string           `json:"confirm,omitempty"`
	Help    string           `json:"help,omitempty"`
	If      Cond             `json:"-"`
	Whose   func(Actor) Cond `json:"-"`
	Fresh   string           `json:"-"`
	Law     string           `json:"law,omitempty"`
	Chooses bool             `json:"-"` // code chooses the state that follows, and may choose any
}

// open is the records that can take the step by what they are, and wait for this actor's.
func (s *StepMeta) open(a Actor) Cond {
	if s.Whose == nil || a.System {
		return s.If
	}
	return And(s.If, s.Whose(a))
}

// Turn is those of the rows that an actor can take through the step.
func (s *StepMeta) Turn(a Actor, rows Cond) Cond {
	if open := s.open(a); open.Op != "" {
		return And(rows, open)
	}
	return rows
}

// Step returns the step called name, or nil.
func (m *Meta) Step(name string) *StepMeta {
	for i := range m.Steps {
		if m.Steps[i].Name == name {
			return &m.Steps[i]
		}
	}
	return nil
}

// OpenStates are the states in which a record waits for somebody; for a type that never waits, those with a way on.
func (m *Meta) OpenStates() (open []any) {
	todo := slices.ContainsFunc(m.Steps, func(s StepMeta) bool { return s.Todo })
	for _, s := range m.Steps {
		if todo && !s.Todo {
			continue
		}
		for _, state := range s.From {
			if !slices.Contains(open, any(state)) {
				open = append(open, state)
			}
		}
	}
	return open
}

type lifecycle[T any] interface {
	describe(*Meta)
	start(*Meta, *T)
	do(c *Ctx, m *Meta, step string, rec, in *T, opinion string) error
}

func (f Flow[T, S]) describe(m *Meta) {
	m.StateColumn = column(f.On)
	for _, s := range f.Steps {
		meta := StepMeta{Name: s.Name, Label: s.Label, To: string(s.To), From: texts(s.From), Ask: names(s.Ask), May: names(s.May), Opinion: s.Opinion,
			Todo: s.Todo, Tone: s.Tone, Confirm: s.Confirm, Help: s.Help, If: s.If, Whose: s.Whose, Fresh: s.Fresh, Law: s.Law, Chooses: s.Next != nil}
		m.Steps = append(m.Steps, meta)
	}
	if len(f.Moves) > 0 {
		m.Moves = []Move[string]{{To: []string{string(f.Start)}}}
	}
	for _, move := range f.Moves {
		m.Moves = append(m.Moves, Move[string]{texts(move.From), texts(move.To)})
	}
}

func texts[S ~string](list []S) (out []string) {
	for _, s := range list {
		out = append(out, string(s))
	}
	return out
}

// moves tells whether a write may change the state, or a record begin (from is empty), without a step.
func (m *Meta) moves(from, to string) bool {
	return from == to || len(m.Moves) == 0 || slices.ContainsFunc(m.Moves, func(move Move[string]) bool {
		return slices.Contains(move.To, to) && (slices.Contains(move.From, from) || from == "" && len(move.From) == 0)
	})
}

func (f Flow[T, S]) start(m *Meta, rec *T) {
	if state := m.Field(m.StateColumn).In(rec); state.String() == "" {
		state.SetString(string(f.Start))
	}
}

func (f Flow[T, S]) do(c *Ctx, m *Meta, step string, rec, in *T, opinion string) error {
	i := slices.IndexFunc(f.Steps, func(s Step[T, S]) bool { return s.Name == step })
	if i < 0 {
		return Errorf(Missing, "%s没有这个操作", m.Label)
	}
	s, state := f.Steps[i], m.Field(m.StateColumn)
	if now := S(state.In(rec).String()); !slices.Contains(s.From, now) {
		message := fmt.Sprintf("%s当前为“%s”，不能%s", m.Label, state.Text(rec), s.Label)
		if s.Law != "" {
			message += "：" + s.Law
		}
		return Errorf(Conflict, "%s", message)
	}
	bad := map[string]string{}
	for _, name := range m.Steps[i].Ask {
		f := m.Field(name)
		if in == nil || f.In(in).IsZero() {
			bad[name] = f.Label + "不能为空"
			continue
		}
		f.In(rec).Set(f.In(in))
	}
	if s.Opinion && opinion == "" {
		bad["opinion"] = "请填写意见"
	}
	if len(bad) > 0 {
		return &Error{Code: Invalid, Message: s.Label + "：有必填项未填", Fields: bad}
	}
	for _, name := range m.Steps[i].May {
		if f := m.Field(name); in != nil && !f.In(in).IsZero() {
			f.In(rec).Set(f.In(in))
		}
	}
	if s.Do != nil {
		if err := s.Do(c, rec); err != nil {
			return err
		}
	}
	if s.Next != nil {
		to, err := s.Next(c, rec)
		if s.To = to; err != nil {
			return err
		}
	}
	if s.To != "" {
		state.In(rec).SetString(string(s.To))
	}
	return nil
}
