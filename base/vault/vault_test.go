package vault

import (
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
)

// TestVault: what is sealed opens with the key of the file alone, for its purpose alone, and unchanged alone.
func TestVault(t *testing.T) {
	path := filepath.Join(t.TempDir(), "secret.key")
	vaults := make([]*Vault, 8)
	var all sync.WaitGroup
	for i := range vaults { // started at once
		all.Go(func() {
			var err error
			if vaults[i], err = Load(path); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o600 {
		t.Fatalf("the file: %v %v", info, err)
	}
	if left, _ := filepath.Glob(filepath.Dir(path) + "/.key-*"); len(left) > 0 {
		t.Errorf("left behind: %v", left)
	}
	sealed := vaults[0].Seal("totp/a", "机密")
	if again := vaults[0].Seal("totp/a", "机密"); again == sealed || strings.Contains(sealed, "机密") {
		t.Errorf("%q and %q", sealed, again)
	}
	for _, v := range vaults {
		if plain, err := v.Open("totp/a", sealed); plain != "机密" || err != nil {
			t.Errorf("%q %v", plain, err)
		}
	}
	for what, in := range map[string][2]string{"another purpose": {"totp/b", sealed}, "changed": {"totp/a", sealed[:len(sealed)-2] + "AA"}, "cut": {"totp/a", sealed[:8]}, "plain": {"totp/a", "机密"}, "nothing": {"totp/a", ""}} {
		if plain, err := vaults[0].Open(in[0], in[1]); err == nil {
			t.Errorf("%s: %q", what, plain)
		}
	}
	if plain, err := Passing().Open("totp/a", sealed); err == nil {
		t.Errorf("another key: %q", plain)
	}
	if err := os.WriteFile(path, []byte("xyz"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := Load(path); err == nil {
		t.Error("a broken file makes a vault")
	}
}
