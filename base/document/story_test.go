package document_test

import (
	"testing"

	"anjian/base/account"
	"anjian/base/agency"
	"anjian/base/document"
	"anjian/base/enterprise"
	"anjian/base/org"
	"anjian/base/region"
	"anjian/base/role"
	"anjian/kernel"
	"anjian/kernel/kerneltest"
)

// papers draws papers up from the file of an enterprise: the smallest source there can be.
var papers = document.Source{
	Type: "enterprise",
	Kinds: []string{"file_contents", "filing_approval", "inspection_record", "onsite_decision", "rectification_order", "recheck_opinion", "penalty_notice", "disposal_submission", "penalty_decision_unit", "closing_approval",
		"preservation_approval", "preservation_notice"},
	Fill: func(c *kernel.Ctx, id, kind, part string) (document.Data, error) {
		e, err := enterprise.Enterprises.Get(c, id)
		if err != nil {
			return nil, err
		}
		return document.Data{
			"被检查单位": map[string]any{"名称": e.Name}, "当事人": map[string]any{"类别": "单位", "名称": e.Name, "电话": "13800001234"},
			"案件名称": e.Name + "涉嫌未按规定设置安全警示标志案", "案由": "未按规定设置安全警示标志",
			"执法人员": []any{map[string]any{"姓名": "王勇", "证号": "16010001"}, map[string]any{"姓名": "李静", "证号": "16010002"}},
		}, nil
	},
	Heard: func(c *kernel.Ctx, d *document.Document, e document.Event) error {
		events = append(events, string(d.Kind)+" "+string(e))
		if e == document.WasIssued && d.Remark == "拒" {
			return kernel.Errorf(kernel.Conflict, "不行")
		}
		return nil
	},
}

var events []string

func modules() []kernel.Module {
	return []kernel.Module{region.Module(), org.Module(), enterprise.Module(), agency.Module(), account.Module(nil), document.Module(papers)}
}

func TestConform(t *testing.T) { kerneltest.Conform(t, "document", modules()...) }

// stage is a county's bureau with its people and one enterprise.
type stage struct {
	*kerneltest.World
	t                            *testing.T
	firm                         string
	officer, lawyer, chief, away *kernel.Ctx
}

func set(t *testing.T, w *kerneltest.World) *stage {
	s := &stage{World: w, t: t}
	w.On("2026-05-06")
	bureau := &org.Org{Name: "郑州市金水区应急管理局", Kind: org.Bureau}
	bureau.Region = "410105"
	kerneltest.Must(t, org.Orgs.Create(w.System(), bureau))
	e := &enterprise.Enterprise{}
	e.Region, e.Name, e.Trade, e.Status = "410105", "郑州金水机械有限公司", enterprise.Machinery, enterprise.Filed
	kerneltest.Must(t, enterprise.Enterprises.Create(w.System(), e))
	s.firm = e.ID
	person := func(id string, at kernel.Region, roles ...kernel.Role) *kernel.Ctx {
		return w.As(kernel.Actor{ID: id, Name: id, Roles: roles, Region: at})
	}
	s.officer, s.lawyer = person("王勇", "410105", role.Regulator), person("法制员", "410105", role.Leader)
	s.chief, s.away = person("局长", "410105", role.Leader), person("外县人", "410106", role.Regulator, role.Leader)
	return s
}

func (s *stage) draft(kind string) *document.Document {
	s.t.Helper()
	d, err := document.Draft(s.officer, "enterprise", s.firm, kind, "", nil)
	kerneltest.Must(s.t, err)
	return d
}

func (s *stage) do(c *kernel.Ctx, d *document.Document, step string, in *document.Document) *document.Document {
	s.t.Helper()
	out, err := document.Documents.Do(c, d.ID, 0, step, in, "")
	if err != nil {
		s.t.Fatalf("%s %s: %v", step, d.Title, err)
	}
	return out
}

func remark(text string) *document.Document {
	d := &document.Document{}
	d.Remark = text
	return d
}

// 检查记录当场签发, 现场处理决定须先有检查记录; 立案审批表经法制审核和局长批准生效.
func TestStory(t *testing.T) {
	kerneltest.Each(t, modules(), func(t *testing.T, w *kerneltest.World) {
		s := set(t, w)
		_, err := document.Draft(s.officer, "enterprise", s.firm, "onsite_decision", "", nil)
		kerneltest.Want(t, "decision before the record", err, kernel.Conflict)
		_, err = document.Draft(s.away, "enterprise", s.firm, "inspection_record", "", nil)
		kerneltest.Want(t, "a stranger drafts", err, kernel.Missing)
		record := s.do(s.officer, s.draft("inspection_record"), "issue", nil)
		if record.Number != "（豫郑金）应急检记〔2026〕1号" || len(record.Paper) != 1 || record.Hash == "" {
			t.Fatalf("issued as %q, %d files, hash %q", record.Number, len(record.Paper), record.Hash)
		}
		s.do(s.officer, s.draft("onsite_decision"), "issue", nil)

		filing := s.draft("filing_approval")
		_, err = document.Documents.Do(s.officer, filing.ID, 0, "issue", nil, "")
		kerneltest.Want(t, "issue without approval", err, kernel.Conflict)
		s.do(s.officer, filing, "submit", remark("建议立案"))
		_, err = document.Documents.Do(s.officer, filing.ID, 0, "approve", remark("同意"), "")
		kerneltest.Want(t, "approve one's own", err, kernel.Forbidden)
		s.do(s.lawyer, filing, "return", remark("补充案件来源"))
		s.do(s.officer, filing, "submit", remark("已补充，建议立案"))
		s.do(s.lawyer, filing, "approve", remark("符合立案条件"))
		done := s.do(s.chief, filing, "approve", remark("同意立案"))
		if done.Status != document.Issued || done.Number != "（豫郑金）应急立〔2026〕1号" || len(done.Opinions) != 5 {
			t.Fatalf("%s %s, %d opinions", done.Status, done.Number, len(done.Opinions))
		}
	})
}
