package account

import (
	"slices"

	"anjian/base/agency"
	"anjian/base/org"
	"anjian/kernel"
)

// standing is who the account is to the rights of the platform today: the person, the posts filled besides, the enterprises that the
// agency works for.
func standing(c *kernel.Ctx, a *Account) (kernel.Actor, error) {
	out := a.actor()
	var err error
	switch {
	case a.Kind == Agency && a.Agency != "":
		out.Serves, err = agency.Serves(c, string(a.Agency))
	case a.Kind == Regulator && !slices.ContainsFunc(a.Roles, guards):
		out.Also, err = posts(c, a)
	}
	return out, err
}

// posts are the capacities in which an account acts today besides its own. The own name stays, with what it is done for.
func posts(c *kernel.Ctx, a *Account) (out []kernel.Actor, err error) {
	sys, today := c.AsSystem(), c.Today()
	list, err := Holdings.List(sys, kernel.Query{Where: kernel.And(kernel.Eq(&hg.Account, kernel.Ref[Account](a.ID)), kernel.Eq(&hg.Status, Held), kernel.UpTo(&hg.From, today)), Sort: "id", Limit: 20})
	if err != nil {
		return nil, err
	}
	for _, h := range list {
		if h.Until != "" && h.Until < today || h.Region != a.Region {
			continue
		}
		p, err := org.Posts.First(sys, kernel.ByID(string(h.Post)))
		if err != nil {
			return nil, err
		}
		if p == nil || p.Status != org.Active || p.Region != a.Region { // a post that was moved meanwhile is another one
			continue
		}
		also := kernel.Actor{ID: a.ID, Name: a.Name + "（" + h.as(p) + "）", Region: p.Region, Org: string(p.Org)}
		for _, r := range p.Roles {
			also.Roles = append(also.Roles, kernel.Role(r))
		}
		for _, t := range p.Trades {
			also.Trades = append(also.Trades, string(t))
		}
		out = append(out, also)
	}
	return out, nil
}

// ActorOf returns who acts when the account with a login name does: for commands run by whoever keeps the machine.
func ActorOf(c *kernel.Ctx, login string) (kernel.Actor, error) {
	a, err := byLogin(c, login)
	switch {
	case err != nil:
		return kernel.Actor{}, err
	case a == nil:
		return kernel.Actor{}, kernel.Errorf(kernel.Missing, "没有登录名为“%s”的账号", login)
	case a.Status != Active:
		return kernel.Actor{}, kernel.Errorf(kernel.Forbidden, "账号“%s”不能使用：%s", login, kernel.LabelOf(a.Status))
	}
	return standing(c, a)
}

// Standing is what an account may act as today, for whoever explains its rights.
func Standing(c *kernel.Ctx, a *Account) (kernel.Actor, error) { return standing(c, a) }
