package document_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"anjian/base/account"
	"anjian/base/document"
	"anjian/base/org"
	"anjian/base/role"
	"anjian/base/seal"
	"anjian/base/vault"
	"anjian/kernel"
	"anjian/kernel/kerneltest"
)

// 保管人签发即盖章; 没有印章的人签发的, 由保管人补盖; 盖章后的文件别的程序认得签名; 再盖一次不行.
func TestStamp(t *testing.T) {
	for _, name := range []string{kerneltest.SQLite, kerneltest.PostgreSQL} {
		t.Run(name, func(t *testing.T) {
			house := &seal.House{Vault: vault.Passing(), BaseURL: "https://anjian.example"}
			w := kerneltest.Open(t, name, append(modules(), seal.Module(house))...)
			house.Store = w.Store
			t.Cleanup(house.Settle)
			s := set(t, w)
			keeper := &account.Account{Login: "keeper", Name: "保管人", Kind: account.Regulator, Roles: []account.Role{account.Role(role.Regulator)}}
			keeper.Region = "410105"
			kerneltest.Must(t, account.Accounts.Create(w.System(), keeper))
			hand := w.As(kernel.Actor{ID: keeper.ID, Name: keeper.Name, Roles: []kernel.Role{role.Regulator}, Region: "410105"})
			bureau, err := org.Orgs.First(w.System(), kernel.Cond{})
			kerneltest.Must(t, err)
			clerk := w.As(kernel.Actor{ID: "clerk", Name: "文书员", Roles: []kernel.Role{role.Clerk}, Region: "410105"})
			x := &seal.Seal{Org: kernel.Ref[org.Org](bureau.ID), Kind: seal.Official, Diameter: 45, Keeper: kernel.Ref[account.Account](keeper.ID), From: w.System().Today(), Until: w.System().Today().AddDays(900), Reason: "新刻"}
			kerneltest.Must(t, seal.Seals.Create(clerk, x))
			_, err = seal.Seals.Do(s.chief, x.ID, 0, "approve", nil, "")
			kerneltest.Must(t, err)
			_, err = seal.Seals.Do(hand, x.ID, 0, "accept", nil, "")
			kerneltest.Must(t, err)

			direct := s.do(hand, s.draft("penalty_notice"), "issue", nil)
			if !direct.Sealed || direct.Hash == direct.Bare {
				t.Fatalf("issued by the keeper it is sealed %v", direct.Sealed)
			}
			later := s.do(s.officer, s.draft("penalty_notice"), "issue", nil)
			if later.Sealed {
				t.Fatal("sealed by somebody without the seal")
			}
			_, err = document.Documents.Do(s.officer, later.ID, 0, "stamp", nil, "")
			kerneltest.Want(t, "sealed without the right", err, kernel.Forbidden)
			later = s.do(hand, later, "stamp", nil)
			_, err = document.Documents.Do(hand, later.ID, 0, "stamp", nil, "")
			kerneltest.Want(t, "sealed twice", err, kernel.Conflict)
			for _, d := range []*document.Document{direct, later} {
				file := filepath.Join(t.TempDir(), "paper.pdf")
				kerneltest.Must(t, os.WriteFile(file, read(t, s.officer, d), 0o600))
				out, err := exec.Command("pdfsig", "-nocert", file).CombinedOutput()
				if err != nil || !strings.Contains(string(out), "Signature is Valid") {
					t.Errorf("%s: %v\n%s", d.Number, err, out)
				}
			}
			if rec := s.do(s.officer, s.draft("inspection_record"), "issue", nil); rec.Sealed {
				t.Error("a record without a seal is sealed")
			}
			_, err = document.Documents.Do(hand, s.do(s.officer, s.draft("inspection_record"), "issue", nil).ID, 0, "stamp", nil, "")
			kerneltest.Want(t, "a seal on a record", err, kernel.Conflict)
		})
	}
}
