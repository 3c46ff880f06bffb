package kerneltest

import (
	"bufio"
	"errors"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"anjian/kernel"
)

type lamp struct {
	kernel.Base
	Name string `json:"name" label:"名称"`
}

var (
	lamps   = &kernel.Resource[lamp]{Name: "lamp", Label: "灯", Help: "测试用。", Access: kernel.Access{{To: []kernel.Role{"reader"}, Can: "read", Rows: kernel.Jurisdiction}}}
	lit     = []kernel.Module{{Name: "lamp", Label: "灯", Resources: []kernel.Handle{lamps}}}
	prepare int
)

// light counts how often it was asked.
func light(w *World) error {
	prepare++
	return lamps.Create(w.System(), &lamp{Base: kernel.Base{Region: "410105"}, Name: "走廊"})
}

func count(t *testing.T, w *World) int {
	n, err := w.System().Count(lamps.Meta(), kernel.Cond{}, 0)
	Must(t, err)
	return n
}

// What was put there is there in each copy, was put there once, and what one test adds no other sees.
func TestCopiesAreApart(t *testing.T) {
	for _, kind := range []string{SQLite, PostgreSQL} {
		first, second := Prepared(t, kind, light, lit...), Prepared(t, kind, light, lit...)
		Must(t, lamps.Create(first.System(), &lamp{Base: kernel.Base{Region: "410105"}, Name: "车间"}))
		if a, b := count(t, first), count(t, second); a != 2 || b != 1 {
			t.Errorf("%s: %d and %d", kind, a, b)
		}
		if n := count(t, Open(t, kind, lit...)); n != 0 {
			t.Errorf("%s: %d where nothing was put", kind, n)
		}
		one, err := lamps.First(second.System(), kernel.Cond{})
		Must(t, err)
		if !second.Now().After(one.Created) {
			t.Errorf("%s: the clock went back", kind)
		}
	}
	if prepare != 2 {
		t.Errorf("prepared %d times", prepare)
	}
}

func TestPreparingCanFail(t *testing.T) {
	app, err := kernel.Assemble(lit...)
	Must(t, err)
	for _, kind := range []string{SQLite, PostgreSQL} {
		for range 2 {
			if _, _, err := copied(t, kind, app, func(*World) error { return errors.New("no lamp") }); err == nil || err.Error() != "no lamp" {
				t.Errorf("%s: %v", kind, err)
			}
		}
	}
}

// Nothing stays on a server that outlives the tests: a test drops its copy, the next process what a killed one has left.
func TestDatabasesAreDropped(t *testing.T) {
	if os.Getenv("ANJIAN_TEST_CHILD") != "" {
		Open(t, PostgreSQL, lit...)
		_, prefix, err := household()
		Must(t, err)
		os.Stdout.WriteString("prefix " + prefix + "\n")
		select {}
	}
	server, err := Server()
	Must(t, err)
	conn := connect(t, server)
	databases := func(prefix string) (n int) {
		Must(t, conn.QueryRow(t.Context(), "SELECT count(*) FROM pg_database WHERE starts_with(datname, $1)", prefix).Scan(&n))
		return n
	}
	killed := func() string {
		cmd := exec.Command(os.Args[0], "-test.run=^TestDatabasesAreDropped$")
		cmd.Env = append(os.Environ(), "ANJIAN_TEST_CHILD=1")
		out, err := cmd.StdoutPipe()
		Must(t, err)
		Must(t, cmd.Start())
		line, err := bufio.NewReader(out).ReadString('\n')
		cmd.Process.Kill()
		cmd.Wait()
		Must(t, err)
		prefix := strings.TrimPrefix(strings.TrimSpace(line), "prefix ")
		alive := func() (n int) {
			Must(t, conn.QueryRow(t.Context(), "SELECT count(*) FROM pg_stat_activity WHERE application_name = $1", prefix).Scan(&n))
			return n
		}
		for deadline := time.Now().Add(20 * time.Second); alive() > 0 && time.Now().Before(deadline); time.Sleep(10 * time.Millisecond) {
		}
		return prefix
	}
	first := killed()
	if databases(first) != 2 {
		t.Fatalf("%d databases of a killed process", databases(first))
	}
	killed()
	if n := databases(first); n != 0 {
		t.Errorf("%d databases are left of a process that is gone", n)
	}
	_, prefix, err := household()
	Must(t, err)
	before := databases(prefix)
	t.Run("own", func(t *testing.T) { Open(t, PostgreSQL, lit...); Open(t, PostgreSQL, lit...) })
	if n := databases(prefix); n > before+1 { // the template stays as long as the process
		t.Errorf("%d databases after the test, %d before", n, before)
	}
}
