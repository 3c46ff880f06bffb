package library_test

import (
	"archive/zip"
	"bytes"
	"slices"
	"strings"
	"testing"

	"anjian/base/enterprise"
	"anjian/base/library"
	"anjian/base/role"
	"anjian/kernel"
	"anjian/kernel/kerneltest"
	"anjian/kernel/paper"
)

// Everything the platform brings points at what is there, says whether it was compared, and is enough for the four lines of trade.
func TestStock(t *testing.T) {
	kerneltest.EachPrepared(t, stocked, modules, func(t *testing.T, w *kerneltest.World) {
		sys := w.System()
		acts, articles, violations := all(t, sys, library.Acts), all(t, sys, library.Articles), all(t, sys, library.Violations)
		matters, criteria := all(t, sys, library.Matters), all(t, sys, library.Criteria)
		for id, a := range articles {
			if acts[string(a.Act)] == nil || a.Summary == "" || a.Until != "" && a.Until < a.From || a.Earlier != "" && articles[string(a.Earlier)] == nil {
				t.Errorf("article %s: %+v", id, a)
			}
			if a.Checked == library.Unchecked && a.Doubt == "" || a.Checked == library.Compared && a.CheckedBy == "" {
				t.Errorf("article %s does not say what is in doubt or what it was compared with", id)
			}
		}
		for id, v := range violations {
			if articles[string(v.Penalty)] == nil || len(v.Ranges) == 0 || v.Earlier != "" && violations[string(v.Earlier)] == nil {
				t.Errorf("violation %s: %+v", id, v)
			}
			if p := articles[string(v.Penalty)]; p != nil && v.Until != "" && p.Until != "" && p.Until != v.Until {
				t.Errorf("violation %s ends on %s, its penalty on %s", id, v.Until, p.Until)
			}
			for _, a := range v.Articles {
				if articles[string(a)] == nil {
					t.Errorf("violation %s names article %s", id, a)
				}
			}
		}
		number, texts := map[library.MatterGroup]int{}, map[string]bool{}
		for id, m := range matters {
			number[m.Group]++
			for _, a := range m.Articles {
				if articles[string(a)] == nil {
					t.Errorf("matter %s names article %s", id, a)
				}
			}
			if m.Violation != "" && violations[string(m.Violation)] == nil || m.Criterion != "" && criteria[string(m.Criterion)] == nil || m.Method == "" || m.Category.Group() == "" {
				t.Errorf("matter %s: %+v", id, m)
			}
			if key := m.Name + string(m.Group); texts[key] {
				t.Errorf("%s stands twice", m.Name)
			} else {
				texts[key] = true
			}
		}
		for group, least := range map[library.MatterGroup]int{library.AllTrades: 30, library.IndustryTrade: 40, library.HazChemicals: 40, library.NonCoalMines: 30, library.FireworkField: 30} {
			if number[group] < least {
				t.Errorf("%s: %d matters", group, number[group])
			}
		}
		for id, s := range all(t, sys, library.Sheets) {
			if s.Filled < 6 || s.Filled+len(s.Missing) != 16 || len(s.Hazards) == 0 || s.Signal == "" || s.UN == "" {
				t.Errorf("data sheet %s: %d filled, missing %v", id, s.Filled, s.Missing)
			}
		}
	})
}

func all[T any](t *testing.T, c *kernel.Ctx, r *kernel.Resource[T]) map[string]*T {
	t.Helper()
	out := map[string]*T{}
	kerneltest.Must(t, r.Each(c, kernel.Query{Limit: -1}, func(rec *T) error { out[kernel.BaseOf(rec).ID] = rec; return nil }))
	return out
}

func TestNumbered(t *testing.T) {
	for _, tc := range []struct {
		in, want string
		order    int
	}{
		{"99", "第九十九条", 9900}, {"第99条", "第九十九条", 9900}, {"第九十九条", "第九十九条", 9900}, {"第一百零一条", "第一百零一条", 10100}, {"10", "第十条", 1000}, {"第十一条", "第十一条", 1100},
		{"110", "第一百一十条", 11000}, {"第三十二条之一", "第三十二条之一", 3201}, {"5.2.3", "5.2.3", 50203}, {"附录A", "附录A", 0}, {"1260", "第一千二百六十条", 126000},
	} {
		if got, order := library.Numbered(tc.in); got != tc.want || order != tc.order {
			t.Errorf("%s: %s %d, want %s %d", tc.in, got, order, tc.want, tc.order)
		}
	}
}

func TestPhrase(t *testing.T) {
	for want, r := range map[string]library.Range{
		"10万元以下": {Measure: library.Yuan, Max: 10 * tenThousand}, "2万元以上5万元以下": {Measure: library.Yuan, Min: 2 * tenThousand, Max: 5 * tenThousand},
		"1000元以上5000元以下": {Measure: library.Yuan, Min: 1000_00, Max: 5000_00}, "违法所得十万元以上：违法所得的二倍至五倍": {Measure: library.Gains, Low: 200, High: 500, Given: "违法所得十万元以上"},
		"上一年年收入的百分之四十": {Measure: library.Income, Low: 40, High: 40}, "上一年年收入的百分之六十至百分之一百": {Measure: library.Income, Low: 60, High: 100}, "责令停产停业整顿": {Measure: library.Bare, Extra: "责令停产停业整顿"},
	} {
		if got := r.Phrase(); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}

// 法律出了新版: 旧条款到期, 用到它的事项、违法行为、裁量都列出来; 登记的别的系统也列出来; 处理完毕; 旧行为仍按旧法.
func TestLawChanges(t *testing.T) {
	kerneltest.EachPrepared(t, stocked, modules, func(t *testing.T, w *kerneltest.World) {
		clerk := w.As(kernel.Actor{ID: "clerk", Name: "李统计", Roles: []kernel.Role{role.Clerk}, Region: "41"})
		county := w.As(kernel.Actor{ID: "county", Roles: []kernel.Role{role.Regulator}, Region: "410105"})
		far := w.As(kernel.Actor{ID: "far", Roles: []kernel.Role{role.Regulator}, Region: "420106"})
		admin := w.As(kernel.Actor{ID: "admin", Name: "省统计", Roles: []kernel.Role{role.Clerk}, Region: "41"})

		// a province's own law, with an article, a violation, a matter and a standard that rest on it
		act := &library.Act{Short: "本省安全生产条例", Title: "本省安全生产条例", Level: library.Local, Issuer: "省人大常委会", Editions: []library.Edition{{Name: "2019", From: "2019-07-01"}}}
		act.Region = "41"
		kerneltest.Must(t, library.Acts.Create(clerk, act))
		art := &library.Article{Act: kernel.Ref[library.Act](act.ID), Number: "24", Topic: "每月报送隐患统计"}
		art.Region = "41"
		kerneltest.Must(t, library.Articles.Create(clerk, art))
		if art.Code != "本省安全生产条例（2019）第二十四条" || art.From != "2019-07-01" || art.State != library.Valid {
			t.Errorf("article: %+v", art)
		}
		typed := &library.Article{Act: art.Act, Number: "25", Topic: "尚未保存的"} // as a form or an import checks it, before it has an id
		typed.Region = "41"
		kerneltest.Must(t, library.Articles.DeriveAny(clerk, typed))
		wrong := &library.Article{Act: art.Act, Edition: "2018", Number: "1", Topic: "无"}
		wrong.Region = "41"
		kerneltest.Want(t, "an edition that is not there", library.Articles.Create(clerk, wrong), kernel.Invalid)
		v := &library.Violation{Code: "DF24", Name: "没有按月报送隐患统计", Group: library.AllTrades, Penalty: kernel.Ref[library.Article](art.ID), Kinds: []library.PenaltyKind{library.Fine},
			Ranges: []library.Range{{Stage: library.NotInTime, Subject: library.Unit, Measure: library.Yuan, Min: tenThousand / 2, Max: 2 * tenThousand}}, From: "2019-07-01"}
		v.Region = "41"
		kerneltest.Must(t, library.Violations.Create(clerk, v))
		m := &library.Matter{Code: "DF001", Name: "按月报送隐患统计", Group: library.AllTrades, Category: library.Archives, Articles: []kernel.Ref[library.Article]{kernel.Ref[library.Article](art.ID)}, Violation: kernel.Ref[library.Violation](v.ID)}
		m.Region = "41"
		kerneltest.Must(t, library.Matters.Create(clerk, m))
		d := &library.Discretion{Violation: kernel.Ref[library.Violation](v.ID), Stage: library.NotInTime, From: "2020-01-01", Document: "省裁量基准", Tiers: []library.Tier{{No: 1, Condition: "初次", UnitMin: tenThousand / 2, UnitMax: tenThousand}}}
		d.Region = "41"
		kerneltest.Must(t, library.Discretions.Create(clerk, d))
		l := &library.Checklist{Name: "本省排查清单", Edition: "2020年版", Items: []library.Item{{Content: "按月报送", Category: library.Archives, Basis: "消防法 第十六条；本省安全生产条例 第二十四条"}}}
		l.Region = "41"
		kerneltest.Must(t, library.Checklists.Create(clerk, l))
		_, err := library.Checklists.Do(clerk, l.ID, 0, "publish", nil, "")
		kerneltest.Must(t, err)

		uses := func(c *kernel.Ctx) (types []string) {
			t.Helper()
			list, err := library.UsesOf(c, art)
			kerneltest.Must(t, err)
			for _, u := range list {
				types = append(types, u.Type)
			}
			return types
		}
		if got := strings.Join(uses(county), " "); got != "case library_matter library_violation library_discretion library_checklist" {
			t.Errorf("uses: %s", got)
		}

		// who may what
		_, err = library.Acts.Get(far, act.ID)
		kerneltest.Want(t, "another province's law", err, kernel.Missing)
		city := w.As(kernel.Actor{ID: "city", Roles: []kernel.Role{role.Clerk}, Region: "4101"})
		_, err = library.Acts.Update(city, "aqf", 0, func(a *library.Act) error { a.Title = "改名"; return nil })
		kerneltest.Want(t, "a city changes a national law", err, kernel.Missing)
		_, err = library.Acts.Update(county, act.ID, 0, func(a *library.Act) error { return nil })
		kerneltest.Want(t, "a regulator changes a law", err, kernel.Forbidden)
		_, err = library.Articles.Update(admin, "wht-2013-78", 0, func(a *library.Article) error {
			a.Checked, a.CheckedBy = library.Compared, "国务院公报"
			return nil
		})
		kerneltest.Want(t, "the province has compared an article", err, "")

		// the new edition
		_, err = library.Acts.Update(clerk, act.ID, 0, func(a *library.Act) error {
			a.Editions = append(slices.Clone(a.Editions), library.Edition{Name: "2026", From: clerk.Today().AddDays(60)})
			return nil
		})
		kerneltest.Must(t, err)
		old, err := library.Articles.Get(county, art.ID)
		kerneltest.Must(t, err)
		if old.Until != clerk.Today().AddDays(59) || old.State != library.Valid {
			t.Errorf("the old article ends on %s, %s", old.Until, old.State)
		}
		changes, err := library.Changes.List(clerk, kernel.Query{})
		kerneltest.Must(t, err)
		if len(changes) != 1 || changes[0].Kind != library.NewEdition || changes[0].Edition != "2019" || changes[0].Found != 5 || changes[0].DueOn != old.Until || changes[0].Status != library.ChangeOpen {
			t.Fatalf("changes: %+v", changes)
		}
		if lim := library.Changes.Due(changes[0]); lim.On != old.Until || lim.State(lim.On.AddDays(-3)) != kernel.Warned {
			t.Errorf("limit: %+v", lim)
		}
		next := &library.Article{Act: art.Act, Number: "第二十六条", Topic: "每月报送隐患统计", Earlier: kernel.Ref[library.Article](art.ID)}
		next.Region = "41"
		kerneltest.Must(t, library.Articles.Create(clerk, next))
		if next.Edition != "2026" || next.State != library.Coming {
			t.Errorf("the new article: %+v", next)
		}
		if n, err := library.Changes.Count(clerk, kernel.Cond{}); err != nil || n != 1 {
			t.Errorf("%d changes after the new article, %v", n, err) // the edition's is enough
		}
		_, err = library.Changes.Do(clerk, changes[0].ID, 0, "finish", nil, "")
		kerneltest.Want(t, "done without a word", err, kernel.Invalid)
		_, err = library.Changes.Do(county, changes[0].ID, 0, "finish", &library.Change{Result: "好"}, "")
		kerneltest.Want(t, "done by a regulator", err, kernel.Forbidden)
		_, err = library.Changes.Do(clerk, changes[0].ID, 0, "finish", &library.Change{Result: "均已改引第二十六条"}, "")
		kerneltest.Want(t, "done", err, "")

		// the days pass
		kerneltest.Must(t, library.Settle.Run(w.System(), struct{}{}))
		_, err = library.Acts.Update(clerk, act.ID, 0, func(a *library.Act) error { a.Until = clerk.Today().AddDays(90); return nil })
		kerneltest.Must(t, err)
		last, err := library.Articles.Get(clerk, next.ID)
		kerneltest.Must(t, err)
		if n, _ := library.Changes.Count(clerk, kernel.Eq(&library.ChangeRow.Kind, library.Repeal)); n != 1 || last.Until != clerk.Today().AddDays(90) {
			t.Errorf("repealed: %d changes, the article ends on %s", n, last.Until)
		}
	})
}

// Another system's uses, as base/document and system/enforcement register theirs.
var _ = library.Uses(func(c *kernel.Ctx, a *library.Article) ([]library.Use, error) {
	if a.Topic != "每月报送隐患统计" || a.Edition != "2019" {
		return nil, nil
	}
	return []library.Use{{Type: "case", ID: "1", Title: "某厂未报送案", How: "处罚依据", Open: true}}, nil
})

// 检查事项按监管分类和情形挑出.
func TestMattersFor(t *testing.T) {
	kerneltest.EachPrepared(t, stocked, modules, func(t *testing.T, w *kerneltest.World) {
		sys := w.System()
		for _, tc := range []struct {
			what          string
			e             enterprise.Enterprise
			with, without string
		}{
			{"a machine shop", trade(enterprise.Machinery), "冲压、剪切", "粉尘爆炸危险场所 尾矿库 危险化学品生产"},
			{"a dusty machine shop", dusty(enterprise.Machinery), "粉尘爆炸危险场所", "有限空间作业经审批"},
			{"a dealer in chemicals", trade(enterprise.ChemTrade), "经营企业取得危险化学品经营许可证", "生产企业取得安全生产许可证"},
			{"a tailings pond", trade(enterprise.Tailings), "尾矿库干滩", "露天矿山自上而下"},
			{"a fireworks shop", trade(enterprise.FireworkRetail), "零售点与居民", "氧化剂与还原剂"},
		} {
			list, err := library.MattersFor(sys, &tc.e)
			kerneltest.Must(t, err)
			var text []string
			for _, m := range list {
				text = append(text, m.Name)
			}
			whole := strings.Join(text, "\n")
			if !strings.Contains(whole, tc.with) {
				t.Errorf("%s: no %s among %d", tc.what, tc.with, len(list))
			}
			for _, not := range strings.Fields(tc.without) {
				if strings.Contains(whole, not) {
					t.Errorf("%s: %s", tc.what, not)
				}
			}
			if len(list) < 30 || len(list[0].Trades) == 0 || list[len(list)-1].Group != library.AllTrades {
				t.Errorf("%s: %d matters, first %s", tc.what, len(list), list[0].Name)
			}
		}
	})
}

func trade(k enterprise.Trade) (e enterprise.Enterprise) { e.Trade, e.Region = k, "410105"; return e }
func dusty(k enterprise.Trade) enterprise.Enterprise     { e := trade(k); e.Dust = true; return e }

// 安全技术说明书: CAS号校验, 缺的写明, 打印出来也写明.
func TestSheet(t *testing.T) {
	kerneltest.Each(t, modules, func(t *testing.T, w *kerneltest.World) {
		clerk := w.As(kernel.Actor{ID: "clerk", Roles: []kernel.Role{role.Clerk}, Region: "41"})
		for cas, want := range map[library.CAS]string{"7664-41-7": "", "7782-50-5": "", "7664-41-8": "最后一位应为 7", "7782-50-9": "最后一位应为 5", "7664-417": "应为CAS号", "0664-41-7": "应为CAS号", "": ""} {
			s := &library.Sheet{Substance: library.Substance{Name: "甲" + string(cas), CAS: cas, UN: "UN1005"}}
			s.Region = "41"
			s.S1, s.S4 = "某厂生产", "移至空气新鲜处\n就医"
			err := library.Sheets.Create(clerk, s)
			if want == "" && err != nil || want != "" && (err == nil || !strings.Contains(err.Error(), want)) {
				t.Errorf("%s: %v", cas, err)
			}
			if want == "" && (s.UN != "1005" || s.Filled != 2 || len(s.Missing) != 14 || s.Missing[0] != "2 危险性概述") {
				t.Errorf("%s: UN %s, %d filled, missing %v", cas, s.UN, s.Filled, s.Missing)
			}
		}
		bad := &library.Sheet{Substance: library.Substance{Name: "乙", UN: "10O5"}}
		bad.Region = "41"
		kerneltest.Want(t, "UN number", library.Sheets.Create(clerk, bad), kernel.Invalid)

		s, err := library.Sheets.First(clerk, kernel.Eq(&library.SheetRow.CAS, library.CAS("7664-41-7")))
		kerneltest.Must(t, err)
		d := s.Paper("2026-05-06")
		page := string(paper.HTML(d))
		for _, want := range []string{"甲7664-41-7安全技术说明书", "本说明书不完整", "移至空气新鲜处", "16 其他信息", "（缺）"} {
			if !strings.Contains(page, want) {
				t.Errorf("the paper lacks %s", want)
			}
		}
		file, err := paper.DOCX(d)
		kerneltest.Must(t, err)
		if _, err := zip.NewReader(bytes.NewReader(file), int64(len(file))); err != nil {
			t.Error(err)
		}
	})
}
