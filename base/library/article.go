package library

import (
	"cmp"
	"strconv"
	"strings"

	"anjian/kernel"
)

// Article is one article of one edition of an act (条款), in the platform's own words.
type Article struct {
	kernel.Base
	Act     kernel.Ref[Act]     `json:"act" label:"法律法规" rule:"required" ui:"list,filter,once"`
	Edition string              `json:"edition" label:"版次" rule:"max=20" ui:"list,filter,once" help:"法律法规里的版次名称；不填为最近一版。"`
	Number  string              `json:"number" label:"条号" rule:"required,max=30" ui:"list,search,once" help:"例如 第九十九条，也可以写 99；标准写章节号，例如 5.2.3。"`
	Topic   string              `json:"topic" label:"主旨" rule:"required,max=60" ui:"list,search"`
	Summary string              `json:"summary" label:"内容概括" rule:"max=2000" ui:"search,long,wide" help:"用自己的话概括，不要抄录；以原文为准。"`
	From    kernel.Date         `json:"valid_from" label:"施行日期" ui:"list,filter,sort" help:"不填与版次相同。"`
	Until   kernel.Date         `json:"valid_until" label:"失效日期" ui:"list,filter,sort" help:"最后一天；空为现行有效。新版施行时自动填写。"`
	Earlier kernel.Ref[Article] `json:"earlier" label:"上一版的对应条款" help:"条号变了也能找到。"`
	Code    string              `json:"code" label:"引用名称" rule:"unique,max=120" ui:"list,search,once,wide" help:"不填则自动生成，例如：安全生产法（2021）第九十九条。导入时用它指明条款。"`
	State   ActState            `json:"state" label:"效力" ui:"fixed,list,filter"`
	Order   int                 `json:"position" label:"次序" ui:"fixed,sort"`
	Checking
}

// ArticleRow names the columns of Article in conditions.
var ArticleRow = kernel.Row[Article]()

// Articles holds the articles of all editions.
var Articles = &kernel.Resource[Article]{
	Name: "library_article", Label: "法规条款", Title: &ArticleRow.Code, Sort: "position",
	Help: `一条一行，写明属于哪部法律的哪一版、管什么、从哪天到哪天有效。

检查事项、违法行为、裁量都引用这里的条款；点开一条能看到谁在用它，以及前一版、后一版的对应条款。条款改了不要改写旧的：新建新版的一条，在“上一版的对应条款”里选旧的那条。
批量录入用“导入”：法律法规填简称，条号写“第九十九条”或 99 都可以。`,
	Access: kept(func(a kernel.Actor) kernel.Cond { return kernel.In(&ArticleRow.Region, above(a.Region)...) }),
	Views: []kernel.View{
		{Name: "valid", Label: "现行有效", Query: "state=valid"}, {Name: "ended", Label: "已失效", Query: "state=repealed"},
		{Name: "unchecked", Label: "待核对", Query: "checked=unchecked"},
	},
	Indexes: [][]any{{&ArticleRow.Act, &ArticleRow.Order}},
}

func init() {
	Articles.Derive = func(c *kernel.Ctx, a *Article) error {
		a.Checked = cmp.Or(a.Checked, Unchecked)
		act, err := Acts.First(c.AsSystem(), kernel.ByID(string(a.Act)))
		if err != nil || act == nil || len(act.Editions) == 0 {
			return err
		}
		a.Edition = cmp.Or(a.Edition, act.Editions[len(act.Editions)-1].Name)
		from, until, known := act.Period(a.Edition)
		if !known {
			return kernel.FieldError(&ArticleRow.Edition, "%s没有“%s”这一版，请先在法律法规里加上", act.Short, a.Edition)
		}
		a.From, a.Until = cmp.Or(a.From, from), cmp.Or(a.Until, until)
		a.State = stateOn(a.From, a.Until, c.Today())
		a.Number, a.Order = Numbered(a.Number)
		a.Code = cmp.Or(a.Code, act.Short+"（"+a.Edition+"）"+a.Number)
		return nil
	}
	Articles.Rules = func(c *kernel.Ctx, a, before *Article) error {
		if a.Until != "" && a.Until < a.From {
			return kernel.FieldError(&ArticleRow.Until, "失效日期不能早于施行日期")
		}
		if a.Earlier != "" && string(a.Earlier) == a.ID {
			return kernel.FieldError(&ArticleRow.Earlier, "不能选自己")
		}
		return nil
	}
}

// InForce tells whether the article holds on day.
func (a *Article) InForce(day kernel.Date) bool { return during(a.From, a.Until, day) }

// stateOn is how something that holds from one day until another stands on a third.
func stateOn(from, until, day kernel.Date) ActState {
	switch {
	case day < from:
		return Coming
	case until != "" && day > until:
		return Repealed
	}
	return Valid
}

func during(from, until, day kernel.Date) bool {
	return from <= day && (until == "" || day <= until)
}

// Numbered returns the number of an article as acts write it and its place among the others: 99 and 第99条 become 第九十九条; an
// article put in later (第三十二条之一) follows its number; sections of standards are placed by their first two numbers.
func Numbered(s string) (number string, order int) {
	s = strings.TrimSpace(s)
	core, rest, inserted := strings.Cut(s, "条之")
	core = strings.TrimSuffix(strings.TrimPrefix(core, "第"), "条")
	n, err := strconv.Atoi(core)
	if err != nil {
		n = numeral(core)
	}
	if n <= 0 || n > 9999 {
		for i, part := range strings.SplitN(s, ".", 4) {
			v, err := strconv.Atoi(part)
			if err != nil || i > 2 || v > 99 {
				break
			}
			order += v * []int{10000, 100, 1}[i]
		}
		return s, order
	}
	if number, order = "第"+Numeral(n)+"条", n*100; inserted {
		k := max(numeral(rest), 1)
		return number + "之" + Numeral(k), order + k
	}
	return number, order
}

const digits = "零一二三四五六七八九"

// Numeral writes n, from 1 to 9999, as acts number their articles.
func Numeral(n int) string {
	out, gap := "", false
	for i, unit := range []string{"千", "百", "十", ""} {
		place := []int{1000, 100, 10, 1}[i]
		d := n / place % 10
		switch {
		case d == 0:
			gap = out != ""
		case unit == "十" && d == 1 && out == "":
			out += unit
		default:
			if gap {
				out += "零"
			}
			out, gap = out+string([]rune(digits)[d])+unit, false
		}
	}
	return out
}

// numeral reads what Numeral writes, 0 for anything else.
func numeral(s string) int {
	n, d := 0, 0
	for _, r := range s {
		switch r {
		case '千', '百', '十':
			n += max(d, 1) * map[rune]int{'千': 1000, '百': 100, '十': 10}[r]
			d = 0
		default:
			at := strings.IndexRune(digits, r)
			if at < 0 {
				return 0
			}
			d = at / len("零")
		}
	}
	return n + d
}
