package identity

import (
	"fmt"
	"slices"
	"strings"

	"anjian/base/account"
	"anjian/base/org"
	"anjian/kernel"
)

// snapshot is all that a source holds at one moment. Here Org of a person and Superior of a unit are keys of the source.
type snapshot struct {
	people []person
	units  []unit
	whole  bool // it holds units at all, so that one that is missing has vanished
}

// comparing holds a snapshot against what is there.
type comparing struct {
	p        *Provider
	k        *keeper
	sync     *Sync
	links    map[string]*Link // by key; of people "p/", of units "u/"
	units    map[string]unit  // of the snapshot, by key
	orgs     map[string]*org.Org
	out      []*Difference
	wanted   []plan
	former   []plan
	problems []Problem
}

// compare proposes what would make the platform agree with a snapshot, and stores it. Nothing else is written.
func (p *Provider) compare(c *kernel.Ctx, sync *Sync, s *Source, snap *snapshot) error {
	k := keeping(c, s)
	m := &comparing{p: p, k: k, sync: sync, links: map[string]*Link{}, units: map[string]unit{}, orgs: map[string]*org.Org{}}
	list, err := Links.List(c.AsSystem(), kernel.Query{Where: kernel.Eq(&lk.Source, kernel.Ref[Source](s.ID)), Sort: "id", Limit: -1})
	if err != nil {
		return err
	}
	for _, l := range list {
		kind := "p/"
		if l.Org != "" {
			kind = "u/"
		}
		m.links[kind+l.External] = l
	}
	if s.Org != "" {
		if err := m.compareUnits(snap); err != nil {
			return err
		}
	} else if len(snap.units) > 0 {
		m.problem("", "", "来源没有挂接机构，部门没有比对")
	}
	if err := m.comparePeople(snap); err != nil {
		return err
	}
	return m.store(c)
}

func (m *comparing) problem(key, name, what string) {
	m.problems = append(m.problems, Problem{clip(key, 100), clip(name, 60), what})
}

func clip(s string, n int) string {
	r := []rune(strings.ToValidUTF8(strings.ReplaceAll(s, "\x00", ""), ""))
	return string(r[:min(len(r), n)])
}

func (m *comparing) propose(d *Difference, wanted, former plan) {
	d.Rank = len(m.out)
	m.out, m.wanted, m.former = append(m.out, d), append(m.wanted, wanted), append(m.former, former)
}

// compareUnits proposes departments, each after the one above it, and those that are gone last.
func (m *comparing) compareUnits(snap *snapshot) error {
	var order []unit
	for _, u := range snap.units {
		switch _, twice := m.units[u.Key]; {
		case u.Key == "" || u.Name == "":
			m.problem(u.Key, u.Name, "部门缺少标识或名称")
		case len([]rune(u.Name)) > 80 || len([]rune(u.Key)) > 300:
			m.problem(u.Key, u.Name, "部门名称或标识过长")
		case twice:
			m.problem(u.Key, u.Name, "部门标识重复")
		default:
			m.units[u.Key] = u
			order = append(order, u)
		}
	}
	depth := func(u unit) (n int) {
		for at := u; n < 50; n++ {
			up, ok := m.units[at.Superior]
			if !ok || at.Superior == at.Key {
				break
			}
			at = up
		}
		return n
	}
	slices.SortStableFunc(order, func(a, b unit) int { return depth(a) - depth(b) })
	for _, u := range order {
		if depth(u) >= 50 {
			m.problem(u.Key, u.Name, "部门的上级成了环")
			continue
		}
		up := ""
		if above, ok := m.units[u.Superior]; ok {
			up = above.Name
		}
		l := m.links["u/"+u.Key]
		if l == nil || l.Gone {
			m.propose(&Difference{Name: u.Name, Subject: Units, Act: Add, Key: u.Key, Changes: differs(differs(nil, "名称", "", u.Name), "上级部门", "", up)}, plan{Unit: u, Up: u.Superior}, plan{})
			continue
		}
		o, _, err := m.k.org(string(l.Org))
		if err != nil {
			if kernel.CodeOf(err) != kernel.Missing {
				return err
			}
			m.problem(u.Key, u.Name, "对应的机构已不在来源的管理范围")
			continue
		}
		m.orgs[u.Key] = o
		before, err := m.aboveOf(o)
		if err != nil {
			return err
		}
		changes := differs(nil, "名称", o.Name, u.Name)
		if now := m.links["u/"+u.Superior]; before != u.Superior && (now != nil && now.Org != o.Superior || now == nil && (up != "" || before != "")) {
			changes = differs(changes, "上级部门", m.units[before].Name, up)
		}
		if o.Status != org.Active {
			m.problem(u.Key, u.Name, "对应的机构已撤销，由管理员决定是否恢复")
		} else if len(changes) > 0 {
			m.propose(&Difference{Name: o.Name, Subject: Units, Act: Alter, Key: u.Key, Changes: changes, Org: kernel.Ref[org.Org](o.ID)}, plan{Unit: u, Up: u.Superior}, plan{Unit: unit{Key: u.Key, Name: o.Name, Superior: string(o.Superior)}})
		}
	}
	return nil
}

// aboveOf is the key of the department above an organisation, "" if the source does not know it.
func (m *comparing) aboveOf(o *org.Org) (string, error) {
	for key, l := range m.links {
		if l.Org == o.Superior && l.Org != "" {
			return strings.TrimPrefix(key, "u/"), nil
		}
	}
	return "", nil
}

// orgOf is the organisation of a department of the source, and its name; the id is empty while it is only proposed.
func (m *comparing) orgOf(key string) (id, name string) {
	if l := m.links["u/"+key]; l != nil && !l.Gone {
		id = string(l.Org)
	}
	if u, ok := m.units[key]; ok {
		return id, u.Name
	}
	return id, ""
}

func (m *comparing) orgName(id string) (string, error) {
	if id == "" {
		return "", nil
	}
	o, err := org.Orgs.First(m.k.c.AsSystem(), kernel.ByID(id))
	if err != nil || o == nil {
		return "", err
	}
	return o.Name, nil
}

func (m *comparing) comparePeople(snap *snapshot) error {
	seen, logins := map[string]bool{}, map[string]bool{}
	for _, p := range snap.people {
		p.Login = strings.ToLower(strings.TrimSpace(p.Login))
		switch {
		case p.Key == "" || p.Login == "" || p.Name == "":
			m.problem(p.Key, p.Name, "用户缺少标识、登录名或姓名")
			continue
		case len([]rune(p.Name)) > 40 || len([]rune(p.Key)) > 300:
			m.problem(p.Key, p.Name, "姓名或标识过长")
			continue
		case seen[p.Key] || logins[p.Login]:
			m.problem(p.Key, p.Name, "标识或登录名重复："+p.Login)
			continue
		}
		seen[p.Key], logins[p.Login] = true, true
		l := m.links["p/"+p.Key]
		var err error
		if l == nil || l.Gone {
			err = m.newPerson(p)
		} else {
			err = m.knownPerson(p, l)
		}
		if err != nil {
			return err
		}
	}
	return m.vanished(snap, seen)
}

func (m *comparing) newPerson(p person) error {
	_, name := m.orgOf(p.Org)
	d := &Difference{Name: p.Name, Subject: People, Act: Add, Key: p.Key}
	d.Changes = differs(differs(differs(differs(nil, "登录名", "", p.Login), "姓名", "", p.Name), "手机", "", masked(p.Phone)), "部门", "", name)
	there, err := account.Accounts.First(m.k.c.AsSystem(), kernel.Eq(&account.Row.Login, p.Login))
	if err != nil {
		return err
	}
	former, joined := plan{}, false
	if there != nil {
		tied, err := Links.First(m.k.c.AsSystem(), kernel.And(kernel.Eq(&lk.Account, kernel.Ref[account.Account](there.ID)), kernel.Eq(&lk.Gone, false)))
		if err != nil {
			return err
		}
		gone := m.links["p/"+p.Key]
		switch {
		case !m.k.within(there):
			m.problem(p.Key, p.Name, "登录名“"+p.Login+"”属于来源管不到的账号")
			return nil
		case tied != nil:
			m.problem(p.Key, p.Name, "登录名“"+p.Login+"”已属于别的来源或别的人")
			return nil
		case (gone == nil || string(gone.Account) != there.ID) && !m.k.s.Adopt:
			m.problem(p.Key, p.Name, "登录名“"+p.Login+"”已存在；要并入请在来源里选“并入同名账号”")
			return nil
		}
		joined = gone == nil
		d.Account, d.Message = kernel.Ref[account.Account](there.ID), "并入已有账号"
		if !joined {
			d.Message = "恢复以前的账号"
		}
		before, err := m.orgName(string(there.Org))
		if err != nil {
			return err
		}
		d.Changes = differs(differs(differs(differs(nil, "登录名", there.Login, p.Login), "姓名", there.Name, p.Name), "手机", masked(there.Phone), masked(cmpPhone(p.Phone, there.Phone))), "部门", before, name)
		former.Person = person{Login: there.Login, Name: there.Name, Phone: there.Phone, Org: string(there.Org), Active: there.Status != account.Disabled}
	}
	if !p.Active {
		if there == nil || former.Person.Active {
			d.Changes = differs(d.Changes, "状态", "", label(false))
		}
		if there == nil {
			return nil // somebody who left before the source was ever compared
		}
	}
	m.propose(d, plan{Person: p, OrgKey: p.Org, Joined: joined}, former)
	return nil
}

func cmpPhone(a, b kernel.Phone) kernel.Phone {
	if a == "" {
		return b
	}
	return a
}

func masked(p kernel.Phone) string {
	if p == "" {
		return ""
	}
	return kernel.MaskMiddle(string(p))
}

func (m *comparing) knownPerson(p person, l *Link) error {
	a, _, err := m.k.account(string(l.Account))
	if kernel.CodeOf(err) == kernel.Missing {
		m.problem(p.Key, p.Name, "对应的账号已不在来源的管理范围")
		return nil
	}
	if err != nil {
		return err
	}
	if a.Login != p.Login {
		m.problem(p.Key, p.Name, fmt.Sprintf("来源里的登录名变成了“%s”，平台的登录名“%s”不能修改", p.Login, a.Login))
	}
	id, name := m.orgOf(p.Org)
	before, err := m.orgName(string(a.Org))
	if err != nil {
		return err
	}
	changes := differs(differs(nil, "姓名", a.Name, p.Name), "手机", masked(a.Phone), masked(cmpPhone(p.Phone, a.Phone)))
	if p.Phone != "" && p.Phone != a.Phone && len(changes) > 0 && changes[len(changes)-1].Label != "手机" || len(changes) == 0 && p.Phone != "" && p.Phone != a.Phone {
		changes = append(changes, Change{"手机", masked(a.Phone), masked(p.Phone)}) // they differ behind the mask
	}
	if m.k.s.Org != "" && (id != string(a.Org) || id == "" && name != "") {
		changes = differs(changes, "部门", before, name)
	}
	now := a.Status != account.Disabled
	if now != p.Active && (now || l.Held) {
		changes = differs(changes, "状态", label(now), label(p.Active))
	}
	if len(changes) == 0 {
		return nil
	}
	p.Login = a.Login
	if m.k.s.Org == "" {
		p.Org = ""
	}
	m.propose(&Difference{Name: a.Name, Subject: People, Act: Alter, Key: p.Key, Changes: changes, Account: kernel.Ref[account.Account](a.ID)},
		plan{Person: p, OrgKey: p.Org}, plan{Person: person{Key: p.Key, Login: a.Login, Name: a.Name, Phone: a.Phone, Org: string(a.Org), Active: now}})
	return nil
}

// vanished proposes to disable whoever the source no longer has, and to close departments. Where most of it is gone, the source is
// doubted first: these are proposed, but not chosen.
func (m *comparing) vanished(snap *snapshot, seen map[string]bool) error {
	var gone []*Difference
	linked := 0
	for _, key := range sortedKeys(m.links) {
		l := m.links[key]
		if l.Gone || l.Account == "" {
			continue
		}
		linked++
		if seen[l.External] {
			continue
		}
		a, _, err := m.k.account(string(l.Account))
		if kernel.CodeOf(err) == kernel.Missing {
			continue
		}
		if err != nil {
			return err
		}
		d := &Difference{Name: a.Name, Subject: People, Act: Vanish, Key: l.External, Account: l.Account}
		if a.Status != account.Disabled {
			d.Changes = []Change{{"状态", label(true), label(false)}}
		} else {
			d.Message = "账号已停用，只解除对应"
		}
		gone = append(gone, d)
		m.propose(d, plan{}, plan{Person: person{Key: l.External, Login: a.Login, Name: a.Name, Org: string(a.Org), Active: a.Status != account.Disabled}})
	}
	if len(gone) > 5 && len(gone)*2 > linked {
		for _, d := range gone {
			d.Status, d.Message = Skipped, "消失的人过多，请先核对来源"
		}
	}
	if !snap.whole || m.k.s.Org == "" {
		return nil
	}
	var closing []*org.Org
	above, keyOf := map[string]string{}, map[string]string{}
	for _, key := range sortedKeys(m.links) {
		l := m.links[key]
		if _, there := m.units[l.External]; l.Org == "" || l.Gone || there {
			continue
		}
		o, _, err := m.k.org(string(l.Org))
		if kernel.CodeOf(err) == kernel.Missing {
			continue
		}
		if err != nil {
			return err
		}
		closing = append(closing, o)
		above[o.ID], keyOf[o.ID] = string(o.Superior), l.External
	}
	depth := func(o *org.Org) (n int) {
		for at := o.ID; above[at] != "" && n < 50; n++ {
			at = above[at]
		}
		return n
	}
	slices.SortStableFunc(closing, func(a, b *org.Org) int { return depth(b) - depth(a) }) // those below first
	for _, o := range closing {
		m.propose(&Difference{Name: o.Name, Subject: Units, Act: Vanish, Key: keyOf[o.ID], Org: kernel.Ref[org.Org](o.ID), Changes: []Change{{"状态", "有效", "撤销"}}}, plan{},
			plan{Unit: unit{Key: keyOf[o.ID], Name: o.Name, Superior: string(o.Superior)}})
	}
	return nil
}

func sortedKeys[V any](of map[string]V) []string {
	keys := make([]string, 0, len(of))
	for key := range of {
		keys = append(keys, key)
	}
	slices.Sort(keys)
	return keys
}

// store keeps the differences and opens the comparison for a decision, in one transaction.
func (m *comparing) store(c *kernel.Ctx) error {
	return c.Tx(func(c *kernel.Ctx) error {
		now, err := Syncs.Get(c.AsSystem(), m.sync.ID)
		if err != nil || now.Status != Reading { // given up meanwhile
			return err
		}
		for i, d := range m.out {
			d.Sync, d.Region = kernel.Ref[Sync](m.sync.ID), m.sync.Region
			if err := Differences.Create(c.AsSystem(), d); err != nil {
				return err
			}
			if err := m.p.keepPlan(c, d, m.wanted[i], m.former[i]); err != nil {
				return err
			}
		}
		if _, err := Sources.Update(c.AsSystem(), m.k.s.ID, 0, func(s *Source) error { s.Last = c.Now(); return nil }); err != nil {
			return err
		}
		return settle(c, m.sync.ID, func(s *Sync) {
			s.Problems, s.Status, s.Total = m.problems, Ready, len(m.out)
			if counted(s, m.out); len(m.out) == 0 {
				s.Status, s.Message = Discarded, "没有差异"
			}
		})
	})
}
