package document

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"time"

	"anjian/base/role"
	"anjian/kernel"
)

// Signature is one person's signature on a paper, or the note that it was refused (签名).
type Signature struct {
	kernel.Base
	Document kernel.Ref[Document] `json:"document" label:"文书" among:"status=draft,approved" rule:"required" ui:"list,filter,once"`
	Spot     string               `json:"spot" label:"签名处" rule:"required,max=60" ui:"list,once" help:"文书上的签名位置，例如签名.当事人。"`
	Name     string               `json:"name" label:"签名人" rule:"required,max=40" ui:"list,once"`
	Post     string               `json:"post" label:"职务或证号" rule:"max=60" ui:"list,once"`
	Ink      Ink                  `json:"ink" label:"手写签名" ui:"once,hidden"`
	Refused  bool                 `json:"refused" label:"拒绝签字" ui:"list,once"`
	Reason   string               `json:"reason" label:"拒签情况" rule:"max=200" ui:"once,wide"`
	Witness  string               `json:"witness" label:"见证人" rule:"max=60" ui:"once" help:"拒绝签字的写明在场见证人的姓名和单位。"`
	SignedAt time.Time            `json:"signed_at" label:"签名时间" ui:"list,once"`
	Position kernel.Point         `json:"position" label:"签名地点" ui:"once"`
	Device   string               `json:"device" label:"设备" rule:"max=200" ui:"fixed"`
	Content  string               `json:"content_hash" label:"签名时内容的校验值" ui:"fixed,hidden"`
	Holds    bool                 `json:"holds" label:"有效" ui:"fixed,list" help:"签名之后改了内容的，签名作废，须重签。"`
	By       string               `json:"entered_by" label:"经办人" ui:"fixed,list"`
}

// Ink is what a pen drew: strokes of points whose measures are shares of the width and height of the pad, as JSON.
type Ink string

// Kind makes it a column of text.
func (Ink) Kind() kernel.Kind { return kernel.Kind{Name: "longtext", JSON: "string", Check: checkInk} }

func checkInk(s string) string {
	var strokes [][][2]float64
	if len(s) > 100_000 || json.Unmarshal([]byte(s), &strokes) != nil {
		return "不是手写笔迹"
	}
	points := 0
	for _, stroke := range strokes {
		for _, p := range stroke {
			if points++; p[0] < 0 || p[0] > 1 || p[1] < 0 || p[1] > 1 {
				return "的笔迹超出签名板"
			}
		}
	}
	if points < 5 {
		return "过于简单，请写出姓名"
	}
	return ""
}

// mark is what stands at the place of a signature.
func (s *Signature) mark() any {
	if s.Refused {
		return "拒绝签字（见证人：" + s.Witness + "）"
	}
	var strokes any
	json.Unmarshal([]byte(s.Ink), &strokes)
	return map[string]any{"笔迹": strokes}
}

var sg = kernel.Row[Signature]()

// Signatures holds the signatures of persons.
var Signatures = &kernel.Resource[Signature]{
	Name: "document_signature", Label: "文书签名", Title: &sg.Name, Sort: "-id",
	Help: `执法人员、当事人、见证人在屏幕上的手写签名，连同时间、地点和设备。拒绝签字的，写明情况和见证人。签名之后改了文书内容的，签名自动作废，须重新签。`,
	Access: kernel.Access{
		{To: append([]kernel.Role{role.Audit}, role.Government...), Can: "read export", Rows: kernel.Jurisdiction},
		{To: writers, Can: "create", Rows: kernel.Jurisdiction},
	},
}

func init() {
	Signatures.Derive = func(c *kernel.Ctx, s *Signature) error {
		if s.Rev > 0 || s.Document == "" {
			return nil
		}
		d, err := Documents.Get(c, string(s.Document))
		if err != nil {
			return kernel.FieldError(&sg.Document, "找不到该文书")
		}
		s.Region, s.Holds, s.By, s.Content = d.Region, true, c.Actor.Name, d.Sheet.hash()
		if s.Device = c.Origin.Device; len([]rune(s.Device)) > 200 {
			s.Device = string([]rune(s.Device)[:200])
		}
		if s.Position == (kernel.Point{}) {
			s.Position = c.Origin.Place
		}
		if now := c.Now().UTC().Truncate(time.Millisecond); s.SignedAt.IsZero() || s.SignedAt.After(now) {
			s.SignedAt = now
		}
		return nil
	}
	Signatures.Rules = func(c *kernel.Ctx, s, before *Signature) error {
		if before != nil {
			return nil
		}
		d, err := Documents.Get(c, string(s.Document))
		switch {
		case err != nil:
			return err
		case d.Status != Drafted && d.Status != Approved:
			return kernel.Errorf(kernel.Conflict, "文书已%s，不能再签名", kernel.LabelOf(d.Status))
		case s.Refused && (s.Reason == "" || s.Witness == ""):
			return kernel.FieldError(&sg.Reason, "拒绝签字的应写明情况和见证人")
		case !s.Refused && s.Ink == "":
			return kernel.FieldError(&sg.Ink, "请手写签名")
		}
		return nil
	}
}

func (s Sheet) hash() string {
	sum := sha256.Sum256([]byte(s))
	return hex.EncodeToString(sum[:])
}

// signatures returns those of a paper that hold, in the order in which they were given.
func (d *Document) signatures(c *kernel.Ctx) ([]*Signature, error) {
	if d.ID == "" {
		return nil, nil
	}
	return Signatures.List(c.AsSystem(), kernel.Query{Where: kernel.And(kernel.Eq(&sg.Document, kernel.Ref[Document](d.ID)), kernel.Eq(&sg.Holds, true)), Sort: "id", Limit: 100})
}

// unsign ends the signatures under a content that was changed.
func (d *Document) unsign(c *kernel.Ctx) error {
	list, err := d.signatures(c)
	if err != nil {
		return err
	}
	for _, s := range list {
		if s.Content == d.Sheet.hash() {
			continue
		}
		if _, err := Signatures.Update(c.AsSystem(), s.ID, 0, func(s *Signature) error { s.Holds = false; return nil }); err != nil {
			return err
		}
	}
	return nil
}

// signed is the hook that tells the system of a paper that somebody has signed it.
func signed(c *kernel.Ctx, w *kernel.Write) error {
	s, ok := w.After.(*Signature)
	if !ok || w.Before != nil {
		return nil
	}
	d, err := Documents.Get(c.AsSystem(), string(s.Document))
	if err != nil {
		return err
	}
	return d.tell(c, WasSigned)
}
