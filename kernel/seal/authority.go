package seal

import (
	"crypto"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"math/big"
	"slices"
	"time"

	"github.com/emmansun/gmsm/smx509"
)

// trialPolicy marks certificates that were made by the platform itself, for trial (试用): a policy of this project's own, below the
// arc for UUIDs (ITU-T X.667).
var trialPolicy = asn1.ObjectIdentifier{2, 25, 1518500249, 1}

func trial(c *smx509.Certificate) bool {
	return slices.ContainsFunc(c.PolicyIdentifiers, trialPolicy.Equal)
}

// NewAuthority makes the embedded authority whose certificates serve for trial. A real organ brings one of a licensed authority
// (电子认证服务机构, 电子签名法 Art. 16-18).
func NewAuthority(a Algorithm, organ string, now time.Time) (*Key, error) {
	private, err := Generate(a)
	if err != nil {
		return nil, err
	}
	t, err := template(organ+"试用根证书", organ, now, now.AddDate(20, 0, 0))
	if err != nil {
		return nil, err
	}
	t.IsCA, t.BasicConstraintsValid, t.MaxPathLenZero = true, true, true
	t.KeyUsage = x509.KeyUsageCertSign | x509.KeyUsageCRLSign
	return certify(t, nil, private)
}

// Issue gives a certificate for trial to a seal; list is the address of the authority's revocation list, if it has one.
func (k *Key) Issue(a Algorithm, subject, organ, list string, from, until time.Time) (*Key, error) {
	private, err := Generate(a)
	if err != nil {
		return nil, err
	}
	t, err := template(subject, organ, from, until)
	if err != nil {
		return nil, err
	}
	t.KeyUsage = x509.KeyUsageDigitalSignature | x509.KeyUsageContentCommitment
	t.PolicyIdentifiers = []asn1.ObjectIdentifier{trialPolicy}
	if list != "" {
		t.CRLDistributionPoints = []string{list}
	}
	return certify(t, k, private)
}

func template(subject, organ string, from, until time.Time) (*x509.Certificate, error) {
	n, err := rand.Int(rand.Reader, new(big.Int).Lsh(big.NewInt(1), 120))
	if err != nil {
		return nil, err
	}
	return &x509.Certificate{SerialNumber: n.Add(n, big.NewInt(1)), Subject: pkix.Name{Country: []string{"CN"}, Organization: []string{organ}, CommonName: subject},
		NotBefore: from.UTC().Truncate(time.Second), NotAfter: until.UTC().Truncate(time.Second)}, nil
}

// certify signs t by the authority, by its own key if there is none.
func certify(t *x509.Certificate, by *Key, private crypto.Signer) (*Key, error) {
	parent, signer := t, private
	if by != nil {
		parent, signer = by.Cert.ToX509(), by.Private
	}
	der, err := smx509.CreateCertificate(rand.Reader, t, parent, private.Public(), signer)
	if err != nil {
		return nil, err
	}
	cert, err := smx509.ParseCertificate(der)
	return &Key{Private: private, Cert: cert}, err
}

// Revoked is a certificate that holds no more from a time on.
type Revoked struct {
	Serial string // hexadecimal
	At     time.Time
	Reason int // RFC 5280, 5.3.1: 1 key compromise, 4 superseded, 5 cessation, 6 hold
}

// RevocationList is the authority's list of revoked certificates (RFC 5280), for other software.
func (k *Key) RevocationList(list []Revoked, number int64, now time.Time) ([]byte, error) {
	t := &x509.RevocationList{Number: big.NewInt(number), ThisUpdate: now.UTC(), NextUpdate: now.UTC().AddDate(0, 0, 7)}
	for _, r := range list {
		n, ok := new(big.Int).SetString(r.Serial, 16)
		if ok {
			entry := pkix.RevokedCertificate{SerialNumber: n, RevocationTime: r.At.UTC()}
			if r.Reason > 0 { // none given is said by leaving it out
				entry.Extensions = []pkix.Extension{{Id: asn1.ObjectIdentifier{2, 5, 29, 21}, Value: der(0x0A, []byte{byte(r.Reason)})}}
			}
			t.RevokedCertificates = append(t.RevokedCertificates, entry)
		}
	}
	return smx509.CreateRevocationList(rand.Reader, t, k.Cert, k.Private)
}
