package identity

import (
	"bytes"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"

	"anjian/kernel"
)

// Table gives the rows of a spreadsheet; kernel/sheet reads it, cmd joins the two.
type Table interface {
	Header() []string
	Next() (row int, cells []string, err error) // io.EOF after the last
	Close() error
}

const rosterTable = `CREATE TABLE IF NOT EXISTS identity_roster (sync {text} PRIMARY KEY, name {text} NOT NULL, content {text} NOT NULL)`

const rosterMost = 8 << 20 // bytes of a table

type target struct {
	ID string `json:"id"`
}

// startCompare begins the comparison of a directory.
func (p *Provider) startCompare(c *kernel.Ctx, in *target) (out *Sync, err error) {
	err = c.Tx(func(c *kernel.Ctx) error {
		s, err := writable(c, Sources, in.ID)
		switch {
		case err != nil:
			return err
		case s.Kind != LDAP:
			return kernel.Errorf(kernel.Conflict, "只有目录（LDAP）来源可以直接比对；表格请上传花名册")
		case s.Status != InUse:
			return kernel.Errorf(kernel.Conflict, "这个来源已停用")
		}
		if out, err = p.begin(c, s, ""); err != nil {
			return err
		}
		return p.read.Enqueue(c, errand{out.ID, c.Actor, c.Origin})
	})
	return out, err
}

// upload takes a roster and begins its comparison.
func (p *Provider) upload(c *kernel.Ctx, w http.ResponseWriter, r *http.Request) error {
	if p.Sheet == nil {
		return kernel.Errorf(kernel.Conflict, "平台没有配置表格读取")
	}
	content, err := io.ReadAll(http.MaxBytesReader(w, r.Body, rosterMost))
	if err != nil {
		return err
	}
	name := clip(r.URL.Query().Get("name"), 100)
	t, err := p.Sheet(bytes.NewReader(content), int64(len(content)), name) // what is no table is refused at once
	if err != nil {
		return err
	}
	if err := t.Close(); err != nil {
		return err
	}
	var out *Sync
	err = c.Tx(func(c *kernel.Ctx) error {
		s, err := writable(c, Sources, r.PathValue("id"))
		switch {
		case err != nil:
			return err
		case s.Kind != Sheet:
			return kernel.Errorf(kernel.Conflict, "这个来源不是表格")
		case s.Status != InUse:
			return kernel.Errorf(kernel.Conflict, "这个来源已停用")
		}
		if _, err := rosterColumns(s, t.Header()); err != nil {
			return err
		}
		if out, err = p.begin(c, s, name); err != nil {
			return err
		}
		if _, err := c.Store.Exec(c, "INSERT INTO identity_roster (sync, name, content) VALUES (?, ?, ?)", out.ID, name, p.Sessions.Vault.Seal("identity roster "+out.ID, base64.StdEncoding.EncodeToString(content))); err != nil {
			return err
		}
		return p.read.Enqueue(c, errand{out.ID, c.Actor, c.Origin})
	})
	if err != nil {
		return err
	}
	return answer(w, http.StatusCreated, out)
}

// doRead reads a source and compares it. What is wrong with the source is said in the comparison and not tried again.
func (p *Provider) doRead(c *kernel.Ctx, e errand) error {
	c = e.as(c)
	sync, err := Syncs.Get(c.AsSystem(), e.Sync)
	if err != nil || sync.Status != Reading {
		return err
	}
	s, err := Sources.Get(c.AsSystem(), string(sync.Source))
	if err != nil {
		return err
	}
	snap, err := p.snapshot(c, s, sync)
	if err == nil {
		err = p.compare(c, sync, s, snap)
	}
	fault, ours := errors.AsType[*kernel.Error](err)
	if ours && fault.Code != kernel.Internal && fault.Code != kernel.Timeout {
		err = settle(c, sync.ID, func(s *Sync) {
			if s.Status == Reading { // not given up meanwhile
				s.Status, s.Message = Broken, fault.Message
			}
		})
	}
	return err
}

func (p *Provider) snapshot(c *kernel.Ctx, s *Source, sync *Sync) (*snapshot, error) {
	if s.Kind == LDAP {
		password, err := p.directoryPassword(c, s)
		if err != nil {
			return nil, err
		}
		return readDirectory(c, s, password)
	}
	rows, err := c.Store.Query(c, "SELECT name, content FROM identity_roster WHERE sync = ?", sync.ID)
	if err != nil {
		return nil, err
	}
	name, sealed := "", ""
	for rows.Next() {
		err = rows.Scan(&name, &sealed)
	}
	if rows.Close(); err != nil {
		return nil, err
	}
	text, err := p.Sessions.Vault.Open("identity roster "+sync.ID, sealed)
	if err != nil {
		return nil, kernel.Errorf(kernel.Conflict, "花名册已清除，请重新上传")
	}
	content, err := base64.StdEncoding.DecodeString(text)
	if err != nil {
		return nil, err
	}
	t, err := p.Sheet(bytes.NewReader(content), int64(len(content)), name)
	if err != nil {
		return nil, err
	}
	defer t.Close()
	out, err := readRoster(s, t)
	if err != nil {
		return nil, err
	}
	_, err = c.Store.Exec(c, "DELETE FROM identity_roster WHERE sync = ?", sync.ID)
	return out, err
}

// usualColumns are what the columns of a roster are usually called.
var usualColumns = map[Target][]string{
	ofLogin: {"登录名", "账号", "用户名"}, ofName: {"姓名", "人员姓名"}, ofPhone: {"手机", "手机号", "联系电话"}, ofOrg: {"部门", "所在部门", "科室"}, ofActive: {"状态", "是否在职", "在职状态"}, ofKey: {"工号", "编号", "人员编号"},
}

// rosterColumns finds the columns of a roster; login name and name must be there.
func rosterColumns(s *Source, header []string) (map[Target]int, error) {
	at := map[Target]int{}
	find := func(names ...string) int {
		for _, name := range names {
			for i, h := range header {
				if strings.EqualFold(strings.Trim(h, " *＊"), name) {
					return i
				}
			}
		}
		return -1
	}
	for of, usual := range usualColumns {
		if i := find(append([]string{s.attribute(of, usual[0])}, usual...)...); i >= 0 {
			at[of] = i
		}
	}
	for _, of := range []Target{ofLogin, ofName} {
		if _, ok := at[of]; !ok {
			return nil, kernel.Errorf(kernel.Invalid, "表格缺少“%s”列", usualColumns[of][0])
		}
	}
	return at, nil
}

// readRoster reads a table of people. A department is named by its path, such as 执法监督科/一大队; the departments are those that people
// are in, and those above them.
func readRoster(s *Source, t Table) (*snapshot, error) {
	at, err := rosterColumns(s, t.Header())
	if err != nil {
		return nil, err
	}
	out, units := &snapshot{}, map[string]bool{}
	if _, ok := at[ofOrg]; ok {
		out.whole = true
	}
	for {
		_, cells, err := t.Next()
		if errors.Is(err, io.EOF) {
			return out, nil
		}
		if err != nil {
			return nil, err
		}
		if len(out.people) >= ldapMost {
			return nil, kernel.Errorf(kernel.TooLarge, "表格超过%d行", ldapMost)
		}
		cell := func(of Target) string {
			if i, ok := at[of]; ok && i < len(cells) {
				return strings.TrimSpace(cells[i])
			}
			return ""
		}
		p := person{Key: cell(ofKey), Login: strings.ToLower(cell(ofLogin)), Name: cell(ofName), Phone: kernel.Phone(cell(ofPhone)), Active: true}
		if p.Key == "" {
			p.Key = p.Login
		}
		if text := cell(ofActive); text != "" {
			p.Active = works("", text)
		}
		path := ""
		for part := range strings.SplitSeq(strings.ReplaceAll(cell(ofOrg), "／", "/"), "/") {
			if part = strings.TrimSpace(part); part == "" {
				continue
			}
			above := path
			if path = part; above != "" {
				path = above + "/" + part
			}
			if !units[path] {
				units[path] = true
				out.units = append(out.units, unit{Key: path, Name: part, Superior: above})
			}
		}
		p.Org = path
		out.people = append(out.people, p)
	}
}

// nightly compares the directories that are to be compared every night, between two and five o'clock; it only proposes.
func (p *Provider) nightly(c *kernel.Ctx, _ struct{}) error {
	now := c.Now().In(kernel.China)
	if now.Hour() < 2 || now.Hour() >= 5 {
		return nil
	}
	list, err := Sources.List(c.AsSystem(), kernel.Query{Where: kernel.And(kernel.Eq(&so.Status, InUse), kernel.Eq(&so.Kind, LDAP)), Sort: "id", Limit: -1})
	if err != nil {
		return err
	}
	for _, s := range list {
		if !s.Nightly || !s.Last.IsZero() && kernel.Day(s.Last) == kernel.Day(now) {
			continue
		}
		tried, err := Syncs.First(c.AsSystem(), kernel.And(kernel.Eq(&sy.Source, kernel.Ref[Source](s.ID)), kernel.Eq(&sy.Title, fmt.Sprintf("%s %s", s.Name, c.Today())), kernel.In(&sy.Status, Reading, Broken, Applying, Undoing)))
		if err != nil {
			return err
		}
		if tried != nil {
			continue
		}
		if err := c.Tx(func(c *kernel.Ctx) error {
			out, err := p.begin(c, s, "每晚比对")
			if err != nil {
				return err
			}
			return p.read.Enqueue(c, errand{out.ID, kernel.Actor{ID: s.ID, Name: s.Name, Region: s.Region}, kernel.Origin{}})
		}); err != nil && kernel.CodeOf(err) != kernel.Conflict {
			return err
		}
	}
	return nil
}
