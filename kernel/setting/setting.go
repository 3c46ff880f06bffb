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
	BaseURL        string         `name:"base_url" default:"" rule:"url" zh:"对外访问地址，用于短信、文书和二维码中的链接；留空则取自请求" en:"Public address used in links of messages, papers and QR codes; empty takes it from the request"`
	TrustedProxies []netip.Prefix `name:"trusted_proxies" default:"" rule:"networks" zh:"可信反向代理的地址或网段，逗号分隔；只采信它们转来的客户端地址" en:"Addresses or networks of reverse proxies, separated by commas; only their forwarded client address is believed"`
	Data           string         `name:"data" default:"./data" rule:"folder" zh:"数据目录：SQLite 数据库、附件和备份" en:"Folder of the SQLite database, the files and the backups"`
	Database       DSN            `name:"database" default:"" rule:"postgres" secret:"true" zh:"PostgreSQL 连接地址；留空则使用数据目录中的 SQLite" en:"PostgreSQL connection address; empty uses SQLite in the data folder"`
	ReadPool       int            `name:"read_pool" default:"0" rule:"min=0,max=256" zh:"只读数据库连接数；0 表示按处理器数目选择" en:"Number of read connections to the database; 0 chooses by the number of processors"`
	LogLevel       string         `name:"log_level" default:"info" rule:"one=debug|info|warn|error" zh:"日志级别" en:"Lowest level that is logged"`
	LogFormat      string         `name:"log_format" default:"text" rule:"one=text|json" zh:"日志格式" en:"Format of the log"`
	Language       string         `name:"language" default:"zh" rule:"one=zh|en" zh:"界面的缺省语言" en:"Language of the screens unless the user chooses another"`
	TimeZone       string         `name:"time_zone" default:"Asia/Shanghai" rule:"one=Asia/Shanghai" zh:"时区，固定为北京时间" en:"Time zone; fixed, because statutory days are days of Beijing time"`
	Session        time.Duration  `name:"session_hours" default:"12" unit:"h" rule:"min=1,max=720" zh:"登录后无操作多久失效" en:"How long a session lasts without use"`
	LockoutTries   int            `name:"lockout_tries" default:"5" rule:"min=1,max=100" zh:"连续登录失败多少次后锁定账号" en:"Failed logins in a row that lock an account"`
	Lockout        time.Duration  `name:"lockout_minutes" default:"15" unit:"min" rule:"min=1,max=1440" zh:"账号锁定多久" en:"How long an account stays locked"`
	PasswordMin    int            `name:"password_min" default:"8" rule:"min=8,max=64" zh:"密码最少几个字符" en:"Least number of characters of a password"`
	UploadMax      int64          `name:"upload_max_mb" default:"20" unit:"MB" rule:"min=1,max=2048" zh:"单个上传文件的上限" en:"Largest file that may be uploaded"`
	ImportMaxRows  int            `name:"import_max_rows" default:"100000" rule:"min=1,max=1000000" zh:"一次导入的最多行数" en:"Most rows of one import"`
	RequestTimeout time.Duration  `name:"request_timeout_s" default:"30" unit:"s" rule:"min=1,max=600" zh:"一次请求的最长时间" en:"Longest time one request may take"`
	Shutdown       time.Duration  `name:"shutdown_s" default:"20" unit:"s" rule:"min=1,max=600" zh:"停止时等待未完成请求的最长时间" en:"Longest wait for running requests when the server stops"`
	Metrics        bool           `name:"metrics" default:"on" rule:"one=on|off" zh:"是否提供 /metrics（Prometheus）" en:"Whether /metrics (Prometheus) is served"`

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

// Readers is the number of read connections: ReadPool, or twice the processors and at least four.
func (s *Settings) Readers() int {
	if s.ReadPool > 0 {
		return s.ReadPool
	}
	return max(4, 2*runtime.NumCPU())
}
