package main

import (
	"context"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strings"
)

// importFile imports a spreadsheet with the rights of an account; rows with errors are written beside it.
func importFile(ctx context.Context, in *invocation) error {
	p, c, h, path, err := acting(ctx, in)
	if err != nil {
		return err
	}
	defer p.close()
	table, err := os.Open(path)
	if err != nil {
		return err
	}
	defer table.Close()
	cl := p.client(in.Settings, c.Actor)
	last := ""
	job, err := cl.load(ctx, p, h.Meta().Name, filepath.Base(path), table, func(j imported) {
		if line := fmt.Sprintf("%s %d / %d", map[string]string{"checking": "检查", "running": "导入"}[j.State], j.Done, j.Rows); line != last && (j.State == "checking" || j.State == "running") {
			fmt.Fprintln(in.out, line)
			last = line
		}
	})
	if err != nil {
		return err
	}
	if job.Bad > 0 {
		wrong := strings.TrimSuffix(path, filepath.Ext(path)) + ".errors.xlsx"
		out, err := os.OpenFile(wrong, os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o600)
		if err != nil {
			return err
		}
		defer out.Close()
		if err := cl.send(ctx, http.MethodGet, "/api/import/"+job.ID+"/errors.xlsx", nil, out); err != nil {
			return err
		}
		fmt.Fprintf(in.out, "%d 行有错，已写入 %s，改正后可再次导入\n", job.Bad, wrong)
	}
	if job.State != "done" {
		return fmt.Errorf("没有导入：%s", job.Message)
	}
	fmt.Fprintln(in.out, job.Message)
	return nil
}

// exportFile writes all records of one type that an account may export to a spreadsheet.
func exportFile(ctx context.Context, in *invocation) error {
	p, c, h, path, err := acting(ctx, in)
	if err != nil {
		return err
	}
	defer p.close()
	if _, err := os.Stat(path); err == nil && !in.opts.force {
		return fmt.Errorf("%s 已存在；加 --force 覆盖", path)
	}
	out, err := os.OpenFile(path, os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	err = p.client(in.Settings, c.Actor).send(ctx, http.MethodGet, "/api/"+h.Meta().Name+"/export"+strings.ToLower(filepath.Ext(path)), nil, out)
	if closed := out.Close(); err == nil {
		err = closed
	}
	if err != nil {
		os.Remove(path)
		return err
	}
	fmt.Fprintf(in.out, "已导出到 %s\n", path)
	return nil
}
