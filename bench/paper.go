package main

import (
	"bytes"
	"fmt"
	"os"
	"time"

	"anjian/kernel/paper"
	"codeberg.org/go-pdf/fpdf"
	"github.com/signintech/gopdf"
)

const (
	noticeTitle = "关于5月份安全生产监管平台使用情况的通报"
	noticeText  = "现将5月份全市安全生产监管平台使用情况通报如下。全市注册企业52374家，已建档33519家，建档率64.0%；开展自查自报的企业3190家，占6.09%。依据《安全生产法》第三十八条，生产经营单位应当建立健全并落实生产安全事故隐患排查治理制度，采取技术、管理措施，及时发现并消除事故隐患；各县（市、区）要对照明细逐项整改，将整改情况书面报送。"
)

// noticeRows are the rows of the table, of four columns.
func noticeRows() [][]string {
	rows := [][]string{{"地区", "注册企业", "自查企业", "整改率"}}
	for _, name := range []string{"金水区", "惠济区", "中原区", "二七区", "登封市", "新密市", "巩义市", "荥阳市", "中牟县", "上街区", "管城区", "新郑市"} {
		rows = append(rows, []string{name, "4028", "245", "93.1%"})
	}
	return rows
}

// The measures of the page in points, the same for all.
const (
	textLeft, textTop, textWide, textFoot = 79.4, 104.9, 442.2, 742.7
	textLead, cellLead                    = 28.95, 20.0
)

// papers compares a notice of two pages with other writers of PDF: the same words, table and font.
func (r *run) papers() error {
	letters, err := os.ReadFile("../kernel/paper/font/NotoSerifSC-Subset.ttf")
	if err != nil {
		return err
	}
	fonts := &gopdf.FontContainer{} // read once, as ours are
	if err := fonts.AddTTFFontData("serif", letters); err != nil {
		return err
	}
	n := max(10, r.requests/5)
	ours, err := measured(n, own, func(int) error { return twoPages(ourNotice()) })
	if err != nil {
		return err
	}
	for _, peer := range []struct {
		name  string
		write func() ([]byte, error)
		mark  float64
	}{
		{"gopdf v0.33.0", func() ([]byte, error) { return gopdfNotice(fonts) }, 1.0 / 3},
		{"fpdf v0.12.0", func() ([]byte, error) { return fpdfNotice(letters) }, 1.0 / 3},
	} {
		theirs, err := measured(max(3, n/10), own, func(int) error { return twoPages(peer.write()) })
		if err != nil {
			return fmt.Errorf("%s: %w", peer.name, err)
		}
		r.add(against("paper", "PDF of two pages / "+peer.name, ours, theirs, peer.mark))
	}
	both, err := measured(n, own, func(int) error {
		if _, err := ourNotice(); err != nil {
			return err
		}
		_, err := paper.DOCX(notice())
		return err
	})
	if err == nil {
		r.add(against("paper", "PDF and DOCX / 100 ms", both, cost{cpu: 100 * time.Millisecond}, 1))
		err = r.forms(fonts, n)
	}
	return err
}

// twoPages sees to it that a file is what it is to be.
func twoPages(file []byte, err error) error {
	if err == nil && !bytes.Contains(file, []byte("/Count 2")) {
		return fmt.Errorf("%d bytes, not two pages", len(file))
	}
	return err
}

func notice() *paper.Doc {
	d := &paper.Doc{Title: noticeTitle}
	for range 4 {
		d.Blocks = append(d.Blocks, paper.P(paper.Text(noticeText)))
	}
	t := &paper.Table{}
	for i, cells := range noticeRows() {
		if i == 0 {
			t.Head = append(t.Head, paper.Row(cells...))
		} else {
			t.Rows = append(t.Rows, paper.Row(cells...))
		}
	}
	d.Blocks = append(d.Blocks, t)
	return d
}

func ourNotice() ([]byte, error) { return paper.PDF(notice()) }

func gopdfNotice(fonts *gopdf.FontContainer) ([]byte, error) {
	var p gopdf.GoPdf
	p.Start(gopdf.Config{PageSize: *gopdf.PageSizeA4})
	if err := p.AddTTFFontFromFontContainer("serif", fonts); err != nil {
		return nil, err
	}
	y := textTop
	p.AddPage()
	put := func(size, x, room, lead float64, s string) error {
		if err := p.SetFont("serif", "", size); err != nil {
			return err
		}
		lines, err := p.SplitText(s, room)
		if err != nil {
			return err
		}
		for _, line := range lines {
			if y+lead > textFoot {
				p.AddPage()
				y = textTop
			}
			p.SetXY(x, y)
			if err := p.Cell(&gopdf.Rect{W: room, H: lead}, line); err != nil {
				return err
			}
			y += lead
		}
		return nil
	}
	if err := put(22, textLeft, textWide, 33, noticeTitle); err != nil {
		return nil, err
	}
	for range 4 {
		if err := put(16, textLeft, textWide, textLead, "　　"+noticeText); err != nil {
			return nil, err
		}
	}
	for _, cells := range noticeRows() {
		if y+cellLead > textFoot {
			p.AddPage()
			y = textTop
		}
		top := y
		for i, s := range cells {
			y = top
			x := textLeft + float64(i)*textWide/4
			p.RectFromUpperLeft(x, y, textWide/4, cellLead)
			if err := put(12, x+4, textWide/4-8, cellLead, s); err != nil {
				return nil, err
			}
		}
	}
	return p.GetBytesPdfReturnErr()
}

func fpdfNotice(letters []byte) ([]byte, error) {
	p := fpdf.New("P", "pt", "A4", "")
	p.SetMargins(textLeft, textTop, 595.3-textLeft-textWide)
	p.SetAutoPageBreak(true, 841.9-textFoot)
	p.AddUTF8FontFromBytes("serif", "", letters)
	p.AddPage()
	p.SetFont("serif", "", 22)
	p.MultiCell(textWide, 33, noticeTitle, "", "C", false)
	p.SetFont("serif", "", 16)
	for range 4 {
		p.MultiCell(textWide, textLead, "　　"+noticeText, "", "L", false)
	}
	p.SetFont("serif", "", 12)
	for _, cells := range noticeRows() {
		for _, s := range cells {
			p.CellFormat(textWide/4, cellLead, s, "1", 0, "C", false, 0, "")
		}
		p.Ln(cellLead)
	}
	var out bytes.Buffer
	err := p.Output(&out)
	return out.Bytes(), err
}
