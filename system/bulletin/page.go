package bulletin

import (
	"net/http"
	"strings"

	"anjian/base/org"
	"anjian/base/role"
	"anjian/kernel"
	"anjian/kernel/paper"
)

// writers may preview a notice and see the use of the platform; deciders hand tasks down.
var (
	writers  = role.Government
	deciders = []kernel.Role{role.Clerk, role.Leader}
)

// routes are the operations beyond those of the records.
var routes = []kernel.Route{
	kernel.Op("POST /api/bulletin/preview", "预览通报", writers, preview),
	kernel.Op("GET /api/bulletin/usage", "平台使用情况", writers, usage),
	kernel.Op("GET /api/bulletin/usage/deeds", "平台使用情况的明细", writers, deedsBehind),
	kernel.Op("POST /api/bulletin/assign", "由数字下达任务", deciders, assign),
	kernel.Op("GET /api/bulletin/{id}/figures", "通报的数字", nil, figures),
	{Pattern: "GET /api/bulletin/{id}/paper", Label: "打印通报（format 为 html、docx 或 pdf）", Raw: servePaper},
	{Pattern: "GET /api/bulletin/{id}/fragment", Label: "阅读通报", Raw: fragment},
	kernel.Op("GET /api/bulletin_task/{id}/progress", "任务进度", nil, progress),
}

// draft is a notice as somebody has it on the screen.
type draft struct {
	Region   kernel.Region `json:"region"`
	From     kernel.Date   `json:"period_from"`
	To       kernel.Date   `json:"period_to"`
	Compared kernel.Date   `json:"compared_on"`
	Title    string        `json:"title"`
	Organ    string        `json:"organ"`
	SendTo   string        `json:"send_to"`
	CopyTo   string        `json:"copy_to"`
	Opening  string        `json:"opening"`
	Closing  string        `json:"closing"`
	Stated   []Stated      `json:"stated"`
}

// Preview is a notice as it would be saved.
type Preview struct {
	HTML    string   `json:"html"`
	Text    string   `json:"text"`
	Doubts  int      `json:"doubts"`
	Figures *Figures `json:"figures"`
}

// preview answers POST /api/bulletin/preview; nothing is stored.
func preview(c *kernel.Ctx, in *draft) (*Preview, error) {
	b := &Bulletin{Subject: Subject{in.From, in.To, in.Compared}, Statement: Statement{in.Stated},
		Letter: Letter{Title: in.Title, SendTo: in.SendTo, CopyTo: in.CopyTo, Opening: in.Opening, Closing: in.Closing}}
	if b.Region = in.Region; b.Region == "" {
		b.Region = c.Actor.Region
	}
	b.Organ, b.Status = kernel.Ref[org.Org](in.Organ), Draft
	if err := Bulletins.DeriveAny(c, b); err != nil {
		return nil, err
	}
	d, err := b.Edition.document(c, b)
	if err != nil {
		return nil, err
	}
	return &Preview{HTML: string(paper.Fragment(d)), Text: b.Wording, Doubts: b.Doubts, Figures: b.Edition.Figures}, nil
}

type which struct {
	ID string `json:"id"`
}

// figures answers GET /api/bulletin/{id}/figures: what the notice was written from.
func figures(c *kernel.Ctx, in *which) (*Figures, error) {
	_, e, err := open(c, in.ID)
	if err != nil {
		return nil, err
	}
	return e.Figures, nil
}

// open reads a notice under the actor's rights with its edition, which must be what was issued.
func open(c *kernel.Ctx, id string) (*Bulletin, *Edition, error) {
	b, err := Bulletins.Get(c, id)
	if err != nil {
		return nil, nil, err
	}
	e, err := kept(c, id)
	if err != nil {
		return nil, nil, err
	}
	return b, e, e.verify(b)
}

// serve reads the notice of a request as a paper.
func serve(c *kernel.Ctx, r *http.Request) (*Bulletin, *paper.Doc, error) {
	b, e, err := open(c, r.PathValue("id"))
	if err != nil {
		return nil, nil, err
	}
	d, err := e.document(c, b)
	return b, d, err
}

// servePaper answers GET /api/bulletin/{id}/paper?format=: the notice as a page, as DOCX or as PDF.
func servePaper(c *kernel.Ctx, w http.ResponseWriter, r *http.Request) error {
	b, d, err := serve(c, r)
	if err != nil {
		return err
	}
	format := r.URL.Query().Get("format")
	f, err := paper.Write(d, format)
	if err != nil {
		return err
	}
	verb := "print"
	if format == "docx" {
		verb = "export"
	}
	if err := c.Trail.Record(c, kernel.Event{Type: "bulletin", ID: b.ID, Verb: verb, Region: b.Region, Detail: strings.ToUpper(format)}); err != nil {
		return err
	}
	name := b.Title
	if b.Number != "" {
		name = b.Number + " " + name
	}
	return f.Send(w, name)
}

func fragment(c *kernel.Ctx, w http.ResponseWriter, r *http.Request) error {
	_, d, err := serve(c, r)
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Header().Set("X-Content-Type-Options", "nosniff")
	_, err = w.Write(paper.Fragment(d))
	return err
}
