package inspection

import (
	"slices"
	"strings"
	"time"

	"anjian/base/document"
	"anjian/kernel"
)

// Sheet is a paper as it was made on a phone: filled in, numbered from the block of the device, signed on the screen, printed and handed over.
type Sheet struct {
	ID     string        `json:"id"` // of the visit
	Kind   string        `json:"kind"`
	Part   string        `json:"part"`
	Data   document.Data `json:"data"`
	Signs  []Stroke      `json:"signs"`
	MadeAt time.Time     `json:"made_at"`
	Mine   bool          `json:"mine"` // findings that were changed meanwhile are put back to what the paper says, which was handed over
}

// Stroke is one signature on such a paper.
type Stroke struct {
	Spot     string       `json:"spot"`
	Name     string       `json:"name"`
	Post     string       `json:"post"`
	Ink      string       `json:"ink"`
	Refused  bool         `json:"refused"`
	Reason   string       `json:"reason"`
	Witness  string       `json:"witness"`
	SignedAt time.Time    `json:"signed_at"`
	Position kernel.Point `json:"position"`
}

// Issued names the paper that a sheet became.
type Issued struct {
	ID     string `json:"id"`
	Number string `json:"number"`
	Hash   string `json:"hash"` // of the file as it was written, before any seal
}

// ArriveSheet takes in a paper: drawn up with what the phone filled in, signed, issued under its number, all at once.
func ArriveSheet(c *kernel.Ctx, in *Sheet) (out *Issued, err error) {
	if in.MadeAt.IsZero() || in.MadeAt.After(c.Now().Add(10*time.Minute)) {
		return nil, kernel.Errorf(kernel.Invalid, "文书的出具时间不正确")
	}
	if !slices.Contains([]string{recordPaper, decisionPaper, orderPaper, recheckPaper}, in.Kind) {
		return nil, kernel.Errorf(kernel.Invalid, "手机上不出具这种文书")
	}
	if in.Data == nil {
		in.Data = document.Data{}
	}
	err = c.Tx(func(c *kernel.Ctx) error {
		c = doneAt(c, in.MadeAt)
		if err := in.findings(c); err != nil {
			return err
		}
		d, err := document.Draft(c, Inspections.Name, in.ID, in.Kind, in.Part, in.Data)
		if err != nil {
			return err
		}
		// What stood on the paper that was handed over stands, blanks too: the record may know more by now.
		if _, err := document.Fill(c, &document.FillIn{ID: d.ID, Data: in.Data}); err != nil {
			return err
		}
		for _, s := range in.Signs {
			sign := &document.Signature{Document: kernel.Ref[document.Document](d.ID), Spot: s.Spot, Name: s.Name, Post: s.Post, Ink: document.Ink(s.Ink), Refused: s.Refused, Reason: s.Reason,
				Witness: s.Witness, SignedAt: s.SignedAt, Position: s.Position}
			if err := document.Signatures.Create(c, sign); err != nil {
				return err
			}
		}
		if d, err = document.Documents.Do(c, d.ID, 0, "issue", nil, ""); err != nil {
			return err
		}
		out = &Issued{d.ID, d.Number, d.Bare}
		return nil
	})
	return out, err
}

// findings names the findings that the rows of an order or a decision are, by their words: the phone does not know their ids. Where somebody has changed
// a finding since, the phone is told what it says now, and the officer decides which of both holds.
func (in *Sheet) findings(c *kernel.Ctx) error {
	if in.Kind == recheckPaper {
		in.Data["复查编号"] = in.Part
	}
	if in.Kind != orderPaper && in.Kind != decisionPaper {
		return nil
	}
	list, err := findingsOf(c, in.ID)
	if err != nil {
		return err
	}
	said, _ := in.Data["问题"].([]any)
	ids := make([]any, len(said))
	var open []int
	for i, r := range said {
		if n := slices.IndexFunc(list, func(f *Finding) bool { return f.says(r) }); n >= 0 {
			ids[i] = list[n].ID
			list = slices.Delete(list, n, n+1)
		} else {
			open = append(open, i)
		}
	}
	differ := map[int]*Finding{}
	for _, i := range open {
		differ[i] = nil
		if n := slices.IndexFunc(list, func(f *Finding) bool {
			return f.Status == Noted && !f.Spot && (in.Kind == orderPaper || f.Measure != "")
		}); n >= 0 {
			differ[i] = list[n]
			list = slices.Delete(list, n, n+1)
		}
	}
	for i, f := range differ {
		if f == nil || !in.Mine {
			continue
		}
		if f, err = f.restore(c, said[i]); err != nil {
			return err
		}
		ids[i] = f.ID
		delete(differ, i)
	}
	if len(differ) > 0 {
		v, err := Inspections.Get(c, in.ID)
		if err != nil {
			return err
		}
		n := &Now{Rev: v.Rev, State: kernel.LabelOf(v.Status), Lines: rows(differ)}
		n.Open = !slices.ContainsFunc(n.Lines, func(l NowLine) bool { return l.Words == "" })
		return n.moved(c, Inspections.Name, v.ID, "文书上的问题在别处改过，与文书不一致，请核对后选择")
	}
	in.Data["问题编号"] = ids
	return nil
}

// says tells whether the row of a paper is about this finding as it stands.
func (f *Finding) says(row any) bool {
	r, _ := row.(map[string]any)
	return f.words() == r["内容"] && string(f.DueOn) == r["期限"]
}

// restore puts a finding back to what the row of a paper says.
func (f *Finding) restore(c *kernel.Ctx, row any) (*Finding, error) {
	r, _ := row.(map[string]any)
	words, _ := r["内容"].(string)
	due, _ := r["期限"].(string)
	return Findings.Update(c, f.ID, 0, func(f *Finding) error {
		if rest, ok := strings.CutPrefix(words, f.Place+"："); ok && f.Place != "" {
			f.Title = rest
		} else {
			f.Place, f.Title = "", words
		}
		f.DueOn = kernel.Date(due)
		return nil
	})
}

// onPhone are the papers that are made on the spot.
var onPhone = []string{recordPaper, decisionPaper, orderPaper, recheckPaper, "penalty_notice", "simple_decision_unit", "simple_decision_person"}

func init() {
	routes = append(routes,
		kernel.Op("POST /api/inspection/paper", "送交手机上出具的文书", officers, ArriveSheet),
		kernel.Op("GET /api/inspection/pack/papers", "离线文书样式", officers, func(c *kernel.Ctx, _ *struct{}) (*document.Outfit, error) { return document.Outfitted(c, onPhone...) }),
	)
}
