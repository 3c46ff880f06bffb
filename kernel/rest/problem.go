package rest

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"net/http"
	"strconv"

	"anjian/kernel"
)

var statuses = map[kernel.Code]int{
	kernel.Invalid: 422, kernel.Missing: 404, kernel.Forbidden: 403, kernel.Conflict: 409, kernel.Stale: 412, kernel.Unmatched: 428, kernel.Login: 401,
	kernel.Password: 403, kernel.Locked: 423, kernel.TooLarge: 413, kernel.TooMany: 429, kernel.Timeout: 503, kernel.Internal: 500, kernel.Full: 507,
	kernel.Factor: 401, kernel.Enrol: 403, kernel.Prove: 403,
}

// problem is an error as RFC 9457 says it.
type problem struct {
	Type    string            `json:"type"`
	Title   string            `json:"title"`
	Status  int               `json:"status"`
	Code    kernel.Code       `json:"code"`
	Fields  map[string]string `json:"fields,omitempty"`
	Current json.RawMessage   `json:"current,omitempty"`
	Trace   string            `json:"trace,omitempty"`
}

// fail answers with err; what the user may not see goes to the log under the trace that the answer names.
func (s *Server) fail(w http.ResponseWriter, r *http.Request, trace string, err error) {
	fault, ok := errors.AsType[*kernel.Error](err)
	var large *http.MaxBytesError
	switch {
	case ok:
	case errors.As(err, &large):
		fault = &kernel.Error{Code: kernel.TooLarge, Message: "提交的内容过大"}
	case errors.Is(err, context.Canceled) && r.Context().Err() != nil:
		fault = &kernel.Error{Code: kernel.Timeout, Message: "请求已取消"}
	case errors.Is(err, context.DeadlineExceeded) || r.Context().Err() == context.DeadlineExceeded:
		fault = &kernel.Error{Code: kernel.Timeout, Message: "处理超时，请稍后重试"}
	case s.Store.Full(err):
		slog.ErrorContext(r.Context(), "the disk is full", "method", r.Method, "path", r.URL.Path, "trace", trace, "err", err)
		fault = &kernel.Error{Code: kernel.Full, Message: "平台的磁盘已满，暂时不能保存。请保留填写的内容，并通知系统管理员腾出空间后再试"}
	default:
		slog.ErrorContext(r.Context(), "request failed", "method", r.Method, "path", r.URL.Path, "trace", trace, "err", err)
		fault = &kernel.Error{Code: kernel.Internal, Message: "系统内部错误，请联系管理员并提供编号 " + trace}
	}
	if rec, ok := w.(*recorder); ok && rec.begun {
		return // the answer is on its way; it ends here
	}
	p := problem{Type: "/problem/" + string(fault.Code), Title: fault.Message, Status: statuses[fault.Code], Code: fault.Code, Fields: fault.Fields, Trace: trace}
	if raw, ok := fault.Current.(json.RawMessage); ok {
		p.Current = raw
	}
	w.Header().Set("Content-Type", "application/problem+json; charset=utf-8")
	w.WriteHeader(p.Status)
	json.NewEncoder(w).Encode(p)
}

func answer(w http.ResponseWriter, status int, v any) error {
	body, err := written(v)
	if err != nil {
		return err
	}
	return send(w, status, body)
}

// written is v as JSON. Answers are nothing but JSON (nosniff), so <, > and & in them stand for themselves.
func written(v any) ([]byte, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	err := e.Encode(v)
	return bytes.TrimSuffix(b.Bytes(), []byte("\n")), err
}

func send(w http.ResponseWriter, status int, body []byte) error {
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	if len(body) >= 2048 { // net/http counts a shorter one
		w.Header().Set("Content-Length", strconv.Itoa(len(body)))
	}
	w.WriteHeader(status)
	w.Write(body)
	return nil
}
