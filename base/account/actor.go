package account

import "anjian/kernel"

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
	return a.actor(), nil
}
