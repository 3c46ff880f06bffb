package rest

import (
	"net/http"
	"slices"
	"strings"
	"time"

	"anjian/kernel"
)

// mostUnmasked bounds how many records one request shows in full.
const mostUnmasked = 100

type unmaskIn struct {
	Reason string   `json:"reason"`
	IDs    []string `json:"ids"`
}

// unmask shows the personal data of one record, or of those that the body lists, for a reason. It is in the trail before it is shown,
// and nobody looks at more records in a day than Server.Unmask.
func (s *Server) unmask(c *kernel.Ctx, w http.ResponseWriter, r *http.Request, h kernel.Handle) error {
	body, err := s.readBody(w, r)
	if err != nil {
		return err
	}
	var in unmaskIn
	if err := decode(body, &in, func(string) string { return "理由" }); err != nil {
		return err
	}
	if n := len([]rune(strings.TrimSpace(in.Reason))); n < 2 || n > 500 || strings.ContainsRune(in.Reason, 0) {
		return &kernel.Error{Code: kernel.Invalid, Message: "请写明查看完整信息的理由", Fields: map[string]string{"reason": "请写明查看完整信息的理由"}}
	}
	single := r.PathValue("id") != ""
	if single {
		in.IDs = []string{r.PathValue("id")}
	}
	slices.Sort(in.IDs)
	in.IDs = slices.Compact(in.IDs)
	if len(in.IDs) == 0 || len(in.IDs) > mostUnmasked || slices.ContainsFunc(in.IDs, func(id string) bool { return strings.ContainsRune(id, 0) }) {
		return &kernel.Error{Code: kernel.Invalid, Message: "请选择1至100条记录", Fields: map[string]string{"ids": "请选择1至100条记录"}}
	}
	var items []kernel.Item
	err = c.Tx(func(c *kernel.Ctx) error {
		items, err = s.reveal(c, h.Meta(), &in)
		return err
	})
	if err != nil {
		return err
	}
	e := newEncoder(c, h)
	if single {
		text, err := e.one(nil, items[0])
		if err != nil {
			return err
		}
		return send(w, http.StatusOK, text)
	}
	text, err := e.page(nil, items, "")
	if err != nil {
		return err
	}
	return send(w, http.StatusOK, text)
}

// reveal reads the records that in names, all of which the actor must be allowed to see in full, and records that.
func (s *Server) reveal(c *kernel.Ctx, m *kernel.Meta, in *unmaskIn) ([]kernel.Item, error) {
	rows, err := revealable(m, c.Actor)
	if err != nil {
		return nil, err
	}
	ids := make([]any, len(in.IDs))
	for i, id := range in.IDs {
		ids[i] = id
	}
	items, err := c.Page(m, kernel.Query{Where: kernel.And(kernel.Cond{Op: "in", Col: "id", Args: ids}, rows), Limit: len(ids), Sort: "id"})
	if err != nil {
		return nil, err
	}
	if len(items) < len(ids) {
		return nil, kernel.Errorf(kernel.Missing, "找不到该%s，或不在您的权限范围内", m.Label)
	}
	today, err := time.ParseInLocation(time.DateOnly, string(c.Today()), kernel.China)
	if err != nil {
		return nil, err
	}
	n, err := c.Trail.Done(c, "unmask", today)
	if err != nil {
		return nil, err
	}
	if most := s.unmaskMost(); n+len(items) > most {
		return nil, kernel.Errorf(kernel.TooMany, "每人每天最多查看%d条完整个人信息，今天已看%d条；确有需要请联系系统管理员调整上限", most, n)
	}
	for i := range items {
		items[i].Plain = true
		b := kernel.BaseOf(items[i].Rec)
		if err := c.Trail.Record(c, kernel.Event{Type: m.Name, ID: b.ID, Verb: "unmask", Region: b.Region, Opinion: in.Reason, Detail: m.Field(m.NameColumn).Text(items[i].Rec)}); err != nil {
			return nil, err
		}
	}
	return items, nil
}

func (s *Server) unmaskMost() int {
	if s.Unmask == 0 {
		return 50
	}
	return s.Unmask
}

// revealable is the rows whose personal data an actor may see in full for a reason: those of unmask and plain, and of a type that grants
// unmask to nobody all that the actor reads.
func revealable(m *kernel.Meta, a kernel.Actor) (kernel.Cond, error) {
	if !grants(m, "unmask") {
		return kernel.Cond{}, nil
	}
	var rows []kernel.Cond
	for _, verb := range []string{"unmask", "plain"} {
		if cond, err := m.Scope(a, verb); err == nil {
			rows = append(rows, cond)
		}
	}
	if rows == nil {
		return kernel.Cond{}, kernel.Errorf(kernel.Forbidden, "您没有查看%s完整信息的权限", m.Label)
	}
	return kernel.Or(rows...), nil
}
