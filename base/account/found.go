package account

import (
	"strings"

	"anjian/base/role"
	"anjian/kernel"
)

// Founder is one of the first three accounts of a platform, with the password to hand over.
type Founder struct {
	Role, Login, Password string
}

// Found makes the first three administrators of a platform, who cannot be one another (三员分立): they are the only ones whom nobody grants
// their duty. It refuses once any account exists.
func Found(c *kernel.Ctx, login string, at kernel.Region) (out []Founder, err error) {
	prefix, ok := strings.CutSuffix(login, "admin")
	if !ok {
		prefix = login + "."
	}
	err = c.Tx(func(c *kernel.Ctx) error {
		c = c.AsSystem()
		password, err := Bootstrap(c, login, at)
		if err != nil {
			return err
		}
		out = []Founder{{kernel.LabelOf(Role(role.System)), login, password}}
		for _, x := range []struct {
			login string
			role  kernel.Role
		}{{prefix + "security", role.Security}, {prefix + "auditor", role.Audit}} {
			password := oneTimePassword()
			h, err := hash(c, password)
			if err != nil {
				return err
			}
			a := &Account{Login: x.login, Name: kernel.LabelOf(Role(x.role)), Kind: Regulator, Roles: []Role{Role(x.role)}, PasswordDue: true}
			a.Region = at
			if err := Accounts.Create(c, a); err != nil {
				return err
			}
			if err := writeSecret(c, a.ID, h, 0); err != nil {
				return err
			}
			out = append(out, Founder{kernel.LabelOf(Role(x.role)), x.login, password})
		}
		return nil
	})
	return out, err
}
