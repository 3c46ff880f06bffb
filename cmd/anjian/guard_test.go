package main

import (
	"net/http"
	"slices"
	"strings"
	"testing"

	"anjian/base/role"
	"anjian/kernel"
	"anjian/kernel/rest"
)

// shared are the verbs that an administrator has in common with a business duty, each with its reason. Everything else is one's alone.
var shared = map[string]string{
	"account":         "an enterprise's safety manager keeps the accounts of the own staff",
	"notice_chain":    "who is told when nobody answers is set up by the officer in charge or for him",
	"notice_delivery": "a message that did not go out is sent again by whoever notices",
}

// administered are the record types that the system and security administrators write: accounts, organisations, divisions, settings. A new
// one has to be named here on purpose.
var administered = map[kernel.Role][]string{
	role.System: {"account", "account_holding", "account_handover", "account_link", "org", "org_post", "region_division", "calendar", "identity_client", "identity_source", "identity_link", "identity_sync", "identity_difference",
		"notice_chain", "notice_delivery", "notice_template"},
	role.Security: {"account", "account_handover", "account_holding", "account_protection", "account_provider", "org_post", "seal_root"},
	role.Audit:    {"chat_talk"}, // keeps the words of a talk from being deleted while they are evidence
}

// everybodys is whether a grant gives what everybody has, whatever the duty: the own record, one's own settings.
func everybodys(g kernel.Grant) bool {
	for _, l := range role.Labels {
		if !slices.Contains(g.To, l.Role) {
			return false
		}
	}
	return true
}

// writes are the verbs of m that a duty has and that change something of others or let a matter go on.
func writes(m *kernel.Meta, r kernel.Role) (out []string) {
	who := kernel.Actor{ID: "somebody", Name: "某人", Roles: []kernel.Role{r}, Region: home, Enterprise: "some", Agency: "some"}
	for _, g := range m.Access {
		if !slices.Contains(g.To, r) || g.Rows(who).Op == "false" || everybodys(g) {
			continue
		}
		for verb := range strings.FieldsSeq(g.Can) {
			if verb != "read" && verb != "export" && !slices.Contains(out, verb) {
				out = append(out, verb)
			}
		}
	}
	return out
}

// The three administrators (三员) exclude each other and every business: derived from the declarations of all record types and operations, so
// that a new system cannot let one of them do the work of another unseen.
func TestThreeAdministrators(t *testing.T) {
	p, settings := assembled(t, "")
	business := slices.DeleteFunc(slices.Clone(role.Labels), func(l kernel.RoleLabel) bool { return slices.Contains(role.Guards, l.Role) })
	types := 0
	p.env.App.Each(func(_ *kernel.Module, h kernel.Handle) {
		m := h.Meta()
		types++
		own := map[kernel.Role][]string{}
		for _, r := range role.Guards {
			own[r] = writes(m, r)
			if len(own[r]) > 0 && !slices.Contains(administered[r], m.Name) {
				t.Errorf("%s may %v on %s", r, own[r], m.Name)
			}
		}
		for i, r := range role.Guards {
			for _, verb := range own[r] {
				for _, other := range role.Guards[i+1:] {
					if slices.Contains(own[other], verb) {
						t.Errorf("%s and %s both may %s %s", r, other, verb, m.Name)
					}
				}
				for _, b := range business {
					if slices.Contains(writes(m, b.Role), verb) && shared[m.Name] == "" {
						t.Errorf("%s may %s %s, which is the business of %s", r, verb, m.Name, b.Label)
					}
				}
			}
		}
	})
	if types < 30 {
		t.Fatalf("only %d record types", types)
	}

	// operations: what one of them alone may start, no other and no business may; the auditor starts nothing
	names := map[string]bool{}
	for _, mod := range p.env.App.Modules {
		for _, r := range mod.Routes {
			method, path, _ := strings.Cut(r.Pattern, " ")
			if r.Public || r.Can == nil || r.Reads || method == http.MethodGet {
				continue
			}
			who := slices.DeleteFunc(slices.Clone(role.Guards), func(g kernel.Role) bool { return !slices.Contains(r.Can, g) })
			everybody := len(who) == 3
			switch {
			case everybody || len(who) == 0:
			case r.Pattern == "POST /api/notice_gap/check": // works a list out anew
			case len(who) > 1:
				t.Errorf("%v all may %s", who, r.Pattern)
			case who[0] == role.Audit:
				t.Errorf("the auditor may %s", r.Pattern)
			case !slices.ContainsFunc(administered[who[0]], func(typ string) bool { return strings.HasPrefix(path, "/api/"+typ) }) && !strings.HasPrefix(path, "/api/identity"):
				t.Errorf("%s may %s", who[0], r.Pattern)
			}
			names[r.Pattern] = true
		}
	}
	if len(names) < 10 {
		t.Fatalf("only %d operations", len(names))
	}

	// the trail: whoever is watched does not read it, and nobody has two of the duties
	api := &rest.Server{Env: p.env, Store: p.store, Timeout: settings.RequestTimeout}
	api.Handler()
	for _, r := range role.Guards {
		if got, want := p.env.App.Sighted(kernel.Actor{ID: "x", Roles: []kernel.Role{r}}), r == role.Audit; got != want {
			t.Errorf("%s reads the trail: %v", r, got)
		}
	}
}
