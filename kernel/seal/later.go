package seal

import (
	"bytes"
	"fmt"
	"slices"
)

// Change is what a file had done to it after a signature.
type Change struct {
	Kind ChangeKind
	Page int    // 0 where it is no matter of one page
	By   string // of a further signature: whose
	Note string // for the log; never shown
}

// ChangeKind is what sort of change it is.
type ChangeKind string

// The kinds of changes. Only a further signature leaves what was signed as it was.
const (
	Signed   ChangeKind = "signed"   // another signature was added
	Page     ChangeKind = "page"     // what a page shows was replaced
	Pages    ChangeKind = "pages"    // pages were added, removed or put into another order
	Added    ChangeKind = "added"    // something was laid over a page: a note, a picture, a form
	Document ChangeKind = "document" // another part of the file
	Unknown  ChangeKind = "unknown"  // something was appended that cannot be judged
)

// later says what was done to b after its first end bytes. Nothing else is allowed than what a further signature needs: its field, its
// picture, its own object, and the lists that name them. Readers that check signatures alone accept an appended revision that swaps a
// page; and those that repair files see objects that no table names, so every appended byte has to be accounted for.
func later(b []byte, end int) (out []Change) {
	if len(bytes.TrimRight(b[end:], "\r\n \t\x00")) == 0 {
		return nil
	}
	unknown := func(err error) []Change { return []Change{{Kind: Unknown, Note: err.Error()}} }
	before, err := read(b[:end])
	if err != nil {
		return unknown(err)
	}
	after, err := read(b)
	if err != nil {
		return unknown(err)
	}
	if err := after.accounted(end, before.tables[0]); err != nil {
		return unknown(err)
	}
	d := &diff{before: before, after: after, fresh: map[int]bool{}}
	d.trailer()
	d.signatures()
	for _, n := range d.changed() {
		d.object(n)
	}
	if !slices.Equal(before.pages, after.pages) {
		d.out = append(d.out, Change{Kind: Pages})
	}
	return d.out
}

// accounted refuses bytes behind end that are neither an object which a table names nor a table of the chain that leads back to the
// one that was the newest at end.
func (f *file) accounted(end, newest int) error {
	chain := slices.Index(f.tables, newest)
	if chain < 1 {
		return fmt.Errorf("the tables do not lead back to the signed revision")
	}
	var named []map[int]int // what each newer table names: objects that were replaced again stand in older ones
	for _, t := range f.tables[:chain] {
		one := &file{b: f.b, at: map[int]int{}}
		if _, err := one.table(t); err != nil {
			return err
		}
		named = append(named, one.at)
	}
	l := &lexer{b: f.b, at: end}
	for l.blanks(); l.at < len(f.b); l.blanks() {
		at := l.at
		if bytes.HasPrefix(f.b[at:], []byte("xref")) {
			if !slices.Contains(f.tables[:chain], at) {
				return fmt.Errorf("a table at %d that no other one names", at)
			}
			i := bytes.Index(f.b[at:], []byte("%%EOF"))
			if i < 0 {
				return fmt.Errorf("a table at %d without an end", at)
			}
			tail := f.b[at : at+i]
			t := bytes.LastIndex(tail, []byte("trailer"))
			l.at = at + t + len("trailer")
			if _, err := l.value(0); err != nil {
				return err
			}
			l.blanks()
			if !l.is("startxref") {
				return fmt.Errorf("something behind the trailer at %d", at)
			}
			l.blanks()
			start, ok := l.whole()
			l.blanks()
			if !ok || start != at || !l.is("%%EOF") {
				return fmt.Errorf("something behind the trailer at %d", at)
			}
			continue
		}
		n, o, err := f.readObject(at, -1)
		if err != nil {
			return fmt.Errorf("neither an object nor a table at %d", at)
		}
		if !slices.ContainsFunc(named, func(t map[int]int) bool { return t[n] == at }) {
			return fmt.Errorf("object %d at %d that no table names", n, at)
		}
		l.at = o.to
	}
	return nil
}

// diff compares two revisions of a file.
type diff struct {
	before, after *file
	fresh         map[int]bool // numbers that belong to further signatures
	widgets       []int        // of further signatures
	out           []Change
}

// mostChanges are named of one signature; who changed a whole file changed it.
const mostChanges = 8

func (d *diff) add(kind ChangeKind, page int, note string, args ...any) {
	if len(d.out) == mostChanges {
		return
	}
	d.out = append(d.out, Change{Kind: kind, Page: page, Note: fmt.Sprintf(note, args...)})
}

func (d *diff) trailer() {
	for _, key := range []name{"Root", "Info", "Encrypt", "ID"} {
		if text(d.before.trailer.vals[key]) != text(d.after.trailer.vals[key]) {
			d.add(Document, 0, "another %s in the trailer", key)
		}
	}
}

// changed lists the numbers whose object stands somewhere else, or came, or went.
func (d *diff) changed() (out []int) {
	for n, at := range d.after.at {
		if was, had := d.before.at[n]; !had && at > 0 || had && was != at {
			out = append(out, n)
		}
	}
	for n, at := range d.before.at {
		if _, have := d.after.at[n]; !have && at > 0 {
			out = append(out, n)
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// widest bounds how large the picture of a further signature may be, in points: what covers more can hide what was signed.
const widest = (Largest + 10) * perMillimetre

// signatures finds the fields that were added and everything that belongs to them alone.
func (d *diff) signatures() {
	old := map[int]bool{}
	for _, w := range d.before.fields() {
		old[w] = true
	}
	for _, w := range d.after.fields() {
		if old[w] || d.before.at[w] > 0 {
			continue
		}
		v := d.after.dictOf(ref{n: w})
		box, _ := v.vals["Rect"].(array)
		if len(box) != 4 || abs(float(box[2])-float(box[0])) > widest || abs(float(box[3])-float(box[1])) > widest ||
			v.vals["A"] != nil || v.vals["AA"] != nil || v.vals["Kids"] != nil || v.vals["Parent"] != nil || !v.is("Subtype", "Widget") || !v.is("FT", "Sig") {
			d.add(Added, d.page(v.ref("P")), "object %d is no field of a signature", w)
			continue
		}
		d.widgets = append(d.widgets, w)
		d.claim(ref{n: w}, 0)
	}
}

// claim marks the new objects that hang on v.
func (d *diff) claim(v any, depth int) {
	if depth > deepest {
		return
	}
	switch v := v.(type) {
	case ref:
		if d.fresh[v.n] || d.before.at[v.n] > 0 || d.after.at[v.n] <= 0 {
			return
		}
		d.fresh[v.n] = true
		if o, err := d.after.object(v.n); err == nil {
			d.claim(o.val, depth+1)
		}
	case array:
		for _, x := range v {
			d.claim(x, depth+1)
		}
	case *dict:
		for _, x := range v.vals {
			d.claim(x, depth+1)
		}
	}
}

func abs(f float64) float64 { return max(f, -f) }

// page is the number of a page by its object, 0 if it is none.
func (d *diff) page(n int) int {
	return slices.Index(d.before.pages, n) + 1
}

// object judges one object that is not where it was.
func (d *diff) object(n int) {
	was, err := d.before.object(n)
	now, err2 := d.after.object(n)
	if err != nil || err2 != nil {
		d.add(Document, 0, "object %d cannot be read", n)
		return
	}
	if d.before.at[n] <= 0 {
		if form, _ := now.val.(*dict); !d.fresh[n] && !d.isForm(n, form) {
			d.add(d.kindOfNew(form), d.pageOf(d.after, n), "object %d was added", n)
		}
		return
	}
	if was.stream || now.stream {
		if !now.stream || !bytes.Equal(was.data, now.data) || text(was.val) != text(now.val) {
			d.add(Page, d.pageOf(d.before, n), "object %d was replaced", n)
		}
		return
	}
	old, isDict := was.val.(*dict)
	new, isDict2 := now.val.(*dict)
	switch {
	case text(was.val) == text(now.val):
	case isDict && isDict2 && n == d.before.trailer.ref("Root") && d.only(old, new, "AcroForm"):
	case isDict && isDict2 && d.page(n) > 0 && d.only(old, new, "Annots"):
	case isDict && isDict2 && n == d.formOf(d.before) && d.only(old, new, "Fields", "SigFlags"):
	case !isDict && d.isList(n) && d.grown(was.val, now.val):
	case isDict && isDict2 && d.page(n) > 0:
		d.add(Page, d.page(n), "object %d, a page, was replaced", n)
	default:
		d.add(Document, d.pageOf(d.before, n), "object %d was replaced", n)
	}
}

func (d *diff) kindOfNew(v *dict) ChangeKind {
	if v != nil && (v.is("Type", "Annot") || v.vals["Subtype"] != nil && v.vals["Rect"] != nil) {
		return Added
	}
	return Document
}

// only tells whether nothing but some keys differs, and these by nothing but further signatures.
func (d *diff) only(old, new *dict, keys ...name) bool {
	rest := func(v *dict) string {
		v = v.clone()
		for _, k := range keys {
			v.drop(k)
		}
		return text(v)
	}
	if rest(old) != rest(new) {
		return false
	}
	for _, k := range keys {
		a, b := old.vals[k], new.vals[k]
		switch {
		case text(a) == text(b):
		case k == "SigFlags":
			if text(b) != "3" {
				return false
			}
		case k == "AcroForm":
			r, ok := b.(ref)
			if a != nil || !ok || !d.isForm(r.n, d.after.dictOf(r)) {
				return false
			}
		case !d.grown(a, b):
			return false
		}
	}
	return true
}

// isForm tells whether object n is a form that came with further signatures and holds nothing else.
func (d *diff) isForm(n int, v *dict) bool {
	if v == nil || n != d.formOf(d.after) || d.formOf(d.before) != 0 {
		return false
	}
	for _, k := range v.keys {
		if k != "Fields" && k != "SigFlags" {
			return false
		}
	}
	return d.grown(nil, v.vals["Fields"])
}

func (d *diff) formOf(f *file) int {
	cat, err := f.catalog()
	if err != nil {
		return 0
	}
	return cat.ref("AcroForm")
}

// isList tells whether n is a list of fields or annotations that is an object of its own.
func (d *diff) isList(n int) bool {
	if form := d.before.dictOf(ref{n: d.formOf(d.before)}); form != nil && form.ref("Fields") == n {
		return true
	}
	return slices.ContainsFunc(d.before.pages, func(p int) bool {
		page := d.before.dictOf(ref{n: p})
		return page != nil && page.ref("Annots") == n
	})
}

// grown tells whether b is the list a with fields of further signatures behind it.
func (d *diff) grown(a, b any) bool {
	old, ok := d.before.resolve(a).(array)
	new, ok2 := d.after.resolve(b).(array)
	if !ok && a != nil || !ok2 || len(new) < len(old) {
		return false
	}
	for i, x := range new {
		if i < len(old) {
			if text(x) != text(old[i]) {
				return false
			}
			continue
		}
		r, ok := x.(ref)
		if !ok || !slices.Contains(d.widgets, r.n) {
			return false
		}
	}
	return true
}

// pageOf finds the page that shows object n, 0 if none does.
func (d *diff) pageOf(f *file, n int) int {
	if len(d.out) == mostChanges {
		return 0
	}
	for i, p := range f.pages[:min(len(f.pages), 200)] {
		seen := map[int]bool{p: true}
		var find func(v any, depth int) bool
		find = func(v any, depth int) bool {
			switch v := v.(type) {
			case ref:
				if v.n == n {
					return true
				}
				if seen[v.n] || depth > 12 || len(seen) > 2000 {
					return false
				}
				seen[v.n] = true
				return find(f.dictOf(v), depth+1)
			case array:
				return slices.ContainsFunc(v, func(x any) bool { return find(x, depth) })
			case *dict:
				if v == nil {
					return false
				}
				for _, k := range v.keys {
					if k != "Parent" && find(v.vals[k], depth+1) {
						return true
					}
				}
			}
			return false
		}
		if page := f.dictOf(ref{n: p}); page != nil && (p == n || find(page, 0)) {
			return i + 1
		}
	}
	return 0
}

// fields lists the objects of the form's fields.
func (f *file) fields() (out []int) {
	cat, err := f.catalog()
	if err != nil {
		return nil
	}
	form := f.dictOf(cat.vals["AcroForm"])
	if form == nil {
		return nil
	}
	list, _ := f.resolve(form.vals["Fields"]).(array)
	for _, v := range list {
		if r, ok := v.(ref); ok && f.dictOf(r) != nil && len(out) < mostSignatures {
			out = append(out, r.n)
		}
	}
	return out
}
