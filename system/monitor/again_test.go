package monitor_test

import (
	"sync/atomic"
	"testing"
	"time"

	"anjian/kernel"
	"anjian/kernel/kerneltest"
	"anjian/system/monitor"
)

// An alarm that was closed as false while its condition holds does not begin anew, not after a restart either; when the condition was
// over, it does. Other systems are told of each that begins.
func TestFalse(t *testing.T) {
	each(t, func(p *plant) {
		var told atomic.Int64
		listen := func() {
			p.h.OnAlarm = func(c *kernel.Ctx, a *monitor.Alarm) {
				if _, err := monitor.Alarms.Get(c, a.ID); err != nil {
					p.t.Errorf("told of an alarm before it is there: %v", err)
				}
				told.Add(1)
			}
		}
		p.add(func(*monitor.Point) {})
		dir := p.t.TempDir()
		listen()
		e := p.open(dir)
		p.send(false, p.reading("T101.TEMP", 75, 0))
		a, err := monitor.Alarms.First(p.sys, kernel.Cond{})
		kerneltest.Must(p.t, err)
		_, err = monitor.Alarms.Do(p.safety, a.ID, 0, "misjudge", nil, "探头受潮")
		kerneltest.Must(p.t, err)
		p.k.add(10 * time.Second)
		p.send(false, p.reading("T101.TEMP", 76, 0))
		kerneltest.Must(p.t, e.Close())
		p.h = monitor.NewHouse()
		p.h.Env, p.h.Store = p.Env, p.Store
		listen()
		e = p.open(dir)
		p.t.Cleanup(func() { e.Close() })
		p.k.add(10 * time.Second)
		p.send(false, p.reading("T101.TEMP", 77, 0))
		if got := p.alarms(); got != "H blue closed" {
			p.t.Errorf("after a restart: %s", got)
		}
		p.send(false, p.reading("T101.TEMP", 50, 0))
		p.send(false, p.reading("T101.TEMP", 75, 0))
		if got := p.alarms(); got != "H blue closed over, H blue new" {
			p.t.Errorf("when it comes back: %s", got)
		}
		x, err := monitor.Points.First(p.sys, kernel.Cond{})
		kerneltest.Must(p.t, err)
		_, err = monitor.Points.Update(p.safety, x.ID, 0, func(x *monitor.Point) error { x.Off = true; return nil })
		kerneltest.Must(p.t, err)
		p.reload()
		kerneltest.Must(p.t, p.h.Tick(p.sys))
		if got := p.alarms(); got != "H blue closed over, H blue new over" {
			p.t.Errorf("a point that is off: %s", got)
		}
		for range 100 {
			if told.Load() == 2 {
				return
			}
			time.Sleep(10 * time.Millisecond)
		}
		p.t.Errorf("told of %d alarms", told.Load())
	})
}

// reload lets the house see what was written: an unknown device makes it look.
func (p *plant) reload() {
	p.t.Helper()
	p.send(false, p.reading("UNKNOWN", 1, 0))
}
