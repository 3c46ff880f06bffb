package notice

import (
	"time"

	"anjian/kernel"
)

// sweep forgets what nobody needs any more: texts of what is long done, codes, and the marks of signed calls.
var sweep = &kernel.Task[struct{}]{Name: "notice.sweep", Every: 6 * time.Hour, Run: func(c *kernel.Ctx, _ struct{}) error {
	old := string(c.Today().AddDays(-30))
	for _, one := range []struct {
		stmt string
		arg  any
	}{
		{"DELETE FROM notice_nonce WHERE at < ?", c.Now().Add(-2 * skew).Unix()},
		{"DELETE FROM notice_code WHERE until < ?", c.Now().UnixMilli()},
		{"DELETE FROM notice_text WHERE delivery IN (SELECT id FROM notice_delivery WHERE sent_on < ? AND status NOT IN ('queued', 'gathering', 'sending', 'asking'))", old},
	} {
		if _, err := c.Store.Exec(c, one.stmt, one.arg); err != nil {
			return err
		}
	}
	return nil
}}

// Module declares the message centre that x runs.
func Module(x *Center) kernel.Module {
	public := kernel.Route{Pattern: "POST /api/notice/gateway", Label: "短信网关回调", Public: true, Raw: x.callback}
	return kernel.Module{
		Name: "notice", Label: "消息与短信",
		Resources: []kernel.Handle{Notices, Alarms, Deliveries, Replies, Gaps, Chains, Templates, Preferences},
		Tasks:     []kernel.Job{Check, sweep},
		Tables:    tables,
		Hooks:     []kernel.Hook{filed},
		Routes: []kernel.Route{
			kernel.Op("GET /api/notice/state", "未读消息", nil, func(c *kernel.Ctx, _ *struct{}) (*State, error) { return x.state(c) }),
			{Pattern: "GET /api/notice/stream", Label: "实时消息", Raw: x.stream},
			kernel.Op("POST /api/notice/read", "全部标为已读", nil, readAll),
			kernel.Op("GET /api/notice/kinds", "消息类别", nil, kinds),
			kernel.Op("POST /api/notice/test", "发一条测试消息", nil, test),
			kernel.Op("GET /api/notice/push", "浏览器推送公钥", nil, x.pushKey),
			kernel.Op("POST /api/notice/push", "接收浏览器推送", nil, x.subscribe),
			kernel.Op("POST /api/notice_preference/mail", "验证邮箱", nil, x.confirmMail),
			kernel.Op("GET /api/notice_delivery/usage", "短信用量", payers, usage),
			{Pattern: "GET /api/notice_delivery/usage.csv", Label: "导出短信用量", Can: payers, Raw: usageCSV},
			kernel.Op("POST /api/notice_gap/check", "立即核对联系方式", payers, checkNow),
			public,
		},
	}
}

// KindLine is a kind as the page of preferences shows it.
type KindLine struct {
	Kind     string    `json:"kind"`
	Label    string    `json:"label"`
	Must     bool      `json:"must"`
	Basis    string    `json:"basis"`
	Urgent   bool      `json:"urgent"`
	Channels []Channel `json:"channels"`
}

// KindList is all kinds.
type KindList struct {
	Items []KindLine `json:"items"`
}

func kinds(*kernel.Ctx, *struct{}) (*KindList, error) {
	out := &KindList{Items: []KindLine{}}
	for _, o := range KindName("").Options() {
		if k := kindOf(o.Value); k != coded && k != digested && k != answered {
			out.Items = append(out.Items, KindLine{k.Name, k.Label, k.Must, k.Basis, k.Urgent, append([]Channel{}, k.Channels...)})
		}
	}
	return out, nil
}
