package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"

	"anjian/kernel"
	"anjian/kernel/file"
	"anjian/kernel/rest"
	"anjian/kernel/setting"
)

// client sends requests to the platform in this process: commands do their work through the same interfaces, checks
// and rights as everybody else.
type client struct {
	handler http.Handler
	actor   kernel.Actor
	n       int
	prefix  string
}

// client acts with the rights of actor.
func (p *platform) client(s *setting.Settings, actor kernel.Actor) *client {
	c := &client{actor: actor, prefix: kernel.NewID(p.env.Now())}
	api := &rest.Server{Env: p.env, Store: p.store, Sessions: c, Timeout: 10 * s.RequestTimeout, Version: version(), Used: p.usage.Note}
	c.handler = api.Handler()
	api.ServeFiles(file.Contents{Folder: p.files, Most: s.UploadMax})
	return c
}

// Actor implements rest.Sessions: it is always the same.
func (cl *client) Actor(*kernel.Ctx, *http.Request) (kernel.Actor, error) { return cl.actor, nil }

// answer keeps what the platform answers.
type answer struct {
	header http.Header
	status int
	body   io.Writer
}

func (a *answer) Header() http.Header         { return a.header }
func (a *answer) WriteHeader(status int)      { a.status = status }
func (a *answer) Write(b []byte) (int, error) { return a.body.Write(b) }

// send sends a request and writes the answer's body to out; a refusal becomes an error with the sentence for the person.
func (cl *client) send(ctx context.Context, method, path string, body io.Reader, out io.Writer, headers ...string) error {
	if body == nil {
		body = http.NoBody // what a server gets from the network is never nil
	}
	req, err := http.NewRequestWithContext(ctx, method, path, body)
	if err != nil {
		return err
	}
	req.RemoteAddr, req.Header = "127.0.0.1:0", http.Header{"User-Agent": {"anjian"}}
	if cl.n++; method == http.MethodPost {
		req.Header.Set("Idempotency-Key", fmt.Sprintf("%s-%d", cl.prefix, cl.n))
	}
	for i := 0; i+1 < len(headers); i += 2 {
		req.Header.Set(headers[i], headers[i+1])
	}
	var refused bytes.Buffer
	a := &answer{header: http.Header{}, status: http.StatusOK}
	a.body = writer(func(b []byte) (int, error) {
		if a.status >= 400 {
			return refused.Write(b)
		}
		return out.Write(b)
	})
	cl.handler.ServeHTTP(a, req)
	if a.status < 400 {
		return nil
	}
	var problem struct {
		Title  string            `json:"title"`
		Fields map[string]string `json:"fields"`
	}
	if json.Unmarshal(refused.Bytes(), &problem) != nil || problem.Title == "" {
		return fmt.Errorf("%s %s: %d", method, path, a.status)
	}
	return errors.New(problem.Title)
}

type writer func([]byte) (int, error)

func (w writer) Write(b []byte) (int, error) { return w(b) }

// call sends in as JSON and reads the answer into out; either may be nil.
func (cl *client) call(ctx context.Context, method, path string, in, out any, headers ...string) error {
	var body io.Reader
	if in != nil {
		text, err := json.Marshal(in)
		if err != nil {
			return err
		}
		body, headers = bytes.NewReader(text), append(headers, "Content-Type", "application/json")
	}
	var got bytes.Buffer
	if err := cl.send(ctx, method, path, body, &got, headers...); err != nil {
		return err
	}
	if out == nil || got.Len() == 0 {
		return nil
	}
	return json.Unmarshal(got.Bytes(), out)
}

// imported is how an import stands.
type imported struct {
	ID      string `json:"id"`
	State   string `json:"state"`
	Rows    int    `json:"rows"`
	Done    int    `json:"done"`
	Good    int    `json:"good"`
	Bad     int    `json:"bad"`
	Message string `json:"message"`
}

// load imports a table through /api/import, works off its tasks itself, and reports progress.
func (cl *client) load(ctx context.Context, p *platform, typ, name string, table io.Reader, progress func(imported)) (job imported, err error) {
	path := "/api/import?" + url.Values{"type": {typ}, "name": {name}}.Encode()
	var got bytes.Buffer
	if err := cl.send(ctx, http.MethodPost, path, table, &got); err != nil {
		return job, err
	}
	if err := json.Unmarshal(got.Bytes(), &job); err != nil {
		return job, err
	}
	settle := func(busy string) error {
		for {
			if err := p.runner.Once(ctx); err != nil {
				return err
			}
			if err := cl.call(ctx, http.MethodGet, "/api/import/"+job.ID, nil, &job); err != nil {
				return err
			}
			progress(job)
			if job.State != busy {
				return nil
			}
		}
	}
	if err := settle("checking"); err != nil || job.State != "ready" || job.Good == 0 {
		return job, err
	}
	if err := cl.call(ctx, http.MethodPost, "/api/import/"+job.ID+"/run", struct{}{}, nil); err != nil {
		return job, err
	}
	return job, settle("running")
}
