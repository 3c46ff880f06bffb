package file

import (
	"archive/zip"
	"bytes"
	"io"
	"path"
	"strings"
)

// A real archive of papers and photographs stays within these; deflate cannot exceed 1/1032.
const (
	maxEntries  = 10_000
	maxUnpacked = 512 << 20
	maxRatio    = 100
	ratioCounts = 16 << 20 // below so many bytes a high ratio is harmless
)

// programs are the endings that Windows and Android run on a double click, and those that hold a macro.
var programs = " .exe .com .scr .dll .bat .cmd .ps1 .vbs .vbe .js .jse .wsf .wsh .hta .msi .lnk .jar .apk .class .dex .so .sh .reg .cpl .html .htm .xhtml .svg .docm .xlsm .pptm .xlam .dotm "

// checkArchive tells office files from plain archives, and unpacks every entry once,
// within a bound, because the sizes that a directory states may be lies.
func checkArchive(r io.ReaderAt, size int64) (string, error) {
	z, err := zip.NewReader(r, size)
	if err != nil || len(z.File) == 0 {
		return "", errDamaged
	}
	var total uint64
	for _, f := range z.File {
		switch {
		case f.Flags&1 != 0:
			return "", errSecret
		case f.UncompressedSize64 > maxUnpacked:
			return "", errBomb
		}
		total += f.UncompressedSize64
	}
	if len(z.File) > maxEntries || total > maxUnpacked || total > ratioCounts && total/uint64(size) > maxRatio {
		return "", errBomb
	}
	var types []byte
	names := map[string]bool{}
	for _, f := range z.File {
		name := strings.ToLower(f.Name)
		if names[name] { // which of the two counts depends on the program that opens it
			return "", errPatched
		}
		names[name] = true
		part, err := unpack(f)
		if err != nil {
			return "", err
		}
		if part != nil {
			types = part
		}
	}
	return office(z, types)
}

// unpack reads an entry to its end and returns it if it is the list of content types.
func unpack(f *zip.File) ([]byte, error) {
	name := strings.ReplaceAll(f.Name, `\`, "/")
	if strings.HasPrefix(name, "/") || strings.Contains(name, "\x00") || path.Clean("/" + name)[1:] != strings.TrimSuffix(name, "/") {
		return nil, errPatched // it would be written outside of the folder it is unpacked to
	}
	if f.FileInfo().IsDir() {
		return nil, nil
	}
	r, err := f.Open()
	if err != nil {
		return nil, errDamaged
	}
	defer r.Close()
	if strings.EqualFold(name, "[Content_Types].xml") {
		b, err := io.ReadAll(io.LimitReader(r, 1<<20))
		if err != nil {
			return nil, errDamaged
		}
		return b, nil
	}
	// The library stops with an error as soon as an entry is longer than stated.
	if _, err := io.Copy(io.Discard, r); err != nil {
		return nil, errDamaged
	}
	return nil, nil
}

func office(z *zip.Reader, types []byte) (string, error) {
	is := func(mark string) bool { return bytes.Contains(bytes.ToLower(types), []byte(mark)) }
	has := func(name string) bool {
		for _, f := range z.File {
			if strings.EqualFold(f.Name, name) {
				return true
			}
		}
		return false
	}
	for _, f := range z.File {
		name := strings.ToLower(f.Name)
		if path.Base(name) == "vbaproject.bin" {
			return "", errMacro
		}
		if types == nil && path.Ext(name) != "" && strings.Contains(programs, " "+path.Ext(name)+" ") {
			return "", errProgram
		}
	}
	switch {
	case is("macroenabled"), is("vnd.ms-office.vbaproject"):
		return "", errMacro
	case is("wordprocessingml.document.main+xml") && has("word/document.xml"):
		return ".docx", nil
	case is("spreadsheetml.sheet.main+xml") && has("xl/workbook.xml"):
		return ".xlsx", nil
	case is("presentationml.presentation.main+xml") && has("ppt/presentation.xml"):
		return ".pptx", nil
	case types != nil:
		return "", errType
	}
	return ".zip", nil
}
