package seal_test

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/emmansun/gmsm/smx509"

	"anjian/kernel/paper"
	"anjian/kernel/seal"
)

var now = time.Date(2026, 5, 1, 8, 0, 0, 0, time.UTC)

// decision is a paper of two pages.
func decision(t testing.TB) []byte {
	t.Helper()
	d := &paper.Doc{Title: "行政处罚决定书", Sign: paper.Sign{Organ: "郑州市应急管理局", Date: now}, Blocks: []paper.Block{
		paper.P(paper.Text("违法事实：配电室未设置警示标志。")), paper.PageBreak{}, paper.P(paper.Text("决定给予罚款人民币伍万元整的行政处罚。"))}}
	pdf, err := paper.PDF(d)
	if err != nil {
		t.Fatal(err)
	}
	return pdf
}

type house struct {
	root  *seal.Key
	trust seal.Trust
}

func newHouse(t testing.TB, a seal.Algorithm) *house {
	t.Helper()
	root, err := seal.NewAuthority(a, "安全生产综合监管信息平台", now.AddDate(0, 0, -2))
	if err != nil {
		t.Fatal(err)
	}
	return &house{root, seal.Trust{Roots: []*smx509.Certificate{root.Cert}}}
}

func (h *house) key(t testing.TB, a seal.Algorithm, organ string) *seal.Key {
	t.Helper()
	k, err := h.root.Issue(a, organ+"公章", organ, "http://127.0.0.1/api/seal/revoked.crl", now.AddDate(0, 0, -1), now.AddDate(1, 0, 0))
	if err != nil {
		t.Fatal(err)
	}
	return k
}

func mark(organ string, page int, y float64) seal.Mark {
	return seal.Mark{Place: seal.Place{Page: page, X: 140, Y: y}, Picture: seal.Picture{Name: organ, Label: "行政执法专用章", Code: "4101000012345", Diameter: 42, Letters: paper.Outline},
		Signer: organ, Reason: "行政处罚决定书", Time: now}
}

func stamp(t testing.TB, k *seal.Key, pdf []byte, m seal.Mark) []byte {
	t.Helper()
	out, _, err := k.Seal(pdf, m)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func verify(t testing.TB, pdf []byte, trust seal.Trust) []*seal.Signature {
	t.Helper()
	list, err := seal.Verify(pdf, trust)
	if err != nil {
		t.Fatal(err)
	}
	return list
}

// TestTwoOrgans: two organs seal one file; both hold, what stood before stays byte for byte, and pdfsig of poppler agrees.
func TestTwoOrgans(t *testing.T) {
	for _, a := range []seal.Algorithm{seal.RSA, seal.ECDSA, seal.SM2} {
		t.Run(string(a), func(t *testing.T) {
			h, pdf := newHouse(t, a), decision(t)
			once := stamp(t, h.key(t, a, "郑州市应急管理局"), pdf, mark("郑州市应急管理局", 2, 120))
			twice := stamp(t, h.key(t, a, "郑州市公安局"), once, mark("郑州市公安局", 2, 180))
			if !bytes.HasPrefix(twice, once) || !bytes.HasPrefix(once, pdf) {
				t.Fatal("what was signed did not stay")
			}
			list := verify(t, twice, h.trust)
			if len(list) != 2 {
				t.Fatalf("%d signatures", len(list))
			}
			for i, organ := range []string{"郑州市应急管理局", "郑州市公安局"} {
				s := list[i]
				if !s.Valid() || s.Name != organ || s.Certificate.Organ != organ || s.Page != 2 || !s.Claimed.Equal(now) || s.Reason != "行政处罚决定书" || !s.Certificate.Trial ||
					s.Certificate.Algorithm != a || len(s.Chain) != 2 || len(s.Digest) != 64 || len(s.Mark) != 64 {
					t.Errorf("%+v", s)
				}
			}
			if l := list[0].Later; len(l) != 1 || l[0].Kind != seal.Signed || l[0].By != "郑州市公安局公章" || len(list[1].Later) != 0 {
				t.Errorf("%+v %+v", list[0].Later, list[1].Later)
			}
			outside(t, a, twice)
		})
	}
}

// outside asks other software: pdfsig for RSA and ECDSA, openssl for SM2, pdftotext for the text.
func outside(t *testing.T, a seal.Algorithm, pdf []byte) {
	dir := t.TempDir()
	file := filepath.Join(dir, "paper.pdf")
	if err := os.WriteFile(file, pdf, 0o600); err != nil {
		t.Fatal(err)
	}
	run := func(name string, args ...string) string {
		cmd := exec.Command(name, args...)
		cmd.Dir, cmd.Env = dir, append(os.Environ(), "LC_ALL=C.UTF-8")
		out, err := cmd.CombinedOutput()
		if err != nil {
			t.Fatalf("%s: %v\n%s", name, err, out)
		}
		return string(out)
	}
	if text := run("pdftotext", file, "-"); !strings.Contains(strings.ReplaceAll(text, "\n", ""), "罚款人民币伍万元整") {
		t.Errorf("the text: %s", text)
	}
	if a != seal.SM2 {
		if out := run("pdfsig", "-nocert", file); strings.Count(out, "Signature is Valid.") != 2 || !strings.Contains(out, "Total document signed") {
			t.Errorf("pdfsig: %s", out)
		}
		return
	}
	m := regexp.MustCompile(`/ByteRange\[0 0*(\d+) 0*(\d+) 0*(\d+)\]/Contents<`).FindSubmatch(pdf)
	from, _ := strconv.Atoi(string(m[1]))
	to, _ := strconv.Atoi(string(m[2]))
	cms := make([]byte, (to-from-2)/2)
	fmt.Sscanf(string(pdf[from+1:to-1]), "%x", &cms)
	os.WriteFile(filepath.Join(dir, "cms.der"), bytes.TrimRight(cms, "\x00"), 0o600)
	if out := run("openssl", "cms", "-cmsout", "-print", "-inform", "DER", "-in", "cms.der"); !strings.Contains(out, "SM2-with-SM3") || !strings.Contains(out, "algorithm: sm3") {
		t.Errorf("openssl: %s", out)
	}
}

// TestSM2: openssl and we accept what the other has signed by SM2 with SM3, and the certificates.
func TestSM2(t *testing.T) {
	dir, h := t.TempDir(), newHouse(t, seal.SM2)
	k := h.key(t, seal.SM2, "甲")
	text, _ := k.Text()
	root, _ := h.root.Text()
	message := []byte("行政处罚决定书")
	sig, err := k.Sign(message)
	if err != nil {
		t.Fatal(err)
	}
	for name, b := range map[string][]byte{"key.pem": []byte(text), "root.pem": []byte(root[strings.Index(root, "-----BEGIN CERT"):]), "message": message, "ours": sig} {
		if err := os.WriteFile(filepath.Join(dir, name), b, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	for _, args := range []string{
		"x509 -in key.pem -noout -pubkey -out pub.pem",
		"dgst -sm3 -verify pub.pem -sigopt distid:1234567812345678 -signature ours message",
		"dgst -sm3 -sign key.pem -sigopt distid:1234567812345678 -out theirs message",
		"verify -attime 1777622400 -vfyopt distid:1234567812345678 -CAfile root.pem key.pem",
	} {
		cmd := exec.Command("openssl", strings.Fields(args)...)
		cmd.Dir = dir
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Errorf("%s: %v\n%s", args, err, out)
		}
	}
	theirs, _ := os.ReadFile(filepath.Join(dir, "theirs"))
	if !seal.VerifyMessage(k.Cert, message, theirs) || !seal.VerifyMessage(k.Cert, message, sig) || seal.VerifyMessage(k.Cert, message[1:], theirs) {
		t.Error("what openssl signed is judged wrongly")
	}
}

// TestSame: the same paper, key and time give the same bytes, where the algorithm allows it.
func TestSame(t *testing.T) {
	h := newHouse(t, seal.ECDSA)
	for _, a := range []seal.Algorithm{seal.RSA, seal.ECDSA} {
		k := h.key(t, a, "郑州市应急管理局")
		if one, two := stamp(t, k, decision(t), mark("甲", 1, 100)), stamp(t, k, decision(t), mark("甲", 1, 100)); !bytes.Equal(one, two) {
			t.Errorf("%s: not the same bytes", a)
		}
	}
}

// revision appends objects, with a table that names them and leads back to the one before.
func revision(pdf []byte, objects map[int]string, trailer string) []byte {
	starts := regexp.MustCompile(`startxref\n(\d+)`).FindAllSubmatch(pdf, -1)
	out := bytes.Clone(pdf)
	table := "xref\n"
	for _, n := range slices.Sorted(func(yield func(int) bool) {
		for n := range objects {
			if !yield(n) {
				return
			}
		}
	}) {
		table += fmt.Sprintf("%d 1\n%010d 00000 n \n", n, len(out))
		out = fmt.Appendf(out, "%d 0 obj\n%s\nendobj\n", n, objects[n])
	}
	if trailer == "" {
		last := bytes.LastIndex(pdf, []byte("trailer"))
		trailer = string(regexp.MustCompile(`(?s)/Prev \d+|<<|>>|startxref.*`).ReplaceAll(pdf[last+len("trailer"):], nil))
	}
	at := len(out)
	return fmt.Appendf(out, "%strailer\n<<%s/Prev %s>>\nstartxref\n%d\n%%%%EOF\n", table, trailer, starts[len(starts)-1][1], at)
}

// objectOf cuts an object out of a file: its last version.
func objectOf(t *testing.T, pdf []byte, n int) string {
	t.Helper()
	all := regexp.MustCompile(fmt.Sprintf(`(?s)(?:^|\n)%d 0 obj\n(.*?)\nendobj`, n)).FindAllSubmatch(pdf, -1)
	if all == nil {
		t.Fatalf("no object %d", n)
	}
	return string(all[len(all)-1][1])
}

// TestChanged: whatever is done to a sealed file is found, and named by its page where it is one of a page.
func TestChanged(t *testing.T) {
	h := newHouse(t, seal.ECDSA)
	k, pdf := h.key(t, seal.ECDSA, "郑州市应急管理局"), decision(t)
	sealed := stamp(t, k, pdf, mark("郑州市应急管理局", 2, 120))
	pages := regexp.MustCompile(`(\d+) 0 obj\n<</Type/Page/Parent.*?/Contents (\d+) 0 R`).FindAllSubmatch(pdf, -1)
	number := func(b []byte) int { n, _ := strconv.Atoi(string(b)); return n }
	first, content := number(pages[0][1]), number(pages[0][2])
	const free = 900
	false1 := "<</Length 30>>stream\n0 0 500 500 re f              \nendstream"
	stranger := newHouse(t, seal.ECDSA).key(t, seal.ECDSA, "郑州市应急管理局")
	swapped := revision(sealed, map[int]string{content: false1}, "")
	for _, tc := range []struct {
		what string
		pdf  []byte
		kind seal.ChangeKind
		page int
	}{
		{"the content of a page", swapped, seal.Page, 1},
		{"a page with other content", revision(sealed, map[int]string{first: strings.Replace(objectOf(t, pdf, first), fmt.Sprintf("/Contents %d 0 R", content), "/Contents 900 0 R", 1), free: false1}, ""), seal.Page, 1},
		{"a note on a page", revision(sealed, map[int]string{first: strings.TrimSuffix(objectOf(t, pdf, first), ">>") + "/Annots[900 0 R]>>",
			free: "<</Type/Annot/Subtype/FreeText/Rect[0 0 500 500]/Contents(x)>>"}, ""), seal.Added, 1},
		{"pages in another order", revision(sealed, map[int]string{2: strings.Replace(objectOf(t, pdf, 2), fmt.Sprintf("Kids[%d 0 R %s", first, pages[1][1]), fmt.Sprintf("Kids[%s 0 R %d", pages[1][1], first), 1)}, ""), seal.Pages, 0},
		{"another root", revision(sealed, map[int]string{free: objectOf(t, pdf, 1)}, "/Size 901/Root 900 0 R"), seal.Document, 0},
		{"an object that no table names", append(append(bytes.Clone(sealed), "4 0 obj\n<<>>\nendobj\n"...), "startxref\n"+string(regexp.MustCompile(`startxref\n(\d+)`).FindAllSubmatch(sealed, -1)[1][1])+"\n%%EOF\n"...), seal.Unknown, 0},
		{"bytes behind the end", append(bytes.Clone(sealed), "<html>"...), seal.Unknown, 0},
		{"a table that forgets the rest", append(bytes.Clone(sealed), fmt.Sprintf("xref\n0 1\n0000000000 65535 f \ntrailer\n<</Size 1/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n", len(sealed))...), seal.Unknown, 0},
		{"a seal of a stranger", stamp(t, stranger, sealed, mark("郑州市应急管理局", 1, 120)), seal.Added, 1},
		{"a page swapped and sealed by a friend", stamp(t, h.key(t, seal.RSA, "乙"), swapped, mark("乙", 1, 200)), seal.Page, 1},
		{"a script for a field", revision(sealed, map[int]string{1: strings.TrimSuffix(objectOf(t, sealed, 1), ">>") + "/OpenAction<</S/JavaScript/JS(x)>>>>"}, ""), seal.Document, 0},
	} {
		list := verify(t, tc.pdf, h.trust)
		if len(list) == 0 {
			t.Errorf("%s: no signature found", tc.what)
			continue
		}
		if s := list[0]; s.Valid() || !slices.ContainsFunc(s.Later, func(c seal.Change) bool { return c.Kind == tc.kind && c.Page == tc.page }) {
			t.Errorf("%s: faults %v, later %+v", tc.what, s.Faults, s.Later)
		}
	}
	if s := verify(t, stamp(t, h.key(t, seal.RSA, "乙"), sealed, mark("乙", 1, 200)), h.trust)[0]; !s.Valid() {
		t.Errorf("a second seal is taken for a change: %+v", s.Later)
	}
}

// TestForged: signatures that do not hold say why.
func TestForged(t *testing.T) {
	h := newHouse(t, seal.ECDSA)
	k, pdf := h.key(t, seal.ECDSA, "郑州市应急管理局"), decision(t)
	sealed := stamp(t, k, pdf, mark("郑州市应急管理局", 2, 120))
	replaced := func(old, new string) []byte {
		if !bytes.Contains(sealed, []byte(old)) {
			t.Fatalf("no %q", old)
		}
		return bytes.Replace(bytes.Clone(sealed), []byte(old), []byte(new), 1)
	}
	gap := bytes.Index(sealed, []byte("/Contents<")) + len("/Contents<")
	end := gap + bytes.IndexByte(sealed[gap:], '>')
	poke := func(at int, c byte) []byte { b := bytes.Clone(sealed); b[at] = c; return b }
	expired := mark("甲", 1, 100)
	expired.Time = now.AddDate(3, 0, 0)
	for _, tc := range []struct {
		what string
		pdf  []byte
		want seal.Fault
	}{
		{"a changed byte", poke(bytes.Index(sealed, []byte("MediaBox[0 0 "))+len("MediaBox[0 0 "), '6'), seal.Altered},
		{"a changed reason", replaced(fmt.Sprintf("/M(D:%s", now.Format("2006")), "/M(D:2027"), seal.Altered},
		{"something in the room behind the signature", poke(end-2, 'A'), seal.Broken},
		{"a signature of nothing", replaced("/ByteRange[0 ", "/ByteRange[1 "), seal.Broken},
		{"no hexadecimal", poke(gap, 'x'), seal.Broken},
		{"a stranger", stamp(t, newHouse(t, seal.RSA).key(t, seal.RSA, "郑州市应急管理局"), pdf, mark("郑州市应急管理局", 1, 100)), seal.Untrusted},
		{"the authority itself", stamp(t, h.root, pdf, mark("甲", 1, 100)), seal.Untrusted},
		{"after the last day", stamp(t, k, pdf, expired), seal.Expired},
		{"taken out of the form", revision(sealed, map[int]string{1: objectOf(t, pdf, 1)}, ""), seal.Detached},
	} {
		list := verify(t, tc.pdf, h.trust)
		if len(list) != 1 || list[0].Valid() || !slices.Contains(list[0].Faults, tc.want) {
			t.Errorf("%s: %+v", tc.what, list)
		}
	}
	revoked := h.trust
	revoked.Revoked = func(c seal.Certificate) (time.Time, bool) { return now, c.Serial == seal.Describe(k.Cert).Serial }
	if s := verify(t, sealed, revoked)[0]; !slices.Contains(s.Faults, seal.Withdrawn) {
		t.Errorf("revoked, and nobody knows when it signed: %v", s.Faults)
	}
	revoked.Sealed = func(m string) (time.Time, bool) { return now.Add(-time.Hour), true }
	if s := verify(t, sealed, revoked)[0]; !s.Valid() {
		t.Errorf("signed before it was revoked: %v", s.Faults)
	}
}

// TestKeys: keys come back from what they are kept as; files of others open with their password alone.
func TestKeys(t *testing.T) {
	h := newHouse(t, seal.SM2)
	for _, a := range []seal.Algorithm{seal.RSA, seal.ECDSA, seal.SM2} {
		k := h.key(t, a, "甲")
		text, err := k.Text()
		if err != nil {
			t.Fatal(err)
		}
		back, err := seal.ReadPEM([]byte(text), "")
		if err != nil || back.Algorithm() != a || !back.Cert.Equal(k.Cert) {
			t.Errorf("%s: %v", a, err)
		}
	}
	dir := t.TempDir()
	run := func(args ...string) {
		cmd := exec.Command("openssl", args...)
		cmd.Dir = dir
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Fatalf("%v: %s", err, out)
		}
	}
	for _, curve := range []string{"P-256", "SM2"} {
		run("req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:"+curve, "-keyout", curve+".key", "-out", curve+".crt", "-passout", "pass:geheim", "-subj", "/CN=test/O=test", "-days", "30")
	}
	run("pkcs12", "-export", "-inkey", "P-256.key", "-in", "P-256.crt", "-passin", "pass:geheim", "-passout", "pass:geheim", "-out", "key.p12")
	p12, _ := os.ReadFile(filepath.Join(dir, "key.p12"))
	if k, err := seal.ReadPKCS12(p12, "geheim"); err != nil || k.Algorithm() != seal.ECDSA {
		t.Errorf("%v", err)
	}
	if _, err := seal.ReadPKCS12(p12, "falsch"); err != seal.ErrPassword {
		t.Errorf("a wrong password: %v", err)
	}
	if _, err := seal.ReadPKCS12([]byte("no file"), ""); err != seal.ErrKeyFile {
		t.Errorf("no file: %v", err)
	}
	key, _ := os.ReadFile(filepath.Join(dir, "SM2.key"))
	cert, _ := os.ReadFile(filepath.Join(dir, "SM2.crt"))
	if k, err := seal.ReadPEM(append(key, cert...), "geheim"); err != nil || k.Algorithm() != seal.SM2 {
		t.Errorf("%v", err)
	}
	if _, err := seal.ReadPEM(append(key, cert...), "falsch"); err != seal.ErrPassword {
		t.Errorf("a wrong password: %v", err)
	}
	other, _ := os.ReadFile(filepath.Join(dir, "P-256.crt"))
	if _, err := seal.ReadPEM(append(key, other...), "geheim"); err != seal.ErrKeyFile {
		t.Errorf("another's certificate: %v", err)
	}
}

// TestRevocationList: other software reads the list.
func TestRevocationList(t *testing.T) {
	h := newHouse(t, seal.ECDSA)
	k := h.key(t, seal.ECDSA, "甲")
	list, err := h.root.RevocationList([]seal.Revoked{{Serial: seal.Describe(k.Cert).Serial, At: now, Reason: 1}}, 7, now)
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "list.crl")
	os.WriteFile(file, list, 0o600)
	out, err := exec.Command("openssl", "crl", "-inform", "DER", "-in", file, "-noout", "-text").CombinedOutput()
	if err != nil || !strings.Contains(strings.ToLower(strings.ReplaceAll(string(out), ":", "")), seal.Describe(k.Cert).Serial) || !strings.Contains(string(out), "Key Compromise") {
		t.Errorf("%v %s", err, out)
	}
}
