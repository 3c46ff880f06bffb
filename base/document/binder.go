package document

import (
	"bytes"
	"fmt"
	"io"
	"sync"

	"github.com/pdfcpu/pdfcpu/pkg/api"
	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu"
	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/model"
	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/types"
)

// binder puts PDFs and pictures together into one volume whose pages are numbered.
type binder struct {
	parts []io.ReadSeeker
	count int
}

// noFiles keeps the library from making a folder of its own.
var noFiles = sync.OnceFunc(api.DisableConfigDir)

func bindery() *model.Configuration {
	noFiles()
	conf := model.NewDefaultConfiguration()
	conf.ValidationMode = model.ValidationRelaxed
	return conf
}

// add appends the pages of a PDF, or a picture on a page of its own, and returns how many they are.
func (b *binder) add(typ string, content []byte) (n int, err error) {
	defer func() { // what others have scanned may be anything
		if r := recover(); r != nil {
			n, err = 0, fmt.Errorf("document: the file cannot be read: %v", r)
		}
	}()
	if typ != "application/pdf" {
		var page bytes.Buffer
		at, err := pdfcpu.ParseImportDetails("form:A4, pos:c, scale:0.86 rel", types.POINTS)
		if err != nil {
			return 0, err
		}
		if err := api.ImportImages(nil, &page, []io.Reader{bytes.NewReader(content)}, at, bindery()); err != nil {
			return 0, err
		}
		content = page.Bytes()
	}
	if n, err = api.PageCount(bytes.NewReader(content), bindery()); err != nil {
		return 0, err
	}
	b.parts, b.count = append(b.parts, bytes.NewReader(content)), b.count+n
	return n, nil
}

// bind puts cover and contents before the parts and numbers the pages of the parts in the upper right corner.
func (b *binder) bind(front [][]byte) ([]byte, error) {
	var parts []io.ReadSeeker
	before := 0
	for _, f := range front {
		n, err := api.PageCount(bytes.NewReader(f), bindery())
		if err != nil {
			return nil, err
		}
		before, parts = before+n, append(parts, bytes.NewReader(f))
	}
	var whole, out bytes.Buffer
	if err := api.MergeRaw(append(parts, b.parts...), &whole, false, bindery()); err != nil {
		return nil, err
	}
	if b.count == 0 {
		return whole.Bytes(), nil
	}
	numbers := map[int]*model.Watermark{}
	for n := 1; n <= b.count; n++ {
		mark, err := api.TextWatermark(fmt.Sprint(n), "fontname:Helvetica, points:12, scale:1 abs, pos:tr, offset:-36 -24, rotation:0, fillcolor:#000000", true, false, types.POINTS)
		if err != nil {
			return nil, err
		}
		numbers[before+n] = mark
	}
	if err := api.AddWatermarksMap(bytes.NewReader(whole.Bytes()), &out, numbers, bindery()); err != nil {
		return nil, err
	}
	return out.Bytes(), nil
}
