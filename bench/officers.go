package main

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"slices"
	"strconv"
	"sync"
	"time"

	"anjian/base/account"
	"anjian/base/enterprise"
	"anjian/base/officer"
	"anjian/base/org"
	"anjian/bench/world"
	"anjian/kernel"
)

const (
	patrols = 200 // officers who come back at once
	visits  = 4   // of each in a day
	shots   = 3   // photographs of each visit
	shot    = 200_000
)

// officers measures the evening of a city: two hundred officers send a day's inspections with their photographs at once, each of them twice, as a phone
// does whose first answer was lost. Nothing may be missing, twice, or with another's photographs.
func (r *run) officers() error {
	folder, err := r.squad()
	if err != nil {
		return err
	}
	p, err := r.serveUs(folder)
	if err != nil {
		return err
	}
	defer p.stop()
	text, err := p.client(talker(0)).send("GET", "/api/library_matter?limit=1", "")
	if err != nil {
		return err
	}
	var matters struct{ Items []struct{ ID, Code string } }
	if err := json.Unmarshal(text, &matters); err != nil || len(matters.Items) == 0 {
		return fmt.Errorf("no matter to look at: %w: %s", err, text)
	}
	stamp := time.Now().UnixNano()
	var mu sync.Mutex
	var laps []time.Duration
	var failed error
	began := time.Now()
	var all sync.WaitGroup
	for i := range patrols {
		all.Go(func() {
			for n := range visits {
				took, err := r.visit(p, i, n, stamp, matters.Items[0].ID)
				mu.Lock()
				laps = append(laps, took)
				if err != nil && failed == nil {
					failed = fmt.Errorf("officer %d, visit %d: %w", i, n, err)
				}
				mu.Unlock()
			}
		})
	}
	all.Wait()
	took := time.Since(began)
	if failed != nil {
		return failed
	}
	if err := checked(p, stamp); err != nil {
		return err
	}
	slices.Sort(laps)
	p99 := laps[len(laps)*99/100]
	r.add(line{group: "officers", what: fmt.Sprintf("%d officers at once, %d visits with %d photographs, none lost, twice or mixed", patrols, patrols*visits, patrols*visits*shots),
		ours: fmt.Sprintf("%.1f visits/s, %.1f photographs/s", float64(patrols*visits)/took.Seconds(), float64(patrols*visits*shots)/took.Seconds())})
	r.add(line{group: "officers", what: "one visit with its photographs, sent twice: p50, p99", ours: millis(laps[len(laps)/2]) + ", " + millis(p99)})
	return nil
}

func visitID(stamp int64, i, n int) string { return fmt.Sprintf("%x-%03d-%02d", stamp, i, n) }

// picture is the content of a file that only one visit has, as large as a photograph of a phone.
func picture(stamp int64, i, n, k int) (string, string) {
	b := make([]byte, 0, shot)
	b = fmt.Appendf(b, "%d %d %d %d\n", stamp, i, n, k)
	rnd := rand.New(rand.NewPCG(uint64(i), uint64(n*10+k)))
	for len(b) < shot {
		b = strconv.AppendUint(b, rnd.Uint64(), 36)
		b = append(b, '\n')
	}
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:]), string(b)
}

func (r *run) visit(p *process, i, n int, stamp int64, matter string) (time.Duration, error) {
	c, id := p.client(talker(i)), visitID(stamp, i, n)
	files := []map[string]any{}
	bodies := map[string]string{}
	for k := range shots {
		sha, body := picture(stamp, i, n, k)
		files = append(files, map[string]any{"sha": sha, "name": "现场.txt", "type": "text/plain", "size": len(body)})
		bodies[sha] = body
	}
	end := time.Now().Add(-time.Hour)
	trip, _ := json.Marshal(map[string]any{
		"id": id, "enterprise": firm(i), "kind": "routine", "officers": []string{talker(i), talker((i + 1) % patrols)}, "present": "张三", "started_at": end.Add(-time.Hour), "ended_at": end,
		"replies": []any{map[string]any{"matter": matter, "outcome": "fail", "note": id, "photos": files, "finding": map[string]any{"title": id, "due_on": end.AddDate(0, 0, 15).Format(time.DateOnly), "photos": files}}},
		"facts":   map[string]any{"confirm": []string{"people", "condition", "place", "supervision"}},
	})
	began := time.Now()
	for range 2 {
		for sha, body := range bodies {
			if _, err := c.send("PUT", "/api/file/"+sha, body); err != nil {
				return 0, err
			}
		}
		if _, err := c.send("POST", "/api/inspection/arrive", string(trip), "Idempotency-Key", id); err != nil {
			return 0, err
		}
	}
	return time.Since(began), nil
}

// checked looks at every visit: it is there once, with its own words and photographs.
func checked(p *process, stamp int64) error {
	for i := range patrols {
		c := p.client(talker(i))
		for n := range visits {
			id := visitID(stamp, i, n)
			text, err := c.send("GET", "/api/inspection_finding?inspection="+id, "")
			if err != nil {
				return err
			}
			var page struct {
				Items []struct {
					Title  string
					Photos kernel.Files
				}
			}
			if err := json.Unmarshal(text, &page); err != nil {
				return err
			}
			if len(page.Items) != 1 || page.Items[0].Title != id || len(page.Items[0].Photos) != shots {
				return fmt.Errorf("visit %s has %d findings: %.300s", id, len(page.Items), text)
			}
			for k, f := range page.Items[0].Photos {
				if sha, _ := picture(stamp, i, n, k); f.SHA != sha {
					return fmt.Errorf("visit %s has another's photograph", id)
				}
			}
		}
	}
	return nil
}

func firm(i int) string { return "firm" + strconv.Itoa(i) }

// squad makes the officers with their certificates and an enterprise for each.
func (r *run) squad() (string, error) {
	folder := r.path("squad")
	if _, err := os.Stat(folder + ".ready"); err == nil {
		return folder, nil
	}
	os.RemoveAll(folder)
	r.say("making %d officers", patrols)
	if out, err := exec.Command(r.path("anjian"), "init", "--region", "41", "--data", folder).CombinedOutput(); err != nil {
		return "", fmt.Errorf("init: %w: %s", err, out)
	}
	c, s, err := world.Open(folder)
	if err != nil {
		return "", err
	}
	defer s.Close()
	err = c.Tx(func(c *kernel.Ctx) error {
		bureau := &org.Org{Name: "金水区应急管理局", Kind: org.Bureau}
		bureau.Region = "410105"
		if err := org.Orgs.Create(c, bureau); err != nil {
			return err
		}
		for i := range patrols {
			a := &account.Account{Login: talker(i), Name: "测试" + strconv.Itoa(i), Kind: account.Regulator, Roles: []account.Role{"regulator"}, Org: kernel.Ref[org.Org](bureau.ID)}
			a.ID, a.Region = talker(i), "410105"
			if err := account.Accounts.Create(c, a); err != nil {
				return err
			}
			o := &officer.Officer{Account: kernel.Ref[account.Account](a.ID), Org: kernel.Ref[org.Org](bureau.ID), CertificateNo: talker(i), ValidUntil: "2099-12-31"}
			o.ID, o.Region = talker(i), "410105"
			if err := officer.Officers.Create(c, o); err != nil {
				return err
			}
			e := &enterprise.Enterprise{}
			e.ID, e.Region, e.Name, e.Trade, e.Address, e.Status, e.Operating = firm(i), "410105", "测试机械厂"+strconv.Itoa(i), enterprise.Machinery, "测试路"+strconv.Itoa(i)+"号", enterprise.Filed, enterprise.Running
			if err := enterprise.Enterprises.Create(c, e); err != nil {
				return err
			}
			sum, now := sha256.Sum256([]byte(talker(i))), time.Now()
			if _, err := c.Store.Exec(c, "INSERT INTO account_session (id, hash, account, kind, name, created, seen, until, address, device) VALUES (?, ?, ?, 'program', 'bench', ?, ?, ?, '', '')",
				"bench-"+talker(i), hex.EncodeToString(sum[:]), a.ID, now.UnixMilli(), now.UnixMilli(), now.Add(24*time.Hour).UnixMilli()); err != nil {
				return err
			}
			if _, err := c.Store.Exec(c, "UPDATE account SET password_due = ? WHERE id = ?", false, a.ID); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return "", err
	}
	return folder, os.WriteFile(folder+".ready", nil, 0o600)
}
