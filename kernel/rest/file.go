package rest

import (
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"

	"anjian/kernel"
)

// Files is the store of blobs, as kernel/file has it.
type Files interface {
	// Save checks and keeps the content, which must have the hash sha, and returns what it is.
	Save(c *kernel.Ctx, sha string, body io.Reader) (kernel.File, error)
	// Serve answers with the content, or with a picture of at most width pixels.
	Serve(w http.ResponseWriter, r *http.Request, sha, name string, width int) error
}

// Pieces is a store that takes uploads in pieces too.
type Pieces interface {
	// Append adds the piece of an upload of total bytes that begins at from, and returns how many bytes have arrived.
	Append(c *kernel.Ctx, sha string, from, total int64, piece io.Reader) (have int64, err error)
	// Have returns how many bytes of an upload of the actor have arrived.
	Have(c *kernel.Ctx, sha string) (int64, error)
	// Finish checks and keeps an upload whose pieces have all arrived, as Save does.
	Finish(c *kernel.Ctx, sha string) (kernel.File, error)
}

// ServeFiles adds the routes of files: upload, and download under the rights of the record that names them.
func (s *Server) ServeFiles(files Files) {
	s.on("PUT /api/file/{sha}", "上传附件", false, func(c *kernel.Ctx, w http.ResponseWriter, r *http.Request) error {
		save := files.Save
		if pieces, ok := files.(Pieces); ok && r.Header.Get("Content-Range") != "" {
			from, total, err := contentRange(r.Header.Get("Content-Range"))
			if err != nil {
				return err
			}
			have, err := pieces.Append(c, r.PathValue("sha"), from, total, r.Body)
			if err != nil {
				return err
			}
			if have < total {
				return answer(w, http.StatusAccepted, map[string]any{"sha": r.PathValue("sha"), "have": have})
			}
			save = func(c *kernel.Ctx, sha string, _ io.Reader) (kernel.File, error) { return pieces.Finish(c, sha) }
		}
		f, err := save(c, r.PathValue("sha"), r.Body)
		if err != nil {
			return err
		}
		if strings.HasPrefix(r.Header.Get("Content-Type"), "image/") && !strings.HasPrefix(f.Type, "image/") {
			return kernel.Errorf(kernel.Invalid, "这不是图片，或者图片已损坏，请重新拍照或换一张")
		}
		_, err = c.Store.Exec(c, "INSERT INTO upload (account, sha, at) VALUES (?, ?, ?) ON CONFLICT (account, sha) DO NOTHING", c.Actor.ID, f.SHA, string(c.Today()))
		if err != nil {
			return err
		}
		return answer(w, http.StatusOK, map[string]any{"sha": f.SHA, "type": f.Type, "size": f.Size, "taken_at": f.At, "lng": f.Lng, "lat": f.Lat})
	})
	if pieces, ok := files.(Pieces); ok {
		s.on("GET /api/file/{sha}/part", "已上传的部分", false, func(c *kernel.Ctx, w http.ResponseWriter, r *http.Request) error {
			have, err := pieces.Have(c, r.PathValue("sha"))
			if err != nil {
				return err
			}
			return answer(w, http.StatusOK, map[string]any{"have": have})
		})
	}
	s.on("GET /api/file/{sha}", "下载本人上传的附件", false, func(c *kernel.Ctx, w http.ResponseWriter, r *http.Request) error {
		rows, err := c.Store.Query(c, "SELECT 1 FROM upload WHERE account = ? AND sha = ?", c.Actor.ID, r.PathValue("sha"))
		if err != nil {
			return err
		}
		mine := rows.Next()
		if rows.Close(); !mine {
			return kernel.Errorf(kernel.Missing, "找不到该文件")
		}
		return files.Serve(w, r, r.PathValue("sha"), "", width(r))
	})
	s.Env.App.Each(func(_ *kernel.Module, h kernel.Handle) {
		m := h.Meta()
		for i := range m.Fields {
			if m.Fields[i].Kind.Name == "files" || hasFiles(&m.Fields[i]) {
				s.on("GET /api/"+m.Name+"/{id}/file/{sha}", "下载"+m.Label+"附件", false, func(c *kernel.Ctx, w http.ResponseWriter, r *http.Request) error {
					rec, err := h.GetAny(c, r.PathValue("id"))
					if err != nil {
						return err
					}
					name, ok := named(m, rec, r.PathValue("sha"))
					if !ok {
						return kernel.Errorf(kernel.Missing, "该%s没有这个附件", m.Label)
					}
					return files.Serve(w, r, r.PathValue("sha"), name, width(r))
				})
				return
			}
		}
	})
}

// FilesModule declares who uploaded what, so that a file can be seen before a record names it.
func FilesModule() kernel.Module {
	return kernel.Module{Name: "file", Label: "附件", Tables: []string{
		`CREATE TABLE IF NOT EXISTS upload (account {text} NOT NULL, sha {text} NOT NULL, at {text} NOT NULL, PRIMARY KEY (account, sha))`,
	}}
}

// contentRange reads "bytes 0-1048575/5242880" (RFC 9110, 14.4).
func contentRange(text string) (from, total int64, err error) {
	var to int64
	if n, err := fmt.Sscanf(text, "bytes %d-%d/%d", &from, &to, &total); err != nil || n != 3 || from < 0 || to < from || to >= total {
		return 0, 0, kernel.Errorf(kernel.Invalid, "请求头 Content-Range 不正确")
	}
	return from, total, nil
}

func width(r *http.Request) int {
	n, err := strconv.Atoi(r.URL.Query().Get("w"))
	if err != nil || n < 16 || n > 2000 {
		return 0
	}
	return n
}

func hasFiles(f *kernel.Field) bool {
	for i := range f.Kind.Items {
		if f.Kind.Items[i].Kind.Name == "files" {
			return true
		}
	}
	return false
}

// named finds the file sha among the columns of a record, those of its tables included.
func named(m *kernel.Meta, rec any, sha string) (string, bool) {
	find := func(files kernel.Files) (string, bool) {
		for _, f := range files {
			if f.SHA == sha {
				return f.Name, true
			}
		}
		return "", false
	}
	for i := range m.Fields {
		f := &m.Fields[i]
		if f.Kind.Name == "files" {
			if name, ok := find(f.In(rec).Interface().(kernel.Files)); ok {
				return name, true
			}
		}
		if !hasFiles(f) {
			continue
		}
		rows := f.In(rec)
		for j := range rows.Len() {
			for k := range f.Kind.Items {
				if sub := &f.Kind.Items[k]; sub.Kind.Name == "files" {
					if name, ok := find(rows.Index(j).FieldByIndex(sub.Index).Interface().(kernel.Files)); ok {
						return name, true
					}
				}
			}
		}
	}
	return "", false
}
