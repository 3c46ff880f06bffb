package identity

import (
	"crypto/tls"
	"crypto/x509"
	"encoding/hex"
	"net"
	"net/url"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/go-ldap/ldap/v3"

	"anjian/kernel"
)

const (
	ldapWait = 20 * time.Second
	ldapPage = 500
	ldapMost = 50_000 // entries of one comparison
)

func ldapFilter(text string) bool {
	_, err := ldap.CompileFilter(text)
	return err == nil
}

// readDirectory reads a directory as it is now. The connection is encrypted unless it stays on this machine.
func readDirectory(c *kernel.Ctx, s *Source, password string) (*snapshot, error) {
	u, err := url.Parse(s.Address)
	if err != nil {
		return nil, kernel.Errorf(kernel.Invalid, "目录地址不对")
	}
	secure := &tls.Config{ServerName: u.Hostname(), MinVersion: tls.VersionTLS12}
	if s.Authority != "" {
		if secure.RootCAs = x509.NewCertPool(); !secure.RootCAs.AppendCertsFromPEM([]byte(s.Authority)) {
			return nil, kernel.Errorf(kernel.Invalid, "证书不是有效的 PEM")
		}
	}
	conn, err := ldap.DialURL(s.Address, ldap.DialWithDialer(&net.Dialer{Timeout: ldapWait}), ldap.DialWithTLSConfig(secure))
	if err != nil {
		return nil, unreachable(err)
	}
	defer conn.Close()
	conn.SetTimeout(ldapWait)
	if u.Scheme == "ldap" && !loopback(u.Hostname()) {
		if err := conn.StartTLS(secure); err != nil {
			return nil, unreachable(err)
		}
	}
	if s.Bind != "" {
		if err := conn.Bind(s.Bind, password); err != nil {
			if ldap.IsErrorWithCode(err, ldap.LDAPResultInvalidCredentials) {
				return nil, kernel.Errorf(kernel.Conflict, "目录不接受查询账号或密码，请检查查询账号并重新设置目录密码")
			}
			return nil, unreachable(err)
		}
	}
	d := &directory{s: s, conn: conn, out: &snapshot{}, keyOf: map[string]string{}}
	if s.OrgFilter != "" {
		if err := d.units(); err != nil {
			return nil, err
		}
	}
	return d.out, d.people()
}

// unreachable says what hinders without telling more of the inside than the administrator wrote.
func unreachable(err error) error {
	what := "连接不上，请检查地址、网络和证书"
	switch {
	case ldap.IsErrorWithCode(err, ldap.LDAPResultNoSuchObject):
		what = "查询起点不存在"
	case ldap.IsErrorWithCode(err, ldap.LDAPResultInsufficientAccessRights):
		what = "查询账号没有读取的权限"
	case strings.Contains(err.Error(), "certificate"):
		what = "目录服务器的证书不受信任，请填写根证书"
	}
	return kernel.Errorf(kernel.Conflict, "目录%s", what)
}

type directory struct {
	s     *Source
	conn  *ldap.Conn
	out   *snapshot
	keyOf map[string]string // DN of a department, folded -> its key
	byTag map[string]string // key or name of a department -> its key
}

func (d *directory) search(filter string, attributes []string) ([]*ldap.Entry, error) {
	var plain []string
	for _, a := range attributes {
		if a != "" {
			plain = append(plain, a)
		}
	}
	req := ldap.NewSearchRequest(d.s.Root, ldap.ScopeWholeSubtree, ldap.NeverDerefAliases, ldapMost+1, int(ldapWait.Seconds()), false, filter, plain, nil)
	res, err := d.conn.SearchWithPaging(req, ldapPage)
	if err != nil && !ldap.IsErrorWithCode(err, ldap.LDAPResultSizeLimitExceeded) {
		return nil, unreachable(err)
	}
	if err != nil || len(res.Entries) > ldapMost {
		return nil, kernel.Errorf(kernel.Conflict, "目录返回的条目过多或被目录截断，请缩小查询起点或条件")
	}
	return res.Entries, nil
}

// value is an attribute as text; what is no text, such as objectGUID, in hexadecimal.
func value(e *ldap.Entry, name string) string {
	if name == "" {
		return ""
	}
	raw := e.GetEqualFoldRawAttributeValue(name)
	if !utf8.Valid(raw) {
		return hex.EncodeToString(raw)
	}
	return clip(strings.TrimSpace(string(raw)), 300)
}

func (d *directory) units() error {
	key, name, up := d.s.attribute(unitKey, "entryUUID"), d.s.attribute(unitName, "ou"), d.s.attribute(unitUp, "")
	list, err := d.search(d.s.OrgFilter, []string{key, name, up})
	if err != nil {
		return err
	}
	d.out.whole, d.byTag = true, map[string]string{}
	for _, e := range list {
		if sameDN(e.DN, d.s.Root) { // where the search begins is the organisation that the source hangs on
			continue
		}
		u := unit{Key: value(e, key), Name: value(e, name)}
		if u.Key == "" {
			u.Key = foldDN(e.DN)
		}
		d.keyOf[foldDN(e.DN)] = u.Key
		d.byTag[u.Key], d.byTag[u.Name] = u.Key, u.Key
		d.out.units = append(d.out.units, u)
	}
	i := 0
	for _, e := range list {
		if sameDN(e.DN, d.s.Root) {
			continue
		}
		if d.out.units[i].Superior = d.byTag[value(e, up)]; up == "" {
			d.out.units[i].Superior = d.above(e.DN)
		}
		i++
	}
	return nil
}

// above is the key of the nearest department above an entry.
func (d *directory) above(dn string) string {
	parsed, err := ldap.ParseDN(dn)
	if err != nil {
		return ""
	}
	for len(parsed.RDNs) > 1 {
		parsed.RDNs = parsed.RDNs[1:]
		if key, ok := d.keyOf[strings.ToLower(parsed.String())]; ok {
			return key
		}
	}
	return ""
}

func foldDN(dn string) string {
	parsed, err := ldap.ParseDN(dn)
	if err != nil {
		return strings.ToLower(dn)
	}
	return strings.ToLower(parsed.String())
}

func sameDN(a, b string) bool { return foldDN(a) == foldDN(b) }

func (d *directory) people() error {
	s := d.s
	key, login, name := s.attribute(ofKey, "entryUUID"), s.attribute(ofLogin, "uid"), s.attribute(ofName, "cn")
	phone, in, active := s.attribute(ofPhone, "mobile"), s.attribute(ofOrg, ""), s.attribute(ofActive, "")
	filter := s.Filter
	if filter == "" {
		filter = "(objectClass=person)"
	}
	list, err := d.search(filter, []string{key, login, name, phone, in, active})
	if err != nil {
		return err
	}
	for _, e := range list {
		p := person{Key: value(e, key), Login: value(e, login), Name: value(e, name), Phone: kernel.Phone(value(e, phone)), Active: true}
		if p.Key == "" {
			p.Key = foldDN(e.DN)
		}
		if in != "" {
			p.Org = d.byTag[value(e, in)]
		} else {
			p.Org = d.above(e.DN)
		}
		if active != "" {
			p.Active = works(active, value(e, active))
		}
		d.out.people = append(d.out.people, p)
	}
	return nil
}

// works reads whether somebody is there. Of userAccountControl it is the second bit that says no.
func works(name, text string) bool {
	if strings.EqualFold(name, "userAccountControl") {
		n := 0
		for _, c := range text {
			if c < '0' || c > '9' {
				return false
			}
			n = n*10 + int(c-'0')
		}
		return n&2 == 0
	}
	switch strings.ToLower(text) {
	case "", "false", "0", "no", "n", "否", "停用", "离职", "disabled", "inactive", "离岗", "退休":
		return false
	}
	return true
}
