package kernel

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"reflect"
	"slices"
	"strings"
	"time"
)

// Module is one system of the mission; its package returns it from a function Module.
type Module struct {
	Name, Label string
	Area        string      // the heading of the menu below which the wiring puts it
	Roles       []RoleLabel // roles that the module brings
	Resources   []Handle    // record types
	Indicators  []Indicator // numbers that others show, weigh and rate by
	Layers      []Layer     // marks on the one map
	Tasks       []Job       // what runs by itself
	Routes      []Route     // plain code: where declarations end
	Tables      []string    // tables of an engine that are no records: DDL with {text} {int} {real} {bool} {json} for types
	Hooks       []Hook
}

// RoleLabel names a role for people.
type RoleLabel struct {
	Role  Role   `json:"name"`
	Label string `json:"label"`
	Help  string `json:"help"`
	Blind bool   `json:"-"` // whoever has this duty alone does not read the trail: it tells of what he does
}

// Indicator is a number that dashboards, appraisal, credit rating and reports share.
type Indicator struct {
	Name, Label, Unit, Help string
	Of                      Handle
	Where                   Cond   // what is counted; everything else is excluded
	Sum                     any    // numeric column as a row address; nil counts
	Distinct                any    // column as a row address whose different values are counted
	On                      any    // *Date or *time.Time: the date by which it falls into a period
	Stock                   bool   // a stand at the end of the period: everything dated up to it counts, whenever it began
	By                      []any  // further cuts; region is always possible
	Per                     string // name of the indicator that is its denominator
	Query                   string // the list that holds the very records, as filters of docs/api.md
	Kept                    bool   // counters are kept as records are written: for types of which a province has very many
	// Stood is what was counted at the end of a past day, instead of Where, which is how it stands now; nil where no date tells.
	Stood func(end Date) Cond
}

// Layer puts records on the one map.
type Layer struct {
	Name, Label string
	Of          Handle
	At          *Point
	Shape       any // column that holds a line or an area, of a kind named "shape"; nil: the records are points
	Tone        any // column that colours the mark
	Where       Cond
}

// Job is a Task seen without its type.
type Job interface {
	Spec() (name string, every time.Duration)
	Do(c *Ctx, args json.RawMessage) error
}

// Task runs outside of requests: every so often, or once for each Enqueue. It may run again after a
// crash, so what it does must bear that.
type Task[A any] struct {
	Name  string
	Every time.Duration
	Run   func(*Ctx, A) error
}

func (t *Task[A]) Spec() (string, time.Duration) { return t.Name, t.Every }

// Do runs the task with stored arguments.
func (t *Task[A]) Do(c *Ctx, args json.RawMessage) error {
	var a A
	if len(args) > 0 {
		if err := json.Unmarshal(args, &a); err != nil {
			return err
		}
	}
	return t.Run(c, a)
}

// Enqueue stores a run in the running transaction: it happens if and only if that commits.
func (t *Task[A]) Enqueue(c *Ctx, a A) error { return c.Queue.Put(c, t.Name, a) }

// Route is an operation that is not a verb on one record.
type Route struct {
	Pattern, Label string // "POST /api/inspect/draw"
	Can            []Role // nil: whoever is signed in
	Public         bool   // also nobody
	Foreign        bool   // spoken by other systems after a standard of their own (OpenID Connect, SCIM): docs/api.md does not bind it, and what a page of another site sends is let in
	Reads          bool   // asks by POST because its question is too long for an address: no answer is kept for a second try
	Fresh          string // the purpose for which the person has to be fresh, see Ctx.Fresh
	In, Out        reflect.Type
	Serve          func(c *Ctx, in any) (any, error)                          // with In and Out
	Raw            func(c *Ctx, w http.ResponseWriter, r *http.Request) error // instead of Serve: files, streams
}

// Op makes a Route from a plain function; its types are the contract. The input comes from the body
// of a POST, from the query of a GET, and in both from the wildcards of the pattern, by json name.
func Op[I, O any](pattern, label string, can []Role, fn func(*Ctx, *I) (*O, error)) Route {
	return Route{Pattern: pattern, Label: label, Can: can, In: reflect.TypeFor[I](), Out: reflect.TypeFor[O](),
		Serve: func(c *Ctx, in any) (any, error) { return fn(c, in.(*I)) }}
}

// App is a checked set of modules.
type App struct {
	Modules []Module
	byName  map[string]Handle
	byType  map[reflect.Type]Handle
	parts   map[string][]Part
	blind   map[Role]bool
}

// Part is a record type that refers to another one: a tab of its record page.
type Part struct {
	Type  string `json:"type"`
	Label string `json:"label"`
	Via   string `json:"via"`
}

// Resource returns the record type called name, or nil.
func (a *App) Resource(name string) Handle { return a.byName[name] }

// ByType returns the record type of t, which a Ref points at.
func (a *App) ByType(t reflect.Type) Handle { return a.byType[t] }

// Parts returns the record types that refer to the one called name.
func (a *App) Parts(name string) []Part { return a.parts[name] }

// PartsFor returns those of Parts that refer to it by a column which who may see.
func (a *App) PartsFor(who Actor, name string) []Part {
	return slices.DeleteFunc(slices.Clone(a.parts[name]), func(p Part) bool { return a.byName[p.Type].Meta().Field(p.Via).Inner(who) })
}

// Each calls fn for every record type in the order of declaration.
func (a *App) Each(fn func(mod *Module, h Handle)) {
	for i := range a.Modules {
		for _, h := range a.Modules[i].Resources {
			fn(&a.Modules[i], h)
		}
	}
}

// Sighted tells whether an actor may read the trail: somebody whose duties are all blind may not.
func (a *App) Sighted(who Actor) bool {
	if a.blind == nil || who.System || len(who.Roles) == 0 {
		return true
	}
	return slices.ContainsFunc(who.Roles, func(r Role) bool { return !a.blind[r] })
}

// Indicator returns the indicator called name, or nil.
func (a *App) Indicator(name string) *Indicator {
	for _, mod := range a.Modules {
		for i := range mod.Indicators {
			if mod.Indicators[i].Name == name {
				return &mod.Indicators[i]
			}
		}
	}
	return nil
}

// Layer returns the layer called name, or nil.
func (a *App) Layer(name string) *Layer {
	for _, mod := range a.Modules {
		for i := range mod.Layers {
			if mod.Layers[i].Name == name {
				return &mod.Layers[i]
			}
		}
	}
	return nil
}

// Assemble checks the modules against each other and reports all problems at once.
func Assemble(modules ...Module) (*App, error) {
	app := &App{Modules: modules, byName: map[string]Handle{}, byType: map[reflect.Type]Handle{}, parts: map[string][]Part{}}
	var bad []string
	app.Each(func(_ *Module, h Handle) {
		if m := h.Meta(); app.byName[m.Name] != nil {
			bad = append(bad, m.Name+": declared twice")
		} else {
			app.byName[m.Name], app.byType[m.Type] = h, h
		}
	})
	app.Each(func(_ *Module, h Handle) { bad = append(bad, app.check(h.Meta())...) })
	seen := map[string]bool{}
	app.blind = map[Role]bool{}
	for _, mod := range modules {
		for _, r := range mod.Roles {
			app.blind[r.Role] = r.Blind
		}
		for _, in := range mod.Indicators {
			if seen[in.Name] {
				bad = append(bad, in.Name+": indicator declared twice")
			}
			if in.Kept && (in.Sum != nil || in.Distinct != nil) {
				bad = append(bad, in.Name+": only a plain number of records can be kept in counters")
			}
			if seen[in.Name] = true; in.Per != "" && app.Indicator(in.Per) == nil {
				bad = append(bad, in.Name+": its denominator "+in.Per+" is not declared")
			}
		}
	}
	if slices.Sort(bad); len(bad) > 0 {
		return nil, fmt.Errorf("kernel: %d problems:\n\t%s", len(bad), strings.Join(bad, "\n\t"))
	}
	return app, nil
}

// among tells which filters of a reference its records do not have.
func among(m *Meta, f *Field, to *Meta) (bad []string) {
	for part := range strings.FieldsFuncSeq(f.Among, func(r rune) bool { return r == '&' }) {
		name, values, _ := strings.Cut(part, "=")
		col := to.Field(name)
		ok := col != nil && col.Has("filter")
		for _, value := range strings.Split(values, ",") {
			ok = ok && (col.Kind.Options == nil || slices.ContainsFunc(col.Kind.Options, func(o Option) bool { return o.Value == value }))
		}
		if !ok {
			bad = append(bad, fmt.Sprintf("%s.%s: %s has no filter %s", m.Name, f.Name, to.Name, part))
		}
	}
	return bad
}

func (a *App) check(m *Meta) (bad []string) {
	for _, p := range m.Problems {
		bad = append(bad, m.Name+"."+p)
	}
	if m.Type.NumField() == 0 || m.Type.Field(0).Type != reflect.TypeFor[Base]() {
		bad = append(bad, m.Name+": its first field must embed kernel.Base")
	}
	for _, f := range m.Fields {
		if f.Kind.To == nil {
			continue
		}
		if to := a.byType[f.Kind.To]; to == nil {
			bad = append(bad, fmt.Sprintf("%s.%s: refers to %s, which no module declares", m.Name, f.Name, f.Kind.To))
		} else if bad = append(bad, among(m, &f, to.Meta())...); f.Kind.Name == "ref" {
			a.parts[to.Meta().Name] = append(a.parts[to.Meta().Name], Part{m.Name, m.Label, f.Name})
		}
	}
	known := []string{"read", "create", "update", "delete", "import", "export", "plain", "unmask"}
	for _, s := range m.Steps {
		known = append(known, s.Name)
		if !slices.ContainsFunc(m.Access, func(g Grant) bool { return g.names(s.Name) }) {
			bad = append(bad, m.Name+": nobody may "+s.Name)
		}
		options := m.Field(m.StateColumn).Kind.Options
		for _, state := range append(slices.Clone(s.From), s.To) {
			if state != "" && !slices.ContainsFunc(options, func(o Option) bool { return o.Value == state }) {
				bad = append(bad, m.Name+": step "+s.Name+" names the unknown state "+state)
			}
		}
	}
	if !slices.ContainsFunc(m.Access, func(g Grant) bool { return g.names("read") }) {
		bad = append(bad, m.Name+": nobody may read")
	}
	for _, g := range m.Access {
		for verb := range strings.FieldsSeq(g.Can) {
			if !slices.Contains(known, verb) {
				bad = append(bad, m.Name+": grant of the unknown verb "+verb)
			}
		}
	}
	return bad
}

// NewCtx makes a Ctx of env for the platform itself, outside of any request.
func (env *Env) NewCtx(ctx context.Context, store Store) *Ctx {
	return &Ctx{Context: ctx, Env: env, Store: store, Actor: Actor{ID: "system", Name: "系统", System: true, Region: Country}}
}
