package bulletin

import (
	"fmt"

	"anjian/base/org"
	"anjian/kernel"
)

// flow: 草稿 -审核-> 已审核 -签发-> 已签发 -撤回-> 已撤回. What the leader reviewed is what is issued.
var flow = kernel.Flow[Bulletin, Status]{
	On: &Row.Status, Start: Draft,
	Steps: []kernel.Step[Bulletin, Status]{
		{Name: "review", Label: "审核", From: []Status{Draft}, To: Reviewed, Todo: true, Tone: "primary", Do: review,
			Help: "审核后数据和正文不再变动。"},
		{Name: "return", Label: "退回", From: []Status{Reviewed}, To: Draft, Opinion: true, Do: back,
			Help: "退回后重新取数成文。"},
		{Name: "issue", Label: "签发", From: []Status{Reviewed}, To: Issued, May: []any{&Row.NumberIn}, Todo: true, Tone: "primary", Do: issue,
			Confirm: "签发后编定文号，内容永久留存，只能撤回不能修改。确定签发？"},
		{Name: "withdraw", Label: "撤回", From: []Status{Issued}, To: Withdrawn, Opinion: true, Tone: "danger", Do: withdraw,
			Confirm: "撤回的通报仍留存，文号不再使用。确定撤回？"},
	},
}

func review(c *kernel.Ctx, b *Bulletin) error {
	b.ReviewedBy, b.ReviewedOn = c.Actor.Name, c.Today()
	return nil
}

func back(_ *kernel.Ctx, b *Bulletin) error {
	b.ReviewedBy, b.ReviewedOn = "", ""
	return nil
}

func withdraw(c *kernel.Ctx, b *Bulletin) error {
	b.WithdrawnOn = c.Today()
	return nil
}

// issue numbers the notice (签发后编号) and seals what it says with a hash.
func issue(c *kernel.Ctx, b *Bulletin) error {
	if b.Organ == "" {
		return kernel.FieldError(&Row.Organ, "没有发文机关，请退回补填")
	}
	o, err := org.Orgs.Get(c.AsSystem(), string(b.Organ))
	if err != nil {
		return err
	}
	if o.Prefix == "" {
		return kernel.FieldError(&Row.Organ, "“%s”没有发文代字，请系统管理员在机构中填写", o.Name)
	}
	b.IssuedBy, b.IssuedOn = c.Actor.Name, c.Today()
	b.NumberYear = c.Now().In(kernel.China).Year()
	if b.NumberIn, err = serial(c, o.ID, b.NumberYear, b.NumberIn); err != nil {
		return err
	}
	b.Number = fmt.Sprintf("%s〔%d〕%d号", o.Prefix, b.NumberYear, b.NumberIn)
	e, err := kept(c, b.ID)
	if err != nil {
		return err
	}
	b.Digest = e.digest(b, o.Name)
	return sealEdition(c, b.ID, o.Name)
}

// serial takes the next number of an organ and a year (机关代字、年份、发文顺序号), or the one that was asked for. A number that was
// given once is never given again.
func serial(c *kernel.Ctx, organ string, year, wanted int) (int, error) {
	for range 10 { // somebody else may take the same number at the same time
		n := wanted
		if n == 0 {
			next := "SELECT COALESCE(MAX(serial), 0) + 1 FROM bulletin_number WHERE organ = ? AND year = ?"
			if err := query(c, next, []any{organ, year}, func(scan func(...any) error) error { return scan(&n) }); err != nil {
				return 0, err
			}
		}
		got, err := c.Store.Exec(c, "INSERT INTO bulletin_number (organ, year, serial) VALUES (?, ?, ?) ON CONFLICT DO NOTHING", organ, year, n)
		switch {
		case err != nil:
			return 0, err
		case got == 1:
			return n, nil
		case wanted != 0:
			return 0, kernel.FieldError(&Row.NumberIn, "%d年第%d号已经用过", year, wanted)
		}
	}
	return 0, kernel.Errorf(kernel.Conflict, "同时签发的通报过多，请重试")
}
