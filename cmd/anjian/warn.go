package main

import (
	"anjian/base/notice"
	"anjian/kernel"
)

// securityKind is what the owner of an account has to know at once: a sign-in from a new device, a change of how it signs in.
var securityKind = notice.Declare(notice.Kind{Name: "account.security", Label: "账号安全", Must: true, Basis: "GB/T 22239-2019 8.1.4.1：账号的异常登录和验证方式变动须告知本人",
	Urgent: true, Channels: []notice.Channel{notice.Push, notice.SMS}, Single: true})

// warn tells the owner of an account something about its security.
func warn(c *kernel.Ctx, account, text string) error {
	_, err := notice.Tell(c, notice.Message{Kind: securityKind, To: []notice.To{{Account: account}}, Title: "账号安全提醒", Text: text, Link: "/security"})
	return err
}
