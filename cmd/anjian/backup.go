package main

import (
	"archive/zip"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"anjian/kernel/series"
	"anjian/kernel/setting"
)

// backup writes the database, the files and the measured values into one zip while the platform runs. Files are named by their
// content and never change, so those that a record of the copied database names are all there. A PostgreSQL database has its own tools.
func backup(ctx context.Context, in *invocation) error {
	if len(in.args) != 1 {
		return wrongCall("请写明备份文件，例如 anjian backup 2026-05-01.zip")
	}
	if _, err := os.Stat(in.args[0]); err == nil && !in.opts.force {
		return fmt.Errorf("%s 已存在；加 --force 覆盖", in.args[0])
	}
	var p *platform
	elsewhere := in.Database.PostgreSQL()
	if !elsewhere {
		var err error
		if p, err = existing(ctx, in.Settings); err != nil {
			return err
		}
		defer p.close()
	}
	copied, err := os.MkdirTemp(in.Data, "backup")
	if err != nil {
		return fmt.Errorf("数据目录 %s 不可写：%w", in.Data, err)
	}
	defer os.RemoveAll(copied)
	if !elsewhere {
		if err := p.store.Backup(ctx, filepath.Join(copied, "anjian.db")); err != nil {
			return err
		}
	}
	if err := series.Copy(filepath.Join(in.Data, "series"), filepath.Join(copied, "series")); err != nil {
		return err
	}
	part := in.args[0] + ".part"
	out, err := os.OpenFile(part, os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	defer os.Remove(part)
	z := zip.NewWriter(out)
	if !elsewhere {
		err = addFile(z, "anjian.db", filepath.Join(copied, "anjian.db"), zip.Deflate)
	}
	err = errors.Join(err, addFolder(z, filepath.Join(in.Data, "files")), addFolder(z, filepath.Join(copied, "series")), z.Close(), out.Sync(), out.Close())
	if err != nil {
		return err
	}
	if err := os.Rename(part, in.args[0]); err != nil {
		return err
	}
	info, err := os.Stat(in.args[0])
	if err != nil {
		return err
	}
	fmt.Fprintf(in.out, "已备份到 %s（%.1f MB）\n", in.args[0], float64(info.Size())/1e6)
	if elsewhere {
		fmt.Fprintln(in.out, "其中是附件和监测数据；PostgreSQL 数据库请另用 pg_dump 备份，见 docs/operate/install.md")
	}
	return nil
}

func addFile(z *zip.Writer, name, path string, method uint16) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer f.Close()
	w, err := z.CreateHeader(&zip.FileHeader{Name: name, Method: method})
	if err == nil {
		_, err = io.Copy(w, f)
	}
	return err
}

// addFolder adds root under its own name, nothing where there is none.
func addFolder(z *zip.Writer, root string) error {
	if _, err := os.Stat(root); errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || strings.HasPrefix(d.Name(), ".") {
			return err
		}
		name, err := filepath.Rel(filepath.Dir(root), path)
		if err != nil {
			return err
		}
		return addFile(z, filepath.ToSlash(name), path, zip.Store)
	})
}

// restore unpacks a backup into an empty data folder and checks that the platform opens on it.
func restore(ctx context.Context, in *invocation) error {
	if len(in.args) != 1 {
		return wrongCall("请写明备份文件，例如 anjian restore 2026-05-01.zip")
	}
	elsewhere := in.Database.PostgreSQL()
	there := []string{"anjian.db"}
	if _, err := os.Stat(in.SQLite() + unfinished); err != nil { // else the last restore was cut short and begins again
		there = append(there, "files", "series")
	}
	for _, name := range there {
		if _, err := os.Stat(filepath.Join(in.Data, name)); err == nil {
			return fmt.Errorf("%s 中已有 %s；请恢复到空的数据目录", in.Data, name)
		}
	}
	z, err := zip.OpenReader(in.args[0])
	if err != nil {
		return fmt.Errorf("备份文件无法读取：%w", err)
	}
	defer z.Close()
	f, err := z.Open("anjian.db")
	switch {
	case err == nil && elsewhere:
		return errors.New("这份备份中是 SQLite 数据库，不能恢复到 PostgreSQL")
	case err != nil && !elsewhere:
		return errors.New("这不是安监的备份文件：其中没有 anjian.db")
	case err == nil:
		f.Close()
	}
	if err := os.MkdirAll(in.Data, 0o700); err != nil {
		return err
	}
	root, err := os.OpenRoot(in.Data) // no name in the zip leads out of the folder
	if err != nil {
		return err
	}
	defer root.Close()
	for _, f := range z.File {
		if err := unpack(root, f); err != nil {
			return fmt.Errorf("%s：%w", f.Name, err)
		}
	}
	if !elsewhere {
		if err := os.Rename(in.SQLite()+unfinished, in.SQLite()); err != nil {
			return err
		}
		p, err := open(ctx, &setting.Settings{Data: in.Data})
		if err != nil {
			return err
		}
		defer p.close()
	}
	fmt.Fprintf(in.out, "已恢复到 %s，共 %d 个文件\n", in.Data, len(z.File))
	return nil
}

// unfinished ends the name of the database until everything else is restored.
const unfinished = ".restored"

func unpack(root *os.Root, f *zip.File) error {
	name := f.Name
	if name == "anjian.db" { // takes its name when everything else is there
		name += unfinished
	} else if !strings.HasPrefix(name, "files/") && !strings.HasPrefix(name, "series/") {
		return errors.New("备份中不应有此文件")
	}
	if err := root.MkdirAll(filepath.Dir(filepath.FromSlash(name)), 0o700); err != nil {
		return err
	}
	r, err := f.Open()
	if err != nil {
		return err
	}
	defer r.Close()
	w, err := root.OpenFile(filepath.FromSlash(name), os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	_, err = io.Copy(w, r)
	return errors.Join(err, w.Sync(), w.Close())
}
