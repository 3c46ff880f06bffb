package notice

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"
)

// HTTPGateway speaks to an SMS provider, or an adapter in front of one, by the protocol of docs/operate/messages.md: signed JSON over HTTP,
// each message under a key of its own.
type HTTPGateway struct {
	URL, App, Secret string
	Client           *http.Client
}

func (g *HTTPGateway) Name() string { return "http" }
func (g *HTTPGateway) Real() bool   { return true }

// Sign is the signature of a call: HMAC-SHA256 over method, path, time, nonce and the hash of the body.
func Sign(secret, method, path, at, nonce string, body []byte) string {
	sum := sha256.Sum256(body)
	mac := hmac.New(sha256.New, []byte(secret))
	fmt.Fprintf(mac, "%s\n%s\n%s\n%s\n%s", method, path, at, nonce, hex.EncodeToString(sum[:]))
	return hex.EncodeToString(mac.Sum(nil))
}

const mostAnswer = 64 << 10

func (g *HTTPGateway) call(ctx context.Context, method, path string, in any) (status int, answer []byte, err error) {
	var body []byte
	if in != nil {
		if body, err = json.Marshal(in); err != nil {
			return 0, nil, err
		}
	}
	req, err := http.NewRequestWithContext(ctx, method, strings.TrimRight(g.URL, "/")+path, bytes.NewReader(body))
	if err != nil {
		return 0, nil, err
	}
	at, nonce := strconv.FormatInt(time.Now().Unix(), 10), rand.Text()
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("Anjian-App", g.App)
	req.Header.Set("Anjian-Time", at)
	req.Header.Set("Anjian-Nonce", nonce)
	req.Header.Set("Anjian-Signature", Sign(g.Secret, method, req.URL.EscapedPath(), at, nonce, body))
	client := g.Client
	if client == nil {
		client = &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	}
	res, err := client.Do(req)
	if err != nil {
		if op := (*net.OpError)(nil); errors.As(err, &op) && op.Op == "dial" {
			return 0, nil, errors.Join(NotSent, err)
		}
		return 0, nil, err
	}
	defer res.Body.Close()
	answer, err = io.ReadAll(io.LimitReader(res.Body, mostAnswer))
	return res.StatusCode, answer, err
}

// Send implements Gateway. 409 is the gateway saying that it has this key already: the first try arrived after all.
func (g *HTTPGateway) Send(ctx context.Context, t Text) (string, error) {
	status, answer, err := g.call(ctx, http.MethodPost, "/messages", map[string]string{"key": t.Key, "to": t.To, "text": t.Body, "template": t.Template, "ext": t.Ext})
	if err != nil {
		return "", err
	}
	var out struct {
		ID    string `json:"id"`
		Error string `json:"error"`
	}
	_ = json.Unmarshal(answer, &out) // an answer that is no JSON says enough by its status
	switch {
	case status >= 200 && status < 300, status == http.StatusConflict:
		return plain(oneLine(out.ID), 80), nil
	case status == http.StatusTooManyRequests, status == http.StatusServiceUnavailable:
		return "", fmt.Errorf("%w: %d", NotSent, status)
	case status >= 400 && status < 500:
		reason := plain(oneLine(out.Error), 200)
		if reason == "" {
			reason = "网关拒绝（" + strconv.Itoa(status) + "）"
		}
		return "", &Refusal{reason}
	}
	return "", fmt.Errorf("notice: gateway answered %d", status)
}

// Ask implements Gateway.
func (g *HTTPGateway) Ask(ctx context.Context, key string) (DeliveryStatus, error) {
	status, answer, err := g.call(ctx, http.MethodGet, "/messages/"+url.PathEscape(key), nil)
	if err != nil {
		return "", err
	}
	var out struct {
		State DeliveryStatus `json:"state"`
	}
	switch {
	case status == http.StatusNotFound:
		return "", nil
	case status != http.StatusOK:
		return "", fmt.Errorf("notice: gateway answered %d", status)
	case json.Unmarshal(answer, &out) != nil || out.State != Sent && out.State != Delivered && out.State != Failed:
		return "", errors.New("notice: the gateway's answer cannot be read")
	}
	return out.State, nil
}

// Cancel implements Gateway.
func (g *HTTPGateway) Cancel(ctx context.Context, key string) error {
	status, _, err := g.call(ctx, http.MethodDelete, "/messages/"+url.PathEscape(key), nil)
	if err == nil && status >= 300 {
		err = fmt.Errorf("notice: gateway answered %d", status)
	}
	return err
}

// Poll implements Gateway: reports and replies come by callback.
func (g *HTTPGateway) Poll(context.Context, func(Report) error, func(Incoming) error) error {
	return nil
}
