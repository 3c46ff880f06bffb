package main

import (
	"errors"
	"fmt"
	"strings"
	"time"

	"anjian/base/document/form"
	"anjian/kernel/paper"
	"anjian/kernel/seal"
	"github.com/signintech/gopdf"
)

// decision is a penalty decision of two pages, as its template comes with the platform; check is what its QR code says.
func decision(check string) (*paper.Doc, error) {
	f, ok := form.Default("penalty_decision_unit")
	if !ok {
		return nil, errors.New("no template")
	}
	fact := strings.Repeat("2025年5月6日，本机关执法人员对你单位现场检查，发现冲压车间3号冲床未安装双手操作安全防护装置，责令于5月15日前整改完毕；5月16日复查，该隐患仍未整改，3号冲床仍在使用。", 6)
	return f.Fill(map[string]any{
		"机关": map[string]any{"名称": "滨河市应急管理局"}, "文号": "（滨）应急罚〔2025〕12号", "日期": "2025-09-22", "核验": check,
		"当事人":  map[string]any{"名称": "滨河市宏达机械制造有限公司", "统一社会信用代码": "91419900MA4XXXX12T", "地址": "滨河市高新区科创大道100号", "法定代表人": "王志强", "职务": "总经理", "电话": "0399-6612345", "邮编": "459001"},
		"违法事实": fact, "证据": "现场检查记录、责令限期整改指令书、整改复查意见书、询问笔录、勘验笔录和现场照片6张", "违反规定": "《中华人民共和国安全生产法》第三十六条第一款", "处罚依据": "《中华人民共和国安全生产法》第九十九条第二项",
		"处罚内容": "罚款人民币伍万元整（￥50000.00）", "罚款": map[string]any{"金额": "50000"}, "银行": map[string]any{"名称": "中国银行滨河分行营业部", "户名": "滨河市财政局", "账号": "2500 1188 6677"}, "复议机关": "滨河市人民政府", "法院": "滨河市中心区人民法院",
	})
}

func decisionPDF() ([]byte, error) {
	d, err := decision("") // the other writer knows no QR codes
	if err != nil {
		return nil, err
	}
	return paper.PDF(d)
}

// forms measures a paper of enforcement: beside gopdf, which is given the same words in lines of the same length without the
// rules under them, and all that leaves the platform when it is issued.
func (r *run) forms(fonts *gopdf.FontContainer, n int) error {
	d, err := decision("")
	if err != nil {
		return err
	}
	ours, err := measured(n, own, func(int) error { return twoPages(decisionPDF()) })
	if err != nil {
		return err
	}
	theirs, err := measured(max(3, n/10), own, func(int) error { return twoPages(gopdfForm(fonts, d)) })
	if err != nil {
		return err
	}
	r.add(against("paper", "penalty decision, PDF of two pages / gopdf", ours, theirs, 1.0/3))
	for _, a := range []seal.Algorithm{seal.RSA, seal.SM2} {
		key, err := sealKey(a)
		if err != nil {
			return err
		}
		all, err := measured(n, own, func(i int) error { return issued(key, i) })
		if err != nil {
			return err
		}
		r.add(against("paper", fmt.Sprintf("penalty decision, PDF, DOCX and seal (%s) / 100 ms", a), all, cost{cpu: 100 * time.Millisecond}, 1))
	}
	return nil
}

func sealKey(a seal.Algorithm) (*seal.Key, error) {
	now := time.Date(2025, 9, 22, 9, 0, 0, 0, time.UTC)
	root, err := seal.NewAuthority(a, "滨河市应急管理局", now)
	if err != nil {
		return nil, err
	}
	return root.Issue(a, "滨河市应急管理局", "滨河市应急管理局", "", now, now.AddDate(2, 0, 0))
}

// issued makes the files of a paper: the PDF with its seal, and the DOCX.
func issued(key *seal.Key, i int) error {
	d, err := decision(fmt.Sprintf("https://anjian.example/check?n=%08d", i))
	if err != nil {
		return err
	}
	file, err := paper.PDF(d)
	if err != nil {
		return err
	}
	at := paper.Places(d)[0]
	sealed, _, err := key.Seal(file, seal.Mark{Place: seal.Place{Page: at.Page, X: at.X + at.W/2, Y: at.Y + at.H/2}, Picture: seal.Picture{Name: "滨河市应急管理局", Diameter: 42, Letters: paper.Outline}, Signer: "滨河市应急管理局", Reason: "行政处罚决定书", Time: time.Date(2025, 9, 22, 10, 0, 0, 0, time.UTC)})
	if err != nil {
		return err
	}
	word, err := paper.DOCX(d)
	if err == nil && (len(sealed) <= len(file) || len(word) == 0) {
		err = errors.New("nothing was sealed")
	}
	return err
}

// gopdfForm writes the words of a form.
func gopdfForm(fonts *gopdf.FontContainer, d *paper.Doc) ([]byte, error) {
	var p gopdf.GoPdf
	p.Start(gopdf.Config{PageSize: *gopdf.PageSizeA4})
	if err := p.AddTTFFontFromFontContainer("serif", fonts); err != nil {
		return nil, err
	}
	y := 62.0
	p.AddPage()
	for _, b := range d.Blocks {
		x, ok := b.(paper.Paragraph)
		if !ok {
			continue
		}
		s := ""
		for _, r := range x.Runs {
			s += r.Text
		}
		if err := p.SetFont("serif", "", x.Shape.Size); err != nil {
			return nil, err
		}
		lines, err := p.SplitText(s, 459)
		if err != nil {
			return nil, err
		}
		for _, line := range lines {
			if y+x.Shape.Lead > 780 {
				p.AddPage()
				y = 62
			}
			p.SetXY(74, y)
			if err := p.Cell(&gopdf.Rect{W: 459, H: x.Shape.Lead}, line); err != nil {
				return nil, err
			}
			y += x.Shape.Lead
		}
	}
	return p.GetBytesPdfReturnErr()
}
