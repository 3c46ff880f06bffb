// Package world makes the records that are measured: the same for us and for the peer, and the same on every run.
package world

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"time"

	"anjian/base/account"
	"anjian/base/agency"
	"anjian/base/enterprise"
	"anjian/base/library"
	"anjian/base/org"
	"anjian/base/region"
	"anjian/base/reminder"
	"anjian/kernel"
	"anjian/kernel/due"
	"anjian/kernel/rest"
	"anjian/kernel/search"
	"anjian/kernel/store"
	"anjian/kernel/task"
	"anjian/kernel/trail"
	"anjian/system/bulletin"
	"anjian/system/hazard"
)

// World says what the n-th record looks like.
type World struct {
	Hazards, Enterprises int
	counties             []kernel.Region
}

// New returns a world of so many records.
func New(hazards, enterprises int) *World {
	w := &World{Hazards: hazards, Enterprises: enterprises}
	for city := 1; city <= 17; city++ {
		for county := 2; county <= 9; county++ {
			w.counties = append(w.counties, kernel.Region(fmt.Sprintf("41%02d%02d", city, county)))
		}
	}
	return w
}

var (
	places = strings.Fields("一车间 二车间 罐区 配电室 锅炉房 成品仓库 厂区北侧 装卸台 办公楼 宿舍")
	faults = strings.Fields("法兰泄漏 灭火器过期 电缆老化 护栏缺失 通道堵塞 粉尘堆积 警示标志脱落 阀门锈蚀 接地不良 未戴安全帽 应急灯损坏 气瓶未固定 配电箱未上锁")
	trades = []enterprise.Trade{enterprise.Machinery, enterprise.ChemProduction, enterprise.Commerce, enterprise.Textile, enterprise.Materials, enterprise.LightIndustry}
	kinds  = []library.Category{library.Fire, library.Electricity, library.Premises, library.Conduct, library.Machines}
	states = []hazard.Status{hazard.Closed, hazard.Closed, hazard.Closed, hazard.Closed, hazard.Closed, hazard.Closed, hazard.Closed, hazard.Open, hazard.Fixed, hazard.Recheck}
	words  = strings.Fields("安泰 恒力 金鼎 华兴 中原 宏达 瑞丰 东方 永盛 嘉和")
	firms  = strings.Fields("化工 机械制造 纺织 建材 食品 商贸 电子 家具 包装 铸造")
)

// Day is the n-th day before today, on which the two years end that the data cover.
func Day(n int) kernel.Date { return kernel.Day(time.Now()).AddDays(-n) }

// County is where the n-th enterprise lies.
func (w *World) County(n int) kernel.Region { return w.counties[n%len(w.counties)] }

// EnterpriseID is the id of the n-th enterprise.
func EnterpriseID(n int) string { return fmt.Sprintf("e%010d", n) }

// Enterprise is the n-th enterprise.
func (w *World) Enterprise(n int) *enterprise.Enterprise {
	e := &enterprise.Enterprise{}
	at := time.Date(2024, 4, 1, 0, n, 0, 0, time.UTC)
	e.ID, e.Rev, e.Region, e.Created, e.Updated = EnterpriseID(n), 1, w.County(n), at, at
	e.Name = fmt.Sprintf("河南%s第%d%s有限公司", words[n%len(words)], n, firms[n/7%len(firms)])
	e.NameKey, e.Trade = fmt.Sprintf("%s%d%s", words[n%len(words)], n, firms[n/7%len(firms)]), trades[n%len(trades)]
	e.Trades = []enterprise.Trade{e.Trade}
	e.CreditCode = Code(n)
	e.OrgCode = e.CreditCode[8:17]
	e.Address, e.Principal, e.PrincipalPhone = fmt.Sprintf("工业路%d号", n%900+1), "张"+string(rune('一'+n%200)), "13800000000"
	e.Status, e.RegisteredOn, e.Complete, e.Staff = enterprise.Filed, Day(n%730), n%3 > 0, n%400+5
	return e
}

// Code is a credit code with a right check digit.
func Code(n int) string {
	const alphabet = "0123456789ABCDEFGHJKLMNPQRTUWXY"
	sum := func(s string, weights []int) (total int) {
		for i, c := range s {
			total += strings.IndexRune(alphabet, c) * weights[i]
		}
		return total
	}
	org := fmt.Sprintf("MA%06d", n%1_000_000)
	check, total := "", 0
	for i, c := range org {
		total += strings.IndexRune("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ", c) * []int{3, 7, 9, 10, 5, 8, 4, 2}[i]
	}
	switch r := 11 - total%11; r {
	case 10:
		check = "X"
	case 11:
		check = "0"
	default:
		check = fmt.Sprint(r)
	}
	code := "91410100" + org + check
	r := (31 - sum(code, []int{1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28})%31) % 31
	return code + alphabet[r:r+1]
}

// Hazard is the n-th hazard.
func (w *World) Hazard(n int) *hazard.Hazard {
	h := &hazard.Hazard{}
	at, owner := time.Date(2024, 5, 1, 0, 0, n, 0, time.UTC), n%w.Enterprises
	h.ID, h.Rev, h.Region, h.Created, h.Updated = fmt.Sprintf("a%014d", n), 1, w.County(owner), at, at
	h.Enterprise, h.Trade = kernel.Ref[enterprise.Enterprise](EnterpriseID(owner)), trades[owner%len(trades)]
	h.Title = fmt.Sprintf("%s%s（第%d处）", places[n%len(places)], faults[n/3%len(faults)], n)
	h.Place, h.Category, h.Level = places[n%len(places)], kinds[n%len(kinds)], library.General
	h.Source, h.FoundOn, h.Finder = hazard.Self, Day((n*7)%730), "李检查"
	if n%4 == 0 {
		h.Source, h.Official, h.Recheck = hazard.Government, true, true
	}
	h.Basis, h.Responsible, h.Measures = "安全生产法 第四十一条", "王整改", "立即更换，举一反三全面检查，逐月登记。"
	h.DueOn, h.Position, h.Status = h.FoundOn.AddDays(7), kernel.Point{Lng: 113.6, Lat: 34.7}, states[n/5%len(states)]
	h.SubmittedOn = h.FoundOn
	switch h.Status { // nothing is overdue, so that no reminders are written while we measure
	case hazard.Open:
		h.DueOn = Day(-30 - n%60)
		h.WaitUntil = h.DueOn
	case hazard.Closed:
		h.Remedy, h.RectifiedOn, h.Punctual, h.ClosedOn = "已更换并复核。", h.FoundOn.AddDays(3), true, h.FoundOn.AddDays(5)
	default:
		h.Remedy, h.RectifiedOn, h.Punctual = "已更换。", h.FoundOn.AddDays(3), true
		h.WaitUntil = Day(-30 - n%60)
	}
	return h
}

func modules() []kernel.Module {
	return []kernel.Module{enterprise.Module(), hazard.Module(), bulletin.Module(), reminder.Module(), library.Module(), org.Module(),
		agency.Module(), account.Module(account.NewSessions(account.Policy{})), region.Module(), search.Module(), due.Module(reminder.Tell), rest.Module(), task.Module(), trail.Module()}
}

// Open opens the database of a platform that `anjian init` has made.
func Open(folder string) (*kernel.Ctx, *store.Store, error) {
	app, err := kernel.Assemble(modules()...)
	if err != nil {
		return nil, nil, err
	}
	s, err := store.Open(filepath.Join(folder, "anjian.db") + "?fast")
	if err != nil {
		return nil, nil, err
	}
	env := &kernel.Env{App: app, Now: time.Now, Trail: trail.Trail{}, Logger: slog.Default()}
	return env.NewCtx(context.Background(), s), s, nil
}

// Indexes are the statements that make the indexes of one of our tables.
func Indexes(table string) (out []string, err error) {
	app, err := kernel.Assemble(modules()...)
	if err != nil {
		return nil, err
	}
	folder, err := os.MkdirTemp("", "anjian-ddl-")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(folder)
	s, err := store.Open(filepath.Join(folder, "x.db"))
	if err != nil {
		return nil, err
	}
	defer s.Close()
	for _, stmt := range s.DDL(app) {
		if strings.Contains(stmt, "INDEX IF NOT EXISTS") && strings.Contains(stmt, " ON "+table+" ") {
			out = append(out, stmt)
		}
	}
	return out, nil
}

// Fill writes the world through the store, a thousand records in each transaction. Indexes are made afterwards; open
// hazards get their time limits from the hook of package due, words from a rebuilt index.
func Fill(folder string, w *World, words bool) error {
	c, s, err := Open(folder)
	if err != nil {
		return err
	}
	defer s.Close()
	remake, err := dropIndexes(c, "hazard", "enterprise")
	if err != nil {
		return err
	}
	err = batches(c, w.Enterprises, func(c *kernel.Ctx, i int) error {
		return c.Store.Insert(c, enterprise.Enterprises.Meta(), w.Enterprise(i))
	})
	if err != nil {
		return err
	}
	m := hazard.Hazards.Meta()
	err = batches(c, w.Hazards, func(c *kernel.Ctx, i int) error {
		h := w.Hazard(i)
		if err := c.Store.Insert(c, m, h); err != nil {
			return err
		}
		limit := hazard.Hazards.DueAny(h)
		if limit.On == "" {
			return nil
		}
		return due.Wrote(c, &kernel.Write{Meta: m, Verb: "create", ID: h.ID, Region: h.Region, After: h, Due: limit})
	})
	if err != nil {
		return err
	}
	for _, stmt := range remake {
		if _, err := c.Store.Exec(c, stmt); err != nil {
			return err
		}
	}
	if words {
		if _, err := search.Rebuild(c); err != nil {
			return err
		}
	}
	_, err = c.Store.Exec(c, "PRAGMA optimize")
	return err
}

func batches(c *kernel.Ctx, n int, each func(*kernel.Ctx, int) error) error {
	for from := 0; from < n; from += 1000 {
		err := c.Tx(func(c *kernel.Ctx) error {
			for i := from; i < min(n, from+1000); i++ {
				if err := each(c, i); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			return err
		}
	}
	return nil
}

func dropIndexes(c *kernel.Ctx, tables ...string) (remake []string, err error) {
	var drop []string
	for _, table := range tables {
		rows, err := c.Store.Query(c, "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND tbl_name = ? AND sql IS NOT NULL", table)
		if err != nil {
			return nil, err
		}
		for rows.Next() {
			var name, stmt string
			if err = rows.Scan(&name, &stmt); err != nil {
				break
			}
			drop, remake = append(drop, "DROP INDEX "+name), append(remake, stmt)
		}
		if err = errors.Join(err, rows.Close()); err != nil {
			return nil, err
		}
	}
	for _, stmt := range drop {
		if _, err := c.Store.Exec(c, stmt); err != nil {
			return nil, err
		}
	}
	return remake, nil
}
