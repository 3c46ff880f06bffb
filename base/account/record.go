package account

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"

	"anjian/kernel"
	"anjian/kernel/paper"
)

// handoverRoutes are what hand-overs need beside their steps.
func handoverRoutes() []kernel.Route {
	return []kernel.Route{
		kernel.Op("GET /api/account/{id}/handover", "工作交接清单", everyone, previewHandover),
		kernel.Op("POST /api/account/{id}/handover", "发起工作交接", everyone, handOver),
		{Pattern: "GET /api/account_handover/{id}/paper", Label: "工作交接书（format 为 html、docx 或 pdf）", Can: everyone, Raw: servePaper},
	}
}

// servePaper serves the record of a hand-over as a paper; that it was printed is in the trail.
func servePaper(c *kernel.Ctx, w http.ResponseWriter, r *http.Request) error {
	h, err := Handovers.Get(c, r.PathValue("id"))
	if err != nil {
		return err
	}
	d, err := record(c, h)
	if err != nil {
		return err
	}
	f, err := paper.Write(d, r.URL.Query().Get("format"))
	if err != nil {
		return err
	}
	if err := c.Trail.Record(c, kernel.Event{Type: Handovers.Meta().Name, ID: h.ID, Verb: "print", Region: h.Region}); err != nil {
		return err
	}
	return f.Send(w, d.Title)
}

// grouped is a digest that a line can break.
func grouped(s string) string {
	var parts []string
	for part := range slices.Chunk([]byte(s), 8) {
		parts = append(parts, string(part))
	}
	return strings.Join(parts, " ")
}

// record is the hand-over as a paper (工作交接书): who, what, every item by name, the signatures.
func record(c *kernel.Ctx, h *Handover) (*paper.Doc, error) {
	names := map[kernel.Ref[Account]]string{}
	for _, id := range []kernel.Ref[Account]{h.Giver, h.Taker, h.Chief} {
		if id == "" {
			continue
		}
		a, err := Accounts.Get(c.AsSystem(), string(id))
		if err != nil {
			return nil, err
		}
		names[id] = a.Name
	}
	text := func(s string) paper.Paragraph { return paper.P(paper.Text(s)) }
	n := 0
	head := func(s string) paper.Heading { n++; return paper.Heading{Level: 1, Text: paper.Ordinal(1, n) + s} }
	blocks := []paper.Block{
		text(fmt.Sprintf("移交人：%s；接手人：%s；监交负责人：%s。交接日期：%s。状态：%s。", names[h.Giver], names[h.Taker], names[h.Chief], h.On, kernel.LabelOf(h.Status))),
		text("原因：" + h.Reason + "。移交的权限：" + h.Rights + "。"),
		head(fmt.Sprintf("移交的事项和保管物（%d件）", h.Total)),
	}
	if len(h.Items) > 0 {
		sums := &paper.Table{Columns: []paper.Column{{Width: 2}, {Width: 2}, {Width: 1, Align: paper.Right}}, Head: [][]paper.Cell{paper.Row("类型", "身份", "数量")}}
		for _, i := range h.Items {
			sums.Rows = append(sums.Rows, paper.Row(i.Label, i.As, fmt.Sprint(i.Count)))
		}
		list := &paper.Table{Columns: []paper.Column{{Width: 0.6}, {Width: 1.4}, {Width: 4}, {Width: 1.4}}, Head: [][]paper.Cell{paper.Row("序号", "类型", "名称", "身份")}}
		for i, d := range h.Details {
			list.Rows = append(list.Rows, paper.Row(fmt.Sprint(i+1), d.Label, d.Title, d.As))
		}
		blocks = append(blocks, sums, head("清单"), list)
		if rest := h.Total - len(h.Details); rest > 0 {
			blocks = append(blocks, text(fmt.Sprintf("其余%d件见平台中各记录的办理过程。", rest)))
		}
	} else {
		blocks = append(blocks, text("没有未办完的事项和保管物。"))
	}
	if len(h.Things) > 0 {
		things := &paper.Table{Columns: []paper.Column{{Width: 2}, {Width: 1.5}, {Width: 2}}, Head: [][]paper.Cell{paper.Row("名称", "编号、数量", "说明")}}
		for _, t := range h.Things {
			things.Rows = append(things.Rows, paper.Row(t.Name, t.Number, t.Note))
		}
		blocks = append(blocks, head("其他实物、文件"), things)
	}
	signed := &paper.Table{Columns: []paper.Column{{Width: 1.4}, {Width: 1.4}, {Width: 2}, {Width: 1.4}}, Head: [][]paper.Cell{paper.Row("身份", "姓名", "签字时间", "意见")}}
	for _, s := range h.Signed {
		signed.Rows = append(signed.Rows, paper.Row(s.As, s.Name, s.At, s.Note))
	}
	blocks = append(blocks, head("签字"), signed, paper.Note{Title: "清单摘要", Runs: []paper.Run{paper.Text("SHA-256 " + grouped(h.Digest))}})
	on, _ := time.Parse(time.DateOnly, string(h.On))
	return &paper.Doc{Title: "工作交接书", Blocks: blocks, Sign: paper.Sign{Date: on}}, nil
}
