package identity

import (
	"crypto/rand"
	"encoding/json"
	"strings"
	"testing"

	"anjian/base/account"
	"anjian/base/enterprise"
	"anjian/kernel"
	"anjian/kernel/kerneltest"
)

// 系统管理员看不到企业, 但可以用统一社会信用代码批量导入本地区企业的账号; 名称、别的地区的代码都不行.
func TestEnterpriseAccountsFromSheet(t *testing.T) {
	once(t, func(h *house) {
		for code, at := range map[string]kernel.Region{"91410105MA40000018": county, "91410104MA4000002X": beside} {
			e := &enterprise.Enterprise{}
			e.ID, e.Region, e.Rev, e.Name, e.CreditCode = kernel.NewID(h.Now()), at, 1, "企业"+string(at), code
			kerneltest.Must(h, h.Store.Insert(t.Context(), enterprise.Enterprises.Meta(), e))
		}
		admin := h.agent().sign("admin")
		if r := admin.get("/api/enterprise"); r.status != 403 {
			h.Errorf("the system administrator reads enterprises: %d", r.status)
		}
		bring := func(column, value, login string) map[string]any {
			r := admin.send("POST", "/api/import?type=account&name=a.csv", "text/csv", "登录名,姓名,账号类型,角色,"+column+"\n"+login+",安全员,企业,企业安全管理员,"+value+"\n", "Idempotency-Key", rand.Text())
			if r.status != 201 {
				h.Fatalf("%d %s", r.status, r.body)
			}
			id := r.json(h)["id"].(string)
			h.work()
			rec := admin.get("/api/import/" + id).json(h)
			if rec["state"] == "ready" && rec["good"] == 1.0 {
				if r := admin.post("/api/import/"+id+"/run", struct{}{}); r.status != 200 {
					h.Fatalf("%d %s", r.status, r.body)
				}
				h.work()
				rec = admin.get("/api/import/" + id).json(h)
			}
			return rec
		}
		rec := bring("企业统一社会信用代码", "91410105MA40000018", "anquan")
		a, err := account.Accounts.First(h.System(), kernel.Eq(&account.Row.Login, "anquan"))
		if kerneltest.Must(h, err); a == nil || a.Kind != account.Enterprise || a.Enterprise == "" || a.Region != county {
			text, _ := json.Marshal(rec)
			h.Fatalf("%+v %s", a, text)
		}
		for what, cell := range map[string][2]string{"by name": {"企业", "企业410105"}, "of another region": {"企业统一社会信用代码", "91410104MA4000002X"}, "unknown": {"企业统一社会信用代码", "91410105MA40000034"}} {
			rec := bring(cell[0], cell[1], "other")
			if text, _ := json.Marshal(rec["errors"]); rec["good"] != 0.0 || !strings.Contains(string(text), "找不到对应的企业") {
				h.Errorf("%s: %v %s", what, rec["state"], text)
			}
		}
	})
}
