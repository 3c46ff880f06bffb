package bulletin

import (
	"fmt"
	"net/url"
	"slices"
	"strings"

	"anjian/base/org"
	"anjian/kernel"
	"anjian/kernel/metric"
)

// Progress is how far a task is (任务进度): what was reported back, what the indicator says of each unit, and who is late.
type Progress struct {
	Asked    int    `json:"asked"`
	Reported int    `json:"reported"`
	Accepted int    `json:"accepted"`
	Late     int    `json:"late"`
	Label    string `json:"label,omitempty"` // of the indicator
	Unit     string `json:"unit,omitempty"`
	Items    []Step `json:"items"`
	Summary  string `json:"summary"`
}

// Step is the progress of one unit.
type Step struct {
	Report      string        `json:"report"`
	Region      kernel.Region `json:"region"`
	Label       string        `json:"label"`
	Status      ReportStatus  `json:"status"`
	StatusLabel string        `json:"status_label"`
	ReportedOn  kernel.Date   `json:"reported_on,omitempty"`
	Late        bool          `json:"late"`
	Value       *float64      `json:"value,omitempty"` // of the indicator now
	Reached     *bool         `json:"reached,omitempty"`
	Href        string        `json:"href,omitempty"`
}

// progress answers GET /api/bulletin_task/{id}/progress.
func progress(c *kernel.Ctx, in *which) (*Progress, error) {
	t, err := Tasks.Get(c, in.ID)
	if err != nil {
		return nil, err
	}
	return advance(c, t)
}

// advance works out the progress of a task among the reports that the actor may read.
func advance(c *kernel.Ctx, t *Task) (*Progress, error) {
	p := &Progress{Items: []Step{}}
	var indicator *kernel.Indicator
	if t.Indicator != "" {
		if indicator = c.App.Indicator(t.Indicator); indicator != nil {
			p.Label, p.Unit = indicator.Label, indicator.Unit
		}
	}
	err := Reports.Each(c, kernel.Query{Where: kernel.Eq(&ReportRow.Task, kernel.Ref[Task](t.ID)), Sort: "region", Limit: -1}, func(r *Report) error {
		s := Step{Report: r.ID, Region: r.Region, Label: c.RegionLabel(r.Region), Status: r.Status, StatusLabel: kernel.LabelOf(r.Status), ReportedOn: r.ReportedOn}
		s.Late = (r.Status == Waiting || r.Status == Returned) && c.Today() > r.DueOn
		p.Items = append(p.Items, s)
		return nil
	})
	if err != nil {
		return nil, err
	}
	var waiting, late []string
	for i := range p.Items {
		s := &p.Items[i]
		p.Asked++
		switch s.Status {
		case Handed:
			p.Reported++
		case Agreed:
			p.Reported++
			p.Accepted++
		case Waiting, Returned:
			waiting = append(waiting, s.Label)
		}
		if s.Late {
			p.Late++
			late = append(late, s.Label)
		}
		if indicator == nil {
			continue
		}
		now, err := metric.Read(c, t.Indicator, metric.Cut{Region: s.Region, To: c.Today()})
		if kernel.CodeOf(err) == kernel.Forbidden {
			continue
		}
		if err != nil {
			return nil, err
		}
		s.Value, s.Href = &now.Value, list(now.Type, now.Query)
		if t.Goal > 0 {
			reached := now.Value >= t.Goal
			s.Reached = &reached
		}
	}
	p.Summary = fmt.Sprintf("应反馈%d个单位，已反馈%d个，认可%d个。", p.Asked, p.Reported, p.Accepted)
	if len(waiting) > 0 {
		p.Summary += "未反馈：" + strings.Join(waiting, "、") + "。"
	}
	if len(late) > 0 {
		p.Summary += "逾期：" + strings.Join(late, "、") + "。"
	}
	return p, nil
}

// assignment asks for a task that follows from a figure of a notice or of any chart: whom, which figure, which records.
type assignment struct {
	Bulletin  string          `json:"bulletin"`
	Units     []kernel.Region `json:"units"`
	Indicator string          `json:"indicator"`
	Query     string          `json:"query"`
	Title     string          `json:"title"`
	Content   string          `json:"content"`
	Goal      float64         `json:"goal"`
	DueOn     kernel.Date     `json:"due_on"`
	Issue     bool            `json:"issue"` // hand it down at once
}

type assigned struct {
	ID     string     `json:"id"`
	Status TaskStatus `json:"status"`
}

// usual is how long a unit has to report if nothing else was said: ten working days.
const usual = 10

// assign answers POST /api/bulletin/assign: from a figure to a task in one step. What was not said is filled in from the figure.
func assign(c *kernel.Ctx, in *assignment) (*assigned, error) {
	t := &Task{Title: in.Title, Content: in.Content, Units: in.Units, Indicator: in.Indicator, Goal: in.Goal, DueOn: in.DueOn}
	t.Region = c.Actor.Region
	if in.Bulletin != "" {
		b, err := Bulletins.Get(c, in.Bulletin)
		if err != nil {
			return nil, err
		}
		t.Bulletin, t.Region = kernel.Ref[Bulletin](b.ID), b.Region
	}
	indicator := c.App.Indicator(in.Indicator)
	if indicator == nil {
		return nil, kernel.FieldError(&TaskRow.Indicator, "没有“%s”这个指标", in.Indicator)
	}
	if t.Query = strings.TrimPrefix(in.Query, "/"+indicator.Of.Meta().Name+"?"); t.Query != "" {
		if _, err := url.ParseQuery(t.Query); err != nil {
			return nil, kernel.FieldError(&TaskRow.Query, "清单的条件写法不对")
		}
	}
	if t.DueOn == "" {
		t.DueOn = c.AddWorkdays(c.Today(), usual)
	}
	var names []string
	for _, r := range t.Units {
		names = append(names, c.RegionLabel(r))
	}
	if t.Title == "" {
		t.Title = "关于" + indicator.Label + "的督办"
	}
	if t.Content == "" {
		t.Content = "请" + strings.Join(names, "、") + "核查本地区“" + indicator.Label + "”情况，按要求改进，于" + cnDay(t.DueOn) + "前反馈办理情况。"
	}
	err := c.Tx(func(c *kernel.Ctx) error {
		if err := Tasks.Create(c, t); err != nil || !in.Issue {
			return err
		}
		done, err := Tasks.Do(c, t.ID, 0, "issue", &Task{}, "")
		if err == nil {
			t = done
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	return &assigned{t.ID, t.Status}, nil
}

// orgNames maps organisations to their short names.
func orgNames(c *kernel.Ctx, ids []string) (map[string]string, error) {
	out, args := map[string]string{}, []any{}
	for _, id := range ids {
		if id != "" && !slices.Contains(args, any(id)) {
			args = append(args, id)
		}
	}
	if len(args) == 0 {
		return out, nil
	}
	err := org.Orgs.Each(c.AsSystem(), kernel.Query{Where: kernel.Cond{Op: "in", Col: "id", Args: args}, Limit: -1}, func(o *org.Org) error {
		out[o.ID] = o.Name
		return nil
	})
	return out, err
}
