package seal

import (
	"bytes"
	"errors"
	"strconv"
)

// file is a PDF with classic tables of references, as kernel/paper writes it, read as far as signatures need it.
type file struct {
	b       []byte
	at      map[int]int // offset of each object in use; -1 is free
	trailer *dict
	tables  []int // offsets of the tables, newest first
	objects map[int]*object
	pages   []int
}

// object is a numbered value; data is what its stream holds, nil without one.
type object struct {
	val      any
	data     []byte
	stream   bool
	from, to int
}

// ErrClassic is that a file keeps its table of references in a packed form, which is only read as a whole.
var ErrClassic = errors.New("seal: the table of references is not a classic one")

const (
	mostObjects = 200_000
	mostTables  = 100
)

// read reads the tables of b, up to its end.
func read(b []byte) (*file, error) {
	f := &file{b: b, at: map[int]int{}, objects: map[int]*object{}}
	tail := b[max(0, len(b)-1100):]
	i := bytes.LastIndex(tail, []byte("startxref"))
	if i < 0 || len(bytes.TrimRight(tail[i:], "\r\n \t\x00")) == 0 {
		return nil, errSyntax
	}
	l := &lexer{b: tail, at: i + len("startxref")}
	l.blanks()
	at, ok := l.whole()
	l.blanks()
	if !ok || !l.is("%%EOF") || len(bytes.TrimRight(tail[l.at:], "\r\n \t\x00")) > 0 {
		return nil, errSyntax
	}
	for {
		if len(f.tables) == mostTables {
			return nil, errSyntax
		}
		prev, err := f.table(at)
		if err != nil {
			return nil, err
		}
		if prev < 0 {
			break
		}
		if prev >= at { // revisions are appended: an older table stands before a newer one
			return nil, errSyntax
		}
		at = prev
	}
	if f.trailer.vals["Encrypt"] != nil {
		return nil, errors.New("seal: the file is encrypted")
	}
	return f, f.findPages()
}

// table reads one table and its trailer; it returns the place of the table before, -1 if there is none.
func (f *file) table(at int) (prev int, err error) {
	if at < 0 || at >= len(f.b) {
		return 0, errSyntax
	}
	l := &lexer{b: f.b, at: at}
	if !l.is("xref") {
		if _, ok := l.whole(); ok {
			return 0, ErrClassic
		}
		return 0, errSyntax
	}
	for l.skip(); !l.is("trailer"); l.skip() {
		first, ok := l.whole()
		l.skip()
		count, ok2 := l.whole()
		if !ok || !ok2 || first+count > mostObjects {
			return 0, errSyntax
		}
		for n := first; n < first+count; n++ {
			l.skip()
			offset, ok := l.whole()
			l.skip()
			_, ok2 := l.whole()
			l.skip()
			used := l.is("n")
			if !ok || !ok2 || !used && !l.is("f") {
				return 0, errSyntax
			}
			if _, newer := f.at[n]; newer {
				continue
			}
			if !used {
				offset = -1
			} else if offset <= 0 || offset >= len(f.b) {
				return 0, errSyntax
			}
			f.at[n] = offset
		}
	}
	v, err := l.value(0)
	if err != nil {
		return 0, err
	}
	d, ok := v.(*dict)
	if !ok {
		return 0, errSyntax
	}
	if d.vals["XRefStm"] != nil {
		return 0, ErrClassic
	}
	if f.trailer == nil {
		f.trailer = d
	}
	f.tables = append(f.tables, at)
	if d.vals["Prev"] == nil {
		return -1, nil
	}
	prev, ok = d.int("Prev")
	if !ok {
		return 0, errSyntax
	}
	return prev, nil
}

// object reads object n; an object that is not there is null.
func (f *file) object(n int) (*object, error) {
	if o := f.objects[n]; o != nil {
		if o.to == 0 {
			return nil, errSyntax
		}
		return o, nil
	}
	at := f.at[n]
	if at <= 0 {
		return &object{val: word("null")}, nil
	}
	f.objects[n] = &object{} // as long as it is read, and if it cannot be: nothing is read twice
	_, o, err := f.readObject(at, n)
	if err == nil {
		f.objects[n] = o
	}
	return o, err
}

// readObject reads the object that begins at an offset: number want, or any if that is negative.
func (f *file) readObject(at, want int) (int, *object, error) {
	l := &lexer{b: f.b, at: at}
	n, ok := l.whole()
	l.blanks()
	_, ok2 := l.whole()
	l.blanks()
	if !ok || !ok2 || !l.is("obj") || want >= 0 && n != want {
		return 0, nil, errSyntax
	}
	v, err := l.value(0)
	if err != nil {
		return 0, nil, err
	}
	o := &object{val: v, from: at}
	l.skip()
	if d, isDict := v.(*dict); isDict && l.is("stream") {
		if !l.is("\r\n") && !l.is("\n") {
			return 0, nil, errSyntax
		}
		size, ok := d.int("Length")
		if r, indirect := d.vals["Length"].(ref); indirect && r.n != n {
			length, err := f.object(r.n)
			if err != nil {
				return 0, nil, err
			}
			size, ok = (&dict{vals: map[name]any{"L": length.val}}).int("L")
		}
		if !ok || size < 0 || size > len(f.b)-l.at {
			return 0, nil, errSyntax
		}
		o.data, o.stream = f.b[l.at:l.at+size], true
		l.at += size
		l.blanks()
		if !l.is("endstream") {
			return 0, nil, errSyntax
		}
		l.skip()
	}
	if !l.is("endobj") {
		return 0, nil, errSyntax
	}
	o.to = l.at
	return n, o, nil
}

// dictOf is the dictionary that v is or refers to.
func (f *file) dictOf(v any) *dict {
	v = f.resolve(v)
	d, _ := v.(*dict)
	return d
}

// resolve follows a reference.
func (f *file) resolve(v any) any {
	for range 8 {
		r, ok := v.(ref)
		if !ok {
			return v
		}
		o, err := f.object(r.n)
		if err != nil {
			return nil
		}
		v = o.val
	}
	return nil
}

func (f *file) catalog() (*dict, error) {
	d := f.dictOf(f.trailer.vals["Root"])
	if d == nil || f.trailer.ref("Root") == 0 {
		return nil, errSyntax
	}
	return d, nil
}

// findPages walks the tree of pages; one that turns back on itself is refused.
func (f *file) findPages() error {
	cat, err := f.catalog()
	if err != nil {
		return err
	}
	seen := map[int]bool{}
	var walk func(v any, depth int) error
	walk = func(v any, depth int) error {
		r, ok := v.(ref)
		if !ok || seen[r.n] || depth > deepest || len(seen) > mostObjects {
			return errSyntax
		}
		seen[r.n] = true
		d := f.dictOf(r)
		if d == nil {
			return errSyntax
		}
		if kids, ok := f.resolve(d.vals["Kids"]).(array); ok {
			for _, k := range kids {
				if err := walk(k, depth+1); err != nil {
					return err
				}
			}
			return nil
		}
		f.pages = append(f.pages, r.n)
		return nil
	}
	return walk(cat.vals["Pages"], 0)
}

// box is the size of a page in points, from its MediaBox or that of the tree above it.
func (f *file) box(page int) (left, bottom, right, top float64) {
	v := any(ref{n: page})
	for range deepest {
		d := f.dictOf(v)
		if d == nil {
			break
		}
		if box, ok := f.resolve(d.vals["MediaBox"]).(array); ok && len(box) == 4 {
			return float(box[0]), float(box[1]), float(box[2]), float(box[3])
		}
		v = d.vals["Parent"]
	}
	return 0, 0, 595.28, 841.89
}

func float(v any) float64 {
	n, _ := v.(number)
	f, _ := strconv.ParseFloat(string(n), 64) // what is no number is 0
	return f
}
