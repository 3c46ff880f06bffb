package form

import (
	"os"
	"testing"

	"anjian/kernel/paper"
)

func TestEvery(t *testing.T) {
	for _, code := range Codes() {
		f, err := paper.ParseForm(Source(code))
		if err != nil {
			t.Errorf("%s: %v", code, err)
			continue
		}
		d, err := f.Fill(sample(code))
		if err != nil {
			t.Fatal(err)
		}
		pdf, err := paper.PDF(d)
		if err != nil {
			t.Fatal(err)
		}
		if dir := os.Getenv("FORMS"); dir != "" {
			os.WriteFile(dir+"/"+code+".pdf", pdf, 0o644)
			os.WriteFile(dir+"/"+code+".html", paper.HTML(d), 0o644)
			x, _ := f.DOCX()
			os.WriteFile(dir+"/"+code+".docx", x, 0o644)
			y, _ := paper.DOCX(d)
			os.WriteFile(dir+"/"+code+"-filled.docx", y, 0o644)
		}
	}
}
