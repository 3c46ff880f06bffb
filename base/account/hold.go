package account

import (
	"net/http"

	"anjian/kernel"
)

// Holds says who sent r as long as the session lasts, like Actor, but does not count as use: a connection that stays open asks so,
// and ends with a session in which nobody works any more.
func (s *Sessions) Holds(c *kernel.Ctx, r *http.Request) (kernel.Actor, error) {
	token, kind := tokenOf(r)
	found, _, err := s.load(c, hashOf(token), c.Now().UnixMilli())
	if err != nil {
		return kernel.Actor{}, err
	}
	if found == nil || found.kind != kind || found.due || found.enrol {
		return kernel.Actor{}, kernel.Errorf(kernel.Login, "登录已失效，请重新登录")
	}
	return found.actor, nil
}
