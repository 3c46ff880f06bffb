package kerneltest

import (
	"bufio"
	"bytes"
	"context"
	"crypto/rand"
	_ "embed"
	"errors"
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"os/user"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
)

// serverVariable names a running PostgreSQL server for the tests: scripts/test starts one for all packages, a developer may name his own.
const serverVariable = "ANJIAN_TEST_PG"

// Postgres returns the address of an empty PostgreSQL schema that belongs to this test alone and is dropped at its end. It fails the test if there is no
// PostgreSQL. The server is the one that ANJIAN_TEST_PG names; without it, one is started for this process and its children and ends with this process.
func Postgres(t testing.TB) (dsn string) {
	t.Helper()
	server, err := Server()
	if err != nil {
		t.Fatal(err)
	}
	schema := "t_" + strings.ToLower(rand.Text())
	if err := run(server, "CREATE SCHEMA "+schema); err != nil {
		t.Fatalf("PostgreSQL: %v", err)
	}
	t.Cleanup(func() {
		err := run(server,
			"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = '"+schema+"' AND pid <> pg_backend_pid()",
			"SET lock_timeout = '20s'",
			"DROP SCHEMA "+schema+" CASCADE")
		if err != nil {
			t.Errorf("PostgreSQL: dropping %s: %v", schema, err)
		}
	})
	u, err := url.Parse(server)
	if err != nil {
		t.Fatal(err)
	}
	// libpq's own spelling, so that psql and pg_dump understand the address too.
	u.RawQuery = strings.TrimPrefix(u.RawQuery+"&application_name="+schema+"&options=-csearch_path%3D"+schema, "&")
	return u.String()
}

func run(server string, statements ...string) error {
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	conn, err := pgx.Connect(ctx, server)
	if err != nil {
		return err
	}
	defer conn.Close(ctx)
	for _, statement := range statements {
		if _, err := conn.Exec(ctx, statement); err != nil {
			return err
		}
	}
	return nil
}

//go:embed postgres.sh
var supervisor string

// Server returns the address of the PostgreSQL server for tests and starts one at the first call if ANJIAN_TEST_PG names none. Later calls, and the
// processes started from here, get the same one.
var Server = sync.OnceValues(func() (string, error) {
	if server := os.Getenv(serverVariable); server != "" {
		if u, err := url.Parse(server); err != nil || u.Scheme != "postgres" && u.Scheme != "postgresql" {
			return "", errors.New(serverVariable + " is not of the form postgres://user:password@host:port/name")
		}
		return server, nil
	}
	dir, err := os.MkdirTemp(memory(), "anjian-pg-")
	if err != nil {
		return "", err
	}
	attr := &syscall.SysProcAttr{Setsid: true} // Ctrl-C must not reach the supervisor before it has cleaned up
	if os.Getuid() == 0 {
		if attr.Credential, err = unprivileged(); err != nil {
			return "", err
		}
		if err := os.Chown(dir, int(attr.Credential.Uid), int(attr.Credential.Gid)); err != nil {
			return "", err
		}
	}
	// The read end of the pipe is the supervisor's standard input. The kernel closes our end when this process ends, in whatever way.
	stdin, hold, err := os.Pipe()
	if err != nil {
		return "", err
	}
	defer stdin.Close()
	var complaint bytes.Buffer
	cmd := exec.Command("sh", "-c", supervisor, "postgres.sh", dir)
	cmd.Dir, cmd.Stdin, cmd.Stderr, cmd.SysProcAttr = "/", stdin, &complaint, attr
	stdout, err := cmd.StdoutPipe()
	if err != nil {
		return "", err
	}
	if err := cmd.Start(); err != nil {
		return "", err
	}
	if line, _ := bufio.NewReader(stdout).ReadString('\n'); line != "ready\n" {
		hold.Close()
		return "", errors.New(strings.TrimSpace(fmt.Sprint(cmd.Wait(), "\n", complaint.String())))
	}
	keep = hold
	server := "postgres://postgres@/postgres?sslmode=disable&host=" + url.QueryEscape(dir)
	return server, os.Setenv(serverVariable, server)
})

// memory is a folder in memory, "" where there is none with room for a cluster. Tests make and drop so many small tables that a file system on a disk
// costs more than PostgreSQL does.
func memory() string {
	const folder = "/dev/shm"
	var room syscall.Statfs_t
	if syscall.Statfs(folder, &room) != nil || uint64(room.Bavail)*uint64(room.Bsize) < 4<<30 {
		return ""
	}
	return folder
}

// keep holds our end of the pipe open as long as the process lives.
var keep *os.File

// unprivileged is the account that runs PostgreSQL when the tests run as root, which PostgreSQL itself refuses.
func unprivileged() (*syscall.Credential, error) {
	for _, name := range []string{"postgres", "nobody"} {
		if account, err := user.Lookup(name); err == nil {
			uid, err1 := strconv.ParseUint(account.Uid, 10, 32)
			gid, err2 := strconv.ParseUint(account.Gid, 10, 32)
			return &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}, errors.Join(err1, err2)
		}
	}
	return nil, errors.New("running as root, and there is no account postgres or nobody to run PostgreSQL")
}
