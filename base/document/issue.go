package document

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"
	"time"

	"anjian/base/officer"
	"anjian/base/seal"
	"anjian/kernel"
	"anjian/kernel/paper"
)

// ready refuses a paper that may not be issued: a paper that must be in effect before is missing, or an officer.
func (d *Document) ready(c *kernel.Ctx, k Kind) error {
	data := d.Sheet.data()
	if !(k.Urgent && data["紧急"] == true) {
		if why, err := missing(c, d.SubjectType, d.Subject, k); err != nil || why != "" {
			return cmp.Or(err, kernel.Errorf(kernel.Conflict, "现在不能出具《%s》：%s", k.Title, why))
		}
	}
	if officers, _ := data["执法人员"].([]any); slices.Contains(k.Signs, Officers) && k.Code != "service_receipt" && len(officers) < 2 {
		return kernel.Errorf(kernel.Conflict, "《%s》的执法人员不得少于两人（行政处罚法第四十二条）", k.Title)
	}
	return certified(c, data)
}

// certified refuses officers of the list whose certificate does not hold today.
func certified(c *kernel.Ctx, data Data) error {
	if c.App.Resource(officer.Officers.Name) == nil {
		return nil
	}
	list, _ := data["执法人员"].([]any)
	for _, one := range list {
		m, _ := one.(map[string]any)
		o, err := officer.Officers.First(c.AsSystem(), kernel.Eq(&officer.Row.CertificateNo, text(m, "证号")))
		if err != nil {
			return err
		}
		if o == nil {
			continue // of another authority, whose list is elsewhere
		}
		if why := o.May(c.Today()); why != "" {
			return kernel.Errorf(kernel.Conflict, "执法人员%s%s，不能出具文书", o.Name, why)
		}
	}
	return nil
}

// issue gives the paper its number, writes it as it stands from now on, seals it and keeps it. All of it happens, or none.
func issue(c *kernel.Ctx, d *Document) error {
	k, _ := KindOf(string(d.Kind))
	o, err := d.organ(c)
	if err != nil {
		return err
	}
	if d.Status == Drafted && len(o.stages(k)) > 0 {
		return kernel.Errorf(kernel.Conflict, "《%s》要先送审", k.Title)
	}
	if err := d.ready(c, k); err != nil {
		return err
	}
	if err := d.supersedes(c); err != nil {
		return err
	}
	if k.Numbered {
		if d.Reserved != "" {
			d.Number, err = o.use(c, k, d)
		} else {
			d.Number, err = o.give(c, k, d)
		}
		if err != nil {
			return err
		}
	}
	d.IssuedOn = c.Today()
	if d.Reserved != "" {
		d.IssuedOn = c.DoneOn() // made and handed over without a network
	}
	d.IssuedAt, d.IssuedBy = c.Now().UTC().Truncate(time.Millisecond), c.Actor.Name
	return d.write(c, k, o)
}

// supersedes refuses a correction while the paper that it corrects is still in effect.
func (d *Document) supersedes(c *kernel.Ctx) error {
	if d.Replaces == "" {
		return nil
	}
	old, err := Documents.First(c.AsSystem(), kernel.ByID(string(d.Replaces)))
	if err == nil && old != nil && old.Status != Void {
		err = kernel.Errorf(kernel.Conflict, "原文书%s还没有批准作废，更正的文书不能签发", old.Number)
	}
	return err
}

// write makes the file of the paper from the template in force, which is kept with it.
func (d *Document) write(c *kernel.Ctx, k Kind, o *Organ) error {
	data, err := d.final(c)
	if err != nil {
		return err
	}
	if k.Seal != NoSeal && c.App.Resource(seal.Seals.Name) != nil {
		if data["核验"], err = seal.CheckLink(c, "document", d.ID); err != nil {
			return err
		}
		if data["核验码"], err = seal.CheckCode(c, "document", d.ID); err != nil {
			return err
		}
	}
	f, err := formOf(c, k, o.Region)
	if err != nil {
		return err
	}
	doc, err := f.form.Fill(data)
	if err != nil {
		return err
	}
	pdf, err := paper.PDF(doc)
	if err != nil {
		return err
	}
	d.Bare = digest(pdf)
	d.Version = f.version
	if d.FormHash, err = f.keep(c); err != nil {
		return err
	}
	may, err := o.entitled(c, k)
	if err != nil {
		return err
	}
	if may {
		if pdf, err = d.seal(c, k, o, doc, pdf); err != nil {
			return err
		}
	}
	delete(data, "签名") // the strokes stay with the signatures
	d.Sheet = sheetOf(data)
	return d.store(c, pdf)
}

// store keeps the file as the paper.
func (d *Document) store(c *kernel.Ctx, pdf []byte) error {
	f, err := keep(c, pdf, d.fileName()+".pdf")
	d.Paper, d.Hash = kernel.Files{f}, digest(pdf)
	return err
}

func digest(b []byte) string {
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:])
}

func (d *Document) fileName() string { return d.Title + d.Number }

// keep stores what the platform made.
func keep(c *kernel.Ctx, content []byte, name string) (kernel.File, error) {
	if c.Contents == nil {
		return kernel.File{}, fmt.Errorf("document: the platform has no store of files")
	}
	f, err := c.Contents.Keep(c, bytes.NewReader(content))
	f.Name = name
	return f, err
}

// final is what stands on the paper: what was filled in, with number, date, opinions and signatures.
func (d *Document) final(c *kernel.Ctx) (Data, error) {
	data, err := d.withOrgan(c)
	if err != nil {
		return nil, err
	}
	if d.Number != "" || d.Provisional != "" {
		data["文号"] = cmp.Or(d.Number, d.Provisional)
	}
	if text(data, "日期") == "" && d.IssuedOn != "" {
		data["日期"] = string(d.IssuedOn)
	}
	for _, op := range d.Opinions {
		if name := places[Stage(op.Stage)]; name != "" && !op.Refused {
			set(data, "意见."+name, map[string]any{"意见": op.Text, "签名": op.Name, "日期": string(op.On)})
		}
		if Stage(op.Stage) == Leader && !op.Refused && text(data, "签发人") == "" {
			data["签发人"] = op.Name
		}
	}
	list, err := d.signatures(c)
	for _, s := range list {
		set(data, s.Spot, s.mark())
	}
	return data, err
}

// withOrgan is what was filled in, and of the authority what its settings say by now where they said nothing when the paper was begun. Made
// without a network, it stays as it was handed over.
func (d *Document) withOrgan(c *kernel.Ctx) (Data, error) {
	data := d.Sheet.data()
	if len(d.Paper) > 0 || d.Reserved != "" {
		return data, nil
	}
	o, err := d.organ(c)
	if err != nil {
		return nil, err
	}
	return merge(plainData(o.data()), data), nil
}

// places are where forms have the opinions of a stage.
var places = map[Stage]string{Stage(Officers): "承办人", Head: "承办机构", Legal: "审核", Leader: "审批"}

// set puts a value at a path.
func set(d Data, path string, v any) {
	for {
		name, rest, more := strings.Cut(path, ".")
		if !more {
			d[name] = v
			return
		}
		inner, ok := d[name].(map[string]any)
		if !ok {
			inner = Data{}
			d[name] = inner
		}
		d, path = inner, rest
	}
}
