package chat

import (
	"strings"

	"anjian/base/account"
	"anjian/base/role"
	"anjian/kernel"
)

// mostMembers bounds a group: larger circles are reached by notices.
const mostMembers = 500

// Member is one person of a talk.
type Member struct {
	Account string `json:"account"`
	Name    string `json:"name"`
	Unit    string `json:"unit"`  // where he works
	Post    string `json:"post"`  // as what
	Seen    int64  `json:"seen"`  // has read up to
	State   string `json:"state"` // online, away or ""
	Since   int64  `json:"since"`
}

// begin stores a talk with its first members.
func begin(c *kernel.Ctx, t *Talk, people []*account.Account, words string) error {
	t.Owner, t.By = c.Actor.ID, c.Actor.Name
	if t.Region == "" {
		t.Region = c.Actor.Region
	}
	if err := Talks.Create(c.AsSystem(), t); err != nil {
		return err
	}
	if _, err := c.Store.Exec(c, "INSERT INTO chat_head (talk, seq, at) VALUES (?, 0, ?)", t.ID, now(c)); err != nil {
		return err
	}
	who := make([]string, 0, len(people))
	for _, a := range people {
		if err := enrol(c, t.ID, a, 0); err != nil {
			return err
		}
		who = append(who, a.ID)
	}
	if err := note(c, t.ID, "begin", words, who...); err != nil {
		return err
	}
	return trace(c, t.ID, "join", names(people))
}

// enrol makes an account a member, who may read what comes after since.
func enrol(c *kernel.Ctx, talk string, a *account.Account, since int64) error {
	n, err := tick(c)
	if err != nil {
		return err
	}
	_, err = c.Store.Exec(c, `INSERT INTO chat_member (talk, account, name, since, seen, gone, n) VALUES (?, ?, ?, ?, ?, 0, ?)
ON CONFLICT (talk, account) DO UPDATE SET name = excluded.name, since = excluded.since, seen = excluded.seen, gone = 0, n = excluded.n`, talk, a.ID, a.Name, since, since, n)
	return err
}

func names(people []*account.Account) string {
	var out []string
	for _, a := range people {
		out = append(out, a.Name)
	}
	return strings.Join(out, "、")
}

// person returns an account that can be talked to.
func person(c *kernel.Ctx, id string) (*account.Account, error) {
	if !legible(id, 60) || id == "" {
		return nil, kernel.Errorf(kernel.Missing, "找不到这个人")
	}
	a, err := account.Accounts.First(c.AsSystem(), kernel.ByID(id))
	if err == nil && (a == nil || a.Status == account.Disabled) {
		err = kernel.Errorf(kernel.Missing, "找不到这个人，或账号已停用")
	}
	return a, err
}

// may tells whether the actor may begin to talk with a: those who work for governments among each other and with the enterprises
// that they supervise, the people of one enterprise among each other. An enterprise answers, and talks in the matters it has a part in.
func may(c *kernel.Ctx, a *account.Account) bool {
	switch {
	case c.Actor.System || a.ID == c.Actor.ID:
		return true
	case c.Actor.Enterprise != "":
		return string(a.Enterprise) == c.Actor.Enterprise
	case !ofGovernment(c.Actor):
		return false
	case a.Kind == account.Regulator:
		return true
	}
	return c.Actor.Is(role.Government...) && strings.HasPrefix(string(a.Region), strings.TrimPrefix(string(c.Actor.Region), string(kernel.Country)))
}

func ofGovernment(a kernel.Actor) bool {
	return a.Is(role.System, role.Security, role.Audit, role.Regulator, role.Leader, role.Clerk, role.Collector)
}

func people(c *kernel.Ctx, ids []string) (out []*account.Account, err error) {
	seen := map[string]bool{}
	for _, id := range ids {
		if seen[id] {
			continue
		}
		seen[id] = true
		a, err := person(c, id)
		if err != nil {
			return nil, err
		}
		if !may(c, a) {
			return nil, kernel.Errorf(kernel.Forbidden, "您不能与%s发起会话", a.Name)
		}
		out = append(out, a)
	}
	if len(out) > mostMembers {
		return nil, kernel.Errorf(kernel.Invalid, "一个群最多%d人，更大范围请发通知", mostMembers)
	}
	return out, nil
}

// direct returns the talk of the actor with one other person, and makes it when they talk for the first time.
func (h *hub) direct(c *kernel.Ctx, with string) (id string, err error) {
	if with == c.Actor.ID {
		return "", kernel.Errorf(kernel.Invalid, "不能与自己会话")
	}
	pair := min(c.Actor.ID, with) + "/" + max(c.Actor.ID, with)
	find := func(c *kernel.Ctx) error {
		_, err := one(c, []any{&id}, "SELECT talk FROM chat_direct WHERE pair = ?", pair)
		return err
	}
	if !legible(with, 60) {
		return "", kernel.Errorf(kernel.Missing, "找不到这个人")
	}
	if err := find(c); err != nil || id != "" {
		return id, err
	}
	list, err := people(c, []string{with})
	if err != nil {
		return "", err
	}
	self, err := person(c, c.Actor.ID)
	if err != nil {
		return "", err
	}
	err = h.write(c, func(c *kernel.Ctx) error {
		if _, err := tick(c); err != nil { // two who begin at the same moment begin one talk
			return err
		}
		if err := find(c); err != nil || id != "" {
			return err
		}
		t := &Talk{Kind: Direct, Title: self.Name + "、" + list[0].Name}
		if err := begin(c, t, append(list, self), "会话开始"); err != nil {
			return err
		}
		id = t.ID
		_, err := c.Store.Exec(c, "INSERT INTO chat_direct (pair, talk) VALUES (?, ?)", pair, id)
		return err
	})
	return id, err
}

// group begins a group of the actor and the people that he names.
func (h *hub) group(c *kernel.Ctx, title string, ids []string) (id string, err error) {
	title = strings.TrimSpace(title)
	if title == "" || !legible(title, 100) {
		return "", &kernel.Error{Code: kernel.Invalid, Message: "请填写群名称，不超过100字", Fields: map[string]string{"title": "请填写群名称，不超过100字"}}
	}
	list, err := people(c, append([]string{c.Actor.ID}, ids...))
	if err != nil {
		return "", err
	}
	if len(list) < 2 {
		return "", kernel.Errorf(kernel.Invalid, "请选择群成员")
	}
	t := &Talk{Kind: Group, Title: title}
	err = h.write(c, func(c *kernel.Ctx) error { return begin(c, t, list, c.Actor.Name+"建立了群") })
	return t.ID, err
}

// talkOf reads a talk of the actor.
func talkOf(c *kernel.Ctx, id string) (*Talk, error) {
	if !legible(id, 60) {
		return nil, errMember
	}
	if _, err := membership(c, id); err != nil {
		return nil, err
	}
	t, err := Talks.First(c.AsSystem(), kernel.ByID(id))
	if err == nil && t == nil {
		err = errMember
	}
	return t, err
}

// change does something to the circle of a talk that is no direct one and has not ended.
func (h *hub) change(c *kernel.Ctx, id string, fn func(*kernel.Ctx, *Talk) error) error {
	if err := h.reach(c, id); err != nil {
		return err
	}
	return h.write(c, func(c *kernel.Ctx) error {
		t, err := talkOf(c, id)
		switch {
		case err != nil:
			return err
		case t.Kind == Direct:
			return kernel.Errorf(kernel.Conflict, "单聊没有成员管理")
		case t.Ended:
			return errEnded
		}
		return fn(c, t)
	})
}

// invite brings people into a group. Into a plain group they come as newcomers; who discusses a record needs what was said before.
func (h *hub) invite(c *kernel.Ctx, id string, ids []string) error {
	if len(ids) == 0 {
		return kernel.Errorf(kernel.Invalid, "请选择要加入的人")
	}
	return h.change(c, id, func(c *kernel.Ctx, t *Talk) error {
		list, err := people(c, ids)
		if err != nil {
			return err
		}
		inside, err := texts(c, "SELECT account FROM chat_member WHERE talk = ? AND gone = 0", id)
		if err != nil {
			return err
		}
		fresh := list[:0]
		for _, a := range list {
			if !has(inside, a.ID) {
				fresh = append(fresh, a)
			}
		}
		if len(fresh) == 0 {
			return nil
		}
		if len(inside)+len(fresh) > mostMembers {
			return kernel.Errorf(kernel.Invalid, "一个群最多%d人，更大范围请发通知", mostMembers)
		}
		since := int64(0)
		if t.Kind == Group {
			if _, err := one(c, []any{&since}, "SELECT seq FROM chat_head WHERE talk = ?", id); err != nil {
				return err
			}
		}
		who := []string{}
		for _, a := range fresh {
			if t.Kind == Matter {
				if ok, err := readableBy(c, t, a); err != nil {
					return err
				} else if !ok {
					return kernel.Errorf(kernel.Forbidden, "%s无权查看所讨论的记录，不能加入", a.Name)
				}
			}
			if err := enrol(c, id, a, since); err != nil {
				return err
			}
			who = append(who, a.ID)
		}
		if err := note(c, id, "join", c.Actor.Name+"邀请"+names(fresh)+"加入", who...); err != nil {
			return err
		}
		return trace(c, id, "join", names(fresh))
	})
}

// leave takes the actor out of a group, remove somebody else; who began the group removes.
func (h *hub) leave(c *kernel.Ctx, id string) error {
	return h.change(c, id, func(c *kernel.Ctx, t *Talk) error { return drop(c, t, c.Actor.ID, "leave", c.Actor.Name+"退出") })
}

func (h *hub) remove(c *kernel.Ctx, id, who string) error {
	return h.change(c, id, func(c *kernel.Ctx, t *Talk) error {
		if t.Owner != c.Actor.ID {
			return kernel.Errorf(kernel.Forbidden, "只有发起人可以移出成员")
		}
		name := ""
		if !legible(who, 60) {
			return errMember
		}
		if found, err := one(c, []any{&name}, "SELECT name FROM chat_member WHERE talk = ? AND account = ? AND gone = 0", id, who); err != nil {
			return err
		} else if !found {
			return kernel.Errorf(kernel.Missing, "他不是成员")
		}
		return drop(c, t, who, "remove", c.Actor.Name+"将"+name+"移出")
	})
}

func drop(c *kernel.Ctx, t *Talk, who, what, words string) error {
	n, err := tick(c)
	if err != nil {
		return err
	}
	if _, err := c.Store.Exec(c, "UPDATE chat_member SET gone = 1, n = ? WHERE talk = ? AND account = ?", n, t.ID, who); err != nil {
		return err
	}
	if err := note(c, t.ID, what, words, who); err != nil {
		return err
	}
	return trace(c, t.ID, what, words)
}

// rename gives a group another name.
func (h *hub) rename(c *kernel.Ctx, id, title string) error {
	title = strings.TrimSpace(title)
	if title == "" || !legible(title, 100) {
		return kernel.Errorf(kernel.Invalid, "请填写群名称，不超过100字")
	}
	return h.change(c, id, func(c *kernel.Ctx, t *Talk) error {
		if t.Kind != Group {
			return kernel.Errorf(kernel.Conflict, "业务讨论的名称随记录")
		}
		if err := note(c, id, "rename", c.Actor.Name+"将群名称改为“"+title+"”"); err != nil {
			return err
		}
		_, err := Talks.Update(c.AsSystem(), id, 0, func(t *Talk) error { t.Title = title; return nil })
		return err
	})
}

func has(list []string, s string) bool {
	for _, x := range list {
		if x == s {
			return true
		}
	}
	return false
}
