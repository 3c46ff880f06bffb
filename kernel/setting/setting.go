// Package setting holds what an installation of the platform decides for itself (系统设置): where it listens, where its data lie, how long a session
// lasts. One struct declares every setting with its default, limits and explanation; values come from the defaults, the file, the environment and the
// flags, the later source winning.
package setting

import (
	"net/netip"
	"path/filepath"
	"runtime"
	"time"
)

// Settings is one complete and checked set of settings (系统设置). The tags are the single source: name (file key; environment and flag follow from it),
// default, rule (what is allowed), unit (how the number is read), zh and en (the explanation), secret (never printed).
type Settings struct {
	Listen         string         `name:"listen" default:"127.0.0.1:8080" rule:"address" zh:"监听地址，主机:端口；端口 0 表示由系统选择" en:"Address to listen on, host:port; port 0 lets the system choose"`
	BaseURL        string         `name:"base_url" default:"" rule:"url" zh:"对外访问地址，用于短信、文书和二维码中的链接；留空则文书不印核验二维码，短信和邮件没有链接" en:"Public address used in links of messages, papers and QR codes; without it papers bear no QR code, messages no link"`
	TrustedProxies []netip.Prefix `name:"trusted_proxies" default:"" rule:"networks" zh:"可信反向代理的地址或网段，逗号分隔；只采信它们转来的客户端地址" en:"Addresses or networks of reverse proxies, separated by commas; only their forwarded client address is believed"`
	Data           string         `name:"data" default:"./data" rule:"folder" zh:"数据目录：SQLite 数据库、附件和备份" en:"Folder of the SQLite database, the files and the backups"`
	Database       DSN            `name:"database" default:"" rule:"postgres" secret:"true" zh:"PostgreSQL 连接地址；留空则使用数据目录中的 SQLite" en:"PostgreSQL connection address; empty uses SQLite in the data folder"`
	ReadPool       int            `name:"read_pool" default:"0" rule:"min=0,max=256" zh:"只读数据库连接数；0 表示按处理器数目选择" en:"Number of read connections to the database; 0 chooses by the number of processors"`
	LogLevel       string         `name:"log_level" default:"info" rule:"one=debug|info|warn|error" zh:"日志级别" en:"Lowest level that is logged"`
	LogFormat      string         `name:"log_format" default:"text" rule:"one=text|json" zh:"日志格式" en:"Format of the log"`
	Language       string         `name:"language" default:"zh" rule:"one=zh|en" zh:"界面的缺省语言" en:"Language of the screens unless the user chooses another"`
	TimeZone       string         `name:"time_zone" default:"Asia/Shanghai" rule:"one=Asia/Shanghai" zh:"时区，固定为北京时间" en:"Time zone; fixed, because statutory days are days of Beijing time"`
	Session        time.Duration  `name:"session_hours" default:"12" unit:"h" rule:"min=1,max=720" zh:"手机端登录后无操作多久失效；电脑端在“登录安全设置”中修改，缺省 30 分钟" en:"How long a session of a phone lasts without use, until the administrator decides in the browser; that of a desk lasts 30 minutes"`
	LockoutTries   int            `name:"lockout_tries" default:"5" rule:"min=1,max=100" zh:"连续登录失败多少次后锁定账号；安全管理员在“登录安全设置”中修改后以那里为准" en:"Failed logins in a row that lock an account, until the security administrator decides in the browser"`
	Lockout        time.Duration  `name:"lockout_minutes" default:"15" unit:"min" rule:"min=1,max=1440" zh:"账号锁定多久；安全管理员在“登录安全设置”中修改后以那里为准" en:"How long an account stays locked, until the security administrator decides in the browser"`
	PasswordMin    int            `name:"password_min" default:"8" rule:"min=8,max=64" zh:"密码最少几个字符；安全管理员在“登录安全设置”中修改后以那里为准" en:"Least number of characters of a password, until the security administrator decides in the browser"`
	KeyFile        string         `name:"key_file" default:"" rule:"file" zh:"密钥文件，用于加密两步验证和外部身份源的密钥；留空用数据目录中的 secret.key，没有时自动生成。多个节点须用同一个，并与数据库分开备份" en:"File of the key that encrypts the secrets of second factors and identity providers; empty uses secret.key in the data folder and makes it. All nodes share it; back it up apart from the database"`
	UnmaskDaily    int            `name:"unmask_daily" default:"50" rule:"min=1,max=10000" zh:"每个账号每天最多查看多少条完整个人信息" en:"Records whose personal data one account may look at in full in a day"`
	UploadMax      int64          `name:"upload_max_mb" default:"20" unit:"MB" rule:"min=1,max=2048" zh:"单个上传文件的上限" en:"Largest file that may be uploaded"`
	ImportMaxRows  int            `name:"import_max_rows" default:"100000" rule:"min=1,max=1000000" zh:"一次导入的最多行数" en:"Most rows of one import"`
	ChatRecall     time.Duration  `name:"chat_recall_minutes" default:"2" unit:"min" rule:"min=1,max=1440" zh:"消息发出后多久以内可以撤回" en:"How long a message can be taken back"`
	ChatDays       int            `name:"chat_days" default:"1095" rule:"min=30,max=36500" zh:"聊天消息保存多少天，保全的会话除外" en:"Days that messages are kept, except in talks that are held"`
	RequestTimeout time.Duration  `name:"request_timeout_s" default:"30" unit:"s" rule:"min=1,max=600" zh:"一次请求的最长时间" en:"Longest time one request may take"`
	Shutdown       time.Duration  `name:"shutdown_s" default:"20" unit:"s" rule:"min=1,max=600" zh:"停止时等待未完成请求的最长时间" en:"Longest wait for running requests when the server stops"`
	Metrics        bool           `name:"metrics" default:"on" rule:"one=on|off" zh:"是否提供 /metrics（Prometheus）" en:"Whether /metrics (Prometheus) is served"`

	SMSGateway    string `name:"sms_gateway" default:"log" rule:"one=log|http|gammu" zh:"短信网关：log 只记录不发出（每页都会提示），http 短信服务商，gammu 短信猫" en:"How SMS leave: log sends nothing and every page says so, http calls a provider, gammu feeds the modem daemon"`
	SMSURL        string `name:"sms_url" default:"" rule:"url" zh:"短信服务商接口地址" en:"Address of the SMS provider's interface"`
	SMSApp        string `name:"sms_app" default:"anjian" rule:"line" zh:"短信服务商分配的应用名" en:"Name that the SMS provider knows the platform by"`
	SMSSecret     Secret `name:"sms_secret" default:"" rule:"line" secret:"true" zh:"与短信服务商共用的签名密钥" en:"Key shared with the SMS provider, which signs calls in both directions"`
	SMSSignature  string `name:"sms_signature" default:"" rule:"line" zh:"短信签名，不带【】，例如 郑州应急" en:"Signature put before every SMS, without its brackets"`
	SMSPrice      int    `name:"sms_price_fen" default:"5" rule:"min=0,max=1000" zh:"每条短信的单价（分），用于统计费用" en:"Price of one SMS in fen, for the statistics of cost"`
	SMSRate       int    `name:"sms_per_second" default:"10" rule:"min=1,max=1000" zh:"每秒最多发几条短信" en:"Most SMS sent in a second"`
	GammuDatabase Secret `name:"gammu_database" default:"" rule:"line" secret:"true" zh:"短信猫 gammu-smsd 的数据库：SQLite 文件路径，或 postgres://用户:密码@主机:端口/库名" en:"Database of the modem daemon gammu-smsd: path of its SQLite file, or a PostgreSQL address"`
	SMTP          string `name:"smtp" default:"" rule:"server" zh:"邮件服务器，主机:端口；留空不发邮件" en:"Mail server, host:port; empty sends no mail"`
	SMTPUser      string `name:"smtp_user" default:"" rule:"line" zh:"邮件服务器账号" en:"Account on the mail server"`
	SMTPPassword  Secret `name:"smtp_password" default:"" rule:"line" secret:"true" zh:"邮件服务器密码" en:"Password on the mail server"`
	SMTPFrom      string `name:"smtp_from" default:"" rule:"line" zh:"发件人地址" en:"Address that mail comes from"`
	SMTPTLS       bool   `name:"smtp_tls" default:"on" rule:"one=on|off" zh:"与邮件服务器加密连接；只有本机的转发服务器可以关闭" en:"Encrypted connection to the mail server; off only for a relay on the same machine"`
	PushHosts     string `name:"push_hosts" default:"fcm.googleapis.com,updates.push.services.mozilla.com,*.push.apple.com,*.notify.windows.com" rule:"line" zh:"允许的浏览器推送服务主机，逗号分隔，*. 开头为全部子域；留空关闭浏览器推送" en:"Hosts of browser push services that may be called, separated by commas, *. for all below; empty switches browser push off"`
	PushContact   string `name:"push_contact" default:"" rule:"line" zh:"给推送服务的联系邮箱" en:"Mail address that push services may write to"`

	MapAddress string `name:"map_address" default:"https://t0.tianditu.gov.cn/{layer}_w/wmts?SERVICE=WMTS&REQUEST=GetTile&VERSION=1.0.0&LAYER={layer}&STYLE=default&TILEMATRIXSET=w&FORMAT=tiles&TILEMATRIX={z}&TILEROW={y}&TILECOL={x}&tk={key}" rule:"line" zh:"底图瓦片的地址，{layer} {z} {x} {y} {key} 由平台填入；可改为省级节点或本地缓存。没有填写 map_key 时不用，画程序自带的轮廓" en:"Address of the tiles of the base map with {layer} {z} {x} {y} {key}; may be a node of the province or a local cache. Without map_key it is not used and the shipped outlines are drawn"`
	MapKey     Secret `name:"map_key" default:"" rule:"line" secret:"true" zh:"底图服务（天地图）的服务端密钥；留空不用底图" en:"Server key of the base map service (Tianditu); empty uses none"`

	MonitorMQTT   string `name:"monitor_mqtt" default:"" rule:"server" zh:"监测设备用 MQTT 接入的监听地址，主机:端口，例如 0.0.0.0:1883；留空不接收" en:"Address on which devices are heard over MQTT, host:port; empty hears none"`
	MonitorHJ212  string `name:"monitor_hj212" default:"" rule:"server" zh:"监测设备用 HJ 212 接入的监听地址，主机:端口，例如 0.0.0.0:9212；留空不接收" en:"Address on which devices are heard over HJ 212, host:port; empty hears none"`
	MonitorBroker Secret `name:"monitor_broker" default:"" rule:"line" secret:"true" zh:"另设的 MQTT 服务器，tcp://用户:密码@主机:1883（加密为 ssl://）；设备连到那里，平台去订阅。留空不用" en:"MQTT broker that stands elsewhere, tcp://user:password@host:1883 (ssl:// with TLS), to which devices connect and the platform subscribes; empty uses none"`
	MonitorSeries Secret `name:"monitor_series" default:"" rule:"line" secret:"true" zh:"另设的时间序列服务器（Prometheus、VictoriaMetrics 等），http://用户:密码@主机:9090；留空存在数据目录里" en:"Server that keeps the measured values (Prometheus, VictoriaMetrics and the like), http://user:password@host:9090; empty keeps them in the data folder"`
	MonitorValues int    `name:"monitor_values_days" default:"400" rule:"min=30,max=3660" zh:"监测数据的原始值保存多少天" en:"Days that measured values are kept"`
	MonitorHours  int    `name:"monitor_hours_days" default:"1830" rule:"min=30,max=7320" zh:"监测数据的每小时最小、最大、平均值保存多少天" en:"Days that the hours of measured values are kept"`

	VideoListen   string         `name:"video_listen" default:"" rule:"server" zh:"浏览器收看视频用的监听地址，主机:端口，例如 0.0.0.0:8189，UDP 和 TCP 都用；留空为 listen 的主机和任意端口" en:"Address to which browsers come for video, host:port, by UDP and TCP; empty is the host of listen and any port"`
	VideoPublic   string         `name:"video_public" default:"" rule:"line" zh:"浏览器看到的视频服务器 IP 地址，逗号分隔；平台在地址转换（NAT）后面时填写" en:"IP addresses at which browsers reach the video port, separated by commas; for a platform behind NAT"`
	VideoNetworks []netip.Prefix `name:"video_networks" default:"" rule:"networks" zh:"摄像机所在的网段，只连接这些网段；留空连接除本机以外的任何地址" en:"Networks in which cameras are; only these are called. Empty calls any address but those of this machine"`
	VideoBefore   time.Duration  `name:"video_before_s" default:"15" unit:"s" rule:"min=5,max=60" zh:"报警录像保留报警前多久" en:"How long before an alarm its clip begins"`
	VideoAfter    time.Duration  `name:"video_after_s" default:"15" unit:"s" rule:"min=5,max=60" zh:"报警录像保留报警后多久" en:"How long after an alarm its clip ends"`
	VideoGB       string         `name:"video_gb28181" default:"" rule:"server" zh:"国标 GB/T 28181 设备登录的监听地址（SIP），主机:端口，例如 0.0.0.0:5060，UDP 和 TCP 都用；留空不接收" en:"Address on which devices sign in by GB/T 28181 (SIP), host:port, by UDP and TCP; empty hears none"`
	VideoGBMedia  string         `name:"video_gb28181_media" default:"" rule:"server" zh:"国标设备发送画面的监听地址，主机:端口，例如 0.0.0.0:10000，UDP 和 TCP 都用；留空为 video_gb28181 的主机和任意端口" en:"Address to which such devices send pictures, host:port, by UDP and TCP; empty is the host of video_gb28181 and any port"`
	VideoGBCode   string         `name:"video_gb28181_code" default:"41010000002000000001" rule:"line" zh:"平台自己的国标编码，20位数字" en:"Code of this platform by GB/T 28181, 20 digits"`
	VideoGBHost   string         `name:"video_gb28181_host" default:"" rule:"line" zh:"告诉国标设备的平台 IP 地址；监听所有地址或在地址转换后面时填写" en:"IP address of the platform that devices are told; for one that listens on all addresses or is behind NAT"`

	// File is the settings file that was read, empty if there was none.
	File string
	// Unknown names the environment variables beginning with ANJIAN_ that are no setting: worth a line in the log, but no reason not to start,
	// because container platforms add variables of their own.
	Unknown []string
}

// Beijing is the time zone of the platform (北京时间); it needs no time-zone database on the machine.
var Beijing = time.FixedZone("Asia/Shanghai", 8*60*60)

// SQLite is the path of the embedded database, used while Database is empty.
func (s *Settings) SQLite() string { return filepath.Join(s.Data, "anjian.db") }

// Key is the path of the key by which secrets are encrypted.
func (s *Settings) Key() string {
	if s.KeyFile != "" {
		return s.KeyFile
	}
	return filepath.Join(s.Data, "secret.key")
}

// Readers is the number of read connections: ReadPool, or twice the processors and at least four.
func (s *Settings) Readers() int {
	if s.ReadPool > 0 {
		return s.ReadPool
	}
	return max(4, 2*runtime.NumCPU())
}
