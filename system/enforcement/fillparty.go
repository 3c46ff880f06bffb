package enforcement

import (
	"cmp"
	"strings"

	"anjian/base/account"
	"anjian/base/officer"
	"anjian/base/org"
	"anjian/kernel"
)

// post is the position of an officer, as his account tells it.
func post(c *kernel.Ctx, id kernel.Ref[officer.Officer]) (string, error) {
	sys := c.AsSystem()
	o, err := officer.Officers.First(sys, kernel.ByID(string(id)))
	if err != nil || o == nil {
		return "", err
	}
	a, err := account.Accounts.First(sys, kernel.ByID(string(o.Account)))
	if err != nil || a == nil || a.Post == "" {
		return "", err
	}
	p, err := org.Posts.First(sys, kernel.ByID(string(a.Post)))
	if err != nil || p == nil {
		return "", err
	}
	return p.Name, nil
}

// addressed fills the confirmations of where and how papers reach a party.
func (p *Party) addressed() (address, electronic data) {
	if p == nil {
		return data{}, data{}
	}
	address = data{"地址": cmp.Or(p.SendTo, p.Address), "收件人": cmp.Or(p.LegalHead, p.Name), "电话": string(p.Phone), "邮编": p.Postcode}
	electronic = data{}
	if to := strings.TrimSpace(p.Electronic); to != "" {
		way, name := "平台", "账号"
		switch {
		case strings.Contains(to, "@"):
			way, name = "电子邮件", "邮箱"
		case len(to) == 11 && strings.Trim(to, "0123456789") == "":
			way, name = "手机短信", "手机"
		}
		electronic["方式"], electronic[name] = []any{way}, to
	}
	return address, electronic
}

// recused fills the decision on a recusal that was asked for about the officers of the case.
func (k *Case) recused(c *kernel.Ctx, out data) error {
	r, o, err := officer.Ruled(c, k.Enterprise, k.Officers)
	if err != nil || r == nil {
		return err
	}
	said := data{"申请人": o.Name, "申请日期": string(kernel.Day(r.Created)), "人员": o.Name, "理由": r.Reason, "决定": "回避"}
	if r.By == officer.Party {
		said["申请人"] = out["当事人"].(data)["名称"]
	}
	if r.Status == officer.Refused {
		said["决定"], said["驳回理由"] = "驳回", r.Opinion
	}
	out["回避"] = said
	return nil
}
