package notice

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"math/big"
	"net"
	"net/url"
	"strings"
	"time"

	"github.com/wneessen/go-mail"

	"anjian/kernel"
)

// Mailer sends mail by one SMTP server.
type Mailer struct {
	Host, User, Password, From string
	Port                       int
	Plain                      bool // without TLS: a relay on the own machine
}

// client makes a connection of its own for each message: what one recipient breaks concerns nobody else.
func (m *Mailer) client(wait time.Duration) (*mail.Client, error) {
	options := []mail.Option{mail.WithPort(m.Port), mail.WithTimeout(wait)}
	switch {
	case m.Plain:
		options = append(options, mail.WithTLSPolicy(mail.NoTLS))
	case m.Port == 465:
		options = append(options, mail.WithSSL())
	default:
		options = append(options, mail.WithTLSPolicy(mail.TLSMandatory))
	}
	if m.User != "" {
		options = append(options, mail.WithSMTPAuth(mail.SMTPAuthAutoDiscover), mail.WithUsername(m.User), mail.WithPassword(m.Password))
	}
	return mail.NewClient(m.Host, options...)
}

// message is a mail of plain text: nothing in it can be markup.
func (m *Mailer) message(to, key, title, body, link string) (*mail.Msg, error) {
	msg := mail.NewMsg()
	if err := msg.FromFormat("安全生产综合监管", m.From); err != nil {
		return nil, err
	}
	if err := msg.To(to); err != nil {
		return nil, &Refusal{"邮箱地址不对"}
	}
	msg.Subject(oneLine(title))
	_, host, _ := strings.Cut(m.From, "@")
	msg.SetMessageIDWithValue(key + "@" + host)
	if u, err := url.Parse(link); err == nil && u.Host != "" {
		body += "\n\n打开：" + link
	}
	msg.SetBodyString(mail.TypeTextPlain, body+"\n\n本邮件由安全生产综合监管平台自动发出，请勿直接回复。\n")
	return msg, nil
}

func (m *Mailer) send(c *kernel.Ctx, d *Delivery, title, body, link string) error {
	if m == nil {
		return &Refusal{"邮件服务器未设置"}
	}
	return m.deliver(c, string(d.Email), d.Key, title, body, link)
}

func (m *Mailer) deliver(ctx context.Context, to, key, title, body, link string) error {
	msg, err := m.message(to, key, title, body, link)
	if err != nil {
		return err
	}
	client, err := m.client(8 * time.Second)
	if err != nil {
		return err
	}
	if err := client.DialWithContext(ctx); err != nil { // nothing was said of the message yet
		return errors.Join(NotSent, err)
	}
	defer client.Close()
	err = client.Send(msg)
	sent := (*mail.SendError)(nil)
	if errors.As(err, &sent) {
		var broken net.Error
		switch {
		case sent.IsTemp() && sent.Reason != mail.ErrSMTPDataClose:
			return errors.Join(NotSent, err)
		case sent.Reason == mail.ErrSMTPDataClose && (sent.ErrorCode() == 0 || errors.As(err, &broken)):
			return err // the text was sent and no answer came: perhaps
		}
		return &Refusal{plain(oneLine(fmt.Sprintf("邮件服务器拒绝（%d）", sent.ErrorCode())), 200)}
	}
	return err
}

type confirmMailIn struct {
	Code string `json:"code"` // empty: send one
}

const mailCodeLife = 15 * time.Minute

// confirmMail proves that a mail address is that of the account: a code is sent there and typed in here.
func (x *Center) confirmMail(c *kernel.Ctx, in *confirmMailIn) (*struct{}, error) {
	p, err := Preferences.First(c, kernel.Mine(&pf.Account)(c.Actor))
	switch {
	case err != nil:
		return nil, err
	case p == nil || p.Email == "":
		return nil, kernel.Errorf(kernel.Conflict, "请先填写邮箱并保存")
	case x.Mailer == nil:
		return nil, kernel.Errorf(kernel.Conflict, "邮件服务器未设置，不能验证邮箱")
	}
	id := "mail:" + c.Actor.ID
	if in.Code == "" {
		n, err := rand.Int(rand.Reader, big.NewInt(900_000))
		if err != nil {
			return nil, err
		}
		code := fmt.Sprint(n.Int64() + 100_000)
		rows, err := c.Store.Exec(c, `INSERT INTO notice_code (delivery, alarm, phone, hash, until, tries) VALUES (?, ?, '', ?, ?, 0) ON CONFLICT (delivery) DO UPDATE SET alarm = excluded.alarm, hash = excluded.hash, until = excluded.until, tries = 0 WHERE notice_code.until < ?`,
			id, string(p.Email), codeHash(id, code), c.Now().Add(mailCodeLife).UnixMilli(), c.Now().Add(mailCodeLife-time.Minute).UnixMilli())
		if err != nil {
			return nil, err
		}
		if rows == 0 {
			return nil, kernel.Errorf(kernel.TooMany, "验证码刚刚发过，请一分钟后再试")
		}
		if err := x.Mailer.deliver(c, string(p.Email), kernel.NewID(c.Now()), "邮箱验证码", "验证码："+code+"，15分钟内有效。不是您本人操作请不要理会。", ""); err != nil {
			return nil, kernel.Errorf(kernel.Timeout, "邮件发不出去，请核对邮箱或稍后再试")
		}
		return &struct{}{}, nil
	}
	ok := false
	err = c.Tx(func(c *kernel.Ctx) error {
		n, err := c.Store.Exec(c, "UPDATE notice_code SET tries = tries + 1 WHERE delivery = ? AND alarm = ? AND until > ? AND tries < ?", id, string(p.Email), c.Now().UnixMilli(), mostTries)
		if err != nil || n == 0 {
			return err
		}
		if n, err = c.Store.Exec(c, "DELETE FROM notice_code WHERE delivery = ? AND hash = ?", id, codeHash(id, in.Code)); err != nil || n == 0 {
			return err
		}
		ok = true
		_, err = Preferences.Update(c, p.ID, 0, func(p *Preference) error { p.Confirmed = true; return nil })
		return err
	})
	if err == nil && !ok {
		err = kernel.Errorf(kernel.Invalid, "验证码不对或已失效")
	}
	return &struct{}{}, err
}
