package account

import (
	"strings"
	"testing"

	"anjian/base/agency"
	"anjian/base/enterprise"
	"anjian/base/role"
	"anjian/kernel"
	"anjian/kernel/kerneltest"
)

// Whoever keeps the accounts of a place finds its enterprises and agencies by name, and reads nothing else of them.
func TestCandidates(t *testing.T) {
	kerneltest.Each(t, modules(NewSessions(Policy{})), func(t *testing.T, w *kerneltest.World) {
		sys := w.System()
		for name, code := range map[string]string{"金水机械有限公司": "91410105MA10000009", "要注销的公司": ""} {
			e := &enterprise.Enterprise{}
			e.Name, e.CreditCode, e.Trade, e.Region = name, code, enterprise.Machinery, "410105"
			kerneltest.Must(t, enterprise.Enterprises.Create(sys, e))
			if code == "" {
				_, err := enterprise.Enterprises.Update(sys, e.ID, 0, func(e *enterprise.Enterprise) error { e.Status = enterprise.Closed; return nil })
				kerneltest.Must(t, err)
			}
		}
		a := &agency.Agency{Name: "安评技术有限公司", Kind: agency.Training}
		a.Region = "410105"
		kerneltest.Must(t, agency.Agencies.Create(sys, a))
		admin := w.As(kernel.Actor{ID: "admin", Roles: []kernel.Role{role.System}, Region: "4101"})
		far := w.As(kernel.Actor{ID: "far", Roles: []kernel.Role{role.System}, Region: "410106"})
		for _, tc := range []struct {
			c        *kernel.Ctx
			of, want string
		}{{admin, "enterprise", "金水机械有限公司 410105 91410105MA10000009"}, {far, "enterprise", ""}, {admin, "agency", "安评技术有限公司 410105"}, {far, "agency", ""}} {
			out, err := candidates(tc.c, &candidateIn{Of: tc.of})
			kerneltest.Must(t, err)
			var got []string
			for _, one := range out.Items {
				got = append(got, one.Label+" "+one.Hint)
			}
			if text := strings.Join(got, "; "); text != tc.want {
				t.Errorf("%s of %s: %q, want %q", tc.of, tc.c.Actor.ID, text, tc.want)
			}
		}
		_, err := candidates(admin, &candidateIn{Of: "hazard"})
		kerneltest.Want(t, "other records", err, kernel.Missing)
	})
}
