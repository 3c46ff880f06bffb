package world_test

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"anjian/bench/world"
	"anjian/kernel"
	"anjian/kernel/rest"
	"anjian/kernel/search"
)

// as answers every request for one account.
type as kernel.Actor

func (a as) Actor(*kernel.Ctx, *http.Request) (kernel.Actor, error) { return kernel.Actor(a), nil }

// BenchmarkRequest serves requests in this process, so that -cpuprofile shows where their time goes.
func BenchmarkRequest(b *testing.B) {
	folder := b.TempDir()
	binary := filepath.Join(folder, "anjian")
	for _, cmd := range [][]string{{"go", "build", "-mod=mod", "-o", binary, "anjian/cmd/anjian"}, {binary, "init", "--region", "41", "--data", folder}} {
		if out, err := exec.Command(cmd[0], cmd[1:]...).CombinedOutput(); err != nil {
			b.Fatalf("%v: %s", err, out)
		}
	}
	w := world.New(20_000, 1000)
	if err := world.Fill(folder, w, false); err != nil {
		b.Fatal(err)
	}
	c, s, err := world.Open(folder)
	if err != nil {
		b.Fatal(err)
	}
	defer s.Close()
	for _, mod := range c.App.Modules {
		c.Env.Hooks = append(c.Env.Hooks, mod.Hooks...)
	}
	ctx, stop := context.WithCancel(b.Context())
	defer stop()
	go search.New(c.Env, s).Run(ctx)
	server := &rest.Server{Env: c.Env, Store: s, Sessions: as{ID: "officer", Name: "测试", Roles: []kernel.Role{"regulator", "leader"}, Region: "41"}}
	handler := server.Handler()
	send := func(method, path, body string, headers ...string) string {
		req := httptest.NewRequest(method, path, strings.NewReader(body))
		for i := 0; i+1 < len(headers); i += 2 {
			req.Header.Set(headers[i], headers[i+1])
		}
		rec := httptest.NewRecorder()
		handler.ServeHTTP(rec, req)
		text, _ := io.ReadAll(rec.Body)
		if rec.Code >= 300 {
			b.Fatalf("%s %s: %d %s", method, path, rec.Code, text)
		}
		return string(text)
	}
	b.Run("page", func(b *testing.B) {
		for b.Loop() {
			send("GET", "/api/hazard?status=open&sort=-found_on&limit=20", "")
		}
	})
	b.Run("get", func(b *testing.B) {
		n := 0
		for b.Loop() {
			n++
			send("GET", "/api/hazard/"+w.Hazard(n*37%w.Hazards).ID, "")
		}
	})
	var ids []string
	stamp := time.Now().UnixNano()
	create := func() {
		n := len(ids)
		body := fmt.Sprintf(`{"enterprise":%q,"title":"三车间行车限位失灵（新报%d）","category":"machine","level":"general","source":"government","found_on":%q,"place":"三车间"}`, world.EnterpriseID(n%1000), n, world.Day(n%600))
		var made struct{ ID string }
		if err := json.Unmarshal([]byte(send("POST", "/api/hazard", body, "Idempotency-Key", fmt.Sprint(stamp, "c", n))), &made); err != nil {
			b.Fatal(err)
		}
		ids = append(ids, made.ID)
	}
	b.Run("create", func(b *testing.B) {
		for b.Loop() {
			create()
		}
	})
	b.Run("step", func(b *testing.B) {
		n := 0
		for b.Loop() {
			if n == len(ids) {
				b.StopTimer()
				create()
				b.StartTimer()
			}
			send("POST", "/api/hazard/"+ids[n]+"/submit", "{}", "Idempotency-Key", fmt.Sprint(stamp, "s", n), "If-Match", `"1"`)
			n++
		}
	})
}
