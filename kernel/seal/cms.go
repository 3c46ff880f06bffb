package seal

import (
	"bytes"
	"crypto/sha256"
	"encoding/asn1"
	"errors"
	"slices"

	"github.com/emmansun/gmsm/sm3"
	"github.com/emmansun/gmsm/smx509"
)

// The names of what a signature is made of: RFC 5652, RFC 5035 and, for SM2, GM/T 0010 keeps its own content types while PDF readers
// and OpenSSL expect those of PKCS#7; the latter are written.
var (
	oidData      = asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 7, 1}
	oidSigned    = asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 7, 2}
	oidType      = asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 9, 3}
	oidDigest    = asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 9, 4}
	oidCertV2    = asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 9, 16, 2, 47}
	oidSHA256    = asn1.ObjectIdentifier{2, 16, 840, 1, 101, 3, 4, 2, 1}
	oidSM3       = asn1.ObjectIdentifier{1, 2, 156, 10197, 1, 401}
	oidRSA       = asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 1, 1}
	oidRSA256    = asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 1, 11}
	oidECDSA256  = asn1.ObjectIdentifier{1, 2, 840, 10045, 4, 3, 2}
	oidSM2       = asn1.ObjectIdentifier{1, 2, 156, 10197, 1, 501}
	oidSM2Signer = asn1.ObjectIdentifier{1, 2, 156, 10197, 1, 301, 1}
)

// der writes one element.
func der(tag byte, parts ...[]byte) []byte {
	body := bytes.Join(parts, nil)
	out := []byte{tag}
	switch n := len(body); {
	case n < 128:
		out = append(out, byte(n))
	case n < 256:
		out = append(out, 0x81, byte(n))
	case n < 65536:
		out = append(out, 0x82, byte(n>>8), byte(n))
	default:
		out = append(out, 0x83, byte(n>>16), byte(n>>8), byte(n))
	}
	return append(out, body...)
}

func seq(parts ...[]byte) []byte { return der(0x30, parts...) }

func plain(v any) []byte {
	b, err := asn1.Marshal(v)
	if err != nil {
		panic(err) // names and numbers of our own
	}
	return b
}

// signature makes a detached signature (CMS SignedData, RFC 5652; CAdES: the certificate is signed with the rest) over the digest
// of a content.
func (k *Key) signature(digest []byte) ([]byte, error) {
	hashed, by := oidSHA256, seq(plain(oidECDSA256))
	switch k.Algorithm() {
	case RSA:
		by = seq(plain(oidRSA), []byte{5, 0})
	case SM2:
		hashed, by = oidSM3, seq(plain(oidSM2))
	}
	who := seq(k.Cert.RawIssuer, plain(k.Cert.SerialNumber))
	h := k.Algorithm().hash()()
	h.Write(k.Cert.Raw)
	id := [][]byte{der(0x04, h.Sum(nil)), seq(seq(der(0xA4, k.Cert.RawIssuer)), plain(k.Cert.SerialNumber))}
	if !hashed.Equal(oidSHA256) { // which is the default
		id = slices.Insert(id, 0, seq(plain(hashed)))
	}
	attribute := func(oid asn1.ObjectIdentifier, v []byte) []byte { return seq(plain(oid), der(0x31, v)) }
	list := [][]byte{attribute(oidType, plain(oidData)), attribute(oidDigest, der(0x04, digest)), attribute(oidCertV2, seq(seq(seq(id...))))}
	slices.SortFunc(list, bytes.Compare)
	attributes := der(0x31, list...)
	sig, err := k.Sign(attributes)
	if err != nil {
		return nil, err
	}
	signer := seq(plain(1), who, seq(plain(hashed)), append([]byte{0xA0}, attributes[1:]...), by, der(0x04, sig))
	certs := [][]byte{k.Cert.Raw}
	for _, c := range k.Chain {
		certs = append(certs, c.Raw)
	}
	return seq(plain(oidSigned), der(0xA0, seq(plain(1), der(0x31, seq(plain(hashed))), seq(plain(oidData)), der(0xA0, certs...), der(0x31, signer)))), nil
}

// room is how many bytes the signature of k needs at most.
func (k *Key) room() int {
	n := 1600 + 2*len(k.Cert.RawIssuer) + len(k.Cert.Raw)
	for _, c := range k.Chain {
		n += len(c.Raw)
	}
	return n
}

var (
	errCMS     = errors.New("seal: not a signature that can be read")
	errChanged = errors.New("seal: the content is not what was signed")
)

// signed is what a signature says: who signed, by which certificate, and those that came with it.
type signed struct {
	cert  *smx509.Certificate
	certs []*smx509.Certificate
}

// element reads one element of b.
func element(b []byte) (v asn1.RawValue, rest []byte, err error) {
	rest, err = asn1.Unmarshal(b, &v)
	return v, rest, err
}

// elements reads the elements of b, at most most of them.
func elements(b []byte, most int) (list []asn1.RawValue, err error) {
	for len(b) > 0 {
		var v asn1.RawValue
		if v, b, err = element(b); err != nil || len(list) == most {
			return nil, errCMS
		}
		list = append(list, v)
	}
	return list, nil
}

// open reads a detached signature over content and checks it: errChanged if it is one of something else.
func open(cms []byte, content ...[]byte) (*signed, error) {
	top, rest, err := element(cms)
	if err != nil || len(bytes.TrimRight(rest, "\x00")) > 0 { // behind it is nothing but the room that was left
		return nil, errCMS
	}
	parts, err := elements(top.Bytes, 2)
	var oid asn1.ObjectIdentifier
	if err != nil || len(parts) != 2 || !is(parts[0], &oid, oidSigned) {
		return nil, errCMS
	}
	body, _, err := element(parts[1].Bytes)
	if err != nil {
		return nil, errCMS
	}
	parts, err = elements(body.Bytes, 6)
	if err != nil || len(parts) < 5 || parts[3].Class != asn1.ClassContextSpecific || parts[3].Tag != 0 {
		return nil, errCMS
	}
	out := &signed{}
	list, err := elements(parts[3].Bytes, 20)
	if err != nil {
		return nil, err
	}
	for _, v := range list {
		c, err := smx509.ParseCertificate(v.FullBytes)
		if err != nil {
			return nil, errCMS
		}
		out.certs = append(out.certs, c)
	}
	signers, err := elements(parts[len(parts)-1].Bytes, 1)
	if err != nil || len(signers) != 1 {
		return nil, errCMS
	}
	return out, out.signer(signers[0].Bytes, content)
}

// is reads an object identifier and compares it.
func is(v asn1.RawValue, oid *asn1.ObjectIdentifier, want asn1.ObjectIdentifier) bool {
	_, err := asn1.Unmarshal(v.FullBytes, oid)
	return err == nil && oid.Equal(want)
}

// first reads the object identifier with which a sequence begins.
func first(v asn1.RawValue) (oid asn1.ObjectIdentifier) {
	asn1.Unmarshal(v.Bytes, &oid) // what is none stays empty and equals nothing
	return oid
}

// signer checks the one signer of a signature.
func (s *signed) signer(b []byte, content [][]byte) error {
	parts, err := elements(b, 7)
	if err != nil || len(parts) < 6 || parts[3].Class != asn1.ClassContextSpecific || parts[3].Tag != 0 {
		return errCMS
	}
	newHash := sha256.New
	hashed, by := first(parts[2]), first(parts[4])
	switch {
	case hashed.Equal(oidSM3):
		newHash = sm3.New
	case !hashed.Equal(oidSHA256):
		return errCMS
	}
	h := newHash()
	for _, c := range content {
		h.Write(c)
	}
	attributes, err := elements(parts[3].Bytes, 30)
	if err != nil {
		return err
	}
	matches, named, typed := false, []byte(nil), false
	for _, a := range attributes {
		var oid asn1.ObjectIdentifier
		rest, err := asn1.Unmarshal(a.Bytes, &oid)
		if err != nil {
			return errCMS
		}
		set, _, err := element(rest)
		if err != nil {
			return errCMS
		}
		v, rest, err := element(set.Bytes)
		if err != nil || len(rest) > 0 {
			return errCMS
		}
		switch {
		case oid.Equal(oidDigest):
			if matches || v.Tag != asn1.TagOctetString {
				return errCMS // one digest
			}
			if matches = bytes.Equal(v.Bytes, h.Sum(nil)); !matches {
				return errChanged
			}
		case oid.Equal(oidType):
			var what asn1.ObjectIdentifier
			typed = is(v, &what, oidData)
		case oid.Equal(oidCertV2):
			named = v.FullBytes
		}
	}
	if !matches || !typed {
		return errCMS
	}
	who, err := elements(parts[1].Bytes, 2)
	if err != nil || len(who) != 2 {
		return errCMS
	}
	for _, c := range s.certs {
		if !bytes.Equal(c.RawIssuer, who[0].FullBytes) || !bytes.Equal(plain(c.SerialNumber), who[1].FullBytes) {
			continue
		}
		h := newHash()
		h.Write(c.Raw)
		if named == nil || bytes.Contains(named, h.Sum(nil)) {
			s.cert = c
		}
	}
	if s.cert == nil {
		return errCMS
	}
	algorithm := algorithmOf(s.cert.PublicKey)
	fits := map[Algorithm]bool{
		RSA:   by.Equal(oidRSA) || by.Equal(oidRSA256),
		ECDSA: by.Equal(oidECDSA256),
		SM2:   by.Equal(oidSM2) || by.Equal(oidSM2Signer),
	}
	if !fits[algorithm] || (algorithm == SM2) != hashed.Equal(oidSM3) {
		return errCMS
	}
	if !VerifyMessage(s.cert, append([]byte{0x31}, parts[3].FullBytes[1:]...), parts[5].Bytes) {
		return errChanged
	}
	return nil
}
