package enterprise

import "anjian/kernel"

// Doubt is a group of facts that somebody who stands in front of the enterprise should look at, and why.
type Doubt struct {
	Group Group
	Why   string
}

// Doubtful are the groups of a file that are flagged and that nobody has confirmed since a day: contacts that grew stale or left, an operating
// state on which systems differ, a missing class of industry.
func Doubtful(c *kernel.Ctx, e *Enterprise, since kernel.Date) (out []Doubt, err error) {
	s, err := scaleOf(c, e.Region)
	if err != nil {
		return nil, err
	}
	for _, g := range dated {
		f := e.fresh(g)
		switch {
		case f != nil && f.On >= since && !(g == InCondition && e.Conflicting):
		case g == InCondition && e.Conflicting:
			out = append(out, Doubt{g, "经营状态不一致：" + e.Differs})
		case g == InSupervision && !e.Classified:
			out = append(out, Doubt{g, "行业分类不齐全"})
		case f == nil:
			out = append(out, Doubt{g, "从来没有人确认过"})
		case f.On.AddDays(s.term(g)) < since:
			out = append(out, Doubt{g, "上次确认是" + string(f.On) + "，已经过期"})
		}
	}
	return out, nil
}
