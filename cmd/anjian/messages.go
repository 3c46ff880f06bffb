package main

import (
	"fmt"
	"net"
	"strconv"
	"strings"
	"time"

	"anjian/base/notice"
	"anjian/base/vault"
	"anjian/kernel"
	"anjian/kernel/setting"
)

// messages makes the message centre of the settings.
func messages(s *setting.Settings, key *vault.Vault) (*notice.Center, error) {
	x := &notice.Center{Signature: s.SMSSignature, Price: kernel.Money(s.SMSPrice), PerSecond: s.SMSRate, BaseURL: strings.TrimRight(s.BaseURL, "/"), Patience: 10 * time.Second}
	switch s.SMSGateway {
	case "http":
		if s.SMSURL == "" || s.SMSSecret == "" {
			return nil, fmt.Errorf("短信网关为 http 时，sms_url 和 sms_secret 都要设置")
		}
		x.Gateway, x.Secret = &notice.HTTPGateway{URL: s.SMSURL, App: s.SMSApp, Secret: string(s.SMSSecret)}, string(s.SMSSecret)
	case "gammu":
		if s.GammuDatabase == "" {
			return nil, fmt.Errorf("短信网关为 gammu 时，gammu_database 要设置")
		}
		modem, err := notice.OpenModem(string(s.GammuDatabase))
		if err != nil {
			return nil, err
		}
		x.Gateway = modem
	}
	if s.SMTP != "" {
		host, port, _ := net.SplitHostPort(s.SMTP)
		n, _ := strconv.Atoi(port)
		if !strings.Contains(s.SMTPFrom, "@") {
			return nil, fmt.Errorf("设置了邮件服务器，smtp_from 也要设置为发件人地址")
		}
		x.Mailer = &notice.Mailer{Host: host, Port: n, User: s.SMTPUser, Password: string(s.SMTPPassword), From: s.SMTPFrom, Plain: !s.SMTPTLS}
	}
	if hosts := strings.FieldsFunc(s.PushHosts, func(r rune) bool { return r == ',' || r == ' ' }); len(hosts) > 0 {
		contact := s.PushContact
		if contact == "" {
			contact = "admin@localhost"
		}
		x.Pusher = &notice.Pusher{Hosts: hosts, Subject: contact, Vault: key}
	}
	return notice.New(x), nil
}
