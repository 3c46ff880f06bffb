package seal

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"slices"
	"time"

	"anjian/base/account"
	"anjian/base/org"
	"anjian/kernel"
	engine "anjian/kernel/seal"
)

// Use says what a seal is to be put on, and whose.
type Use struct {
	Org    kernel.Ref[org.Org] // the organ; a department or brigade uses that of the bureau above it
	Kind   Kind
	Type   string // the record that the paper belongs to: "document"
	ID     string
	Title  string // of the paper
	Number string // 文号
	Hash   string // SHA-256 of the PDF, if the caller has it: it is compared
}

// Place is where the centre of the seal stands: millimetres from the upper left corner of the page, counted from 1.
type Place = engine.Place

// Stamp puts the seal of an organ on a PDF (用印): it finds the seal in force, checks custody, period and a fresh proof of the person,
// signs, and enters the use in the register in the caller's transaction. One paper is sealed once by each seal. A refusal is entered
// too, whatever becomes of the transaction.
func Stamp(c *kernel.Ctx, in Use, pdf []byte, at Place) (out []byte, usage *Usage, err error) {
	return stamp(c, in, pdf, at, nil)
}

func stamp(c *kernel.Ctx, in Use, pdf []byte, at Place, asked *Request) (out []byte, usage *Usage, err error) {
	h, err := of(c)
	if err != nil {
		return nil, nil, err
	}
	if err := c.Fresh(kernel.ForSeal); err != nil {
		return nil, nil, err
	}
	sum := sha256.Sum256(pdf)
	u := &Usage{Title: in.Title, Number: in.Number, Org: in.Org, Kind: in.Kind, Type: in.Type, Record: in.ID, Before: hex.EncodeToString(sum[:]), Page: at.Page,
		Who: kernel.Ref[account.Account](c.Actor.ID), Name: c.Actor.Name, At: c.Now().UTC().Truncate(time.Millisecond)}
	u.Region = c.Actor.Region
	err = c.Tx(func(c *kernel.Ctx) error {
		s, err := inForce(c, in.Org, in.Kind)
		if err != nil {
			return err
		}
		u.Seal, u.Org, u.Region, u.Trial = kernel.Ref[Seal](s.ID), s.Org, s.Region, s.Trial
		if in.Hash != "" && in.Hash != u.Before {
			return kernel.Errorf(kernel.Conflict, "文件与批准的不一致，不能用印")
		}
		if err := s.usable(c); err != nil {
			return err
		}
		if err := s.once(c, u, asked); err != nil {
			return err
		}
		k, err := s.sign(c, h, u)
		if err != nil {
			return err
		}
		out, u.Mark, err = k.Seal(pdf, engine.Mark{Place: at, Picture: s.picture(), Signer: s.Name, Reason: in.Title, Time: u.At})
		if err != nil {
			return words(err)
		}
		after := sha256.Sum256(out)
		u.After, u.Result = hex.EncodeToString(after[:]), Done
		return Usages.Create(c.AsSystem(), u)
	})
	if err != nil {
		h.deny(c, *u, err)
		return nil, nil, err
	}
	return out, u, nil
}

// inForce finds the seal of an organ, or of the bureau that a department belongs to.
func inForce(c *kernel.Ctx, id kernel.Ref[org.Org], kind Kind) (*Seal, error) {
	var last *Seal
	for range 5 {
		list, err := Seals.List(c.AsSystem(), kernel.Query{Where: kernel.And(kernel.Eq(&Row.Org, id), kernel.Eq(&Row.Kind, kind)), Sort: "-id", Limit: 50})
		if err != nil {
			return nil, err
		}
		for _, s := range list {
			if s.State == Active {
				return s, nil
			}
			if last == nil {
				last = s
			}
		}
		o, err := org.Orgs.Get(c.AsSystem(), string(id))
		if kernel.CodeOf(err) == kernel.Missing {
			return nil, kernel.Errorf(kernel.Missing, "没有这个机关")
		}
		if err != nil {
			return nil, err
		}
		if last != nil || o.Superior == "" || o.Kind != org.Department && o.Kind != org.Brigade {
			break
		}
		id = o.Superior
	}
	if last != nil {
		return nil, kernel.Errorf(kernel.Conflict, "“%s”%s，不能用印", last.Name, kernel.LabelOf(last.State))
	}
	return nil, kernel.Errorf(kernel.Conflict, "该机关没有%s，请先在“电子印章”里申领", kernel.LabelOf(kind))
}

// usable tells whether the person behind the request may use the seal today.
func (s *Seal) usable(c *kernel.Ctx) error {
	me := kernel.Ref[account.Account](c.Actor.ID)
	switch {
	case s.Keeper != me && !slices.Contains(s.Users, me):
		return kernel.Errorf(kernel.Forbidden, "您不是“%s”的保管人，也没有获得用印授权", s.Name)
	case c.Today() < s.From:
		return kernel.Errorf(kernel.Conflict, "“%s”从%s起启用", s.Name, s.From)
	case c.Today() > s.Until:
		return kernel.Errorf(kernel.Conflict, "“%s”已于%s到期", s.Name, s.Until)
	}
	return nil
}

// once holds one paper, one approval (一文一批): a paper is sealed once, and where the seal asks for it only what was approved.
func (s *Seal) once(c *kernel.Ctx, u *Usage, asked *Request) error {
	same := kernel.Eq(&us.Before, u.Before)
	if u.Record != "" {
		same = kernel.Or(same, kernel.And(kernel.Eq(&us.Type, u.Type), kernel.Eq(&us.Record, u.Record)))
	}
	n, err := Usages.Count(c.AsSystem(), kernel.And(kernel.Eq(&us.Seal, kernel.Ref[Seal](s.ID)), kernel.Eq(&us.Result, Done), same))
	if err != nil {
		return err
	}
	if n > 0 {
		return kernel.Errorf(kernel.Conflict, "这份文书已经盖过“%s”，一份文书只能盖一次", s.Name)
	}
	if !s.Each || asked != nil {
		return nil
	}
	return kernel.Errorf(kernel.Conflict, "“%s”须逐件审批，请先在“用印申请”里申请", s.Name)
}

// sign opens the key with which the seal signs today.
func (s *Seal) sign(c *kernel.Ctx, h *House, u *Usage) (*engine.Key, error) {
	cert, err := Certificates.First(c.AsSystem(), kernel.And(kernel.Eq(&ct.Seal, kernel.Ref[Seal](s.ID)), kernel.Eq(&ct.State, Holds)))
	if err != nil {
		return nil, err
	}
	if cert == nil {
		return nil, kernel.Errorf(kernel.Conflict, "“%s”没有有效的证书，请在印章页面导入", s.Name)
	}
	k, err := h.key(c, "certificate "+cert.ID)
	if err != nil || k == nil {
		return nil, errors.Join(err, errors.New("seal: the key of certificate "+cert.ID+" cannot be opened"))
	}
	if now := c.Now(); now.Before(k.Cert.NotBefore) || now.After(k.Cert.NotAfter) {
		return nil, kernel.Errorf(kernel.Conflict, "“%s”的证书已过期或未生效，请更换证书", s.Name)
	}
	u.Cert, u.Trial = kernel.Ref[Certificate](cert.ID), cert.Trial
	return k, nil
}

// words says what the engine refuses.
func words(err error) error {
	switch {
	case errors.Is(err, engine.ErrPage):
		return kernel.Errorf(kernel.Invalid, "用印的页码或位置不在文件内")
	case errors.Is(err, engine.ErrPDF), errors.Is(err, engine.ErrClassic):
		return kernel.Errorf(kernel.Invalid, "这个 PDF 的格式不能用印，请用平台生成的文书，或用“打印为 PDF”另存后再试")
	case errors.Is(err, engine.ErrLetters):
		return kernel.Errorf(kernel.Conflict, "没有字体能画出印文中的某个字，请管理员在服务器上安装含有该字的字体")
	}
	return err
}
