package notice

import (
	"fmt"
	"slices"
	"sync"

	"anjian/kernel"
)

// Channel is a way on which a message reaches somebody (渠道). The inbox is no channel that can be switched off: whatever is told stands there.
type Channel string

// The channels.
const (
	Push Channel = "push" // 浏览器推送
	SMS  Channel = "sms"  // 短信
	Mail Channel = "mail" // 邮件
)

func (Channel) Options() []kernel.Option {
	return []kernel.Option{kernel.Opt(Push, "浏览器推送"), kernel.Opt(SMS, "短信"), kernel.Opt(Mail, "邮件")}
}

// Kind is a sort of message (消息类别) as the system that tells it declares it.
type Kind struct {
	Name, Label string
	Must        bool      // the law asks for it: nobody switches it off
	Basis       string    // which law
	Urgent      bool      // with Must it comes in the quiet hours too
	Channels    []Channel // beside the inbox, unless the account says otherwise
	Single      bool      // never gathered into a digest
}

var (
	declaring sync.Mutex
	declared  []*Kind
)

// Declare makes a kind known. It is called by package variables only, so that all kinds are known before anything runs.
func Declare(k Kind) *Kind {
	declaring.Lock()
	defer declaring.Unlock()
	if k.Name == "" || k.Label == "" || kindOf(k.Name) != nil {
		panic(fmt.Sprintf("notice: kind %q has no name, no label, or is declared twice", k.Name))
	}
	declared = append(declared, &k)
	return &k
}

func kindOf(name string) *Kind {
	if i := slices.IndexFunc(declared, func(k *Kind) bool { return k.Name == name }); i >= 0 {
		return declared[i]
	}
	return nil
}

// KindName names a kind as a column.
type KindName string

func (KindName) Options() (out []kernel.Option) {
	for _, k := range declared {
		out = append(out, kernel.Opt(KindName(k.Name), k.Label))
	}
	slices.SortFunc(out, func(a, b kernel.Option) int {
		if a.Value < b.Value {
			return -1
		}
		return 1
	})
	return out
}

// Kinds that the message centre tells itself.
var (
	replied  = Declare(Kind{Name: "notice.reply", Label: "短信回复", Channels: []Channel{Push}})
	answered = Declare(Kind{Name: "notice.answer", Label: "短信查询答复", Channels: []Channel{SMS}, Single: true})
	coded    = Declare(Kind{Name: "notice.code", Label: "验证码", Must: true, Urgent: true, Channels: []Channel{SMS}, Single: true})
	digested = Declare(Kind{Name: "notice.digest", Label: "消息汇总", Single: true})
	trouble  = Declare(Kind{Name: "notice.trouble", Label: "消息发送异常", Channels: []Channel{Push}})
	tested   = Declare(Kind{Name: "notice.test", Label: "测试消息", Channels: []Channel{Push, SMS, Mail}, Single: true})
)
