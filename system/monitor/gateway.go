package monitor

import (
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/hex"
	"encoding/json"
	"net/http"
	"regexp"
	"strings"
	"time"

	"anjian/base/enterprise"
	"anjian/base/role"
	"anjian/kernel"
)

// Gateway is a device that sends the values of many points (采集网关), with a name and a secret of its own.
type Gateway struct {
	kernel.Base
	Enterprise kernel.Ref[enterprise.Enterprise] `json:"enterprise" label:"企业" rule:"required" ui:"list,filter,once"`
	Name       string                            `json:"name" label:"名称" rule:"required,max=60" ui:"list,search"`
	Code       string                            `json:"code" label:"设备编号" rule:"required,unique,max=24" ui:"list,search,once" help:"设备登录用的名称：字母、数字和横线，不超过24位。HJ 212 设备填 MN 号。"`
	Protocol   Protocol                          `json:"protocol" label:"接入方式" rule:"required" ui:"list,filter"`
	Place      string                            `json:"place" label:"安装位置" rule:"max=200"`
	Silent     int                               `json:"silent_after" label:"离线判定" unit:"秒" rule:"min=10,top=86400" help:"多久收不到任何数据算离线，不填为300秒。"`
	Note       string                            `json:"note" label:"备注" rule:"max=500" ui:"long,wide"`
	IssuedAt   time.Time                         `json:"issued_at" label:"密钥发放时间" ui:"fixed"`
	ChangedAt  time.Time                         `json:"changed_at" label:"上下线时间" ui:"fixed,list"`
	Skew       int                               `json:"skew" label:"时钟偏差" unit:"秒" ui:"fixed,list" help:"正数为设备时钟慢，负数为快。偏差超过2分钟时，平台按收到的时间校正并在这里注明。"`
	Status     State                             `json:"status" label:"状态" ui:"fixed,list,filter"`
}

// GatewayRow names the columns of Gateway in conditions.
var GatewayRow = kernel.Row[Gateway]()

var gw = GatewayRow

var codePattern = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9-]*$`)

// Gateways holds all gateways.
var Gateways = &kernel.Resource[Gateway]{
	Name: "monitor_gateway", Label: "采集网关", Sort: "code",
	Help: `企业的数据采集设备，一台一份记录。新建后点“发放密钥”，把显示的名称和密钥填进设备；密钥只显示这一次，平台只留校验值，丢了就重新发放。怎样接入见记录页上的“接入说明”。

设备只能发送自己的数据。停用以后立即不能再登录。`,
	Access: kernel.Access{
		{To: []kernel.Role{role.Safety}, Can: "read create update export close reopen", Rows: kernel.Own(&gw.Enterprise)},
		{To: []kernel.Role{role.Worker}, Can: "read", Rows: kernel.Own(&gw.Enterprise)},
		{To: role.Government, Can: "read export", Rows: enterprise.Of(&gw.Enterprise)},
		{To: []kernel.Role{role.Regulator, role.Leader}, Can: "create import update close reopen", Rows: enterprise.Of(&gw.Enterprise)},
		{To: []kernel.Role{role.Audit}, Can: "read", Rows: kernel.Jurisdiction},
	},
	Flow: kernel.Flow[Gateway, State]{On: &gw.Status, Start: Unseen, Steps: []kernel.Step[Gateway, State]{
		{Name: "close", Label: "停用", From: []State{Unseen, Online, Offline}, To: Shut, Opinion: true, Tone: "danger", Confirm: "停用后设备立即不能再发送数据。确定停用？"},
		{Name: "reopen", Label: "启用", From: []State{Shut}, To: Offline},
	}, Moves: []kernel.Move[State]{
		{From: []State{Unseen, Offline}, To: []State{Online}},
		{From: []State{Unseen, Online}, To: []State{Offline}},
	}},
	Derive: func(c *kernel.Ctx, g *Gateway) error {
		if g.Silent == 0 {
			g.Silent = 300
		}
		return settle(c, &g.Base, g.Enterprise, nil)
	},
	Rules: func(c *kernel.Ctx, g, _ *Gateway) error {
		if !codePattern.MatchString(g.Code) {
			return kernel.FieldError(&gw.Code, "设备编号只能用字母、数字和横线，以字母或数字开头")
		}
		return nil
	},
	Views: []kernel.View{{Name: "online", Label: "在线", Query: "status=online"}, {Name: "offline", Label: "离线", Query: "status=offline"}, {Name: "unseen", Label: "未接入", Query: "status=unseen"}},
}

// settle copies region, and position where none is given, from the enterprise.
func settle(c *kernel.Ctx, b *kernel.Base, id kernel.Ref[enterprise.Enterprise], at *kernel.Point) error {
	if id == "" || b.Rev > 0 && at == nil {
		return nil
	}
	e, err := enterprise.Enterprises.First(c.AsSystem(), kernel.ByID(string(id)))
	if err != nil {
		return err
	}
	if e == nil {
		return kernel.Errorf(kernel.Invalid, "找不到该企业")
	}
	b.Region = e.Region
	if at != nil && *at == (kernel.Point{}) {
		*at = e.Position
	}
	return nil
}

// Credential is what a device signs in with; the secret is shown once.
type Credential struct {
	Name   string `json:"name"`
	Secret string `json:"secret"`
	Topic  string `json:"topic"`
	MQTT   string `json:"mqtt"`
	HJ212  string `json:"hj212"`
}

const letters = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"

// newSecret makes a secret; HJ 212-2017 allows nine characters.
func newSecret(p Protocol) string {
	n := 24
	if p == HJ212 {
		n = 9
	}
	b := make([]byte, n)
	rand.Read(b)
	for i := range b {
		b[i] = letters[int(b[i])%len(letters)]
	}
	return string(b)
}

func digest(gateway, secret string) string {
	sum := sha256.Sum256([]byte(gateway + "\x00" + secret))
	return hex.EncodeToString(sum[:])
}

// secret gives a gateway a new secret, which ends the old one. The answer is never stored, so it has no key of repetition.
func (h *House) secret(c *kernel.Ctx, w http.ResponseWriter, r *http.Request) error {
	out := &Credential{MQTT: h.Addresses.MQTT, HJ212: h.Addresses.HJ212}
	err := c.Tx(func(c *kernel.Ctx) error {
		g, err := Gateways.Update(c, r.PathValue("id"), 0, func(g *Gateway) error {
			g.IssuedAt = c.Now().UTC().Truncate(time.Millisecond)
			return nil
		})
		if err != nil {
			return err
		}
		out.Name, out.Secret = g.Code, newSecret(g.Protocol)
		if out.Topic, err = Topic(c, g); err != nil {
			return err
		}
		return Issue(c, g.ID, out.Secret)
	})
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	return json.NewEncoder(w).Encode(out)
}

// Issue makes secret the secret of a gateway.
func Issue(c *kernel.Ctx, gateway, secret string) error {
	_, err := c.Store.Exec(c, "INSERT INTO monitor_secret (gateway, digest) VALUES (?, ?) ON CONFLICT (gateway) DO UPDATE SET digest = excluded.digest", gateway, digest(gateway, secret))
	return err
}

// Topic is below what a gateway sends and hears over MQTT.
func Topic(c *kernel.Ctx, g *Gateway) (string, error) {
	e, err := enterprise.Enterprises.First(c.AsSystem(), kernel.ByID(string(g.Enterprise)))
	if err != nil || e == nil {
		return "", err
	}
	name := e.CreditCode
	if name == "" {
		name = e.ID
	}
	return "anjian/" + name + "/" + g.Code, nil
}

// verify finds the gateway of a name and secret.
func verify(c *kernel.Ctx, name, secret string) (*Gateway, error) {
	g, err := Gateways.First(c.AsSystem(), kernel.And(kernel.Eq(&gw.Code, name), kernel.Not(&gw.Status, Shut)))
	if err != nil || g == nil || secret == "" || strings.ContainsRune(name+secret, 0) {
		return nil, err
	}
	rows, err := c.Store.Query(c, "SELECT digest FROM monitor_secret WHERE gateway = ?", g.ID)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var want string
	if rows.Next() {
		if err := rows.Scan(&want); err != nil {
			return nil, err
		}
	}
	if err := rows.Err(); err != nil || subtle.ConstantTimeCompare([]byte(want), []byte(digest(g.ID, secret))) != 1 {
		return nil, err
	}
	return g, nil
}

var tables = []string{
	`CREATE TABLE IF NOT EXISTS monitor_secret (gateway {text} PRIMARY KEY, digest {text} NOT NULL)`,
}
