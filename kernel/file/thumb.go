package file

import (
	"context"
	"errors"
	"fmt"
	"image"
	"image/color"
	"image/jpeg"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"golang.org/x/image/draw"

	"anjian/kernel"
)

var (
	errNoPicture = kernel.Errorf(kernel.Invalid, "这个文件不是图片，没有缩略图")
	errPixels    = kernel.Errorf(kernel.TooLarge, "图片超过 %d 万像素，无法生成缩略图", maxPixels/10000)
)

// widths are those that thumbnails are made in, so that nobody can fill the disk by asking for every number.
var widths = []int{120, 240, 480, 960, 1600}

func roundWidth(w int) int {
	for _, step := range widths {
		if w <= step {
			return step
		}
	}
	return widths[len(widths)-1]
}

func (f *Folder) thumbPath(sha string, width int) string {
	return filepath.Join(f.dir, "thumb", sha[:2], fmt.Sprintf("%s-%d.jpg", sha, width))
}

// Thumb implements Store. The width is rounded up to one of a few; a smaller picture is not enlarged.
func (f *Folder) Thumb(ctx context.Context, sha string, width int) (*Content, error) {
	path, b, err := f.find(sha)
	if err != nil {
		return nil, err
	}
	width = roundWidth(width)
	if c, err := f.cached(sha, width); err == nil || !errors.Is(err, fs.ErrNotExist) {
		return c, err
	}
	select {
	case f.decoding <- struct{}{}:
		defer func() { <-f.decoding }()
	case <-ctx.Done():
		return nil, kernel.Errorf(kernel.Timeout, "生成缩略图超时，请稍后再试")
	}
	if c, err := f.cached(sha, width); err == nil || !errors.Is(err, fs.ErrNotExist) {
		return c, err
	}
	if err := f.makeThumb(path, b, width); err != nil {
		return nil, err
	}
	return f.cached(sha, width)
}

func (f *Folder) cached(sha string, width int) (*Content, error) {
	t, err := os.Open(f.thumbPath(sha, width))
	if err != nil {
		return nil, err
	}
	info, err := t.Stat()
	if err != nil {
		t.Close()
		return nil, err
	}
	return &Content{Blob{sha, info.Size(), "image/jpeg"}, fmt.Sprintf("%s-%d", sha, width), t}, nil
}

func (f *Folder) makeThumb(path string, b Blob, width int) error {
	in, err := os.Open(path)
	if errors.Is(err, fs.ErrNotExist) {
		return errMissing
	}
	if err != nil {
		return err
	}
	defer in.Close()
	img, err := scale(in, b, width)
	if err != nil {
		return err
	}
	out, err := f.temp()
	if err != nil {
		return err
	}
	defer out.Close()
	defer os.Remove(out.Name())
	if err := jpeg.Encode(out, img, &jpeg.Options{Quality: 82}); err != nil {
		return err
	}
	to := f.thumbPath(b.SHA, width)
	if err := os.MkdirAll(filepath.Dir(to), 0o750); err != nil {
		return err
	}
	return os.Rename(out.Name(), to)
}

// scale reads a picture and returns it upright, on white, no wider than width.
func scale(in interface {
	io.ReaderAt
	io.ReadSeeker
}, b Blob, width int) (img image.Image, err error) {
	defer func() {
		if recover() != nil { // a decoder met what it did not expect
			img, err = nil, errDamaged
		}
	}()
	turn := evidence(in, b).Orientation
	src, err := decode(in, b.Type)
	if err != nil {
		return nil, err
	}
	w, h := src.Bounds().Dx(), src.Bounds().Dy()
	across := w
	if turn >= 5 {
		across = h // lies on its side: its height becomes the width
	}
	if across > width {
		w, h = max(1, w*width/across), max(1, h*width/across)
	}
	w = min(w, 8*width)
	h = min(h, 8*width) // a strip of paper a mile long stays a thumbnail
	small := image.NewRGBA(image.Rect(0, 0, w, h))
	draw.Draw(small, small.Bounds(), image.NewUniform(color.White), image.Point{}, draw.Src)
	draw.ApproxBiLinear.Scale(small, small.Bounds(), src, src.Bounds(), draw.Over, nil)
	return upright(small, turn), nil
}

// upright undoes the orientation 1 to 8 of EXIF (CIPA DC-008, 4.6.4, tag 274).
func upright(src *image.RGBA, turn int) image.Image {
	if turn < 2 || turn > 8 {
		return src
	}
	w, h := src.Bounds().Dx(), src.Bounds().Dy()
	dw, dh := w, h
	if turn >= 5 {
		dw, dh = h, w
	}
	dst := image.NewRGBA(image.Rect(0, 0, dw, dh))
	for y := range h {
		for x := range w {
			to := [...]image.Point{2: {w - 1 - x, y}, 3: {w - 1 - x, h - 1 - y}, 4: {x, h - 1 - y},
				5: {y, x}, 6: {h - 1 - y, x}, 7: {h - 1 - y, w - 1 - x}, 8: {y, w - 1 - x}}[turn]
			dst.SetRGBA(to.X, to.Y, src.RGBAAt(x, y))
		}
	}
	return dst
}
