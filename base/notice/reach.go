package notice

import (
	"fmt"
	"strings"
	"time"

	"anjian/base/account"
	"anjian/base/enterprise"
	"anjian/base/org"
	"anjian/base/role"
	"anjian/kernel"
)

// Gap is somebody, or a level of a chain, whom no channel reaches (联系不上的人员): found by the nightly check, before it matters.
type Gap struct {
	kernel.Base
	Subject    string                            `json:"subject" label:"对象" rule:"required,unique,max=120" ui:"fixed,hidden"`
	Name       string                            `json:"name" label:"姓名或层级" ui:"list,fixed,search"`
	Account    kernel.Ref[account.Account]       `json:"account" label:"账号" ui:"once"`
	Org        kernel.Ref[org.Org]               `json:"org" label:"机构" ui:"list,fixed,filter"`
	Enterprise kernel.Ref[enterprise.Enterprise] `json:"enterprise" label:"企业" ui:"list,fixed,filter"`
	Phone      kernel.Phone                      `json:"phone" label:"号码" ui:"list,fixed"`
	Reason     string                            `json:"reason" label:"原因" rule:"max=200" ui:"list,fixed,wide"`
	Since      kernel.Date                       `json:"since" label:"发现日期" ui:"list,fixed,sort"`
}

var gp = kernel.Row[Gap]()

// Gaps holds who cannot be reached as of last night.
var Gaps = &kernel.Resource[Gap]{
	Name: "notice_gap", Label: "联系不上的人员", Title: &gp.Name, Sort: "-since",
	Help: `每天夜里核对：哪些在用账号没有任何能用的渠道（手机、浏览器推送、已验证的邮箱），升级链的哪一级没有人。

请在出事之前补上手机号、岗位人员；补好后第二天自动从这里消失，也可以点“立即核对”。`,
	Access: kernel.Access{
		{To: []kernel.Role{role.System, role.Leader, role.Clerk, role.Regulator, role.Audit}, Can: "read export", Rows: kernel.Jurisdiction},
	},
}

// Check is the nightly check.
var Check = &kernel.Task[struct{}]{Name: "notice.check", Every: 24 * time.Hour, Run: func(c *kernel.Ctx, _ struct{}) error { return check(c, kernel.Country) }}

// check lists who below region cannot be reached, and takes off the list who can be again.
func check(c *kernel.Ctx, region kernel.Region) error {
	c = c.AsSystem()
	found := map[string]*Gap{}
	if err := eachUnreachable(c, region, func(g *Gap) { found[g.Subject] = g }); err != nil {
		return err
	}
	err := Chains.Each(c, kernel.Query{Where: kernel.And(kernel.Under(region), kernel.Eq(&cn.Off, false)), Sort: "id", Limit: -1}, func(n *Chain) error {
		for i, l := range n.Levels {
			to := l.whom(n.Region)
			if to.Region != "" && len(n.Region) < map[Scope]int{AtCounty: 6, AtCity: 4, AtProvince: 2}[l.Scope] {
				continue // one of many divisions below: seen when it climbs
			}
			who, err := resolve(c, []To{to})
			if err != nil {
				return err
			}
			if len(who) == 0 {
				g := &Gap{Subject: fmt.Sprint("chain:", n.ID, ":", i), Name: fmt.Sprintf("升级链“%s”第%d级", n.Name, i+1), Reason: "这一级没有在用的账号"}
				g.Region = n.Region
				found[g.Subject] = g
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	old, err := Gaps.List(c, kernel.Query{Where: kernel.Under(region), Sort: "id", Limit: -1})
	if err != nil {
		return err
	}
	for _, g := range old {
		now := found[g.Subject]
		delete(found, g.Subject)
		switch {
		case now == nil:
			err = Gaps.Delete(c, g.ID, 0)
		case now.Reason != g.Reason || now.Phone != g.Phone || now.Name != g.Name || now.Region != g.Region:
			_, err = Gaps.Update(c, g.ID, 0, func(g *Gap) error {
				g.Reason, g.Phone, g.Name, g.Region = now.Reason, now.Phone, now.Name, now.Region
				return nil
			})
		}
		if err != nil {
			return err
		}
	}
	for _, g := range found {
		g.Since = c.Today()
		if err := Gaps.Create(c, g); err != nil {
			return err
		}
	}
	return nil
}

func eachUnreachable(c *kernel.Ctx, region kernel.Region, fn func(*Gap)) error {
	other := map[string]bool{} // accounts with another channel
	rows, err := c.Store.Query(c, "SELECT account FROM notice_push UNION SELECT account FROM notice_preference WHERE mail_confirmed = ?", true)
	if err != nil {
		return err
	}
	for rows.Next() {
		var id string
		if err := rows.Scan(&id); err != nil {
			rows.Close()
			return err
		}
		other[id] = true
	}
	if rows.Close(); rows.Err() != nil {
		return rows.Err()
	}
	dead, err := deadNumbers(c)
	if err != nil {
		return err
	}
	where := kernel.And(kernel.Under(region), kernel.Eq(&account.Row.Status, account.Active))
	return account.Accounts.Each(c, kernel.Query{Where: where, Sort: "id", Limit: -1, Cols: []string{"id", "name", "phone", "org", "enterprise", "region", "kind"}}, func(a *account.Account) error {
		reason := ""
		switch n := Normal(string(a.Phone)); {
		case a.Kind == account.Public || other[a.ID]:
		case a.Phone == "":
			reason = "没有登记手机号"
		case !Mobile(n):
			reason = "登记的不是能收短信的手机号"
		case dead[n]:
			reason = "短信连续发送失败，号码可能已停用"
		}
		if reason != "" {
			g := &Gap{Subject: "account:" + a.ID, Name: a.Name, Account: kernel.Ref[account.Account](a.ID), Org: a.Org, Enterprise: a.Enterprise, Phone: a.Phone, Reason: reason}
			g.Region = a.Region
			fn(g)
		}
		return nil
	})
}

// lastTwo is how many SMS in a row must fail before a number counts as dead.
const lastTwo = 2

// deadNumbers are the numbers to which the last SMS of the past months failed, several in a row.
func deadNumbers(c *kernel.Ctx) (map[string]bool, error) {
	rows, err := c.Store.Query(c, "SELECT phone, status FROM notice_delivery WHERE channel = ? AND sent_on >= ? AND status IN (?, ?, ?) ORDER BY id", string(SMS), string(c.Today().AddDays(-180)), string(Sent), string(Delivered), string(Failed))
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	run := map[string]int{}
	for rows.Next() {
		var phone, status string
		if err := rows.Scan(&phone, &status); err != nil {
			return nil, err
		}
		if run[phone]++; DeliveryStatus(status) != Failed {
			run[phone] = 0
		}
	}
	out := map[string]bool{}
	for phone, n := range run {
		out[phone] = n >= lastTwo
	}
	return out, rows.Err()
}

// unreachable is what follows from an SMS that failed: a number that fails twice in a row makes the contacts of its enterprise stale.
func unreachable(c *kernel.Ctx, d *Delivery) error {
	if d.Enterprise == "" || strings.Contains(d.Problem, "网关") { // the gateway's fault is not the number's
		return nil
	}
	var states []DeliveryStatus
	where := kernel.And(kernel.Eq(&dl.Phone, d.Phone), kernel.In(&dl.Status, Sent, Delivered, Failed))
	err := Deliveries.Each(c.AsSystem(), kernel.Query{Where: where, Sort: "-id", Limit: lastTwo}, func(d *Delivery) error { states = append(states, d.Status); return nil })
	if err != nil || len(states) < lastTwo {
		return err
	}
	for _, s := range states {
		if s != Failed {
			return nil
		}
	}
	return enterprise.Unreachable(c, string(d.Enterprise), string(d.Phone))
}

// checkNow is the nightly check at once, for the own region.
func checkNow(c *kernel.Ctx, _ *struct{}) (*Count, error) {
	if err := c.Tx(func(c *kernel.Ctx) error { return check(c, c.Actor.Region) }); err != nil {
		return nil, err
	}
	n, err := Gaps.Count(c, kernel.Cond{})
	return &Count{n}, err
}
