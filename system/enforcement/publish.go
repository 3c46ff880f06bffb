package enforcement

import (
	"strings"

	"anjian/base/library"
	"anjian/base/role"
	"anjian/kernel"
)

// Publication is a penalty as it is made public (行政处罚信息公示, 双公示): seven working days after the decision, natural persons masked, for a
// period, taken back within three working days if the decision falls (行政处罚法第四十八条).
type Publication struct {
	kernel.Base
	Case      kernel.Ref[Case]  `json:"enforcement" label:"案件" ui:"fixed,filter"`
	Party     kernel.Ref[Party] `json:"party" label:"当事人" ui:"fixed"`
	Name      string            `json:"name" label:"行政相对人名称" ui:"fixed,list,search"`
	PartyKind PartyKind         `json:"kind" label:"行政相对人类别" ui:"fixed,filter"`
	PartyCode string            `json:"credit_code" label:"行政相对人代码" ui:"fixed"`
	LegalHead string            `json:"legal_person" label:"法定代表人" ui:"fixed"`
	Decision  string            `json:"decision" label:"处罚决定书文号" ui:"fixed,list,search"`
	Offence   string            `json:"offence" label:"违法行为类型" ui:"fixed,wide"`
	Facts     string            `json:"facts" label:"违法事实" rule:"max=4000" ui:"long,wide" help:"自然人的姓名、身份证号、住址和商业秘密不写入。"`
	Basis     string            `json:"basis" label:"处罚依据" ui:"fixed,wide"`
	Sanctions []Sanction        `json:"sanctions" label:"处罚类别" ui:"fixed"`
	Content   string            `json:"content" label:"处罚内容" rule:"max=4000" ui:"long,wide"`
	Amount    kernel.Money      `json:"amount" label:"罚款金额" ui:"fixed,list"`
	Seized    kernel.Money      `json:"confiscated" label:"没收金额" ui:"fixed"`
	Licence   string            `json:"licence" label:"暂扣或吊销证照名称及编号" rule:"max=200"`
	DecidedOn kernel.Date       `json:"decided_on" label:"处罚决定日期" ui:"fixed,list,filter,sort"`
	ValidTill kernel.Date       `json:"valid_until" label:"处罚有效期" ui:"fixed"`
	ShownTill kernel.Date       `json:"shown_until" label:"公示截止期" ui:"list"`
	Organ     string            `json:"organ" label:"处罚机关" ui:"fixed"`
	OrganCode string            `json:"organ_code" label:"处罚机关代码" rule:"max=18"`
	DueOn     kernel.Date       `json:"publish_by" label:"公示期限" ui:"fixed"`
	ShownOn   kernel.Date       `json:"published_on" label:"公示日期" ui:"fixed,list,filter"`
	TakenOn   kernel.Date       `json:"withdrawn_on" label:"撤回日期" ui:"fixed"`
	TakenWhy  string            `json:"withdrawn_why" label:"撤回原因" ui:"fixed,wide"`
	Remark    string            `json:"remark" label:"备注" rule:"max=300" ui:"wide"`
	Status    PublicationStatus `json:"status" label:"状态" ui:"fixed,list,filter"`
}

// PublicationStatus is where a publication stands.
type PublicationStatus string

const (
	Prepared  PublicationStatus = "prepared"
	Published PublicationStatus = "published"
	ToTakeOff PublicationStatus = "withdrawing"
	TakenOff  PublicationStatus = "withdrawn"
	Kept      PublicationStatus = "exempt"
)

func (PublicationStatus) Options() []kernel.Option {
	return []kernel.Option{kernel.Opt(Prepared, "待公示"), kernel.Opt(Published, "公示中"), kernel.Opt(ToTakeOff, "待撤回"), kernel.Opt(TakenOff, "已撤回"), kernel.Opt(Kept, "不予公示")}
}

var pb = kernel.Row[Publication]()

// Publications holds the publications of all penalties.
var Publications = &kernel.Resource[Publication]{
	Name: "enforcement_publication", Label: "处罚公示", Sort: "-decided_on",
	Help: `处罚决定送达后，平台按“双公示”的字段备好公示内容，负责人核对后点“公示”，决定之日起7个工作日内完成。自然人的姓名自动隐去。

决定被变更、撤销或者确认违法的，3个工作日内“撤回”并写明理由。任何人可以在“行政处罚信息公示”页面查询。`,
	Access: kernel.Access{
		{To: role.Government, Can: "read export", Rows: kernel.Jurisdiction},
		{To: []kernel.Role{role.Audit}, Can: "read", Rows: kernel.Jurisdiction},
		{To: []kernel.Role{role.Leader}, Can: "update publish withdraw exempt", Rows: kernel.Jurisdiction},
	},
	Due: func(p *Publication) kernel.Limit {
		switch p.Status {
		case Prepared:
			return kernel.Limit{On: p.DueOn, Warn: 2, Who: "办案机构", What: "公示处罚决定"}
		case ToTakeOff:
			return kernel.Limit{On: p.DueOn, Warn: 1, Who: "办案机构", What: "撤回公示"}
		}
		return kernel.Limit{}
	},
	Views:   []kernel.View{{Name: "prepared", Label: "待公示", Query: "status=prepared"}, {Name: "published", Label: "公示中", Query: "status=published"}, {Name: "withdrawing", Label: "待撤回", Query: "status=withdrawing"}},
	Indexes: [][]any{{&pb.Case, &pb.Party}, {&pb.Status, &pb.DecidedOn}},
}

func init() {
	Publications.Flow = kernel.Flow[Publication, PublicationStatus]{On: &pb.Status, Start: Prepared, Steps: []kernel.Step[Publication, PublicationStatus]{
		{Name: "publish", Label: "公示", From: []PublicationStatus{Prepared}, To: Published, Do: show, Todo: true, Tone: "primary", Confirm: "公示后任何人都可以查到。确定公示？"},
		{Name: "exempt", Label: "不予公示", From: []PublicationStatus{Prepared}, To: Kept, Opinion: true, Help: "依法不公开的，写明理由。"},
		{Name: "withdraw", Label: "撤回公示", From: []PublicationStatus{Prepared, Published, ToTakeOff}, To: TakenOff, Opinion: true, Do: takeOff, Todo: false, Tone: "danger"},
	},
		Moves: []kernel.Move[PublicationStatus]{{From: []PublicationStatus{Published}, To: []PublicationStatus{ToTakeOff}}, {From: []PublicationStatus{Prepared}, To: []PublicationStatus{TakenOff}}}}
}

func show(c *kernel.Ctx, p *Publication) error {
	b, err := Book(c, p.Region)
	if err != nil {
		return err
	}
	p.ShownOn = c.Today()
	if p.ShownTill == "" {
		if p.ShownTill, err = b.Last("period", p.ShownOn); err != nil {
			return err
		}
	}
	_, err = Cases.Update(c.AsSystem(), string(p.Case), 0, func(k *Case) error {
		if k.PublishedOn == "" {
			k.PublishedOn = c.Today()
		}
		return nil
	})
	return err
}

func takeOff(c *kernel.Ctx, p *Publication) error {
	p.TakenOn = c.Today()
	return nil
}

// takeBack has the publication of a decision that fell taken off within its three working days.
func (k *Case) takeBack(c *kernel.Ctx, why string, on kernel.Date) error {
	b, err := Book(c, k.Region)
	if err != nil {
		return err
	}
	by, err := b.Last("unpublication", on)
	if err != nil {
		return err
	}
	list, err := Publications.List(c, kernel.Query{Where: kernel.And(kernel.Eq(&pb.Case, kernel.Ref[Case](k.ID)), kernel.In(&pb.Status, Published, Prepared)), Limit: -1})
	for _, p := range list {
		if _, err := Publications.Update(c, p.ID, 0, func(p *Publication) error {
			if p.TakenWhy = why; p.Status == Prepared {
				p.Status, p.TakenOn = TakenOff, c.Today()
			} else {
				p.Status, p.DueOn = ToTakeOff, by
			}
			return nil
		}); err != nil {
			return err
		}
	}
	return err
}

// published is the hook that prepares the publication of each fined party once the decision is served.
func published(c *kernel.Ctx, w *kernel.Write) error {
	k, ok := w.After.(*Case)
	before, _ := w.Before.(*Case)
	if !ok || w.Meta != Cases.Meta() || before == nil || before.ServedOn != "" || k.ServedOn == "" || k.Outcome != Penalty {
		return nil
	}
	c = c.AsSystem()
	b, err := Book(c, k.Region)
	if err != nil {
		return err
	}
	by, err := b.Last("publication", k.DecidedOn)
	if err != nil {
		return err
	}
	t, err := k.tally(c)
	if err != nil {
		return err
	}
	for id, p := range t.parties {
		out := &Publication{Case: kernel.Ref[Case](k.ID), Party: id, Name: p.Name, PartyKind: p.PartyKind, PartyCode: p.CreditCode, LegalHead: p.LegalHead,
			Decision: k.Decision, DecidedOn: k.DecidedOn, DueOn: by, Amount: t.fines[id], Organ: k.organ(c)}
		out.Region = k.Region
		for _, h := range t.charges {
			if h.Party != id || h.Course == Spared || h.Course == Absorbed {
				continue
			}
			out.Offence = link(out.Offence, h.Title)
			out.Facts = link(out.Facts, h.Detail)
			out.Basis = link(out.Basis, h.Basis)
			for _, s := range h.Sanctions {
				if s != library.Fine || h.Amount > 0 {
					out.Sanctions = append(out.Sanctions, s)
				}
			}
			if h.Amount > 0 {
				out.Content = link(out.Content, "罚款"+yuan(h.Amount))
			}
			out.Content = link(out.Content, h.Content)
		}
		if len(out.Sanctions) == 0 {
			continue
		}
		for _, who := range t.parties { // a unit is not published with the names of its people
			if who.PartyKind == PersonParty {
				out.hide(who)
			}
		}
		if p.PartyKind == PersonParty {
			out.Name, out.PartyCode, out.LegalHead = p.hidden(), "", ""
		}
		if err := Publications.Create(c, out); err != nil {
			return err
		}
	}
	return nil
}

func link(a, b string) string {
	switch {
	case a == "" || b == "":
		return a + b
	}
	return a + "；" + b
}

// hidden is the name of a natural person of which the family name alone stays.
func (p *Party) hidden() string {
	name := []rune(p.Name)
	return string(name[:1]) + strings.Repeat("某", min(max(len(name)-1, 1), 2))
}

// hide takes a natural person out of what is published.
func (p *Publication) hide(who *Party) {
	for _, at := range []*string{&p.Facts, &p.Content, &p.Offence} {
		*at = strings.ReplaceAll(*at, who.Name, who.hidden())
		if who.IDNumber != "" {
			*at = strings.ReplaceAll(*at, string(who.IDNumber), "")
		}
	}
}
