package kerneltest

import (
	"bufio"
	"context"
	"net/url"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
)

func connect(t *testing.T, dsn string) *pgx.Conn {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), dsn)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close(context.Background()) })
	return conn
}

func TestPostgresGivesEachTestItsOwnSchema(t *testing.T) {
	first, second := connect(t, Postgres(t)), connect(t, Postgres(t))
	for _, conn := range []*pgx.Conn{first, second} {
		if _, err := conn.Exec(t.Context(), "CREATE TABLE same (n int)"); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := first.Exec(t.Context(), "INSERT INTO same VALUES (1)"); err != nil {
		t.Fatal(err)
	}
	var n int
	if err := second.QueryRow(t.Context(), "SELECT count(*) FROM same").Scan(&n); err != nil || n != 0 {
		t.Fatalf("second schema: %d rows, %v", n, err)
	}
}

func TestPostgresDropsTheSchemaEvenWhileItIsInUse(t *testing.T) {
	var dsn string
	t.Run("inner", func(t *testing.T) {
		dsn = Postgres(t)
		conn, err := pgx.Connect(t.Context(), dsn)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := conn.Exec(t.Context(), "CREATE TABLE held (n int); BEGIN; LOCK TABLE held"); err != nil {
			t.Fatal(err)
		}
	})
	u, _ := url.Parse(dsn)
	schema := u.Query().Get("application_name")
	var n int
	conn := connect(t, os.Getenv(serverVariable))
	if err := conn.QueryRow(t.Context(), "SELECT count(*) FROM pg_namespace WHERE nspname = $1", schema).Scan(&n); err != nil || schema == "" || n != 0 {
		t.Fatalf("schema %q: %d left, %v", schema, n, err)
	}
}

// A test process that is killed must not leave a server behind.
func TestClusterEndsWithItsProcess(t *testing.T) {
	if os.Getenv("ANJIAN_TEST_CHILD") != "" {
		server, err := Server()
		if err != nil {
			t.Fatal(err)
		}
		os.Stdout.WriteString("server " + server + "\n")
		select {}
	}
	child := exec.Command(os.Args[0], "-test.run=^TestClusterEndsWithItsProcess$")
	child.Env = append(os.Environ(), "ANJIAN_TEST_CHILD=1", serverVariable+"=")
	out, err := child.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := child.Start(); err != nil {
		t.Fatal(err)
	}
	defer child.Wait()
	line, err := bufio.NewReader(out).ReadString('\n')
	server, ok := strings.CutPrefix(strings.TrimSpace(line), "server ")
	if err := child.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	if !ok {
		t.Fatalf("%q, %v", line, err)
	}
	u, _ := url.Parse(server)
	for deadline := time.Now().Add(20 * time.Second); ; time.Sleep(20 * time.Millisecond) {
		_, gone := os.Stat(u.Query().Get("host"))
		if os.IsNotExist(gone) && run(server, "SELECT 1") != nil {
			return
		}
		if time.Now().After(deadline) {
			t.Fatalf("the server still runs: %v", gone)
		}
	}
}
