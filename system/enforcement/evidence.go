package enforcement

import (
	"fmt"
	"time"

	"anjian/base/officer"
	"anjian/base/role"
	"anjian/kernel"
)

var inquirers = []kernel.Role{role.Regulator, role.Leader}

// inquire is who may write what belongs to the inquiry, and who may read it.
func inquire(verbs string) kernel.Access {
	return kernel.Access{
		{To: role.Government, Can: "read export", Rows: kernel.Jurisdiction},
		{To: []kernel.Role{role.Audit}, Can: "read", Rows: kernel.Jurisdiction},
		{To: inquirers, Can: verbs, Rows: kernel.Jurisdiction},
	}
}

// Evidence is one piece of evidence (证据) of the eight kinds of 行政处罚法第四十六条. Its files carry their hash, and time and place of their own.
type Evidence struct {
	kernel.Base
	Case      kernel.Ref[Case]              `json:"enforcement" label:"案件" among:"status=clue,filing,investigation,review,notice,defence,hearing,deciding" rule:"required" ui:"list,filter,once"`
	Sort      Sort                          `json:"kind" label:"证据种类" rule:"required" ui:"list,filter"`
	Title     string                        `json:"title" label:"证据名称" rule:"required,max=120" ui:"list,search"`
	Proves    string                        `json:"proves" label:"证明内容" rule:"required,max=1000" ui:"list,long,wide"`
	Files     kernel.Files                  `json:"files" label:"照片、录音、录像、文件" rule:"max=30"`
	TakenOn   kernel.Date                   `json:"taken_on" label:"取证日期" rule:"required" ui:"list,sort"`
	Place     string                        `json:"place" label:"取证地点" rule:"max=200" ui:"wide"`
	Position  kernel.Point                  `json:"position" label:"位置"`
	Taker     string                        `json:"taker" label:"取证人（拍摄人）" rule:"max=60"`
	Device    string                        `json:"device" label:"设备" rule:"max=80"`
	Provider  string                        `json:"provider" label:"提供人" rule:"max=60"`
	Copied    bool                          `json:"copied" label:"复制件" help:"复制件由提供人签注“与原件核对无异”并签名。"`
	Checked   string                        `json:"checked" label:"核对签注" rule:"max=200" ui:"wide"`
	Quantity  string                        `json:"quantity" label:"数量" rule:"max=60"`
	Pages     int                           `json:"pages" label:"页数" rule:"min=0,top=9999" unit:"页"`
	Sampled   bool                          `json:"sampled" label:"抽样取证" ui:"filter"`
	Samples   []Item                        `json:"samples" label:"样品" rule:"max=60"`
	Collected []kernel.Ref[officer.Officer] `json:"officers" label:"取证的执法人员" rule:"max=6"`
	Excluded  string                        `json:"excluded" label:"不采用的理由" rule:"max=300" ui:"wide" help:"以非法手段取得的证据，不得作为认定案件事实的根据。"`
}

// Sort is the kind of a piece of evidence.
type Sort string

func (Sort) Options() []kernel.Option {
	return []kernel.Option{kernel.Opt(Sort("documentary"), "书证"), kernel.Opt(Sort("material"), "物证"), kernel.Opt(Sort("audiovisual"), "视听资料"), kernel.Opt(Sort("electronic"), "电子数据"),
		kernel.Opt(Sort("witness"), "证人证言"), kernel.Opt(Sort("party"), "当事人的陈述"), kernel.Opt(Sort("appraisal"), "鉴定意见"), kernel.Opt(Sort("survey"), "勘验笔录、现场笔录")}
}

// Item is one line of a list of things (清单).
type Item struct {
	Name   string       `json:"name" label:"名称" rule:"required,max=80"`
	Model  string       `json:"model" label:"规格型号（地址）" rule:"max=80"`
	Unit   string       `json:"unit" label:"单位" rule:"max=10"`
	Number float64      `json:"number" label:"数量（面积）" rule:"min=0"`
	Origin string       `json:"origin" label:"产地" rule:"max=60"`
	State  string       `json:"state" label:"成色（品级）" rule:"max=60"`
	Price  kernel.Money `json:"price" label:"价格" rule:"min=0"`
	Note   string       `json:"note" label:"备注" rule:"max=120"`
}

var ev = kernel.Row[Evidence]()

// Evidences holds the evidence of all cases.
var Evidences = &kernel.Resource[Evidence]{
	Name: "enforcement_evidence", Label: "证据", Sort: "taken_on",
	Help: `案件的证据，八种都记在这里：照片、录音、录像和文件直接上传，平台保存内容的校验值、拍摄时间和地点，上传后改动一个字节都能发现。

每件证据写明证明什么。复制件写明“与原件核对无异”和提供人。抽样的填样品清单。`,
	Access:  inquire("create update delete"),
	Indexes: [][]any{{&ev.Case, &ev.TakenOn}},
}

// Statement is a written record of what was said or seen (笔录): an interview, a survey of the scene, a statement of the party.
type Statement struct {
	kernel.Base
	Case       kernel.Ref[Case]              `json:"enforcement" label:"案件" among:"status=clue,filing,investigation,review,notice,defence,hearing,deciding" rule:"required" ui:"list,filter,once"`
	Form       Form                          `json:"kind" label:"笔录种类" rule:"required" ui:"list,filter,once"`
	Times      int                           `json:"times" label:"第几次" rule:"min=0,top=99" ui:"list"`
	Title      string                        `json:"title" label:"事由" rule:"required,max=200" ui:"list,wide"`
	From       time.Time                     `json:"started_at" label:"开始时间" rule:"required" ui:"list"`
	To         time.Time                     `json:"ended_at" label:"结束时间" rule:"required"`
	Place      string                        `json:"place" label:"地点" rule:"required,max=200" ui:"wide"`
	Weather    string                        `json:"weather" label:"天气" rule:"max=40"`
	Person     string                        `json:"person" label:"被询问人（陈述人、当事人）" rule:"required,max=60" ui:"list,search"`
	Gender     string                        `json:"gender" label:"性别" rule:"max=4"`
	Age        int                           `json:"age" label:"年龄" rule:"min=0,top=130" unit:"岁"`
	IDNumber   kernel.IDNumber               `json:"id_number" label:"身份证号" help:"填写后自动得出性别和年龄。没有身份证的填护照等证件的号码。"`
	Employer   string                        `json:"employer" label:"工作单位" rule:"max=120"`
	Position   string                        `json:"post" label:"职务" rule:"max=60"`
	Address    string                        `json:"address" label:"住址" rule:"max=200" ui:"wide"`
	Phone      kernel.Phone                  `json:"phone" label:"电话"`
	Invited    string                        `json:"invited" label:"被邀请人（在场人）" rule:"max=120"`
	Officers   []kernel.Ref[officer.Officer] `json:"officers" label:"询问（勘验）人" rule:"required,max=6"`
	Recorder   string                        `json:"recorder" label:"记录人" rule:"max=60"`
	Informed   bool                          `json:"informed" label:"已出示执法证并告知权利" help:"应当主动出示执法证件，告知申请回避等权利（行政处罚法第四十三条、第五十五条）。"`
	Lines      []Turn                        `json:"lines" label:"问答" rule:"max=300"`
	Text       string                        `json:"text" label:"勘验（陈述）情况" rule:"max=8000" ui:"long,wide"`
	Sketch     kernel.Files                  `json:"sketch" label:"现场图、照片" rule:"max=20"`
	Corrected  string                        `json:"corrections" label:"更正" rule:"max=1000" ui:"fixed,long,wide"`
	Signatures []PageSign                    `json:"signatures" label:"逐页签名" rule:"max=60" ui:"fixed"`
	Status     StatementStatus               `json:"status" label:"状态" ui:"fixed,list,filter"`
}

// Turn is a question and its answer.
type Turn struct {
	Question string `json:"question" label:"问" rule:"required,max=1000"`
	Answer   string `json:"answer" label:"答" rule:"max=4000"`
}

// PageSign is the signature on one page.
type PageSign struct {
	Page int    `json:"page" label:"页码" rule:"min=1,top=200"`
	Name string `json:"name" label:"签名人" rule:"required,max=60"`
	At   string `json:"at" label:"时间" rule:"max=40"`
	Note string `json:"note" label:"签注" rule:"max=200"`
}

// Form is which record it is.
type Form string

const (
	Interview Form = "interview"
	Survey    Form = "survey"
	Plea      Form = "plea"
)

func (Form) Options() []kernel.Option {
	return []kernel.Option{kernel.Opt(Interview, "询问笔录"), kernel.Opt(Survey, "勘验笔录"), kernel.Opt(Plea, "陈述申辩笔录")}
}

// StatementStatus is how far a record is: written, read back, signed.
type StatementStatus string

const (
	Written  StatementStatus = "written"
	ReadBack StatementStatus = "read"
	Signed   StatementStatus = "signed"
)

func (StatementStatus) Options() []kernel.Option {
	return []kernel.Option{kernel.Opt(Written, "记录中"), kernel.Opt(ReadBack, "已核对"), kernel.Opt(Signed, "已签名")}
}

var st = kernel.Row[Statement]()

// Statements holds the records of all cases.
var Statements = &kernel.Resource[Statement]{
	Name: "enforcement_statement", Label: "笔录", Sort: "started_at",
	Help: `询问、勘验、陈述申辩的笔录。询问当事人或者证人应当个别进行，一问一答记录；写完交本人核对（没有阅读能力的读给他听），点“核对无误”，有更正的写明；然后逐页签名。

同一名执法人员不能在同一时间做两份笔录，平台会拦下。签名以后不能再改。`,
	Access: kernel.Access{
		{To: role.Government, Can: "read export", Rows: kernel.Jurisdiction},
		{To: []kernel.Role{role.Audit}, Can: "read", Rows: kernel.Jurisdiction},
		{To: []kernel.Role{role.Regulator, role.Leader}, Can: "create check sign unmask", Rows: kernel.Jurisdiction},
		{To: []kernel.Role{role.Regulator, role.Leader}, Can: "update delete", Rows: func(a kernel.Actor) kernel.Cond {
			return kernel.And(kernel.Jurisdiction(a), kernel.Eq(&st.Status, Written))
		}},
	},
	Indexes: [][]any{{&st.Case, &st.From}, {&st.Region, &st.From}},
}

func init() {
	Evidences.Derive = func(c *kernel.Ctx, e *Evidence) error { return placed(c, e.Case, &e.Region) }
	Evidences.Rules = func(c *kernel.Ctx, e, _ *Evidence) error {
		switch {
		case e.TakenOn > c.Today():
			return kernel.FieldError(&ev.TakenOn, "取证日期不能晚于今天")
		case e.Copied && e.Checked == "":
			return kernel.FieldError(&ev.Checked, "复制件应签注“与原件核对无异”")
		case e.Sampled && len(e.Samples) == 0:
			return kernel.FieldError(&ev.Samples, "抽样取证应列明样品")
		}
		return amendable(c, e.Case, "证据")
	}
	Statements.Flow = kernel.Flow[Statement, StatementStatus]{On: &st.Status, Start: Written, Steps: []kernel.Step[Statement, StatementStatus]{
		{Name: "check", Label: "核对无误", From: []StatementStatus{Written}, To: ReadBack, May: []any{&st.Corrected}, Do: checked, Todo: true, Tone: "primary", Help: "交被询问人核对；没有阅读能力的，应当向其宣读。"},
		{Name: "sign", Label: "逐页签名", From: []StatementStatus{ReadBack}, To: Signed, Ask: []any{&st.Signatures}, Do: signed, Todo: true, Tone: "primary"},
	}}
	Statements.Derive = func(c *kernel.Ctx, s *Statement) error {
		identify(c, &s.IDNumber, &s.Gender, &s.Age)
		if s.Rev == 0 && s.Times == 0 && s.Case != "" {
			n, err := Statements.Count(c.AsSystem(), kernel.And(kernel.Eq(&st.Case, s.Case), kernel.Eq(&st.Form, s.Form), kernel.Eq(&st.Person, s.Person)))
			if err != nil {
				return err
			}
			s.Times = n + 1
		}
		return placed(c, s.Case, &s.Region)
	}
	Statements.Rules = sayable
}

// placed gives a part of a case the region of the case.
func placed(c *kernel.Ctx, id kernel.Ref[Case], at *kernel.Region) error {
	k, err := within(c, id)
	if err == nil && k != nil {
		*at = k.Region
	}
	return err
}

func sayable(c *kernel.Ctx, s, before *Statement) error {
	if before != nil && before.Status != s.Status {
		return nil
	}
	if before == nil || before.IDNumber != s.IDNumber {
		if fault := misnumbered(c, s.IDNumber); fault != "" {
			return kernel.FieldError(&st.IDNumber, "%s", fault)
		}
	}
	switch {
	case !s.To.After(s.From):
		return kernel.FieldError(&st.To, "结束时间应晚于开始时间")
	case s.To.After(c.Now().Add(time.Minute)):
		return kernel.FieldError(&st.To, "结束时间不能晚于现在")
	case !s.Informed:
		return kernel.FieldError(&st.Informed, "应当出示执法证并告知权利（行政处罚法第五十五条）")
	case s.Form == Interview && len(s.Lines) == 0:
		return kernel.FieldError(&st.Lines, "询问笔录应有问答")
	case s.Form != Interview && s.Text == "" && len(s.Lines) == 0:
		return kernel.FieldError(&st.Text, "请写明情况")
	}
	k, err := Cases.Get(c.AsSystem(), string(s.Case))
	if err != nil {
		return err
	}
	if _, err := officer.Team(c, s.Officers, string(k.Enterprise), kernel.Day(s.From)); err != nil {
		return err
	}
	others, err := Statements.List(c.AsSystem(), kernel.Query{Where: kernel.And(kernel.Not(&st.ID, s.ID), kernel.Eq(&st.Region, s.Region), kernel.Before(&st.From, s.To), kernel.Above(&st.To, s.From)), Limit: 200})
	if err != nil {
		return err
	}
	for _, o := range others {
		for _, id := range o.Officers {
			for _, mine := range s.Officers {
				if id == mine {
					return kernel.Errorf(kernel.Conflict, "同一名执法人员在%s至%s还做了对“%s”的%s，时间冲突", o.From.In(kernel.China).Format("2006-01-02 15:04"), o.To.In(kernel.China).Format("15:04"), o.Person, kernel.LabelOf(o.Form))
				}
			}
		}
	}
	if s.Form == Plea {
		return nil
	}
	return amendable(c, s.Case, "笔录")
}

func checked(_ *kernel.Ctx, s *Statement) error {
	for i, l := range s.Lines {
		if l.Answer == "" {
			return kernel.FieldError(&st.Lines, "第%d问没有回答；拒绝回答的写明“不回答”", i+1)
		}
	}
	return nil
}

// signed wants the signature of the person on every page, from the first without a gap.
func signed(_ *kernel.Ctx, s *Statement) error {
	pages, most := map[int]bool{}, 0
	for _, g := range s.Signatures {
		if g.Name == s.Person {
			pages[g.Page] = true
		}
		most = max(most, g.Page)
	}
	for i := 1; i <= max(most, 1); i++ {
		if !pages[i] {
			return kernel.FieldError(&st.Signatures, "%s", fmt.Sprintf("第%d页没有%s的签名；拒绝签名的在签注中写明", i, s.Person))
		}
	}
	return nil
}
