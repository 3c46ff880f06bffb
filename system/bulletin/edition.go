package bulletin

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"anjian/base/org"
	"anjian/kernel"
	"anjian/kernel/paper"
)

// Edition is what a notice said when it was last written: its figures and its text, kept beside the record (定稿).
type Edition struct {
	Figures *Figures
	Blocks  []block
	Organ   string // full name, once issued

	text   string
	doubts int
	data   string // Figures and Blocks as they are stored
	body   string
}

// block is one block of a document in the form in which editions are stored: one of its fields is set.
type block struct {
	Heading   string       `json:"heading,omitempty"`
	Paragraph []paper.Run  `json:"paragraph,omitempty"`
	Note      *paper.Note  `json:"note,omitempty"`
	Table     *paper.Table `json:"table,omitempty"`
	Chart     *paper.Chart `json:"chart,omitempty"`
}

func (b block) paper() paper.Block {
	switch {
	case b.Heading != "":
		return paper.Heading{Level: 1, Text: b.Heading}
	case b.Note != nil:
		return *b.Note
	case b.Table != nil:
		return b.Table
	case b.Chart != nil:
		return b.Chart
	}
	return paper.P(b.Paragraph...)
}

// plain is the text of a block as one reads it; tables and charts have none.
func (b block) plain() string {
	var runs []paper.Run
	switch {
	case b.Heading != "":
		return b.Heading
	case b.Note != nil:
		runs = append([]paper.Run{paper.Text(b.Note.Title + "：")}, b.Note.Runs...)
	default:
		runs = b.Paragraph
	}
	var out strings.Builder
	for _, r := range runs {
		out.WriteString(r.Text)
	}
	return out.String()
}

// tables of this system that are no records: the editions, and the document numbers that were given.
var tables = []string{
	`CREATE TABLE IF NOT EXISTS bulletin_edition (bulletin {text} PRIMARY KEY, figures {text} NOT NULL, body {text} NOT NULL, organ {text} NOT NULL)`,
	`CREATE TABLE IF NOT EXISTS bulletin_number (organ {text} NOT NULL, year {int} NOT NULL, serial {int} NOT NULL, PRIMARY KEY (organ, year, serial))`,
}

// keepEdition stores the edition of a draft in the transaction that stores the draft.
func keepEdition(c *kernel.Ctx, w *kernel.Write) error {
	if w.Meta != Bulletins.Meta() {
		return nil
	}
	if w.Verb == "delete" {
		_, err := c.Store.Exec(c, "DELETE FROM bulletin_edition WHERE bulletin = ?", w.ID)
		return err
	}
	e := w.After.(*Bulletin).Edition
	if e == nil {
		return nil
	}
	if err := e.pack(); err != nil {
		return err
	}
	_, err := c.Store.Exec(c, `INSERT INTO bulletin_edition (bulletin, figures, body, organ) VALUES (?, ?, ?, '')
 ON CONFLICT (bulletin) DO UPDATE SET figures = excluded.figures, body = excluded.body`, w.ID, e.data, e.body)
	return err
}

// sealEdition keeps the name that the organ had when the notice was issued.
func sealEdition(c *kernel.Ctx, id, organ string) error {
	_, err := c.Store.Exec(c, "UPDATE bulletin_edition SET organ = ? WHERE bulletin = ?", organ, id)
	return err
}

// kept reads the edition of a notice.
func kept(c *kernel.Ctx, id string) (*Edition, error) {
	var e *Edition
	err := query(c, "SELECT figures, body, organ FROM bulletin_edition WHERE bulletin = ?", []any{id}, func(scan func(...any) error) error {
		e = &Edition{Figures: &Figures{}}
		if err := scan(&e.data, &e.body, &e.Organ); err != nil {
			return err
		}
		if err := strict(e.data, e.Figures); err != nil {
			return err
		}
		return strict(e.body, &e.Blocks)
	})
	if err == nil && e == nil {
		err = kernel.Errorf(kernel.Missing, "这份通报还没有成文")
	}
	return e, err
}

// strict reads what an edition holds; what this program would drop is an error, for an issued text must not lose a word.
func strict(text string, into any) error {
	dec := json.NewDecoder(strings.NewReader(text))
	dec.DisallowUnknownFields()
	if err := dec.Decode(into); err != nil {
		return fmt.Errorf("bulletin: edition: %w", err)
	}
	return nil
}

// pack writes the edition as it is stored.
func (e *Edition) pack() error {
	data, err := encode(e.Figures)
	if err != nil {
		return err
	}
	body, err := encode(e.Blocks)
	if err != nil {
		return err
	}
	e.data, e.body = data, body
	return nil
}

func encode(v any) (string, error) {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	err := enc.Encode(v)
	return strings.TrimSuffix(b.String(), "\n"), err
}

// digest is SHA-256 over everything that the issued notice says, each part preceded by its length.
func (e *Edition) digest(b *Bulletin, organ string) string {
	h := sha256.New()
	for _, part := range []string{b.ID, b.Title, b.Number, organ, b.SendTo, b.CopyTo, string(b.IssuedOn), b.Wording, e.data, e.body} {
		fmt.Fprintf(h, "%d:%s", len(part), part)
	}
	return hex.EncodeToString(h.Sum(nil))
}

// verify refuses an issued notice whose content is not what was issued.
func (e *Edition) verify(b *Bulletin) error {
	if b.Digest != "" && e.digest(b, e.Organ) != b.Digest {
		return kernel.Errorf(kernel.Conflict, "通报的内容与签发时留存的校验值不符，可能被改动过，请联系系统管理员核查")
	}
	return nil
}

// document is the notice as a paper.
func (e *Edition) document(c *kernel.Ctx, b *Bulletin) (*paper.Doc, error) {
	organ := e.Organ
	if organ == "" && b.Organ != "" {
		o, err := org.Orgs.Get(c.AsSystem(), string(b.Organ))
		if err != nil && kernel.CodeOf(err) != kernel.Missing {
			return nil, err
		}
		if err == nil {
			organ = o.Name
		}
	}
	d := &paper.Doc{Title: b.Title, To: strings.TrimRight(b.SendTo, "：:")}
	for _, bl := range e.Blocks {
		d.Blocks = append(d.Blocks, bl.paper())
	}
	if organ != "" {
		d.Head = paper.Head{Organ: organ + "文件", Number: b.Number}
		d.Sign.Organ = organ
		d.Imprint.Organ, d.Imprint.Copies = organ, b.CopyTo
	}
	if b.Number == "" && organ != "" {
		d.Head.Number = "（" + kernel.LabelOf(b.Status) + "，尚未编号）"
	}
	if b.IssuedOn != "" {
		day, err := time.ParseInLocation(time.DateOnly, string(b.IssuedOn), kernel.China)
		if err != nil {
			return nil, err
		}
		d.Sign.Date, d.Imprint.Date = day, day
	}
	if b.Status == Withdrawn {
		d.Blocks = append([]paper.Block{paper.Note{Title: "已撤回", Runs: []paper.Run{paper.Text("本通报已于" + cnDay(b.WithdrawnOn) + "撤回，不再有效。")}}}, d.Blocks...)
	}
	return d, nil
}

// query runs a statement and calls each with every row.
func query(c *kernel.Ctx, stmt string, args []any, each func(scan func(...any) error) error) error {
	rows, err := c.Store.Query(c, stmt, args...)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		if err := each(rows.Scan); err != nil {
			return err
		}
	}
	return rows.Err()
}
