package trail

import (
	"context"
	"fmt"

	"anjian/kernel"
)

// Fault is something that Verify found wrong.
type Fault struct {
	Chain string
	Seq   int
	What  string // changed, missing, inserted, cut, unlinked
	Text  string // for the person
}

// Report is what Verify found.
type Report struct {
	Entries, Chains int
	Faults          []Fault
	Anchors         []Anchor
}

// Anchor is the last hash of one chain. Anchors that are kept outside of the platform prove that nobody who
// could write to the database has rewritten a whole chain since.
type Anchor struct {
	Chain string `json:"chain"`
	Seq   int    `json:"seq"`
	Hash  string `json:"hash"`
}

// Verify reads the whole trail and recomputes it. Anchors kept from an earlier run are checked too.
func Verify(ctx context.Context, store kernel.Store, anchors []Anchor) (*Report, error) {
	r := &Report{}
	v := verifier{Report: r, hashes: map[string]int{}}
	rows, err := store.Query(ctx, "SELECT "+columns+" FROM trail ORDER BY chain, seq")
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var e Entry
		if err := rows.Scan(e.pointers()...); err != nil {
			return nil, err
		}
		v.entry(&e)
	}
	if err := rows.Err(); err != nil {
		return nil, err
	}
	v.closeChain()
	if err := v.heads(ctx, store); err != nil {
		return nil, err
	}
	v.anchored(anchors)
	return r, nil
}

type verifier struct {
	*Report
	last   *Entry // under the number that it was written with
	stored int    // the number that it has now
	shift  int    // by how much the numbers lie behind those that were written: whoever inserts or removes an entry numbers the following anew
	ends   []Anchor
	before map[string]int // hashes of the county's chain before
	hashes map[string]int // hash -> seq of the chain at hand
}

func (v *verifier) fault(chain string, seq int, what, format string, args ...any) {
	v.Faults = append(v.Faults, Fault{chain, seq, what, fmt.Sprintf(format, args...)})
}

func county(chain string) string { return chain[:max(0, len(chain)-11)] }

func (v *verifier) entry(e *Entry) {
	v.Entries++
	if v.last == nil || v.last.Chain != e.Chain {
		v.closeChain()
		if v.last != nil && county(v.last.Chain) == county(e.Chain) {
			v.before = v.hashes
		} else {
			v.before = nil
		}
		v.hashes, v.last, v.shift = map[string]int{}, nil, 0
		v.Chains++
		if v.before == nil && e.Prev != "" || v.before != nil && v.before[e.Prev] == 0 {
			v.fault(e.Chain, e.Seq, "unlinked", "%s 第 %d 条与该县上一日的记录不衔接，可能整日记录缺失", e.Chain, e.Seq)
		}
		if e.Seq != 1 {
			v.fault(e.Chain, 1, "missing", "%s 缺第 1 至 %d 条", e.Chain, e.Seq-1)
		}
	} else if e.Seq != v.stored+1 {
		v.fault(e.Chain, v.stored+1, "missing", "%s 缺第 %d 至 %d 条", e.Chain, v.stored+1, e.Seq-1)
	} else if e.Prev != v.last.Hash {
		v.fault(e.Chain, e.Seq, "inserted", "%s 第 %d 条与前一条不衔接，该条是插入的或前一条被替换", e.Chain, e.Seq)
	}
	v.stored = e.Seq
	e.Seq -= v.shift
	if e.sum() != e.Hash {
		own := e.Seq
		switch e.Seq = e.written(); {
		case e.Seq == 0:
			v.fault(e.Chain, v.stored, "changed", "%s 第 %d 条被改动（%s %s，%s）", e.Chain, v.stored, e.At, e.ActorName, e.Verb)
			e.Seq = own
		case v.hashes[e.Hash] > 0:
			v.forget(e.Chain, v.stored)
			v.fault(e.Chain, v.stored, "inserted", "%s 第 %d 条是插入的，抄自另一条", e.Chain, v.stored)
			v.shift++
			return
		case e.Seq < own && v.hashes[e.Prev] == e.Seq-1:
			from := v.stored - (own - e.Seq)
			v.forget(e.Chain, from)
			v.fault(e.Chain, from, "inserted", "%s 第 %d 至 %d 条是插入的，其后各条的编号被后移", e.Chain, from, v.stored-1)
		case e.Seq > own:
			v.forget(e.Chain, v.stored)
			v.fault(e.Chain, own, "missing", "%s 缺原第 %d 至 %d 条，其后各条的编号被前移", e.Chain, own, e.Seq-1)
		}
		v.shift = v.stored - e.Seq
	}
	v.hashes[e.Hash] = e.Seq
	v.last = e
}

// written is the number near its own under which the entry was written as it is, 0 if there is none.
func (e Entry) written() int {
	for own, d := e.Seq, 1; d <= 100; d++ {
		for _, e.Seq = range []int{own - d, own + d} {
			if e.Seq > 0 && e.sum() == e.Hash {
				return e.Seq
			}
		}
	}
	return 0
}

// forget takes back what was said of entries of which more is known now.
func (v *verifier) forget(chain string, from int) {
	for n := len(v.Faults); n > 0 && v.Faults[n-1].Chain == chain && v.Faults[n-1].Seq >= from; n-- {
		v.Faults = v.Faults[:n-1]
	}
}

func (v *verifier) closeChain() {
	if v.last != nil {
		v.ends = append(v.ends, Anchor{v.last.Chain, v.last.Seq, v.last.Hash})
	}
}

// heads compares the ends of the chains with the heads: entries cut off at the end leave no gap.
func (v *verifier) heads(ctx context.Context, store kernel.Store) error {
	have := map[string]Anchor{}
	for _, a := range v.ends {
		have[a.Chain] = a
	}
	rows, err := store.Query(ctx, "SELECT chain, seq, hash FROM trail_head ORDER BY chain")
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var head Anchor
		if err := rows.Scan(&head.Chain, &head.Seq, &head.Hash); err != nil {
			return err
		}
		end := have[head.Chain]
		delete(have, head.Chain)
		switch {
		case end.Seq < head.Seq:
			v.fault(head.Chain, end.Seq+1, "cut", "%s 末尾缺第 %d 至 %d 条", head.Chain, end.Seq+1, head.Seq)
		case end.Seq > head.Seq || end.Hash != head.Hash:
			v.fault(head.Chain, end.Seq, "inserted", "%s 末尾与链头不符，第 %d 条是插入或替换的", head.Chain, end.Seq)
		}
		v.Anchors = append(v.Anchors, head)
	}
	for chain, end := range have {
		v.fault(chain, end.Seq, "inserted", "%s 没有链头，整日记录是插入的", chain)
	}
	return rows.Err()
}

func (v *verifier) anchored(anchors []Anchor) {
	now := map[string]Anchor{}
	for _, a := range v.Anchors {
		now[a.Chain] = a
	}
	for _, a := range anchors {
		if have := now[a.Chain]; have.Seq < a.Seq || have.Seq == a.Seq && have.Hash != a.Hash {
			v.fault(a.Chain, a.Seq, "changed", "%s 与留存的锚点不符（第 %d 条），整条链被改写", a.Chain, a.Seq)
		}
	}
}
