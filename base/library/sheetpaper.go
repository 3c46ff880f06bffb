package library

import (
	"net/http"
	"strings"
	"time"

	"anjian/kernel"
	"anjian/kernel/paper"
)

// serveSheet answers GET /api/library_sheet/{id}/paper?format=: the data sheet as a paper; what is missing stands there as missing.
func serveSheet(c *kernel.Ctx, w http.ResponseWriter, r *http.Request) error {
	s, err := Sheets.Get(c, r.PathValue("id"))
	if err != nil {
		return err
	}
	f, err := paper.Write(s.Paper(c.Today()), r.URL.Query().Get("format"))
	if err != nil {
		return err
	}
	if err := c.Trail.Record(c, kernel.Event{Type: Sheets.Name, ID: s.ID, Verb: "print", Region: s.Region}); err != nil {
		return err
	}
	return f.Send(w, s.Name+"安全技术说明书")
}

// Paper is the data sheet as a document.
func (s *Sheet) Paper(today kernel.Date) *paper.Doc {
	facts := &paper.Table{Columns: []paper.Column{{Width: 1.4}, {Width: 3}, {Width: 1.4}, {Width: 3}}}
	pairs := [][2]string{{"化学品名称", s.Name}, {"英文名", s.English}, {"别名", s.Also}, {"分子式", s.Formula}, {"CAS号", string(s.CAS)}, {"UN编号", s.UN},
		{"警示词", kernel.LabelOf(s.Signal)}, {"象形图", labels(s.Pictograms)}, {"运输类别", s.Class}, {"包装类别", s.Packing}, {"供应商", s.Supplier}, {"修订日期", string(s.RevisedOn)}}
	for i := 0; i < len(pairs); i += 2 {
		facts.Rows = append(facts.Rows, paper.Row(pairs[i][0], dash(pairs[i][1]), pairs[i+1][0], dash(pairs[i+1][1])))
	}
	blocks := []paper.Block{facts}
	if len(s.Missing) > 0 {
		blocks = append(blocks, paper.Note{Title: "本说明书不完整", Runs: []paper.Run{paper.Text("还缺：" + strings.Join(s.Missing, "、") + "。使用前请向供应商索取完整的安全技术说明书。")}})
	}
	for _, p := range s.Parts() {
		blocks = append(blocks, paper.Heading{Level: 2, Text: p.Label})
		text := strings.TrimSpace(p.Text)
		if text == "" {
			text = "（缺）"
		}
		for line := range strings.SplitSeq(text, "\n") {
			blocks = append(blocks, paper.P(paper.Text(line)))
		}
	}
	on, _ := time.Parse(time.DateOnly, string(today))
	return &paper.Doc{Title: s.Name + "安全技术说明书", Blocks: blocks, Sign: paper.Sign{Date: on}}
}

func dash(s string) string {
	if s == "" {
		return "—"
	}
	return s
}

func labels(list []Pictogram) string {
	var out []string
	for _, p := range list {
		out = append(out, kernel.LabelOf(p))
	}
	return strings.Join(out, "、")
}
