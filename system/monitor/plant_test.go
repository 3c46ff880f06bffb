package monitor_test

import (
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"reflect"
	"strings"
	"sync"
	"testing"
	"time"

	"anjian/base/account"
	"anjian/base/agency"
	"anjian/base/enterprise"
	"anjian/base/library"
	"anjian/base/notice"
	"anjian/base/org"
	"anjian/base/region"
	"anjian/base/role"
	"anjian/kernel"
	"anjian/kernel/kerneltest"
	"anjian/kernel/series"
	"anjian/kernel/telemetry"
	"anjian/system/majorhazard"
	"anjian/system/monitor"
)

func modules(h *monitor.House) []kernel.Module {
	return []kernel.Module{region.Module(), library.Module(), org.Module(), enterprise.Module(), agency.Module(), account.Module(account.NewSessions(account.Policy{})), notice.Module(notice.New(&notice.Center{})), majorhazard.Module(), monitor.Module(h)}
}

// clock is a clock that a test turns; it runs beside what devices send.
type clock struct {
	mu sync.Mutex
	t  time.Time
}

func (k *clock) now() time.Time {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.t = k.t.Add(time.Millisecond)
	return k.t
}

func (k *clock) add(d time.Duration) { k.mu.Lock(); k.t = k.t.Add(d); k.mu.Unlock() }

// plant is an enterprise with a gateway and points, and everybody who has to do with it.
type plant struct {
	*kerneltest.World
	t                                   *testing.T
	h                                   *monitor.House
	k                                   *clock
	id, secret                          string
	gate                                *monitor.Gateway
	sys, safety, stranger, county, city *kernel.Ctx
}

func build(t *testing.T, w *kerneltest.World, h *monitor.House) *plant {
	t.Helper()
	p := &plant{World: w, t: t, h: h, k: &clock{t: time.Now()}}
	w.Env.Now = p.k.now
	p.sys = w.System()
	e := &enterprise.Enterprise{}
	e.Name, e.CreditCode, e.Trade, e.Region, e.Status = "郑州金水化工有限公司", "91410105MA40000N0J", enterprise.ChemProduction, "410105", enterprise.Filed
	e.Position = kernel.Point{Lng: 113.66, Lat: 34.8}
	kerneltest.Must(t, enterprise.Enterprises.Create(p.sys, e))
	p.id = e.ID
	for _, one := range []struct {
		login string
		r     kernel.Role
		at    kernel.Region
		ent   string
	}{{"safety1", role.Safety, "410105", e.ID}, {"county1", role.Regulator, "410105", ""}, {"chief1", role.Leader, "410105", ""}, {"city1", role.Regulator, "4101", ""}, {"mayor1", role.Leader, "4101", ""}, {"prov1", role.Leader, "41", ""}} {
		a := &account.Account{Login: one.login, Name: one.login, Kind: account.Regulator, Roles: []account.Role{account.Role(one.r)}, Phone: "13800001234"}
		if one.ent != "" {
			a.Kind, a.Enterprise = account.Enterprise, kernel.Ref[enterprise.Enterprise](one.ent)
		}
		a.Region = one.at
		kerneltest.Must(t, account.Accounts.Create(p.sys, a))
	}
	as := func(id string, r kernel.Role, at kernel.Region, ent string) *kernel.Ctx {
		return w.As(kernel.Actor{ID: id, Name: id, Roles: []kernel.Role{r}, Region: at, Enterprise: ent})
	}
	p.safety, p.stranger = as("safety", role.Safety, "410105", e.ID), as("stranger", role.Safety, "410105", "other")
	p.county, p.city = as("county", role.Regulator, "410105", ""), as("city", role.Regulator, "4101", "")
	p.gate = &monitor.Gateway{Enterprise: kernel.Ref[enterprise.Enterprise](e.ID), Name: "罐区网关", Code: "GW-001", Protocol: monitor.MQTT}
	kerneltest.Must(t, monitor.Gateways.Create(p.safety, p.gate))
	p.secret = p.issue(p.safety, http.StatusOK)
	h.Env, h.Store = w.Env, w.Store
	return p
}

// issue asks for a secret as the browser does.
func (p *plant) issue(c *kernel.Ctx, want int) string {
	p.t.Helper()
	text, code := p.raw(c, "POST /api/monitor_gateway/{id}/secret", httptest.NewRequest("POST", "/", nil), "id", p.gate.ID)
	if code != want {
		p.t.Fatalf("secret: %d %s", code, text)
	}
	_, text, _ = strings.Cut(text, `"secret":"`)
	text, _, _ = strings.Cut(text, `"`)
	return text
}

func (p *plant) route(pattern string) kernel.Route {
	for _, mod := range p.App.Modules {
		for _, rt := range mod.Routes {
			if rt.Pattern == pattern {
				return rt
			}
		}
	}
	p.t.Fatalf("no route %s", pattern)
	panic("")
}

// raw calls a route that answers for itself.
func (p *plant) raw(c *kernel.Ctx, pattern string, r *http.Request, values ...string) (string, int) {
	p.t.Helper()
	for i := 0; i < len(values); i += 2 {
		r.SetPathValue(values[i], values[i+1])
	}
	w := httptest.NewRecorder()
	if err := p.route(pattern).Raw(c, w, r); err != nil {
		return err.Error(), map[kernel.Code]int{kernel.Missing: 404, kernel.Forbidden: 403, kernel.Login: 401, kernel.Invalid: 422}[kernel.CodeOf(err)]
	}
	return w.Body.String(), w.Code
}

// op calls an operation with some fields of its input set, as rest does from a request.
func op[O any](p *plant, c *kernel.Ctx, pattern string, fields map[string]any) (O, error) {
	p.t.Helper()
	rt := p.route(pattern)
	in := reflect.New(rt.In)
	for name, v := range fields {
		in.Elem().FieldByName(name).Set(reflect.ValueOf(v))
	}
	out, err := rt.Serve(c, in.Interface())
	o, _ := out.(O)
	return o, err
}

func (p *plant) add(change func(*monitor.Point)) *monitor.Point {
	p.t.Helper()
	x := &monitor.Point{}
	x.Gateway, x.Code, x.Name, x.Kind, x.Unit, x.Decimals = kernel.Ref[monitor.Gateway](p.gate.ID), "T101.TEMP", "1号罐温度", "temp", "℃", 1
	x.Low, x.High, x.HH, x.H, x.L, x.LL = "0", "100", "80", "70", "10", "5"
	change(x)
	kerneltest.Must(p.t, monitor.Points.Create(p.safety, x))
	return x
}

// open starts the house on time series in dir.
func (p *plant) open(dir string) *series.Embedded {
	p.t.Helper()
	e, err := series.Open(dir, series.Terms{Values: 400 * 24 * time.Hour, Hours: 2000 * 24 * time.Hour}, slog.New(slog.DiscardHandler))
	kerneltest.Must(p.t, err)
	kerneltest.Must(p.t, p.h.Open(p.t.Context(), e))
	return e
}

// send gives the house a message as if it had come in.
func (p *plant) send(late bool, readings ...telemetry.Reading) {
	p.t.Helper()
	id, _, ok := p.h.Admit(p.t.Context(), "GW-001", p.secret, "")
	if !ok {
		p.t.Fatal("not admitted")
	}
	kerneltest.Must(p.t, p.h.Take(p.t.Context(), &telemetry.Message{Device: id, Kind: "data", Late: late, Readings: readings}))
}

func (p *plant) reading(code string, v float64, ago time.Duration) telemetry.Reading {
	return telemetry.Reading{Point: code, Value: v, At: p.k.now().Add(-ago).UnixMilli()}
}

// alarms are those that there are, as "cause grade status".
func (p *plant) alarms() string {
	p.t.Helper()
	list, err := monitor.Alarms.List(p.sys, kernel.Query{Sort: "id"})
	kerneltest.Must(p.t, err)
	var out []string
	for _, a := range list {
		word := fmt.Sprintf("%s %s %s", a.Cause, a.Grade, a.Status)
		if !a.Active {
			word += " over"
		}
		out = append(out, word)
	}
	return strings.Join(out, ", ")
}

func (p *plant) values(point string) string {
	p.t.Helper()
	list, err := p.h.Series.Read(p.t.Context(), series.Span{Point: point, From: p.k.now().Add(-100 * time.Hour), To: p.k.now().Add(time.Hour)})
	kerneltest.Must(p.t, err)
	var out []float64
	for _, b := range list {
		out = append(out, b.Avg)
	}
	return fmt.Sprint(out)
}

func each(t *testing.T, fn func(p *plant)) {
	t.Helper()
	for _, db := range []string{kerneltest.SQLite, kerneltest.PostgreSQL} {
		t.Run(db, func(t *testing.T) {
			h := monitor.NewHouse()
			fn(build(t, kerneltest.Open(t, db, modules(h)...), h))
		})
	}
}

func TestMain(m *testing.M) {
	slog.SetDefault(slog.New(slog.NewTextHandler(io.Discard, nil)))
	os.Exit(m.Run())
}
