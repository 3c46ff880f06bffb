package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"net"
	"net/http"
	"os"
	"path"
	"runtime"
	"strings"
	"sync"
	"time"

	"anjian/base/notice"
	"anjian/base/seal"
	"anjian/kernel/file"
	"anjian/kernel/rest"
	"anjian/kernel/setting"
	"anjian/web"
)

// serve runs the platform until ctx ends, then answers what it has begun to answer.
func serve(ctx context.Context, in *invocation) error {
	s := in.Settings
	logTo(s, os.Stderr)
	for _, name := range s.Unknown {
		slog.Warn("环境变量不是设置项", "name", name)
	}
	p, err := open(ctx, s)
	if err != nil {
		return err
	}
	defer p.close()
	listener, err := net.Listen("tcp", s.Listen)
	if err != nil {
		return fmt.Errorf("无法监听 %s：%w", s.Listen, err)
	}
	defer listener.Close()
	if s.BaseURL == "" && !in.opts.demo {
		slog.Warn(notice.Addressless)
	}
	if in.opts.demo {
		if house := seal.HouseOf(p.env.App); house.BaseURL == "" {
			house.BaseURL = "http://" + shown(listener.Addr()) // the codes on its papers lead somewhere
			p.center.BaseURL = house.BaseURL
		}
		if err := firstDemo(ctx, p, in); err != nil {
			return err
		}
		for _, address := range []*string{&s.MonitorMQTT, &s.MonitorHJ212} { // its devices need somewhere to send to
			if *address == "" {
				*address = "127.0.0.1:0"
			}
		}
	}
	if err := p.listen(ctx, s); err != nil {
		return err
	}
	if err := p.film(ctx, s, in.opts.demo); err != nil {
		return err
	}
	defer runtime.KeepAlive(spare()) // after the start, whose leavings it would keep
	api, handler := p.handler(s)
	server := &http.Server{Handler: handler, ReadHeaderTimeout: 10 * time.Second, ReadTimeout: 5 * time.Minute, WriteTimeout: 10 * time.Minute, IdleTimeout: 2 * time.Minute, MaxHeaderBytes: 64 << 10,
		ErrorLog: slog.NewLogLogger(slog.Default().Handler(), slog.LevelDebug)}
	server.RegisterOnShutdown(p.center.Close)
	server.RegisterOnShutdown(p.house.Close)
	server.RegisterOnShutdown(p.cameras.Close)
	work, stopWork := context.WithCancel(context.WithoutCancel(ctx))
	var workers sync.WaitGroup
	for _, run := range []func(context.Context){p.runner.Run, p.index.Run, p.center.Run, p.house.Run, p.cameras.Run, p.learn} {
		workers.Go(func() { run(work) })
	}
	if in.opts.demo {
		at := addresses{mqtt: whereFrom(p.house.Addresses.MQTT), hj212: whereFrom(p.house.Addresses.HJ212), http: "http://" + shown(listener.Addr()) + "/api/monitor/batch"}
		workers.Go(func() {
			if err := p.pulse(work, at); err != nil {
				slog.Error("演示设备没有运行", "err", err)
			}
		})
	}
	begun, err := p.begun(ctx)
	if err != nil {
		stopWork()
		return err
	}
	fmt.Fprintf(in.out, "\n安监已启动：http://%s/\n", shown(listener.Addr()))
	if !begun {
		fmt.Fprintln(in.out, "平台还是空的，没有账号可以登录：请停止后运行 "+in.same("init")+" --region 行政区划代码")
	}
	failed := make(chan error, 1)
	go func() { failed <- server.Serve(listener) }()
	select {
	case err := <-failed:
		stopWork()
		return err
	case <-ctx.Done():
	}
	slog.Info("正在停止：等待未完成的请求")
	api.Drain()
	grace, cancel := context.WithTimeout(context.WithoutCancel(ctx), s.Shutdown)
	defer cancel()
	err = server.Shutdown(grace)
	stopWork()
	workers.Wait()
	if errors.Is(err, context.DeadlineExceeded) {
		return fmt.Errorf("有请求在 %s 内没有完成", s.Shutdown)
	}
	return err
}

// spare is memory that nobody touches, so that it is none of the machine's: it counts for the garbage collector alone, which else
// would walk through the small heap of a server some fifty times a second, because what SQLite holds is not in it. It adds as much again
// to the heap and no more, however large that gets (docs/operate/install.md). Who sets the collector by its own variables gets none.
func spare() []byte {
	size := 32 << 20
	if os.Getenv("GOGC") != "" || os.Getenv("GOMEMLIMIT") != "" {
		size = 0
	}
	return make([]byte, size)
}

// learn has the database look at what has grown, at the start and every hour: a server runs for months.
func (p *platform) learn(ctx context.Context) {
	tick := time.NewTicker(time.Hour)
	defer tick.Stop()
	for {
		if err := p.store.Learn(ctx); err != nil && ctx.Err() == nil {
			slog.Error("数据库没有更新统计", "err", err)
		}
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}

// shown is the address that a person on this machine can open.
func shown(addr net.Addr) string {
	host, port, _ := net.SplitHostPort(addr.String())
	if ip := net.ParseIP(host); ip == nil || ip.IsUnspecified() {
		host = "127.0.0.1"
	}
	return net.JoinHostPort(host, port)
}

func logTo(s *setting.Settings, w io.Writer) {
	var level slog.Level
	_ = level.UnmarshalText([]byte(s.LogLevel)) // checked by the settings
	opts := &slog.HandlerOptions{Level: level}
	if s.LogFormat == "json" {
		slog.SetDefault(slog.New(slog.NewJSONHandler(w, opts)))
		return
	}
	slog.SetDefault(slog.New(slog.NewTextHandler(w, opts)))
}

// handler is everything that the platform answers over HTTP.
func (p *platform) handler(s *setting.Settings) (*rest.Server, http.Handler) {
	api := &rest.Server{Env: p.env, Store: p.store, Sessions: p.sessions, Timeout: s.RequestTimeout, Proxies: s.TrustedProxies, Version: version(), NoMetrics: !s.Metrics, Unmask: s.UnmaskDaily, Used: p.usage.Note, Ready: p.house.Fault}
	handler := api.Handler()
	api.ServeFiles(file.Contents{Folder: p.files, Most: s.UploadMax})
	dist, err := fs.Sub(web.Dist, "dist")
	if err != nil {
		panic(err) // the folder is embedded at build time
	}
	api.Mux().Handle("/", assets(dist, s.Language))
	api.Mux().HandleFunc("GET /api/docs", func(w http.ResponseWriter, r *http.Request) { page(w, dist, "docs.html", s.Language) })
	return api, handler
}

// assets serves the built front end: the console at /, the phone at /m/; a path that is no file is a page of the app.
func assets(dist fs.FS, language string) http.Handler {
	files := http.FileServerFS(dist)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method != http.MethodGet && r.Method != http.MethodHead {
			http.Error(w, "method not allowed", http.StatusMethodNotAllowed)
			return
		}
		name := strings.TrimPrefix(path.Clean(r.URL.Path), "/")
		if info, err := fs.Stat(dist, name); err == nil && !info.IsDir() && name != "index.html" {
			if strings.HasPrefix(name, "assets/") || strings.HasPrefix(name, "m/assets/") { // their names carry a hash of their content
				w.Header().Set("Cache-Control", "public, max-age=31536000, immutable")
			} else {
				w.Header().Set("Cache-Control", "no-cache")
			}
			if strings.HasSuffix(name, ".webmanifest") {
				w.Header().Set("Content-Type", "application/manifest+json")
			}
			files.ServeHTTP(w, r)
			return
		}
		app := "index.html"
		if name == "m" || strings.HasPrefix(name, "m/") {
			app = "m/index.html"
		}
		page(w, dist, app, language)
	})
}

// page answers with an HTML page; its language is the one of the settings, until the user chooses another.
func page(w http.ResponseWriter, dist fs.FS, name, language string) {
	text, err := fs.ReadFile(dist, name)
	if err != nil {
		http.Error(w, "前端尚未构建，请运行 make web", http.StatusServiceUnavailable)
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Header().Set("Cache-Control", "no-cache")
	if language == "en" {
		text = bytes.Replace(text, []byte(`<html lang="zh-CN"`), []byte(`<html lang="en"`), 1)
	}
	w.Write(text)
}
