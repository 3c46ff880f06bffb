package paper

import (
	"fmt"
	"strings"
)

// The parts of a DOCX that are the same for every document (ECMA-376).

// The fonts GB/T 9704-2012 names. A machine without one takes the next of its name.
const (
	song  = "宋体"
	fang  = "仿宋"
	hei   = "黑体"
	kai   = "楷体"
	biao  = "方正小标宋简体"
	latin = "Times New Roman"
)

const (
	xmlHead    = `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>` + "\n"
	namespaces = ` xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture"`

	contentTypes = `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Default Extension="png" ContentType="image/png"/>` +
		`<Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/>` +
		`<Override PartName="/word/styles.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.styles+xml"/>` +
		`<Override PartName="/word/settings.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.settings+xml"/>` +
		`<Override PartName="/word/fontTable.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.fontTable+xml"/>` +
		`<Override PartName="/word/footer1.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.footer+xml"/>` +
		`<Override PartName="/word/footer2.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.footer+xml"/>` +
		`<Override PartName="/docProps/core.xml" ContentType="application/vnd.openxmlformats-package.core-properties+xml"/></Types>`

	packageRels = `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="document" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/><Relationship Id="core" Type="http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties" Target="docProps/core.xml"/></Relationships>`

	documentRels = `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">` +
		`<Relationship Id="styles" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles" Target="styles.xml"/>` +
		`<Relationship Id="settings" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/settings" Target="settings.xml"/>` +
		`<Relationship Id="fonts" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/fontTable" Target="fontTable.xml"/>` +
		`<Relationship Id="footer1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/footer" Target="footer1.xml"/>` +
		`<Relationship Id="footer2" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/footer" Target="footer2.xml"/>$charts</Relationships>`

	coreProps = `<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>$title</dc:title><dc:creator>$creator</dc:creator><dc:language>zh-CN</dc:language></cp:coreProperties>`

	settings = `<w:settings` + namespaces + `><w:evenAndOddHeaders/><w:characterSpacingControl w:val="compressPunctuation"/><w:compat><w:compatSetting w:name="compatibilityMode" w:uri="http://schemas.microsoft.com/office/word" w:val="15"/></w:compat><w:themeFontLang w:val="en-US" w:eastAsia="zh-CN"/></w:settings>`
)

// footer is the page number between dashes, 四号.
func footer(style string) string {
	return `<w:ftr` + namespaces + `><w:p><w:pPr><w:pStyle w:val="` + style + `"/></w:pPr><w:r><w:rPr><w:rFonts w:hint="eastAsia"/></w:rPr><w:t xml:space="preserve">— </w:t></w:r><w:fldSimple w:instr=" PAGE "><w:r><w:t>1</w:t></w:r></w:fldSimple><w:r><w:rPr><w:rFonts w:hint="eastAsia"/></w:rPr><w:t xml:space="preserve"> —</w:t></w:r></w:p></w:ftr>`
}

func fontTable() string {
	var b strings.Builder
	b.WriteString(`<w:fonts` + namespaces + `>`)
	for _, f := range []struct{ name, alt, family, charset string }{
		{biao, "FZXiaoBiaoSong-B05S;华文中宋;STZhongsong;宋体", "roman", "86"},
		{fang, "FangSong;仿宋_GB2312;FangSong_GB2312;华文仿宋;STFangsong", "modern", "86"},
		{hei, "SimHei;华文黑体;Noto Sans CJK SC", "modern", "86"},
		{kai, "KaiTi;楷体_GB2312;KaiTi_GB2312;华文楷体;STKaiti", "modern", "86"},
		{song, "SimSun;Noto Serif CJK SC", "auto", "86"},
		{latin, "Liberation Serif", "roman", "00"},
	} {
		fmt.Fprintf(&b, `<w:font w:name="%s"><w:altName w:val="%s"/><w:charset w:val="%s"/><w:family w:val="%s"/></w:font>`, f.name, f.alt, f.charset, f.family)
	}
	b.WriteString(`</w:fonts>`)
	return b.String()
}

// style is a paragraph style: para and text hold its properties in the order of the schema.
type style struct{ id, name, base, para, text string }

func face(name string) string { return `<w:rFonts w:eastAsia="` + name + `"/>` }

func points(halves int) string {
	return fmt.Sprintf(`<w:sz w:val="%d"/><w:szCs w:val="%d"/>`, halves, halves)
}

func styles() string {
	const box = `<w:pBdr><w:top w:val="single" w:sz="6" w:space="4" w:color="auto"/><w:left w:val="single" w:sz="36" w:space="6" w:color="auto"/><w:bottom w:val="single" w:sz="6" w:space="4" w:color="auto"/><w:right w:val="single" w:sz="6" w:space="6" w:color="auto"/></w:pBdr><w:shd w:val="clear" w:color="auto" w:fill="F2F2F2"/>`
	const free = `<w:spacing w:line="240" w:lineRule="auto"/>`
	const first = `<w:ind w:firstLineChars="200" w:firstLine="640"/>`
	list := []style{
		{"PaperText", "公文正文", "Normal", first, ""},
		{"PaperPlain", "公文顶格", "Normal", "", ""},
		{"PaperTo", "主送机关", "Normal", `<w:jc w:val="left"/>`, ""},
		{"Title", "Title", "Normal", `<w:keepNext/><w:spacing w:before="579" w:after="579" w:line="660" w:lineRule="exact"/><w:jc w:val="center"/>`, face(biao) + points(44)},
		{"Heading1", "heading 1", "Normal", `<w:keepNext/>` + first + `<w:outlineLvl w:val="0"/>`, face(hei)},
		{"Heading2", "heading 2", "Normal", `<w:keepNext/>` + first + `<w:outlineLvl w:val="1"/>`, face(kai)},
		{"Heading3", "heading 3", "Normal", `<w:keepNext/>` + first + `<w:outlineLvl w:val="2"/>`, ""},
		{"Heading4", "heading 4", "Normal", `<w:keepNext/>` + first + `<w:outlineLvl w:val="3"/>`, ""},
		{"PaperOrgan", "发文机关标志", "Normal", `<w:spacing w:after="1000" w:line="240" w:lineRule="auto"/><w:jc w:val="center"/>`, face(biao) + `<w:color w:val="D7000F"/><w:spacing w:val="0"/>`},
		{"PaperNumber", "发文字号", "Normal", `<w:pBdr><w:bottom w:val="single" w:sz="16" w:space="8" w:color="D7000F"/></w:pBdr><w:spacing w:after="579"/><w:jc w:val="center"/>`, ""},
		{"PaperMark", "附件标识", "Normal", `<w:jc w:val="left"/>`, face(hei)},
		{"PaperNote", "提示", "Normal", box + `<w:spacing w:line="440" w:lineRule="exact"/><w:ind w:left="200" w:right="140"/>`, points(28)},
		{"PaperNoteTitle", "提示标题", "PaperNote", `<w:keepNext/>`, face(hei)},
		{"Caption", "caption", "Normal", `<w:keepNext/><w:spacing w:before="120"/><w:jc w:val="center"/>`, face(hei) + points(28)},
		{"PaperPicture", "图", "Normal", free + `<w:jc w:val="center"/>`, ""},
		{"PaperCell", "表内文字", "Normal", `<w:spacing w:before="30" w:after="30" w:line="360" w:lineRule="exact"/><w:jc w:val="left"/>`, `<w:spacing w:val="0"/>` + points(24)},
		{"PaperCellHead", "表头", "PaperCell", `<w:jc w:val="center"/>`, face(hei)},
		{"PaperCellSmall", "表内小字", "PaperCell", `<w:spacing w:before="20" w:after="20" w:line="300" w:lineRule="exact"/>`, points(21)},
		{"PaperCellHeadSmall", "表头小字", "PaperCellHead", `<w:spacing w:before="20" w:after="20" w:line="300" w:lineRule="exact"/>`, points(21)},
		{"PaperUnder", "表注", "Normal", `<w:spacing w:before="40" w:line="360" w:lineRule="exact"/>`, points(24)},
		{"PaperGap", "间隔", "Normal", `<w:spacing w:line="120" w:lineRule="exact"/>`, points(4)},
		{"PaperImprint", "版记", "Normal", `<w:spacing w:line="500" w:lineRule="exact"/><w:jc w:val="left"/>`, points(28)},
		{"PaperForm", "文书段落", "Normal", "", `<w:spacing w:val="0"/>`},
		{"PaperRuled", "横线段", "PaperForm", "", ""},
		{"PaperFormTitle", "文书标题", "PaperForm", `<w:keepNext/><w:jc w:val="center"/><w:outlineLvl w:val="0"/>`, `<w:b/>`},
		{"PaperPageOdd", "单页码", "Normal", free + `<w:ind w:right="280"/><w:jc w:val="right"/>`, page},
		{"PaperPageEven", "双页码", "Normal", free + `<w:ind w:left="280"/><w:jc w:val="left"/>`, page},
	}
	var b strings.Builder
	b.WriteString(`<w:styles` + namespaces + `><w:docDefaults><w:rPrDefault><w:rPr><w:rFonts w:ascii="` + latin + `" w:eastAsia="` + fang + `" w:hAnsi="` + latin + `" w:cs="` + latin + `"/><w:spacing w:val="-5"/>` + points(32) + `<w:lang w:val="en-US" w:eastAsia="zh-CN"/></w:rPr></w:rPrDefault><w:pPrDefault/></w:docDefaults>` +
		`<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/><w:qFormat/><w:pPr><w:spacing w:line="579" w:lineRule="exact"/><w:jc w:val="both"/></w:pPr></w:style>` + "\n")
	for _, s := range list {
		b.WriteString(`<w:style w:type="paragraph" w:styleId="` + s.id + `"><w:name w:val="` + s.name + `"/><w:basedOn w:val="` + s.base + `"/><w:qFormat/>`)
		if s.para != "" {
			b.WriteString(`<w:pPr>` + s.para + `</w:pPr>`)
		}
		if s.text != "" {
			b.WriteString(`<w:rPr>` + s.text + `</w:rPr>`)
		}
		b.WriteString("</w:style>\n")
	}
	b.WriteString(`</w:styles>`)
	return b.String()
}

// page is the type of page numbers.
const page = `<w:rFonts w:ascii="` + song + `" w:eastAsia="` + song + `" w:hAnsi="` + song + `"/><w:sz w:val="28"/><w:szCs w:val="28"/>`
