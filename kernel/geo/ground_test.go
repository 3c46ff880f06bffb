package geo_test

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"anjian/kernel"
	"anjian/kernel/geo"
	"anjian/kernel/kerneltest"
	"anjian/kernel/rest"
)

// The tiles come from the service with the key, which nobody sees; what is no picture is not passed on.
func TestGround(t *testing.T) {
	picture := "\x89PNG\r\n\x1a\n" + strings.Repeat("0", 40)
	service := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch fmt.Sprint(r.URL.Query()) {
		case "map[k:[s&cret] l:[vec] x:[835] y:[406] z:[10]]":
			io.WriteString(w, picture)
		case "map[k:[s&cret] l:[vec] x:[836] y:[406] z:[10]]":
			io.WriteString(w, "<html>the key s&cret has no right</html>")
		default:
			w.WriteHeader(403)
		}
	}))
	defer service.Close()
	gone := httptest.NewServer(nil)
	gone.Close()
	for _, tc := range []struct {
		what, address, token, path string
		status                     int
	}{
		{"a tile", service.URL, "reader-41", "/vec/10/835/406", 200},
		{"no picture", service.URL, "reader-41", "/vec/10/836/406", 404},
		{"refused", service.URL, "reader-41", "/img/10/835/406", 404},
		{"a layer that is none", service.URL, "reader-41", "/..%2f/10/835/406", 404},
		{"no tile", service.URL, "reader-41", "/vec/10/1024/0", 422},
		{"nobody", service.URL, "", "/vec/10/835/406", 401},
		{"not set", "", "reader-41", "/vec/10/835/406", 404},
		{"a service that is away", gone.URL, "reader-41", "/vec/10/835/406", 404},
	} {
		address := tc.address
		if address != "" {
			address += "/?l={layer}&z={z}&x={x}&y={y}&k={key}"
		}
		mods := []kernel.Module{geo.NewGround(address, "s&cret").Module()}
		w := kerneltest.Open(t, kerneltest.SQLite, mods...)
		srv := httptest.NewServer((&rest.Server{Env: w.Env, Store: w.Store, Sessions: who{}}).Handler())
		req, _ := http.NewRequest("GET", srv.URL+"/api/ground"+tc.path, nil)
		req.Header.Set("Authorization", "Bearer "+tc.token)
		res, err := http.DefaultClient.Do(req)
		kerneltest.Must(t, err)
		text, _ := io.ReadAll(res.Body)
		res.Body.Close()
		srv.Close()
		if res.StatusCode != tc.status || tc.status == 200 && string(text) != picture || strings.Contains(string(text), "s&cret") || strings.Contains(string(text), "s%26cret") {
			t.Errorf("%s: %d %s", tc.what, res.StatusCode, text)
		}
	}
}
