package office

import (
	"net/http"

	"anjian/kernel"
)

// Published is a public notice as anybody sees it.
type Published struct {
	ID       string        `json:"id"`
	Kind     string        `json:"kind"`
	Title    string        `json:"title"`
	Number   string        `json:"number"`
	Organ    string        `json:"region_label"`
	IssuedOn kernel.Date   `json:"issued_on"`
	Edition  int           `json:"edition"`
	Body     string        `json:"body,omitempty"`
	Files    []kernel.File `json:"files,omitempty"`
}

// PublishedList is a page of public notices.
type PublishedList struct {
	Items []Published `json:"items"`
	Next  string      `json:"next,omitempty"`
}

type publishedIn struct {
	ID    string `json:"id"` // one of them, with its text; none if it is not public or was withdrawn
	After string `json:"after"`
}

var openToAll = kernel.And(kernel.Eq(&Row.Status, Issued), kernel.Eq(&Row.Public, true))

func (n *Notice) published(c *kernel.Ctx, whole bool) Published {
	out := Published{ID: n.ID, Kind: kernel.LabelOf(n.Kind), Title: n.Title, Number: n.Number, Organ: c.RegionLabel(n.Region), IssuedOn: n.IssuedOn, Edition: n.Edition}
	if whole {
		out.Body, out.Files = n.Body, n.Files
	}
	return out
}

// published lists what is open to everybody; withdrawn notices are not.
func published(c *kernel.Ctx, in *publishedIn) (*PublishedList, error) {
	c = c.AsSystem()
	out := &PublishedList{Items: []Published{}}
	if in.ID != "" {
		n, err := Notices.First(c, kernel.And(openToAll, kernel.ByID(in.ID)))
		if n != nil {
			out.Items = append(out.Items, n.published(c, true))
		}
		return out, err
	}
	where := openToAll
	if in.After != "" {
		where = kernel.And(where, kernel.Compare("id", "<", in.After))
	}
	list, err := Notices.List(c, kernel.Query{Where: where, Sort: "-id", Limit: 21})
	if err != nil {
		return nil, err
	}
	for i, n := range list {
		if i == 20 {
			out.Next = list[19].ID
			break
		}
		out.Items = append(out.Items, n.published(c, false))
	}
	return out, nil
}

// publishedFile answers with an attachment of a public notice.
func publishedFile(c *kernel.Ctx, w http.ResponseWriter, r *http.Request) error {
	q := r.URL.Query()
	n, err := Notices.First(c.AsSystem(), kernel.And(openToAll, kernel.ByID(q.Get("id"))))
	if err != nil {
		return err
	}
	if n != nil && c.Contents != nil {
		for _, f := range n.Files {
			if f.SHA == q.Get("sha") {
				return c.Contents.Serve(w, r, f.SHA, f.Name, 0)
			}
		}
	}
	return kernel.Errorf(kernel.Missing, "没有这个附件")
}

// Module declares the system.
func Module() kernel.Module {
	list := kernel.Op("GET /api/office_notice/published", "公开的通知公告", nil, published)
	list.Public = true
	return kernel.Module{
		Name: "office", Label: "通知公告",
		Resources: []kernel.Handle{Notices, Receipts, Editions},
		Tasks:     []kernel.Job{Send},
		Routes: []kernel.Route{
			kernel.Op("POST /api/office_notice/preview", "收件人预览", writers, preview),
			kernel.Op("GET /api/office_notice/{id}/progress", "阅知进度", nil, progress),
			kernel.Op("POST /api/office_notice/{id}/urge", "催阅", writers, urge),
			kernel.Op("GET /api/office_notice/{id}/answers", "回执汇总", writers, func(c *kernel.Ctx, in *which) (*Table, error) { return answers(c, in.ID, 500) }),
			{Pattern: "GET /api/office_notice/{id}/answers.csv", Label: "导出回执", Can: writers, Raw: answersFile},
			list,
			{Pattern: "GET /api/office_notice/published.file", Label: "公开的附件", Public: true, Raw: publishedFile},
		},
		Indicators: []kernel.Indicator{{Name: "office.issued", Label: "发布通知公告", Unit: "份", Of: Notices, On: &Row.IssuedOn, Where: kernel.In(&Row.Status, Issued, Withdrawn), Query: "status=issued,withdrawn"}},
	}
}
