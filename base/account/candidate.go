package account

import (
	"strings"

	"anjian/base/agency"
	"anjian/base/enterprise"
	"anjian/base/role"
	"anjian/kernel"
)

// candidateIn asks by name or code for those whose accounts the administrator of a place keeps.
type candidateIn struct {
	Of string `json:"of"` // enterprise, agency
	Q  string `json:"q"`
}

type candidateOut struct {
	Items []candidate `json:"items"`
}

// candidate is an enterprise or agency by name and place: an administrator reads nothing else of them.
type candidate struct {
	ID    string `json:"id"`
	Label string `json:"label"`
	Hint  string `json:"hint"`
}

var candidateRoute = kernel.Op("GET /api/account/candidate", "查找开立账号的企业、中介机构", []kernel.Role{role.System}, candidates)

func candidates(c *kernel.Ctx, in *candidateIn) (*candidateOut, error) {
	out := &candidateOut{Items: []candidate{}}
	add := func(b *kernel.Base, name, code string) error {
		out.Items = append(out.Items, candidate{b.ID, name, strings.TrimSpace(c.RegionLabel(b.Region) + " " + code)})
		return nil
	}
	query := func(m *kernel.Meta, where kernel.Cond) (q kernel.Query, err error) {
		q.Limit, q.Where = 20, kernel.And(kernel.Under(c.Actor.Region), where)
		if text := strings.TrimSpace(in.Q); text != "" && c.Env.Match != nil {
			found, err := c.Env.Match(c.AsSystem(), m, text)
			if err != nil {
				return q, err
			}
			q.Where = kernel.And(q.Where, found)
		}
		return q, nil
	}
	switch in.Of {
	case "enterprise":
		q, err := query(enterprise.Enterprises.Meta(), kernel.Except(kernel.In(&enterprise.Row.Status, enterprise.Closed, enterprise.Merged)))
		if err != nil {
			return nil, err
		}
		return out, enterprise.Enterprises.Each(c.AsSystem(), q, func(e *enterprise.Enterprise) error { return add(&e.Base, e.Name, e.CreditCode) })
	case "agency":
		q, err := query(agency.Agencies.Meta(), kernel.Except(kernel.In(&agency.Row.Status, agency.Closed, agency.Merged)))
		if err != nil {
			return nil, err
		}
		return out, agency.Agencies.Each(c.AsSystem(), q, func(a *agency.Agency) error { return add(&a.Base, a.Name, a.CreditCode) })
	}
	return nil, kernel.Errorf(kernel.Missing, "只有企业和中介机构")
}
