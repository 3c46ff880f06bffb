package document_test

import (
	"archive/zip"
	"bytes"
	"encoding/json"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"anjian/base/document"
	"anjian/kernel"
	"anjian/kernel/kerneltest"
)

// route finds an operation that answers by itself.
func route(t *testing.T, pattern string) kernel.Route {
	t.Helper()
	for _, r := range document.Module(papers).Routes {
		if r.Pattern == pattern {
			return r
		}
	}
	t.Fatal(pattern, "is not there")
	return kernel.Route{}
}

func photograph(t *testing.T, c *kernel.Ctx) kernel.File {
	t.Helper()
	img, b := image.NewRGBA(image.Rect(0, 0, 400, 300)), bytes.Buffer{}
	for x := range 400 {
		for y := range 300 {
			img.Set(x, y, color.RGBA{uint8(x / 2), uint8(y / 2), 90, 255})
		}
	}
	kerneltest.Must(t, png.Encode(&b, img))
	f, err := c.Contents.Keep(c, &b)
	kerneltest.Must(t, err)
	f.Name = "现场照片.png"
	return f
}

// 案卷: 决定和回执在前, 内部文书在副卷, 照片进正卷, 页号连续, 清单的校验值与内容一致.
func TestVolume(t *testing.T) {
	kerneltest.Each(t, modules(), func(t *testing.T, w *kerneltest.World) {
		s := set(t, w)
		filing := s.draft("filing_approval")
		s.do(s.officer, filing, "submit", remark("建议立案"))
		s.do(s.lawyer, filing, "approve", remark("符合条件"))
		s.do(s.chief, filing, "approve", remark("同意立案"))
		s.do(s.officer, s.draft("inspection_record"), "issue", nil)
		notice := s.do(s.officer, s.draft("penalty_notice"), "issue", nil)
		photo := photograph(t, w.System())
		serve(t, s.officer, notice, func(v *document.Service) { v.Proof = kernel.Files{photo} }, "")
		receipt, err := document.Receipt(s.officer, "enterprise", s.firm)
		kerneltest.Must(t, err)
		s.do(s.officer, receipt, "issue", nil)

		// the paper 卷内目录 says what the volumes say
		var table struct {
			Rows []struct{ Name, At, Note string } `json:"目录"`
		}
		kerneltest.Must(t, json.Unmarshal([]byte(strings.NewReplacer("名称", "Name", "页号", "At", "备注", "Note").Replace(string(s.draft("file_contents").Sheet))), &table))
		if got := fmt.Sprint(table.Rows); got != "[{行政处罚告知书直接送达凭证 1 } {文书送达回执 2 } {现场检查记录 3 } {行政处罚告知书 4 } {立案审批表 1 副卷}]" {
			t.Errorf("卷内目录: %s", got)
		}

		rec := httptest.NewRecorder()
		kerneltest.Must(t, route(t, "GET /api/document/volume").Raw(s.officer, rec, httptest.NewRequest("GET", "/api/document/volume?type=enterprise&id="+s.firm, nil)))
		archive, err := zip.NewReader(bytes.NewReader(rec.Body.Bytes()), int64(rec.Body.Len()))
		kerneltest.Must(t, err)
		var names []string
		for _, f := range archive.File {
			names = append(names, f.Name)
		}
		if got := strings.Join(names, "\n"); strings.Count(got, "正卷.pdf") != 1 || strings.Count(got, "副卷.pdf") != 1 || strings.Count(got, "原件/正卷/") != 4 || strings.Count(got, "原件/副卷/") != 1 || !strings.HasSuffix(got, "清单.csv") {
			t.Errorf("the archive holds\n%s", got)
		}
		pages := pdftext(t, content(t, archive, "正卷.pdf"))
		for _, want := range []string{"卷内目录", "文书送达回执", "现场检查记录", "行政处罚告知书", "30年"} {
			if !strings.Contains(pages, want) {
				t.Errorf("the first volume does not say %s", want)
			}
		}
		if strings.Contains(pages, "立案审批") {
			t.Error("an internal paper stands in the first volume")
		}
		if inner := pdftext(t, content(t, archive, "副卷.pdf")); !strings.Contains(inner, "同意立案") {
			t.Errorf("the second volume is %q", inner)
		}
		kerneltest.Want(t, "of another county", route(t, "GET /api/document/volume").Raw(s.away, httptest.NewRecorder(), httptest.NewRequest("GET", "/api/document/volume?type=enterprise&id="+s.firm, nil)), kernel.Missing)
	})
}

// serve serves a paper directly, as change alters it.
func serve(t *testing.T, c *kernel.Ctx, d *document.Document, change func(*document.Service), want kernel.Code) *document.Service {
	t.Helper()
	v := &document.Service{Document: kernel.Ref[document.Document](d.ID), Way: document.Direct, Receiver: "张三", Place: "公司会议室", On: c.Today(), At: "10:30", Servers: "王勇、李静", Ink: ink}
	if change != nil {
		change(v)
	}
	kerneltest.Want(t, string(v.Way), document.Services.Create(c, v), want)
	return v
}

const ink = "[[[0.1,0.2],[0.3,0.5],[0.5,0.4]],[[0.6,0.2],[0.8,0.7],[0.9,0.4]]]"

func content(t *testing.T, archive *zip.Reader, name string) []byte {
	t.Helper()
	f, err := archive.Open(name)
	kerneltest.Must(t, err)
	defer f.Close()
	var b bytes.Buffer
	_, err = b.ReadFrom(f)
	kerneltest.Must(t, err)
	return b.Bytes()
}

// pdftext is the text of a PDF as another program reads it.
func pdftext(t *testing.T, pdf []byte) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), "paper.pdf")
	kerneltest.Must(t, os.WriteFile(file, pdf, 0o600))
	out, err := exec.Command("pdftotext", "-layout", file, "-").Output()
	kerneltest.Must(t, err)
	return string(out)
}
