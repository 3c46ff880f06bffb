package notice_test

import (
	"strings"
	"testing"

	"anjian/base/account"
	"anjian/base/notice"
	"anjian/kernel"
	"anjian/kernel/kerneltest"
)

// Markup in a message stays the text that it is, in the inbox and in an SMS; what steers a terminal or turns the direction of reading is taken out.
func TestMarkup(t *testing.T) {
	each(t, func(s *stage, g *provider) {
		attack := `<img src=x onerror=alert(1)><script>alert(2)</script>`
		s.tell(notice.Message{Kind: order, To: []notice.To{{Account: s.people["officer"].ID}}, Title: attack + "\x1b[31m\u202e", Text: "第一行\r\n" + attack + "\x00\u2066", Type: "enterprise", Record: s.firm.ID})
		n, err := notice.Notices.First(s.System(), kernel.Eq(&notice.Row.Account, kernel.Ref[account.Account](s.people["officer"].ID)))
		if kerneltest.Must(s.t, err); n.Title != attack+"[31m" || n.Text != "第一行\n"+attack {
			s.t.Errorf("kept as %q, %q", n.Title, n.Text)
		}
		s.work(3, 0)
		g.mu.Lock()
		defer g.mu.Unlock()
		if len(g.sent) != 1 || !strings.Contains(g.sent[0].Text, attack) || strings.ContainsAny(g.sent[0].Text, "\x00\x1b\u202e\u2066") {
			s.t.Errorf("sent %+v", g.sent)
		}
	})
}
