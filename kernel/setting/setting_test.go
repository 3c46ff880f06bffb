package setting

import (
	"errors"
	"flag"
	"fmt"
	"log/slog"
	"net/netip"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"
)

var update = flag.Bool("update", false, "rewrite docs/operate/settings.md")

// load runs one start in a folder of its own.
func load(t *testing.T, file string, environ []string, args ...string) (*Settings, error) {
	t.Helper()
	t.Chdir(t.TempDir())
	if file != "" {
		if err := os.WriteFile(DefaultFile, []byte(file), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	set := flag.NewFlagSet("anjian", flag.ContinueOnError)
	flags := Register(set)
	if err := set.Parse(args); err != nil {
		t.Fatal(err)
	}
	return flags.Load(environ)
}

func TestDefaults(t *testing.T) {
	s, err := load(t, "", nil)
	if err != nil {
		t.Fatal(err)
	}
	if s.Listen != "127.0.0.1:8080" || s.Data != "./data" || s.Database != "" || s.Session != 12*time.Hour || s.Lockout != 15*time.Minute || s.LockoutTries != 5 ||
		s.PasswordMin != 8 || s.UploadMax != 20<<20 || s.ImportMaxRows != 100000 || s.RequestTimeout != 30*time.Second || s.Shutdown != 20*time.Second ||
		!s.Metrics || s.Language != "zh" || s.TimeZone != "Asia/Shanghai" || s.File != "" || s.SQLite() != filepath.Join("data", "anjian.db") || s.Readers() < 4 {
		t.Errorf("%+v", s)
	}
}

func TestOrder(t *testing.T) {
	const file = "listen = 'file:1'\n"
	env := []string{"ANJIAN_LISTEN=env:2"}
	for _, c := range []struct {
		file string
		env  []string
		args []string
		want string
	}{
		{"", nil, nil, "127.0.0.1:8080"},
		{file, nil, nil, "file:1"},
		{file, env, nil, "env:2"},
		{file, env, []string{"--listen", "flag:3"}, "flag:3"},
		{file, nil, []string{"--listen=flag:3"}, "flag:3"},
		{"", []string{"ANJIAN_LISTEN=env:1", "ANJIAN_LISTEN=env:2"}, nil, "env:2"},
	} {
		s, err := load(t, c.file, c.env, c.args...)
		if err != nil || s.Listen != c.want {
			t.Errorf("%q %q %q: %v, %v; want %s", c.file, c.env, c.args, s, err, c.want)
		}
	}
}

// An empty value is a value: it takes back what an earlier source set.
func TestEmptyReplaces(t *testing.T) {
	s, err := load(t, "database = 'postgres://db/anjian'", []string{"ANJIAN_DATABASE="})
	if err != nil || s.Database != "" {
		t.Errorf("%v, %v", s, err)
	}
}

func TestNamedFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "other.toml")
	if err := os.WriteFile(path, []byte("trusted_proxies = ['10.1.2.3/8', '::1']\nmetrics = false\nsession_hours = 2"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, start := range []func() (*Settings, error){
		func() (*Settings, error) { return load(t, "listen = 1", nil, "--config", path) },
		func() (*Settings, error) { return load(t, "listen = 1", []string{"ANJIAN_CONFIG=" + path}) },
		func() (*Settings, error) {
			return load(t, "", []string{"ANJIAN_CONFIG=/does/not/exist"}, "--config", path)
		},
	} {
		s, err := start()
		if err != nil {
			t.Fatal(err)
		}
		if s.File != path || s.Metrics || s.Session != 2*time.Hour || fmt.Sprint(s.TrustedProxies) != "[10.0.0.0/8 ::1/128]" {
			t.Errorf("%+v", s)
		}
	}
}

func TestBadValues(t *testing.T) {
	occupied := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(occupied, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		file string
		env  []string
		args []string
		want []string // parts of the message
	}{
		{"", nil, []string{"--listen", "8080"}, []string{"listen", "“8080”", "主机:端口", "--listen"}},
		{"", []string{"ANJIAN_LISTEN=:70000"}, nil, []string{"listen", "“:70000”", "ANJIAN_LISTEN"}},
		{"log_level = 'loud'", nil, nil, []string{"log_level", "“loud”", "debug 或 info 或 warn 或 error", "设置文件 anjian.toml"}},
		{"", []string{"ANJIAN_LOCKOUT_TRIES=0"}, nil, []string{"lockout_tries", "“0”", "1–100 的整数", "ANJIAN_LOCKOUT_TRIES"}},
		{"", []string{"ANJIAN_SESSION_HOURS=1.5"}, nil, []string{"session_hours", "“1.5”", "1–720 的整数（小时）"}},
		{"password_min = 7", nil, nil, []string{"password_min", "“7”", "8–64"}},
		{"metrics = 'yes'", nil, nil, []string{"metrics", "“yes”", "on 或 off"}},
		{"time_zone = 'UTC'", nil, nil, []string{"time_zone", "Asia/Shanghai"}},
		{"", nil, []string{"--data", occupied}, []string{"data", occupied, "目录"}},
		{"", nil, []string{"--data="}, []string{"data", "“”", "目录"}},
		{"base_url = 'anjian.example'", nil, nil, []string{"base_url", "http://"}},
		{"trusted_proxies = ['10.0.0.0/8', 'proxy']", nil, nil, []string{"trusted_proxies", "10.0.0.0/8,proxy", "网段"}},
		{"", []string{"ANJIAN_DATABASE=mysql://u:s3cret@db/x"}, nil, []string{"database", "mysql://u:***@db/x", "postgres://", "ANJIAN_DATABASE"}},
		{"", []string{"ANJIAN_DATABASE=host=db password=s3cret"}, nil, []string{"database", "“***”"}},
		{"", []string{"ANJIAN_DATABASE=postgres://u:s3cret%zz@db/x"}, nil, []string{"database", "“***”"}},
		{"", []string{"ANJIAN_DATABASE=postgres://u:s3cret/1@db/x"}, nil, []string{"database", "“***”"}},
		{"", []string{"ANJIAN_DATABASE=postgres://u:#s3cret@db/x"}, nil, []string{"database", "“***”"}},
		{"listn = 'a:1'", nil, nil, []string{"没有名为 listn 的设置", "anjian.toml"}},
		{"[listen]\na = 1", nil, nil, []string{"listen", "设置文件"}},
		{"listen = ", nil, nil, []string{"第 1 行", "TOML"}},
		{"", nil, []string{"--config", "nowhere.toml"}, []string{"nowhere.toml", "读不到", "--config"}},
		{"", []string{"ANJIAN_CONFIG=nowhere.toml"}, nil, []string{"nowhere.toml", "ANJIAN_CONFIG"}},
	} {
		_, err := load(t, c.file, c.env, c.args...)
		if err == nil {
			t.Errorf("%q %q %q: accepted", c.file, c.env, c.args)
			continue
		}
		var fault *Error
		if !errors.As(err, &fault) || fault.Code() != "setting_invalid" {
			t.Errorf("%v: no code", err)
		}
		for _, part := range c.want {
			if !strings.Contains(err.Error(), part) {
				t.Errorf("%q: no %q", err, part)
			}
		}
		if strings.Contains(err.Error(), "s3cret") {
			t.Errorf("%q prints the password", err)
		}
	}
}

func TestAllFaultsAtOnce(t *testing.T) {
	_, err := load(t, "log_level = 'loud'\ncolour = 'red'", []string{"ANJIAN_PASSWORD_MIN=x"}, "--listen", "?")
	for _, name := range []string{"log_level", "colour", "password_min", "listen"} {
		if err == nil || !strings.Contains(err.Error(), name) {
			t.Errorf("%v: no %s", err, name)
		}
	}
}

func TestUnknownEnvironment(t *testing.T) {
	s, err := load(t, "", []string{"ANJIAN_LISTN=x", "ANJIAN_SERVICE_HOST=10.0.0.1", "ANJIAN_TEST_PG=x", "HOME=/root"})
	if err != nil || fmt.Sprint(s.Unknown) != "[ANJIAN_LISTN ANJIAN_SERVICE_HOST]" {
		t.Errorf("%+v, %v", s, err)
	}
}

func TestSecretIsNeverPrinted(t *testing.T) {
	for dsn, want := range map[DSN]string{
		"postgres://anjian:s3cret@db:5432/anjian?sslmode=disable": "postgres://anjian:***@db:5432/anjian",
		"postgres://anjian@db/anjian":                             "postgres://anjian@db/anjian",
		"postgresql:///anjian?host=/run/pg&password=s3cret":       "postgresql:///anjian",
		"postgres://db/x?sslpassword=s3cret":                      "postgres://db/x",
		"":                                                        "",
	} {
		if got := dsn.String(); got != want {
			t.Errorf("%s, want %s", got, want)
		}
		s, err := load(t, "", []string{"ANJIAN_DATABASE=" + string(dsn)})
		if err != nil || s.Database != dsn {
			t.Fatalf("%v, %v", s, err)
		}
		var log strings.Builder
		slog.New(slog.NewJSONHandler(&log, nil)).Info("start", "settings", s, "database", s.Database)
		slog.New(slog.NewTextHandler(&log, nil)).Info("start", "settings", *s, "database", s.Database)
		if text := log.String() + fmt.Sprintf("%v %+v %#v %s %q", s, *s, *s, s.Database, s.Database); strings.Contains(text, "s3cret") {
			t.Error(text)
		}
	}
}

// Whatever the password is, no printed form carries it.
func TestSecretProperty(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		secret := rapid.StringMatching(`[A-Z0-9:@/?#%& ]{6,20}`).Draw(t, "password")
		for _, dsn := range []DSN{DSN("postgres://u:" + secret + "@h/d"), DSN("host=h password='" + secret + "'"), DSN("postgres://h/d?password=" + secret)} {
			if text := dsn.String(); text != masked && strings.Contains(text, secret) && strings.Trim(secret, ":@/?#& ") != "" {
				t.Fatalf("%q prints %q", string(dsn), text)
			}
		}
	})
}

func TestDeclarations(t *testing.T) {
	for _, f := range fields {
		zh, en := f.allowed()
		if f.zh == "" || f.en == "" || zh == "" || en == "" || words[f.unit].zh == "" && f.unit != "" || units[f.unit] == 0 {
			t.Errorf("%s: incomplete: %+v", f.name, f)
		}
		if s := new(Settings); !f.set(s, f.byDefault) {
			t.Errorf("%s: the default %q is not allowed", f.name, f.byDefault)
		}
	}
}

func TestDoc(t *testing.T) {
	path := filepath.Join("..", "..", "docs", "operate", "settings.md")
	if *update {
		if err := os.WriteFile(path, []byte(Doc()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if have, err := os.ReadFile(path); err != nil || string(have) != Doc() {
		t.Errorf("%s is not what the declarations say (%v); run: go test ./kernel/setting -run TestDoc -update", path, err)
	}
}

func TestExample(t *testing.T) {
	s, err := load(t, example, nil)
	if err != nil {
		t.Fatal(err)
	}
	if !s.Database.PostgreSQL() || s.Session != 8*time.Hour || !s.Metrics || s.TrustedProxies[0] != netip.MustParsePrefix("127.0.0.1/32") || s.LogFormat != "json" {
		t.Errorf("%+v", s)
	}
}
