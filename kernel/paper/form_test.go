package paper

import (
	"archive/zip"
	"bytes"
	"fmt"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// model is a form with everything a form may have.
const model = `<form title="试样" size="四号" line="26" margins="25 22 20 26">
<field name="案情" label="基本案情" kind="long"/>
<again><p align="right">（续页）{{文号}}</p></again>
<foot><p>签名：<u>{{@签名.当事人:30x9}}</u>　共{{#总页}}页第{{#页}}页</p></foot>
<h>试样</h>
<p>单位：<u>{{当事人.名称}}</u><fill/></p>
<p>职务：<u>{{当事人.职务:8}}</u>电话：<u>{{当事人.电话:6}}</u></p>
<p>{{☐方式=甲}}甲　{{☐方式=乙}}乙　{{☐急}}急</p>
<p first="2">{{?金额}}罚款{{金额|大写}}（￥{{金额}}元）{{/}}</p>
<p first="2">向{{机关}}{{?日期&lt;2024-01-01}}或者{{上级}}{{/}}申请，{{日期}}。</p>
<p ruled="1" first="2">{{案情:3行}}</p>
<p ruled="1">{{#笔录}}问：{{问}}</p>
<p ruled="1">{{#笔录}}答：{{答}}</p>
<table cols="1 4 2"><tr head="1"><td>序号</td><td>名称</td><td>数量</td></tr><tr><td>{{#清单:3}}{{序号}}</td><td>{{名称}}</td><td align="right">{{数量}}</td></tr><tr><td cols="2">{{#?备注}}备注</td><td>{{备注}}</td></tr></table>
<p align="right" keep="1">{{@印章}}（印章）{{意见.审核.意见}}{{执法人员.姓名}}</p>
<p>{{%核验:20}}</p>
</form>`

func form(t testing.TB, src string) *Form {
	t.Helper()
	f, err := ParseForm([]byte(src))
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func paperOf(t rapid.TB, f *Form, data map[string]any) *Doc {
	t.Helper()
	d, err := f.Fill(data)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func read(t rapid.TB, d *Doc) string {
	t.Helper()
	return solid(tool(t, writePDF(t, d), "pdftotext", "-raw", "-", "-"))
}

func TestFormFields(t *testing.T) {
	var got []string
	var list func(in string, fs []Field)
	list = func(in string, fs []Field) {
		for _, f := range fs {
			got = append(got, fmt.Sprint(in, f.Name, " ", f.Label, " ", f.Kind, f.Options, f.Rows))
			list(f.Name+">", f.Fields)
		}
	}
	list("", form(t, model).Fields())
	want := []string{
		"文号 文号 text[] 0", "当事人.名称 名称 text[] 0", "当事人.职务 职务 text[] 0", "当事人.电话 电话 text[] 0", "方式 方式 check[甲 乙] 0", "急 急 check[] 0", "金额 金额 money[] 0",
		"机关 机关 text[] 0", "日期 日期 date[] 0", "上级 上级 text[] 0", "案情 基本案情 long[] 0", "笔录 笔录 rows[] 0", "笔录>问 问 text[] 0", "笔录>答 答 text[] 0",
		"清单 清单 rows[] 3", "清单>序号 序号 text[] 0", "清单>名称 名称 text[] 0", "清单>数量 数量 number[] 0", "备注 备注 text[] 0", "印章 印章 seal[] 0", "意见.审核.意见 意见 long[] 0", "执法人员.姓名 姓名 text[] 0", "核验 核验 code[] 0", "签名.当事人 当事人签名 sign[] 0",
	}
	if a, b := strings.Join(got, "\n"), strings.Join(want, "\n"); a != b {
		t.Errorf("fields are\n%s\nnot\n%s", a, b)
	}
}

func TestFormFill(t *testing.T) {
	data := map[string]any{
		"文号": "（郑）应急罚〔2025〕3号", "当事人": map[string]any{"名称": "甲公司", "电话": "123"}, "方式": []any{"乙"}, "急": true, "金额": 20300.5, "机关": "市政府", "上级": "省厅", "日期": "2023-12-31",
		"案情": "第一行\n第二行", "笔录": []any{map[string]any{"问": "何事？", "答": "无。"}}, "清单": []any{map[string]any{"名称": "冲床", "数量": 2}}, "意见": []any{map[string]any{"角色": "承办人", "意见": "立案"}, map[string]any{"角色": "审核", "意见": "同意"}},
		"执法人员": []any{map[string]any{"姓名": "李明"}, map[string]any{"姓名": "赵燕"}},
	}
	f := form(t, model)
	want := solid(`试样 单位：甲公司 职务：电话：123 甲 乙 急 罚款贰万零叁佰元伍角（￥20300.5元） 向市政府或者省厅申请，2023年12月31日。 第一行 第二行 问：何事？ 答：无。 序号名称数量 1冲床2 （印章）同意李明、赵燕 签名：共1页第1页`)
	if got := read(t, paperOf(t, f, data)); got != want {
		t.Errorf("filled:\n%s\nwant:\n%s", got, want)
	}
	if !bytes.Equal(writePDF(t, paperOf(t, f, data)), writePDF(t, paperOf(t, f, data))) {
		t.Error("PDF differs between two runs")
	}
	data["日期"], data["金额"], data["备注"] = "2024-01-01", nil, "已返还"
	got := read(t, paperOf(t, f, data))
	for _, s := range []string{"向市政府申请，2024年1月1日。", "备注已返还"} {
		if !strings.Contains(got, s) {
			t.Errorf("%s lacks %s", got, s)
		}
	}
	if strings.Contains(got, "罚款") {
		t.Errorf("a condition that does not hold: %s", got)
	}
	empty := solid(`试样 单位： 职务：电话： 甲 乙 急 向申请，年月日。 序号名称数量 （印章） 签名：共1页第1页`)
	if got := read(t, paperOf(t, f, nil)); got != empty {
		t.Errorf("without data:\n%s\nwant:\n%s", got, empty)
	}
	if _, err := f.Fill(map[string]any{"案情": strings.Repeat("长", 400_000)}); err == nil {
		t.Error("a text of 1.2 MB is taken")
	}
	many := make([]any, 5000)
	for i := range many {
		many[i] = map[string]any{"名称": "物"}
	}
	if _, err := f.Fill(map[string]any{"清单": many}); err == nil {
		t.Error("a list of 5000 is taken")
	}
}

// Ticked boxes are told from empty ones in every format.
func TestFormBoxes(t *testing.T) {
	f := form(t, `<form><p>{{☐方式=甲}}甲{{☐方式=乙}}乙</p></form>`)
	d := paperOf(t, f, map[string]any{"方式": "乙"})
	if h := string(HTML(d)); strings.Count(h, "未选") != 1 || strings.Count(h, "已选") != 1 || strings.Index(h, "未选") > strings.Index(h, "已选") {
		t.Error("HTML does not tell the boxes apart")
	}
	if x := string(parts(t, d)["word/document.xml"]); !strings.Contains(x, "☐") || strings.Index(x, "☐") > strings.Index(x, "☑") {
		t.Error("DOCX does not tell the boxes apart")
	}
	none := paperOf(t, f, nil)
	if bytes.Equal(writePDF(t, d), writePDF(t, none)) {
		t.Error("a tick is not drawn")
	}
}

// The places of seals and signatures are where they are drawn, on each page that has one.
func TestPlaces(t *testing.T) {
	f := form(t, `<form size="14" line="28" margins="25 22 20 26"><foot><p>签名：<u>{{@签名.甲:30x9}}</u></p></foot><p>一</p><break/><p>二</p><p align="right" right="3">市局{{@印章:40x40}}</p></form>`)
	ps := Places(paperOf(t, f, nil))
	if len(ps) != 3 || ps[0].Name != "印章" || ps[0].Page != 2 || !ps[0].Seal || ps[1].Name != "签名.甲" || ps[1].Page != 1 || ps[2].Page != 2 {
		t.Fatalf("places %+v", ps)
	}
	// the line ends 22 mm and three letters from the edge; its middle is one and a half lines below the upper margin
	if s := ps[0]; abs(s.X+20-(210-22-3*14/mm)) > 0.5 || abs(s.Y+20-(25+1.5*28/mm)) > 1 {
		t.Errorf("the seal is at %+v", s)
	}
	if s := ps[1]; abs(s.X-(26+3*14/mm)) > 0.5 || s.Y+s.H < 297-20-28/mm || s.Y+s.H > 297-20 {
		t.Errorf("the signature is at %+v", s)
	}
	ink := map[string]any{"签名": map[string]any{"甲": map[string]any{"签名": "李明", "笔迹": []any{[]any{[]any{0.1, 0.2}, []any{0.5, 0.9}, []any{0.9, 0.1}}}}}}
	d := paperOf(t, f, ink)
	if !strings.Contains(read(t, d), "签名：李明") || !bytes.Contains(HTML(d), []byte("M10 20L50 90L90 10")) || len(writePDF(t, d)) <= len(writePDF(t, paperOf(t, f, nil))) {
		t.Error("what was written by hand is not drawn")
	}
}

func abs(v float64) float64 { return max(v, -v) }

// Whatever is filled in, another program reads it from the PDF, and the same data give the same bytes.
func TestFormLosesNothing(t *testing.T) {
	t.Parallel()
	f := form(t, model)
	rapid.Check(t, func(t *rapid.T) {
		data := map[string]any{"文号": "9号", "机关": speech(t, 3), "案情": speech(t, 120), "当事人": map[string]any{"名称": speech(t, 12), "职务": speech(t, 4), "电话": speech(t, 3)}, "日期": "2025-01-02"}
		want := "试样单位：" + show(data["当事人"].(map[string]any)["名称"], TextField) + "职务：" + show(data["当事人"].(map[string]any)["职务"], TextField) + "电话：" + show(data["当事人"].(map[string]any)["电话"], TextField) + "甲乙急向" + data["机关"].(string) + "申请，2025年1月2日。" + data["案情"].(string)
		var asked, things []any
		for range rapid.IntRange(0, 6).Draw(t, "talk") {
			q, a := speech(t, 30), speech(t, 60)
			asked = append(asked, map[string]any{"问": q, "答": a})
			want += "问：" + q + "答：" + a
		}
		want += "序号名称数量"
		for i := range rapid.SampledFrom([]int{0, 2, 40}).Draw(t, "things") {
			s := speech(t, 10)
			things = append(things, map[string]any{"名称": s, "数量": i})
			want += fmt.Sprint(i+1) + s + fmt.Sprint(i)
		}
		data["笔录"], data["清单"] = asked, things
		d := paperOf(t, f, data)
		pages := strings.Split(strings.TrimSuffix(tool(t, writePDF(t, d), "pdftotext", "-raw", "-", "-"), "\f"), "\f")
		got := ""
		for i, s := range pages {
			s = solid(s)
			if i > 0 {
				again := "（续页）9号"
				if !strings.HasPrefix(s, again) {
					t.Fatalf("page %d begins %.40q", i+1, s)
				}
				s = strings.TrimPrefix(strings.TrimPrefix(s, again), "序号名称数量")
			}
			foot := fmt.Sprintf("签名：共%d页第%d页", len(pages), i+1)
			if !strings.HasSuffix(s, foot) {
				t.Fatalf("page %d ends %q", i+1, s)
			}
			got += strings.TrimSuffix(s, foot)
		}
		if once := strings.Replace(want, "序号名称数量", "", 1) + "（印章）"; strings.Replace(got, "序号名称数量", "", 1) != solid(once) {
			t.Fatalf("%q\nbecame %q", solid(once), got)
		}
	})
}

func TestCapital(t *testing.T) {
	for amount, want := range map[string]string{
		"50000": "伍万元整", "20300.5": "贰万零叁佰元伍角", "10": "壹拾元整", "0": "零元整", "0.05": "伍分", "0.5": "伍角", "100.05": "壹佰元零伍分", "1001": "壹仟零壹元整", "100000001": "壹亿零壹元整", "10500": "壹万零伍佰元整", "1000000": "壹佰万元整", "20,000.10": "贰万元壹角",
		"123456789.12": "壹亿贰仟叁佰肆拾伍万陆仟柒佰捌拾玖元壹角贰分", "16500": "壹万陆仟伍佰元整", "100元": "壹佰元整", "1.234": "", "-5": "", "五万": "", "": "", "9999999999999": "",
	} {
		if got := Capital(amount); got != want {
			t.Errorf("%s is %s, not %s", amount, got, want)
		}
	}
}

func TestFormRefuses(t *testing.T) {
	for src, want := range map[string]string{
		``: "缺少 form", `<form>`: "XML", `<doc/>`: "form 元素开头", `<form><p>{{名称:99}}</p></form>`: "字数", `<form><p>{{a b}}</p></form>`: "名称只能用", `<form><p>{{名称</p></form>`: "花括号", `<form><p>{{/}}</p></form>`: "前面没有对应的条件",
		`<form><x/></form>`: "不认识元素 x", `<form>文字</form>`: "不能直接写文字", `<form><p size="900">a</p></form>`: "size", `<form><table cols="0"/></form>`: "cols", `<form><p>{{金额|英文}}</p></form>`: "没有“英文”", `<form margins="1 1 1 1"/>`: "页边距",
	} {
		if _, err := ParseForm([]byte(src)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, not %s", src, err, want)
		}
	}
}

// clerk packs the body of a document as a word processor would.
func clerk(t testing.TB, body string) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for name, s := range map[string]string{"word/document.xml": `<w:document` + namespaces + `><w:body>` + body + `</w:body></w:document>`} {
		w, err := z.Create(name)
		if err == nil {
			_, err = w.Write([]byte(s))
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestReadDOCX(t *testing.T) {
	r := func(s string) string { return `<w:r><w:t xml:space="preserve">` + s + `</w:t></w:r>` }
	p := func(s string) string { return `<w:p>` + s + `</w:p>` }
	known := []Field{{Name: "当事人.名称"}, {Name: "日期", Kind: DateField}, {Name: "清单", Kind: RowsField, Fields: []Field{{Name: "名称"}}}}
	for name, x := range map[string]struct{ body, text, problem string }{
		"split over runs":   {p(r("甲{") + r("{当事") + `<w:proofErr w:type="spellStart"/>` + r("人.") + `<w:r><w:rPr><w:b/></w:rPr><w:t>名称}</w:t></w:r>` + r("}乙")), "甲公司乙", ""},
		"full-width marks":  {p(r("｛｛日期｜日期｝｝")), "2025年1月2日", ""},
		"typed box":         {p(r("☐甲☑乙")), "甲乙", ""},
		"box of a field":    {p(r("{{☐日期=甲}}丙")), "丙", ""},
		"unknown field":     {p(r("甲{{电话}}")), "甲", "第1段 没有填写项“电话”"},
		"not understood":    {p(r("甲{{名 称}}")), "甲", "第1段 看不懂填写项“{{名 称}}”"},
		"open brace":        {p(r("甲{{日期")), "甲{{日期", "第1段 花括号不成对"},
		"picture":           {p(r("甲") + `<w:r><w:drawing/></w:r>`), "甲", "第1段 图片"},
		"numbering":         {`<w:p><w:pPr><w:numPr><w:ilvl w:val="0"/><w:numId w:val="3"/></w:numPr></w:pPr>` + r("甲") + `</w:p>`, "甲", "第1段 自动编号"},
		"revision":          {p(`<w:ins>` + r("甲") + `</w:ins><w:del><w:r><w:delText>乙</w:delText></w:r></w:del>`), "甲", "第1段 有未接受的修订"},
		"field":             {p(`<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText> DATE </w:instrText></w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r>` + r("昨天") + `<w:r><w:fldChar w:fldCharType="end"/></w:r>` + r("甲")), "甲", "第1段 域“DATE”"},
		"hidden":            {p(r("甲") + `<w:r><w:rPr><w:vanish/></w:rPr><w:t>乙</w:t></w:r>`), "甲", "第1段 隐藏文字"},
		"footnote":          {p(r("甲") + `<w:r><w:footnoteReference w:id="2"/></w:r>`), "甲", "第1段 脚注"},
		"two sizes":         {p(r("甲") + `<w:r><w:rPr><w:sz w:val="44"/></w:rPr><w:t>乙</w:t></w:r>`), "甲乙", "第1段 一段之内字号不同"},
		"content control":   {`<w:sdt><w:sdtContent>` + p(`<w:sdt><w:sdtContent>`+r("{{当事人.名称}}")+`</w:sdtContent></w:sdt>`) + `</w:sdtContent></w:sdt>`, "公司", ""},
		"unmarked symbol":   {p(`<w:r><w:sym w:font="Wingdings" w:char="F0A8"/></w:r>` + r("甲")), "甲", ""},
		"repeated row":      {`<w:tbl><w:tblGrid><w:gridCol w:w="2000"/><w:gridCol w:w="3000"/></w:tblGrid><w:tr><w:tc>` + p(r("{{#清单}}{{序号}}")) + `</w:tc><w:tc>` + p(r("{{名称}}")) + `</w:tc></w:tr></w:tbl>`, "1冲床2钻床", ""},
		"merged cells":      {`<w:tbl><w:tr><w:tc><w:tcPr><w:vMerge w:val="restart"/></w:tcPr>` + p(r("甲")) + `</w:tc><w:tc>` + p(r("乙")) + `</w:tc></w:tr><w:tr><w:tc><w:tcPr><w:vMerge/></w:tcPr><w:p/></w:tc><w:tc>` + p(r("丙")) + `</w:tc></w:tr></w:tbl>`, "甲乙丙", ""},
		"table in a table":  {`<w:tbl><w:tr><w:tc>` + p(r("甲")) + `<w:tbl><w:tr><w:tc>` + p(r("乙")) + `</w:tc></w:tr></w:tbl></w:tc></w:tr></w:tbl>`, "甲乙", "表格1第1行第1格 表格中的表格"},
		"landscape":         {p(r("甲")) + `<w:sectPr><w:pgSz w:w="16838" w:h="11906"/></w:sectPr>`, "甲", "页面设置 纸张不是A4纵向"},
		"unknown in a cell": {`<w:tbl><w:tr><w:tc>` + p(r("甲")) + `</w:tc><w:tc>` + p(r("{{价格}}")) + `</w:tc></w:tr></w:tbl>`, "甲", "表格1第1行第2格 没有填写项“价格”"},
	} {
		f, problems, err := ReadDOCX(clerk(t, x.body), append(known, Field{Name: "序号"})...)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		said := ""
		for _, p := range problems {
			said += p.Where + " " + p.What + "; "
		}
		if x.problem == "" && said != "" || !strings.Contains(said, x.problem) {
			t.Errorf("%s: problems %q, want %q", name, said, x.problem)
		}
		d := paperOf(t, f, map[string]any{"当事人": map[string]any{"名称": "公司"}, "日期": "2025-01-02", "清单": []any{map[string]any{"名称": "冲床"}, map[string]any{"名称": "钻床"}}})
		if got := read(t, d); got != x.text {
			t.Errorf("%s: reads %q, want %q", name, got, x.text)
		}
	}
	for name, b := range map[string][]byte{"no zip": []byte("安全"), "no body": clerk(t, "")[:40], "empty": clerk(t, "")} {
		if _, _, err := ReadDOCX(b); err == nil {
			t.Errorf("%s is taken", name)
		}
	}
}

func TestNarrow(t *testing.T) {
	d := paperOf(t, form(t, model), map[string]any{"清单": []any{map[string]any{"名称": "冲床"}}})
	for _, wide := range []int{58, 80} {
		h := string(Narrow(d, wide))
		if !strings.Contains(h, fmt.Sprintf("@page{size:%dmm", wide)) || !strings.Contains(h, `data-label="名称"`) || strings.Contains(h, "$wide") {
			t.Errorf("%d mm: no narrow page", wide)
		}
	}
}

func FuzzParseForm(f *testing.F) {
	f.Add([]byte(model))
	f.Add([]byte(`<form><p>{{#a}}{{?b<c}}{{☐d=e}}{{@f:1x2}}{{/}}</p></form>`))
	f.Fuzz(func(t *testing.T, src []byte) {
		if len(src) > 4000 {
			return
		}
		form, err := ParseForm(src)
		if err != nil {
			return
		}
		form.Fields()
		d, err := form.Fill(map[string]any{"a": []any{map[string]any{"b": "x"}, "y"}, "b": "2025-01-01"})
		if err != nil {
			return
		}
		Places(d)
		HTML(d)
		if b, err := form.DOCX(); err != nil {
			t.Fatal(err)
		} else if _, _, err := ReadDOCX(b); err != nil && len(d.Blocks) > 0 {
			t.Fatalf("our own DOCX: %v", err)
		}
	})
}

func FuzzReadDOCX(f *testing.F) {
	whole, err := form(f, model).DOCX()
	if err != nil {
		f.Fatal(err)
	}
	f.Add(whole, []byte(nil))
	f.Add([]byte(nil), []byte(`<w:p><w:r><w:t>{{a</w:t></w:r></w:p><w:tbl><w:tr><w:tc><w:p/></w:tc></w:tr></w:tbl>`))
	f.Fuzz(func(t *testing.T, file, body []byte) {
		if len(file) == 0 {
			file = clerk(t, string(body))
		}
		form, _, err := ReadDOCX(file)
		if err != nil || len(file) > 20000 {
			return
		}
		if d, err := form.Fill(nil); err == nil {
			Places(d)
			HTML(d)
		}
	})
}
