package main

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"
)

// The test binary is also the program: called by the name anjian it is anjian, so that tests can run and kill it.
func TestMain(m *testing.M) { testscript.Main(m, map[string]func(){"anjian": main}) }

// process is a running "anjian serve".
type process struct {
	cmd  *exec.Cmd
	url  string
	log  *journal
	done chan error
}

// journal is what a process writes, readable while it runs.
type journal struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (r *journal) Write(b []byte) (int, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.text.Write(b)
}

func (r *journal) String() string {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.text.String()
}

// serving starts the program on a port that the system chooses and waits until it says where it listens.
func serving(dir string, environ []string, args ...string) (*process, error) {
	name, err := exec.LookPath("anjian")
	if err != nil {
		return nil, err
	}
	p := &process{cmd: exec.Command(name, append([]string{"serve", "--listen", "127.0.0.1:0"}, args...)...), log: &journal{}, done: make(chan error, 1)}
	p.cmd.Dir, p.cmd.Env, p.cmd.Stderr = dir, environ, p.log
	out, err := p.cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := p.cmd.Start(); err != nil {
		return nil, err
	}
	at := make(chan string, 1)
	go func() {
		lines := bufio.NewScanner(out)
		for lines.Scan() {
			if _, address, ok := strings.Cut(lines.Text(), "安监已启动："); ok {
				at <- strings.TrimSuffix(address, "/")
			}
		}
		close(at)
		p.done <- p.cmd.Wait()
	}()
	select {
	case url, ok := <-at:
		if ok {
			p.url = url
			return p, nil
		}
		return nil, fmt.Errorf("serve ended: %w\n%s", <-p.done, p.log)
	case <-time.After(30 * time.Second):
		p.end(os.Kill)
		return nil, fmt.Errorf("serve does not start\n%s", p.log)
	}
}

// end sends a signal and waits for the end.
func (p *process) end(signal os.Signal) error {
	if err := p.cmd.Process.Signal(signal); err != nil {
		return err
	}
	select {
	case err := <-p.done:
		p.done <- err
		return err
	case <-time.After(30 * time.Second):
		return errors.Join(errors.New("the program does not end"), p.cmd.Process.Kill())
	}
}

// BenchmarkStart is the time from the call until the platform answers, on a database that exists.
func BenchmarkStart(b *testing.B) {
	dir := b.TempDir()
	if out, err := exec.Command("anjian", "init", "--data", dir).CombinedOutput(); err != nil {
		b.Fatalf("%v %s", err, out)
	}
	for b.Loop() {
		p, err := serving(dir, os.Environ(), "--data", dir)
		if err != nil {
			b.Fatal(err)
		}
		res, err := http.Get(p.url + "/readyz")
		if err != nil {
			b.Fatal(err)
		}
		res.Body.Close()
		if err := p.end(os.Interrupt); err != nil {
			b.Fatal(err)
		}
	}
}
