package main

import (
	"context"
	"fmt"
	"log/slog"
	"os"
	"time"

	"anjian/base/account"
	"anjian/base/region"
	"anjian/kernel"
	"anjian/kernel/file"
	"anjian/kernel/search"
	"anjian/kernel/setting"
	"anjian/kernel/store"
	"anjian/kernel/task"
	"anjian/kernel/trail"
)

// platform is everything that a command needs: the declarations on an open, migrated database.
type platform struct {
	env    *kernel.Env
	store  *store.Store
	files  *file.Folder
	runner *task.Runner
	index  *search.Index
}

// open opens the platform of the settings.
func open(ctx context.Context, s *setting.Settings) (*platform, error) {
	if err := os.MkdirAll(s.Data, 0o700); err != nil {
		return nil, fmt.Errorf("数据目录 %s 无法建立：%w", s.Data, err)
	}
	app, err := kernel.Assemble(modules()...)
	if err != nil {
		return nil, err
	}
	address := string(s.Database)
	if address == "" {
		address = s.SQLite()
	}
	db, err := store.Open(address)
	if err != nil {
		return nil, fmt.Errorf("数据库无法打开：%w", err)
	}
	p := &platform{store: db}
	if err := db.Migrate(ctx, app); err != nil {
		db.Close()
		return nil, fmt.Errorf("数据库无法升级：%w", err)
	}
	if p.files, err = file.Open(s.Data + "/files"); err != nil {
		db.Close()
		return nil, err
	}
	p.env = &kernel.Env{App: app, Now: time.Now, Trail: trail.Trail{}, Label: region.Label, Logger: slog.Default(),
		Blob: func(_ *kernel.Ctx, sha string) bool { _, err := p.files.Stat(sha); return err == nil }}
	for _, mod := range app.Modules {
		p.env.Hooks = append(p.env.Hooks, mod.Hooks...)
	}
	p.index = search.New(p.env, db)
	p.env.Match = p.index.Match
	p.runner = task.New(p.env, db)
	p.env.Queue = p.runner
	if err := region.Load(p.system(ctx)); err != nil {
		db.Close()
		return nil, err
	}
	return p, nil
}

// system is a context in which the platform itself acts.
func (p *platform) system(ctx context.Context) *kernel.Ctx { return p.env.NewCtx(ctx, p.store) }

// as is a context in which the account called name acts.
func (p *platform) as(ctx context.Context, name string) (*kernel.Ctx, error) {
	c := p.system(ctx)
	actor, err := account.ActorOf(c, name)
	if err != nil {
		return nil, err
	}
	c.Actor = actor
	return c, nil
}

func (p *platform) close() { p.store.Close() }
