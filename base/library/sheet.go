package library

import (
	"cmp"
	"reflect"
	"regexp"
	"strings"

	"anjian/kernel"
)

// Sheet is a safety data sheet (安全技术说明书, SDS) in the sixteen sections of GB/T 16483. What is not known stays empty and is named as
// missing; the platform's own sheets hold what is sure, and are no substitute for the one of the supplier.
type Sheet struct {
	kernel.Base
	Substance `label:"化学品"`
	Sections  `label:"十六部分"`
	Upkeep    `label:"来源和核对"`
}

// Substance is what is known of the chemical as such: names, numbers, classes.
type Substance struct {
	Name       string         `json:"name" label:"化学品名称" rule:"required,max=100" ui:"list,search"`
	Also       string         `json:"also" label:"别名" rule:"max=200" ui:"search"`
	English    string         `json:"english" label:"英文名" rule:"max=120" ui:"list,search"`
	CAS        CAS            `json:"cas" label:"CAS号" rule:"max=12" ui:"list,search,filter" help:"例如 7664-41-7，最后一位是校验码。混合物没有的不填。"`
	UN         string         `json:"un" label:"UN编号" rule:"max=4" ui:"list,search,filter" help:"四位数字。"`
	Formula    string         `json:"formula" label:"分子式" rule:"max=40" ui:"search"`
	Hazards    []string       `json:"ghs" label:"GHS危险类别" rule:"max=30" help:"一行一类，例如：易燃气体 类别2。"`
	Signal     Signal         `json:"signal" label:"警示词" ui:"filter"`
	Pictograms []Pictogram    `json:"pictograms" label:"象形图"`
	Class      string         `json:"transport_class" label:"运输类别" rule:"max=40" help:"GB 6944 的类、项，例如 2.3。"`
	Packing    string         `json:"packing" label:"包装类别" rule:"max=10" help:"Ⅰ、Ⅱ、Ⅲ；气体没有。"`
	Lists      []ChemicalList `json:"lists" label:"列入的名录"`
}

// Upkeep is who wrote the sheet, how complete it is and whether it was compared.
type Upkeep struct {
	Code      string       `json:"code" label:"说明书编号" rule:"unique,max=40" ui:"search,once" help:"不填则按名称、CAS号和供应商生成。"`
	Supplier  string       `json:"supplier" label:"供应商" rule:"max=100" ui:"search" help:"谁编制的说明书；空为平台整理的参考资料。"`
	Version   string       `json:"edition" label:"版本" rule:"max=20"`
	RevisedOn kernel.Date  `json:"revised_on" label:"修订日期"`
	Filled    int          `json:"filled" label:"已填部分" unit:"/16" rule:"usual=0" ui:"fixed,list,sort"`
	Missing   []string     `json:"missing" label:"还缺" ui:"fixed"`
	Files     kernel.Files `json:"files" label:"供应商原件" rule:"max=5"`
	Checked   Checked      `json:"checked" label:"核对情况" ui:"list,filter"`
	Doubt     string       `json:"doubt" label:"待核对的内容" rule:"max=500" ui:"long,wide"`
	CheckedBy string       `json:"checked_by" label:"核对依据" rule:"max=200" help:"对照了哪份原文，例如：国务院公报2021年第18号。"`
}

// Sections are the sixteen parts (GB/T 16483-2008), each a text.
type Sections struct {
	S1  string `json:"s1" label:"1 化学品及企业标识" rule:"max=4000" ui:"long,wide"`
	S2  string `json:"s2" label:"2 危险性概述" rule:"max=4000" ui:"long,wide"`
	S3  string `json:"s3" label:"3 成分/组成信息" rule:"max=4000" ui:"long,wide"`
	S4  string `json:"s4" label:"4 急救措施" rule:"max=4000" ui:"long,wide"`
	S5  string `json:"s5" label:"5 消防措施" rule:"max=4000" ui:"long,wide"`
	S6  string `json:"s6" label:"6 泄漏应急处理" rule:"max=4000" ui:"long,wide"`
	S7  string `json:"s7" label:"7 操作处置与储存" rule:"max=4000" ui:"long,wide"`
	S8  string `json:"s8" label:"8 接触控制和个体防护" rule:"max=4000" ui:"long,wide"`
	S9  string `json:"s9" label:"9 理化特性" rule:"max=4000" ui:"long,wide"`
	S10 string `json:"s10" label:"10 稳定性和反应性" rule:"max=4000" ui:"long,wide"`
	S11 string `json:"s11" label:"11 毒理学信息" rule:"max=4000" ui:"long,wide"`
	S12 string `json:"s12" label:"12 生态学信息" rule:"max=4000" ui:"long,wide"`
	S13 string `json:"s13" label:"13 废弃处置" rule:"max=4000" ui:"long,wide"`
	S14 string `json:"s14" label:"14 运输信息" rule:"max=4000" ui:"long,wide"`
	S15 string `json:"s15" label:"15 法规信息" rule:"max=4000" ui:"long,wide"`
	S16 string `json:"s16" label:"16 其他信息" rule:"max=4000" ui:"long,wide"`
}

// Signal is the signal word of a label (警示词, GB 30000).
type Signal string

const (
	Danger  Signal = "danger"
	Caution Signal = "warning"
)

func (Signal) Options() []kernel.Option {
	return []kernel.Option{kernel.Tone(Danger, "危险", "red"), kernel.Tone(Caution, "警告", "orange")}
}

// Pictogram is one of the nine signs of the GHS (象形图).
type Pictogram string

func (Pictogram) Options() []kernel.Option {
	return []kernel.Option{{Value: "ghs01", Label: "爆炸"}, {Value: "ghs02", Label: "火焰"}, {Value: "ghs03", Label: "火焰在圆环上"}, {Value: "ghs04", Label: "高压气瓶"}, {Value: "ghs05", Label: "腐蚀"},
		{Value: "ghs06", Label: "骷髅和交叉骨"}, {Value: "ghs07", Label: "感叹号"}, {Value: "ghs08", Label: "健康危害"}, {Value: "ghs09", Label: "环境"}}
}

// ChemicalList is a list of the state that a chemical stands on (名录).
type ChemicalList string

func (ChemicalList) Options() []kernel.Option {
	return []kernel.Option{{Value: "catalogue", Label: "危险化学品目录"}, {Value: "key", Label: "重点监管的危险化学品"}, {Value: "toxic", Label: "剧毒化学品"}, {Value: "explosive", Label: "易制爆危险化学品"},
		{Value: "precursor", Label: "易制毒化学品"}, {Value: "major", Label: "重大危险源辨识表1物质"}}
}

// SheetRow names the columns of Sheet in conditions.
var SheetRow = kernel.Row[Sheet]()

// Sheets holds the safety data sheets.
var Sheets = &kernel.Resource[Sheet]{
	Name: "library_sheet", Label: "安全技术说明书", Sort: "name",
	Help: `化学品的安全技术说明书（SDS），按 GB/T 16483 分十六部分。

按名称、别名、CAS号、UN编号都能查到。平台自带的是常见危险化学品的参考资料，拿不准的部分空着，记录页写明还缺哪几部分；现场以供应商随货提供的说明书为准，可以把原件传上来，再补全缺的部分。
CAS 号的最后一位是校验码，写错一位会提示。记录页可以打印，也可以下载 DOCX、PDF。`,
	Access: kept(func(a kernel.Actor) kernel.Cond { return kernel.In(&SheetRow.Region, above(a.Region)...) }),
	Views:  []kernel.View{{Name: "unchecked", Label: "待核对", Query: "checked=unchecked"}},
}

var unNumber = regexp.MustCompile(`^[0-9]{4}$`)

func init() {
	Sheets.Derive = func(c *kernel.Ctx, s *Sheet) error {
		s.Checked = cmp.Or(s.Checked, Unchecked)
		s.CAS, s.UN = CAS(strings.TrimSpace(string(s.CAS))), strings.TrimPrefix(strings.ToUpper(strings.TrimSpace(s.UN)), "UN")
		parts := []string{s.Name}
		for _, part := range []string{string(s.CAS), s.Supplier} {
			if part != "" {
				parts = append(parts, part)
			}
		}
		if code := strings.Join(parts, " "); s.Code == "" && len([]rune(code)) <= 40 {
			s.Code = code
		}
		s.Filled, s.Missing = 0, nil
		for _, p := range s.Parts() {
			if strings.TrimSpace(p.Text) == "" {
				s.Missing = append(s.Missing, p.Label)
			} else {
				s.Filled++
			}
		}
		return nil
	}
	Sheets.Rules = func(c *kernel.Ctx, s, before *Sheet) error {
		if s.UN != "" && !unNumber.MatchString(s.UN) {
			return kernel.FieldError(&SheetRow.UN, "UN编号应为四位数字，例如 1005")
		}
		return nil
	}
}

// Part is one of the sixteen parts.
type Part struct{ Label, Text string }

// Parts are the sixteen parts in their order.
func (s *Sheet) Parts() (out []Part) {
	v := reflect.ValueOf(s.Sections)
	for i := range v.NumField() {
		out = append(out, Part{v.Type().Field(i).Tag.Get("label"), v.Field(i).String()})
	}
	return out
}
