package series_test

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"anjian/kernel/series"
)

// prometheus starts a Prometheus server (Debian: prometheus) that takes remote write, and tells where it listens.
func prometheus(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	at := l.Addr().String()
	l.Close()
	dir := t.TempDir()
	settings := filepath.Join(dir, "prometheus.yml")
	if err := os.WriteFile(settings, []byte("storage:\n  tsdb:\n    out_of_order_time_window: 10d\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command("prometheus", "--config.file="+settings, "--storage.tsdb.path="+filepath.Join(dir, "data"), "--web.listen-address="+at, "--web.enable-remote-write-receiver", "--log.level=error")
	if err := cmd.Start(); err != nil {
		t.Fatalf("the package prometheus is needed (scripts/debian-packages): %v", err)
	}
	t.Cleanup(func() { cmd.Process.Kill(); cmd.Wait() })
	for range 200 {
		if res, err := http.Get("http://" + at + "/-/ready"); err == nil {
			res.Body.Close()
			if res.StatusCode == http.StatusOK {
				return "http://" + at
			}
		}
		time.Sleep(50 * time.Millisecond)
	}
	t.Fatal("Prometheus does not start")
	return ""
}

// Values live in a real Prometheus: they are there in steps and by themselves, what differs or is too old is told apart, what comes late is
// put where it belongs, expressions run over what the asker may see, and another start finds the newest.
func TestRemote(t *testing.T) {
	at := prometheus(t)
	r := must[*series.Remote](t)(series.Connect(ctx, at))
	now := time.Now().Truncate(time.Minute).Add(-time.Minute)
	ms := func(seconds int) int64 { return now.Add(time.Duration(seconds) * time.Second).UnixMilli() }
	put := func(what string, want []series.Fate, list ...series.Sample) {
		t.Helper()
		fates, err := r.Append(ctx, list)
		if err != nil || fmt.Sprint(fates) != fmt.Sprint(want) {
			t.Errorf("%s: %v, %v", what, fates, err)
		}
	}
	p := func(seconds int, v float64) series.Sample {
		return series.Sample{Point: "p", Kind: "temp", At: ms(seconds), Value: v, Scale: 1}
	}
	put("values", nil, p(-300, 20), p(-240, 21.24), p(0, 25), series.Sample{Point: "q", Kind: "pres", At: ms(0), Value: 3, Scale: 2})
	put("again", nil, p(0, 25))
	put("another value for the newest instant", []series.Fate{series.Differs}, p(0, 24))
	put("late", nil, p(-3600, 19))
	put("bad", nil, series.Sample{Point: "p", Kind: "temp", At: ms(-60), Value: 99, Bad: true})
	put("one of them is too old", []series.Fate{series.Stored, series.Stored, series.TooOld}, p(10, 26), p(20, 27), p(-3600*24*30, 1))
	read := func(step time.Duration, bad bool) string {
		t.Helper()
		out := ""
		for _, b := range must[[]series.Bucket](t)(r.Read(ctx, series.Span{Point: "p", From: now.Add(-2 * time.Hour), To: now.Add(time.Minute), Step: step, Bad: bad})) {
			out += fmt.Sprint((b.At-now.UnixMilli())/1000, ":", b.Min, "/", b.Max, "/", b.Last, "x", b.Count, " ")
		}
		return out
	}
	if got := read(0, false); got != "-3600:19/19/19x1 -300:20/20/20x1 -240:21.2/21.2/21.2x1 0:25/25/25x1 10:26/26/26x1 20:27/27/27x1 " {
		t.Errorf("values: %s", got)
	}
	if got := read(0, true); got != "-60:99/99/99x1 " {
		t.Errorf("bad: %s", got)
	}
	if got := read(5*time.Minute, false); got != "-3600:19/19/19x1 -300:20/21.2/21.2x2 0:25/27/27x3 " {
		t.Errorf("steps: %s", got)
	}
	another := must[*series.Remote](t)(series.Connect(ctx, at))
	last, found, err := another.Last(ctx, "p", now.Add(-time.Hour))
	if err != nil || !found || last.Value != 27 || last.At != ms(20) {
		t.Errorf("last: %+v %v %v", last, found, err)
	}
	for see, want := range map[string]bool{"p": true, "q": false} {
		got, err := series.NewReader(r).Holds(ctx, `sum(anjian_value{point="p",quality=""}) > 26`, now.Add(30*time.Second), func(point string) bool { return point == see })
		if err != nil || got != want {
			t.Errorf("for who sees %s: %v, %v", see, got, err)
		}
	}
}

// A server that is away or full keeps nothing back: nothing is counted as stored.
func TestRemoteFails(t *testing.T) {
	status := http.StatusOK
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		if name, password, _ := req.BasicAuth(); name != "u" || password != "geheim" {
			status = http.StatusUnauthorized
		}
		w.WriteHeader(status)
		fmt.Fprint(w, `{"status":"success","data":{"resultType":"scalar","result":[1,"1"]}}`)
	}))
	r, err := series.Connect(ctx, "http://u:geheim@"+s.Listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	one := []series.Sample{{Point: "p", Kind: "temp", At: 1, Value: 1}}
	gone, leave := context.WithCancel(ctx)
	leave()
	if _, err := r.Append(gone, one); err == nil || r.Fault() != nil {
		t.Errorf("who gives up: %v, fault %v", err, r.Fault())
	}
	status = http.StatusInternalServerError
	if _, err := r.Append(ctx, one); err == nil {
		t.Error("stored where there is no room")
	}
	s.Close()
	if _, err := r.Append(ctx, one); err == nil || len(err.Error()) > 200 {
		t.Errorf("stored where nobody is: %v", err)
	}
	if _, err := series.Connect(ctx, "http://u:geheim@"+s.Listener.Addr().String()); err == nil {
		t.Error("connected to nobody")
	}
}
