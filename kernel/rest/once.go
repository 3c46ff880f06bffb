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
		`CREATE TABLE IF NOT EXISTS idempotency (name {text} PRIMARY KEY, hash {text} NOT NULL, status {int} NOT NULL, body {text} NOT NULL, at {text} NOT NULL)`,
		`CREATE INDEX IF NOT EXISTS idempotency_at ON idempotency (at)`,
	}, Tasks: []kernel.Job{forget}}
}

// Replays are kept for thirty days: longer than a phone stays without a network.
var forget = &kernel.Task[struct{}]{Name: "idempotency.forget", Every: 6 * time.Hour, Run: func(c *kernel.Ctx, _ struct{}) error {
	_, err := c.Store.Exec(c, "DELETE FROM idempotency WHERE at < ?", string(c.Today().AddDays(-30)))
	return err
}}

// once runs the write of a request in one transaction together with its answer. The look-up of an earlier answer
// comes before everything else: the lost answer of our own success is no conflict.
func (s *Server) once(c *kernel.Ctx, w http.ResponseWriter, r *http.Request, body []byte, run func(*kernel.Ctx) (int, []byte, error)) error {
	key := r.Header.Get("Idempotency-Key")
	if key == "" || len(key) > 80 {
		return kernel.Errorf(kernel.Invalid, "缺少请求头 Idempotency-Key，或超过 80 个字符")
	}
	sum := sha256.Sum256(append([]byte(r.Method+" "+r.URL.Path+"\n"), body...))
	name, hash := c.Actor.ID+"/"+key, hex.EncodeToString(sum[:])
	for attempt := 0; ; attempt++ {
		status, text, replayed, err := s.tryOnce(c, name, hash, run)
		if err != nil && attempt < 3 && (s.Store.Conflict(err) || strings.Contains(err.Error(), "SQLSTATE 40")) {
			if _, ours := errors.AsType[*kernel.Error](err); !ours {
				time.Sleep(time.Duration(attempt+1) * 10 * time.Millisecond)
				continue // the same key at the same instant, or a deadlock: look again
			}
		}
		if err != nil {
			return err
		}
		if replayed {
			w.Header().Set("Idempotency-Replayed", "true")
		}
		return send(w, status, text)
	}
}

func (s *Server) tryOnce(c *kernel.Ctx, name, hash string, run func(*kernel.Ctx) (int, []byte, error)) (status int, text []byte, replayed bool, err error) {
	err = c.Tx(func(c *kernel.Ctx) error {
		var oldHash, oldBody string
		rows, err := c.Store.Query(c, "SELECT hash, status, body FROM idempotency WHERE name = ?", name)
		if err != nil {
			return err
		}
		found := rows.Next()
		if found {
			err = rows.Scan(&oldHash, &status, &oldBody)
		}
		if rows.Close(); err != nil {
			return err
		}
		if found {
			if oldHash != hash {
				return kernel.Errorf(kernel.Invalid, "同一个 Idempotency-Key 用于了不同的内容")
			}
			text, replayed = []byte(oldBody), true
			return nil
		}
		if status, text, err = run(c); err != nil {
			return err
		}
		_, err = c.Store.Exec(c, "INSERT INTO idempotency (name, hash, status, body, at) VALUES (?, ?, ?, ?, ?)", name, hash, status, string(text), string(c.Today()))
		return err
	})
	if errors.Is(err, sql.ErrTxDone) && c.Err() != nil {
		err = c.Err()
	}
	return status, text, replayed, err
}
