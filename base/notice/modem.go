package notice

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"
	"time"
	"unicode/utf16"

	_ "github.com/jackc/pgx/v5/stdlib" // the two databases that the daemon and the platform share
	_ "modernc.org/sqlite"
)

// Modem feeds a gammu-smsd through its SQL back end: the daemon owns the modem and its tables, the platform writes to its outbox and
// reads what was sent and what came in. The platform's key stands in CreatorID, so that a message is in the outbox once.
type Modem struct{ db *sql.DB }

// OpenModem opens the database of the daemon: a PostgreSQL address, or the path of a SQLite file.
func OpenModem(address string) (*Modem, error) {
	driver, dsn := "sqlite", "file:"+address+"?_pragma=busy_timeout(10000)&_txlock=immediate"
	if strings.HasPrefix(address, "postgres://") || strings.HasPrefix(address, "postgresql://") {
		driver, dsn = "pgx", address
	}
	db, err := sql.Open(driver, dsn)
	if err != nil {
		return nil, err
	}
	db.SetMaxOpenConns(2)
	m := &Modem{db}
	var version int
	if err := db.QueryRow(`SELECT "Version" FROM gammu`).Scan(&version); err != nil {
		db.Close()
		return nil, fmt.Errorf("短信猫数据库不能用（应先按 gammu-smsd 的说明建表）：%w", err)
	}
	return m, nil
}

// Close closes the database.
func (m *Modem) Close() error { return m.db.Close() }

func (m *Modem) Name() string { return "gammu" }
func (m *Modem) Real() bool   { return true }

// split cuts a text into what one SMS holds: 70 characters alone, 67 each when joined; never inside of a character.
func split(text string) (parts []string) {
	if Parts(text) == 1 {
		return []string{text}
	}
	var part strings.Builder
	n := 0
	for _, r := range text {
		w := len(utf16.Encode([]rune{r}))
		if n+w > 67 {
			parts = append(parts, part.String())
			part.Reset()
			n = 0
		}
		part.WriteRune(r)
		n += w
	}
	return append(parts, part.String())
}

// reference joins the parts of one message: the last byte of a sum over its key.
func reference(key string) (n byte) {
	for i := range len(key) {
		n = n*31 + key[i]
	}
	return n
}

// Send implements Gateway. That the key is not there yet and the insertion are one transaction.
func (m *Modem) Send(ctx context.Context, t Text) (string, error) {
	tx, err := m.db.BeginTx(ctx, nil)
	if err != nil {
		return "", errors.Join(NotSent, err)
	}
	defer tx.Rollback()
	id, state, err := find(ctx, tx, t.Key)
	if err != nil {
		return "", errors.Join(NotSent, err)
	}
	if state != "" {
		return fmt.Sprint(id), nil
	}
	parts := split(t.Body)
	udh := func(i int) string {
		if len(parts) == 1 {
			return ""
		}
		return fmt.Sprintf("050003%02X%02X%02X", reference(t.Key), len(parts), i+1)
	}
	multi := "false"
	if len(parts) > 1 {
		multi = "true"
	}
	err = tx.QueryRowContext(ctx, `INSERT INTO outbox ("DestinationNumber", "TextDecoded", "Coding", "UDH", "MultiPart", "CreatorID", "DeliveryReport", "Class") VALUES ($1, $2, 'Unicode_No_Compression', $3, '`+multi+`', $4, 'yes', -1) RETURNING "ID"`,
		t.To, parts[0], udh(0), t.Key).Scan(&id)
	for i := 1; i < len(parts) && err == nil; i++ {
		_, err = tx.ExecContext(ctx, `INSERT INTO outbox_multipart ("ID", "SequencePosition", "TextDecoded", "Coding", "UDH", "Class") VALUES ($1, $2, $3, 'Unicode_No_Compression', $4, -1)`, id, i+1, parts[i], udh(i))
	}
	if err != nil {
		return "", errors.Join(NotSent, err)
	}
	return fmt.Sprint(id), tx.Commit()
}

type asker interface {
	QueryContext(context.Context, string, ...any) (*sql.Rows, error)
}

// find tells where the message of a key stands, "" if nowhere.
func find(ctx context.Context, db asker, key string) (id int64, state DeliveryStatus, err error) {
	rows, err := db.QueryContext(ctx, `SELECT "ID", 'Reserved' FROM outbox WHERE "CreatorID" = $1 UNION ALL SELECT "ID", "Status" FROM sentitems WHERE "CreatorID" = $1`, key)
	if err != nil {
		return 0, "", err
	}
	defer rows.Close()
	for rows.Next() {
		var status string
		if err := rows.Scan(&id, &status); err != nil {
			return 0, "", err
		}
		state = worse(state, status)
	}
	return id, state, rows.Err()
}

// worse is the state of a message of several parts: delivered when all are, failed when one has.
func worse(state DeliveryStatus, status string) DeliveryStatus {
	switch status {
	case "SendingError", "Error", "DeliveryFailed":
		return Failed
	case "DeliveryOK":
		if state == "" || state == Delivered {
			return Delivered
		}
		return state
	}
	if state == Failed {
		return Failed
	}
	return Sent
}

// Ask implements Gateway.
func (m *Modem) Ask(ctx context.Context, key string) (DeliveryStatus, error) {
	_, state, err := find(ctx, m.db, key)
	return state, err
}

// Cancel implements Gateway: what the daemon has not taken up yet leaves its outbox.
func (m *Modem) Cancel(ctx context.Context, key string) error {
	tx, err := m.db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer tx.Rollback()
	if _, err := tx.ExecContext(ctx, `DELETE FROM outbox_multipart WHERE "ID" IN (SELECT "ID" FROM outbox WHERE "CreatorID" = $1)`, key); err != nil {
		return err
	}
	if _, err := tx.ExecContext(ctx, `DELETE FROM outbox WHERE "CreatorID" = $1`, key); err != nil {
		return err
	}
	return tx.Commit()
}

// received is one row of the daemon's inbox.
type received struct {
	id              int64
	from, text, udh string
}

// Poll implements Gateway. A row of the inbox is marked only after it was filed; filing it twice is filing it once.
func (m *Modem) Poll(ctx context.Context, report func(Report) error, reply func(Incoming) error) error {
	ctx, cancel := context.WithTimeout(ctx, 20*time.Second)
	defer cancel()
	rows, err := m.db.QueryContext(ctx, `SELECT "CreatorID", "Status" FROM sentitems WHERE "CreatorID" <> '' ORDER BY "ID" DESC LIMIT 500`)
	if err != nil {
		return err
	}
	states := map[string]DeliveryStatus{}
	for rows.Next() {
		var key, status string
		if err := rows.Scan(&key, &status); err != nil {
			rows.Close()
			return err
		}
		states[key] = worse(states[key], status)
	}
	if rows.Close(); rows.Err() != nil {
		return rows.Err()
	}
	for key, state := range states {
		if len(key) <= 40 && state != Sent {
			if err := report(Report{Key: key, Status: state, Problem: map[bool]string{true: "短信猫发送失败"}[state == Failed]}); err != nil {
				return err
			}
		}
	}
	return m.inbox(ctx, reply)
}

func (m *Modem) inbox(ctx context.Context, reply func(Incoming) error) error {
	rows, err := m.db.QueryContext(ctx, `SELECT "ID", "SenderNumber", "TextDecoded", "UDH" FROM inbox WHERE "Processed" = 'false' ORDER BY "ID" LIMIT 200`)
	if err != nil {
		return err
	}
	var list []received
	for rows.Next() {
		var r received
		if err := rows.Scan(&r.id, &r.from, &r.text, &r.udh); err != nil {
			rows.Close()
			return err
		}
		list = append(list, r)
	}
	if rows.Close(); rows.Err() != nil {
		return rows.Err()
	}
	for _, whole := range join(list) {
		first := whole[0]
		text := ""
		for _, r := range whole {
			text += r.text
		}
		if err := reply(Incoming{ID: fmt.Sprint(first.id), From: first.from, Body: text}); err != nil {
			return err
		}
		for _, r := range whole {
			if _, err := m.db.ExecContext(ctx, `UPDATE inbox SET "Processed" = 'true' WHERE "ID" = $1`, r.id); err != nil {
				return err
			}
		}
	}
	return nil
}

// join puts the parts of long messages together; one of which a part has not come yet waits.
func join(list []received) (out [][]received) {
	whole := map[string][]received{}
	for _, r := range list {
		var ref, total, seq int
		if n, _ := fmt.Sscanf(strings.ToUpper(r.udh), "050003%02X%02X%02X", &ref, &total, &seq); n != 3 || total < 2 || total > 20 || seq < 1 || seq > total {
			out = append(out, []received{r})
			continue
		}
		key := fmt.Sprint(r.from, "/", ref, "/", total)
		if whole[key] == nil {
			whole[key] = make([]received, total)
		}
		whole[key][seq-1] = r
		ready := true
		for _, part := range whole[key] {
			ready = ready && part.id != 0
		}
		if ready {
			out = append(out, whole[key])
			delete(whole, key)
		}
	}
	return out
}
