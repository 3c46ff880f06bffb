package chat

import (
	"encoding/json"
	"strconv"
	"strings"
	"unicode/utf8"

	"anjian/kernel"
)

// Entry is one line of a talk: a message, or a note of the platform. Entries of a talk are numbered 1, 2, 3 without gaps.
type Entry struct {
	Talk     string `json:"talk"`
	Seq      int64  `json:"seq"`
	N        int64  `json:"n"` // its place among the entries of all talks
	Client   string `json:"client,omitempty"`
	Account  string `json:"account"`
	Name     string `json:"name"`
	At       int64  `json:"at"` // milliseconds
	Kind     string `json:"kind"`
	Words    string `json:"words"`
	Data     Data   `json:"data"`
	Recalled bool   `json:"recalled,omitempty"`
}

// Kinds of entries. Note and Recall are written by the platform alone.
const (
	Text    = "text"
	Picture = "picture"
	File    = "file"
	Voice   = "voice"
	Place   = "place"
	Card    = "card"   // a record, shown to each reader under his own right
	Note    = "note"   // somebody came, went, was named; the talk ended
	Recall  = "recall" // an earlier message was taken back
)

// spoken is the kinds that count as unread.
const spoken = "('text', 'picture', 'file', 'voice', 'place', 'card')"

// Data is what an entry holds beside its words.
type Data struct {
	File    *kernel.File `json:"file,omitempty"`
	Seconds int          `json:"seconds,omitempty"`
	Place   kernel.Point `json:"place,omitzero"`
	Type    string       `json:"type,omitempty"` // of the record of a card
	Record  string       `json:"record,omitempty"`
	Mention []string     `json:"mention,omitempty"` // accounts, or "all"
	Seq     int64        `json:"seq,omitempty"`     // what a recall takes back
	What    string       `json:"what,omitempty"`    // of a note: begin join leave remove rename end resume
	Who     []string     `json:"who,omitempty"`
}

const entryColumns = "e.talk, e.seq, e.n, e.client, e.account, e.name, e.at, e.kind, e.words, e.data, e.recalled"

func scanEntries(rows kernel.Rows, err error) (out []Entry, _ error) {
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var e Entry
		var data string
		var recalled int
		if err := rows.Scan(&e.Talk, &e.Seq, &e.N, &e.Client, &e.Account, &e.Name, &e.At, &e.Kind, &e.Words, &data, &recalled); err != nil {
			return nil, err
		}
		if data != "" {
			if err := json.Unmarshal([]byte(data), &e.Data); err != nil {
				return nil, err
			}
		}
		e.Recalled = recalled != 0
		out = append(out, e)
	}
	return out, rows.Err()
}

// one reads one row into places; false if there is none.
func one(c *kernel.Ctx, into []any, stmt string, args ...any) (bool, error) {
	rows, err := c.Store.Query(c, stmt, args...)
	if err != nil {
		return false, err
	}
	defer rows.Close()
	if !rows.Next() {
		return false, rows.Err()
	}
	return true, rows.Scan(into...)
}

// texts reads a column of texts.
func texts(c *kernel.Ctx, stmt string, args ...any) (out []string, err error) {
	rows, err := c.Store.Query(c, stmt, args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var s string
		if err := rows.Scan(&s); err != nil {
			return nil, err
		}
		out = append(out, s)
	}
	return out, rows.Err()
}

// tick takes the next number of the counter and, with it, the right to be the only one who writes until the commit.
func tick(c *kernel.Ctx) (n int64, err error) {
	found, err := one(c, []any{&n}, "UPDATE chat_counter SET n = n + 1 WHERE id = 1 RETURNING n")
	if err == nil && !found {
		err = kernel.Errorf(kernel.Internal, "chat: the counter is missing")
	}
	return n, err
}

func now(c *kernel.Ctx) int64 { return c.Now().UnixMilli() }

// add numbers e and stores it in the running transaction.
func add(c *kernel.Ctx, e *Entry) (err error) {
	if e.N, err = tick(c); err != nil {
		return err
	}
	e.At = now(c)
	found, err := one(c, []any{&e.Seq}, "UPDATE chat_head SET seq = seq + 1, at = ? WHERE talk = ? RETURNING seq", e.At, e.Talk)
	if err == nil && !found {
		err = kernel.Errorf(kernel.Missing, "找不到该会话")
	}
	if err != nil {
		return err
	}
	data := ""
	if b, err := json.Marshal(e.Data); err != nil {
		return err
	} else if data = string(b); data == "{}" {
		data = ""
	}
	mention := ""
	if len(e.Data.Mention) > 0 {
		mention = "," + strings.Join(e.Data.Mention, ",") + ","
	}
	_, err = c.Store.Exec(c, "INSERT INTO chat_entry (talk, seq, n, client, account, name, at, kind, words, data, mention, recalled) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0)",
		e.Talk, e.Seq, e.N, e.Client, e.Account, e.Name, e.At, e.Kind, e.Words, data, mention)
	return err
}

// note writes a line of the platform into a talk.
func note(c *kernel.Ctx, talk, what, words string, who ...string) error {
	return add(c, &Entry{Talk: talk, Client: kernel.NewID(c.Now()), Account: c.Actor.ID, Name: c.Actor.Name, Kind: Note, Words: words, Data: Data{What: what, Who: who}})
}

// legible tells whether both databases can keep s, within so many characters.
func legible(s string, longest int) bool {
	return utf8.ValidString(s) && !strings.ContainsRune(s, 0) && utf8.RuneCountInString(s) <= longest
}

// marks is n question marks for a list.
func marks(n int) string { return strings.TrimSuffix(strings.Repeat("?, ", n), ", ") }

func anys(list []string) (out []any) {
	for _, s := range list {
		out = append(out, s)
	}
	return out
}

func itoa(n int64) string { return strconv.FormatInt(n, 10) }
