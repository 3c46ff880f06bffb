package paper

import (
	"strings"
)

// textReader reads the runs of a paragraph.
type textReader struct {
	r     *docxReader
	base  pen
	shape *Shape
	sized bool // the size of the paragraph is that of its first letters
	runs  []Run
	part  string // of a field: begin, separate, or nothing
}

// mark is the look of the end of the paragraph, which is that of an empty one.
func (t *textReader) mark(p *node) {
	look := t.base
	t.r.look(&look, p)
	t.shape.Size, t.shape.Face = look.size, look.face
}

func (t *textReader) read(n *node, base pen) {
	for _, k := range n.kids {
		switch k.name {
		case "r":
			t.run(k, base)
		case "hyperlink", "smartTag", "ins", "moveTo", "customXml", "dir", "bdo":
			if k.name == "ins" || k.name == "moveTo" {
				t.r.say("有未接受的修订，请先接受全部修订")
			}
			t.read(k, base)
		case "sdt":
			t.read(k.get("sdtContent"), base)
		case "del", "moveFrom":
			t.r.say("有未接受的修订，请先接受全部修订")
		case "fldSimple":
			look := base
			t.r.look(&look, k.get("r", "rPr"))
			t.field(k.attr("instr"), look)
		case "oMath", "oMathPara":
			t.r.say("公式不支持")
		}
	}
}

// field is a field of the word processor: of these only the numbers of pages mean something here.
func (t *textReader) field(instr string, look pen) {
	words := strings.Fields(instr)
	if len(words) == 0 {
		return
	}
	mark := map[string]Mark{"PAGE": PageNo, "NUMPAGES": PageCount, "SECTIONPAGES": PageCount}[strings.ToUpper(words[0])]
	if mark == NoMark {
		t.r.say("域“" + clipText(words[0], 20) + "”不支持")
		return
	}
	t.size(look)
	t.runs = append(t.runs, Run{Mark: mark, Bold: look.bold && !t.shape.Title, Under: look.under})
}

// size takes the size of the first letters for that of the paragraph.
func (t *textReader) size(look pen) {
	if !t.sized {
		t.sized = true
		t.shape.Size, t.shape.Face = look.size, look.face
		return
	}
	if look.size != t.shape.Size {
		t.r.say("一段之内字号不同，按第一个字的字号排版")
	}
	if look.face != t.shape.Face {
		t.r.say("一段之内字体不同，按第一个字的字体排版")
	}
}

func (t *textReader) run(n *node, base pen) {
	look := base
	if id := n.get("rPr", "rStyle").attr("val"); id != "" {
		for _, s := range t.r.chain(id) {
			t.r.look(&look, s.get("rPr"))
		}
	}
	t.r.look(&look, n.get("rPr"))
	if look.hidden {
		t.r.say("隐藏文字不打印，已略去")
		return
	}
	plain := Run{Bold: look.bold && !t.shape.Title, Under: look.under}
	for _, k := range n.kids {
		switch k.name {
		case "t", "delText":
			if t.part == "separate" { // what the field showed last
				continue
			}
			if s := clean(k.text()); s != "" {
				t.size(look)
				t.letters(s, plain)
			}
		case "tab", "ptab":
			q := plain
			if q.Under {
				q.Fill = true
				t.runs = append(t.runs, q)
			} else {
				t.r.say("制表符按两个空格排版，对齐请用表格")
				t.letters("　　", plain)
			}
		case "br", "cr":
			if k.attr("type") == "" || k.attr("type") == "textWrapping" {
				t.letters("\n", plain)
			}
		case "noBreakHyphen":
			t.letters("-", plain)
		case "sym":
			switch strings.ToUpper(k.attr("char")) {
			case "F0A8", "F06F", "F0A3", "F0A1", "2610":
				t.runs = append(t.runs, Run{Mark: Box})
			case "F0FE", "F052", "F0FD", "2611", "2612":
				t.runs = append(t.runs, Run{Mark: Ticked})
			default:
				t.r.say("特殊符号不支持，请用普通文字")
			}
		case "fldChar":
			t.part = k.attr("fldCharType")
			if t.part == "end" {
				t.part = ""
			}
		case "instrText":
			t.field(k.text(), look)
		case "drawing", "pict", "object", "AlternateContent":
			t.r.say("图片、文本框、图形等对象不支持，已略去")
		case "footnoteReference", "endnoteReference":
			t.r.say("脚注、尾注不支持，已略去")
		case "commentReference":
			t.r.say("批注已略去")
		case "ruby":
			t.r.say("拼音指南不支持")
		}
	}
}

// letters adds text; boxes that were typed become drawn ones.
func (t *textReader) letters(s string, look Run) {
	for s != "" {
		i := strings.IndexAny(s, "☐☑☒")
		if i < 0 || strings.Count(plainText(t.runs)+s[:i], "{{") > strings.Count(plainText(t.runs)+s[:i], "}}") || strings.HasSuffix(plainText(t.runs)+s[:i], "{") {
			i = len(s)
		}
		if i > 0 {
			q := look
			q.Text = s[:i]
			t.runs = appendText(t.runs, q)
			s = s[i:]
			continue
		}
		mark := Box
		if !strings.HasPrefix(s, "☐") {
			mark = Ticked
		}
		t.runs = append(t.runs, Run{Mark: mark, Under: look.Under})
		s = s[len("☐"):]
	}
}

var wideMarks = strings.NewReplacer("：", ":", "＝", "=", "｜", "|", "＃", "#", "？", "?", "！", "!", "／", "/", "＠", "@", "％", "%", "．", ".", "＜", "<", "＞", ">", "×", "x", "X", "x")

// joinHoles gives every placeholder to the run in which it begins, since word processors cut text into
// runs as they like, and takes the full-width marks of Chinese keyboards in it for what was meant.
func joinHoles(runs []Run) []Run {
	for i := range runs {
		if runs[i].plainOrUnder() {
			runs[i].Text = strings.NewReplacer("｛｛", "{{", "｝｝", "}}").Replace(runs[i].Text)
		}
	}
	var out []Run
	for i := 0; i < len(runs); i++ {
		r := runs[i]
		if !r.plainOrUnder() {
			out = append(out, r)
			continue
		}
		for open(r.Text) && i+1 < len(runs) && runs[i+1].plainOrUnder() {
			next := &runs[i+1]
			end := strings.Index(next.Text, "}}")
			switch {
			case end >= 0:
				r.Text += next.Text[:end+2]
				next.Text = next.Text[end+2:]
			case strings.HasSuffix(r.Text, "}") && strings.HasPrefix(next.Text, "}"):
				r.Text += "}"
				next.Text = next.Text[1:]
			default:
				r.Text += next.Text
				next.Text = ""
			}
			if next.Text != "" {
				break
			}
			i++
		}
		r.Text = placeholder.ReplaceAllStringFunc(r.Text, func(s string) string {
			mark := s[2 : len(s)-2]
			name, want, cut := strings.Cut(strings.ReplaceAll(mark, "＝", "="), "=")
			if cut { // what a value is compared with stays as it is
				return "{{" + wideMarks.Replace(name) + "=" + want + "}}"
			}
			return "{{" + wideMarks.Replace(mark) + "}}"
		})
		if r.Text != "" {
			out = appendText(out, r)
		}
	}
	return out
}

func (r Run) plainOrUnder() bool {
	return !r.Fill && r.Mark == NoMark && r.Spot == nil && r.Min == 0
}

// open says that a placeholder begins and does not end.
func open(s string) bool {
	rest := s[strings.LastIndex(s, "}}")+1:]
	return strings.Contains(rest, "{{") || strings.HasSuffix(s, "{")
}
