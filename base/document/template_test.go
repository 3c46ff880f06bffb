package document_test

import (
	"archive/zip"
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"io"
	"slices"
	"strings"
	"testing"

	"anjian/base/document"
	"anjian/base/document/form"
	"anjian/base/role"
	"anjian/kernel"
	"anjian/kernel/kerneltest"
	"anjian/kernel/paper"
)

// edited is the template of a kind as a clerk uploads it after editing.
func edited(t *testing.T, c *kernel.Ctx, code string, change func(xml string) string) kernel.Files {
	t.Helper()
	f, _ := form.Default(code)
	docx, err := f.DOCX()
	kerneltest.Must(t, err)
	in, err := zip.NewReader(bytes.NewReader(docx), int64(len(docx)))
	kerneltest.Must(t, err)
	var b bytes.Buffer
	out := zip.NewWriter(&b)
	for _, part := range in.File {
		r, err := part.Open()
		kerneltest.Must(t, err)
		text, err := io.ReadAll(r)
		kerneltest.Must(t, err)
		if part.Name == "word/document.xml" {
			text = []byte(change(string(text)))
		}
		w, err := out.Create(part.Name)
		kerneltest.Must(t, err)
		_, err = w.Write(text)
		kerneltest.Must(t, err)
	}
	kerneltest.Must(t, out.Close())
	file, err := c.Contents.Keep(c, &b)
	kerneltest.Must(t, err)
	file.Name = "修改.docx"
	return kernel.Files{file}
}

func read(t *testing.T, c *kernel.Ctx, d *document.Document) []byte {
	t.Helper()
	r, err := c.Contents.Read(c, d.Paper[0].SHA)
	kerneltest.Must(t, err)
	defer r.Close()
	b, err := io.ReadAll(r)
	kerneltest.Must(t, err)
	return b
}

// 下载样式、修改、上传: 看到不认识的填写项; 启用后新文书用新版, 旧文书重印与签发时一字不差; 停用后回到第1版. 上级的样式管下级, 邻县不受影响.
func TestTemplates(t *testing.T) {
	kerneltest.Each(t, modules(), func(t *testing.T, w *kerneltest.World) {
		s := set(t, w)
		clerk := w.As(kernel.Actor{ID: "clerk", Name: "文书员", Roles: []kernel.Role{role.Clerk}, Region: "410105"})
		city := w.As(kernel.Actor{ID: "city", Name: "市文书员", Roles: []kernel.Role{role.Clerk}, Region: "4101"})
		old := s.do(s.officer, s.draft("inspection_record"), "issue", nil)

		tp := &document.Template{Kind: "inspection_record", Note: "增加陪同人员", File: edited(t, w.System(), "inspection_record", func(xml string) string {
			return strings.Replace(strings.Replace(xml, "{{检查.场所}}", "{{检查.场所}}，陪同人员{{陪同.人员}}", 1), "{{被检查单位.电话}}", "", 1)
		})}
		tp.Region = "410105"
		kerneltest.Must(t, document.Templates.Create(clerk, tp))
		if !slices.Contains(tp.Unknown, "陪同.人员") || !slices.Contains(tp.Lost, "被检查单位.电话") {
			t.Errorf("unknown %v, lost %v", tp.Unknown, tp.Lost)
		}
		_, err := document.Templates.Do(s.away, tp.ID, 0, "publish", nil, "")
		kerneltest.Want(t, "publish another county's", err, kernel.Missing)
		_, err = document.Templates.Do(clerk, tp.ID, 0, "publish", nil, "")
		kerneltest.Must(t, err)

		d, err := document.Draft(s.officer, "enterprise", s.firm, "inspection_record", "", document.Data{"陪同": map[string]any{"人员": "赵六"}})
		kerneltest.Must(t, err)
		d = s.do(s.officer, d, "issue", nil)
		if text := pdftext(t, read(t, s.officer, d)); d.Version != 2 || !strings.Contains(text, "陪同人员赵六") {
			t.Errorf("version %d says %s", d.Version, text)
		}
		wear, err := document.Outfitted(s.officer, "inspection_record") // the phone carries the edited template and writes the same paper
		kerneltest.Must(t, err)
		source, err := base64.StdEncoding.DecodeString(wear.Forms[0].Source)
		kerneltest.Must(t, err)
		f, _, err := paper.ReadDOCX(source)
		kerneltest.Must(t, err)
		doc, err := f.Fill(map[string]any{"陪同": map[string]any{"人员": "赵六"}})
		kerneltest.Must(t, err)
		if wear.Forms[0].Version != 2 || !strings.Contains(string(paper.HTML(doc)), "陪同人员") || !strings.Contains(string(paper.HTML(doc)), "赵六") {
			t.Errorf("the phone has version %d", wear.Forms[0].Version)
		}
		for _, p := range []*document.Document{old, d} {
			again, err := p.Render(s.officer)
			kerneltest.Must(t, err)
			if sum := sha256.Sum256(again); hex.EncodeToString(sum[:]) != p.Bare {
				t.Errorf("the paper of version %d is not the same when it is printed again", p.Version)
			}
		}

		above := &document.Template{Kind: "inspection_record", Note: "全市统一", File: tp.File}
		above.Region = "4101"
		kerneltest.Must(t, document.Templates.Create(city, above))
		_, err = document.Templates.Do(city, above.ID, 0, "publish", nil, "")
		kerneltest.Must(t, err)
		if v := s.do(s.officer, s.draft("inspection_record"), "issue", nil).Version; v != 2 {
			t.Errorf("the county's own version goes first, not %d", v)
		}
		_, err = document.Templates.Do(clerk, tp.ID, 0, "withdraw", nil, "")
		kerneltest.Must(t, err)
		if v := s.do(s.officer, s.draft("inspection_record"), "issue", nil).Version; v != 3 {
			t.Errorf("then the city's, not %d", v)
		}
		_, err = document.Templates.Do(city, above.ID, 0, "withdraw", nil, "")
		kerneltest.Must(t, err)
		if v := s.do(s.officer, s.draft("inspection_record"), "issue", nil).Version; v != 1 {
			t.Errorf("then the platform's, not %d", v)
		}

		broken, err := w.Contents.Keep(w.System(), strings.NewReader("姓名,电话\n张三,1\n"))
		kerneltest.Must(t, err)
		tp = &document.Template{Kind: "inspection_record", Note: "不是文档", File: kernel.Files{broken}}
		tp.Region = "410105"
		kerneltest.Want(t, "a file that is no DOCX", document.Templates.Create(clerk, tp), kernel.Invalid)
	})
}
