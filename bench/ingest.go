package main

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"anjian/base/account"
	"anjian/base/agency"
	"anjian/base/enterprise"
	"anjian/base/library"
	told "anjian/base/notice"
	"anjian/base/org"
	"anjian/base/region"
	"anjian/kernel"
	"anjian/kernel/store"
	"anjian/kernel/trail"
	"anjian/system/majorhazard"
	"anjian/system/monitor"

	paho "github.com/eclipse/paho.mqtt.golang"
)

// perGateway is how many points a gateway has, and so how many values a message brings.
const perGateway = 100

// ingest measures devices that send: as fast as they are acknowledged, and all points every five seconds with some that alarm; beside Mosquitto and a
// subscriber that inserts what comes into SQLite, in one transaction for each message, without judging it.
func (r *run) ingest() error {
	folder := r.path("ingest")
	topics, err := r.wire(folder)
	if err != nil {
		return err
	}
	mqtt, err := free()
	if err != nil {
		return err
	}
	p, err := serve("/readyz", r.path("anjian"), func(address string) []string {
		return []string{"serve", "--data", folder, "--listen", address, "--log-level", "error", "--monitor-mqtt", mqtt}
	})
	if err != nil {
		return err
	}
	defer p.stop()
	p.settle()
	began := p.cpu()
	ours, took, err := r.pour(mqtt, topics, "secret99X")
	if err != nil {
		return err
	}
	cpu := p.cpu() - began
	theirs, theirTook, theirCPU, lost, err := r.mosquitto(topics)
	if err != nil {
		return err
	}
	r.add(line{group: "ingest", what: fmt.Sprintf("%d gateways, messages of %d values as fast as acknowledged: stored and judged / Mosquitto and SQLite, stored", len(topics), perGateway),
		ours: fmt.Sprintf("%.0f values/s, %.1f µs", float64(ours)/took.Seconds(), float64(cpu.Microseconds())/float64(ours)), peer: fmt.Sprintf("%.0f values/s, %.1f µs", float64(theirs)/theirTook.Seconds(), float64(theirCPU.Microseconds())/float64(theirs)),
		ratio: float64(cpu) / float64(ours) / (float64(theirCPU) / float64(theirs)), waits: fmt.Sprintf("theirs lost %d", lost)})
	laps, alarms, sent, err := r.beat(mqtt, topics)
	if err != nil {
		return err
	}
	c := summed(0, laps)
	r.add(line{group: "ingest", what: fmt.Sprintf("%d points at once, a value each every five seconds (%d/s): from sending to stored and judged", len(topics)*perGateway, sent), ours: "p50 " + millis(c.p50) + ", p99 " + millis(c.p99)})
	a := summed(0, alarms)
	r.add(line{group: "ingest", what: fmt.Sprintf("of these %d that alarm: to the record of the alarm and the messages to people", len(alarms)), ours: "p50 " + millis(a.p50) + ", p99 " + millis(a.p99), peer: "p99 2000.0 ms", ratio: a.p99.Seconds() / 2, mark: 1})
	r.add(line{group: "ingest", what: "memory with all points", ours: p.resident()})
	return nil
}

// wire makes an enterprise with gateways and points, and returns below what the gateways send.
func (r *run) wire(folder string) (topics []string, err error) {
	os.RemoveAll(folder)
	if out, err := exec.Command(r.path("anjian"), "init", "--region", "41", "--data", folder).CombinedOutput(); err != nil {
		return nil, fmt.Errorf("init: %w: %s", err, out)
	}
	house := monitor.NewHouse()
	app, err := kernel.Assemble(region.Module(), library.Module(), org.Module(), enterprise.Module(), agency.Module(), account.Module(account.NewSessions(account.Policy{})), told.Module(told.New(&told.Center{})), majorhazard.Module(), monitor.Module(house))
	if err != nil {
		return nil, err
	}
	s, err := store.Open(filepath.Join(folder, "anjian.db") + "?fast")
	if err != nil {
		return nil, err
	}
	defer s.Close()
	c := (&kernel.Env{App: app, Now: time.Now, Trail: trail.Trail{}}).NewCtx(context.Background(), s)
	firm := &enterprise.Enterprise{}
	firm.Region, firm.Name, firm.Trade, firm.Status, firm.CreditCode = "410105", "郑州测量化工有限公司", enterprise.ChemProduction, enterprise.Filed, "91410105MA40000N0J"
	if err := enterprise.Enterprises.Create(c, firm); err != nil {
		return nil, err
	}
	r.say("filling ingest: %d points", r.points)
	for n := range max(1, r.points/perGateway) {
		err := c.Tx(func(c *kernel.Ctx) error {
			g := &monitor.Gateway{Enterprise: kernel.Ref[enterprise.Enterprise](firm.ID), Name: "网关", Code: fmt.Sprintf("GW-%04d", n), Protocol: monitor.MQTT}
			if err := monitor.Gateways.Create(c, g); err != nil {
				return err
			}
			topics = append(topics, "anjian/"+firm.CreditCode+"/"+g.Code)
			for i := range perGateway {
				x := &monitor.Point{}
				x.Gateway, x.Code, x.Name, x.Kind, x.Unit, x.Decimals, x.Low, x.High, x.HH, x.H, x.L = kernel.Ref[monitor.Gateway](g.ID), fmt.Sprint("P", i), "压力", "pres", "kPa", 1, "0", "1000", "950", "900", "10"
				if err := monitor.Points.Create(c, x); err != nil {
					return err
				}
			}
			return monitor.Issue(c, g.ID, "secret99X")
		})
		if err != nil {
			return nil, err
		}
	}
	return topics, nil
}

func dial(address, name, secret string) (paho.Client, error) {
	c := paho.NewClient(paho.NewClientOptions().AddBroker("tcp://" + address).SetClientID(name).SetUsername(name).SetPassword(secret).SetAutoReconnect(false).SetConnectTimeout(30 * time.Second))
	token := c.Connect()
	token.Wait()
	return c, token.Error()
}

// message is a value of each point of a gateway; loud lets the first of them be too high.
func message(n int, loud bool) []byte {
	now := time.Now().UnixMilli()
	var b strings.Builder
	fmt.Fprintf(&b, `{"v":1,"ts":%d,"seq":%d,"pts":[`, now, n)
	for i := range perGateway {
		v := 400 + float64((n*7+i*13)%1000)/10
		if loud && i == 0 {
			v = 960
		}
		if i > 0 {
			b.WriteByte(',')
		}
		fmt.Fprintf(&b, `{"id":"P%d","v":%.1f}`, i, v)
	}
	return []byte(b.String() + "]}")
}

// pour lets all gateways send as fast as they are acknowledged.
func (r *run) pour(address string, topics []string, secret string) (values int64, took time.Duration, err error) {
	return values, took, r.each(address, topics, secret, func(began time.Time, n int, c paho.Client, topic string) error {
		for k := 0; time.Since(began) < time.Duration(r.seconds)*time.Second; k++ {
			if token := c.Publish(topic+"/up/data", 1, false, message(k, false)); !token.WaitTimeout(time.Minute) || token.Error() != nil {
				return fmt.Errorf("not acknowledged: %w", token.Error())
			}
			atomic.AddInt64(&values, perGateway)
		}
		return nil
	}, &took)
}

// each connects all gateways and lets them work at once.
func (r *run) each(address string, topics []string, secret string, work func(began time.Time, n int, c paho.Client, topic string) error, took *time.Duration) error {
	clients := make([]paho.Client, len(topics))
	for n, topic := range topics {
		var err error
		if clients[n], err = dial(address, topic[strings.LastIndexByte(topic, '/')+1:], secret); err != nil {
			return err
		}
		defer clients[n].Disconnect(0)
	}
	began := time.Now()
	var all sync.WaitGroup
	errs := make([]error, len(topics))
	for n, c := range clients {
		all.Go(func() { errs[n] = work(began, n, c, topics[n]) })
	}
	all.Wait()
	*took = time.Since(began)
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}

// beat lets every point send each five seconds, the gateways spread over them; every fiftieth message alarms.
func (r *run) beat(address string, topics []string) (laps, alarms []time.Duration, rate int, err error) {
	var mu sync.Mutex
	var took time.Duration
	err = r.each(address, topics, "secret99X", func(began time.Time, n int, c paho.Client, topic string) error {
		for k := 0; ; k++ {
			at := began.Add(time.Duration(k)*5*time.Second + time.Duration(n)*5*time.Second/time.Duration(len(topics)))
			if at.Sub(began) > time.Duration(max(r.seconds, 5))*time.Second {
				return nil
			}
			time.Sleep(time.Until(at))
			loud := (n+k)%50 == 0
			text := message(k, loud)
			sent := time.Now()
			if token := c.Publish(topic+"/up/data", 1, false, text); !token.WaitTimeout(time.Minute) || token.Error() != nil {
				return fmt.Errorf("not acknowledged: %w", token.Error())
			}
			mu.Lock()
			if laps = append(laps, time.Since(sent)); loud {
				alarms = append(alarms, time.Since(sent))
			}
			mu.Unlock()
		}
	}, &took)
	if err == nil && (len(laps) == 0 || len(alarms) == 0) {
		err = fmt.Errorf("%d messages, %d alarms", len(laps), len(alarms))
	}
	return laps, alarms, int(float64(len(laps)*perGateway) / took.Seconds()), err
}

// mosquitto is the same with a broker of its own (Debian: mosquitto) and a subscriber, this program again, that inserts into SQLite.
func (r *run) mosquitto(topics []string) (values int64, took, cpu time.Duration, lost int64, err error) {
	address, err := free()
	if err != nil {
		return 0, 0, 0, 0, err
	}
	_, port, _ := strings.Cut(address, ":")
	settings, db := r.path("mosquitto.conf"), r.path("mosquitto.db")
	os.Remove(db)
	if err := os.WriteFile(settings, []byte("listener "+port+" 127.0.0.1\nallow_anonymous true\nmax_queued_messages 0\nmax_inflight_messages 0\nlog_type error\nuser root\n"), 0o600); err != nil {
		return 0, 0, 0, 0, err
	}
	var ours []*process
	defer func() {
		for _, p := range ours {
			p.stop()
		}
	}()
	me, err := os.Executable()
	if err != nil {
		return 0, 0, 0, 0, err
	}
	for _, cmd := range []*exec.Cmd{exec.Command("/usr/sbin/mosquitto", "-c", settings), exec.Command(me)} {
		cmd.Env, cmd.Stderr = append(os.Environ(), "BENCH_SUBSCRIBER="+address, "BENCH_DATABASE="+db), os.Stderr
		if err := cmd.Start(); err != nil {
			return 0, 0, 0, 0, fmt.Errorf("the package mosquitto is needed: %w", err)
		}
		ours = append(ours, &process{cmd: cmd})
		time.Sleep(time.Second)
	}
	began := time.Now()
	values, _, err = r.pour(address, topics, "x")
	if err != nil {
		return 0, 0, 0, 0, err
	}
	file, err := sql.Open("sqlite", "file:"+url.PathEscape(db)+"?mode=ro&_pragma=busy_timeout(10000)")
	if err != nil {
		return 0, 0, 0, 0, err
	}
	defer file.Close()
	var have, before int64
	for quiet := 0; have < values && quiet < 20; quiet++ { // until the subscriber is through
		if err := file.QueryRow("SELECT COUNT(*) FROM value").Scan(&have); err != nil {
			return 0, 0, 0, 0, err
		}
		if have != before {
			quiet, before = 0, have
		}
		took = time.Since(began)
		time.Sleep(200 * time.Millisecond)
	}
	for _, p := range ours {
		cpu += p.cpu()
	}
	return have, took, cpu, values - have, nil
}

// subscribe is the peer: what comes is inserted, one transaction for each message, and then acknowledged.
func subscribe(address, path string) error {
	db, err := sql.Open("sqlite", "file:"+path+"?_pragma=journal_mode(wal)&_pragma=synchronous(full)")
	if err != nil {
		return err
	}
	if _, err := db.Exec("CREATE TABLE value (point TEXT, at INTEGER, v REAL)"); err != nil {
		return err
	}
	failed := make(chan error, 1)
	c := paho.NewClient(paho.NewClientOptions().AddBroker("tcp://" + address).SetClientID("subscriber").SetCleanSession(false).SetAutoAckDisabled(true))
	if token := c.Connect(); token.Wait() && token.Error() != nil {
		return token.Error()
	}
	token := c.Subscribe("anjian/+/+/up/data", 1, func(_ paho.Client, m paho.Message) {
		var in struct {
			At     int64 `json:"ts"`
			Values []struct {
				ID string  `json:"id"`
				V  float64 `json:"v"`
			} `json:"pts"`
		}
		err := json.Unmarshal(m.Payload(), &in)
		if err == nil {
			err = insert(db, m.Topic(), in.At, func(each func(string, float64) error) error {
				for _, v := range in.Values {
					if err := each(v.ID, v.V); err != nil {
						return err
					}
				}
				return nil
			})
		}
		if err != nil {
			failed <- err
			return
		}
		m.Ack()
	})
	if token.Wait() && token.Error() != nil {
		return token.Error()
	}
	return <-failed
}

func insert(db *sql.DB, topic string, at int64, values func(func(string, float64) error) error) error {
	tx, err := db.Begin()
	if err != nil {
		return err
	}
	defer tx.Rollback()
	stmt, err := tx.Prepare("INSERT INTO value VALUES (?, ?, ?)")
	if err != nil {
		return err
	}
	defer stmt.Close()
	if err := values(func(id string, v float64) error { _, err := stmt.Exec(topic+"/"+id, at, v); return err }); err != nil {
		return err
	}
	return tx.Commit()
}

func init() {
	if address := os.Getenv("BENCH_SUBSCRIBER"); address != "" {
		if err := subscribe(address, os.Getenv("BENCH_DATABASE")); err != nil {
			fmt.Fprintln(os.Stderr, "subscriber:", err)
		}
		os.Exit(1)
	}
}
