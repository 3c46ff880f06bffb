package account

import (
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"strings"

	"github.com/go-ldap/ldap/v3"

	"anjian/kernel"
)

// dial opens a connection to a directory, always encrypted, as the account that may search, if there is one.
func (s *Sessions) dial(c *kernel.Ctx, p *Provider) (*ldap.Conn, error) {
	at, err := url.Parse(p.URL)
	if err != nil {
		return nil, err
	}
	config := p.tls(at.Hostname())
	conn, err := ldap.DialURL(p.URL, ldap.DialWithDialer(&net.Dialer{Timeout: outsideWait}), ldap.DialWithTLSConfig(config))
	if err != nil {
		return nil, err
	}
	conn.SetTimeout(outsideWait)
	if p.StartTLS {
		err = conn.StartTLS(config)
	}
	secret := ""
	if err == nil && p.BindDN != "" {
		if secret, err = s.providerSecret(c, p.ID); err == nil && secret == "" {
			err = errors.New("the secret of the searching account is not stored")
		}
		if err == nil {
			err = conn.Bind(p.BindDN, secret)
		}
	}
	if err != nil {
		conn.Close()
		return nil, err
	}
	return conn, nil
}

// inDirectory tells who a name and a password belong to in a directory; subject is empty if to nobody. A name that is not
// there is tried with a password all the same, so that both take one search and one bind.
func (s *Sessions) inDirectory(c *kernel.Ctx, p *Provider, login, password string) (subject, label string, err error) {
	conn, err := s.dial(c, p)
	if err != nil {
		return "", "", unreachable(c, p, err)
	}
	defer conn.Close()
	filter := strings.ReplaceAll(p.Filter, "{login}", ldap.EscapeFilter(login))
	found, err := conn.Search(ldap.NewSearchRequest(p.Root, ldap.ScopeWholeSubtree, ldap.NeverDerefAliases, 2, int(outsideWait.Seconds()), false, filter, []string{p.Subject, "cn", "displayName"}, nil))
	if err != nil && !ldap.IsErrorWithCode(err, ldap.LDAPResultSizeLimitExceeded) && !ldap.IsErrorWithCode(err, ldap.LDAPResultNoSuchObject) {
		return "", "", unreachable(c, p, err)
	}
	dn := "cn=nobody," + p.Root
	one := err == nil && len(found.Entries) == 1
	if one {
		dn = found.Entries[0].DN
	}
	// A bind without a password succeeds in many directories and proves nothing (RFC 4513, 5.1.2).
	if password == "" || strings.ContainsRune(password, 0) {
		return "", "", nil
	}
	err = conn.Bind(dn, password)
	switch {
	case ldap.IsErrorAnyOf(err, ldap.LDAPResultInvalidCredentials, ldap.LDAPResultNoSuchObject, ldap.LDAPResultInvalidDNSyntax):
		return "", "", nil
	case err != nil:
		return "", "", unreachable(c, p, err)
	case !one:
		return "", "", nil
	}
	entry := found.Entries[0]
	raw := entry.GetRawAttributeValue(p.Subject)
	if len(raw) == 0 || len(raw) > 200 {
		return "", "", unreachable(c, p, fmt.Errorf("%s has no %s", entry.DN, p.Subject))
	}
	if subject = string(raw); strings.EqualFold(p.Subject, "objectGUID") { // bytes, not text
		subject = fmt.Sprintf("%x", raw)
	}
	if label = entry.GetAttributeValue("displayName"); label == "" {
		label = entry.GetAttributeValue("cn")
	}
	return strings.ToValidUTF8(subject, ""), shorten(label, 80), nil
}

// guarded asks a directory under the same counts as the platform's own passwords.
func (s *Sessions) guarded(c *kernel.Ctx, id, login, password string) (p *Provider, subject, label string, err error) {
	if p, err = provider(c, id, LDAP); err != nil {
		return nil, "", "", err
	}
	name := p.ID + "/" + shorten(strings.TrimSpace(login), 100)
	at := tally{login: name, key: nameKey(name), slow: slowKey(name)}
	if err := s.open(c, at); err != nil {
		return nil, "", "", err
	}
	if len(password) > 4*longest {
		password = ""
	}
	if subject, label, err = s.inDirectory(c, p, strings.TrimSpace(login), password); err != nil {
		return nil, "", "", err
	}
	if subject == "" {
		return nil, "", "", s.failed(c, nil, at, "login", wrong)
	}
	return p, subject, label, forgive(c, at.key)
}

// byDirectory signs in by a directory of the bureau.
func (s *Sessions) byDirectory(c *kernel.Ctx, id, login, password string) (*Account, error) {
	p, subject, _, err := s.guarded(c, id, login, password)
	if err != nil {
		return nil, err
	}
	a, err := linked(c, p.ID, subject)
	if err != nil {
		return nil, err
	}
	if a == nil {
		return nil, unlinked(p)
	}
	return a, usable(c, a, tally{own: true})
}

// linkDirectory links an identity of a directory with the own account, proved by its password.
func (s *Sessions) linkDirectory(c *kernel.Ctx, w http.ResponseWriter, r *http.Request) error {
	var in loginIn
	if err := read(w, r, &in); err != nil {
		return err
	}
	if err := s.recent(c); err != nil {
		return err
	}
	p, subject, label, err := s.guarded(c, in.Provider, in.Name, in.Password)
	if err != nil {
		if kernel.CodeOf(err) == kernel.Login {
			return faulty("password", "目录账号或密码不正确")
		}
		return err
	}
	if err := s.keepLink(c, p, subject, label); err != nil {
		return err
	}
	return done(w)
}
