package library

import (
	"cmp"
	"slices"
	"strings"
	"sync"

	"anjian/kernel"
)

// Use is a record that rests on an article: when the article changes, somebody has to look at it.
type Use struct {
	Type  string `json:"type"`
	Label string `json:"label"` // of the type, filled in here
	ID    string `json:"id"`
	Title string `json:"title"`
	How   string `json:"how"`            // in which way: 依据条款, 处罚依据
	Open  bool   `json:"open,omitempty"` // still being worked on, such as an open case
	Link  string `json:"link,omitempty"` // a page of the console, of what is no record
}

var users struct {
	sync.Mutex
	list []func(*kernel.Ctx, *Article) ([]Use, error)
}

// Uses registers where another package keeps what rests on articles: paper templates, open cases. A package calls it once, from a
// package variable or init; fn returns what the actor of c may read, and is asked article by article.
func Uses(fn func(c *kernel.Ctx, a *Article) ([]Use, error)) struct{} {
	users.Lock()
	defer users.Unlock()
	users.list = append(users.list, fn)
	return struct{}{}
}

// UsesOf returns what rests on any of the articles and may be read, each record once, what is open first.
func UsesOf(c *kernel.Ctx, articles ...*Article) (out []Use, err error) {
	seen := map[string]bool{}
	add := func(list ...Use) {
		for _, u := range list {
			if key := u.Type + " " + u.ID; !seen[key] {
				if h := c.App.Resource(u.Type); h != nil {
					u.Label = h.Meta().Label
				}
				seen[key] = true
				out = append(out, u)
			}
		}
	}
	for _, find := range []func(*kernel.Ctx, []*Article) ([]Use, error){inMatters, inViolations, inBands, inChecklists} {
		list, err := find(c, articles)
		if err != nil {
			return nil, err
		}
		add(list...)
	}
	users.Lock()
	fns := slices.Clone(users.list)
	users.Unlock()
	for _, fn := range fns {
		for _, a := range articles {
			list, err := fn(c, a)
			if err != nil {
				return nil, err
			}
			add(list...)
		}
	}
	slices.SortStableFunc(out, func(a, b Use) int { return cmp.Compare(rank(a), rank(b)) })
	return out, nil
}

func rank(u Use) int {
	if u.Open {
		return 0
	}
	return 1
}

func among(articles []*Article, ids ...kernel.Ref[Article]) bool {
	return slices.ContainsFunc(articles, func(a *Article) bool { return slices.Contains(ids, kernel.Ref[Article](a.ID)) })
}

func inMatters(c *kernel.Ctx, articles []*Article) (out []Use, err error) {
	err = readable(c, Matters, func(m *Matter) error {
		if among(articles, m.Articles...) {
			out = append(out, Use{Type: Matters.Name, ID: m.ID, Title: m.Code + " " + m.Name, How: "依据条款"})
		}
		return nil
	})
	return out, err
}

// inViolations finds violations, and the discretion standards of those.
func inViolations(c *kernel.Ctx, articles []*Article) (out []Use, err error) {
	hit := map[kernel.Ref[Violation]]bool{}
	err = readable(c, Violations, func(v *Violation) error {
		how := ""
		switch {
		case among(articles, v.Penalty):
			how = "处罚依据"
		case among(articles, v.Articles...):
			how = "违反条款"
		default:
			return nil
		}
		hit[kernel.Ref[Violation](v.ID)] = true
		out = append(out, Use{Type: Violations.Name, ID: v.ID, Title: v.Code + " " + v.Name, How: how})
		return nil
	})
	if err != nil || len(hit) == 0 {
		return out, err
	}
	err = readable(c, Discretions, func(d *Discretion) error {
		if hit[d.Violation] {
			out = append(out, Use{Type: Discretions.Name, ID: d.ID, Title: d.Title + " " + d.Document, How: "违法行为的裁量"})
		}
		return nil
	})
	return out, err
}

func inBands(c *kernel.Ctx, articles []*Article) (out []Use, err error) {
	err = readable(c, Bands, func(b *Band) error {
		if among(articles, b.Article) {
			out = append(out, Use{Type: Bands.Name, ID: b.ID, Title: b.Name, How: "依据条款"})
		}
		return nil
	})
	return out, err
}

// inChecklists finds the lists in use of trades, whose lines name their basis in words.
func inChecklists(c *kernel.Ctx, articles []*Article) (out []Use, err error) {
	shorts := map[kernel.Ref[Act]]string{}
	for _, a := range articles {
		if _, known := shorts[a.Act]; !known {
			act, err := Acts.First(c, kernel.ByID(string(a.Act)))
			if err != nil {
				return nil, err
			}
			if shorts[a.Act] = ""; act != nil {
				shorts[a.Act] = act.Short
			}
		}
	}
	if _, err := Checklists.Meta().Scope(c.Actor, "read"); err != nil {
		return nil, nil
	}
	err = Checklists.Each(c, kernel.Query{Where: kernel.And(ofNobody, kernel.Eq(&Row.Status, Published)), Limit: -1}, func(l *Checklist) error {
		for _, it := range l.Active() {
			if slices.ContainsFunc(articles, func(a *Article) bool { return cites(it.Basis, shorts[a.Act], a.Number) }) {
				out = append(out, Use{Type: Checklists.Name, ID: l.ID, Title: l.Name + " " + l.Edition, How: "检查项" + it.Code})
				break
			}
		}
		return nil
	})
	return out, err
}

// cites tells whether a basis in words (安全生产法 第二十二条、第二十四条；消防法 第十六条) names an article of an act.
func cites(basis, act, number string) bool {
	if act == "" {
		return false
	}
	for part := range strings.SplitSeq(basis, "；") {
		if at := strings.Index(part, act); at >= 0 {
			after := part[at+len(act):]
			if i := strings.Index(after, number); i >= 0 && !strings.HasPrefix(after[i+len(number):], "之") {
				return true
			}
		}
	}
	return false
}

// readable goes through what the actor may read of a type, nothing if he reads none of it.
func readable[T any](c *kernel.Ctx, r *kernel.Resource[T], fn func(*T) error) error {
	if _, err := r.Meta().Scope(c.Actor, "read"); err != nil {
		return nil
	}
	return r.Each(c, kernel.Query{Limit: -1}, fn)
}

type which struct {
	ID string `json:"id"`
}

// Usage is what the page of an article or of a change shows.
type Usage struct {
	Items    []Use     `json:"items"`
	Articles []Article `json:"articles"` // the same article in other editions, newest first
}

// usesOfArticle answers GET /api/library_article/{id}/uses.
func usesOfArticle(c *kernel.Ctx, in *which) (*Usage, error) {
	a, err := Articles.Get(c, in.ID)
	if err != nil {
		return nil, err
	}
	list, err := UsesOf(c, a)
	if err != nil {
		return nil, err
	}
	out := &Usage{Items: append([]Use{}, list...), Articles: []Article{}}
	for next := a; ; { // those that followed
		if next, err = Articles.First(c, kernel.Eq(&ArticleRow.Earlier, kernel.Ref[Article](next.ID))); err != nil {
			return nil, err
		}
		if next == nil || len(out.Articles) > 20 {
			break
		}
		out.Articles = slices.Insert(out.Articles, 0, *next)
	}
	for was := a; was != nil && was.Earlier != "" && len(out.Articles) < 40; {
		if was, err = Articles.First(c, kernel.ByID(string(was.Earlier))); err != nil {
			return nil, err
		}
		if was != nil {
			out.Articles = append(out.Articles, *was)
		}
	}
	return out, nil
}
