package rest

import (
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"errors"
	"net/http"
	"strings"
	"time"

	"anjian/kernel"
)

// Module declares the table behind Idempotency-Key: the answer is stored in the transaction of the write, so a
// lost answer can be had again and nothing is done twice.
func Module() kernel.Module {
	return kernel.Module{Name: "rest", Label: "接口", Tables: []string{
		`sqlite:CREATE TABLE IF NOT EXISTS answer (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, hash TEXT NOT NULL, status INTEGER NOT NULL, body TEXT NOT NULL, day TEXT NOT NULL)`,
		`postgres:CREATE TABLE IF NOT EXISTS answer (id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY, name TEXT COLLATE "C" NOT NULL UNIQUE, hash TEXT NOT NULL, status BIGINT NOT NULL, body TEXT NOT NULL, day TEXT COLLATE "C" NOT NULL)`,
	}, Tasks: []kernel.Job{forget}}
}

// Replays are kept for thirty days: longer than a phone stays without a network.
var forget = &kernel.Task[struct{}]{Name: "idempotency.forget", Every: 6 * time.Hour, Run: func(c *kernel.Ctx, _ struct{}) error {
	for { // the oldest have the lowest numbers
		n, err := c.Store.Exec(c, "DELETE FROM answer WHERE day < ? AND id IN (SELECT id FROM answer ORDER BY id LIMIT 1000)", string(c.Today().AddDays(-30)))
		if err != nil || n < 1000 {
			return err
		}
	}
}}

// once runs the write of a request in one transaction together with its answer. Whatever hinders it, an earlier answer under the
// same key comes first: the lost answer of our own success is no conflict. A request that does more than write looks for it before.
func (s *Server) once(c *kernel.Ctx, w http.ResponseWriter, r *http.Request, body []byte, look bool, run func(*kernel.Ctx) (int, []byte, error)) error {
	key := r.Header.Get("Idempotency-Key")
	if key == "" || len(key) > 80 {
		return kernel.Errorf(kernel.Invalid, "缺少请求头 Idempotency-Key，或超过 80 个字符")
	}
	sum := sha256.Sum256(append([]byte(r.Method+" "+r.URL.Path+"\n"), body...))
	name, hash := c.Actor.ID+"/"+key, hex.EncodeToString(sum[:])
	c.Origin.Digest = hash
	for attempt := 0; ; attempt++ {
		var status int
		var text []byte
		var err error
		if !look {
			if status, text, err = tryOnce(c, name, hash, run); err == nil {
				return send(w, status, text)
			}
		}
		status, text, found, looked := earlier(c, name, hash)
		if looked != nil {
			return looked
		}
		if found {
			w.Header().Set("Idempotency-Replayed", "true")
			return send(w, status, text)
		}
		if look {
			look = false
			continue
		}
		if _, ours := errors.AsType[*kernel.Error](err); attempt > 3 || ours || !s.Store.Conflict(err) && !strings.Contains(err.Error(), "SQLSTATE 40") {
			return err
		}
		time.Sleep(time.Duration(attempt+1) * 10 * time.Millisecond) // the same key at the same instant, or a deadlock: try again
	}
}

func tryOnce(c *kernel.Ctx, name, hash string, run func(*kernel.Ctx) (int, []byte, error)) (status int, text []byte, err error) {
	err = c.Tx(func(c *kernel.Ctx) error {
		if status, text, err = run(c); err != nil {
			return err
		}
		_, err = c.Store.Exec(c, "INSERT INTO answer (name, hash, status, body, day) VALUES (?, ?, ?, ?, ?)", name, hash, status, string(text), string(c.Today()))
		return err
	})
	if errors.Is(err, sql.ErrTxDone) && c.Err() != nil {
		err = c.Err()
	}
	return status, text, err
}

// earlier returns the answer that was given under a key before.
func earlier(c *kernel.Ctx, name, hash string) (status int, text []byte, found bool, err error) {
	rows, err := c.Store.Query(c, "SELECT hash, status, body FROM answer WHERE name = ?", name)
	if err != nil {
		return 0, nil, false, err
	}
	defer rows.Close()
	if !rows.Next() {
		return 0, nil, false, rows.Err()
	}
	var old, body string
	if err := rows.Scan(&old, &status, &body); err != nil {
		return 0, nil, false, err
	}
	if old != hash {
		return 0, nil, false, kernel.Errorf(kernel.Invalid, "同一个 Idempotency-Key 用于了不同的内容")
	}
	return status, []byte(body), true, nil
}
