package video_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
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
	"anjian/base/vault"
	"anjian/kernel"
	"anjian/kernel/kerneltest"
	engine "anjian/kernel/video"
	"anjian/kernel/video/loop"
	"anjian/system/majorhazard"
	"anjian/system/video"
)

// bell rings the cameras: a write that is an occasion in these tests is that of a hidden remark of an enterprise's file.
func bell(_ *kernel.Ctx, w *kernel.Write) (*video.Occasion, error) {
	e, ok := w.After.(*enterprise.Enterprise)
	if !ok || w.Before == nil || !strings.HasPrefix(e.Address, "报警 ") {
		return nil, nil
	}
	return &video.Occasion{Type: "enterprise", Record: e.ID, Title: e.Address, Enterprise: kernel.Ref[enterprise.Enterprise](e.ID), Point: strings.TrimPrefix(e.Address, "报警 ")}, nil
}

func modules(h *video.House) []kernel.Module {
	return []kernel.Module{region.Module(), library.Module(), org.Module(), enterprise.Module(), agency.Module(), account.Module(account.NewSessions(account.Policy{})), notice.Module(notice.New(&notice.Center{})), majorhazard.Module(), video.Module(h, bell)}
}

func TestConform(t *testing.T) {
	t.Parallel()
	kerneltest.Conform(t, "video", modules(video.NewHouse(vault.Passing()))...)
}

// clock is a clock that a test turns; it runs beside what cameras send.
type clock struct {
	mu sync.Mutex
	by time.Duration
}

func (k *clock) now() time.Time      { k.mu.Lock(); defer k.mu.Unlock(); return time.Now().Add(k.by) }
func (k *clock) add(d time.Duration) { k.mu.Lock(); k.by += d; k.mu.Unlock() }

// plant is an enterprise with everybody who has to do with its cameras.
type plant struct {
	*kerneltest.World
	t                                   *testing.T
	h                                   *video.House
	k                                   *clock
	id                                  kernel.Ref[enterprise.Enterprise]
	sys, safety, stranger, county, away *kernel.Ctx
}

func each(t *testing.T, fn func(*plant)) {
	for _, one := range []string{kerneltest.SQLite, kerneltest.PostgreSQL} {
		h := video.NewHouse(vault.Passing())
		h.Before, h.After = 2*time.Second, time.Second
		run := func(t *testing.T, w *kerneltest.World) { fn(build(t, w, h)) }
		t.Run(one, func(t *testing.T) {
			t.Parallel()
			run(t, kerneltest.Open(t, one, modules(h)...))
		})
	}
}

func build(t *testing.T, w *kerneltest.World, h *video.House) *plant {
	t.Helper()
	p := &plant{World: w, t: t, h: h, k: &clock{}}
	w.Env.Now = p.k.now
	p.sys = w.System()
	e := &enterprise.Enterprise{}
	e.Name, e.CreditCode, e.Trade, e.Region, e.Status = "郑州金水化工有限公司", "91410105MA40000N0J", enterprise.ChemProduction, "410105", enterprise.Filed
	e.Position = kernel.Point{Lng: 113.66, Lat: 34.8}
	kerneltest.Must(t, enterprise.Enterprises.Create(p.sys, e))
	p.id = kernel.Ref[enterprise.Enterprise](e.ID)
	for login, r := range map[string]kernel.Role{"safety1": role.Safety, "county1": role.Regulator} {
		a := &account.Account{Login: login, Name: login, Kind: account.Regulator, Roles: []account.Role{account.Role(r)}, Phone: "13800001234"}
		if r == role.Safety {
			a.Kind, a.Enterprise = account.Enterprise, p.id
		}
		a.Region = "410105"
		kerneltest.Must(t, account.Accounts.Create(p.sys, a))
	}
	as := func(id string, r kernel.Role, at kernel.Region, ent string) *kernel.Ctx {
		return w.As(kernel.Actor{ID: id, Name: id, Roles: []kernel.Role{r}, Region: at, Enterprise: ent})
	}
	p.safety, p.stranger = as("safety", role.Safety, "410105", e.ID), as("stranger", role.Safety, "410105", "other")
	p.county, p.away = as("county", role.Regulator, "410105", ""), as("away", role.Regulator, "410183", "")
	h.Env, h.Store = w.Env, w.Store
	h.Dial = engine.Dialer([]netip.Prefix{netip.MustParsePrefix("127.0.0.0/8")})
	gate, err := engine.OpenGate("127.0.0.1:0", nil)
	kerneltest.Must(t, err)
	h.Open(gate, slog.New(slog.DiscardHandler))
	t.Cleanup(func() { h.Close(); h.Hub.Close(); gate.Close() })
	return p
}

// serve plays c on address, or on any port, until stop.
func (p *plant) serve(c *loop.Camera, address string) (at string, stop func()) {
	p.t.Helper()
	if address == "" {
		address = "127.0.0.1:0"
	}
	l, err := net.Listen("tcp", address)
	kerneltest.Must(p.t, err)
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan struct{})
	go func() { c.Serve(ctx, l); close(done) }()
	stop = sync.OnceFunc(func() { cancel(); <-done })
	p.t.Cleanup(stop)
	return l.Addr().String(), stop
}

func (p *plant) add(fill func(*video.Camera)) *video.Camera {
	p.t.Helper()
	x := &video.Camera{}
	x.Enterprise, x.Name, x.Code, x.Scene, x.Source = p.id, "1号罐区", "CAM-1", "tank", video.RTSP
	fill(x)
	kerneltest.Must(p.t, video.Cameras.Create(p.safety, x))
	return x
}

// until steps the house until ok.
func (p *plant) until(what string, ok func() bool) {
	p.t.Helper()
	for range 300 {
		kerneltest.Must(p.t, p.h.Step(p.h.Env.NewCtx(context.Background(), p.h.Store)))
		if ok() {
			return
		}
		time.Sleep(50 * time.Millisecond)
	}
	p.t.Fatal("never: " + what)
}

func (p *plant) camera(id string) *video.Camera {
	x, err := video.Cameras.Get(p.safety, id)
	kerneltest.Must(p.t, err)
	return x
}

// call asks an operation as a browser does.
func (p *plant) call(c *kernel.Ctx, pattern, body string, path ...string) (*httptest.ResponseRecorder, error) {
	r := httptest.NewRequest(strings.Fields(pattern)[0], "/", strings.NewReader(body))
	for i := 0; i+1 < len(path); i += 2 {
		r.SetPathValue(path[i], path[i+1])
	}
	w := httptest.NewRecorder()
	for _, mod := range p.App.Modules {
		for _, route := range mod.Routes {
			if route.Pattern == pattern {
				if route.Can != nil && !c.Actor.Is(route.Can...) {
					return w, kernel.Errorf(kernel.Forbidden, "no right")
				}
				return w, route.Raw(c, w, r)
			}
		}
	}
	return w, errors.New("no operation " + pattern)
}

const credential = "POST /api/video/{id}/credential"

// 企业登记摄像机 -> 密码不对时说明原因 -> 密码填对后在线 -> 断开后记为离线并通知企业 -> 恢复后自动在线; 别的企业看不到, 密码谁也看不到.
func TestStory(t *testing.T) {
	t.Parallel()

	each(t, func(p *plant) {
		const secret = "hik-2018,密"
		source := &loop.Camera{User: "admin", Password: secret, Paths: []string{"/main"}}
		at, stop := p.serve(source, "")
		x := p.add(func(x *video.Camera) { x.Address = "rtsp://" + at + "/main" })
		if x.Region != "410105" || x.Position.Lng != 113.66 || x.Status != video.Unseen {
			t.Errorf("%+v", x)
		}
		p.until("refused without a password", func() bool { x = p.camera(x.ID); return x.Status == video.Offline })
		if x.Reason != engine.Credentials {
			t.Errorf("reason %s", x.Reason)
		}
		for _, tc := range []struct {
			what string
			who  *kernel.Ctx
			body string
			want kernel.Code
		}{
			{"another enterprise", p.stranger, `{"user":"admin","password":"x"}`, kernel.Missing},
			{"another county", p.away, `{"user":"admin","password":"x"}`, kernel.Missing},
			{"a line in the name", p.safety, `{"user":"a\r\nb","password":"x"}`, kernel.Invalid},
			{"no name", p.safety, `{"user":"","password":"x"}`, kernel.Invalid},
			{"unknown fields", p.safety, `{"login":"a"}`, kernel.Invalid},
			{"right", p.safety, `{"user":"admin","password":"` + secret + `"}`, ""},
		} {
			_, err := p.call(tc.who, credential, tc.body, "id", x.ID)
			kerneltest.Want(t, tc.what, err, tc.want)
		}
		p.until("online", func() bool { return p.camera(x.ID).Status == video.Online })
		if x = p.camera(x.ID); x.Reason != "" || x.Seen.IsZero() || x.Changed.IsZero() {
			t.Errorf("online: %+v", x.Standing)
		}
		p.hides(secret, x)
		_, err := video.Cameras.Get(p.stranger, x.ID)
		kerneltest.Want(t, "another enterprise reads", err, kernel.Missing)
		_, err = video.Cameras.Get(p.away, x.ID)
		kerneltest.Want(t, "another county reads", err, kernel.Missing)

		v, err := p.h.Hub.Watch(x.ID) // somebody looks, so that the cut is seen at once
		kerneltest.Must(t, err)
		<-v.Pictures
		stop()
		p.until("offline", func() bool { return p.camera(x.ID).Status == video.Offline })
		o, err := video.Outages.First(p.safety, kernel.Cond{})
		kerneltest.Must(t, err)
		if o == nil || o.Over || o.Reason != engine.Unreachable || o.Enterprise != p.id {
			t.Fatalf("outage %+v", o)
		}
		tell := func() (n int) {
			kerneltest.Must(t, video.Remind.Run(p.sys, struct{}{}))
			n, err := notice.Notices.Count(p.sys, kernel.Eq(&notice.Row.Record, x.ID))
			kerneltest.Must(t, err)
			return n
		}
		if n := tell(); n != 0 {
			t.Errorf("told at once: %d", n)
		}
		p.k.add(11 * time.Minute)
		if n := tell(); n != 1 {
			t.Errorf("the enterprise is told: %d", n)
		}
		p.k.add(24 * time.Hour)
		if n := tell() + tell(); n != 4 {
			t.Errorf("the county is told too, once: %d", n/2)
		}
		p.k.add(-24*time.Hour - 11*time.Minute)
		p.serve(source, at)
		p.until("online again by itself", func() bool { return p.camera(x.ID).Status == video.Online })
		if o, err = video.Outages.Get(p.safety, o.ID); err != nil || !o.Over || o.Ended.IsZero() {
			t.Errorf("outage %+v, %v", o, err)
		}
		v.Leave()
		if list, err := video.Outages.List(p.stranger, kernel.Query{}); err != nil || len(list) != 0 {
			t.Errorf("another enterprise reads %d outages", len(list))
		}

		_, err = video.Cameras.Update(p.safety, x.ID, 0, func(x *video.Camera) error { x.Address = "rtsp://127.0.0.2:1/main"; return nil })
		kerneltest.Must(t, err)
		if x = p.camera(x.ID); !x.Signed.IsZero() || p.sealed(x.ID) != "" {
			t.Error("the password follows a camera to another host")
		}
		_, err = video.Cameras.Do(p.safety, x.ID, 0, "close", nil, "拆除")
		kerneltest.Must(t, err)
		p.until("forgotten", func() bool { _, err := p.h.Hub.Watch(x.ID); return errors.Is(err, engine.ErrUnknown) })
		_, err = p.call(p.safety, "POST /api/video/{id}/whep", "v=0", "id", x.ID)
		kerneltest.Want(t, "look at one that is shut", err, kernel.Conflict)
	})
}

// sealed is what the database has of a password.
func (p *plant) sealed(id string) (out string) {
	rows, err := p.Store.Query(p.sys, "SELECT sealed FROM video_secret WHERE owner = ?", id)
	kerneltest.Must(p.t, err)
	defer rows.Close()
	for rows.Next() {
		kerneltest.Must(p.t, rows.Scan(&out))
	}
	return out
}

// hides looks for a password where it must not be.
func (p *plant) hides(secret string, x *video.Camera) {
	p.t.Helper()
	body, err := json.Marshal(x)
	kerneltest.Must(p.t, err)
	if bytes.Contains(body, []byte(secret)) || strings.Contains(p.sealed(x.ID), secret) || p.sealed(x.ID) == "" {
		p.t.Error("the password can be read")
	}
	lines, err := p.Trail.Of(p.sys, "video", x.ID)
	kerneltest.Must(p.t, err)
	if text := fmt.Sprintf("%+v", lines); strings.Contains(text, secret) || strings.Contains(text, "admin") {
		p.t.Error("the password is in the trail")
	}
}

// TestRules: what is no camera is refused with the reason.
func TestRules(t *testing.T) {
	w := kerneltest.Open(t, kerneltest.SQLite, modules(video.NewHouse(vault.Passing()))...)
	p := build(t, w, video.NewHouse(vault.Passing()))
	for want, fill := range map[string]func(*video.Camera){
		"不要写用户名和密码":  func(x *video.Camera) { x.Address = "rtsp://admin:12345@10.0.0.1/main" },
		"应为 rtsp://": func(x *video.Camera) { x.Address = "http://10.0.0.1/main" },
		"字母、数字":      func(x *video.Camera) { x.Address, x.Code = "rtsp://10.0.0.1/main", "一号" },
		"请选择国标设备":    func(x *video.Camera) { x.Source = video.GB },
		"不是本企业的":     func(x *video.Camera) { x.Address, x.Hazard = "rtsp://10.0.0.1/main", "nosuch" },
	} {
		x := &video.Camera{}
		x.Enterprise, x.Name, x.Code, x.Scene, x.Source = p.id, "1号罐区", "CAM-1", "tank", video.RTSP
		fill(x)
		err := video.Cameras.Create(p.safety, x)
		var bad *kernel.Error
		if !errors.As(err, &bad) || !strings.Contains(fmt.Sprint(bad.Message, bad.Fields), want) {
			t.Errorf("%v, want %s", err, want)
		}
		if strings.Contains(fmt.Sprint(err), "12345") {
			t.Errorf("the message tells the password: %v", err)
		}
	}
}

// TestBarred: an address of the platform itself is none of a camera unless the settings say so.
func TestBarred(t *testing.T) {
	dial := engine.Dialer(nil)
	for _, address := range []string{"127.0.0.1:1", "[::1]:1", "169.254.169.254:80", "localhost:1", "0.0.0.0:1", "[::ffff:127.0.0.1]:1", "224.0.0.1:1"} {
		if _, err := dial(t.Context(), "tcp", address); engine.CodeOf(err) != engine.Barred {
			t.Errorf("%s: %v", address, err)
		}
	}
	if _, err := engine.Dialer([]netip.Prefix{netip.MustParsePrefix("10.0.0.0/8")})(t.Context(), "tcp", "127.0.0.1:1"); engine.CodeOf(err) != engine.Barred {
		t.Error(err)
	}
}

// 报警时打开了报警录像的摄像机留下前后的录像, 在同一事务里; 没有画面的说明没有录到; 只有看得到企业的人看得到.
func TestClips(t *testing.T) {
	t.Parallel()

	each(t, func(p *plant) {
		at, _ := p.serve(&loop.Camera{}, "")
		ring := func(point string) {
			_, err := enterprise.Enterprises.Update(p.sys, string(p.id), 0, func(e *enterprise.Enterprise) error { e.Address = "报警 " + point; return nil })
			kerneltest.Must(t, err)
		}
		good := p.add(func(x *video.Camera) { x.Address, x.Records, x.Points = "rtsp://"+at+"/a", true, []string{"T101.TEMP"} })
		dead := p.add(func(x *video.Camera) { x.Address, x.Records, x.Code = "rtsp://127.0.0.1:1/", true, "CAM-2" })
		p.add(func(x *video.Camera) { x.Address, x.Code = "rtsp://"+at+"/c", "CAM-3" })
		p.until("online", func() bool { return p.camera(good.ID).Status == video.Online })
		time.Sleep(3 * time.Second)
		ring("T101.TEMP")
		clips := func(c *kernel.Ctx) []*video.Clip {
			list, err := video.Clips.List(c, kernel.Query{Sort: "id"})
			kerneltest.Must(t, err)
			return list
		}
		if n := len(clips(p.safety)); n != 2 {
			t.Fatalf("%d clips", n)
		}
		p.until("kept", func() bool {
			for _, k := range clips(p.safety) {
				if string(k.Camera) == good.ID {
					return k.Status == video.Kept
				}
			}
			return false
		})
		p.k.add(15 * time.Second)
		p.until("said that the other has none", func() bool {
			for _, k := range clips(p.county) {
				if string(k.Camera) == dead.ID {
					return k.Status == video.Failed && k.Why == "摄像机当时没有画面"
				}
			}
			return false
		})
		for _, k := range clips(p.safety) {
			if string(k.Camera) == good.ID && (len(k.Files) != 1 || k.Files[0].Type != "video/mp4" || k.Files[0].Size < 5000 || k.Record != string(p.id) || k.To.Sub(k.From) < 2*time.Second) {
				t.Errorf("%+v", k)
			}
		}
		if len(clips(p.stranger))+len(clips(p.away)) != 0 {
			t.Error("others see the clips")
		}
		ring("T102.TEMP") // at which the first does not look
		if n := len(clips(p.safety)); n != 3 {
			t.Errorf("%d clips", n)
		}
	})
}

// 看实时画面: 有权的人才能看, 看了留痕, 停止后不再取流.
func TestLook(t *testing.T) {
	t.Parallel()

	each(t, func(p *plant) {
		source := &loop.Camera{}
		at, _ := p.serve(source, "")
		x := p.add(func(x *video.Camera) { x.Address = "rtsp://" + at + "/main" })
		const whep = "POST /api/video/{id}/whep"
		for what, tc := range map[string]struct {
			who  *kernel.Ctx
			body string
			want kernel.Code
		}{
			"another enterprise": {p.stranger, "v=0", kernel.Missing},
			"another county":     {p.away, "v=0", kernel.Missing},
			"an auditor":         {p.As(kernel.Actor{ID: "a", Roles: []kernel.Role{role.Audit}, Region: "41"}), "v=0", kernel.Forbidden},
			"no offer":           {p.safety, "hello", kernel.Invalid},
			"too long":           {p.safety, strings.Repeat("a", 100<<10), kernel.TooLarge},
		} {
			_, err := p.call(tc.who, whep, tc.body, "id", x.ID)
			kerneltest.Want(t, what, err, tc.want)
		}
		browser, offer, came := browse(t)
		defer browser.Close()
		w, err := p.call(p.county, whep, offer, "id", x.ID)
		kerneltest.Must(t, err)
		accept(t, browser, w.Body.String())
		for range 20 {
			select {
			case <-came:
			case <-time.After(10 * time.Second):
				t.Fatal("no picture comes")
			}
		}
		where := w.Header().Get("Location")
		play := where[strings.LastIndex(where, "/")+1:]
		if w.Code != http.StatusCreated || where != "/api/video/"+x.ID+"/whep/"+play {
			t.Errorf("%d %s", w.Code, where)
		}
		lines, err := p.Trail.Of(p.sys, "video", x.ID)
		kerneltest.Must(t, err)
		if lines[0].Verb != "watch" || lines[0].Actor != "county" {
			t.Errorf("trail: %+v", lines[0])
		}
		for range 2 { // who comes back every nine minutes is noted again
			p.k.add(9 * time.Minute)
			again, offer, _ := browse(t)
			_, err := p.call(p.county, whep, offer, "id", x.ID)
			kerneltest.Must(t, err)
			again.Close()
		}
		noted, err := p.Trail.Of(p.sys, "video", x.ID)
		kerneltest.Must(t, err)
		if len(noted) != len(lines)+1 {
			t.Errorf("%d more lines in the trail", len(noted)-len(lines))
		}
		const leave = "DELETE /api/video/{id}/whep/{play}"
		_, err = p.call(p.safety, leave, "", "id", x.ID, "play", play)
		kerneltest.Want(t, "end the play of another", err, kernel.Missing)
		_, err = p.call(p.county, leave, "", "id", x.ID, "play", play)
		kerneltest.Must(t, err)
		p.until("no more looked at", func() bool { return p.h.Hub.Viewers(x.ID) == 0 })
		p.until("the camera is left", func() bool { return source.Open() == 0 })
	})
}

// 抓拍: 图片由浏览器上传, 谁、什么时候由平台记.
func TestPicture(t *testing.T) {
	t.Parallel()

	each(t, func(p *plant) {
		x := p.add(func(x *video.Camera) { x.Address = "rtsp://127.0.0.1:1/main" })
		file, err := p.Contents.Keep(p.safety, bytes.NewReader(jpeg(t)))
		kerneltest.Must(t, err)
		text, err := p.Contents.Keep(p.safety, strings.NewReader("just words"))
		kerneltest.Must(t, err)
		take := func(c *kernel.Ctx, f kernel.File) (*video.Picture, error) {
			f.Name = "a.jpg"
			one := &video.Picture{Camera: kernel.Ref[video.Camera](x.ID), Files: kernel.Files{f}, TakenBy: "somebody else"}
			return one, video.Pictures.Create(c, one)
		}
		one, err := take(p.county, file)
		kerneltest.Must(t, err)
		if one.TakenBy != "county" || one.TakenAt.IsZero() || one.Enterprise != p.id || !strings.HasPrefix(one.Note, "1号罐区 2") {
			t.Errorf("%+v", one)
		}
		_, err = take(p.county, text)
		kerneltest.Want(t, "no picture", err, kernel.Invalid)
		_, err = take(p.stranger, file)
		kerneltest.Want(t, "another enterprise", err, kernel.Invalid)
	})
}
