package inspection

import (
	"cmp"
	"encoding/json"
	"slices"
	"strconv"
	"strings"
	"time"

	"anjian/kernel"
)

// Now is a record as it stands here, for a phone to show beside what was made on it without a network (有冲突).
type Now struct {
	Rev    int       `json:"rev"`
	Number int       `json:"number,omitempty"` // of a re-check
	State  string    `json:"state"`            // in words
	Open   bool      `json:"open"`             // what the phone has may still take its place
	By     string    `json:"by"`               // who changed it last
	At     time.Time `json:"at,omitzero"`
	Facts  []NowFact `json:"facts"`
	Lines  []NowLine `json:"lines"`
}

// NowFact is a column in words.
type NowFact struct {
	Label string `json:"label"`
	Text  string `json:"text"`
}

// NowLine is an item, a line of a re-check or a row of a paper.
type NowLine struct {
	Key    string       `json:"key"` // the item, the finding, the number of the row
	Words  string       `json:"words"`
	Result string       `json:"result,omitempty"`
	Said   string       `json:"said,omitempty"` // Result in words
	Note   string       `json:"note,omitempty"`
	DueOn  kernel.Date  `json:"due_on,omitempty"`
	Photos kernel.Files `json:"photos,omitempty"`
}

// moved is the answer to a phone whose record has moved on.
func (n *Now) moved(c *kernel.Ctx, typ, id, message string) error {
	lines, err := c.Trail.Of(c.AsSystem(), typ, id)
	if err != nil {
		return err
	}
	if len(lines) > 0 {
		last := lines[0]
		for _, l := range lines {
			if l.At >= last.At {
				last = l
			}
		}
		n.By = last.ActorName
		n.At, _ = time.Parse(time.RFC3339, last.At)
	}
	body, err := json.Marshal(n)
	if err != nil {
		return err
	}
	return &kernel.Error{Code: kernel.Stale, Message: message, Current: json.RawMessage(body)}
}

// now tells how the visit stands.
func (v *Inspection) now(c *kernel.Ctx) (*Now, error) {
	n := &Now{Rev: v.Rev, State: kernel.LabelOf(v.Status), Open: v.Status == Ready || v.Status == Underway}
	items, err := itemsOf(c.AsSystem(), v.ID)
	if err != nil {
		return nil, err
	}
	for _, it := range items {
		n.Lines = append(n.Lines, NowLine{Key: it.ID, Words: it.Content, Result: string(it.Outcome), Said: kernel.LabelOf(it.Outcome), Note: it.Note, Photos: it.Photos})
	}
	team, err := names(c, v)
	n.Facts = []NowFact{{"执法人员", team}, {"检查场所", v.Place}, {"陪同人员", v.Present}, {"计划日期", string(v.PlannedOn)}, {"检查情况", v.Summary}}
	return n, err
}

func names(c *kernel.Ctx, v *Inspection) (string, error) {
	list, err := persons(c, v.Officers)
	var out []string
	for _, p := range list {
		out = append(out, p.(data)["姓名"].(string))
	}
	return strings.Join(out, "、"), err
}

// now tells what the re-check came to.
func (r *Recheck) now(c *kernel.Ctx) (*Now, error) {
	n := &Now{Rev: r.Rev, Number: r.Number, State: r.Title + " " + kernel.LabelOf(r.Status), Open: true, Facts: []NowFact{{"复查日期", string(r.CheckedOn)}, {"复查意见", r.Opinion}, {"复查意见书", r.PaperNo}}}
	for _, l := range r.Lines {
		f, err := Findings.Get(c.AsSystem(), string(l.Finding))
		if err != nil {
			return nil, err
		}
		n.Lines = append(n.Lines, NowLine{Key: f.ID, Words: f.words(), Result: string(l.Verdict), Said: kernel.LabelOf(l.Verdict), Note: l.Note, DueOn: l.DueOn, Photos: l.Photos})
	}
	return n, nil
}

// rows tells what the findings say that rows of a paper were about; those that are gone have no words.
func rows(found map[int]*Finding) (out []NowLine) {
	for i, f := range found {
		l := NowLine{Key: strconv.Itoa(i)}
		if f != nil {
			l.Words, l.DueOn, l.Photos = f.words(), f.DueOn, f.Photos
		}
		out = append(out, l)
	}
	slices.SortFunc(out, func(a, b NowLine) int { return cmp.Or(len(a.Key)-len(b.Key), strings.Compare(a.Key, b.Key)) })
	return out
}
