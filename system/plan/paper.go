package plan

import (
	"cmp"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"anjian/base/enterprise"
	"anjian/base/officer"
	"anjian/base/org"
	"anjian/base/region"
	"anjian/kernel"
	"anjian/kernel/paper"
)

// serve answers with the paper that write makes of a record, in the format that is asked for, and notes in its history that it was printed.
func serve(typ string, write func(*kernel.Ctx, string, *http.Request) (*paper.Doc, kernel.Region, error)) func(*kernel.Ctx, http.ResponseWriter, *http.Request) error {
	return func(c *kernel.Ctx, w http.ResponseWriter, r *http.Request) error {
		id := r.PathValue("id")
		d, at, err := write(c, id, r)
		if err != nil {
			return err
		}
		f, err := paper.Write(d, cmp.Or(r.URL.Query().Get("format"), "html"))
		if err != nil {
			return err
		}
		if err := c.Trail.Record(c, kernel.Event{Type: typ, ID: id, Verb: "print", Region: at, Detail: d.Title}); err != nil {
			return err
		}
		return f.Send(w, d.Title)
	}
}

func text(s string) paper.Paragraph { return paper.P(paper.Text(s)) }

// says are the paragraphs of a text, one for each of its lines.
func says(s string) (out []paper.Block) {
	for l := range strings.Lines(s) {
		if l = strings.TrimSpace(l); l != "" {
			out = append(out, text(l))
		}
	}
	return out
}

func days(v float64) string { return strconv.FormatFloat(v, 'f', -1, 64) }

func cnDay(d kernel.Date) string {
	if len(d) != 10 {
		return string(d)
	}
	return itoa(year(d)) + "年" + itoa(month(d)) + "月" + strings.TrimLeft(string(d[8:]), "0") + "日"
}

func date(d kernel.Date) time.Time { t, _ := time.Parse(time.DateOnly, string(d)); return t }

// planPaper is the plan as it is sent to the government and filed: the chapters that 安监总政法〔2017〕150号 names, with the lists as attachments.
func planPaper(c *kernel.Ctx, id string, _ *http.Request) (*paper.Doc, kernel.Region, error) {
	p, err := Plans.Get(c, id)
	if err != nil {
		return nil, "", err
	}
	g, err := p.progress(c)
	if err != nil {
		return nil, "", err
	}
	n := 0
	doc := &paper.Doc{Title: p.Title}
	add := func(b ...paper.Block) { doc.Blocks = append(doc.Blocks, b...) }
	chapter := func(title string, b ...paper.Block) {
		if len(b) > 0 {
			n++
			add(paper.Heading{Level: 1, Text: paper.Ordinal(1, n) + title})
			add(b...)
		}
	}
	chapter("编制依据", says(p.Basis)...)
	chapter("重点任务", says(p.Tasks)...)
	if p.Staff > 0 {
		chapter("执法人员和工作日测算",
			text("执法人员"+itoa(p.Staff)+"人，每人法定工作日"+itoa(p.Workdays)+"天，总法定工作日"+itoa(p.Staff)+"×"+itoa(p.Workdays)+"＝"+days(p.Days)+"人天。"),
			text("其他执法工作日"+days(p.Other)+"人天，非执法工作日"+days(p.Outside)+"人天，监督检查工作日"+days(p.Days)+"－"+days(p.Other)+"－"+days(p.Outside)+"＝"+days(p.Left)+"人天。"),
			text("每次检查"+itoa(p.PerCheck)+"人、"+days(p.CheckDays)+"天，可检查"+days(p.Left)+"÷（"+itoa(p.PerCheck)+"×"+days(p.CheckDays)+"）＝"+itoa(p.Capacity)+"家次，其中重点检查不少于"+itoa(p.KeyLeast)+"家次。"))
	}
	chapter("检查安排", text("共安排检查"+itoa(g.Total)+"家次，其中重点检查"+itoa(g.Keys)+"家次，一般检查"+itoa(g.Total-g.Keys)+"家次。"), g.table())
	chapter("检查方式和要求", says(p.Way)...)
	if err := p.attach(c, doc); err != nil {
		return nil, "", err
	}
	if o, err := org.Orgs.First(c.AsSystem(), kernel.ByID(string(p.Organ))); err != nil {
		return nil, "", err
	} else if o != nil {
		doc.Sign = paper.Sign{Organ: o.Name, Date: date(cmp.Or(p.ApprovedOn, c.Today()))}
	}
	return doc, p.Region, nil
}

// table is units by months.
func (g *Progress) table() *paper.Table {
	t := &paper.Table{Caption: "检查对象分月安排（已检查／应检查，家次）", Columns: []paper.Column{{Width: 1.6}}, Head: [][]paper.Cell{paper.Row("单位")}}
	for _, m := range g.Months {
		t.Columns = append(t.Columns, paper.Column{Width: 1, Align: paper.Right})
		t.Head[0] = append(t.Head[0], paper.Row(strings.TrimLeft(m[5:], "0")+"月")...)
	}
	t.Columns = append(t.Columns, paper.Column{Width: 1.2, Align: paper.Right})
	t.Head[0] = append(t.Head[0], paper.Row("合计")...)
	sums := make([]Cell, len(g.Months))
	of := func(x Cell) string {
		if x.Total == 0 {
			return "—"
		}
		return itoa(x.Visited) + "／" + itoa(x.Total)
	}
	for _, u := range g.Units {
		label := u.Label
		if !u.Counted {
			label += "*"
		}
		row := paper.Row(label)
		for i, x := range u.Cells {
			sums[i].Total, sums[i].Visited = sums[i].Total+x.Total, sums[i].Visited+x.Visited
			row = append(row, paper.Row(of(x))...)
		}
		t.Rows = append(t.Rows, append(row, paper.Row(of(Cell{u.Total, u.Visited}))...))
	}
	last := paper.Row("合计")
	for _, x := range sums {
		last = append(last, paper.Row(of(x))...)
	}
	t.Rows = append(t.Rows, append(last, paper.Row(of(Cell{g.Total, g.Visited}))...))
	return t
}

// attach adds the lists of targets by class.
func (p *Plan) attach(c *kernel.Ctx, doc *paper.Doc) error {
	names := map[string]string{}
	for _, class := range []Class{KeyCheck, General} {
		t := &paper.Table{Columns: []paper.Column{{Width: 0.6}, {Width: 3}, {Width: 1.6}, {Width: 1.4}, {Width: 1}, {Width: 1.6}}, Head: [][]paper.Cell{paper.Row("序号", "企业名称", "属地", "监管分类", "月份", "检查人员")}}
		where := kernel.And(kernel.Eq(&tg.Plan, kernel.Ref[Plan](p.ID)), kernel.Eq(&tg.Class, class), kernel.Not(&tg.Status, Dropped))
		list, err := Targets.List(c, kernel.Query{Where: where, Sort: "visit_month", Limit: -1})
		if err != nil {
			return err
		}
		firms, err := firmNames(c, list)
		if err != nil {
			return err
		}
		for i, x := range list {
			var who []string
			for _, id := range x.Officers {
				if _, known := names[string(id)]; !known {
					o, err := officer.Officers.First(c.AsSystem(), kernel.ByID(string(id)))
					if err != nil {
						return err
					}
					if o != nil {
						names[string(id)] = o.Name
					}
				}
				who = append(who, names[string(id)])
			}
			t.Rows = append(t.Rows, paper.Row(itoa(i+1), firms[x.Enterprise], c.RegionLabel(x.Region[:min(6, len(x.Region))]), kernel.LabelOf(x.Trade), x.Month, strings.Join(who, "、")))
		}
		if len(t.Rows) > 0 {
			doc.Attachments = append(doc.Attachments, paper.Attachment{Title: kernel.LabelOf(class) + "对象名单", Blocks: []paper.Block{t}})
		}
	}
	return nil
}

// firmNames reads the names of the enterprises of targets.
func firmNames(c *kernel.Ctx, list []*Target) (map[kernel.Ref[enterprise.Enterprise]]string, error) {
	out := map[kernel.Ref[enterprise.Enterprise]]string{}
	for part := range slices.Chunk(list, 400) {
		ids := make([]string, len(part))
		for i, t := range part {
			ids[i] = string(t.Enterprise)
		}
		where := kernel.Cond{Op: "in", Col: "id"}
		for _, id := range ids {
			where.Args = append(where.Args, id)
		}
		err := enterprise.Enterprises.Each(c.AsSystem(), kernel.Query{Where: where, Sort: "id", Limit: -1, Cols: []string{"id", "name"}}, func(e *enterprise.Enterprise) error {
			out[kernel.Ref[enterprise.Enterprise](e.ID)] = e.Name
			return nil
		})
		if err != nil {
			return nil, err
		}
	}
	return out, nil
}

// UnitProgress is one line of a campaign's report.
type UnitProgress struct {
	Code    kernel.Region `json:"code"`
	Label   string        `json:"label"`
	Counted bool          `json:"counted"`
	Task    string        `json:"task"`
	Quota   int           `json:"quota"`
	Checked int           `json:"checked"`
	Found   int           `json:"found"`
	Major   int           `json:"major"`
	Mended  int           `json:"rectified"`
	Stopped int           `json:"stopped"`
	Cases   int           `json:"cases"`
	Fined   kernel.Money  `json:"fined"`
	LastOn  kernel.Date   `json:"last_on"` // of its reports
	Status  string        `json:"status"`
}

// CampaignProgress is how far a campaign is by a day.
type CampaignProgress struct {
	Title  string         `json:"title"`
	On     kernel.Date    `json:"reported_on"`
	Units  []UnitProgress `json:"units"`
	Total  UnitProgress   `json:"total"`
	Silent []string       `json:"silent"` // units without any report that was due
}

type campaignIn struct {
	ID string      `json:"id"`
	On kernel.Date `json:"reported_on"`
}

func campaignProgress(c *kernel.Ctx, in *campaignIn) (*CampaignProgress, error) {
	if in.On != "" && date(in.On).IsZero() {
		return nil, errDate
	}
	g, err := Campaigns.Get(c, in.ID)
	if err != nil {
		return nil, err
	}
	on := cmp.Or(in.On, c.Today())
	out := &CampaignProgress{Title: g.Title, On: on, Units: []UnitProgress{}, Total: UnitProgress{Label: "合计"}, Silent: []string{}}
	units, err := region.Counties(c, g.Region)
	if err != nil {
		return nil, err
	}
	at := map[string]*UnitProgress{}
	list, err := Tasks.List(c, kernel.Query{Where: kernel.Eq(&ct.Campaign, kernel.Ref[Campaign](g.ID)), Sort: "region", Limit: -1})
	if err != nil {
		return nil, err
	}
	for _, t := range list {
		u := &UnitProgress{Code: t.Region, Label: c.RegionLabel(t.Region), Counted: true, Task: t.ID, Quota: t.Quota, Status: kernel.LabelOf(t.Status)}
		if i := slices.IndexFunc(units, func(u region.Unit) bool { return u.Code == t.Region }); i >= 0 {
			u.Label, u.Counted = units[i].Short, units[i].Counted
		}
		at[t.ID] = u
	}
	err = Reports.Each(c, kernel.Query{Where: kernel.And(kernel.Eq(&rp.Campaign, kernel.Ref[Campaign](g.ID)), kernel.UpTo(&rp.On, on)), Sort: "id", Limit: -1}, func(r *Report) error {
		if u := at[string(r.Task)]; u != nil {
			u.add(UnitProgress{Checked: r.Checked, Found: r.Found, Major: r.Major, Mended: r.Mended, Stopped: r.Stopped, Cases: r.Cases, Fined: r.Fined})
			u.LastOn = max(u.LastOn, r.On)
		}
		return nil
	})
	for _, t := range list {
		u := at[t.ID]
		out.Units = append(out.Units, *u)
		out.Total.add(*u)
		out.Total.Quota += u.Quota
		last := cmp.Or(u.LastOn, max(g.From, g.IssuedOn)) // the first report is due as the task says, which runs from its issue
		if last < on.AddDays(-g.Rhythm.days()) && (u.LastOn == "" || t.Status == Working) {
			out.Silent = append(out.Silent, u.Label)
		}
	}
	return out, err
}

func (u *UnitProgress) add(x UnitProgress) {
	u.Checked, u.Found, u.Major, u.Mended = u.Checked+x.Checked, u.Found+x.Found, u.Major+x.Major, u.Mended+x.Mended
	u.Stopped, u.Cases, u.Fined = u.Stopped+x.Stopped, u.Cases+x.Cases, u.Fined+x.Fined
}

func rate(part, whole int) string {
	if whole == 0 {
		return "—"
	}
	return strconv.FormatFloat(float64(part)*100/float64(whole), 'f', 1, 64) + "%"
}

// campaignPaper is the progress report of a campaign (进度快报): what was done since it began, by unit.
func campaignPaper(c *kernel.Ctx, id string, r *http.Request) (*paper.Doc, kernel.Region, error) {
	on := kernel.Date(r.URL.Query().Get("reported_on"))
	g, err := Campaigns.Get(c, id)
	if err != nil {
		return nil, "", err
	}
	p, err := campaignProgress(c, &campaignIn{ID: id, On: on})
	if err != nil {
		return nil, "", err
	}
	sum := p.Total
	t := &paper.Table{Caption: "各单位进度（截至" + cnDay(p.On) + "）", Columns: []paper.Column{{Width: 1.6}}, Head: [][]paper.Cell{paper.Row("单位", "应检查", "检查家次", "检查率", "发现隐患", "其中重大", "已整改", "整改率", "停产停业", "立案", "罚款（万元）")}}
	for range 10 {
		t.Columns = append(t.Columns, paper.Column{Width: 1, Align: paper.Right})
	}
	row := func(u UnitProgress) []paper.Cell {
		label := u.Label
		if !u.Counted && u.Label != "合计" {
			label += "*"
		}
		return paper.Row(label, itoa(u.Quota), itoa(u.Checked), rate(u.Checked, u.Quota), itoa(u.Found), itoa(u.Major), itoa(u.Mended), rate(u.Mended, u.Found), itoa(u.Stopped), itoa(u.Cases), strconv.FormatFloat(float64(u.Fined)/1e6, 'f', 2, 64))
	}
	for _, u := range p.Units {
		t.Rows = append(t.Rows, row(u))
	}
	t.Rows = append(t.Rows, row(sum))
	doc := &paper.Doc{Title: g.Title + "进度" + map[Rhythm]string{Daily: "日报", Weekly: "周报"}[g.Rhythm], Blocks: []paper.Block{
		text("截至" + cnDay(p.On) + "，共检查" + itoa(sum.Checked) + "家次，发现隐患" + itoa(sum.Found) + "项（其中重大隐患" + itoa(sum.Major) + "项），已整改" + itoa(sum.Mended) + "项，整改率" + rate(sum.Mended, sum.Found) +
			"；责令停产停业" + itoa(sum.Stopped) + "家，立案" + itoa(sum.Cases) + "起。"), t}}
	if len(p.Silent) > 0 {
		doc.Blocks = append(doc.Blocks, paper.Note{Title: "未按时报告", Runs: []paper.Run{paper.Text(strings.Join(p.Silent, "、"))}})
	}
	doc.Sign = paper.Sign{Organ: c.RegionLabel(g.Region), Date: date(p.On)}
	return doc, g.Region, nil
}

// patrolPaper is the report of a round with the problems of each unit.
func patrolPaper(c *kernel.Ctx, id string, _ *http.Request) (*paper.Doc, kernel.Region, error) {
	p, err := Patrols.Get(c, id)
	if err != nil {
		return nil, "", err
	}
	doc := &paper.Doc{Title: p.Title + "报告"}
	var teams []string
	for _, t := range p.Teams {
		teams = append(teams, t.Name+"（组长"+t.Leader+"）")
	}
	doc.Blocks = append(doc.Blocks, text(cnDay(p.From)+"至"+cnDay(p.To)+"，"+strings.Join(teams, "、")+"开展了巡查。"))
	doc.Blocks = append(doc.Blocks, says(p.Report)...)
	list, err := PatrolUnits.List(c, kernel.Query{Where: kernel.Eq(&pu.Patrol, kernel.Ref[Patrol](p.ID)), Sort: "id", Limit: -1})
	if err != nil {
		return nil, "", err
	}
	for i, u := range list {
		name := c.RegionLabel(u.Region) + u.Department
		t := &paper.Table{Columns: []paper.Column{{Width: 0.6}, {Width: 4}, {Width: 2}, {Width: 1.4}}, Head: [][]paper.Cell{paper.Row("序号", "问题", "责任单位", "复查")}}
		for n, q := range u.Problems {
			again := "—"
			if q.Recheck != "" {
				again = kernel.LabelOf(q.Recheck)
			}
			t.Rows = append(t.Rows, paper.Row(itoa(n+1), q.Content, q.Whose, again))
		}
		doc.Blocks = append(doc.Blocks, paper.Heading{Level: 2, Text: paper.Ordinal(2, i+1) + name + "（" + kernel.LabelOf(u.Status) + "）"})
		if len(t.Rows) > 0 {
			doc.Blocks = append(doc.Blocks, t)
		} else {
			doc.Blocks = append(doc.Blocks, text("未发现问题。"))
		}
	}
	doc.Sign = paper.Sign{Organ: c.RegionLabel(p.Region), Date: date(c.Today())}
	return doc, p.Region, nil
}
