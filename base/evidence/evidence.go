// Package evidence shows what of a record was made on the spot (现场取证; 执法全过程记录, 国办发〔2018〕118号). A phone that an officer has enrolled keeps a
// log of what is done on it: each entry carries the hash of the one before, the clock that people see and the one that nobody can set. Before the trip the
// phone takes a nonce from the server, afterwards it hands its log in and gets a signed receipt: what lies between the two was done between them. Every record
// is classed by what its log proves, not by what it claims.
package evidence

import (
	"anjian/base/vault"
	"anjian/kernel"
)

// Class says how a record came about (取证等级).
type Class string

// The classes, the strongest first.
const (
	Live    Class = "live"
	Offline Class = "offline"
	Later   Class = "later"
)

func (Class) Options() []kernel.Option {
	return []kernel.Option{kernel.Tone(Live, "现场", "blue"), kernel.Opt(Offline, "离线可证"), kernel.Tone(Later, "事后补录", "orange")}
}

// Finding is one thing that the log of a record shows. A grave one takes its class away.
type Finding struct {
	Code  string `json:"code" label:"代号"`
	Text  string `json:"text" label:"说明"`
	Grave bool   `json:"grave" label:"影响等级"`
}

// Module declares devices, logs and verdicts; key seals the private key that signs receipts, nil keeps one for the process alone.
func Module(key *vault.Vault) kernel.Module {
	if key == nil {
		key = vault.Passing()
	}
	d := desk{key}
	return kernel.Module{
		Name: "evidence", Label: "现场取证",
		Resources: []kernel.Handle{Verdicts, Devices, Logs},
		Tables: []string{
			`CREATE TABLE IF NOT EXISTS evidence_nonce (nonce {text} PRIMARY KEY, device {text} NOT NULL, at {int} NOT NULL, used {int} NOT NULL)`,
			`CREATE TABLE IF NOT EXISTS evidence_entry (log {text} NOT NULL, seq {int} NOT NULL, record {text} NOT NULL, body {text} NOT NULL, nonce_seq {int} NOT NULL, nonce_at {int} NOT NULL, skew {int} NOT NULL, PRIMARY KEY (log, seq))`,
			`CREATE INDEX IF NOT EXISTS evidence_entry_record ON evidence_entry (record)`,
			`CREATE TABLE IF NOT EXISTS evidence_key (id {int} PRIMARY KEY, public {text} NOT NULL, private {text} NOT NULL)`,
		},
		Routes:     d.routes(),
		Hooks:      []kernel.Hook{keep},
		Indicators: indicators,
	}
}

var indicators = []kernel.Indicator{
	{Name: "evidence.records", Label: "执法记录", Unit: "条", Help: "检查、复查等要留现场证据的记录，按收到的日期。", Of: Verdicts, On: &vd.JudgedOn, By: []any{&vd.Class, &vd.Subject}},
	class("evidence.live", "现场记录", Live, "开始和结束都当场联网上报并有定位的。"),
	class("evidence.offline", "离线可证记录", Offline, "断网时做的，手机日志能证明时间和过程。"),
	class("evidence.later", "事后补录", Later, "没有日志，或日志证明不了的。除以执法记录数即补录率。"),
}

func class(name, label string, of Class, help string) kernel.Indicator {
	return kernel.Indicator{Name: name, Label: label, Unit: "条", Help: help, Of: Verdicts, Where: kernel.Eq(&vd.Class, of), On: &vd.JudgedOn, By: []any{&vd.Subject}, Query: "class=" + string(of), Per: "evidence.records"}
}
