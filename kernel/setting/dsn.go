package setting

import (
	"log/slog"
	"net/url"
	"strings"
)

// DSN is the address of a database with its password. It prints itself without the password; string(d) is what the driver needs.
type DSN string

const masked = "***"

// String returns scheme, user, host and database with the password masked. Parameters are left out, for they may carry passwords too. Of an address
// that cannot be read for sure - an unescaped / ? # in the password moves it out of its place - only the mask is left.
func (d DSN) String() string {
	if d == "" {
		return ""
	}
	u, err := url.Parse(string(d))
	if err != nil || u.Scheme == "" || u.Opaque != "" || strings.Contains(u.Path+u.RawQuery+u.Fragment, "@") {
		return masked
	}
	user := u.User.Username()
	if _, secret := u.User.Password(); secret {
		user += ":" + masked
	}
	if user != "" {
		user += "@"
	}
	return u.Scheme + "://" + user + u.Host + u.EscapedPath()
}

func (d DSN) GoString() string             { return `"` + d.String() + `"` }
func (d DSN) LogValue() slog.Value         { return slog.StringValue(d.String()) }
func (d DSN) MarshalText() ([]byte, error) { return []byte(d.String()), nil }

// PostgreSQL says whether the address names a PostgreSQL server, by the two scheme names libpq knows.
func (d DSN) PostgreSQL() bool {
	return strings.HasPrefix(string(d), "postgres://") || strings.HasPrefix(string(d), "postgresql://")
}

// Secret is a password or a key. It prints itself as a mask; string(s) is what it is needed for.
type Secret string

func (s Secret) String() string {
	if s == "" {
		return ""
	}
	return masked
}

func (s Secret) GoString() string             { return `"` + s.String() + `"` }
func (s Secret) LogValue() slog.Value         { return slog.StringValue(s.String()) }
func (s Secret) MarshalText() ([]byte, error) { return []byte(s.String()), nil }
