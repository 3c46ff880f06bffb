package seal

import (
	"bytes"
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"encoding/hex"
	"encoding/pem"
	"errors"
	"hash"
	"math/big"
	"strings"
	"time"

	"github.com/emmansun/gmsm/pkcs8"
	"github.com/emmansun/gmsm/sm2"
	"github.com/emmansun/gmsm/sm3"
	"github.com/emmansun/gmsm/smx509"
	"software.sslmate.com/src/go-pkcs12"
)

// Algorithm is how a key signs.
type Algorithm string

// The algorithms: RSA and ECDSA with SHA-256, SM2 with SM3 (GB/T 32918, GB/T 32905).
const (
	RSA   Algorithm = "rsa"
	ECDSA Algorithm = "ecdsa"
	SM2   Algorithm = "sm2"
)

// Key is a private key with its certificate and those that issued it, without the root.
type Key struct {
	Private crypto.Signer
	Cert    *smx509.Certificate
	Chain   []*smx509.Certificate
}

// Errors of an import, for the caller to say in words.
var (
	ErrPassword = errors.New("seal: the password does not open the file")
	ErrKeyFile  = errors.New("seal: no key with its certificate in the file")
)

// Generate makes a new key.
func Generate(a Algorithm) (crypto.Signer, error) {
	switch a {
	case RSA:
		return rsa.GenerateKey(rand.Reader, 2048)
	case SM2:
		return sm2.GenerateKey(rand.Reader)
	}
	return ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
}

// algorithmOf tells how the owner of a public key signs, "" if it cannot sign here.
func algorithmOf(pub crypto.PublicKey) Algorithm {
	switch pub := pub.(type) {
	case *rsa.PublicKey:
		if n := pub.N.BitLen(); n >= 2048 && n <= 8192 {
			return RSA
		}
	case *ecdsa.PublicKey:
		switch pub.Curve {
		case sm2.P256():
			return SM2
		case elliptic.P256(), elliptic.P384(), elliptic.P521():
			return ECDSA
		}
	}
	return ""
}

// Algorithm tells how the key signs.
func (k *Key) Algorithm() Algorithm { return algorithmOf(k.Private.Public()) }

func (a Algorithm) hash() func() hash.Hash {
	if a == SM2 {
		return sm3.New
	}
	return sha256.New
}

// Name is what a certificate page calls the algorithm.
func (a Algorithm) Name() string {
	return map[Algorithm]string{RSA: "RSA / SHA-256", ECDSA: "ECDSA / SHA-256", SM2: "SM2 / SM3"}[a]
}

// Sign signs a text. RSA and ECDSA (RFC 6979) give the same signature each time.
func (k *Key) Sign(message []byte) ([]byte, error) {
	switch k.Algorithm() {
	case SM2:
		return k.Private.Sign(rand.Reader, message, sm2.NewSM2SignerOption(true, nil))
	case RSA, ECDSA:
		sum := sha256.Sum256(message)
		return k.Private.Sign(nil, sum[:], crypto.SHA256)
	}
	return nil, ErrKeyFile
}

// VerifyMessage tells whether sig is a signature of message by the owner of cert.
func VerifyMessage(cert *smx509.Certificate, message, sig []byte) bool {
	switch pub := cert.PublicKey.(type) {
	case *rsa.PublicKey:
		sum := sha256.Sum256(message)
		return algorithmOf(pub) == RSA && rsa.VerifyPKCS1v15(pub, crypto.SHA256, sum[:], sig) == nil
	case *ecdsa.PublicKey:
		if algorithmOf(pub) == SM2 {
			return sm2.VerifyASN1WithSM2(pub, nil, message, sig)
		}
		sum := sha256.Sum256(message)
		return ecdsa.VerifyASN1(pub, sum[:], sig)
	}
	return false
}

// fits tells whether the key belongs to the certificate.
func (k *Key) fits() bool {
	type equal interface{ Equal(crypto.PublicKey) bool }
	pub, ok := k.Private.Public().(equal)
	return ok && k.Algorithm() != "" && pub.Equal(k.Cert.PublicKey)
}

// ReadPKCS12 opens a file of a certification authority (.p12, .pfx).
func ReadPKCS12(b []byte, password string) (*Key, error) {
	private, cert, chain, err := pkcs12.DecodeChain(b, password)
	if errors.Is(err, pkcs12.ErrIncorrectPassword) {
		return nil, ErrPassword
	}
	signer, ok := private.(crypto.Signer)
	if err != nil || !ok {
		return nil, ErrKeyFile
	}
	certs := [][]byte{cert.Raw}
	for _, c := range chain {
		certs = append(certs, c.Raw)
	}
	return assemble(signer, certs)
}

// ReadPEM opens a private key (PKCS#8, encrypted or not) and certificates in one file: the way SM2 keys come.
func ReadPEM(b []byte, password string) (*Key, error) {
	var private crypto.Signer
	var certs [][]byte
	for block, rest := pem.Decode(b); block != nil && len(certs) < 10; block, rest = pem.Decode(rest) {
		switch block.Type {
		case "CERTIFICATE":
			certs = append(certs, block.Bytes)
		case "PRIVATE KEY", "ENCRYPTED PRIVATE KEY":
			var key any
			var err error
			if block.Type == "PRIVATE KEY" {
				key, err = smx509.ParsePKCS8PrivateKey(block.Bytes)
			} else if key, err = pkcs8.ParsePKCS8PrivateKey(block.Bytes, []byte(password)); err != nil {
				return nil, ErrPassword
			}
			if err != nil {
				return nil, ErrKeyFile
			}
			private, _ = key.(crypto.Signer)
		}
	}
	return assemble(private, certs)
}

// assemble finds the certificate of the key and puts those that issued it behind it.
func assemble(private crypto.Signer, certs [][]byte) (*Key, error) {
	if private == nil {
		return nil, ErrKeyFile
	}
	k := &Key{Private: private}
	for _, der := range certs {
		c, err := smx509.ParseCertificate(der)
		if err != nil {
			return nil, ErrKeyFile
		}
		if k.Cert == nil {
			if k.Cert = c; k.fits() {
				continue
			}
			k.Cert = nil
		}
		if !bytes.Equal(c.RawIssuer, c.RawSubject) {
			k.Chain = append(k.Chain, c)
		}
	}
	if k.Cert == nil {
		return nil, ErrKeyFile
	}
	return k, nil
}

// Text writes the key as PEM, to be encrypted before it is kept.
func (k *Key) Text() (string, error) {
	der, err := smx509.MarshalPKCS8PrivateKey(k.Private)
	if err != nil {
		return "", err
	}
	var b strings.Builder
	pem.Encode(&b, &pem.Block{Type: "PRIVATE KEY", Bytes: der}) // a builder takes everything
	for _, c := range append([]*smx509.Certificate{k.Cert}, k.Chain...) {
		pem.Encode(&b, &pem.Block{Type: "CERTIFICATE", Bytes: c.Raw})
	}
	return b.String(), nil
}

// Certificate is what a certificate says.
type Certificate struct {
	Subject, Organ    string // common name and organisation of whom it was given to
	Issuer, Authority string // common name and organisation of who gave it
	Serial            string // hexadecimal
	Print             string // SHA-256 of the whole, hexadecimal
	From, Until       time.Time
	Algorithm         Algorithm
	Trial             bool
}

// Describe tells what a certificate says.
func Describe(c *smx509.Certificate) Certificate {
	sum := sha256.Sum256(c.Raw)
	return Certificate{Subject: c.Subject.CommonName, Organ: strings.Join(c.Subject.Organization, " "), Issuer: c.Issuer.CommonName, Authority: strings.Join(c.Issuer.Organization, " "),
		Serial: serial(c.SerialNumber), Print: hex.EncodeToString(sum[:]), From: c.NotBefore, Until: c.NotAfter, Algorithm: algorithmOf(c.PublicKey), Trial: trial(c)}
}

func serial(n *big.Int) string { return hex.EncodeToString(n.Bytes()) }
