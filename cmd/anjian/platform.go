package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"time"

	"anjian/base/account"
	"anjian/base/calendar"
	"anjian/base/notice"
	"anjian/base/region"
	"anjian/base/right"
	"anjian/base/seal"
	"anjian/base/vault"
	"anjian/kernel"
	"anjian/kernel/file"
	"anjian/kernel/geo"
	"anjian/kernel/rest"
	"anjian/kernel/search"
	"anjian/kernel/setting"
	"anjian/kernel/store"
	"anjian/kernel/task"
	"anjian/kernel/trail"
	"anjian/system/monitor"
	"anjian/system/video"
)

// platform is everything that a command needs: the declarations on an open, migrated database.
type platform struct {
	env      *kernel.Env
	store    *store.Store
	files    *file.Folder
	sessions *account.Sessions
	runner   *task.Runner
	index    *search.Index
	center   *notice.Center
	usage    *right.Usage
	house    *monitor.House
	cameras  *video.House
	devices  []io.Closer // what devices are heard on
}

// existing opens a platform that is there already: a mistyped folder is no empty platform.
func existing(ctx context.Context, s *setting.Settings) (*platform, error) {
	if _, err := os.Stat(s.SQLite()); s.Database == "" && errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("%s 中没有平台的数据库；请用 --data、--database 或设置文件写明平台在哪里", s.Data)
	}
	p, err := open(ctx, s)
	if err != nil {
		return nil, err
	}
	if begun, err := p.begun(ctx); err != nil || !begun {
		p.close()
		return nil, cmp.Or(err, errors.New("这个数据库中还没有平台；请先运行 anjian init"))
	}
	return p, nil
}

// begun says whether anything was ever written here: the first account already leaves its trace.
func (p *platform) begun(ctx context.Context) (bool, error) {
	rows, err := p.store.Query(ctx, "SELECT 1 FROM trail_head LIMIT 1")
	if err != nil {
		return false, err
	}
	defer rows.Close()
	return rows.Next(), rows.Err()
}

// open opens the platform of the settings.
func open(ctx context.Context, s *setting.Settings) (*platform, error) {
	if err := os.MkdirAll(s.Data, 0o700); err != nil {
		return nil, fmt.Errorf("数据目录 %s 无法建立：%w", s.Data, err)
	}
	address := string(s.Database)
	if address == "" {
		address = s.SQLite()
	}
	p := &platform{sessions: account.NewSessions(account.Policy{Phone: s.Session, Tries: s.LockoutTries, Lockout: s.Lockout, MinLength: s.PasswordMin,
		Secure: strings.HasPrefix(s.BaseURL, "https:"), Origin: strings.TrimRight(s.BaseURL, "/")})}
	p.usage = right.NewUsage()
	p.house = watching(s)
	key, err := vault.Load(s.Key())
	if err != nil {
		return nil, err
	}
	p.sessions.Vault = key
	p.cameras = filming(s, p.sessions)
	if p.center, err = messages(s, key); err != nil {
		return nil, err
	}
	p.sessions.Tell = warn
	if p.center.SMSReal() {
		p.sessions.SMS = p.center
	}
	atlas := geo.NewAtlas(rest.Filter)
	app, err := kernel.Assemble(modules(s, p.sessions, p.center, p.usage, atlas, p.house, p.cameras)...)
	if err != nil {
		return nil, err
	}
	if p.files, err = file.Open(filepath.Join(s.Data, "files")); err != nil {
		return nil, err
	}
	if p.store, err = store.Open(address); err != nil {
		return nil, fmt.Errorf("数据库无法打开：%w", err)
	}
	if err := p.store.Migrate(ctx, app); err != nil {
		p.close()
		return nil, fmt.Errorf("数据库无法升级：%w", err)
	}
	p.env = &kernel.Env{App: app, Now: time.Now, Fresh: p.sessions.Fresh, Trail: trail.Trail{}, Logger: slog.Default(), Units: units, FindRegion: find,
		Blob: func(c *kernel.Ctx, sha string) bool { _, err := p.files.Stat(c, sha); return err == nil }}
	p.env.Places = atlas.Places
	p.env.Contents = file.Contents{Folder: p.files, Most: s.UploadMax}
	names := region.NewNames(p.env, p.store)
	p.env.Label = names.Label
	p.index = search.New(p.env, p.store)
	p.env.Match = p.index.Match
	p.center.Env, p.center.Store = p.env, p.store
	p.house.Env, p.house.Store = p.env, p.store
	p.cameras.Env, p.cameras.Store = p.env, p.store
	seal.HouseOf(app).Store = p.store
	p.runner = task.New(p.env, p.store)
	p.env.Queue = p.runner
	days := calendar.NewDays(p.env, p.store)
	p.env.Workdays = days.Add
	p.env.Hooks = append(p.env.Hooks, names.Wrote, days.Wrote)
	for _, mod := range app.Modules {
		p.env.Hooks = append(p.env.Hooks, mod.Hooks...)
	}
	return p, nil
}

// units lists the regions that report to one, as indicators show them.
func units(c *kernel.Ctx, of kernel.Region) (out []kernel.Unit, err error) {
	list, err := region.Counties(c, of)
	for _, u := range list {
		out = append(out, kernel.Unit{Code: u.Code, Label: u.Short, Counted: u.Counted})
	}
	return out, err
}

// find returns the regions that the text of a spreadsheet's cell may mean.
func find(text string) (out []kernel.Region) {
	for _, d := range region.Find(text) {
		out = append(out, region.Trim(d.Code))
	}
	return out
}

// system is a context in which the platform itself acts.
func (p *platform) system(ctx context.Context) *kernel.Ctx { return p.env.NewCtx(ctx, p.store) }

// as is a context in which the account with a login name acts.
func (p *platform) as(ctx context.Context, login string) (*kernel.Ctx, error) {
	c := p.system(ctx)
	actor, err := account.ActorOf(c, login)
	if err != nil {
		return nil, err
	}
	c.Actor = actor
	return c, nil
}

func (p *platform) close() {
	if p.env != nil {
		seal.HouseOf(p.env.App).Settle()
	}
	p.deafen()
	p.store.Close()
}
