package seal

import (
	"bytes"
	"crypto/sha256"
	"crypto/x509"
	"encoding/hex"
	"errors"
	"regexp"
	"slices"
	"strconv"
	"time"
	"unicode/utf16"

	"github.com/emmansun/gmsm/smx509"
)

// Trust is whom a verification believes.
type Trust struct {
	Roots []*smx509.Certificate
	// Revoked tells since when a certificate holds no more, by its serial number; nil knows of none.
	Revoked func(Certificate) (at time.Time, revoked bool)
	// Sealed tells when a signature was entered in the use register, by Signature.Mark: a time that nobody can set back. Without it the
	// time that the signature claims serves for the validity of the certificate, and a revoked one never holds.
	Sealed func(mark string) (time.Time, bool)
}

// Signature is one signature of a file and what was found about it.
type Signature struct {
	Page        int // where its seal stands, 0 if nowhere
	Name        string
	Reason      string
	Claimed     time.Time // as the signature says itself
	Certificate Certificate
	Chain       []Certificate // up to the root, if that is known
	Digest      string        // SHA-256 of the bytes that it covers, hexadecimal
	Mark        string        // SHA-256 of the signature itself: the use register knows it
	Registered  time.Time     // when it was entered there; zero if it was not
	Faults      []Fault       // what is wrong with it; nothing if it holds
	Later       []Change      // what was done to the file afterwards
}

// Fault is a reason not to believe a signature.
type Fault string

// The faults.
const (
	Broken    Fault = "broken"    // it cannot be read
	Altered   Fault = "altered"   // the bytes that it covers are not those that were signed
	Partial   Fault = "partial"   // it does not cover the file up to its own end
	Untrusted Fault = "untrusted" // nobody known vouches for the certificate
	Expired   Fault = "expired"   // the certificate did not hold at that time
	Withdrawn Fault = "revoked"   // the certificate was revoked
	Detached  Fault = "detached"  // no field of the form holds it: it was taken out of the file's structure
)

// Valid tells whether the signature holds and nothing was done to the file afterwards but further signatures that hold.
func (s *Signature) Valid() bool { return len(s.Faults) == 0 && !s.Changed() }

// Changed tells whether the file was changed after the signature.
func (s *Signature) Changed() bool {
	return slices.ContainsFunc(s.Later, func(c Change) bool { return c.Kind != Signed })
}

// Bounds of what is looked at.
const (
	mostSignatures = 20
	mostBytes      = 100 << 20
)

// ErrTooMuch is that a file is larger, or has more signatures, than is looked at.
var ErrTooMuch = errors.New("seal: more than is looked at")

var rangePattern = regexp.MustCompile(`/ByteRange\s*\[\s*(\d{1,10})\s+(\d{1,10})\s+(\d{1,10})\s+(\d{1,10})\s*\]`)

// Verify checks every signature of a PDF; none is no error. What it is given may be hostile.
func Verify(pdf []byte, trust Trust) ([]*Signature, error) {
	if len(pdf) > mostBytes {
		return nil, ErrTooMuch
	}
	if !bytes.Contains(pdf[:min(len(pdf), 1024)], []byte("%PDF-")) {
		return nil, ErrPDF
	}
	found := rangePattern.FindAllSubmatchIndex(pdf, mostSignatures+1)
	if len(found) > mostSignatures {
		return nil, ErrTooMuch
	}
	f, err := read(pdf)
	if err != nil {
		f = nil // its signatures are found by their look, and hold only if they cover the whole file
	}
	v := &verifier{pdf: pdf, f: f, trust: trust}
	for _, m := range found {
		v.add(m)
	}
	v.later()
	return v.list, nil
}

type verifier struct {
	pdf   []byte
	f     *file
	trust Trust
	list  []*Signature
	ends  []int // where the revision of each ends, 0 if that is not known
	gaps  []int // where the contents of each begin
}

// add checks the signature whose range of bytes stands at m.
func (v *verifier) add(m []int) {
	s := &Signature{}
	v.list, v.ends, v.gaps = append(v.list, s), append(v.ends, 0), append(v.gaps, 0)
	var at [4]int
	for i := range at {
		at[i], _ = strconv.Atoi(string(v.pdf[m[2+2*i]:m[3+2*i]])) // at most ten digits
	}
	from, to, end := at[1], at[2], at[2]+at[3]
	if at[0] != 0 || from >= to || end > len(v.pdf) || m[0] >= from || to-from < 4 || (to-from)%2 != 0 || v.pdf[from] != '<' || v.pdf[to-1] != '>' {
		s.Faults = append(s.Faults, Broken)
		return
	}
	cms := make([]byte, (to-from-2)/2)
	if _, err := hex.Decode(cms, v.pdf[from+1:from+1+2*len(cms)]); err != nil { // nothing but the signature stands in the gap
		s.Faults = append(s.Faults, Broken)
		return
	}
	v.ends[len(v.ends)-1], v.gaps[len(v.gaps)-1] = end, from
	sum := sha256.New()
	sum.Write(v.pdf[:from])
	sum.Write(v.pdf[to:end])
	s.Digest = hex.EncodeToString(sum.Sum(nil))
	s.Mark = markOf(cms)
	if !bytes.HasSuffix(bytes.TrimRight(v.pdf[:end], "\r\n \t"), []byte("%%EOF")) {
		s.Faults = append(s.Faults, Partial)
	}
	v.field(s, from)
	got, err := open(cms, v.pdf[:from], v.pdf[to:end])
	if got != nil && got.cert != nil {
		s.Certificate = Describe(got.cert)
	}
	switch {
	case errors.Is(err, errChanged):
		s.Faults = append(s.Faults, Altered)
	case err != nil:
		s.Faults = append(s.Faults, Broken)
	default:
		v.chain(s, got)
	}
}

// markOf names a signature, without the room behind it.
func markOf(cms []byte) string {
	sum := sha256.Sum256(bytes.TrimRight(cms, "\x00"))
	return hex.EncodeToString(sum[:])
}

// field finds the field whose value is the signature with its contents at a place, and what it says.
func (v *verifier) field(s *Signature, contents int) {
	if v.f == nil {
		return
	}
	for _, n := range v.f.fields() {
		widget := v.f.dictOf(ref{n: n})
		o, err := v.f.object(widget.ref("V"))
		if err != nil {
			continue
		}
		d, _ := o.val.(*dict)
		if d == nil || o.from > contents || o.to < contents {
			continue
		}
		s.Name, s.Reason, s.Claimed = textOf(d.vals["Name"]), textOf(d.vals["Reason"]), timeOf(d.vals["M"])
		s.Page = slices.Index(v.f.pages, widget.ref("P")) + 1
		return
	}
	s.Faults = append(s.Faults, Detached)
}

// chain checks the certificate: who vouches for it, whether it held when the signature was made, and whether it was revoked.
func (v *verifier) chain(s *Signature, got *signed) {
	when := s.Claimed
	if v.trust.Sealed != nil {
		if at, ok := v.trust.Sealed(s.Mark); ok {
			s.Registered, when = at, at
		}
	}
	if v.trust.Revoked != nil {
		if at, revoked := v.trust.Revoked(s.Certificate); revoked && (s.Registered.IsZero() || !s.Registered.Before(at)) {
			s.Faults = append(s.Faults, Withdrawn)
		}
	}
	cert := got.cert
	if when.Before(cert.NotBefore) || when.After(cert.NotAfter) {
		s.Faults, when = append(s.Faults, Expired), cert.NotAfter
	}
	roots, between := smx509.NewCertPool(), smx509.NewCertPool()
	for _, c := range v.trust.Roots {
		roots.AddCert(c)
	}
	for _, c := range got.certs {
		between.AddCert(c)
	}
	chains, err := cert.Verify(smx509.VerifyOptions{Roots: roots, Intermediates: between, CurrentTime: when, KeyUsages: []smx509.ExtKeyUsage{smx509.ExtKeyUsage(x509.ExtKeyUsageAny)}})
	if err != nil || len(chains) == 0 || cert.IsCA {
		s.Faults = append(s.Faults, Untrusted)
		return
	}
	for _, c := range chains[0] {
		s.Chain = append(s.Chain, Describe(c))
	}
}

// later compares the revision of each signature with the file as it is.
func (v *verifier) later() {
	for i, s := range v.list {
		end := v.ends[i]
		if end == 0 {
			continue
		}
		s.Later = later(v.pdf, end)
		for j, other := range v.list {
			if v.ends[j] <= end {
				continue
			}
			c := Change{Kind: Signed, Page: other.Page, By: other.Certificate.Subject}
			if len(other.Faults) > 0 { // whoever adds a signature that nobody vouches for has changed the file
				c.Kind = Added
			}
			s.Later = append(s.Later, c)
		}
	}
}

// textOf reads a text string.
func textOf(v any) string {
	s, _ := v.(literal)
	if len(s) < 2 {
		return ""
	}
	var b []byte
	if s[0] == '<' {
		b = make([]byte, (len(s)-2)/2)
		if _, err := hex.Decode(b, []byte(s[1:1+2*len(b)])); err != nil {
			return ""
		}
	} else {
		b = []byte(s[1 : len(s)-1])
	}
	if len(b) < 2 || b[0] != 0xFE || b[1] != 0xFF {
		return string(bytes.ToValidUTF8(b, nil))
	}
	var u []uint16
	for i := 2; i+1 < len(b); i += 2 {
		u = append(u, uint16(b[i])<<8|uint16(b[i+1]))
	}
	return string(utf16.Decode(u))
}

// timeOf reads a date of a PDF, such as D:20260501080000Z or D:20260501160000+08'00'.
func timeOf(v any) time.Time {
	s := textOf(v)
	for _, form := range []string{"D:20060102150405Z", "D:20060102150405-07'00'", "D:20060102150405-07'00", "D:20060102150405"} {
		if t, err := time.Parse(form, s); err == nil {
			return t
		}
	}
	return time.Time{}
}
