package kerneltest

import (
	"context"
	"crypto/rand"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"anjian/kernel"
)

// SQLite and PostgreSQL, given to Open in place of an address, are a database that belongs to this test alone.
const (
	SQLite     = "sqlite"
	PostgreSQL = "postgres"
)

// template is a database with the tables of some modules and what a test has there from the beginning. It is made once in a process and copied
// for each test, because making hundreds of tables costs more than most tests. Open migrates the copy as well: were a template not what
// the declarations make, that would add what is missing.
type template struct {
	once sync.Once
	err  error
	now  time.Time // when what was put there was there
	file []byte    // SQLite
	name string    // PostgreSQL
}

var templates sync.Map // what it holds -> *template

// copied gives the test a copy of the template and returns its address.
func copied(t testing.TB, kind string, app *kernel.App, prepare func(*World) error) (address string, now time.Time, err error) {
	from, err := templateOf(kind, app, prepare)
	if err != nil {
		return "", now, err
	}
	if kind == PostgreSQL {
		t.Cleanup(func() {
			if err := drop(address); err != nil {
				t.Errorf("PostgreSQL: %v", err)
			}
		})
	}
	address, err = from.copy(t.TempDir())
	return address, from.now, err
}

// templateOf makes a template at the first call. What is put there is put into a copy of the one that holds nothing.
func templateOf(kind string, app *kernel.App, prepare func(*World) error) (*template, error) {
	key := fmt.Sprint(kind, reflect.ValueOf(prepare).Pointer())
	for _, mod := range app.Modules {
		key += " " + mod.Name + strings.Join(mod.Tables, ";")
		for _, h := range mod.Resources {
			key += " " + h.Meta().Type.String()
		}
	}
	found, _ := templates.LoadOrStore(key, &template{})
	from := found.(*template)
	from.once.Do(func() { from.err = from.make(kind, app, prepare) })
	return from, from.err
}

// copy makes a database of its own of a template: a file in the folder, or one of the server.
func (m *template) copy(folder string) (address string, err error) {
	if m.name == "" {
		path := filepath.Join(folder, "anjian.db")
		return path + "?fast", os.WriteFile(path, m.file, 0o600)
	}
	return create(" TEMPLATE " + m.name + " STRATEGY file_copy")
}

// create makes a database on the server.
func create(how string) (address string, err error) {
	server, prefix, err := household()
	if err != nil {
		return "", err
	}
	u, err := url.Parse(server)
	if err != nil {
		return "", err
	}
	u.Path = "/" + prefix + strings.ToLower(rand.Text())
	return u.String(), lifeline.run("CREATE DATABASE " + u.Path[1:] + how)
}

// drop removes what create made; nothing if it made nothing.
func drop(address string) error {
	if address == "" {
		return nil
	}
	u, err := url.Parse(address)
	if err != nil {
		return err
	}
	return lifeline.run("DROP DATABASE IF EXISTS " + u.Path[1:] + " WITH (FORCE)")
}

func (m *template) make(kind string, app *kernel.App, prepare func(*World) error) error {
	folder, err := os.MkdirTemp("", "anjian-template-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(folder)
	address := filepath.Join(folder, "anjian.db") + "?fast"
	switch {
	case prepare != nil:
		var empty *template
		if empty, err = templateOf(kind, app, nil); err == nil {
			address, err = empty.copy(folder)
		}
	case kind == PostgreSQL:
		address, err = create("")
	}
	if err != nil {
		return err
	}
	if kind == PostgreSQL {
		u, err := url.Parse(address)
		if err != nil {
			return err
		}
		m.name = u.Path[1:]
	}
	w, err := start(address, app, filepath.Join(folder, "files"))
	if err != nil {
		return err
	}
	defer w.Store.Close()
	if prepare != nil {
		if err := prepare(w); err != nil {
			return err
		}
	}
	m.now = w.now
	if files, _ := filepath.Glob(filepath.Join(folder, "files/blob/*")); len(files) > 0 {
		return fmt.Errorf("kerneltest: what tests have from the beginning has no files: %v", files)
	}
	if kind == SQLite {
		path := filepath.Join(folder, "whole.db")
		if err := w.Store.Backup(context.Background(), path); err != nil {
			return err
		}
		m.file, err = os.ReadFile(path)
	}
	return err
}

// household returns the server and how the names of this process's databases begin. A connection of that name stands as long as the process lives, so that
// the next process on a server that outlives both removes what a killed one has left.
func household() (server, prefix string, err error) {
	if server, err = Server(); err == nil {
		prefix, err = moveIn()
	}
	return
}

var moveIn = sync.OnceValues(func() (prefix string, err error) {
	server, err := Server()
	if err != nil {
		return
	}
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	cfg, err := pgx.ParseConfig(server)
	if err != nil {
		return
	}
	prefix = "t_" + strings.ToLower(rand.Text())[:12] + "_"
	cfg.RuntimeParams["application_name"] = prefix
	if lifeline.conn, err = pgx.ConnectConfig(ctx, cfg); err != nil {
		return
	}
	rows, err := lifeline.conn.Query(ctx, `SELECT datname FROM pg_database WHERE datname ~ '^t_[a-z0-9]{12}_[a-z0-9]{26}$'
		AND substr(datname, 1, 15) NOT IN (SELECT application_name FROM pg_stat_activity)`)
	if err != nil {
		return
	}
	left, err := pgx.CollectRows(rows, pgx.RowTo[string])
	for _, name := range left {
		if err == nil {
			err = lifeline.run("DROP DATABASE IF EXISTS " + name + " WITH (FORCE)")
		}
	}
	return
})

// lifeline is the connection by which others see that this process lives, and over which it makes and drops its databases.
var lifeline lifelong

type lifelong struct {
	mu   sync.Mutex
	conn *pgx.Conn
}

func (l *lifelong) run(statement string) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	_, err := l.conn.Exec(ctx, statement)
	return err
}
