package evidence

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"math/big"
	"time"

	"anjian/base/account"
	"anjian/base/role"
	"anjian/kernel"
)

// Device is one phone of one officer (取证设备). The private half of its key never leaves the browser that made it, so whoever installs anew enrols anew.
type Device struct {
	kernel.Base
	Account  kernel.Ref[account.Account] `json:"account" label:"执法人员" ui:"list,filter,fixed"`
	Name     string                      `json:"name" label:"设备" rule:"required,max=80" ui:"list,search"`
	Key      string                      `json:"key" label:"公钥" ui:"fixed,hidden"`
	Print    string                      `json:"print" label:"公钥指纹" ui:"fixed,list"`
	Seen     time.Time                   `json:"seen" label:"最近使用" ui:"fixed,list,sort"`
	Last     int                         `json:"last" label:"已收日志" ui:"fixed,list" unit:"条"`
	Tail     string                      `json:"tail" label:"日志末端" ui:"fixed,hidden"`
	Broken   int                         `json:"broken" label:"异常日志" ui:"fixed,list" unit:"次"`
	Status   DeviceStatus                `json:"status" label:"状态" ui:"fixed,list,filter"`
	EndedAt  time.Time                   `json:"ended_at" label:"停用时间" ui:"fixed"`
	Clock    string                      `json:"clock" label:"时钟" ui:"fixed,hidden"`
	Replaces kernel.Ref[Device]          `json:"replaces" label:"替代的设备" ui:"fixed"`
}

// DeviceStatus is whether logs of a device are believed.
type DeviceStatus string

// The states of a device.
const (
	Enrolled DeviceStatus = "enrolled"
	Revoked  DeviceStatus = "revoked"
)

func (DeviceStatus) Options() []kernel.Option {
	return []kernel.Option{kernel.Opt(Enrolled, "在用"), kernel.Opt(Revoked, "已停用")}
}

var dv = kernel.Row[Device]()

var watchers = []kernel.Role{role.Leader, role.System, role.Security, role.Audit}

// Devices holds all devices.
var Devices = &kernel.Resource[Device]{
	Name: "evidence_device", Label: "取证设备",
	Help: `执法人员在手机上打开“现场检查”时，手机自己登记到这里，不用手工新建。每台手机有自己的密钥，别的手机冒充不了。

- 手机丢了、换了、交还了，点“停用”：此后它的日志不再作数，以前的照旧有效。本人、负责人和管理员都可以停用。
- 清除了浏览器数据或重装后，手机会重新登记为一台新设备，旧的自动停用；旧设备上没有交回的日志无法补交。
- “异常日志”不为 0，说明有人改过、删过或复制过这台手机的日志，请核实。`,
	Sort: "-seen",
	Access: kernel.Access{
		{To: []kernel.Role{role.Regulator, role.Leader}, Can: "read update revoke", Rows: kernel.Mine(&dv.Account)},
		{To: watchers, Can: "read", Rows: kernel.Jurisdiction},
		{To: []kernel.Role{role.Leader}, Can: "revoke", Rows: kernel.Jurisdiction},
	},
	Flow: kernel.Flow[Device, DeviceStatus]{On: &dv.Status, Start: Enrolled, Steps: []kernel.Step[Device, DeviceStatus]{
		{Name: "revoke", Label: "停用", From: []DeviceStatus{Enrolled}, To: Revoked, Opinion: true, Tone: "danger", Confirm: "停用后，这台手机此后的取证日志不再作数。", Do: func(c *kernel.Ctx, d *Device) error { d.EndedAt = c.Now(); return nil }},
	}, Moves: []kernel.Move[DeviceStatus]{{From: []DeviceStatus{Enrolled}, To: []DeviceStatus{Revoked}}}},
	Views:   []kernel.View{{Name: "used", Label: "在用", Query: "status=enrolled"}, {Name: "ended", Label: "已停用", Query: "status=revoked"}},
	Indexes: [][]any{{&dv.Print}},
}

// Clock is where the log of a device stood: what the next entry is held against. Times are in milliseconds.
type Clock struct {
	Boot     string `json:"boot,omitempty"`
	Mono     int64  `json:"mono,omitempty"`
	Wall     int64  `json:"wall,omitempty"`
	NonceSeq int    `json:"nonce_seq,omitempty"`
	NonceAt  int64  `json:"nonce_at,omitempty"`
	Skew     int64  `json:"skew,omitempty"` // of the phone's clock against the server's when the nonce was taken
}

// clock is where the log of d stands.
func (d *Device) clock() (k Clock) {
	json.Unmarshal([]byte(d.Clock), &k) // a device without one begins at zero
	return k
}

// publicKey reads a key as browsers export it (SPKI, base64); only P-256.
func publicKey(text string) (*ecdsa.PublicKey, error) {
	wrong := kernel.Errorf(kernel.Invalid, "设备公钥不正确")
	der, err := base64.StdEncoding.DecodeString(text)
	if err != nil {
		return nil, wrong
	}
	key, err := x509.ParsePKIXPublicKey(der)
	if err != nil {
		return nil, wrong
	}
	if k, ok := key.(*ecdsa.PublicKey); ok && k.Curve == elliptic.P256() {
		return k, nil
	}
	return nil, wrong
}

// signed tells whether signature (r and s, 32 bytes each, base64) is that of the key's owner on text.
func signed(key *ecdsa.PublicKey, text, signature string) bool {
	b, err := base64.StdEncoding.DecodeString(signature)
	if err != nil || len(b) != 64 {
		return false
	}
	sum := sha256.Sum256([]byte(text))
	return ecdsa.Verify(key, sum[:], new(big.Int).SetBytes(b[:32]), new(big.Int).SetBytes(b[32:]))
}

func digest(text string) string {
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:])
}

// Enrolment is what a phone says of itself; Signature proves that it holds the key, over "enrol\n" + account + "\n" + key.
type Enrolment struct {
	Name      string `json:"name"`
	Key       string `json:"key"`
	Signature string `json:"signature"`
	Replaces  string `json:"replaces"` // the device that this browser was before, if it knows
}

// Membership says as which device a phone goes on, and how far its log has arrived.
type Membership struct {
	ID     string `json:"id"`
	Status string `json:"status"`
	Last   int    `json:"last"`
	Tail   string `json:"tail"`
}

// enrol makes the device of a key, once: the same key comes back as the same device.
func enrol(c *kernel.Ctx, in *Enrolment) (out *Membership, err error) {
	key, err := publicKey(in.Key)
	if err != nil {
		return nil, err
	}
	if !signed(key, "enrol\n"+c.Actor.ID+"\n"+in.Key, in.Signature) {
		return nil, kernel.Errorf(kernel.Invalid, "设备没有证明它持有这把密钥")
	}
	err = c.Tx(func(c *kernel.Ctx) error {
		sys, print := c.AsSystem(), digest(in.Key)[:32]
		known, err := Devices.First(sys, kernel.Eq(&dv.Print, print))
		if err != nil {
			return err
		}
		if known != nil && string(known.Account) != c.Actor.ID {
			return kernel.Errorf(kernel.Conflict, "这台手机已由别的执法人员登记，请在浏览器里清除本站数据后重新登录")
		}
		if known == nil {
			known = &Device{Account: kernel.Ref[account.Account](c.Actor.ID), Name: in.Name, Key: in.Key, Print: print, Seen: c.Now()}
			known.Region = c.Actor.Region
			if err := replace(c, in.Replaces, known); err != nil {
				return err
			}
			if err := Devices.Create(sys, known); err != nil {
				return err
			}
		}
		out = &Membership{known.ID, string(known.Status), known.Last, known.Tail}
		return nil
	})
	return out, err
}

// replace ends the device that the same browser was before it lost its key or its log.
func replace(c *kernel.Ctx, id string, by *Device) error {
	if id == "" {
		return nil
	}
	old, err := Devices.First(c.AsSystem(), kernel.And(kernel.ByID(id), kernel.Eq(&dv.Account, by.Account)))
	if err != nil || old == nil {
		return err
	}
	by.Replaces = kernel.Ref[Device](old.ID)
	if old.Status == Revoked {
		return nil
	}
	_, err = Devices.Update(c.AsSystem(), old.ID, 0, func(d *Device) error { d.Status, d.EndedAt = Revoked, c.Now(); return nil })
	return err
}

// own returns the device of the actor; Missing if it is not theirs.
func own(c *kernel.Ctx, id string) (*Device, error) {
	d, err := Devices.First(c.AsSystem(), kernel.And(kernel.ByID(id), kernel.Eq(&dv.Account, kernel.Ref[account.Account](c.Actor.ID))))
	if err == nil && d == nil {
		err = kernel.Errorf(kernel.Missing, "这台手机还没有登记，请重新登录一次")
	}
	return d, err
}
