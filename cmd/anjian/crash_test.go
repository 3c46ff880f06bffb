package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"os"
	"os/exec"
	"sync"
	"testing"
	"time"

	"anjian/base/account"
	"anjian/base/enterprise"
	"anjian/base/reminder"
	"anjian/base/role"
	"anjian/kernel"
	"anjian/kernel/due"
	"anjian/kernel/kerneltest"
	"anjian/kernel/setting"
	"anjian/kernel/trail"
)

const kills = 20

// write is one that a client has sent, with the first answer that it got.
type write struct {
	path, body, key, match string
	answer                 string // "" as long as none came
}

// caller writes as long as the server lives, and remembers what it was told.
type caller struct {
	http.Client
	cookies []*http.Cookie
	n       int
	name    string
	writes  []*write
	open    []string // hazards that wait for confirmation
}

// TestCrash kills the serving program at random instants of a stream of writes. Whatever was acknowledged is there, whatever
// was not is there once when it is sent again, and nothing is there by half.
func TestCrash(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	s := &setting.Settings{Data: dir}
	firm := settle(t, s)
	rng := rand.New(rand.NewPCG(41, 2018))
	var clients []*caller
	for i := range 4 {
		clients = append(clients, &caller{Client: http.Client{Timeout: 10 * time.Second}, name: fmt.Sprint("client", i)})
	}
	acknowledged := 0
	for round := range kills + 1 {
		p, err := serving(dir, os.Environ(), "--data", dir)
		kerneltest.Must(t, err)
		if round == 0 {
			for _, c := range clients {
				res, err := c.Post(p.url+"/api/login", "application/json", bytes.NewReader([]byte(`{"name":"safety","password":"Kept-safe-2026"}`)))
				kerneltest.Must(t, err)
				if res.Body.Close(); res.StatusCode != 200 {
					t.Fatalf("login: %d", res.StatusCode)
				}
				c.cookies = res.Cookies()
			}
		}
		var busy sync.WaitGroup
		for _, c := range clients {
			busy.Go(func() { c.again(t, p.url) })
		}
		busy.Wait()
		if round == kills {
			kerneltest.Must(t, p.end(os.Interrupt))
			break
		}
		for _, c := range clients {
			busy.Go(func() { c.stream(t, p.url, firm) })
		}
		time.Sleep(time.Duration(20+rng.IntN(230)) * time.Millisecond)
		p.end(os.Kill)
		busy.Wait()
		if out, err := exec.Command("anjian", "verify", "--data", dir).CombinedOutput(); err != nil {
			t.Fatalf("after kill %d: %s", round+1, out)
		}
		wake(t, s)
	}
	for _, c := range clients {
		acknowledged += len(c.writes)
	}
	if acknowledged < 2*kills {
		t.Errorf("only %d writes: too few to prove anything", acknowledged)
	}
	t.Logf("%d writes, %d kills", acknowledged, kills)
	whole(t, s, clients)
}

// settle makes an enterprise and the account of its safety manager.
func settle(t *testing.T, s *setting.Settings) string {
	p, err := open(t.Context(), s)
	kerneltest.Must(t, err)
	defer p.close()
	c := p.system(t.Context())
	firm := &enterprise.Enterprise{}
	firm.Region, firm.Name, firm.Trade, firm.Status = "410105", "郑州停电机械有限公司", enterprise.Machinery, enterprise.Filed
	kerneltest.Must(t, enterprise.Enterprises.Create(c, firm))
	a := &account.Account{Login: "safety", Name: "安全员", Kind: account.Enterprise, Roles: []account.Role{account.Role(role.Safety)}, Enterprise: kernel.Ref[enterprise.Enterprise](firm.ID)}
	a.Region = firm.Region
	kerneltest.Must(t, account.Accounts.Create(c, a))
	kerneltest.Must(t, account.SetPassword(c, "Kept-safe-2026", false, a.ID))
	return firm.ID
}

// wake makes the task that reminds due at the next start, so that kills meet it at work too.
func wake(t *testing.T, s *setting.Settings) {
	p, err := open(t.Context(), s)
	kerneltest.Must(t, err)
	defer p.close()
	_, err = p.store.Exec(t.Context(), "UPDATE task SET run_at = '2000-01-01T00:00:00.000+08:00' WHERE id = 'due.remind'")
	kerneltest.Must(t, err)
}

// stream writes until the server is gone: a check that finds two hazards, and the confirmation of each.
func (c *caller) stream(t *testing.T, url, firm string) {
	for {
		c.n++
		w := &write{path: "/api/hazard_check", key: fmt.Sprint(c.name, "-", c.n)}
		w.body = fmt.Sprintf(`{"enterprise":"%s","place":"%s","items":[{"content":"一","outcome":"fail","note":"坏了","category":"licence"},{"content":"二","outcome":"pass"},{"content":"三","outcome":"fail","note":"漏了","category":"licence"}]}`, firm, w.key)
		if n := len(c.open); n > 0 {
			w.path, w.match, w.body = "/api/hazard/"+c.open[n-1]+"/confirm", `"1"`, fmt.Sprintf(`{"responsible":"李班长","due_on":"%s"}`, kernel.Day(time.Now()))
			c.open = c.open[:n-1]
		}
		c.writes = append(c.writes, w)
		if !c.try(t, url, w) {
			return
		}
	}
}

// try sends a write; false if the server is gone before it answers.
func (c *caller) try(t *testing.T, url string, w *write) bool {
	req, err := http.NewRequest(http.MethodPost, url+w.path, bytes.NewReader([]byte(w.body)))
	if err != nil {
		t.Error(err)
		return false
	}
	req.Header.Set("Idempotency-Key", w.key)
	if w.match != "" {
		req.Header.Set("If-Match", w.match)
	}
	for _, cookie := range c.cookies {
		req.AddCookie(cookie)
	}
	res, err := c.Do(req)
	if err != nil {
		return false
	}
	defer res.Body.Close()
	text, err := io.ReadAll(res.Body)
	if err != nil {
		return false
	}
	if res.StatusCode >= 300 {
		t.Errorf("%s %s: %d %s", w.key, w.path, res.StatusCode, text)
		return false
	}
	switch {
	case w.answer == "":
		w.answer = string(text)
		var check struct {
			Items []struct{ Hazard string }
		}
		if json.Unmarshal(text, &check) == nil {
			for _, it := range check.Items {
				if it.Hazard != "" {
					c.open = append(c.open, it.Hazard)
				}
			}
		}
	case w.answer != string(text):
		t.Errorf("%s %s: a second answer\n%s\n%s", w.key, w.path, w.answer, text)
	}
	return true
}

// again sends once more what got no answer, and the last that did: a client that was cut off cannot tell the two apart.
func (c *caller) again(t *testing.T, url string) {
	for i, w := range c.writes {
		if (w.answer == "" || i >= len(c.writes)-3) && !c.try(t, url, w) {
			t.Errorf("%s is not answered after the restart", w.key)
		}
	}
}

// whole reads the tables: every write is there once, with all that belongs to it.
func whole(t *testing.T, s *setting.Settings, clients []*caller) {
	p, err := open(t.Context(), s)
	kerneltest.Must(t, err)
	defer p.close()
	c := p.system(t.Context())
	number := func(stmt string, args ...any) (n int) {
		rows, err := p.store.Query(t.Context(), stmt, args...)
		kerneltest.Must(t, err)
		defer rows.Close()
		for rows.Next() {
			kerneltest.Must(t, rows.Scan(&n))
		}
		return n
	}
	checks, steps := 0, 0
	for _, client := range clients {
		for _, w := range client.writes {
			var got struct{ ID, Status string }
			kerneltest.Must(t, json.Unmarshal([]byte(w.answer), &got))
			if w.match != "" {
				steps++
				if number("SELECT COUNT(*) FROM hazard WHERE id = ? AND status = ? AND rev = 2", got.ID, got.Status) != 1 {
					t.Errorf("%s was acknowledged but is lost: %s", w.path, w.answer)
				}
				continue
			}
			if checks++; number("SELECT COUNT(*) FROM hazard_check WHERE id = ? AND place = ?", got.ID, w.key) != 1 {
				t.Errorf("%s was acknowledged but is lost: %s", w.key, w.answer)
			}
		}
	}
	if steps == 0 || checks == 0 {
		t.Errorf("%d checks, %d steps", checks, steps)
	}
	today := string(kernel.Day(time.Now()))
	_, err = due.Remind(c, reminder.Tell)
	kerneltest.Must(t, err)
	for _, tc := range []struct {
		what, stmt string
		want       int
		args       []any
	}{
		{"checks", "SELECT COUNT(*) FROM hazard_check", checks, nil},
		{"hazards", "SELECT COUNT(*) FROM hazard", 2 * checks, nil},
		{"checks without both of their hazards", "SELECT COUNT(*) FROM hazard_check WHERE (SELECT COUNT(*) FROM hazard WHERE checkup = hazard_check.id) <> 2", 0, nil},
		{"hazards without a check", "SELECT COUNT(*) FROM hazard WHERE checkup NOT IN (SELECT id FROM hazard_check)", 0, nil},
		{"entries of steps", "SELECT COUNT(*) FROM trail WHERE verb = 'confirm'", steps, nil},
		{"entries of hazards", "SELECT COUNT(*) FROM trail WHERE type = 'hazard' AND verb = 'create'", 2 * checks, nil},
		{"limits", "SELECT COUNT(*) FROM due WHERE type = 'hazard'", 2 * checks, nil},
		{"kept answers", "SELECT COUNT(*) FROM answer", checks + steps, nil},
		{"limits that nobody was told of", "SELECT COUNT(*) FROM due WHERE type = 'hazard' AND warn_on <= ? AND NOT EXISTS (SELECT 1 FROM reminder WHERE record = due.record AND due_on = due.last_on)", 0, []any{today}},
		{"reminders told twice", "SELECT COUNT(*) FROM (SELECT 1 FROM reminder GROUP BY about, record, title, level HAVING COUNT(*) > 1) AS twice", 0, nil},
		{"repeating tasks doubled or lost", "SELECT COUNT(*) FROM task WHERE id = 'due.remind'", 1, nil},
	} {
		if got := number(tc.stmt, tc.args...); got != tc.want {
			t.Errorf("%s: %d, want %d", tc.what, got, tc.want)
		}
	}
	if number("SELECT COUNT(*) FROM reminder") == 0 {
		t.Error("no reminder at all")
	}
	report, err := trail.Verify(t.Context(), p.store, nil)
	if err != nil || len(report.Faults) > 0 {
		t.Errorf("%v %v", report, err)
	}
}
