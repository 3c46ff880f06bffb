package sheet

import (
	"fmt"
	"io"
	"strings"

	"github.com/xuri/excelize/v2"
)

// guideSheet explains the columns, choiceSheet holds the lists behind the drop-downs.
const (
	guideSheet  = "填写说明"
	choiceSheet = "可选值"
	formRows    = 5000 // rows of an empty form that have drop-downs
)

var kindNames = [Time + 1]string{
	Text: "文本", Whole: "整数", Number: "数字", Money: "金额（元），最多两位小数",
	Date: "日期，例如 2026-05-01", Time: "日期时间，例如 2026-05-01 08:00",
}

// Template writes an empty workbook to fill in and import (导入模板): required columns are
// marked with *, enumerations have drop-downs, a second sheet says what belongs where.
func Template(w io.Writer, sheetName string, columns []Column) error {
	if err := checkColumns(columns); err != nil {
		return err
	}
	book := excelize.NewFile()
	t := &draft{book: book, sheet: sheetTitle(sheetName)}
	if t.sheet == guideSheet || t.sheet == choiceSheet {
		t.sheet = "数据"
	}
	if err := t.fill(columns); err != nil {
		book.Close()
		return err
	}
	return finish(book, w)
}

type draft struct {
	book   *excelize.File
	sheet  string
	styles styles
	lists  int
}

func (t *draft) fill(columns []Column) (err error) {
	if err := t.book.SetSheetName("Sheet1", t.sheet); err != nil {
		return err
	}
	if _, err := t.book.NewSheet(guideSheet); err != nil {
		return err
	}
	if t.styles, err = newStyles(t.book); err != nil {
		return err
	}
	for i, c := range columns {
		if err := t.column(i, c); err != nil {
			return err
		}
	}
	if err := t.book.SetPanes(t.sheet, frozen); err != nil {
		return err
	}
	if err := t.guide(columns); err != nil {
		return err
	}
	if t.lists > 0 {
		return t.book.SetSheetVisible(choiceSheet, false)
	}
	return nil
}

func (t *draft) column(i int, c Column) error {
	letter := Letter(i)
	label, style := printable(c.Label), t.styles.header
	if c.Required {
		label, style = label+"*", t.styles.required
	}
	if err := t.book.SetColWidth(t.sheet, letter, letter, width(c)); err != nil {
		return err
	}
	if err := t.book.SetColStyle(t.sheet, letter, t.styles.plain[c.Kind]); err != nil {
		return err
	}
	if err := t.book.SetCellStr(t.sheet, letter+"1", label); err != nil {
		return err
	}
	if err := t.book.SetCellStyle(t.sheet, letter+"1", letter+"1", style); err != nil {
		return err
	}
	if len(c.Options) == 0 {
		return nil
	}
	return t.choices(letter, c)
}

// choices puts the values into a hidden sheet, because a list written into the rule
// itself may have no more than 255 characters and no comma.
func (t *draft) choices(letter string, c Column) error {
	if t.lists == 0 {
		if _, err := t.book.NewSheet(choiceSheet); err != nil {
			return err
		}
	}
	list := Letter(t.lists)
	t.lists++
	for i, o := range c.Options {
		if err := t.book.SetCellStr(choiceSheet, fmt.Sprintf("%s%d", list, i+1), printable(o)); err != nil {
			return err
		}
	}
	rule := excelize.NewDataValidation(true)
	rule.Sqref = fmt.Sprintf("%s2:%s%d", letter, letter, formRows+1)
	rule.SetSqrefDropList(fmt.Sprintf("%s!$%s$1:$%s$%d", choiceSheet, list, list, len(c.Options)))
	rule.SetError(excelize.DataValidationErrorStyleStop, "不在可选值中", "请从下拉列表中选择")
	return t.book.AddDataValidation(t.sheet, rule)
}

func (t *draft) guide(columns []Column) error {
	rows := [][]string{{"列名", "是否必填", "格式", "说明", "可选值或示例"}}
	for _, c := range columns {
		need := "选填"
		if c.Required {
			need = "必填"
		}
		kind, sample := kindNames[c.Kind], c.Example
		if len(c.Options) > 0 {
			kind, sample = "从下拉列表中选择", strings.Join(c.Options, "、")
		}
		rows = append(rows, []string{c.Label, need, kind, c.Help, sample})
	}
	rows = append(rows, nil,
		[]string{"带 * 的列必须填写。请不要改动表头的列名；列的先后可以调整，不需要的列可以删去。"},
		[]string{"统一社会信用代码、电话号码等已设为文本格式，粘贴时请选择“只粘贴值”。"})
	for r, row := range rows {
		for i, s := range row {
			at := fmt.Sprintf("%s%d", Letter(i), r+1)
			if err := t.book.SetCellStr(guideSheet, at, printable(fitting(s))); err != nil {
				return err
			}
			if r == 0 {
				if err := t.book.SetCellStyle(guideSheet, at, at, t.styles.header); err != nil {
					return err
				}
			}
		}
	}
	for i, w := range []float64{24, 10, 28, 50, 50} {
		if err := t.book.SetColWidth(guideSheet, Letter(i), Letter(i), w); err != nil {
			return err
		}
	}
	return t.book.SetPanes(guideSheet, frozen)
}
