package sheet

import (
	"archive/zip"
	"bufio"
	"encoding/xml"
	"io"
	"path"
	"strconv"
	"strings"
	"unicode/utf8"

	"anjian/kernel"
)

// workbook streams the first visible sheet of an XLSX file (ECMA-376 part 1). It
// reads four parts only, so pictures, links and queries of the file are never touched.
type workbook struct {
	limits   Limits
	parts    map[string]*zip.File
	texts    texts
	forms    []form // by style number
	from1904 bool

	file io.ReadCloser
	tap  *ration
	xml  *xml.Decoder
	row  int
	text []byte
}

type relation struct {
	ID     string `xml:"Id,attr"`
	Type   string `xml:"Type,attr"`
	Target string `xml:"Target,attr"`
}

func openWorkbook(r io.ReaderAt, size int64, limits Limits) (source, error) {
	z, err := zip.NewReader(r, size)
	if err != nil {
		return nil, errBroken
	}
	if err := inspect(z, size, limits); err != nil {
		return nil, err
	}
	b := &workbook{limits: limits, parts: map[string]*zip.File{}}
	for _, f := range z.File {
		b.parts[partName(f.Name)] = f
	}
	sheet, err := b.prepare()
	if err != nil {
		return nil, broken(err)
	}
	if err := b.open(sheet); err != nil {
		return nil, broken(err)
	}
	return b, nil
}

func partName(s string) string {
	return strings.ToLower(strings.TrimPrefix(path.Clean("/"+strings.ReplaceAll(s, `\`, "/")), "/"))
}

// prepare reads everything but the rows and returns the part that holds them.
func (b *workbook) prepare() (sheet string, err error) {
	var types struct {
		Overrides []struct {
			Type string `xml:"ContentType,attr"`
		} `xml:"Override"`
	}
	if err := b.decode("[content_types].xml", &types); err != nil {
		return "", err
	}
	for _, t := range types.Overrides {
		if strings.Contains(strings.ToLower(t.Type), "macroenabled") {
			return "", errMacro
		}
	}
	main := "xl/workbook.xml"
	if links, err := b.relations("_rels/.rels", ""); err == nil {
		for _, l := range links {
			if strings.HasSuffix(l.Type, "/officeDocument") {
				main = l.Target
			}
		}
	}
	if b.parts[main] == nil || strings.HasSuffix(main, ".bin") {
		return "", kernel.Errorf(kernel.Invalid, "文件不是 Excel 工作簿，请在 Excel 或 WPS 中另存为 .xlsx 后再上传")
	}
	var book struct {
		Settings struct {
			From1904 string `xml:"date1904,attr"`
		} `xml:"workbookPr"`
		Sheets []struct {
			State string     `xml:"state,attr"`
			Attrs []xml.Attr `xml:",any,attr"`
		} `xml:"sheets>sheet"`
	}
	if err := b.decode(main, &book); err != nil {
		return "", err
	}
	b.from1904 = book.Settings.From1904 == "1" || book.Settings.From1904 == "true"
	folder, file := path.Split(main)
	links, err := b.relations(folder+"_rels/"+file+".rels", folder)
	if err != nil {
		return "", err
	}
	wanted := ""
	for _, s := range book.Sheets {
		if wanted == "" && s.State != "hidden" && s.State != "veryHidden" {
			for _, a := range s.Attrs {
				if a.Name.Local == "id" {
					wanted = a.Value
				}
			}
		}
	}
	for _, l := range links {
		switch {
		case strings.HasSuffix(l.Type, "/styles"):
			err = b.readStyles(l.Target)
		case strings.HasSuffix(l.Type, "/sharedStrings"):
			err = b.readTexts(l.Target)
		case l.ID == wanted && strings.HasSuffix(l.Type, "/worksheet"):
			sheet = l.Target
		}
		if err != nil {
			return "", err
		}
	}
	if b.parts[sheet] == nil {
		return "", kernel.Errorf(kernel.Invalid, "工作簿里没有可以读取的工作表")
	}
	return sheet, nil
}

func (b *workbook) relations(part, folder string) ([]relation, error) {
	var doc struct {
		Links []relation `xml:"Relationship"`
	}
	err := b.decode(part, &doc)
	for i, l := range doc.Links {
		if !strings.HasPrefix(l.Target, "/") {
			l.Target = folder + l.Target
		}
		doc.Links[i].Target = partName(l.Target)
	}
	return doc.Links, err
}

func (b *workbook) decode(part string, into any) error {
	f := b.parts[part]
	if f == nil {
		return errBroken
	}
	if f.UncompressedSize64 > smallPart {
		return errBomb
	}
	r, err := f.Open()
	if err != nil {
		return err
	}
	defer r.Close()
	return xml.NewDecoder(io.LimitReader(r, smallPart)).Decode(into)
}

func (b *workbook) readStyles(part string) error {
	var doc struct {
		Formats []struct {
			ID   int    `xml:"numFmtId,attr"`
			Code string `xml:"formatCode,attr"`
		} `xml:"numFmts>numFmt"`
		Cells []struct {
			Format int `xml:"numFmtId,attr"`
		} `xml:"cellXfs>xf"`
	}
	if err := b.decode(part, &doc); err != nil {
		return err
	}
	own := map[int]form{}
	for _, f := range doc.Formats {
		own[f.ID] = classify(f.Code)
	}
	b.forms = make([]form, len(doc.Cells))
	for i, c := range doc.Cells {
		f, ok := own[c.Format]
		if !ok {
			f = builtin(c.Format)
		}
		b.forms[i] = f
	}
	return nil
}

// texts are the shared strings, end to end, so that a million of them cost little more than their letters.
type texts struct {
	all  []byte
	ends []uint32
}

func (t *texts) at(i int) (string, bool) {
	if i < 0 || i >= len(t.ends) {
		return "", false
	}
	from := uint32(0)
	if i > 0 {
		from = t.ends[i-1]
	}
	return string(t.all[from:t.ends[i]]), true
}

func (b *workbook) readTexts(part string) error {
	if b.parts[part] == nil {
		return errBroken
	}
	if err := b.open(part); err != nil {
		return err
	}
	defer b.close()
	inText, ended, phonetic := false, false, 0
	for !ended {
		token, err := b.token()
		if err == io.EOF {
			return errBroken
		}
		if err != nil {
			return err
		}
		switch e := token.(type) {
		case xml.StartElement:
			switch e.Name.Local {
			case "t":
				inText = phonetic == 0
			case "rPh":
				phonetic++
			}
		case xml.CharData:
			if inText {
				b.texts.all = append(b.texts.all, e...)
			}
		case xml.EndElement:
			switch e.Name.Local {
			case "t":
				inText = false
			case "rPh":
				phonetic--
			case "si":
				if len(b.texts.all) > 1<<31 {
					return errBomb
				}
				b.texts.ends = append(b.texts.ends, uint32(len(b.texts.all)))
			case "sst":
				ended = true
			}
		}
	}
	return nil
}

func (b *workbook) open(part string) error {
	f := b.parts[part]
	r, err := f.Open()
	if err != nil {
		return err
	}
	b.file = r
	b.tap = &ration{r: r}
	b.xml = xml.NewDecoder(bufio.NewReaderSize(b.tap, 64<<10))
	return nil
}

func (b *workbook) close() error { return b.file.Close() }

func (b *workbook) token() (xml.Token, error) {
	b.tap.left = tokenBytes
	return b.xml.RawToken()
}

func (b *workbook) next() (line, error) {
	for {
		token, err := b.token()
		if err == io.EOF { // only after </sheetData> is the sheet complete
			return line{}, errBroken
		}
		if err != nil {
			return line{}, broken(err)
		}
		switch e := token.(type) {
		case xml.StartElement:
			if e.Name.Local != "row" {
				continue
			}
			b.row++
			for _, a := range e.Attr {
				if n, err := strconv.Atoi(a.Value); a.Name.Local == "r" && err == nil && n > 0 {
					b.row = n
				}
			}
			cells, err := b.readRow()
			if err != nil {
				return line{}, broken(err)
			}
			if !blank(cells) {
				return line{b.row, cells}, nil
			}
		case xml.EndElement:
			if e.Name.Local == "sheetData" {
				return line{}, b.drain()
			}
		}
	}
}

// drain reads the part to its end, where its checksum is compared.
func (b *workbook) drain() error {
	if _, err := io.Copy(io.Discard, b.tap.r); err != nil {
		return errBroken
	}
	return io.EOF
}

// cell is one <c> while it is being read.
type cell struct {
	column  int
	style   int
	kind    string
	formula bool
}

func (b *workbook) readRow() ([]string, error) {
	var (
		cells   []string
		c       cell
		column  = -1
		collect bool
		phon    int
		formula []byte
		into    = &b.text
	)
	for {
		token, err := b.token()
		if err == io.EOF {
			return nil, errBroken
		}
		if err != nil {
			return nil, err
		}
		switch e := token.(type) {
		case xml.StartElement:
			switch e.Name.Local {
			case "c":
				column++
				c = cell{column: column}
				b.text, formula = b.text[:0], formula[:0]
				for _, a := range e.Attr {
					switch a.Name.Local {
					case "r":
						if n := columnOf(a.Value); n >= 0 {
							c.column, column = n, n
						}
					case "s":
						c.style, _ = strconv.Atoi(a.Value)
					case "t":
						c.kind = a.Value
					}
				}
			case "v", "t":
				collect, into = phon == 0, &b.text
			case "f":
				collect, into, c.formula = true, &formula, true
			case "rPh":
				phon++
			}
		case xml.CharData:
			if collect {
				*into = append(*into, e...)
			}
		case xml.EndElement:
			switch e.Name.Local {
			case "v", "t", "f":
				collect = false
			case "rPh":
				phon--
			case "row":
				return cells, nil
			case "c":
				value, err := b.value(c, formula)
				if err != nil {
					return nil, err
				}
				if value == "" {
					continue
				}
				if c.column >= b.limits.Columns {
					return nil, kernel.Errorf(kernel.TooLarge, "表格超过 %d 列", b.limits.Columns)
				}
				if len(value) > b.limits.Cell && utf8.RuneCountInString(value) > b.limits.Cell {
					return nil, kernel.Errorf(kernel.TooLarge, "第 %d 行 %s 列超过 %d 个字", b.row, Letter(c.column), b.limits.Cell)
				}
				for len(cells) <= c.column {
					cells = append(cells, "")
				}
				cells[c.column] = value
			}
		}
	}
}

// value returns what the user sees in the cell; a formula that was never worked out
// comes back as its text, so that it is noticed.
func (b *workbook) value(c cell, formula []byte) (string, error) {
	if len(b.text) == 0 {
		if c.formula {
			return "=" + clean(string(formula)), nil
		}
		return "", nil
	}
	switch c.kind {
	case "s":
		i, err := strconv.Atoi(strings.TrimSpace(string(b.text)))
		s, ok := b.texts.at(i)
		if err != nil || !ok {
			return "", errBroken
		}
		return clean(unescape(s)), nil
	case "str", "inlineStr":
		return clean(unescape(string(b.text))), nil
	case "b":
		if string(b.text) == "1" || string(b.text) == "true" {
			return "是", nil
		}
		return "否", nil
	case "d":
		return isoMoment(strings.TrimSpace(string(b.text))), nil
	case "e":
		return clean(string(b.text)), nil
	}
	f := asNumber
	if c.style >= 0 && c.style < len(b.forms) {
		f = b.forms[c.style]
	}
	return clean(show(string(b.text), f, b.from1904)), nil
}

// columnOf returns the column of a reference such as AB12, -1 if it is none.
func columnOf(ref string) int {
	n := 0
	for i := 0; i < len(ref); i++ {
		switch c := ref[i]; {
		case c >= 'A' && c <= 'Z':
			n = n*26 + int(c-'A') + 1
		case c >= 'a' && c <= 'z':
			n = n*26 + int(c-'a') + 1
		default:
			return n - 1
		}
		if n > 16384 {
			return -1
		}
	}
	return n - 1
}

// unescape undoes _x000D_, the way a workbook writes characters that XML forbids (ECMA-376 part 1, 22.9.2.19).
func unescape(s string) string {
	if !strings.Contains(s, "_x") {
		return s
	}
	var out strings.Builder
	for i := 0; i < len(s); {
		if i+7 <= len(s) && s[i] == '_' && s[i+1] == 'x' && s[i+6] == '_' {
			if n, err := strconv.ParseUint(s[i+2:i+6], 16, 16); err == nil {
				out.WriteRune(rune(n))
				i += 7
				continue
			}
		}
		out.WriteByte(s[i])
		i++
	}
	return out.String()
}
