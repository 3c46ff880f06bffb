package evidence_test

import (
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"reflect"
	"testing"
	"time"

	"anjian/base/account"
	"anjian/base/agency"
	"anjian/base/enterprise"
	"anjian/base/evidence"
	"anjian/base/org"
	"anjian/base/region"
	"anjian/base/role"
	"anjian/kernel"
	"anjian/kernel/kerneltest"
)

// Visit stands for the records that carry a class.
type Visit struct {
	kernel.Base
	Note   string         `json:"note" label:"情况"`
	Photos kernel.Files   `json:"photos" label:"照片"`
	Origin evidence.Class `json:"origin" label:"取证等级" ui:"fixed"`
}

var visits = &kernel.Resource[Visit]{
	Name: "visit", Label: "走访", Help: "测试用", Title: &vs.Note,
	Access: kernel.Access{{To: []kernel.Role{role.Regulator}, Can: "read create", Rows: kernel.Jurisdiction}},
	Derive: func(c *kernel.Ctx, v *Visit) (err error) {
		if v.Rev == 0 {
			v.Origin, _, err = evidence.Judge(c, "visit", v.ID)
		}
		return err
	},
}

var vs = kernel.Row[Visit]()

var modules = []kernel.Module{region.Module(), org.Module(), enterprise.Module(), agency.Module(), account.Module(nil), evidence.Module(nil), {Name: "visit", Label: "走访", Resources: []kernel.Handle{visits}}}

func TestConform(t *testing.T) { kerneltest.Conform(t, "evidence visit", modules...) }

// phone is what the browser does: a key, a chain of entries, two clocks.
type phone struct {
	t       *testing.T
	w       *kerneltest.World
	c       *kernel.Ctx
	key     *ecdsa.PrivateKey
	id      string
	seq     int
	tail    string
	boot    string
	booted  time.Time // of the clock that nobody can set
	off     time.Duration
	pending []string
}

var (
	at  time.Time // the time of the world
	tag string    // sets the people and records of one case apart from those of others
)

func world(t *testing.T, fn func(t *testing.T, w *kerneltest.World)) {
	kerneltest.Each(t, modules, func(t *testing.T, w *kerneltest.World) {
		at = time.Date(2026, 5, 6, 8, 0, 0, 0, kernel.China)
		w.Env.Now = func() time.Time { at = at.Add(time.Millisecond); return at }
		fn(t, w)
	})
}

func later(d time.Duration) { at = at.Add(d) }

func officer(w *kerneltest.World, id string) *kernel.Ctx {
	return w.As(kernel.Actor{ID: id + tag, Name: id, Roles: []kernel.Role{role.Regulator}, Region: "410105"})
}

// call does an operation of the module as a browser does.
func call[O any](t *testing.T, c *kernel.Ctx, pattern string, in any) (*O, error) {
	t.Helper()
	for _, mod := range c.App.Modules {
		for _, r := range mod.Routes {
			if r.Pattern != pattern {
				continue
			}
			body, _ := json.Marshal(in)
			v := newOf(r)
			kerneltest.Must(t, json.Unmarshal(body, v))
			out, err := r.Serve(c, v)
			if err != nil {
				return nil, err
			}
			text, _ := json.Marshal(out)
			o := new(O)
			kerneltest.Must(t, json.Unmarshal(text, o))
			return o, nil
		}
	}
	t.Fatal("no operation " + pattern)
	return nil, nil
}

func enrol(t *testing.T, w *kerneltest.World, who, replaces string) *phone {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	kerneltest.Must(t, err)
	p := &phone{t: t, w: w, c: officer(w, who), key: key}
	p.restart()
	der, _ := x509.MarshalPKIXPublicKey(&key.PublicKey)
	text := base64.StdEncoding.EncodeToString(der)
	out, err := call[evidence.Membership](t, p.c, "POST /api/evidence_device/enrol", evidence.Enrolment{Name: "手机", Key: text, Signature: p.sign("enrol\n" + who + tag + "\n" + text), Replaces: replaces})
	kerneltest.Must(t, err)
	p.id = out.ID
	return p
}

func (p *phone) restart() { p.boot, p.booted = kernel.NewID(at), at }

func (p *phone) sign(text string) string {
	sum := sha256.Sum256([]byte(text))
	r, s, err := ecdsa.Sign(rand.Reader, p.key, sum[:])
	kerneltest.Must(p.t, err)
	return base64.StdEncoding.EncodeToString(append(r.FillBytes(make([]byte, 32)), s.FillBytes(make([]byte, 32))...))
}

func hash(text string) string {
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:])
}

func (p *phone) log(e evidence.Entry) {
	p.seq++
	e.Seq, e.Prev, e.Boot, e.Mono, e.Wall = p.seq, p.tail, p.boot, at.Sub(p.booted).Milliseconds(), at.Add(p.off).UnixMilli()
	text, _ := json.Marshal(e)
	p.pending, p.tail = append(p.pending, string(text)), hash(string(text))
}

func (p *phone) nonce() {
	n, err := call[evidence.Nonce](p.t, p.c, "POST /api/evidence_device/nonce", map[string]string{"device": p.id})
	kerneltest.Must(p.t, err)
	p.log(evidence.Entry{What: "nonce", Nonce: n.Nonce})
}

// visit logs what an officer does at an enterprise, in an hour.
func (p *phone) visit(id string) {
	here := []float64{113.62, 34.75, 12}
	p.log(evidence.Entry{What: "open", Record: "visit/" + id + tag, Place: here})
	later(30 * time.Minute)
	p.log(evidence.Entry{What: "photo", Record: "visit/" + id + tag, SHA: "aa", Place: here})
	later(30 * time.Minute)
	p.log(evidence.Entry{What: "submit", Record: "visit/" + id + tag, Place: here})
}

func (p *phone) piece() evidence.Piece {
	sent := at.Add(p.off).UnixMilli()
	return evidence.Piece{Device: p.id, Entries: p.pending, Sent: sent, Signature: p.sign(fmt.Sprintf("%s\n%d", p.tail, sent))}
}

func (p *phone) hand() *evidence.Receipt {
	p.t.Helper()
	r, err := call[evidence.Receipt](p.t, p.c, "POST /api/evidence_device/log", p.piece())
	kerneltest.Must(p.t, err)
	if r.Broken == "" {
		p.pending = nil
	}
	return r
}

// arrive makes the record and returns how it was classed and the codes of what was found.
func arrive(t *testing.T, c *kernel.Ctx, id string) (evidence.Class, []string) {
	t.Helper()
	v := &Visit{Note: "走访", Photos: kernel.Files{{SHA: "aa", Name: "a.jpg"}}}
	id += tag
	v.ID, v.Region = id, "410105"
	kerneltest.Must(t, visits.Create(c, v))
	got, err := evidence.Verdicts.List(c.AsSystem(), kernel.Query{Where: kernel.Compare("record", "=", id)})
	kerneltest.Must(t, err)
	if len(got) != 1 || got[0].Class != v.Origin {
		t.Fatalf("%d verdicts %+v of a record classed %q", len(got), got, v.Origin)
	}
	page, err := call[evidence.Proofs](t, c, "GET /api/evidence_verdict/of", evidence.Of{Records: id + ",none"})
	kerneltest.Must(t, err)
	if len(page.Items) != 1 || page.Items[0].Class != v.Origin || len(page.Items[0].Findings) != len(got[0].Findings) {
		t.Fatalf("the page of the record shows %+v", page.Items)
	}
	var codes []string
	for _, f := range got[0].Findings {
		if f.Text == "" {
			t.Errorf("finding %s says nothing", f.Code)
		}
		codes = append(codes, f.Code)
	}
	return v.Origin, codes
}

// A lost answer is had again, and the receipt can be checked by anybody.
func TestReceipt(t *testing.T) {
	world(t, func(t *testing.T, w *kerneltest.World) {
		p := enrol(t, w, "o1", "")
		p.nonce()
		p.visit("v")
		piece := p.piece()
		first, err := call[evidence.Receipt](t, p.c, "POST /api/evidence_device/log", piece)
		kerneltest.Must(t, err)
		later(time.Hour)
		again, err := call[evidence.Receipt](t, p.c, "POST /api/evidence_device/log", piece)
		kerneltest.Must(t, err)
		if *first != *again || first.Last != 4 {
			t.Errorf("first %+v, again %+v", first, again)
		}
		key, err := call[struct{ Key string }](t, p.c, "GET /api/evidence_device/key", struct{}{})
		kerneltest.Must(t, err)
		public, _ := base64.StdEncoding.DecodeString(key.Key)
		signature, _ := base64.StdEncoding.DecodeString(first.Signature)
		text := fmt.Sprintf("%s\n%d\n%s\n%d", first.Device, first.Last, first.Hash, first.At)
		if !ed25519.Verify(public, []byte(text), signature) || ed25519.Verify(public, []byte(text+"0"), signature) {
			t.Error("the receipt does not hold, or holds for anything")
		}
		n, err := evidence.Logs.Count(w.System(), kernel.Cond{})
		kerneltest.Must(t, err)
		if n != 1 {
			t.Errorf("%d logs of one piece", n)
		}
	})
}

// The officer and the leader end a device; strangers neither see nor use it.
func TestDevice(t *testing.T) {
	world(t, func(t *testing.T, w *kerneltest.World) {
		p := enrol(t, w, "o1", "")
		stranger := officer(w, "o2")
		_, err := evidence.Devices.Get(stranger, p.id)
		kerneltest.Want(t, "read another's device", err, kernel.Missing)
		_, err = call[evidence.Nonce](t, stranger, "POST /api/evidence_device/nonce", map[string]string{"device": p.id})
		kerneltest.Want(t, "a nonce for another's device", err, kernel.Missing)
		elsewhere := w.As(kernel.Actor{ID: "s2", Roles: []kernel.Role{role.Leader}, Region: "410502"})
		_, err = evidence.Devices.Do(elsewhere, p.id, 0, "revoke", nil, "丢失")
		kerneltest.Want(t, "revoke out of the region", err, kernel.Missing)
		admin := w.As(kernel.Actor{ID: "s1", Roles: []kernel.Role{role.Leader}, Region: "4101"})
		_, err = evidence.Devices.Do(admin, p.id, 0, "revoke", nil, "")
		kerneltest.Want(t, "revoke without a reason", err, kernel.Invalid)
		_, err = evidence.Devices.Do(admin, p.id, 0, "revoke", nil, "手机丢失")
		kerneltest.Must(t, err)
		p.visit("v")
		_, err = call[evidence.Receipt](t, p.c, "POST /api/evidence_device/log", p.piece())
		kerneltest.Want(t, "a log of a revoked device", err, kernel.Conflict)
		if class, codes := arrive(t, p.c, "v"); class != evidence.Later {
			t.Errorf("%s %v by a revoked device", class, codes)
		}
		der := base64.StdEncoding.EncodeToString([]byte("no key"))
		_, err = call[evidence.Membership](t, p.c, "POST /api/evidence_device/enrol", evidence.Enrolment{Key: der})
		kerneltest.Want(t, "enrol without a key", err, kernel.Invalid)
		fresh := enrol(t, w, "o1", p.id)
		fresh.nonce()
	})
}

func newOf(r kernel.Route) any { return reflect.New(r.In).Interface() }
