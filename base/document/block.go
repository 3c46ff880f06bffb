package document

import (
	"fmt"

	"anjian/base/org"
	"anjian/base/role"
	"anjian/kernel"
)

// Block is a run of numbers set aside for a device without a network or a pad of pre-numbered papers (文号号段).
type Block struct {
	kernel.Base
	Org     kernel.Ref[org.Org] `json:"org" label:"机构" ui:"fixed,list,filter"`
	Kind    Code                `json:"kind" label:"文书种类" rule:"required" ui:"fixed,list,filter"`
	Device  string              `json:"device" label:"领用设备或印本" rule:"required,max=80" ui:"fixed,list,search"`
	Holder  string              `json:"holder" label:"领用人" ui:"fixed,list"`
	Year    int                 `json:"year" label:"年份" unit:"年" ui:"fixed,list"`
	First   int                 `json:"first_serial" label:"起号" ui:"fixed,list"`
	Last    int                 `json:"last_serial" label:"止号" ui:"fixed,list"`
	Used    int                 `json:"used" label:"已用" ui:"fixed,list"`
	Expires kernel.Date         `json:"expires_on" label:"有效期至" ui:"fixed,list,filter"`
	Reason  string              `json:"reason" label:"交回原因" rule:"max=200" ui:"fixed,list"`
	State   BlockState          `json:"state" label:"状态" ui:"fixed,list,filter"`
}

// BlockState is where a block stands.
type BlockState string

// The states of a block.
const (
	Held     BlockState = "held"
	HandedIn BlockState = "returned"
)

func (BlockState) Options() []kernel.Option {
	return []kernel.Option{kernel.Opt(Held, "领用中"), kernel.Opt(HandedIn, "已交回")}
}

var bk = kernel.Row[Block]()

// Blocks holds the runs of numbers that were set aside.
var Blocks = &kernel.Resource[Block]{
	Name: "document_block", Label: "文号号段", Title: &bk.Device, Sort: "-id",
	Help: `没有网络的手机和预先印好文号的文书要先领一段文号。有效期过了就不能再用；没有用完的要写明原因交回，交回的号成为空号，不再使用。`,
	Access: kernel.Access{
		{To: append([]kernel.Role{role.Audit}, role.Government...), Can: "read export", Rows: kernel.Jurisdiction},
		{To: writers, Can: "return", Rows: kernel.Jurisdiction},
	},
	Views: []kernel.View{{Name: "held", Label: "领用中", Query: "state=held"}},
}

func init() {
	Blocks.Flow = kernel.Flow[Block, BlockState]{On: &bk.State, Start: Held, Steps: []kernel.Step[Block, BlockState]{
		{Name: "return", Label: "交回未用的号", From: []BlockState{Held}, To: HandedIn, Ask: []any{&bk.Reason}, Do: func(c *kernel.Ctx, b *Block) error {
			return spoil(c, kernel.And(kernel.Eq(&nu.Block, kernel.Ref[Block](b.ID)), kernel.Eq(&nu.State, Reserved)), Returned, b.Reason)
		}},
	}}
	Blocks.Due = func(b *Block) kernel.Limit {
		if b.State == Held {
			return kernel.Limit{On: b.Expires, Warn: 1, Who: b.Holder, What: "交回未用的文号"}
		}
		return kernel.Limit{}
	}
}

// BlockIn asks for a run of numbers.
type BlockIn struct {
	Kind   string `json:"kind" label:"文书种类"`
	Size   int    `json:"size" label:"个数"`
	Device string `json:"device" label:"设备或印本"`
	Days   int    `json:"days" label:"有效天数"`
}

// BlockOut is the run with its numbers.
type BlockOut struct {
	ID      string      `json:"id"`
	Kind    string      `json:"kind"`
	Numbers []string    `json:"numbers"`
	Expires kernel.Date `json:"expires_on"`
}

// Reserve sets a run of numbers aside for a device.
func Reserve(c *kernel.Ctx, in *BlockIn) (*BlockOut, error) {
	k, ok := KindOf(in.Kind)
	switch {
	case !ok || !k.Numbered:
		return nil, kernel.Errorf(kernel.Invalid, "该种文书没有文号")
	case in.Size < 1 || in.Size > 200:
		return nil, kernel.Errorf(kernel.Invalid, "一次领用1至200个文号")
	case in.Device == "" || len([]rune(in.Device)) > 80:
		return nil, kernel.Errorf(kernel.Invalid, "请写明领用的设备或印本，不超过80字")
	case in.Days < 1 || in.Days > 366:
		return nil, kernel.Errorf(kernel.Invalid, "有效期为1至366天")
	}
	out := &BlockOut{Kind: in.Kind}
	return out, c.Tx(func(c *kernel.Ctx) error {
		o, err := organOf(c, c.Actor.Region)
		if err != nil {
			return err
		}
		if o.Rule == OfCase {
			return kernel.Errorf(kernel.Conflict, "本机关的文书沿用案件编号，不预留号段；离线出具的文书先用临时号，上传时取得文号")
		}
		now := year(c)
		last, err := next(c, series(o.Org, k.Word, now), in.Size)
		if err != nil {
			return err
		}
		b := &Block{Org: o.Org, Kind: Code(k.Code), Device: in.Device, Holder: c.Actor.Name, Year: now, First: last - in.Size + 1, Last: last, Expires: c.Today().AddDays(in.Days)}
		if end := kernel.Date(fmt.Sprintf("%d-12-31", now)); b.Expires > end {
			b.Expires = end // a number belongs to its year
		}
		b.Region = o.Region
		if err := Blocks.Create(c.AsSystem(), b); err != nil {
			return err
		}
		out.ID, out.Expires = b.ID, b.Expires
		for serial := b.First; serial <= b.Last; serial++ {
			m := Mark{Place: o.Place, Word: o.Prefix + k.Word, Year: now, Serial: serial}
			n := &Number{Org: o.Org, Kind: b.Kind, Year: now, Serial: serial, Text: m.String(), Key: o.key(k, m), State: Reserved, Block: kernel.Ref[Block](b.ID), GivenOn: c.Today()}
			n.Region = o.Region
			if err := Numbers.Create(c.AsSystem(), n); err != nil {
				return err
			}
			out.Numbers = append(out.Numbers, n.Text)
		}
		return nil
	})
}

// SpoilIn names a reserved number that was used up without a paper, and why.
type SpoilIn struct {
	Number string `json:"number" label:"文号"`
	Reason string `json:"reason" label:"作废原因"`
}

// Spoil notes that a reserved number of the actor's authority will not be used: a paper made without a network that came to nothing leaves a gap with a reason.
func Spoil(c *kernel.Ctx, in *SpoilIn) (*struct{}, error) {
	if n := len([]rune(in.Reason)); n == 0 || n > 200 {
		return nil, kernel.Errorf(kernel.Invalid, "请写明文号作废的原因，不超过200字")
	}
	m, err := ParseMark(in.Number)
	if err != nil {
		return nil, err
	}
	return &struct{}{}, c.Tx(func(c *kernel.Ctx) error {
		o, err := organOf(c, c.Actor.Region)
		if err != nil {
			return err
		}
		of := kernel.And(kernel.Eq(&nu.Org, o.Org), kernel.Eq(&nu.Text, m.String()))
		n, err := Numbers.First(c.AsSystem(), of)
		switch {
		case err != nil:
			return err
		case n != nil && n.State == Returned && n.Reason == in.Reason:
			return nil // said before
		case n == nil || n.State != Reserved:
			return kernel.Errorf(kernel.Conflict, "文号%s不在本机关预留的号段里，或已经用过", m)
		}
		return spoil(c, kernel.ByID(n.ID), Returned, in.Reason)
	})
}

// use takes a reserved number for a paper that was made without a network. Whether it was used in time is judged by when the paper was made.
func (o *Organ) use(c *kernel.Ctx, k Kind, d *Document) (string, error) {
	m, err := ParseMark(d.Reserved)
	if err != nil {
		return "", err
	}
	sys := c.AsSystem()
	n, err := Numbers.First(sys, kernel.Eq(&nu.Key, o.key(k, m)))
	if err != nil {
		return "", err
	}
	if n == nil || n.State != Reserved || n.Text != m.String() {
		return "", kernel.Errorf(kernel.Conflict, "文号%s不在本机关预留的号段里，或已经用过", m)
	}
	b, err := Blocks.Get(sys, string(n.Block))
	if err != nil {
		return "", err
	}
	done := c.DoneOn()
	if done > b.Expires {
		return "", kernel.Errorf(kernel.Conflict, "文号%s的号段已于%s到期", m, b.Expires)
	}
	if _, err := Blocks.Update(sys, b.ID, 0, func(b *Block) error { b.Used++; return nil }); err != nil {
		return "", err
	}
	_, err = Numbers.Update(sys, n.ID, 0, func(n *Number) error {
		n.State, n.Document, n.GivenOn = Given, kernel.Ref[Document](d.ID), done
		return nil
	})
	return n.Text, err
}

// provisional is how a paper is called before it has its number.
func (o *Organ) provisional(k Kind, year, n int) string {
	m := Mark{Place: o.Place, Word: o.Prefix + k.Word, Year: year}
	text := m.String()
	return text[:len(text)-len("0号")] + fmt.Sprintf("预%d号", n)
}
