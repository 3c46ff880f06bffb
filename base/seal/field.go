package seal

import (
	"bytes"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"anjian/base/account"
	"anjian/base/org"
	"anjian/kernel"
	engine "anjian/kernel/seal"
)

// FieldState says how one signed field of a record stands today.
type FieldState struct {
	Name      string    `json:"name"`
	Label     string    `json:"label"`
	State     Integrity `json:"state"`
	Signature string    `json:"signature"` // the id of the signature
	Signer    string    `json:"signer"`
	Organ     string    `json:"organ,omitempty"` // whose seal stands under it
	Seal      string    `json:"seal,omitempty"`
	At        time.Time `json:"signed_at"`
	Trial     bool      `json:"trial,omitempty"`
	Note      string    `json:"note,omitempty"`
}

// Integrity is whether a field is as it was signed.
type Integrity string

// Whether a field holds.
const (
	Intact  Integrity = "intact"
	Changed Integrity = "changed" // it has another value today
	Gone    Integrity = "gone"    // the record has no such field any more
	Forged  Integrity = "forged"  // the signature itself does not hold: it, or the list of fields, was changed in the database
)

// mostSignatures bounds how often one person signs one record.
const mostSignatures = 20

// Canonical is the text of a value that is signed: JSON with sorted keys and without blanks. Whole numbers beyond 2^53 are texts, for
// programs that read JSON numbers as floats would take two of them for one.
func Canonical(v any) ([]byte, error) {
	text, err := json.Marshal(v)
	if err != nil {
		return nil, err
	}
	d := json.NewDecoder(bytes.NewReader(text))
	d.UseNumber()
	var plain any
	if err := d.Decode(&plain); err != nil {
		return nil, err
	}
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	err = e.Encode(exact(plain)) // maps are written with sorted keys
	return bytes.TrimSuffix(b.Bytes(), []byte("\n")), err
}

func exact(v any) any {
	switch v := v.(type) {
	case json.Number:
		if n, err := v.Int64(); err == nil && n <= 1<<53 && n >= -1<<53 {
			return v
		}
		if strings.ContainsAny(v.String(), ".eE") {
			return v
		}
		return v.String()
	case []any:
		for i := range v {
			v[i] = exact(v[i])
		}
	case map[string]any:
		for k := range v {
			v[k] = exact(v[k])
		}
	}
	return v
}

// digest is what stands for one field: of another record, or under another name, the same value has another one.
func digest(salt, typ, id string, f *kernel.Field, rec any) (string, error) {
	text, err := Canonical(f.In(rec).Interface())
	if err != nil {
		return "", err
	}
	h := sha256.New()
	for _, part := range []string{salt, typ, id, f.Name} {
		fmt.Fprintf(h, "%d:%s", len(part), part)
	}
	h.Write(text)
	return hex.EncodeToString(h.Sum(nil)), nil
}

// statement is the text under which the signature of the key stands.
func (s *Signature) statement() ([]byte, error) {
	return Canonical(map[string]any{"type": s.Type, "record": s.Record, "who": s.Who, "name": s.Name, "at": s.At.UTC().Format(time.RFC3339Nano), "seal": s.Seal, "certificate": s.Cert,
		"note": s.Note, "salt": s.Salt, "fields": s.Fields})
}

// signable are the fields of a type that can be signed: those a person can see, with a name.
func signable(m *kernel.Meta) (out []*kernel.Field) {
	for i := range m.Fields {
		if f := &m.Fields[i]; f.Label != "" && !f.Has("hidden") {
			out = append(out, f)
		}
	}
	return out
}

// Stamping says with whose seal fields are signed besides the person's own name; the zero value is without any.
type Stamping struct {
	Org  kernel.Ref[org.Org]
	Kind Kind
	Note string
}

// SignFields signs fields of a record in the actor's name: all that can be signed if none are named. Whoever may read a record may
// sign what it says.
func SignFields(c *kernel.Ctx, res kernel.Handle, id string, fields ...string) (*Signature, error) {
	return SealFields(c, res, id, Stamping{}, fields...)
}

// SealFields is SignFields with the seal of an organ, which the actor must be allowed to use; the use is entered in the register.
func SealFields(c *kernel.Ctx, res kernel.Handle, id string, by Stamping, fields ...string) (out *Signature, err error) {
	if err := c.Fresh(kernel.ForSeal); err != nil {
		return nil, err
	}
	h, err := of(c)
	if err != nil {
		return nil, err
	}
	m := res.Meta()
	var u *Usage
	err = c.Tx(func(c *kernel.Ctx) error {
		rec, err := res.GetAny(c, id)
		if err != nil {
			return err
		}
		n, err := Signatures.Count(c.AsSystem(), kernel.And(kernel.Eq(&sg.Type, m.Name), kernel.Eq(&sg.Record, id), kernel.Eq(&sg.Who, kernel.Ref[account.Account](c.Actor.ID))))
		if err != nil {
			return err
		}
		if n >= mostSignatures {
			return kernel.Errorf(kernel.Conflict, "一条记录每人最多签%d次", mostSignatures)
		}
		salt := make([]byte, 16)
		rand.Read(salt)
		title := m.Field(m.NameColumn).Text(rec)
		out = &Signature{Type: m.Name, Record: id, Who: kernel.Ref[account.Account](c.Actor.ID), Name: c.Actor.Name, At: c.Now().UTC().Truncate(time.Millisecond), Note: by.Note, Salt: hex.EncodeToString(salt), Address: c.Origin.Address}
		out.Region, out.Title = kernel.BaseOf(rec).Region, short(c.Actor.Name+" 签 "+m.Label+"："+title, 120)
		for _, f := range signable(m) {
			if len(fields) > 0 && !slices.Contains(fields, f.Name) {
				continue
			}
			d, err := digest(out.Salt, m.Name, id, f, rec)
			if err != nil {
				return err
			}
			out.Fields = append(out.Fields, SignedField{f.Name, f.Label, d})
		}
		if len(out.Fields) == 0 || len(fields) > 0 && len(out.Fields) != len(fields) {
			return kernel.Errorf(kernel.Invalid, "要签名的字段不存在")
		}
		key, err := h.hand(c)
		if err != nil {
			return err
		}
		if by.Org != "" {
			sum, err := Canonical(out.Fields)
			if err != nil {
				return err
			}
			before := sha256.Sum256(sum)
			u = &Usage{Title: short("网页表单 "+m.Label+"："+title, 120), Org: by.Org, Kind: by.Kind, Type: m.Name, Record: id, Before: hex.EncodeToString(before[:]), Who: out.Who, Name: out.Name, At: out.At}
			u.Region = c.Actor.Region
			if key, err = out.with(c, h, u); err != nil {
				return err
			}
		}
		text, err := out.statement()
		if err != nil {
			return err
		}
		value, err := key.Sign(text)
		if err != nil {
			return err
		}
		out.Value = base64.StdEncoding.EncodeToString(value)
		if u != nil {
			after := sha256.Sum256(value)
			u.Mark, u.After, u.Result = hex.EncodeToString(after[:]), hex.EncodeToString(after[:]), Done
			if err := Usages.Create(c.AsSystem(), u); err != nil {
				return err
			}
			out.Usage = kernel.Ref[Usage](u.ID)
		}
		return Signatures.Create(c.AsSystem(), out)
	})
	if err != nil {
		if u != nil {
			h.deny(c, *u, err)
		}
		return nil, err
	}
	return out, nil
}

// with opens the key of an organ's seal for a signature.
func (s *Signature) with(c *kernel.Ctx, h *House, u *Usage) (*engine.Key, error) {
	x, err := inForce(c, u.Org, u.Kind)
	if err != nil {
		return nil, err
	}
	u.Seal, u.Org, u.Region = kernel.Ref[Seal](x.ID), x.Org, x.Region
	if err := x.usable(c); err != nil {
		return nil, err
	}
	k, err := x.sign(c, h, u)
	s.Seal, s.Cert = u.Seal, u.Cert
	return k, err
}

func short(s string, most int) string {
	if r := []rune(s); len(r) > most {
		return string(r[:most-1]) + "…"
	}
	return s
}

// CheckFields says of every signed field of a record whether it still is what was signed, newest signature first. Whoever may read the
// record may ask.
func CheckFields(c *kernel.Ctx, typ, id string) ([]FieldState, error) {
	res := c.App.Resource(typ)
	if res == nil {
		return nil, kernel.Errorf(kernel.Missing, "没有这类记录")
	}
	rec, err := res.GetAny(c, id)
	if err != nil {
		return nil, err
	}
	h, err := of(c)
	if err != nil {
		return nil, err
	}
	list, err := Signatures.List(c.AsSystem(), kernel.Query{Where: kernel.And(kernel.Eq(&sg.Type, typ), kernel.Eq(&sg.Record, id)), Sort: "-id", Limit: 200})
	if err != nil {
		return nil, err
	}
	out := []FieldState{}
	for _, s := range list {
		states, err := s.check(c, h, res.Meta(), rec)
		if err != nil {
			return nil, err
		}
		out = append(out, states...)
	}
	return out, nil
}

// check compares the fields of one signature with the record.
func (s *Signature) check(c *kernel.Ctx, h *House, m *kernel.Meta, rec any) (out []FieldState, err error) {
	state := FieldState{Signature: s.ID, Signer: s.Name, Seal: string(s.Seal), At: s.At, Note: s.Note}
	name := "hand"
	if s.Seal != "" {
		x, err := Seals.Get(c.AsSystem(), string(s.Seal))
		if err != nil {
			return nil, err
		}
		state.Organ, name = x.Name, "certificate "+string(s.Cert)
	}
	key, err := h.key(c, name)
	if err != nil {
		return nil, err
	}
	genuine := false
	if key != nil {
		state.Trial = s.Seal != "" && engine.Describe(key.Cert).Trial
		text, err := s.statement()
		if err != nil {
			return nil, err
		}
		value, err := base64.StdEncoding.DecodeString(s.Value)
		genuine = err == nil && engine.VerifyMessage(key.Cert, text, value)
	}
	for _, f := range s.Fields {
		one := state
		one.Name, one.Label, one.State = f.Name, f.Label, Intact
		field := m.Field(f.Name)
		switch {
		case !genuine:
			one.State = Forged
		case field == nil:
			one.State = Gone
		default:
			d, err := digest(s.Salt, s.Type, s.Record, field, rec)
			if err != nil {
				return nil, err
			}
			if d != f.Digest {
				one.State = Changed
			}
		}
		out = append(out, one)
	}
	return out, nil
}

type fieldsIn struct {
	Type   string   `json:"type"`
	ID     string   `json:"id"`
	Fields []string `json:"fields"`
	Seal   string   `json:"seal"` // the id of the seal, if one is used
	Note   string   `json:"note"`
}

type recordIn struct {
	Type string `json:"type"`
	ID   string `json:"id"`
}

// FieldsOut is what the panel of a record shows.
type FieldsOut struct {
	Items  []FieldState `json:"items"`
	Fields []Choice     `json:"fields"` // what can be signed
	Seals  []Choice     `json:"seals"`  // with which seals the actor may sign
}

// Choice is one thing to choose.
type Choice struct {
	Name  string `json:"name"`
	Label string `json:"label"`
}

// fields answers how the signed fields of a record stand, and what the actor can sign.
func fields(c *kernel.Ctx, in *recordIn) (*FieldsOut, error) {
	items, err := CheckFields(c, in.Type, in.ID)
	if err != nil {
		return nil, err
	}
	out := &FieldsOut{Items: items, Fields: []Choice{}, Seals: []Choice{}}
	for _, f := range signable(c.App.Resource(in.Type).Meta()) {
		out.Fields = append(out.Fields, Choice{f.Name, f.Label})
	}
	me := kernel.Ref[account.Account](c.Actor.ID)
	list, err := Seals.List(c.AsSystem(), kernel.Query{Where: kernel.And(kernel.Eq(&Row.State, Active), kernel.Or(kernel.Eq(&Row.Keeper, me), kernel.Compare("users", "has", c.Actor.ID))), Sort: "name", Limit: 20})
	for _, s := range list {
		out.Seals = append(out.Seals, Choice{s.ID, s.Name})
	}
	return out, err
}

// signFields signs fields as the panel asks.
func signFields(c *kernel.Ctx, in *fieldsIn) (*FieldsOut, error) {
	res := c.App.Resource(in.Type)
	if res == nil {
		return nil, kernel.Errorf(kernel.Missing, "没有这类记录")
	}
	by := Stamping{Note: strings.TrimSpace(in.Note)}
	if in.Seal != "" {
		s, err := Seals.Get(c.AsSystem(), in.Seal)
		if err != nil {
			return nil, err
		}
		by.Org, by.Kind = s.Org, s.Kind
	}
	if _, err := SealFields(c, res, in.ID, by, in.Fields...); err != nil {
		return nil, err
	}
	return fields(c, &recordIn{in.Type, in.ID})
}

// upload reads the body of a request that carries a file, at most limit bytes of it.
func upload(body io.Reader, limit int64) ([]byte, error) {
	b, err := io.ReadAll(io.LimitReader(body, limit+1))
	if err != nil {
		return nil, errors.Join(kernel.Errorf(kernel.Invalid, "文件没有传完，请重试"), err)
	}
	if int64(len(b)) > limit {
		return nil, kernel.Errorf(kernel.TooLarge, "文件超过 %d MB", limit>>20)
	}
	return b, nil
}
