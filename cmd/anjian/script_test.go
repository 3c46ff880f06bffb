package main

import (
	"bytes"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"io"
	"net/http"
	"net/http/cookiejar"
	"os"
	"regexp"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/pquerna/otp/totp"
	"github.com/rogpeppe/go-internal/testscript"
)

// TestScript runs the program as an operator does; each file of testdata/script tells one story.
func TestScript(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir: "testdata/script",
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"serve": cmdServe, "halt": cmdHalt, "call": cmdCall, "capture": cmdCapture, "sql": cmdSQL, "picture": cmdPicture, "totp": cmdTOTP,
		},
		Setup: func(env *testscript.Env) error {
			jar, err := cookiejar.New(nil)
			env.Values["operator"] = &operator{browser: http.Client{Jar: jar, Timeout: 20 * time.Second}}
			return err
		},
	})
}

// operator is what a script keeps between its lines.
type operator struct {
	browser http.Client
	process *process
	n       int
}

func of(ts *testscript.TestScript) *operator { return ts.Value("operator").(*operator) }

// cmdServe starts the program: serve [option...].
func cmdServe(ts *testscript.TestScript, _ bool, args []string) {
	var environ []string
	for _, pair := range os.Environ() {
		name, _, _ := strings.Cut(pair, "=")
		if value := ts.Getenv(name); value != "" {
			environ = append(environ, name+"="+value)
		}
	}
	for _, name := range []string{"ANJIAN_LOG_LEVEL", "ANJIAN_METRICS", "ANJIAN_DATA", "ANJIAN_CONFIG"} {
		if value := ts.Getenv(name); value != "" {
			environ = append(environ, name+"="+value)
		}
	}
	p, err := serving(ts.MkAbs("."), environ, args...)
	ts.Check(err)
	of(ts).process = p
	ts.Defer(func() { p.cmd.Process.Kill() })
	ts.Setenv("URL", p.url)
}

// cmdHalt ends the program as systemd does. With arguments it does so while the request that they describe, as for
// call, is being read, and the request must be answered all the same.
func cmdHalt(ts *testscript.TestScript, _ bool, args []string) {
	op := of(ts)
	if len(args) == 0 {
		ts.Check(op.process.end(syscall.SIGTERM))
	} else {
		body, writer := io.Pipe()
		req := op.request(ts, args[1], args[2], &signalling{Reader: body, begun: func() {
			ts.Check(op.process.cmd.Process.Signal(syscall.SIGTERM))
			go func() {
				for !strings.Contains(op.process.log.String(), "正在停止") {
					time.Sleep(time.Millisecond)
				}
				io.WriteString(writer, args[3])
				writer.Close()
			}()
		}})
		req.Header.Set("Expect", "100-continue") // the body is asked for once the request is being worked on
		op.answered(ts, req, args[0])
		ts.Check(op.process.end(syscall.SIGTERM))
	}
	fmt.Fprint(ts.Stderr(), op.process.log)
}

// signalling tells when it is first read.
type signalling struct {
	io.Reader
	begun func()
}

func (s *signalling) Read(b []byte) (int, error) {
	if s.begun != nil {
		s.begun()
		s.begun = nil
	}
	return s.Reader.Read(b)
}

// cmdCall sends a request as a browser does: call STATUS METHOD PATH [BODY]. A body @FILE is the file's content.
func cmdCall(ts *testscript.TestScript, _ bool, args []string) {
	var body io.Reader
	if len(args) > 3 {
		text := args[3]
		if name, file := strings.CutPrefix(text, "@"); file {
			text = ts.ReadFile(name)
		}
		body = strings.NewReader(text)
	}
	of(ts).answered(ts, of(ts).request(ts, args[1], args[2], body), args[0])
}

func (op *operator) request(ts *testscript.TestScript, method, path string, body io.Reader) *http.Request {
	req, err := http.NewRequest(method, op.process.url+path, body)
	ts.Check(err)
	if op.n++; method == http.MethodPost {
		req.Header.Set("Idempotency-Key", fmt.Sprint("script-", op.n))
	}
	return req
}

func (op *operator) answered(ts *testscript.TestScript, req *http.Request, want string) {
	res, err := op.browser.Do(req)
	ts.Check(err)
	defer res.Body.Close()
	text, err := io.ReadAll(res.Body)
	ts.Check(err)
	fmt.Fprintf(ts.Stdout(), "%s\n%s\n", res.Header.Get("Content-Type"), text)
	if strconv.Itoa(res.StatusCode) != want {
		ts.Fatalf("%s %s: %d %s, want %s", req.Method, req.URL.Path, res.StatusCode, text, want)
	}
}

// cmdCapture keeps what a group of an expression finds in the last output: capture NAME EXPRESSION.
func cmdCapture(ts *testscript.TestScript, _ bool, args []string) {
	found := regexp.MustCompile(args[1]).FindStringSubmatch(ts.ReadFile("stdout"))
	if len(found) < 2 {
		ts.Fatalf("%s does not match %q", args[1], ts.ReadFile("stdout"))
	}
	ts.Setenv(args[0], found[1])
}

// cmdTOTP keeps the code that an app shows, some steps of half a minute from now: totp NAME SECRET STEPS.
func cmdTOTP(ts *testscript.TestScript, _ bool, args []string) {
	steps, err := strconv.Atoi(args[2])
	ts.Check(err)
	code, err := totp.GenerateCode(args[1], time.Now().Add(time.Duration(steps)*30*time.Second))
	ts.Check(err)
	ts.Setenv(args[0], code)
}

// cmdSQL goes past the program into its database and prints the first column: sql FILE STATEMENT.
func cmdSQL(ts *testscript.TestScript, _ bool, args []string) {
	db, err := sql.Open("sqlite", "file:"+ts.MkAbs(args[0]))
	ts.Check(err)
	defer db.Close()
	rows, err := db.Query(args[1])
	ts.Check(err)
	defer rows.Close()
	for rows.Next() {
		var first string
		ts.Check(rows.Scan(&first))
		fmt.Fprintln(ts.Stdout(), first)
	}
	ts.Check(rows.Err())
}

// cmdPicture writes a small photograph and keeps its hash: picture FILE NAME.
func cmdPicture(ts *testscript.TestScript, _ bool, args []string) {
	text := samplePicture()
	sum := sha256.Sum256(text)
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), text, 0o600))
	ts.Setenv(args[1], hex.EncodeToString(sum[:]))
}

func samplePicture() []byte {
	img := image.NewRGBA(image.Rect(0, 0, 40, 30))
	for i := range 1200 {
		img.Set(i%40, i/40, color.RGBA{uint8(i), uint8(i / 7), 90, 255})
	}
	var b bytes.Buffer
	if err := png.Encode(&b, img); err != nil {
		panic(err)
	}
	return b.Bytes()
}
