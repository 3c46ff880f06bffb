package inspection

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"hash/fnv"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"anjian/kernel"
)

// The pack is what an officer carries without a network (离线资料包): a county's enterprises and their files, check lists and matters, laws, planned visits,
// open visits with their items, findings and hazards, officers. It comes by parts and pages, under the officer's rights as everything, ordered by the time
// of the last change: a page ends with a cursor, from which a broken download goes on, and an increment begins at the time of the fetch before. What was deleted or left the
// officer's scope shows in the index of a part: its ids and versions, which the phone compares when the sums differ.

// part is one kind of records in the pack.
type part struct {
	Name  string // of the record type
	Label string
	Cols  []string
	Where func() kernel.Cond // all of them if nil; asked late, when all types are declared
}

var parts = []part{
	{Name: "library_checklist", Label: "检查清单", Cols: cols("name trade industry topic purpose edition line enterprise items item_count status"), Where: status("published")},
	{Name: "library_matter", Label: "执法检查事项", Cols: cols("code name trades field feature category articles basis violation level criterion method guide valid_from valid_until")},
	{Name: "library_criterion", Label: "重大隐患判定标准", Cols: cols("code sector number name basis edition valid_from valid_until")},
	{Name: "library_act", Label: "法律法规", Cols: cols("short title level number valid_from valid_until state")},
	{Name: "library_article", Label: "法规条款", Cols: cols("act edition number topic summary code state valid_from valid_until position")},
	{Name: "library_violation", Label: "违法行为", Cols: cols("code name field trades articles penalty clause ranges valid_from valid_until")},
	{Name: "officer", Label: "执法人员", Cols: cols("account name org certificate_no valid_until trades status")},
	{Name: "plan_target", Label: "计划对象", Cols: cols("plan enterprise trade visit_month class officers why due_on status"), Where: status("planned")},
	{Name: "inspection", Label: "未办结的检查", Cols: cols("enterprise title kind unnoticed target planned_on officers experts methods checklists content trade place position present present_post started_at ended_at checked_on status found open waiting record_number recheck_by"),
		Where: status("ready", "underway", "handling", "rectifying")},
	{Name: "inspection_item", Label: "检查项", Cols: cols("inspection number section code content basis method category level criterion mandatory matter violation guide outcome note"),
		Where: via(&ItemRow.Inspection, Ready, Underway)},
	{Name: "inspection_finding", Label: "检查问题", Cols: cols("inspection item enterprise number title place category level basis on_spot due_on measure status order_number decision_number ordered_on remedied_on verdict violation hazard"),
		Where: via(&FindingRow.Inspection, Ready, Underway, Handling, Rectifying)},
	{Name: "inspection_recheck", Label: "已做的复查", Cols: cols("inspection number checked_on status"), Where: func() kernel.Cond {
		return kernel.Via(&RecheckRow.Inspection, Inspections, kernel.Eq(&Row.Status, Rectifying))
	}},
	{Name: "hazard", Label: "未销号的隐患", Cols: cols("enterprise title level category place found_on due_on status responsible"), Where: status("pending", "open", "fixed", "recheck")},
	{Name: "enterprise_licence", Label: "企业证照", Cols: cols("enterprise name kind number valid_until status")},
	{Name: "enterprise", Label: "企业", Cols: cols("name credit_code trade trades industry address registered_address position principal principal_phone safety_leader safety_phone legal_person legal_person_phone telephone postcode operating operating_since size_class above_scale staff special_operators operations equipment dust confined ammonia melting gas major_hazard key_chemicals processes risk credit standard standard_until status complete conflicting differs classified contacts_until stale_on stale_what lacking department")},
}

func cols(s string) []string { return strings.Fields(s) }

func status(states ...string) func() kernel.Cond {
	return func() kernel.Cond {
		args := make([]any, len(states))
		for i, s := range states {
			args[i] = s
		}
		return kernel.Cond{Op: "in", Col: "status", Args: args}
	}
}

func via(col *kernel.Ref[Inspection], states ...Status) func() kernel.Cond {
	return func() kernel.Cond { return kernel.Via(col, Inspections, kernel.In(&Row.Status, states...)) }
}

const pageRows = 4000

// meta finds the type of a part and those of its columns that there are; nil where a platform has no such type or the actor may not read it.
func (p part) open(c *kernel.Ctx) (m *kernel.Meta, fields []*kernel.Field, where kernel.Cond, err error) {
	h := c.App.Resource(p.Name)
	if h == nil {
		return nil, nil, where, nil
	}
	m = h.Meta()
	rows, err := m.Scope(c.Actor, "read")
	if kernel.CodeOf(err) == kernel.Forbidden {
		return nil, nil, where, nil
	}
	for _, name := range p.Cols {
		if f := m.Field(name); f != nil {
			fields = append(fields, f)
		}
	}
	where = rows
	if p.Where != nil {
		where = kernel.And(rows, p.Where())
	}
	return m, fields, where, err
}

// Content is what is in the pack, to show before it is fetched and to compare with afterwards.
type Content struct {
	Parts []Share `json:"parts"`
	At    int64   `json:"at"`
}

// Share is one part: how many records, about how many bytes on the wire, and a sum over ids and versions that is equal where they are.
type Share struct {
	Name  string `json:"name"`
	Label string `json:"label"`
	Rows  int    `json:"rows"`
	Bytes int    `json:"bytes"`
	Sum   uint32 `json:"sum"`
	Form  uint32 `json:"form"` // changes with the columns: the part is fetched anew
}

func contents(c *kernel.Ctx, _ *struct{}) (*Content, error) {
	out := &Content{At: c.Now().UnixMilli()}
	for _, p := range parts {
		m, fields, where, err := p.open(c)
		if err != nil {
			return nil, err
		}
		if m == nil {
			continue
		}
		s := Share{Name: p.Name, Label: p.Label, Form: form(fields)}
		err = c.Store.List(c, m, kernel.Query{Where: where, Sort: "id", Limit: -1, Cols: []string{"id", "rev"}}, func(rec any, _ []bool) error {
			b := kernel.BaseOf(rec)
			s.Rows++
			s.Sum += sum(b.ID, b.Rev)
			return nil
		})
		if err != nil {
			return nil, err
		}
		if s.Rows > 0 {
			sample, n, err := p.page(c, cursor{}, 200)
			if err != nil {
				return nil, err
			}
			s.Bytes = len(sample) * s.Rows / n
		}
		out.Parts = append(out.Parts, s)
	}
	return out, nil
}

// sum is what one version of one record adds to the sum of its part; the phone computes the same (FNV-1a, 32 bits).
func sum(id string, rev int) uint32 {
	h := fnv.New32a()
	h.Write([]byte(id + ":" + strconv.Itoa(rev)))
	return h.Sum32()
}

func form(fields []*kernel.Field) uint32 {
	h := fnv.New32a()
	for _, f := range fields {
		h.Write([]byte(f.Name + ","))
	}
	return h.Sum32()
}

// cursor is the last record that a phone has: its time of change and its id.
type cursor struct{ at, id string }

func (k cursor) String() string { return k.at + "~" + k.id }

// overlap is how far an increment reaches back: writes of several at once become visible in another order than that of their times.
const overlap = 2 * time.Minute

// Page is what one request brings: rows as lists, id and version before the columns.
type Page struct {
	Cols    []string                 `json:"cols"`
	Rows    [][]any                  `json:"rows"`
	Regions map[kernel.Region]string `json:"regions"`
	Cursor  string                   `json:"cursor"`
	More    bool                     `json:"more"`
}

// page is a gzipped Page with the number of its rows.
func (p part) page(c *kernel.Ctx, from cursor, limit int) ([]byte, int, error) {
	m, fields, where, err := p.open(c)
	if err != nil || m == nil {
		return nil, 0, err
	}
	out := Page{Cols: []string{"region"}, Rows: [][]any{}, Regions: map[kernel.Region]string{}, Cursor: from.String()}
	read := []string{"id", "rev", "region", "updated"}
	for _, f := range fields {
		out.Cols, read = append(out.Cols, f.Name), append(read, f.Name)
	}
	plain, _ := m.Scope(c.Actor, "plain")
	_, unplain := m.Scope(c.Actor, "plain")
	q := kernel.Query{Where: where, Sort: "updated", Limit: limit, Cols: read}
	if from.at != "" {
		t, err := time.Parse(time.RFC3339Nano, from.at)
		if err != nil {
			return nil, 0, kernel.Errorf(kernel.Invalid, "资料包的断点不正确")
		}
		q.After = []any{t, from.id}
	}
	for len(out.Rows) < limit {
		q.Limit = min(1000, limit-len(out.Rows))
		n := 0
		err := c.Store.List(c, m, q, func(rec any, _ []bool) error {
			b := kernel.BaseOf(rec)
			n++
			q.After = []any{b.Updated, b.ID}
			out.Cursor = cursor{b.Updated.Format(time.RFC3339Nano), b.ID}.String()
			shown := false
			if unplain == nil {
				shown, _ = plain.Decide(m, rec)
			}
			row := []any{b.ID, b.Rev, b.Region}
			if out.Regions[b.Region] == "" {
				out.Regions[b.Region] = c.RegionLabel(b.Region)
			}
			for _, f := range fields {
				row = append(row, value(f, rec, shown))
			}
			out.Rows = append(out.Rows, row)
			return nil
		})
		if err != nil {
			return nil, 0, err
		}
		if n < q.Limit {
			break
		}
	}
	out.More = len(out.Rows) == limit
	b, err := zipped(out)
	return b, len(out.Rows), err
}

// value is a column as JSON carries it; personal data are masked unless the actor may see them.
func value(f *kernel.Field, rec any, plain bool) any {
	v := f.In(rec)
	if v.IsZero() {
		return nil
	}
	if f.Kind.Mask != nil && !plain {
		return f.Kind.Mask(v.String())
	}
	return v.Interface()
}

// zippers are kept: each takes a megabyte, more than most parts.
var zippers = sync.Pool{New: func() any {
	z, _ := gzip.NewWriterLevel(nil, gzip.BestSpeed)
	return z
}}

func zipped(v any) ([]byte, error) {
	var b bytes.Buffer
	z := zippers.Get().(*gzip.Writer)
	defer zippers.Put(z)
	z.Reset(&b)
	if err := json.NewEncoder(z).Encode(v); err != nil {
		return nil, err
	}
	err := z.Close()
	return b.Bytes(), err
}

func partOf(name string) (part, error) {
	if i := slices.IndexFunc(parts, func(p part) bool { return p.Name == name }); i >= 0 {
		return parts[i], nil
	}
	return part{}, kernel.Errorf(kernel.Missing, "资料包里没有这一部分")
}

// sendZipped answers with gzipped JSON.
func sendZipped(w http.ResponseWriter, b []byte) error {
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Content-Encoding", "gzip")
	w.Header().Set("Content-Length", strconv.Itoa(len(b)))
	_, err := w.Write(b)
	return err
}

// from reads where a page begins: after a cursor, or, for an increment, at a time of the server in milliseconds.
func from(after, since string) (k cursor, err error) {
	wrong := kernel.Errorf(kernel.Invalid, "资料包的断点不正确")
	if after != "" {
		k.at, k.id, _ = strings.Cut(after, "~")
		if _, err := time.Parse(time.RFC3339Nano, k.at); err != nil || len(k.id) > 60 {
			return k, wrong
		}
		return k, nil
	}
	if since == "" {
		return k, nil
	}
	ms, err := strconv.ParseInt(since, 10, 64)
	if err != nil || ms < 0 {
		return k, wrong
	}
	return cursor{time.UnixMilli(ms).Add(-overlap).UTC().Format(time.RFC3339Nano), ""}, nil
}

func servePage(c *kernel.Ctx, w http.ResponseWriter, r *http.Request) error {
	p, err := partOf(r.URL.Query().Get("part"))
	if err != nil {
		return err
	}
	start, err := from(r.URL.Query().Get("after"), r.URL.Query().Get("since"))
	if err != nil {
		return err
	}
	b, _, err := p.page(c, start, pageRows)
	if err == nil && b == nil {
		err = kernel.Errorf(kernel.Forbidden, "您没有查看%s的权限", p.Label)
	}
	if err != nil {
		return err
	}
	return sendZipped(w, b)
}

// serveIndex answers with the ids and versions of a part, to find out what is gone.
func serveIndex(c *kernel.Ctx, w http.ResponseWriter, r *http.Request) error {
	p, err := partOf(r.URL.Query().Get("part"))
	if err != nil {
		return err
	}
	m, _, where, err := p.open(c)
	if err != nil {
		return err
	}
	if m == nil {
		return kernel.Errorf(kernel.Forbidden, "您没有查看%s的权限", p.Label)
	}
	out := struct {
		Items [][]any `json:"items"`
	}{Items: [][]any{}}
	err = c.Store.List(c, m, kernel.Query{Where: where, Sort: "id", Limit: -1, Cols: []string{"id", "rev"}}, func(rec any, _ []bool) error {
		b := kernel.BaseOf(rec)
		out.Items = append(out.Items, []any{b.ID, b.Rev})
		return nil
	})
	if err != nil {
		return err
	}
	b, err := zipped(out)
	if err != nil {
		return err
	}
	return sendZipped(w, b)
}

func init() {
	routes = append(routes,
		kernel.Op("GET /api/inspection/pack", "离线资料包的内容", officers, contents),
		kernel.Route{Pattern: "GET /api/inspection/pack/page", Label: "下载离线资料包", Can: officers, Raw: servePage},
		kernel.Route{Pattern: "GET /api/inspection/pack/index", Label: "离线资料包的编号", Can: officers, Raw: serveIndex},
	)
}
