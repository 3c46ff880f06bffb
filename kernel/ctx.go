package kernel

import (
	"context"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"time"
)

// Env is what one running platform has once: the declarations, the clock, and the engines that
// run declarations. Package kernel knows engines only by the interfaces below.
type Env struct {
	App   *App
	Now   func() time.Time
	Trail Recorder
	Queue Queue
	Hooks []Hook                                           // called for every write of a record, in its transaction
	Label func(Region) string                              // full name of a region; nil gives the code
	Blob  func(c *Ctx, sha string) bool                    // whether the content of a file is at hand
	Match func(c *Ctx, m *Meta, text string) (Cond, error) // records of m that what a person typed finds; nil without search
	// Places returns the ids, in order, of the records of a layer in a box of west, south, east, north that the actor may read and that fulfil where.
	Places func(c *Ctx, layer *Layer, where Cond, box [4]float64) ([]string, error)
	Units  func(c *Ctx, r Region) ([]Unit, error) // the regions one level below, in their usual order; nil knows none
	Logger *slog.Logger
	// FindRegion returns the regions that a text may mean: a code, a full name, a short one; nil takes codes only.
	FindRegion func(text string) []Region
	// Fresh refuses what asks for a person who has just proved who they are; nil asks nobody. See Ctx.Fresh.
	Fresh func(c *Ctx, purpose string) error
	// Workdays is the day that lies n working days (工作日) after from; nil counts Monday to Friday.
	Workdays func(from Date, n int) Date
	Contents Contents // the store of files, for modules that keep files outside of records
}

// Contents is the store of files as a module sees it that names files outside of records and checks the rights itself.
type Contents interface {
	// Stat says what a file is, without a name; Missing if its content never arrived.
	Stat(c *Ctx, sha string) (File, error)
	// Serve answers with the content, or with a picture of at most width pixels.
	Serve(w http.ResponseWriter, r *http.Request, sha, name string, width int) error
	// Read opens the content; Missing if it never arrived. Keep stores what the platform made itself, and says what it is, without a name.
	Read(c *Ctx, sha string) (io.ReadSeekCloser, error)
	Keep(c *Ctx, content io.Reader) (File, error)
}

// Unit is a region that reports by itself.
type Unit struct {
	Code    Region
	Label   string
	Counted bool // false for functional zones that comparisons leave out (功能区不计算在内)
}

// Hook sees every write of a record in its transaction; its error takes the write back.
type Hook func(*Ctx, *Write) error

// Write is one change of one record.
type Write struct {
	Meta          *Meta
	Verb          string // create, update, delete, or a step
	ID            string
	Region        Region
	Before, After any    // pointers to records; nil at creation and deletion respectively
	From, To      string // states
	Opinion       string
	Due           Limit // the limit of After
}

// Recorder is the trail (办理过程): it keeps who did what, when and where.
type Recorder interface {
	Record(c *Ctx, e Event) error
	// Of returns what happened to one record, newest first.
	Of(c *Ctx, typ, id string) ([]Line, error)
	// Done counts what the actor did since a time: events and writes of one verb.
	Done(c *Ctx, verb string, since time.Time) (int, error)
}

// Line is an entry of the trail, read again.
type Line struct {
	At, Actor, ActorName, Verb, From, To, Opinion, Detail, Place, Device, DoneAt string
	Changes                                                                      []Change
}

// Change is one column before and after, as JSON. Personal data are kept masked.
type Change struct {
	Name   string          `json:"name"`
	Before json.RawMessage `json:"before,omitempty"`
	After  json.RawMessage `json:"after,omitempty"`
}

// Event is an entry for the trail that is not the write of a record: a login, an export, a print, a view of masked data.
type Event struct {
	Type, ID string // the record, if there is one
	Verb     string
	Region   Region
	Opinion  string // reason or remark
	Detail   string // what was exported, printed, shown
}

// Queue keeps runs of tasks in the database of the records.
type Queue interface {
	Put(c *Ctx, task string, args any) error
}

// Origin says where a request came from; the trail keeps it.
type Origin struct {
	Address string    // of the network
	Device  string    // what the browser or phone says of itself
	Place   Point     // where it was, if it said so
	DoneAt  string    // when a phone without a network recorded it; empty for work done now
	Request string    // trace id
	Digest  string    // SHA-256 of what asks for this write: method, blank, path, new line, body; empty where nothing is written once
	Session string    // the kind of session it came by: browser, program; empty for what the platform does by itself
	Proved  time.Time // when the person last proved who they are
}

// Purposes for which a person may have to prove again who they are (重要操作再次验证).
const (
	ForSeal   = "seal"   // what is signed or sealed
	ForExport = "export" // data that leave the platform
	ForRights = "rights" // who may do what
)

// Fresh returns an error of the code Prove unless the person behind the request has proved who they are within the last
// minutes, as the settings of the platform say for the purpose.
func (c *Ctx) Fresh(purpose string) error {
	if c.Env.Fresh == nil || c.Actor.System {
		return nil
	}
	return c.Env.Fresh(c, purpose)
}

// Ctx is what declared functions get: the request, who asks, and the store of the running transaction.
type Ctx struct {
	context.Context
	*Env
	Actor  Actor
	Store  Store
	Origin Origin
	memory map[any]any // see Remembering
	why    string      // see Because
}

// Remembering is c for work over many records in one go: what Once has looked up for one of them is not looked up again for the next.
// It lasts for a batch, so that what others change meanwhile is seen by the following one.
func (c *Ctx) Remembering() *Ctx {
	out := *c
	out.memory = map[any]any{}
	return &out
}

// Once is what look finds, found once for each key in a batch; without Remembering it is looked up each time. It is for what the batch
// itself does not write.
func Once[K comparable, T any](c *Ctx, key K, look func() (T, error)) (T, error) {
	if found, known := c.memory[key]; known {
		return found.(T), nil
	}
	found, err := look()
	if err == nil && c.memory != nil {
		c.memory[key] = found
	}
	return found, err
}

// vacant is the key under which a batch remembers that no record has a value in a unique column.
type vacant struct{ typ, col, value string }

// Vacant tells a batch that no record of m has the value in a unique column, so that Holder need not look for each. Two records of the
// batch that both claim it are told apart by the index.
func (c *Ctx) Vacant(m *Meta, col, value string) {
	if c.memory != nil {
		c.memory[vacant{m.Name, col, value}] = true
	}
}

// Tx runs fn in a transaction, or in the one that already runs.
func (c *Ctx) Tx(fn func(*Ctx) error) error {
	return c.Store.Tx(c, func(s Store) error { in := *c; in.Store = s; return fn(&in) })
}

// AsSystem is c with every right, for what the platform itself must read or write in the course of the actor's work.
func (c *Ctx) AsSystem() *Ctx {
	in := *c
	in.Actor.System = true
	return &in
}

// Because is c in which the history of what is written without an opinion says why.
func (c *Ctx) Because(why string) *Ctx {
	in := *c
	in.why = why
	return &in
}

// Why is the reason that the history gives for what is written without an opinion.
func (c *Ctx) Why() string { return c.why }

// Today is the day in China.
func (c *Ctx) Today() Date { return Day(c.Now()) }

// DoneOn is the day on which the work was done: as a phone without a network recorded it, otherwise today; never later.
func (c *Ctx) DoneOn() Date {
	if at, err := time.Parse(time.RFC3339, c.Origin.DoneAt); err == nil && Day(at) < c.Today() {
		return Day(at)
	}
	return c.Today()
}

// AddWorkdays is the last day of a limit of n working days that starts on from.
func (c *Ctx) AddWorkdays(from Date, n int) Date {
	if c.Env.Workdays != nil {
		return c.Env.Workdays(from, n)
	}
	day, err := time.Parse(time.DateOnly, string(from))
	if err != nil {
		return from
	}
	for n > 0 {
		if day = day.AddDate(0, 0, 1); day.Weekday() != time.Saturday && day.Weekday() != time.Sunday {
			n--
		}
	}
	return Date(day.Format(time.DateOnly))
}

// RegionLabel is the full name of a region, such as 河南省郑州市金水区.
func (c *Ctx) RegionLabel(r Region) string {
	if c.Env.Label == nil || r == "" {
		return string(r)
	}
	return c.Env.Label(r)
}

// Limit is until when somebody has to act on a record (办理期限). The zero value is no limit.
type Limit struct {
	On     Date   // last day
	Warn   int    // days before On from which it is a warning
	Who    string // who was to act, as the reader knows them: 企业, 属地监管部门
	What   string // what is to be done: 提交整改
	Paused bool
}

// States of a limit.
const (
	Running = "running"
	Warned  = "warned"
	Overdue = "overdue"
	Paused  = "paused"
)

// State tells how the limit stands on day.
func (l Limit) State(day Date) string {
	switch {
	case l.Paused:
		return Paused
	case day > l.On:
		return Overdue
	case day.DaysUntil(l.On) <= l.Warn:
		return Warned
	}
	return Running
}
