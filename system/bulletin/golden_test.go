package bulletin

import (
	"archive/zip"
	"bytes"
	"flag"
	"fmt"
	"io"
	"os"
	"regexp"
	"strings"
	"testing"

	"anjian/base/enterprise"
	"anjian/base/library"
	"anjian/base/org"
	"anjian/base/role"
	"anjian/kernel"
	"anjian/kernel/kerneltest"
	"anjian/kernel/paper"
	"anjian/system/hazard"
)

var update = flag.Bool("update", false, "write the golden files")

// city is what a notice of 2018 says of each unit of Zhengzhou: enterprises on 5 June, self-checking enterprises, hazards they found. Of
// 4 May it gives the total alone; the stands of that day are made up to add up to it.
var city = []struct {
	code                     kernel.Region
	was, is, checkers, found int
}{
	{"410105", 170, 308, 4, 6}, {"410182", 140, 262, 0, 0}, {"410183", 60, 144, 51, 117}, {"410108", 80, 144, 19, 26}, {"410184", 80, 136, 0, 0},
	{"410103", 70, 129, 2, 3}, {"410185", 70, 128, 0, 0}, {"410122", 50, 97, 18, 36}, {"410102", 55, 95, 9, 11}, {"410190", 50, 90, 3, 6},
	{"410106", 50, 89, 4, 4}, {"410104", 40, 71, 0, 0}, {"410173", 35, 61, 1, 5}, {"410171", 25, 45, 1, 1}, {"410172", 20, 41, 0, 0},
}

// completeFiles is 64 % of the 1,840.
const completeFiles = 1178

// load makes the records of the notice by ordinary creation: files by the county's regulator, self-checks by the enterprise.
func load(t *testing.T, w *kerneltest.World) {
	t.Helper()
	n := 0
	for _, u := range city {
		regulator := actor("regulator-"+string(u.code), role.Regulator, u.code)
		kerneltest.Must(t, w.As(regulator).Tx(func(c *kernel.Ctx) error {
			for i := range u.is {
				day := kernel.Date("2018-05-20")
				if i < u.was {
					day = "2018-05-04"
				}
				e := file(u.code, i+1, day, n*completeFiles/1840 < (n+1)*completeFiles/1840)
				n++
				if err := enterprise.Enterprises.Create(c, e); err != nil {
					return err
				}
				if i >= u.checkers {
					continue
				}
				per := u.found / u.checkers
				if i < u.found%u.checkers {
					per++
				}
				if err := selfCheck(c, e, per); err != nil {
					return err
				}
			}
			return nil
		}))
	}
}

func selfCheck(c *kernel.Ctx, e *enterprise.Enterprise, hazards int) error {
	in := *c
	in.Actor = kernel.Actor{ID: "safety-" + e.ID, Name: "张三", Roles: []kernel.Role{role.Safety}, Region: e.Region, Enterprise: e.ID}
	k := &hazard.Check{CheckedOn: "2018-05-28"}
	for i := range hazards { // the first is put right at once
		k.Items = append(k.Items, hazard.Answer{Content: fmt.Sprintf("%d号灭火器在有效期内", i+1), Outcome: hazard.Fail, Note: "灭火器过期", Category: library.Fire,
			Person: "张三", DueOn: "2018-06-30", OnSpot: i == 0})
	}
	k.Items[0].After = kernel.Files{{SHA: strings.Repeat("0", 64), Name: "after.jpg", Type: "image/jpeg", Size: 1}}
	return hazard.Checks.Create(&in, k)
}

// stated are the two figures that cannot both be true.
var stated = []Stated{
	{Figure: ClaimCompleteRate, Value: 64, Words: "64%的企业建档完整"},
	{Figure: ClaimComplete, Value: 1840, Words: "1,840家企业均已建档"},
}

// TestNotice: the notice of 2018, from records, word for word; issued, it stays what it was.
func TestNotice(t *testing.T) {
	each(t, func(t *testing.T, w *kerneltest.World) {
		w.On("2018-06-05")
		load(t, w)
		o := &org.Org{Base: kernel.Base{Region: "4101"}, Name: "郑州市安全生产监督管理局", Kind: org.Bureau, Prefix: "郑安监管"}
		kerneltest.Must(t, org.Orgs.Create(w.As(actor("admin", role.System, "4101")), o))
		clerk, leader := w.As(clerkOf("4101")), w.As(actor("leader", role.Leader, "4101"))
		b := &Bulletin{Subject: Subject{From: "2018-05-05", To: "2018-06-05", Compared: "2018-05-04"}, Statement: Statement{stated},
			Letter: Letter{Title: "关于安全生产监管信息平台使用情况的通报", Organ: kernel.Ref[org.Org](o.ID), SendTo: "各县（市、区）安全监管局，各开发区安监机构"}}
		b.Region = "4101"
		kerneltest.Must(t, Bulletins.Create(clerk, b))
		golden(t, "notice-2018.txt", b.Wording+"\n")
		step := func(name string, in *Bulletin, opinion string) *Bulletin {
			t.Helper()
			out, err := Bulletins.Do(leader, b.ID, 0, name, in, opinion)
			kerneltest.Must(t, err)
			return out
		}
		step("review", &Bulletin{}, "")
		in := &Bulletin{}
		in.NumberIn = 4
		issued := step("issue", in, "")
		if issued.Number != "郑安监管〔2018〕4号" {
			t.Errorf("numbered %s", issued.Number)
		}
		paper1 := printed(t, clerk, b.ID)
		golden(t, "notice-2018.docx.txt", paper1)
		kerneltest.Must(t, enterprise.Enterprises.Create(w.As(actor("r", role.Regulator, "410105")), file("410105", 5000, "2018-05-20", true)))
		if again := printed(t, clerk, b.ID); again != paper1 {
			t.Error("an issued notice changed with the records behind it")
		}
		if _, err := w.Store.Exec(t.Context(), "UPDATE bulletin_edition SET body = replace(body, '1,840', '1,841')"); err != nil {
			t.Fatal(err)
		}
		_, _, err := open(clerk, b.ID)
		kerneltest.Want(t, "an edition that somebody changed", err, kernel.Conflict)
	})
}

// printed is the text of the notice as a word processor shows it, a line for each paragraph.
func printed(t *testing.T, c *kernel.Ctx, id string) string {
	t.Helper()
	b, e, err := open(c, id)
	kerneltest.Must(t, err)
	d, err := e.document(c, b)
	kerneltest.Must(t, err)
	file, err := paper.DOCX(d)
	kerneltest.Must(t, err)
	z, err := zip.NewReader(bytes.NewReader(file), int64(len(file)))
	kerneltest.Must(t, err)
	r, err := z.Open("word/document.xml")
	kerneltest.Must(t, err)
	xml, err := io.ReadAll(r)
	kerneltest.Must(t, err)
	text := regexp.MustCompile(`</w:p>`).ReplaceAllString(string(xml), "\n")
	text = regexp.MustCompile(`<w:br/>`).ReplaceAllString(text, " ")
	text = regexp.MustCompile(`<[^>]*>`).ReplaceAllString(text, "")
	var out []string
	for line := range strings.Lines(text) {
		if line = strings.TrimSpace(line); line != "" {
			out = append(out, line)
		}
	}
	return strings.Join(out, "\n") + "\n"
}

func golden(t *testing.T, name, got string) {
	t.Helper()
	path := "testdata/" + name
	if *update {
		kerneltest.Must(t, os.WriteFile(path, []byte(got), 0o644))
	}
	want, err := os.ReadFile(path)
	kerneltest.Must(t, err)
	if got != string(want) {
		t.Errorf("%s:\n got %s\nwant %s", name, got, want)
	}
}
