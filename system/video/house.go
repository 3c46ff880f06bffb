package video

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"strings"
	"sync"
	"time"

	"anjian/base/vault"
	"anjian/kernel"
	"anjian/kernel/video"
)

// Sessions says whether the session that began to look lasts, and whose it is.
type Sessions interface {
	Holds(c *kernel.Ctx, r *http.Request) (kernel.Actor, error)
}

// House is the video that runs in one process.
type House struct {
	Env           *kernel.Env
	Store         kernel.Store
	Vault         *vault.Vault // of the passwords of cameras
	Sessions      Sessions     // nil: a play lasts until the browser goes
	Dial          func(ctx context.Context, network, address string) (net.Conn, error)
	Before, After time.Duration // what a clip holds around an alarm

	SIP  *video.SIP  // nil unless the settings ask for it
	Hub  *video.Hub  // nil until Open: other commands do not need it
	Gate *video.Gate // the same

	loading sync.Mutex
	listing sync.Mutex
	loaded  time.Time

	mu     sync.Mutex
	plays  map[string]*play
	news   map[string]state // what the hub has found and no record says yet
	looked map[string]time.Time
	woken  chan struct{}
}

type state struct {
	up  bool
	why string
	at  time.Time
}

// play is one browser that looks at one camera.
type play struct {
	camera, account string
	end             context.CancelFunc
}

// NewHouse makes a house that is still closed.
func NewHouse(v *vault.Vault) *House {
	return &House{Vault: v, Before: 15 * time.Second, After: 15 * time.Second, plays: map[string]*play{}, news: map[string]state{}, looked: map[string]time.Time{}, woken: make(chan struct{}, 1)}
}

// Open takes up work; browsers come to the gate.
func (h *House) Open(gate *video.Gate, log *slog.Logger) {
	h.Hub, h.Gate = video.NewHub(h.found, log), gate
}

// found is told by the hub; the record is written by Run.
func (h *House) found(id string, up bool, why string, at time.Time) {
	h.mu.Lock()
	h.news[id] = state{up, why, at}
	h.mu.Unlock()
	h.wake()
}

func (h *House) wake() {
	select {
	case h.woken <- struct{}{}:
	default:
	}
}

func (h *House) ctx(ctx context.Context) *kernel.Ctx { return h.Env.NewCtx(ctx, h.Store) }

// Run keeps hub and records in step until ctx ends.
func (h *House) Run(ctx context.Context) {
	if h.Hub == nil {
		return
	}
	defer h.Hub.Close()
	tick := time.NewTicker(2 * time.Second)
	defer tick.Stop()
	for {
		if err := h.Step(h.ctx(ctx)); err != nil && ctx.Err() == nil {
			slog.ErrorContext(ctx, "video", "err", err)
		}
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		case <-h.woken:
		}
	}
}

// Close ends all plays.
func (h *House) Close() {
	h.mu.Lock()
	defer h.mu.Unlock()
	for _, p := range h.plays {
		p.end()
	}
}

// Step does once what Run does again and again.
func (h *House) Step(c *kernel.Ctx) error {
	return errors.Join(h.load(c), h.note(c), h.cut(c))
}

// overlap is how far load looks back: longer than the longest write.
const overlap = 30 * time.Second

// load takes over the cameras that were written since it last looked, and those whose device was.
func (h *House) load(c *kernel.Ctx) error {
	h.loading.Lock()
	defer h.loading.Unlock()
	began := c.Now()
	since := time.Time{}
	if !h.loaded.IsZero() {
		since = h.loaded.Add(-overlap)
	}
	c = c.Remembering()
	read := func(where kernel.Cond) error {
		return Cameras.Each(c, kernel.Query{Where: where, Sort: "id", Limit: -1}, func(x *Camera) error { return h.take(c, x) })
	}
	err := read(kernel.Since(&cm.Updated, since))
	if err == nil && !since.IsZero() {
		err = Devices.Each(c, kernel.Query{Where: kernel.Since(&dv.Updated, since), Sort: "id", Limit: -1}, func(d *Device) error {
			return read(kernel.Eq(&cm.Device, kernel.Ref[Device](d.ID)))
		})
	}
	if err == nil {
		h.loaded = began
	}
	return err
}

// take makes the hub know a camera as its record is.
func (h *House) take(c *kernel.Ctx, x *Camera) error {
	if x.Status == Shut {
		h.Hub.Remove(x.ID)
		return nil
	}
	keep := time.Duration(0)
	if x.Records {
		keep = h.Before + h.After + 30*time.Second
	}
	if x.Source == GB {
		src, tag, err := h.channel(c, x)
		if err == nil && src != nil {
			h.Hub.Set(x.ID, tag, src, keep)
		}
		return err
	}
	in, err := h.credential(c, x.ID)
	if err != nil {
		slog.WarnContext(c, "video: a password cannot be opened", "camera", x.ID, "err", err)
	}
	h.Hub.Set(x.ID, fmt.Sprint(x.Address, x.Signed.UnixMilli()), &video.RTSP{Address: x.Address, User: in.User, Password: in.Password, Dial: h.Dial}, keep)
	return nil
}

// note writes what the hub has found.
func (h *House) note(c *kernel.Ctx) error {
	h.mu.Lock()
	news := h.news
	h.news = map[string]state{}
	h.mu.Unlock()
	var errs []error
	for id, s := range news {
		if err := went(c, id, s.up, Reason(s.why), s.at); err != nil {
			errs = append(errs, err)
			h.mu.Lock()
			if _, newer := h.news[id]; !newer {
				h.news[id] = s
			}
			h.mu.Unlock()
		}
	}
	return errors.Join(errs...)
}

// changed is the hook that forgets the password of a camera whose address leads elsewhere, and ends the outage of one that is shut.
func (h *House) changed(c *kernel.Ctx, w *kernel.Write) error {
	if w.Meta != Cameras.Meta() {
		return nil
	}
	h.wake()
	before, _ := w.Before.(*Camera)
	after, _ := w.After.(*Camera)
	if before == nil || after == nil {
		return nil
	}
	if before.Status != Shut && after.Status == Shut {
		if err := over(c.AsSystem(), after.ID, stamp(c)); err != nil {
			return err
		}
	}
	if host(before.Address) == host(after.Address) {
		return nil
	}
	_, err := c.Store.Exec(c, "DELETE FROM video_secret WHERE owner = ?", after.ID)
	return err
}

var tables = []string{`CREATE TABLE IF NOT EXISTS video_secret (owner {text} PRIMARY KEY, sealed {text} NOT NULL)`}

// credential is what a camera asks for.
type credential struct {
	User     string `json:"user"`
	Password string `json:"password"`
}

func (h *House) credential(c *kernel.Ctx, id string) (in credential, err error) {
	text, err := h.secret(c, id)
	if err != nil || text == "" {
		return in, err
	}
	return in, json.Unmarshal([]byte(text), &in)
}

func (h *House) secret(c *kernel.Ctx, owner string) (string, error) {
	rows, err := c.Store.Query(c, "SELECT sealed FROM video_secret WHERE owner = ?", owner)
	if err != nil {
		return "", err
	}
	defer rows.Close()
	sealed := ""
	if rows.Next() {
		if err := rows.Scan(&sealed); err != nil {
			return "", err
		}
	}
	if err := rows.Err(); err != nil || sealed == "" {
		return "", err
	}
	return h.Vault.Open("video "+owner, sealed)
}

func (h *House) keepSecret(c *kernel.Ctx, owner, text string) error {
	_, err := c.Store.Exec(c, "INSERT INTO video_secret (owner, sealed) VALUES (?, ?) ON CONFLICT (owner) DO UPDATE SET sealed = excluded.sealed", owner, h.Vault.Seal("video "+owner, text))
	return err
}

// SetCredential keeps user name and password of a camera, sealed; nobody can read them again. Without a name they are forgotten.
func (h *House) SetCredential(c *kernel.Ctx, id, user, password string) error {
	bad := func(s string) bool {
		return len(s) > 100 || strings.ContainsFunc(s, func(r rune) bool { return r < ' ' || r == 0x7f })
	}
	if bad(user) || bad(password) || strings.ContainsAny(user, `":`) || user == "" && password != "" {
		return &kernel.Error{Code: kernel.Invalid, Message: "用户名或密码不符合要求", Fields: map[string]string{"user": "用户名和密码不超过100个字符，用户名不能有引号和冒号"}}
	}
	return c.Tx(func(c *kernel.Ctx) error {
		x, err := Cameras.Update(c, id, 0, func(x *Camera) error {
			if x.Signed = stamp(c); user == "" {
				x.Signed = time.Time{}
			}
			return nil
		})
		if err != nil {
			return err
		}
		if x.Source != RTSP {
			return kernel.Errorf(kernel.Conflict, "国标接入的摄像机没有登录账号，密码在“国标设备”上设置")
		}
		text, err := json.Marshal(credential{user, password})
		if err != nil {
			return err
		}
		return h.keepSecret(c, id, string(text))
	})
}

// setCredential is SetCredential over HTTP; the answer is never stored, so it has no key of repetition.
func (h *House) setCredential(c *kernel.Ctx, w http.ResponseWriter, r *http.Request) error {
	var in credential
	d := json.NewDecoder(http.MaxBytesReader(w, r.Body, 4<<10))
	d.DisallowUnknownFields()
	if err := d.Decode(&in); err != nil {
		return kernel.Errorf(kernel.Invalid, "请求的格式不对")
	}
	if err := h.SetCredential(c, r.PathValue("id"), in.User, in.Password); err != nil {
		return err
	}
	w.WriteHeader(http.StatusNoContent)
	return nil
}

// Bounds of looking.
const (
	mostOffer   = 64 << 10
	mostAccount = 24
	recheck     = 15 * time.Second
)

var errClosed = kernel.Errorf(kernel.Conflict, "视频服务没有打开")

// whep answers the offer of a browser (WHEP): the picture comes over WebRTC until the browser, the session or the right ends.
func (h *House) whep(c *kernel.Ctx, w http.ResponseWriter, r *http.Request) error {
	x, err := Cameras.Get(c, r.PathValue("id"))
	if err != nil {
		return err
	}
	if h.Hub == nil || h.Gate == nil {
		return errClosed
	}
	if x.Status == Shut {
		return kernel.Errorf(kernel.Conflict, "摄像机已停用")
	}
	offer, err := io.ReadAll(http.MaxBytesReader(w, r.Body, mostOffer))
	if err != nil {
		return kernel.Errorf(kernel.TooLarge, "请求太大")
	}
	v, err := h.Hub.Watch(x.ID)
	if errors.Is(err, video.ErrUnknown) { // written just now
		if err = h.take(c.AsSystem(), x); err == nil {
			v, err = h.Hub.Watch(x.ID)
		}
	}
	switch {
	case errors.Is(err, video.ErrFull):
		return kernel.Errorf(kernel.TooMany, "看这台摄像机的人太多，请稍后再试")
	case errors.Is(err, video.ErrUnknown):
		return kernel.Errorf(kernel.Conflict, "国标设备没有登录，看不到画面")
	case err != nil:
		return err
	}
	ctx, end := context.WithCancel(context.WithoutCancel(c))
	id := kernel.NewID(c.Now())
	if !h.enter(id, &play{x.ID, c.Actor.ID, end}) {
		end()
		v.Leave()
		return kernel.Errorf(kernel.TooMany, "同时最多看%d路画面", mostAccount)
	}
	leave := func() { end(); v.Leave(); h.mu.Lock(); delete(h.plays, id); h.mu.Unlock() }
	answer, err := h.Gate.Play(ctx, string(offer), v, leave)
	if err != nil {
		leave()
		switch {
		case errors.Is(err, video.ErrBusy):
			return kernel.Errorf(kernel.TooMany, "看视频的人太多，请稍后再试")
		case errors.Is(err, video.ErrOffer):
			return kernel.Errorf(kernel.Invalid, "浏览器不支持播放，请换用新版的浏览器")
		}
		return err
	}
	if h.Sessions != nil {
		again := r.Clone(ctx)
		again.Body = nil
		go h.hold(c, ctx, end, again, x.ID)
	}
	if err := h.witness(c, x); err != nil {
		end()
		return err
	}
	w.Header().Set("Content-Type", "application/sdp")
	w.Header().Set("Location", "/api/video/"+x.ID+"/whep/"+id)
	w.WriteHeader(http.StatusCreated)
	_, err = io.WriteString(w, answer)
	return err
}

// enter notes a play; false if the account has too many.
func (h *House) enter(id string, p *play) bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	n := 0
	for _, one := range h.plays {
		if one.account == p.account {
			n++
		}
	}
	if n >= mostAccount {
		return false
	}
	h.plays[id] = p
	return true
}

// hold ends a play when its session ends or its owner may not read the camera any more.
func (h *House) hold(c *kernel.Ctx, ctx context.Context, end context.CancelFunc, r *http.Request, camera string) {
	tick := time.NewTicker(recheck)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		k := h.ctx(ctx)
		actor, err := h.Sessions.Holds(k, r)
		if err == nil && actor.ID != c.Actor.ID {
			err = kernel.Errorf(kernel.Login, "another account")
		}
		if err == nil {
			k.Actor = actor
			var x *Camera
			if x, err = Cameras.Get(k, camera); err == nil && x.Status == Shut {
				err = kernel.Errorf(kernel.Conflict, "shut")
			}
		}
		if err != nil {
			end()
			return
		}
	}
}

// witness notes who looks at which camera, once in ten minutes.
func (h *House) witness(c *kernel.Ctx, x *Camera) error {
	key := c.Actor.ID + " " + x.ID
	h.mu.Lock()
	last, now := h.looked[key], c.Now()
	h.mu.Unlock()
	if now.Sub(last) < 10*time.Minute {
		return nil
	}
	if err := c.Trail.Record(c, kernel.Event{Type: Cameras.Name, ID: x.ID, Verb: "watch", Region: x.Region}); err != nil {
		return err
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	if len(h.looked) > 20_000 {
		clear(h.looked)
	}
	h.looked[key] = now
	return nil
}

// leave ends a play of one's own; one that has ended by itself is no fault.
func (h *House) leave(c *kernel.Ctx, w http.ResponseWriter, r *http.Request) error {
	if _, err := Cameras.Get(c, r.PathValue("id")); err != nil {
		return err
	}
	h.mu.Lock()
	p := h.plays[r.PathValue("play")]
	h.mu.Unlock()
	if p != nil && (p.account != c.Actor.ID || p.camera != r.PathValue("id")) {
		return kernel.Errorf(kernel.Missing, "找不到该播放")
	}
	if p != nil {
		p.end()
	}
	w.WriteHeader(http.StatusNoContent)
	return nil
}
