package seal_test

import (
	"bytes"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"os"

	"anjian/base/account"
	"anjian/base/agency"
	"anjian/base/enterprise"
	"anjian/base/org"
	"anjian/base/region"
	"anjian/base/role"
	"anjian/base/seal"
	"anjian/base/vault"
	"anjian/kernel"
	"anjian/kernel/kerneltest"
	"anjian/kernel/paper"
)

func modules(h *seal.House) []kernel.Module {
	return []kernel.Module{region.Module(), org.Module(), enterprise.Module(), agency.Module(), account.Module(nil), seal.Module(h)}
}

func TestConform(t *testing.T) { kerneltest.Conform(t, "seal", modules(nil)...) }

// house is a city bureau with a chief, a clerk, an officer who keeps the seals, and one who takes over.
type house struct {
	*testing.T
	*kerneltest.World
	house                         *seal.House
	bureau                        *org.Org
	chief, clerk, keeper, taker   *kernel.Ctx
	stranger, auditor, enterprise *kernel.Ctx
	people                        map[string]*account.Account
}

func each(t *testing.T, fn func(h *house)) {
	keys := []*seal.House{{Vault: vault.Passing(), BaseURL: "https://anjian.example"}, {Vault: vault.Passing()}}
	for i, name := range []string{kerneltest.SQLite, kerneltest.PostgreSQL} {
		t.Run(name, func(t *testing.T) {
			w := kerneltest.Open(t, name, modules(keys[i])...)
			keys[i].Store = w.Store
			t.Cleanup(keys[i].Settle)
			h := &house{T: t, World: w, house: keys[i], people: map[string]*account.Account{}}
			h.bureau = &org.Org{Name: "郑州市应急管理局", Kind: org.Bureau}
			h.bureau.Region = "4101"
			kerneltest.Must(t, org.Orgs.Create(h.System(), h.bureau))
			h.chief, h.clerk, h.keeper, h.taker = h.person("chief", "4101", role.Leader), h.person("clerk", "4101", role.Clerk), h.person("keeper", "4101", role.Regulator), h.person("taker", "4101", role.Regulator)
			h.stranger, h.auditor = h.person("stranger", "4102", role.Leader), h.person("auditor", "4101", role.Audit)
			h.enterprise = w.As(kernel.Actor{ID: "e", Roles: []kernel.Role{role.Safety}, Region: "410105", Enterprise: "e1"})
			fn(h)
		})
	}
}

func (h *house) person(login string, region kernel.Region, r kernel.Role) *kernel.Ctx {
	h.Helper()
	a := &account.Account{Login: login, Name: "姓名" + login, Kind: account.Regulator, Roles: []account.Role{account.Role(r)}}
	a.Region = region
	kerneltest.Must(h, account.Accounts.Create(h.System(), a))
	h.people[login] = a
	return h.As(kernel.Actor{ID: a.ID, Name: a.Name, Roles: []kernel.Role{r}, Region: region})
}

func (h *house) ref(login string) kernel.Ref[account.Account] {
	return kernel.Ref[account.Account](h.people[login].ID)
}

// apply applies for a seal.
func (h *house) apply(kind seal.Kind) *seal.Seal {
	h.Helper()
	s := &seal.Seal{Org: kernel.Ref[org.Org](h.bureau.ID), Kind: kind, Diameter: 45, Keeper: h.ref("keeper"), From: h.clerk.Today(), Until: h.clerk.Today().AddDays(1000), Reason: "机构改革后更换"}
	kerneltest.Must(h, seal.Seals.Create(h.clerk, s))
	return s
}

// inForce is a seal that its keeper has accepted.
func (h *house) inForce(kind seal.Kind) *seal.Seal {
	h.Helper()
	s := h.apply(kind)
	h.do(h.chief, s.ID, "approve", nil, "", "")
	h.do(h.keeper, s.ID, "accept", nil, "", "")
	return s
}

func (h *house) do(c *kernel.Ctx, id, step string, in *seal.Seal, opinion string, want kernel.Code) *seal.Seal {
	h.Helper()
	s, err := seal.Seals.Do(c, id, 0, step, in, opinion)
	kerneltest.Want(h, step, err, want)
	return s
}

func (h *house) use(kind seal.Kind, id string) seal.Use {
	return seal.Use{Org: kernel.Ref[org.Org](h.bureau.ID), Kind: kind, Type: "document", ID: id, Title: "行政处罚决定书", Number: "（郑）应急罚〔2026〕" + id + "号"}
}

var at = seal.Place{Page: 1, X: 150, Y: 200}

func decision(t testing.TB, what string) []byte {
	t.Helper()
	pdf, err := paper.PDF(&paper.Doc{Title: "行政处罚决定书", Sign: paper.Sign{Organ: "郑州市应急管理局", Date: time.Date(2026, 5, 1, 0, 0, 0, 0, time.UTC)}, Blocks: []paper.Block{paper.P(paper.Text(what))}})
	kerneltest.Must(t, err)
	return pdf
}

func pdfsig(t testing.TB, pdf []byte) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), "paper.pdf")
	kerneltest.Must(t, os.WriteFile(file, pdf, 0o600))
	out, err := exec.Command("pdfsig", "-nocert", file).CombinedOutput()
	if err != nil && !bytes.Contains(out, []byte("Signature")) {
		t.Fatalf("pdfsig: %v %s", err, out)
	}
	return string(out)
}
