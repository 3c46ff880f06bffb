package sheet

import (
	"testing"

	"anjian/kernel"
)

type branch struct {
	kernel.Base
	Code string `json:"code" label:"信用代码" rule:"unique"`
	Name string `json:"name" label:"名称"`
}

type audit struct {
	kernel.Base
	Branch   kernel.Ref[branch] `json:"branch" label:"企业" also:"单位名称"`
	Address  string             `json:"address" label:"生产经营地址" also:"地址,单位地址"`
	Register string             `json:"register" label:"注册地址"`
	Capital  kernel.Money       `json:"capital" label:"资本" also:"注册资金"`
}

type deal struct {
	kernel.Base
	Seller kernel.Ref[branch] `json:"seller" label:"卖方"`
	Buyer  kernel.Ref[branch] `json:"buyer" label:"买方"`
}

func TestMatch(t *testing.T) {
	read := kernel.Access{{To: []kernel.Role{"regulator"}, Can: "read", Rows: kernel.All}}
	branches := &kernel.Resource[branch]{Name: "branch", Label: "企业", Help: "企业。", Access: read}
	audits := &kernel.Resource[audit]{Name: "audit", Label: "审计", Help: "审计。", Access: read}
	deals := &kernel.Resource[deal]{Name: "deal", Label: "买卖", Help: "买卖。", Access: read}
	app, err := kernel.Assemble(kernel.Module{Name: "audit", Label: "审计", Resources: []kernel.Handle{branches, audits, deals}})
	if err != nil {
		t.Fatal(err)
	}
	for _, tc := range []struct {
		m      *kernel.Meta
		header []string
		want   []string
	}{
		{audits.Meta(), []string{"地址", "生产经营地址", "注册地址"}, []string{"", "address", "register"}}, // a column's own name beats another one's further name
		{audits.Meta(), []string{"单位地址", "地址"}, []string{"address", ""}},
		{audits.Meta(), []string{"注册资金（万元）", "单位名称", "信用代码"}, []string{"capital*10000", "branch", "branch code"}},
		{deals.Meta(), []string{"信用代码", "卖方信用代码"}, []string{"", "seller code"}}, // whose code it is, nobody says
	} {
		for i, h := range match(app, tc.m, tc.header) {
			got := ""
			if h.field != nil {
				if got = h.field.Name; h.code {
					got += " code"
				}
				if h.factor != 1 {
					got += "*10000"
				}
			}
			if got != tc.want[i] {
				t.Errorf("%v: %s is %q, want %q", tc.header, tc.header[i], got, tc.want[i])
			}
		}
	}
}
