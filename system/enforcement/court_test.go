package enforcement_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"anjian/base/document"
	"anjian/base/org"
	"anjian/kernel"
	"anjian/kernel/kerneltest"
	"anjian/system/enforcement"
)

// 申请法院强制执行: 催告送达十个工作日后、起诉期限届满后三个月内, 由负责人签发, 申请书写明被申请人、罚款和加处罚款.
func TestCourt(t *testing.T) {
	kerneltest.EachPrepared(t, stocked, desk, func(t *testing.T, w *kerneltest.World) {
		p := play(t, w)
		p.on("2026-03-02")
		organ := &document.Organ{}
		organ.Org, organ.Region, organ.Name, organ.Prefix, organ.Address, organ.LegalHead = kernel.Ref[org.Org](p.bureau), county, "郑州市金水区应急管理局", "金应急", "金水区东风路16号", "郑局长"
		kerneltest.Must(t, document.Organs.Create(p.sys, organ))
		k := p.open(t, func(k *enforcement.Case) { k.Simple, k.Enterprise, k.Region = true, "", county })
		man := &enforcement.Party{Case: kernel.Ref[enforcement.Case](k.ID), PartyKind: enforcement.PersonParty, Capacity: enforcement.AsDirect, Name: "刘小明", IDNumber: "410105199001011233", Address: "金水区文化路8号"}
		wrong := *man
		wrong.IDNumber = "410105199001011234"
		kerneltest.Want(t, "a check character that does not fit", enforcement.Parties.Create(p.wang, &wrong), kernel.Invalid)
		abroad := *man
		abroad.IDNumber, abroad.Gender, abroad.Age = "E12345678", "女", 40
		kerneltest.Must(t, enforcement.Parties.Create(p.wang, &abroad))
		kerneltest.Must(t, enforcement.Parties.Delete(p.wang, abroad.ID, abroad.Rev))
		kerneltest.Must(t, enforcement.Parties.Create(p.wang, man))
		if man.Gender != "男" || man.Age != 36 || abroad.Gender != "女" || abroad.Age != 40 {
			t.Errorf("by the number %s of %d, by a passport %s of %d", man.Gender, man.Age, abroad.Gender, abroad.Age)
		}
		kerneltest.Must(t, enforcement.Charges.Create(p.wang, p.charge(t, k, func(h *enforcement.Charge) {
			h.Party, h.Min, h.Max, h.Asked = kernel.Ref[enforcement.Party](man.ID), 0, 50_000, 20_000
		})))
		x := &papers{t, p, "enforcement", k.ID, "刘小明"}
		x.serve(x.make("penalty_notice"))
		x.serve(x.make("simple_decision_person"))
		p.again(t, k)
		if k.Status != enforcement.Execution || k.ServedOn != "2026-03-02" || k.PayBy != "2026-03-17" {
			t.Fatalf("served: %s on %s, to be paid by %s", k.Status, k.ServedOn, k.PayBy)
		}
		draft := func(kind string) *document.Document {
			t.Helper()
			d, err := document.Draft(p.wang, "enforcement", k.ID, kind, "", nil)
			kerneltest.Must(t, err)
			return d
		}
		p.on("2026-09-01")
		_, err := document.Draft(p.wang, "enforcement", k.ID, "enforcement_application", "", nil)
		kerneltest.Want(t, "applied for without a reminder", err, kernel.Conflict)
		x.serve(x.make("enforcement_reminder"))
		p.again(t, k)
		if k.RemindedOn != "2026-09-01" {
			t.Fatalf("reminded on %s", k.RemindedOn)
		}
		d := draft("enforcement_application")
		_, err = document.Documents.Do(p.wang, d.ID, 0, "issue", nil, "")
		kerneltest.Want(t, "issued by the officer alone", err, kernel.Conflict)
		x.step(p.wang, d, "submit", "拟申请法院强制执行")
		x.step(p.head, d, "approve", "同意")
		issue := func() error {
			rec, err := document.Documents.Do(p.wang, d.ID, 0, "issue", nil, "")
			if err == nil {
				d = rec
			}
			return err
		}
		for _, on := range []struct{ day, until string }{
			{"2026-09-14", "2026-09-15"}, // 三日已满十日, 但十日是十个工作日
			{"2026-09-01", "2026-09-15"},
		} {
			p.on(on.day)
			err := issue()
			kerneltest.Want(t, on.day, err, kernel.Conflict)
			if !strings.Contains(err.Error(), on.until) {
				t.Errorf("%s: %v", on.day, err)
			}
		}
		p.on("2026-12-10") // three months after 2026-09-02, the end of the six months for a suit
		kerneltest.Want(t, "too late", issue(), kernel.Conflict)
		p.on("2026-09-16")
		kerneltest.Must(t, issue())
		p.again(t, k)
		if k.CourtOn != "2026-09-16" {
			t.Fatalf("applied for on %q", k.CourtOn)
		}
		text := words(t, p, d)
		for _, want := range []string{"签发人：郑局长", "法定代表人：郑局长", "被申请人：刘小明", "地址：金水区文化路8号", "罚款200元，加处罚款200元，合计400元", "2026年9月1日催告"} {
			if !strings.Contains(text, want) {
				t.Errorf("the application does not say %q:\n%s", want, text)
			}
		}
		if strings.Contains(text, "金水区文化路8号金水区文化路8号") {
			t.Error("the address stands there twice")
		}
	})
}

// words are the words of a paper as its PDF shows them, without spaces.
func words(t *testing.T, p *cast, d *document.Document) string {
	t.Helper()
	pdf, err := d.Render(p.wang)
	kerneltest.Must(t, err)
	file := filepath.Join(t.TempDir(), "paper.pdf")
	kerneltest.Must(t, os.WriteFile(file, pdf, 0o600))
	out, err := exec.Command("pdftotext", "-layout", file, "-").Output()
	kerneltest.Must(t, err)
	return strings.Join(strings.Fields(string(out)), "")
}
