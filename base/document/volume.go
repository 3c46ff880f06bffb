package document

import (
	"archive/zip"
	"bytes"
	"cmp"
	"encoding/csv"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"anjian/base/document/form"
	"anjian/base/role"
	"anjian/kernel"
	"anjian/kernel/paper"
)

// item is one thing in the file of a case: a paper that was issued, a scan of it, or an original.
type item struct {
	title, number string
	on            kernel.Date
	internal      bool
	place         int // in the order of a file
	files         []kernel.File
	first, pages  int
}

// The order inside a file: the decision and its receipts first, then the course of the matter, evidence in the order of time.
const (
	decisionPlace = iota
	receiptPlace
	filingPlace
	evidencePlace
	noticePlace
	hearingPlace
	disposalPlace
	paymentPlace
	closingPlace
)

var ordered = map[string]int{
	"simple_decision_unit": decisionPlace, "simple_decision_person": decisionPlace, "penalty_decision_unit": decisionPlace, "penalty_decision_person": decisionPlace, "no_penalty_decision": decisionPlace,
	"service_receipt": receiptPlace, "address_confirmation": receiptPlace, "electronic_confirmation": receiptPlace,
	"filing_approval": filingPlace, "penalty_notice": noticePlace, "hearing_right_notice": noticePlace,
	"defence_record": hearingPlace, "hearing_notice": hearingPlace, "hearing_record": hearingPlace, "hearing_report": hearingPlace,
	"investigation_report": disposalPlace, "legal_review_opinion": disposalPlace, "disposal_submission": disposalPlace, "discussion_record": disposalPlace, "extension_approval": disposalPlace,
	"payment_reminder": paymentPlace, "surcharge_decision": paymentPlace, "deferral_approval": paymentPlace, "deferral_letter": paymentPlace, "enforcement_reminder": paymentPlace, "enforcement_application": paymentPlace,
	"transfer_approval": closingPlace, "transfer_letter": closingPlace, "case_withdrawal": closingPlace, "closing_approval": closingPlace,
}

// items are what belongs to the file of a record, in order.
func items(c *kernel.Ctx, s Source, id string) (out []*item, err error) {
	list, err := Of(c, s.Type, id)
	if err != nil {
		return nil, err
	}
	for _, d := range list {
		if d.Status != Issued && d.Status != Served || d.Kind == "file_cover" || d.Kind == "file_contents" {
			continue
		}
		k, _ := KindOf(string(d.Kind))
		place, ok := ordered[k.Code]
		if !ok {
			place = evidencePlace
		}
		out = append(out, &item{title: d.Title, number: d.Number, on: d.IssuedOn, internal: k.Internal, place: place, files: slices.Concat(d.Paper, d.Scans)})
		proofs, err := Services.List(c.AsSystem(), kernel.Query{Where: kernel.Eq(&sv.Document, kernel.Ref[Document](d.ID)), Sort: "id", Limit: -1})
		if err != nil {
			return nil, err
		}
		for _, p := range proofs {
			if len(p.Proof) > 0 {
				out = append(out, &item{title: d.Title + kernel.LabelOf(p.Way) + "凭证", on: cmp.Or(p.On, p.PostedOn), place: receiptPlace, files: p.Proof})
			}
		}
	}
	if s.Originals != nil {
		list, err := s.Originals(c, id)
		if err != nil {
			return nil, err
		}
		for _, o := range list {
			out = append(out, &item{title: o.Title, on: o.On, internal: o.Internal, place: evidencePlace, files: []kernel.File{o.File}})
		}
	}
	slices.SortStableFunc(out, func(a, b *item) int { return cmp.Or(a.place-b.place, strings.Compare(string(a.on), string(b.on))) })
	return out, nil
}

// shown tells of a file that a volume shows as pages; what it cannot show lies beside it.
func shown(f kernel.File) bool {
	return f.Type == "application/pdf" || f.Type == "image/jpeg" || f.Type == "image/png"
}

// part is what lies in the volume for inner papers (副卷), or in the other one (正卷).
func part(list []*item, internal bool) (out []*item) {
	for _, it := range list {
		if it.internal == internal {
			out = append(out, it)
		}
	}
	return out
}

// gather takes in the pages of a volume, and numbers what lies in it from the first paper on.
func (b *binder) gather(c *kernel.Ctx, list []*item) error {
	for _, it := range list {
		it.first, it.pages = b.count+1, 0
		for _, f := range it.files {
			if !shown(f) {
				continue
			}
			content, err := read(c, f)
			if err != nil {
				return err
			}
			n, err := b.add(f.Type, content)
			if err != nil { // a scan that no program of ours can read lies beside the volume all the same
				c.Logger.Warn("document: not bound", "file", f.SHA, "error", err)
				continue
			}
			it.pages += n
		}
	}
	return nil
}

// lines are the contents of a volume whose pages are numbered.
func lines(list []*item) (rows []any) {
	for _, it := range list {
		at, note := "", ""
		switch {
		case it.pages == 0:
			note = "电子文件，见“原件”"
		case it.pages == 1:
			at = fmt.Sprint(it.first)
		default:
			at = fmt.Sprintf("%d-%d", it.first, it.first+it.pages-1)
		}
		rows = append(rows, map[string]any{"名称": it.title, "文号": it.number, "日期": string(it.on), "页号": at, "备注": note})
	}
	return rows
}

// contents are what the papers 案卷首页 and 卷内目录 say of the volumes of a record: how much lies in the outer one (正卷), and what lies in both, that of the
// inner one (副卷) after the others and marked.
func contents(c *kernel.Ctx, s Source, id string) (Data, error) {
	list, err := items(c, s, id)
	if err != nil {
		return nil, err
	}
	out, rows := Data{}, []any{}
	for _, internal := range []bool{false, true} {
		its, b := part(list, internal), &binder{}
		if err := b.gather(c, its); err != nil {
			return nil, err
		}
		if !internal {
			out["归档"] = map[string]any{"件数": fmt.Sprint(len(its)), "页数": fmt.Sprint(b.count)}
		}
		for _, line := range lines(its) {
			if row := line.(map[string]any); internal {
				row["备注"] = "副卷" + row["备注"].(string)
			}
			rows = append(rows, line)
		}
	}
	out["目录"] = rows
	return out, nil
}

// bound is one volume: its pages numbered in the upper right corner.
func bound(c *kernel.Ctx, organ *Organ, s Source, id, title string, list []*item) ([]byte, error) {
	b := &binder{}
	if err := b.gather(c, list); err != nil {
		return nil, err
	}
	front, err := fronts(c, organ, s, id, title, list, b.count)
	if err != nil {
		return nil, err
	}
	return b.bind(front)
}

// fronts are the cover and the contents of a volume.
func fronts(c *kernel.Ctx, organ *Organ, s Source, id, title string, list []*item, pages int) (out [][]byte, err error) {
	data := organ.data()
	if s.Fill != nil {
		for _, kind := range []string{"file_cover", "file_contents"} {
			more, err := s.Fill(c, id, kind, "")
			if err != nil {
				return nil, err
			}
			data = merge(data, plainData(more))
		}
	}
	if text(data, "归档.保存期限") == "" {
		set(data, "归档.保存期限", retention(list))
	}
	set(data, "归档.件数", fmt.Sprint(len(list)))
	set(data, "归档.页数", fmt.Sprint(pages))
	set(data, "备注", title)
	data["目录"] = lines(list)
	cover, err := Effective(c, s.Type, id, "file_cover")
	if err != nil {
		return nil, err
	}
	if cover != nil {
		data["文号"] = cover.Number
	}
	for _, kind := range []string{"file_cover", "file_contents"} {
		f, ok := form.Default(kind)
		if !ok {
			return nil, kernel.Errorf(kernel.Missing, "没有案卷封面和目录的样式")
		}
		doc, err := f.Fill(data)
		if err != nil {
			return nil, err
		}
		pdf, err := paper.PDF(doc)
		if err != nil {
			return nil, err
		}
		out = append(out, pdf)
	}
	return out, nil
}

// retention is how long a file is kept: 10 years after the simple procedure, 30 otherwise. A system that knows of a major case says so itself.
func retention(list []*item) string {
	for _, it := range list {
		if strings.Contains(it.title, "当场") {
			return "10年"
		}
	}
	return "30年"
}

// volume answers with the file of a record as an archive: the volumes (正卷、副卷), the originals and a list of them all with their hashes.
func volume(c *kernel.Ctx, w http.ResponseWriter, r *http.Request) error {
	typ, id := r.URL.Query().Get("type"), r.URL.Query().Get("id")
	s, ok := sourceOf(typ)
	if !ok || !c.Actor.Is(append([]kernel.Role{role.Audit}, role.Government...)...) {
		return kernel.Errorf(kernel.Missing, "没有这个案卷")
	}
	h := c.App.Resource(typ)
	rec, err := h.GetAny(c, id)
	if err != nil {
		return err
	}
	var archive bytes.Buffer
	name, err := pack(c, s, id, &archive)
	if err != nil {
		return err
	}
	if err := c.Trail.Record(c, kernel.Event{Type: typ, ID: id, Verb: "export", Region: kernel.BaseOf(rec).Region, Detail: "案卷 " + name}); err != nil {
		return err
	}
	w.Header().Set("Content-Type", "application/zip")
	w.Header().Set("Content-Disposition", `attachment; filename="file.zip"; filename*=UTF-8''`+url.PathEscape(name+".zip"))
	_, err = archive.WriteTo(w)
	return err
}

// pack writes the archive and returns what it is called.
func pack(c *kernel.Ctx, s Source, id string, w io.Writer) (name string, err error) {
	list, err := items(c, s, id)
	if err != nil {
		return "", err
	}
	if len(list) == 0 {
		return "", kernel.Errorf(kernel.Conflict, "还没有签发的文书，案卷是空的")
	}
	papers, err := Of(c, s.Type, id)
	if err != nil {
		return "", err
	}
	organ, err := organOf(c, c.Actor.Region)
	if len(papers) > 0 {
		organ, err = papers[0].organ(c)
		name = papers[0].About
	}
	if err != nil {
		return "", err
	}
	a := &archivist{zip: zip.NewWriter(w), at: c.Now()}
	for _, volume := range []struct {
		name     string
		internal bool
	}{{"正卷", false}, {"副卷", true}} {
		its := part(list, volume.internal)
		if len(its) == 0 {
			continue
		}
		pdf, err := bound(c, organ, s, id, volume.name, its)
		if err != nil {
			return "", err
		}
		if err := a.add(volume.name+".pdf", volume.name, digest(pdf), bytes.NewReader(pdf)); err != nil {
			return "", err
		}
		for _, it := range its {
			for _, f := range it.files {
				content, err := c.Contents.Read(c, f.SHA)
				if err != nil {
					return "", err
				}
				err = a.original(volume.name, it, f, content)
				if content.Close(); err != nil {
					return "", err
				}
			}
		}
	}
	return cmp.Or(name, "案卷"), a.close()
}

// archivist writes files into an archive and keeps the list of them.
type archivist struct {
	zip  *zip.Writer
	at   time.Time
	rows [][]string
	n    int
}

func (a *archivist) add(path, title, sha string, content io.Reader) error {
	method := zip.Store // papers, photographs and recordings are compressed already
	f, err := a.zip.CreateHeader(&zip.FileHeader{Name: path, Method: method, Modified: a.at})
	if err != nil {
		return err
	}
	size, err := io.Copy(f, content)
	a.rows = append(a.rows, []string{path, title, fmt.Sprint(size), sha})
	return err
}

func (a *archivist) original(volume string, it *item, f kernel.File, content io.Reader) error {
	a.n++
	return a.add(fmt.Sprintf("原件/%s/%03d %s", volume, a.n, plainName(f.Name)), it.title+it.number, f.SHA, content)
}

// plainName is a name that every system can unpack.
func plainName(s string) string {
	s = strings.Map(func(r rune) rune {
		if r < 32 || strings.ContainsRune(`/\:*?"<>|`, r) {
			return '_'
		}
		return r
	}, s)
	if r := []rune(s); len(r) > 80 {
		s = string(r[len(r)-80:])
	}
	return cmp.Or(strings.Trim(s, " ."), "文件")
}

func (a *archivist) close() error {
	var list bytes.Buffer
	list.WriteString("\ufeff")
	table := csv.NewWriter(&list)
	table.Write([]string{"文件", "内容", "字节数", "SHA-256"})
	if err := table.WriteAll(a.rows); err != nil {
		return err
	}
	f, err := a.zip.CreateHeader(&zip.FileHeader{Name: "清单.csv", Method: zip.Deflate, Modified: a.at})
	if err != nil {
		return err
	}
	if _, err := f.Write(list.Bytes()); err != nil {
		return err
	}
	return a.zip.Close()
}
