package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"

	"golang.org/x/sync/errgroup"
)

// process is a server that is measured.
type process struct {
	cmd     *exec.Cmd
	address string
	began   time.Duration // from its start to its first answer
	log     bytes.Buffer
}

// build makes the binary of a package of the bench module, or of the product, without debugging information.
func build(dir, pkg, out string) error {
	cmd := exec.Command("go", "build", "-mod=mod", "-ldflags=-s -w", "-o", out, pkg)
	cmd.Dir, cmd.Stderr = dir, os.Stderr
	return cmd.Run()
}

// free is an address of this machine on which nobody listens.
func free() (string, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	defer l.Close()
	return l.Addr().String(), nil
}

// serve starts a server and waits until it answers at path.
func serve(path, binary string, args func(address string) []string) (*process, error) {
	address, err := free()
	if err != nil {
		return nil, err
	}
	p := &process{cmd: exec.Command(binary, args(address)...), address: address}
	p.cmd.Env = append(os.Environ(), "GOMAXPROCS=2")
	p.cmd.Stdout, p.cmd.Stderr = &p.log, &p.log
	began := time.Now()
	if err := p.cmd.Start(); err != nil {
		return nil, err
	}
	for time.Since(began) < 2*time.Minute {
		res, err := http.Get("http://" + address + path)
		if err == nil {
			res.Body.Close()
			if res.StatusCode == http.StatusOK {
				p.began = time.Since(began)
				return p, nil
			}
		}
		time.Sleep(2 * time.Millisecond)
	}
	p.stop()
	return nil, fmt.Errorf("%s does not answer: %s", filepath.Base(binary), p.log.String())
}

func (p *process) stop() {
	p.cmd.Process.Signal(syscall.SIGTERM)
	done := make(chan struct{})
	go func() { p.cmd.Wait(); close(done) }()
	select {
	case <-done:
	case <-time.After(20 * time.Second):
		p.cmd.Process.Kill()
		<-done
	}
}

// cpu is the processor time that the process has used so far, of all its threads, in user and in kernel mode.
func (p *process) cpu() time.Duration {
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", p.cmd.Process.Pid))
	if err != nil {
		return 0
	}
	_, rest, _ := strings.Cut(string(text), ") ")
	fields := strings.Fields(rest)
	user, _ := strconv.Atoi(fields[11])
	system, _ := strconv.Atoi(fields[12])
	return time.Duration(user+system) * 10 * time.Millisecond // Linux counts a hundred ticks a second
}

// memory returns a line of /proc/PID/status in MiB: VmRSS is the memory now, RssAnon what of it no file backs.
func (p *process) memory(name string) int {
	text, _ := os.ReadFile(fmt.Sprintf("/proc/%d/status", p.cmd.Process.Pid))
	for line := range strings.Lines(string(text)) {
		if rest, ok := strings.CutPrefix(line, name+":"); ok {
			kb, _ := strconv.Atoi(strings.TrimSpace(strings.TrimSuffix(strings.TrimSpace(rest), "kB")))
			return kb >> 10
		}
	}
	return 0
}

// resident is the memory of the process, and how much of it no file in the system's memory backs: the program, the mapped database.
func (p *process) resident() string {
	return fmt.Sprintf("%d MiB, %d its own", p.memory("VmRSS"), p.memory("RssAnon"))
}

// most watches the process's own memory until it is asked for the most there was, in MiB. What the system keeps of the database file in
// memory is counted with the process by VmHWM.
func (p *process) most() func() int {
	stop, out := make(chan struct{}), make(chan int)
	go func() {
		tick := time.NewTicker(20 * time.Millisecond)
		defer tick.Stop()
		for most := 0; ; {
			most = max(most, p.memory("RssAnon"))
			select {
			case <-tick.C:
			case <-stop:
				out <- most
				return
			}
		}
	}()
	return func() int { close(stop); return <-out }
}

// settle waits until the process has nothing left to do of its own start: counters to build, plans to learn.
func (p *process) settle() {
	for quiet, tries := 0, 0; quiet < 3 && tries < 600; tries++ {
		before := p.cpu()
		time.Sleep(500 * time.Millisecond)
		if quiet++; p.cpu()-before > 10*time.Millisecond {
			quiet = 0
		}
	}
}

// own is the processor time of this process.
func own() time.Duration {
	var u syscall.Rusage
	syscall.Getrusage(syscall.RUSAGE_SELF, &u)
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// client sends requests over connections that stay open, as users do through a balancer.
type client struct {
	*process
	atOnce int
	token  string
	http   http.Client
}

// client asks one thing after the other.
func (p *process) client(token string) *client { return p.clients(token, 1) }

// clients ask so many things at once: a server that is busy does not wake and fall asleep for each request, which would be charged to it.
func (p *process) clients(token string, n int) *client {
	return &client{process: p, atOnce: n, token: token, http: http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: n}}}
}

// send sends one request and returns the body of the answer, which must be a success.
func (c *client) send(method, path, body string, headers ...string) ([]byte, error) {
	req, err := http.NewRequest(method, "http://"+c.address+path, strings.NewReader(body))
	if err != nil {
		return nil, err
	}
	req.Header.Set("Authorization", "Bearer "+c.token)
	if body != "" {
		req.Header.Set("Content-Type", "application/json")
	}
	for i := 0; i+1 < len(headers); i += 2 {
		req.Header.Set(headers[i], headers[i+1])
	}
	res, err := c.http.Do(req)
	if err != nil {
		return nil, err
	}
	defer res.Body.Close()
	answer, err := io.ReadAll(res.Body)
	if err == nil && res.StatusCode >= 300 {
		err = fmt.Errorf("%s %s: %d %s", method, path, res.StatusCode, answer)
	}
	return answer, err
}

// measure calls do n times, after a tenth of that to warm up, and returns the time that the server worked for one call.
func (c *client) measure(n int, do func(i int) error) (cost, error) {
	return among(c.atOnce, n, c.cpu, do)
}

func measured(n int, cpu func() time.Duration, do func(i int) error) (cost, error) {
	return among(1, n, cpu, do)
}

// warming is how many calls come before n that count.
func warming(n int) int { return n/10 + 1 }

func among(atOnce, n int, cpu func() time.Duration, do func(i int) error) (cost, error) {
	warm := warming(n)
	for i := range warm {
		if err := do(i); err != nil {
			return cost{}, err
		}
	}
	time.Sleep(300 * time.Millisecond) // what the warming up has left to do
	laps := make([]time.Duration, n)
	began := cpu()
	var group errgroup.Group
	for k := range atOnce {
		group.Go(func() error {
			for i := k; i < n; i += atOnce {
				at := time.Now()
				if err := do(warm + i); err != nil {
					return err
				}
				laps[i] = time.Since(at)
			}
			return nil
		})
	}
	if err := group.Wait(); err != nil {
		return cost{}, err
	}
	time.Sleep(400 * time.Millisecond) // work that a request leaves behind belongs to it
	return summed((cpu()-began)/time.Duration(n), laps), nil
}

var errUsage = errors.New("unknown group; there are: " + strings.Join(names(), " "))
