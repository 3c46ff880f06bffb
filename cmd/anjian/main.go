// Command anjian is the platform: one binary with everything inside.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"runtime/debug"
	"slices"
	"strings"
	"syscall"

	"anjian/kernel"
	"anjian/kernel/setting"
)

// command is one word after anjian.
type command struct {
	name, args, options, help string
	run                       func(ctx context.Context, in *invocation) error
}

// invocation is one call of a command.
type invocation struct {
	*setting.Settings
	flags *flag.FlagSet
	args  []string
	out   io.Writer
	opts  options
}

// options are the flags that are no settings.
type options struct {
	demo, province, force         bool
	seed                          int64
	region, name, typ, as, anchor string
}

var commands = []command{
	{"serve", "", "demo province seed", "启动平台（网页、手机端和接口）。加 --demo 时，若数据库为空则先装入示范数据", serve},
	{"init", "", "region name", "建立空平台：建表、装入行政区划（--region），建立首个系统管理员并给出一次性密码", initialise},
	{"demo", "", "province seed", "装入示范数据：默认一个市；--province 为一个省的 5 万家企业和两年的检查、隐患（--seed 固定随机数）", loadDemo},
	{"import", "文件", "type as", "从 XLSX 或 CSV 导入记录：--type 记录类型，--as 账号；有错的行写入 文件.errors.xlsx", importFile},
	{"export", "文件", "type as force", "把一类记录导出为 XLSX 或 CSV：--type 记录类型，--as 账号", exportFile},
	{"verify", "", "anchors", "核验办理过程的证据链，指出被改动、缺失、插入的条目；--anchors 文件 与留存的锚点核对并更新", verify},
	{"recount", "", "", "重新清点各项指标的计数，说明与原计数的差异", recount},
	{"backup", "文件", "force", "在运行中备份数据库和附件到一个 zip 文件", backup},
	{"restore", "文件", "", "从备份恢复到空的数据目录", restore},
	{"simulate", "", "", "工具：模拟一个省的监测设备（194座尾矿库、86处一级重大危险源、60座煤矿），用真实协议向正在运行的平台发送数据", simulate},
	{"version", "", "", "显示版本", func(_ context.Context, in *invocation) error { fmt.Fprintln(in.out, version()); return nil }},
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	os.Exit(run(ctx, os.Args[1:], os.Environ(), os.Stdout, os.Stderr))
}

// run is main with its surroundings as arguments; it returns the exit status: 0 done, 1 failed, 2 wrong call.
func run(ctx context.Context, args, environ []string, stdout, stderr io.Writer) int {
	if len(args) == 2 && args[0] == "help" {
		args = []string{args[1], "--help"}
	}
	if len(args) == 0 || args[0] == "help" || args[0] == "--help" || args[0] == "-h" {
		usage(stdout)
		return 0
	}
	for _, cmd := range commands {
		if cmd.name == args[0] {
			return call(ctx, cmd, args[1:], environ, stdout, stderr)
		}
	}
	fmt.Fprintf(stderr, "没有 %q 这个命令。\n\n", args[0])
	usage(stderr)
	return 2
}

// wrongCall is what a person typed wrongly; the exit status is 2.
type wrongCall string

func (w wrongCall) Error() string { return string(w) }

func call(ctx context.Context, cmd command, args, environ []string, stdout, stderr io.Writer) int {
	in := &invocation{flags: flag.NewFlagSet(cmd.name, flag.ContinueOnError), out: stdout}
	in.flags.SetOutput(io.Discard)
	in.opts.register(in.flags, strings.Fields(cmd.options))
	settings := setting.Register(in.flags)
	err := in.parse(args)
	if errors.Is(err, flag.ErrHelp) {
		in.explain(cmd)
		return 0
	}
	if err == nil && len(in.args) > 0 && cmd.args == "" {
		err = wrongCall("不需要“" + in.args[0] + "”")
	}
	if err == nil {
		if in.Settings, err = settings.Load(environ); err != nil {
			fmt.Fprintln(stderr, err)
			return 2
		}
		err = cmd.run(ctx, in)
	}
	if err == nil {
		return 0
	}
	message := err.Error()
	if fault, ok := errors.AsType[*kernel.Error](err); ok { // the sentence for the person, without the code for programs
		message = strings.Replace(message, fault.Error(), fault.Message, 1)
	}
	if reason, ok := errors.AsType[syscall.Errno](err); ok && reasons[reason] != "" {
		message = strings.ReplaceAll(message, reason.Error(), reasons[reason])
	}
	fmt.Fprintf(stderr, "anjian %s：%s\n", cmd.name, message)
	if _, wrong := errors.AsType[wrongCall](err); wrong {
		fmt.Fprintf(stderr, "用法见 anjian %s --help\n", cmd.name)
		return 2
	}
	return 1
}

// reasons says in Chinese what the system refuses most often.
var reasons = map[syscall.Errno]string{
	syscall.EADDRINUSE: "端口已被占用，可能已有一个平台在运行", syscall.EADDRNOTAVAIL: "本机没有这个地址", syscall.EACCES: "没有权限", syscall.EPERM: "没有权限", syscall.ECONNREFUSED: "连接被拒绝，数据库可能没有启动",
	syscall.ENOENT: "没有这个文件或目录", syscall.ENOTDIR: "不是目录", syscall.EISDIR: "是一个目录", syscall.ENOSPC: "磁盘已满", syscall.EROFS: "只能读，不能写", syscall.EHOSTUNREACH: "网络不通",
}

// explain prints what a command does, its own options first; the settings are the same for all and stand in full with serve alone.
func (in *invocation) explain(cmd command) {
	fmt.Fprintf(in.out, "用法：%s\n\n%s\n", strings.TrimRight("anjian "+cmd.name+" [选项] "+cmd.args, " "), cmd.help)
	own := strings.Fields(cmd.options)
	list := func(title string, take func(name string) bool) {
		in.flags.VisitAll(func(f *flag.Flag) {
			if !take(f.Name) {
				return
			}
			value := " 值"
			if b, ok := f.Value.(interface{ IsBoolFlag() bool }); ok && b.IsBoolFlag() {
				value = ""
			}
			usual := ""
			if f.DefValue != "" && f.DefValue != "false" {
				usual = "（缺省 " + f.DefValue + "）"
			}
			fmt.Fprintf(in.out, "%s  --%s%s\n        %s%s\n", title, f.Name, value, f.Usage, usual)
			title = ""
		})
	}
	list("\n选项：\n", func(name string) bool { return slices.Contains(own, name) })
	switch cmd.name {
	case "version":
	case "serve":
		list("\n设置：\n", func(name string) bool { return !slices.Contains(own, name) })
	default:
		list("\n设置：\n", func(name string) bool { return slices.Contains([]string{"config", "data", "database"}, name) })
		fmt.Fprintln(in.out, "  其余设置与 serve 相同，见 anjian serve --help")
	}
}

// register declares the options that a command names.
func (o *options) register(flags *flag.FlagSet, names []string) {
	for _, name := range names {
		switch name {
		case "demo":
			flags.BoolVar(&o.demo, name, false, "数据库为空时装入示范数据")
		case "province":
			flags.BoolVar(&o.province, name, false, "示范数据为一个省")
		case "force":
			flags.BoolVar(&o.force, name, false, "覆盖已有的文件")
		case "seed":
			flags.Int64Var(&o.seed, name, 2018, "示范数据的随机数种子")
		case "region":
			flags.StringVar(&o.region, name, "41", "平台所辖的行政区划代码（省两位、市四位、县六位）")
		case "name":
			flags.StringVar(&o.name, name, "admin", "首个系统管理员的登录名")
		case "type":
			flags.StringVar(&o.typ, name, "", "记录类型，例如 enterprise")
		case "as":
			flags.StringVar(&o.as, name, "", "以哪个账号的权限办理")
		case "anchors":
			flags.StringVar(&o.anchor, name, "", "留存锚点的文件")
		default:
			panic("anjian: no option " + name)
		}
	}
}

// parse takes options before and after the arguments.
func (in *invocation) parse(args []string) error {
	for {
		if err := in.flags.Parse(args); err != nil {
			return plainly(err)
		}
		if args = in.flags.Args(); len(args) == 0 {
			return nil
		}
		in.args, args = append(in.args, args[0]), args[1:]
	}
}

// plainly says in Chinese what package flag complains of.
func plainly(err error) error {
	text := err.Error()
	if name, ok := strings.CutPrefix(text, "flag provided but not defined: "); ok {
		return wrongCall("没有 -" + name + " 这个选项")
	}
	if name, ok := strings.CutPrefix(text, "flag needs an argument: "); ok {
		return wrongCall("选项 -" + name + " 后面缺少内容")
	}
	if strings.HasPrefix(text, "invalid ") {
		parts := strings.Split(text, `"`)
		return wrongCall("选项的内容无效：" + parts[min(1, len(parts)-1)])
	}
	return err
}

func usage(w io.Writer) {
	fmt.Fprint(w, "安监：安全生产综合监管信息平台\n\n用法：anjian 命令 [选项] [文件]\n\n命令：\n")
	for _, cmd := range commands {
		fmt.Fprintf(w, "  %-8s %s\n", cmd.name, cmd.help)
	}
	fmt.Fprint(w, `
常用：
  anjian serve --demo                        看一看：装入示范数据并启动，浏览器打开所显示的地址
  anjian init --region 4101 && anjian serve  正式使用：建立空平台并启动

每个命令的选项见 anjian 命令 --help；设置也可以写在 anjian.toml 或环境变量（ANJIAN_LISTEN 等）中，
后者优先于文件，选项优先于环境变量。全部设置见 docs/operate/settings.md。
`)
}

// version is the commit that the binary was built from.
func version() string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return "dev"
	}
	rev, dirty := "dev", ""
	for _, s := range info.Settings {
		switch {
		case s.Key == "vcs.revision" && len(s.Value) >= 12:
			rev = s.Value[:12]
		case s.Key == "vcs.modified" && s.Value == "true":
			dirty = "+"
		}
	}
	return "anjian " + rev + dirty + " " + info.GoVersion
}
