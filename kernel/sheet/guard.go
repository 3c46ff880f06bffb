package sheet

import (
	"archive/zip"
	"bytes"
	"errors"
	"io"
	"strings"

	"anjian/kernel"
)

// A workbook is a ZIP: these bounds hold before any of its parts is unpacked. Real
// workbooks shrink to between a half and a fiftieth; deflate's own limit is 1/1032.
const (
	maxParts    = 4096
	maxRatio    = 200
	ratioCounts = 32 << 20 // below so many bytes a high ratio is harmless
	smallPart   = 16 << 20 // everything but sheets and shared strings
	tokenBytes  = 1 << 20  // between two XML tokens, or a record of a CSV
)

var (
	errBroken = kernel.Errorf(kernel.Invalid, "表格文件已损坏或没有传完整，请在 Excel 或 WPS 中另存为 .xlsx 后再上传")
	errBomb   = kernel.Errorf(kernel.TooLarge, "表格解压后过大，已拒绝")
	errMacro  = kernel.Errorf(kernel.Invalid, "表格含有宏，请另存为不带宏的 .xlsx 后再上传")
	errHuge   = kernel.Errorf(kernel.TooLarge, "表格里有单元格的内容过长")
)

// inspect refuses an archive by its directory alone.
func inspect(z *zip.Reader, size int64, limits Limits) error {
	if len(z.File) > maxParts {
		return errBomb
	}
	var total uint64
	for _, f := range z.File {
		if f.UncompressedSize64 > uint64(limits.Unpacked) || f.Flags&1 != 0 {
			if f.Flags&1 != 0 {
				return kernel.Errorf(kernel.Invalid, "表格设有打开密码，请取消密码后再上传")
			}
			return errBomb
		}
		if total += f.UncompressedSize64; total > uint64(limits.Unpacked) {
			return errBomb
		}
		if strings.HasSuffix(strings.ToLower(f.Name), "vbaproject.bin") {
			return errMacro
		}
	}
	if total > ratioCounts && total/uint64(max(size, 1)) > maxRatio {
		return errBomb
	}
	return nil
}

// encrypted tells whether a compound file is a workbook with a password ([MS-OFFCRYPTO]).
func encrypted(r io.Reader) bool {
	mark := utf16le("EncryptedPackage")
	buf := make([]byte, 0, 64<<10)
	for {
		n, err := io.ReadFull(r, buf[len(buf):cap(buf)])
		buf = buf[:len(buf)+n]
		if bytes.Contains(buf, mark) {
			return true
		}
		if err != nil {
			return false
		}
		buf = append(buf[:0], buf[len(buf)-len(mark):]...)
	}
}

func utf16le(s string) []byte {
	var b []byte
	for _, r := range s {
		b = append(b, byte(r), byte(r>>8))
	}
	return b
}

// ration lets at most so many bytes through until it is refilled: what is read for
// one token or record is bounded, however the file is made.
type ration struct {
	r    io.Reader
	left int
}

func (g *ration) Read(p []byte) (int, error) {
	if g.left <= 0 {
		return 0, errHuge
	}
	n, err := g.r.Read(p[:min(len(p), g.left)])
	g.left -= n
	return n, err
}

// broken turns any failure inside a file into the sentence for the user, but keeps those that already are one.
func broken(err error) error {
	if err == nil {
		return nil
	}
	if e, ok := errors.AsType[*kernel.Error](err); ok {
		return e
	}
	return errBroken
}
