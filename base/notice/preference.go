package notice

import (
	"slices"
	"strings"
	"time"

	"anjian/base/account"
	"anjian/kernel"
)

// Preference is how an account wants to be told (消息设置). Without one the defaults of each kind hold.
type Preference struct {
	kernel.Base
	Account   kernel.Ref[account.Account] `json:"account" label:"账号" rule:"unique" ui:"fixed"`
	Choices   []Choice                    `json:"choices" label:"按类别选择" rule:"max=200"`
	QuietFrom string                      `json:"quiet_from" label:"免打扰开始" rule:"max=5" help:"例如 22:00；与结束时间相同为不设免打扰。"`
	QuietTo   string                      `json:"quiet_to" label:"免打扰结束" rule:"max=5" help:"例如 07:00。"`
	Digest    Rhythm                      `json:"digest" label:"汇总" help:"普通消息攒在一起，一条短信、一封邮件说完；法定必须通知的和紧急的不攒。"`
	DigestAt  string                      `json:"digest_at" label:"每日汇总时间" rule:"max=5"`
	Email     Address                     `json:"email" label:"邮箱" rule:"max=120" help:"填写后，选了邮件的消息发到这里。"`
	Confirmed bool                        `json:"mail_confirmed" label:"邮箱已验证" ui:"fixed"`
}

// Choice switches one channel of one kind on or off.
type Choice struct {
	Kind    KindName `json:"kind" label:"类别"`
	Channel Channel  `json:"channel" label:"渠道"`
	On      bool     `json:"is_on" label:"接收"`
}

// Rhythm is how often what can wait is told.
type Rhythm string

// The rhythms.
const (
	AtOnce Rhythm = "once"
	Hourly Rhythm = "hourly"
	Daily  Rhythm = "daily"
)

func (Rhythm) Options() []kernel.Option {
	return []kernel.Option{kernel.Opt(AtOnce, "逐条发送"), kernel.Opt(Hourly, "每小时汇总"), kernel.Opt(Daily, "每天汇总")}
}

// Address is a mail address, masked as personal data.
type Address string

// Kind makes the address a masked text.
func (Address) Kind() kernel.Kind {
	return kernel.Kind{Name: "text", JSON: "string", Mask: MaskMail, Check: func(s string) string {
		if name, host, ok := strings.Cut(s, "@"); !ok || name == "" || !strings.Contains(host, ".") || strings.ContainsAny(s, " \r\n\t<>,;:\"'()[]\\") || strings.Contains(host, "@") {
			return "应为邮箱地址，例如 name@example.gov.cn"
		}
		return ""
	}}
}

// MaskMail keeps the first character and the host (z***@x.com).
func MaskMail(s string) string {
	name, host, ok := strings.Cut(s, "@")
	if r := []rune(name); ok && len(r) > 0 {
		return string(r[:1]) + "***@" + host
	}
	return strings.Repeat("*", len([]rune(s)))
}

var pf = kernel.Row[Preference]()

// Preferences holds the choices of all accounts.
var Preferences = &kernel.Resource[Preference]{
	Name: "notice_preference", Label: "消息设置", Title: &pf.Digest,
	Help:   `选择哪些消息同时用短信、邮件、浏览器推送告诉您，什么时段不打扰，普通消息要不要汇总成一条。消息中心里总能看到全部消息；法律规定必须通知的不能关闭。`,
	Access: kernel.Access{{To: everyone, Can: "read create update plain", Rows: kernel.Mine(&pf.Account)}},
	Derive: func(c *kernel.Ctx, p *Preference) error {
		if p.Account == "" {
			p.Account = kernel.Ref[account.Account](c.Actor.ID)
		}
		p.filled()
		return nil
	},
	Rules: func(c *kernel.Ctx, p, before *Preference) error {
		for at, text := range map[*string]string{&pf.QuietFrom: p.QuietFrom, &pf.QuietTo: p.QuietTo, &pf.DigestAt: p.DigestAt} {
			if _, ok := clockTime(text); !ok {
				return kernel.FieldError(at, "时间应为 时:分，例如 07:30")
			}
		}
		for _, ch := range p.Choices {
			if k := kindOf(string(ch.Kind)); k != nil && k.Must && !ch.On && slices.Contains(k.Channels, ch.Channel) {
				return kernel.FieldError(&pf.Choices, "“%s”依法必须通知，不能关闭%s", k.Label, kernel.LabelOf(ch.Channel))
			}
		}
		if before == nil || before.Email != p.Email {
			p.Confirmed = false
		}
		return nil
	},
}

func (p *Preference) filled() *Preference {
	if p.QuietFrom == "" && p.QuietTo == "" {
		p.QuietFrom, p.QuietTo = "22:00", "07:00"
	}
	if p.Digest == "" {
		p.Digest = AtOnce
	}
	if p.DigestAt == "" {
		p.DigestAt = "08:30"
	}
	return p
}

// clockTime reads 07:30 as minutes after midnight.
func clockTime(s string) (int, bool) {
	t, err := time.Parse("15:04", s)
	return t.Hour()*60 + t.Minute(), err == nil
}

// preferences are those of some accounts, the defaults for who has none.
func preferences(c *kernel.Ctx, who []*account.Account) (map[string]*Preference, error) {
	out := map[string]*Preference{}
	for part := range slices.Chunk(who, 200) {
		var ids []kernel.Ref[account.Account]
		for _, a := range part {
			ids = append(ids, kernel.Ref[account.Account](a.ID))
			out[a.ID] = (&Preference{}).filled()
		}
		err := Preferences.Each(c.AsSystem(), kernel.Query{Where: kernel.In(&pf.Account, ids...)}, func(p *Preference) error { out[string(p.Account)] = p.filled(); return nil })
		if err != nil {
			return nil, err
		}
	}
	return out, nil
}

// channels are those on which a message of kind k goes out to the account; one that must be acknowledged takes every channel.
func (p *Preference) channels(k *Kind, must bool) (out []Channel) {
	for _, ch := range []Channel{Push, SMS, Mail} {
		on := slices.Contains(k.Channels, ch) || must
		for _, choice := range p.Choices {
			if string(choice.Kind) == k.Name && choice.Channel == ch && !(k.Must && on) && !must {
				on = choice.On
			}
		}
		if on {
			out = append(out, ch)
		}
	}
	return out
}

// wait says when a message of kind k may go out by ch, and whether it is gathered until then. Quiet hours hold for what makes a sound, and
// not for what the law wants at once.
func (p *Preference) wait(now time.Time, k *Kind, ch Channel, must bool) (at time.Time, gather bool) {
	if must || k.Must && k.Urgent {
		return now, false
	}
	if !k.Must && !k.Urgent && !k.Single && p.Digest != AtOnce {
		at, gather = p.digestTime(now), true
	} else {
		at = now
	}
	if ch != Mail {
		at = p.loud(at)
	}
	return at, gather
}

// loud is the first instant from t on that is not in the quiet hours.
func (p *Preference) loud(t time.Time) time.Time {
	from, _ := clockTime(p.QuietFrom)
	to, _ := clockTime(p.QuietTo)
	t = t.In(kernel.China)
	minute := t.Hour()*60 + t.Minute()
	end := time.Date(t.Year(), t.Month(), t.Day(), to/60, to%60, 0, 0, kernel.China)
	switch {
	case from == to, from < to && (minute < from || minute >= to), from > to && minute >= to && minute < from:
		return t
	case from > to && minute >= from:
		return end.AddDate(0, 0, 1)
	}
	return end
}

// digestTime is the first time for a digest after now.
func (p *Preference) digestTime(now time.Time) time.Time {
	now = now.In(kernel.China)
	if p.Digest == Hourly {
		return now.Truncate(time.Hour).Add(time.Hour)
	}
	m, _ := clockTime(p.DigestAt)
	at := time.Date(now.Year(), now.Month(), now.Day(), m/60, m%60, 0, 0, kernel.China)
	if !at.After(now) {
		at = at.AddDate(0, 0, 1)
	}
	return at
}
