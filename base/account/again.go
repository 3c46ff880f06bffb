package account

import (
	"errors"
	"net/http"
	"time"

	"github.com/coreos/go-oidc/v3/oidc"

	"anjian/kernel"
)

// Who signs in elsewhere may have no password here, and proves there again who it is: by the password of the directory, or at the
// provider, which is asked to ask anew and has to say when it did (OpenID Connect Core 1.0, 3.1.2.1 max_age and auth_time).

// proofs says how the owner of an account can prove again who it is.
type proofs struct {
	Ways      []string `json:"ways"`
	Providers []way    `json:"providers,omitempty"`
}

func (s *Sessions) proofs(c *kernel.Ctx, a *Account) (out proofs, err error) {
	kept, err := readSecret(c, a.ID)
	if err != nil {
		return out, err
	}
	out.Ways = []string{}
	if kept != nil {
		out.Ways = append(out.Ways, "password")
	}
	ways, err := s.factors(c, a)
	if err != nil {
		return out, err
	}
	for _, w := range ways {
		if w != bySMS {
			out.Ways = append(out.Ways, w)
		}
	}
	links, err := Links.List(c.AsSystem(), kernel.Query{Where: kernel.Eq(&ln.Account, kernel.Ref[Account](a.ID)), Limit: 20, Sort: "id"})
	if err != nil || len(links) == 0 {
		return out, err
	}
	offered, err := s.offered(c)
	for _, o := range offered {
		for _, l := range links {
			if string(l.Provider) == o.ID {
				out.Providers = append(out.Providers, o)
				break
			}
		}
	}
	return out, err
}

// proveElsewhere says where the browser has to go to prove again who its person is.
func (s *Sessions) proveElsewhere(c *kernel.Ctx, w http.ResponseWriter, r *http.Request) error {
	if err := browserOnly(r); err != nil {
		return err
	}
	to, err := s.depart(c, w, r.PathValue("id"), away{Next: "/#proved", Prove: c.Now().Unix()}, c.Actor.ID)
	if err != nil {
		return err
	}
	return answer(w, urlOut{to})
}

// askedAnew refuses an answer for which the provider did not ask the person anew.
func (a away) askedAnew(id *oidc.IDToken) error {
	if a.Prove == 0 {
		return nil
	}
	var says struct {
		At int64 `json:"auth_time"`
	}
	if err := id.Claims(&says); err != nil {
		return err
	}
	if says.At < a.Prove-int64(time.Minute.Seconds()) { // clocks differ a little
		return errors.New("the provider did not ask the person anew")
	}
	return nil
}

// provedElsewhere takes the proof of a provider for the session that began the journey, and for its own person alone.
func (s *Sessions) provedElsewhere(c *kernel.Ctx, r *http.Request, p *Provider, account, subject string) error {
	token, kind := tokenOf(r)
	found, err := s.find(c, token)
	if err != nil {
		return err
	}
	who, err := linked(c, p.ID, subject)
	if err != nil {
		return err
	}
	if found == nil || kind != browser || found.actor.ID != account || who == nil || who.ID != account {
		return kernel.Errorf(kernel.Login, "在“%s”登录的不是您本人，没有通过验证", p.Name)
	}
	c.Actor = found.actor
	return s.keepProof(c, token, who)
}

// proveInDirectory takes the password of a directory from the person behind a session.
func (s *Sessions) proveInDirectory(c *kernel.Ctx, a *Account, in proveIn) error {
	p, subject, _, err := s.guarded(c, in.Provider, in.Name, in.Password)
	if err != nil {
		return err
	}
	who, err := linked(c, p.ID, subject)
	if err == nil && (who == nil || who.ID != a.ID) {
		err = kernel.Errorf(kernel.Login, wrong)
	}
	return err
}

// keepProof notes that the person behind a session has just proved who it is.
func (s *Sessions) keepProof(c *kernel.Ctx, token string, a *Account) error {
	err := c.Tx(func(c *kernel.Ctx) error {
		if _, err := c.Store.Exec(c, "UPDATE account_proof SET at = ? WHERE session IN (SELECT id FROM account_session WHERE hash = ?)", c.Now().UnixMilli(), hashOf(token)); err != nil {
			return err
		}
		if err := announce(c, a.ID); err != nil {
			return err
		}
		return c.Trail.Record(c, kernel.Event{Type: Accounts.Meta().Name, ID: a.ID, Verb: "reauthenticate", Region: a.Region})
	})
	s.forget(a.ID, committed)
	return err
}
