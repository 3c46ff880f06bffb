package document

import (
	"fmt"
	"strconv"

	"anjian/base/org"
	"anjian/base/role"
	"anjian/kernel"
)

// Number is one line of the ledger of numbers (文号登记簿): given once, to one paper, and never again.
type Number struct {
	kernel.Base
	Org      kernel.Ref[org.Org]  `json:"org" label:"机构" ui:"fixed,list,filter"`
	Kind     Code                 `json:"kind" label:"文书种类" ui:"fixed,list,filter"`
	Year     int                  `json:"year" label:"年份" unit:"年" ui:"fixed,list,filter"`
	Serial   int                  `json:"serial" label:"顺序号" ui:"fixed,list,sort"`
	Copy     int                  `json:"copy_no" label:"分号" ui:"fixed"`
	Text     string               `json:"text" label:"文号" ui:"fixed,list,search"`
	Key      string               `json:"key" label:"键" rule:"unique" ui:"fixed,hidden"`
	State    NumberState          `json:"state" label:"状态" ui:"fixed,list,filter"`
	Document kernel.Ref[Document] `json:"document" label:"文书" ui:"fixed,list"`
	Block    kernel.Ref[Block]    `json:"block" label:"号段" ui:"fixed,list"`
	GivenOn  kernel.Date          `json:"given_on" label:"编号日期" ui:"fixed,list,sort"`
	Reason   string               `json:"reason" label:"空号原因" rule:"max=200" ui:"fixed,list,wide"`
}

// NumberState is what became of a number.
type NumberState string

// The states of a number.
const (
	Given    NumberState = "given"
	Reserved NumberState = "reserved"
	Voided   NumberState = "voided"
	Returned NumberState = "returned"
)

func (NumberState) Options() []kernel.Option {
	return []kernel.Option{kernel.Opt(Given, "已用"), kernel.Opt(Reserved, "预留"), kernel.Opt(Voided, "作废"), kernel.Opt(Returned, "空号")}
}

var nu = kernel.Row[Number]()

// Numbers holds the ledger.
var Numbers = &kernel.Resource[Number]{
	Name: "document_number", Label: "文号登记", Title: &nu.Text, Sort: "-serial",
	Help: `各机关用过的全部文号。文号在签发时自动取得，逐个连续，作废的不再使用；空着的号都写明原因。手机和预印文书用的号段从“文号号段”里领取。`,
	Access: kernel.Access{
		{To: append([]kernel.Role{role.Audit}, role.Government...), Can: "read export", Rows: kernel.Jurisdiction},
	},
	Views:   []kernel.View{{Name: "gaps", Label: "作废与空号", Query: "state=voided,returned"}, {Name: "reserved", Label: "预留未用", Query: "state=reserved"}},
	Indexes: [][]any{{&nu.Org, &nu.Kind, &nu.Year, &nu.Serial}, {&nu.Document}, {&nu.Block}},
}

// tables count numbers: each row is the last number of a series. The row is locked until the transaction ends, so that no number
// is given twice and none is lost when the paper is not issued after all. The texts of templates stand beside, by their hash.
var tables = []string{
	`CREATE TABLE IF NOT EXISTS document_series (series {text} PRIMARY KEY, last {int} NOT NULL)`,
	`CREATE TABLE IF NOT EXISTS document_form (hash {text} PRIMARY KEY, source {text} NOT NULL)`,
}

// next takes n numbers of a series and returns the last one. It must run in a transaction.
func next(c *kernel.Ctx, series string, n int) (last int, err error) {
	if _, err := c.Store.Exec(c, `INSERT INTO document_series (series, last) VALUES (?, ?) ON CONFLICT (series) DO UPDATE SET last = document_series.last + excluded.last`, series, n); err != nil {
		return 0, err
	}
	rows, err := c.Store.Query(c, `SELECT last FROM document_series WHERE series = ?`, series)
	if err != nil {
		return 0, err
	}
	defer rows.Close()
	if !rows.Next() {
		return 0, fmt.Errorf("document: series %s is gone: %w", series, rows.Err())
	}
	err = rows.Scan(&last)
	return last, err
}

func series(parts ...any) string {
	out := ""
	for i, p := range parts {
		if i > 0 {
			out += "/"
		}
		out += fmt.Sprint(p)
	}
	return out
}

func year(c *kernel.Ctx) int {
	n, _ := strconv.Atoi(string(c.Today())[:4])
	return n
}

// give enters the next number for a paper in the ledger.
func (o *Organ) give(c *kernel.Ctx, k Kind, d *Document) (string, error) {
	m := Mark{Place: o.Place, Word: o.Prefix + k.Word, Year: year(c)}
	for taken := true; taken; { // a number may have been given under the other rule, before the authority changed it
		err := error(nil)
		if o.Rule == OfCase {
			err = o.ofCase(c, k, d, &m)
		} else {
			m.Serial, err = next(c, series(o.Org, k.Word, m.Year), 1)
		}
		if err != nil {
			return "", err
		}
		n, err := Numbers.Count(c.AsSystem(), kernel.Eq(&nu.Key, o.key(k, m)))
		if taken = n > 0; err != nil {
			return "", err
		}
	}
	n := &Number{Org: o.Org, Kind: Code(k.Code), Year: m.Year, Serial: m.Serial, Copy: m.Copy, Text: m.String(), State: Given, Document: kernel.Ref[Document](d.ID), GivenOn: c.Today()}
	n.Region, n.Key = o.Region, o.key(k, m)
	return n.Text, Numbers.Create(c.AsSystem(), n)
}

func (o *Organ) key(k Kind, m Mark) string { return series(o.Org, k.Word, m.Year, m.Serial, m.Copy) }

// ofCase is the number of the record that a paper belongs to: its first paper takes the next one of the year, those that follow take it over.
// The row of the record's own series is locked first, so that two papers at once agree on it.
func (o *Organ) ofCase(c *kernel.Ctx, k Kind, d *Document, m *Mark) error {
	of := func(what string) string { return series(o.Org, what, d.SubjectType, d.Subject) }
	first, err := next(c, of("of"), 1)
	if err != nil {
		return err
	}
	if first == 1 {
		serial, err := next(c, series(o.Org, "case", d.SubjectType, m.Year), 1)
		if err != nil {
			return err
		}
		for what, n := range map[string]int{"year": m.Year, "serial": serial} {
			if _, err := next(c, of(what), n); err != nil {
				return err
			}
		}
	}
	if m.Year, err = next(c, of("year"), 0); err != nil {
		return err
	}
	if m.Serial, err = next(c, of("serial"), 0); err != nil {
		return err
	}
	if m.Copy, err = next(c, series(o.Org, "copy", k.Word, m.Year, m.Serial), 1); m.Copy == 1 {
		m.Copy = 0
	}
	return err
}

// spoil notes why a number is no longer in use; it is not given again.
func spoil(c *kernel.Ctx, where kernel.Cond, to NumberState, reason string) error {
	sys := c.AsSystem()
	list, err := Numbers.List(sys, kernel.Query{Where: where, Sort: "id", Limit: -1})
	if err != nil {
		return err
	}
	for _, n := range list {
		if _, err := Numbers.Update(sys, n.ID, 0, func(n *Number) error { n.State, n.Reason = to, reason; return nil }); err != nil {
			return err
		}
	}
	return nil
}
