package kernel

// Deeds are what the trail records of every type, beside the steps of its flow, in the words of the history of a record (办理过程).
var Deeds = map[string]string{
	"create": "新建", "update": "修改", "delete": "删除", "import": "导入", "export": "导出", "print": "打印", "unmask": "查看完整信息", "watch": "看实时画面",
	"escalate": "逾期上报", "grant": "批准权限", "sign": "签字", "handover": "工作交接", "sms_reply": "短信回复",
	"login": "登录", "login_failed": "登录失败", "factor_failed": "两步验证失败", "passkey_failed": "通行密钥登录失败", "outside": "用外部身份登录", "sign_in": "登录到其他系统",
	"logout": "退出登录", "end_session": "结束会话", "register": "注册", "token": "生成访问令牌", "secret": "更换密钥", "agree": "同意授权", "disagree": "撤回授权",
	"password": "修改密码", "password_failed": "修改密码失败", "reset": "重置密码", "reauthenticate": "再次验证身份", "reauthenticate_failed": "再次验证身份失败",
	"totp": "设置动态口令", "totp_off": "停用动态口令", "recovery": "重新生成恢复码", "passkey": "添加通行密钥", "passkey_off": "删除通行密钥", "sms": "启用短信验证码", "sms_off": "停用短信验证码",
	"link": "关联外部身份", "unlink": "解除外部身份", "unfactor": "清除两步验证",
	"join": "加入", "leave": "退出", "remove": "移出", "recall": "撤回消息", "sweep": "到期清理",
}

// Deed returns what a verb of the trail is called: a step by the flow of the type, which may be nil, what happens to every record by its common name.
// A verb that has none comes back as it is; tests refuse to record one.
func (m *Meta) Deed(verb string) string {
	if m != nil {
		if s := m.Step(verb); s != nil {
			return s.Label
		}
	}
	if word := Deeds[verb]; word != "" {
		return word
	}
	return verb
}
