package document

import (
	"errors"
	"slices"

	"anjian/base/document/form"
	"anjian/base/role"
	"anjian/kernel"
	"anjian/kernel/paper"
)

// Template is a version of the layout of one kind of paper that an authority has made its own (文书样式). It holds in its region and below.
type Template struct {
	kernel.Base
	Kind        Code          `json:"kind" label:"文书种类" rule:"required" ui:"list,filter,once"`
	Version     int           `json:"version" label:"版本" ui:"fixed,list"`
	File        kernel.Files  `json:"file" label:"样式文件" rule:"required,max=1" help:"先下载现行样式，用文字处理软件修改后上传（DOCX）。花括号里的填写项要留着。"`
	Note        string        `json:"note" label:"修改说明" rule:"required,max=300" ui:"list,wide"`
	Unknown     []string      `json:"unknown" label:"不认识的填写项" ui:"fixed" help:"平台没有这些内容，出具时是空白，由承办人填写。"`
	Problems    []Fault       `json:"problems" label:"不支持的内容" ui:"fixed"`
	Lost        []string      `json:"lost" label:"少了的填写项" ui:"fixed" help:"现行样式有、这一版没有的填写项。"`
	PublishedOn kernel.Date   `json:"published_on" label:"启用日期" ui:"fixed,list"`
	PublishedBy string        `json:"published_by" label:"启用人" ui:"fixed"`
	WithdrawnOn kernel.Date   `json:"withdrawn_on" label:"停用日期" ui:"fixed"`
	State       TemplateState `json:"state" label:"状态" ui:"fixed,list,filter"`
}

// Fault is a part of an uploaded template that papers cannot show.
type Fault struct {
	Where string `json:"where" label:"位置"`
	What  string `json:"what" label:"问题"`
}

// TemplateState is where a version stands.
type TemplateState string

// The states of a version.
const (
	Proposed  TemplateState = "proposed"
	Published TemplateState = "published"
	Withdrawn TemplateState = "withdrawn"
)

func (TemplateState) Options() []kernel.Option {
	return []kernel.Option{kernel.Opt(Proposed, "待启用"), kernel.Opt(Published, "启用"), kernel.Opt(Withdrawn, "停用")}
}

var tp = kernel.Row[Template]()

// Templates holds the versions that authorities made; version 1 of each kind comes with the platform.
var Templates = &kernel.Resource[Template]{
	Name: "document_template", Label: "文书样式", Title: &tp.Note, Sort: "-id",
	Help: `每种文书自带的样式是第1版。要改样式：打开“文书样式一览”，下载现行样式（DOCX），用文字处理软件修改，上传到这里；平台列出不认识的填写项和不支持的内容，并给出一份样张。核对无误后“启用”，本地区和下级随即使用。已经签发的文书不受影响，永远按签发时的样式。`,
	Access: kernel.Access{
		{To: append([]kernel.Role{role.Audit}, role.Government...), Can: "read", Rows: kernel.Jurisdiction},
		{To: []kernel.Role{role.Clerk, role.Leader}, Can: "create", Rows: kernel.Jurisdiction},
		{To: []kernel.Role{role.Clerk, role.Leader}, Can: "update delete", Rows: func(a kernel.Actor) kernel.Cond {
			return kernel.And(kernel.Jurisdiction(a), kernel.Eq(&tp.State, Proposed))
		}},
		{To: []kernel.Role{role.Clerk, role.Leader}, Can: "publish withdraw", Rows: kernel.Jurisdiction},
	},
	Views: []kernel.View{{Name: "published", Label: "启用", Query: "state=published"}, {Name: "proposed", Label: "待启用", Query: "state=proposed"}},
}

func init() {
	Templates.Flow = kernel.Flow[Template, TemplateState]{On: &tp.State, Start: Proposed, Steps: []kernel.Step[Template, TemplateState]{
		{Name: "publish", Label: "启用", From: []TemplateState{Proposed}, To: Published, Do: publish, Tone: "primary", Confirm: "启用后本地区和下级的新文书都用这一版。确定启用？"},
		{Name: "withdraw", Label: "停用", From: []TemplateState{Published}, To: Withdrawn, Tone: "danger", Confirm: "停用后恢复使用上一版。确定停用？",
			Do: func(c *kernel.Ctx, t *Template) error { t.WithdrawnOn = c.Today(); return nil }},
	}}
	Templates.Derive = func(c *kernel.Ctx, t *Template) error {
		if t.State != Proposed || len(t.File) != 1 || t.Kind == "" || c.Contents == nil {
			return nil
		}
		return t.examine(c)
	}
}

// examine reads the file and notes what it cannot show and which of its fields the platform does not know.
func (t *Template) examine(c *kernel.Ctx) error {
	k, ok := KindOf(string(t.Kind))
	if !ok {
		return kernel.FieldError(&tp.Kind, "没有这种文书")
	}
	source, err := read(c, t.File[0])
	if err != nil {
		return kernel.FieldError(&tp.File, "文件没有上传完，请重新上传")
	}
	f, problems, err := paper.ReadDOCX(source)
	if err != nil {
		return kernel.FieldError(&tp.File, "不能读取：%s", reason(err))
	}
	t.Unknown, t.Lost, t.Problems = nil, nil, nil
	for _, p := range problems {
		t.Problems = append(t.Problems, Fault{p.Where, p.What})
	}
	now, known := names(f.Fields(), ""), known()
	for _, name := range now {
		if !known[name] {
			t.Unknown = append(t.Unknown, name)
		}
	}
	if shipped, ok := form.Default(k.Code); ok {
		for _, name := range names(shipped.Fields(), "") {
			if !slices.Contains(now, name) {
				t.Lost = append(t.Lost, name)
			}
		}
	}
	return nil
}

func reason(err error) string {
	if e, ok := errors.AsType[*kernel.Error](err); ok {
		return e.Message
	}
	return "不是文字处理软件保存的 DOCX 文件"
}

// names are the paths of all fields, those of rows below their list.
func names(list []paper.Field, at string) (out []string) {
	for _, f := range list {
		out = append(out, at+f.Name)
		out = append(out, names(f.Fields, at+f.Name+".")...)
	}
	return out
}

// known are the fields of all templates that come with the platform: what systems can fill in.
func known() map[string]bool {
	out := map[string]bool{}
	for _, code := range form.Codes() {
		f, _ := form.Default(code)
		for _, name := range names(f.Fields(), "") {
			out[name] = true
		}
	}
	return out
}

func publish(c *kernel.Ctx, t *Template) error {
	n, err := next(c, series("template", t.Kind), 1)
	t.Version, t.PublishedOn, t.PublishedBy = n+1, c.Today(), c.Actor.Name
	return err
}

// layout reads the published template.
func (t *Template) layout(c *kernel.Ctx) (*layout, error) {
	source, err := read(c, t.File[0])
	if err != nil {
		return nil, err
	}
	return parse(source, t.Version)
}
