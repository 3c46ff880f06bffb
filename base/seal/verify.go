package seal

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"

	"anjian/kernel"
	engine "anjian/kernel/seal"
)

// Verdict is what the public page says of a paper.
type Verdict struct {
	Hash       string   `json:"hash"` // SHA-256 of the file that was shown
	Good       bool     `json:"good"` // every signature holds and nothing was changed
	Says       string   `json:"says"` // in one sentence
	Trial      bool     `json:"trial"`
	Signatures []Signed `json:"signatures"`
	Entries    []Entry  `json:"entries"` // what the register of this platform knows of the file
}

// Signed is one signature in plain words.
type Signed struct {
	Organ     string    `json:"organ"`
	Signer    string    `json:"signer"`  // whom the certificate was given to
	Claimed   string    `json:"claimed"` // as the signature says
	Entered   string    `json:"entered"` // when the register of this platform has it
	Page      int       `json:"page"`
	Valid     bool      `json:"valid"`
	Trial     bool      `json:"trial"`
	Says      []string  `json:"says"`  // what is wrong with it, or that nothing is
	Later     []string  `json:"later"` // what was done to the file afterwards
	Algorithm string    `json:"algorithm"`
	Digest    string    `json:"digest"`
	Chain     []Witness `json:"chain"`
}

// Witness is one certificate of a chain.
type Witness struct {
	Subject string `json:"subject"`
	Issuer  string `json:"issuer"`
	Serial  string `json:"serial"`
	From    string `json:"from"`
	Until   string `json:"until"`
}

// Entry is what the register tells the public of one use of a seal. Names of persons are masked.
type Entry struct {
	Seal   string `json:"seal"`
	Title  string `json:"title"`
	Number string `json:"number"`
	At     string `json:"used_at"`
	Hash   string `json:"hash"` // of the sealed file: who has it can compare
	State  string `json:"state"`
	Lapsed bool   `json:"lapsed"` // the paper is no longer in effect, however well it is sealed
	Trial  bool   `json:"trial"`
}

var effects = map[string]func(*kernel.Ctx, string) (string, error){}

// Effect registers who says, of the sealed papers of a type, that one is no longer in effect: "" while it is.
func Effect(typ string, says func(c *kernel.Ctx, id string) (string, error)) bool {
	effects[typ] = says
	return true
}

func moment(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.In(kernel.China).Format("2006年1月2日 15:04:05")
}

func day(t time.Time) string { return t.In(kernel.China).Format("2006年1月2日") }

var faultWords = map[engine.Fault]string{
	engine.Broken: "签名已损坏，无法识别", engine.Altered: "签名之后，签过名的内容被改动", engine.Partial: "签名没有覆盖整个文件",
	engine.Untrusted: "签发证书的机构不受信任，不能确定是谁签的", engine.Expired: "签名时证书不在有效期内", engine.Withdrawn: "证书已被吊销",
	engine.Detached: "签名域被移出了文件结构",
}

func changeWords(c engine.Change) string {
	page := ""
	if c.Page > 0 {
		page = fmt.Sprintf("第%d页", c.Page)
	}
	switch c.Kind {
	case engine.Signed:
		return page + "又加盖了“" + c.By + "”（不影响本签名）"
	case engine.Page:
		return page + "的内容被替换"
	case engine.Pages:
		return "页面被增加、删除或调换"
	case engine.Added:
		if c.By != "" {
			return page + "被加上了不受信任的签名“" + c.By + "”"
		}
		return page + "上被加盖了别的内容"
	case engine.Document:
		if page != "" {
			return page + "用到的内容被改动"
		}
		return "文件的其他部分被改动"
	}
	return "文件末尾被追加了无法识别的内容"
}

// Examine checks a file. Nothing of it is kept.
func Examine(c *kernel.Ctx, pdf []byte) (*Verdict, error) {
	c = c.AsSystem()
	h, err := of(c)
	if err != nil {
		return nil, err
	}
	trust, err := h.trust(c)
	if err != nil {
		return nil, err
	}
	var fault error // of the database, in what the engine asks back
	trust.Revoked = func(x engine.Certificate) (time.Time, bool) {
		cert, err := Certificates.First(c, kernel.And(kernel.Eq(&ct.Print, x.Print), kernel.Eq(&ct.State, Ended)))
		if err != nil || cert == nil {
			fault = errors.Join(fault, err)
			return time.Time{}, false
		}
		return cert.RevokedAt, true
	}
	trust.Sealed = func(mark string) (time.Time, bool) {
		u, err := Usages.First(c, kernel.And(kernel.Eq(&us.Mark, mark), kernel.Eq(&us.Result, Done)))
		if err != nil || u == nil {
			fault = errors.Join(fault, err)
			return time.Time{}, false
		}
		return u.At, true
	}
	list, err := engine.Verify(pdf, trust)
	switch {
	case errors.Is(err, engine.ErrTooMuch):
		return nil, kernel.Errorf(kernel.TooLarge, "文件过大或签名过多，不能验证")
	case err != nil:
		return nil, kernel.Errorf(kernel.Invalid, "这不是 PDF 文件")
	case fault != nil:
		return nil, fault
	}
	sum := sha256.Sum256(pdf)
	v := &Verdict{Hash: hex.EncodeToString(sum[:]), Good: len(list) > 0, Signatures: []Signed{}}
	for _, s := range list {
		v.Good = v.Good && s.Valid()
		v.Trial = v.Trial || s.Certificate.Trial
		v.Signatures = append(v.Signatures, inWords(s))
	}
	if v.Entries, err = entries(c, kernel.Eq(&us.After, v.Hash)); err != nil {
		return nil, err
	}
	v.Says = sentence(v, list)
	for _, e := range v.Entries {
		if v.Good && e.Lapsed {
			v.Good, v.Says = false, "签章有效，签章后没有改动，但是"+e.State
		}
	}
	return v, nil
}

func inWords(s *engine.Signature) Signed {
	out := Signed{Organ: s.Certificate.Organ, Signer: s.Certificate.Subject, Claimed: moment(s.Claimed), Entered: moment(s.Registered), Page: s.Page, Valid: s.Valid(), Trial: s.Certificate.Trial,
		Algorithm: s.Certificate.Algorithm.Name(), Digest: s.Digest, Says: []string{}, Later: []string{}, Chain: []Witness{}}
	for _, f := range s.Faults {
		out.Says = append(out.Says, faultWords[f])
	}
	for _, l := range s.Later {
		out.Later = append(out.Later, changeWords(l))
	}
	for _, x := range s.Chain {
		out.Chain = append(out.Chain, Witness{x.Subject, x.Issuer, x.Serial, day(x.From), day(x.Until)})
	}
	return out
}

// sentence says the whole in one sentence.
func sentence(v *Verdict, list []*engine.Signature) string {
	if len(list) == 0 {
		if len(v.Entries) > 0 {
			return "文件里没有电子签名，但用印登记中有这个文件"
		}
		return "文件里没有电子印章，无法验证"
	}
	var names []string
	for _, s := range list {
		if s.Valid() {
			names = append(names, s.Certificate.Subject)
		}
	}
	switch {
	case v.Good && v.Trial:
		return "验证通过：" + strings.Join(names, "、") + "签章有效，签章后没有改动。注意：使用的是试用证书，不能作为正式文书的凭据"
	case v.Good:
		return "验证通过：" + strings.Join(names, "、") + "签章有效，签章后没有改动"
	}
	for _, s := range list {
		if s.Changed() && len(s.Faults) == 0 {
			return "验证不通过：盖章以后，文件被改动过"
		}
	}
	return "验证不通过：有签章无效，请看下面的说明，向签发机关核实"
}

// entries reads the register for the public.
func entries(c *kernel.Ctx, where kernel.Cond) ([]Entry, error) {
	list, err := Usages.List(c, kernel.Query{Where: kernel.And(where, kernel.Eq(&us.Result, Done)), Sort: "used_at", Limit: 20})
	out := []Entry{}
	for _, u := range list {
		e := Entry{Title: u.Title, Number: u.Number, At: moment(u.At), Hash: u.After, Trial: u.Trial, State: "有效"}
		s, err := Seals.Get(c, string(u.Seal))
		if err != nil {
			return nil, err
		}
		e.Seal = s.Name
		if x, err := Certificates.Get(c, string(u.Cert)); err != nil {
			return nil, err
		} else if x.State == Ended && !u.At.Before(x.RevokedAt) {
			e.State = "证书已吊销"
		}
		if says := effects[u.Type]; says != nil {
			why, err := says(c, u.Record)
			if err != nil {
				return nil, err
			}
			if e.Lapsed = why != ""; e.Lapsed {
				e.State = why
			}
		}
		out = append(out, e)
	}
	return out, err
}

type checkIn struct {
	Type   string `json:"type"`
	ID     string `json:"id"`
	Number string `json:"number"`
	Code   string `json:"code"`
}

// CheckOut is what a number or a QR code with its check code leads to.
type CheckOut struct {
	Entries []Entry `json:"entries"`
}

// check looks a paper up by what its QR code says, or by its number, always with the check code: nobody can list papers.
func check(c *kernel.Ctx, in *checkIn) (*CheckOut, error) {
	c = c.AsSystem()
	code := strings.ToUpper(strings.TrimSpace(in.Code))
	none := kernel.Errorf(kernel.Missing, "没有找到：请核对文号和校验码，校验码印在文书的二维码旁边")
	if len(code) != 10 || len(in.Type) > 40 || len(in.ID) > 60 || len(in.Number) > 200 || in.ID == "" && in.Number == "" {
		return nil, none
	}
	where := kernel.And(kernel.Eq(&us.Type, in.Type), kernel.Eq(&us.Record, in.ID))
	if in.ID == "" {
		where = kernel.Eq(&us.Number, strings.TrimSpace(in.Number))
	}
	list, err := Usages.List(c, kernel.Query{Where: kernel.And(where, kernel.Eq(&us.Result, Done)), Sort: "id", Limit: 20})
	if err != nil {
		return nil, err
	}
	for _, u := range list {
		want, err := CheckCode(c, u.Type, u.Record)
		if err != nil {
			return nil, err
		}
		if want != code {
			continue
		}
		out, err := entries(c, kernel.And(kernel.Eq(&us.Type, u.Type), kernel.Eq(&us.Record, u.Record)))
		return &CheckOut{out}, err
	}
	return nil, none
}

// examining bounds how many files are checked at once: anybody may ask, and each takes memory.
var examining = make(chan struct{}, 4)

// serveVerify checks an uploaded file for anybody.
func serveVerify(c *kernel.Ctx, w http.ResponseWriter, r *http.Request) error {
	select {
	case examining <- struct{}{}:
		defer func() { <-examining }()
	default:
		return kernel.Errorf(kernel.TooMany, "正在验证的文件太多，请稍后再试")
	}
	pdf, err := upload(r.Body, most)
	if err != nil {
		return err
	}
	v, err := Examine(c, pdf)
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	return json.NewEncoder(w).Encode(v)
}

// serveRevoked answers with the revocation list of the embedded authority, for other software.
func serveRevoked(c *kernel.Ctx, w http.ResponseWriter, _ *http.Request) error {
	c = c.AsSystem()
	h, err := of(c)
	if err != nil {
		return err
	}
	list, err := Certificates.List(c, kernel.Query{Where: kernel.And(kernel.Eq(&ct.State, Ended), kernel.Eq(&ct.Trial, true)), Sort: "id", Limit: -1})
	if err != nil {
		return err
	}
	var revoked []engine.Revoked
	for _, x := range list {
		revoked = append(revoked, engine.Revoked{Serial: x.Serial, At: x.RevokedAt, Reason: 0})
	}
	root, err := h.key(c, "authority")
	if err != nil {
		return err
	}
	if root == nil {
		return kernel.Errorf(kernel.Missing, "还没有签发过证书")
	}
	der, err := root.RevocationList(revoked, c.Now().Unix(), c.Now())
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", "application/pkix-crl")
	_, err = w.Write(der)
	return err
}
