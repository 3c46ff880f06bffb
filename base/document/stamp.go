package document

import (
	"slices"

	"anjian/base/account"
	"anjian/base/seal"
	"anjian/kernel"
	"anjian/kernel/paper"
)

// A voided paper stays well sealed: whoever checks it has to hear that it has no effect.
var _ = seal.Effect("document", func(c *kernel.Ctx, id string) (string, error) {
	if c.App.Resource(Documents.Name) == nil {
		return "", nil
	}
	d, err := Documents.First(c, kernel.ByID(id))
	if err != nil || d == nil || d.Status != Void {
		return "", err
	}
	return "文书已作废（" + string(d.VoidedOn) + "）", nil
})

// entitled tells whether the actor may put the authority's seal on a paper of a kind now, so that issuing it seals it. Where he may not, the paper
// waits for whoever keeps the seal.
func (o *Organ) entitled(c *kernel.Ctx, k Kind) (bool, error) {
	if k.Seal == NoSeal || c.App.Resource("seal") == nil {
		return false, nil
	}
	list, err := seal.Seals.List(c.AsSystem(), kernel.Query{Where: kernel.And(kernel.Eq(&seal.Row.Org, o.Org), kernel.Eq(&seal.Row.Kind, seal.Kind(k.Seal)), kernel.Eq(&seal.Row.State, seal.Active)), Sort: "-id", Limit: 1})
	if err != nil || len(list) == 0 {
		return false, err
	}
	s, me := list[0], kernel.Ref[account.Account](c.Actor.ID)
	return (s.Keeper == me || slices.Contains(s.Users, me)) && !s.Each && s.From <= c.Today() && c.Today() <= s.Until, nil
}

// seal puts the authority's seal on the paper where the template has its place.
func (d *Document) seal(c *kernel.Ctx, k Kind, o *Organ, doc *paper.Doc, pdf []byte) ([]byte, error) {
	for _, at := range paper.Places(doc) {
		if !at.Seal {
			continue
		}
		out, _, err := seal.Stamp(c, seal.Use{Org: o.Org, Kind: seal.Kind(k.Seal), Type: "document", ID: d.ID, Title: d.Title, Number: d.Number, Hash: digest(pdf)}, pdf,
			seal.Place{Page: at.Page, X: at.X + at.W/2, Y: at.Y + at.H/2})
		d.Sealed = err == nil
		return out, err
	}
	return nil, kernel.Errorf(kernel.Conflict, "《%s》的样式没有盖章的位置", k.Title)
}

// stamp seals a paper that was issued by somebody without the seal.
func stamp(c *kernel.Ctx, d *Document) error {
	k, _ := KindOf(string(d.Kind))
	if k.Seal == NoSeal {
		return kernel.Errorf(kernel.Conflict, "《%s》不盖章", k.Title)
	}
	o, err := d.organ(c)
	if err != nil {
		return err
	}
	data, err := d.final(c)
	if err != nil {
		return err
	}
	doc, err := d.compose(c, data)
	if err != nil {
		return err
	}
	pdf, err := read(c, d.Paper[0])
	if err != nil {
		return err
	}
	if digest(pdf) != d.Hash {
		return kernel.Errorf(kernel.Conflict, "文书文件与签发时的不一致，不能盖章")
	}
	if pdf, err = d.seal(c, k, o, doc, pdf); err != nil {
		return err
	}
	return d.store(c, pdf)
}
