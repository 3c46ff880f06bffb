package main

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"anjian/base/account"
	"anjian/base/library"
	"anjian/base/notice"
	"anjian/base/region"
	"anjian/kernel"
	"anjian/kernel/metric"
	"anjian/kernel/trail"
)

// initialise makes an empty platform with its first administrator.
func initialise(ctx context.Context, in *invocation) error {
	p, err := open(ctx, in.Settings)
	if err != nil {
		return err
	}
	defer p.close()
	var founders []account.Founder
	err = p.system(ctx).Tx(func(c *kernel.Ctx) error {
		if err := region.Seed(c, kernel.Region(in.opts.region)); err != nil {
			return err
		}
		if err := library.Seed(c); err != nil {
			return err
		}
		var err error
		founders, err = account.Found(c, in.opts.name, kernel.Region(in.opts.region))
		return err
	})
	if err != nil {
		return err
	}
	fmt.Fprintf(in.out, "平台已建立，所辖区域：%s。\n三名管理员互不兼任，请分别交给三个人：\n", p.env.Label(kernel.Region(in.opts.region)))
	for i, f := range founders {
		first := ""
		if i == 0 {
			first = "首个"
		}
		fmt.Fprintf(in.out, "%s%s：%s\n一次性密码：%s\n", first, f.Role, f.Login, f.Password)
	}
	if in.Settings.BaseURL == "" {
		fmt.Fprintln(in.out, notice.Addressless+"，例如 base_url = \"https://anjian.example.gov.cn\"。")
	}
	fmt.Fprintf(in.out, "首次登录须修改密码；密码只显示这一次。\n启动：%s\n", in.same("serve"))
	return nil
}

// same is the call of another command for the same platform.
func (in *invocation) same(command string) string {
	call := "anjian " + command
	in.flags.Visit(func(f *flag.Flag) {
		switch f.Name {
		case "config":
			call += " --config " + f.Value.String()
		case "data":
			call += " --data " + in.Settings.Data
		case "database":
			call += " --database …"
		}
	})
	return call
}

// verify checks the trail and, with --anchors, compares it with the ends of the chains that an earlier run noted there.
func verify(ctx context.Context, in *invocation) error {
	p, err := existing(ctx, in.Settings)
	if err != nil {
		return err
	}
	defer p.close()
	var anchors []trail.Anchor
	if in.opts.anchor != "" {
		text, err := os.ReadFile(in.opts.anchor)
		if err == nil {
			err = json.Unmarshal(text, &anchors)
		}
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return fmt.Errorf("锚点文件 %s 无法读取：%w", in.opts.anchor, err)
		}
	}
	r, err := trail.Verify(ctx, p.store, anchors)
	if err != nil {
		return err
	}
	for _, f := range r.Faults {
		fmt.Fprintln(in.out, f.Text)
	}
	if len(r.Faults) > 0 {
		return fmt.Errorf("证据链有 %d 处问题（共 %d 条，%d 条链）", len(r.Faults), r.Entries, r.Chains)
	}
	if in.opts.anchor != "" {
		text, err := json.MarshalIndent(r.Anchors, "", " ")
		if err != nil {
			return err
		}
		if err := os.WriteFile(in.opts.anchor, text, 0o600); err != nil {
			return err
		}
	}
	fmt.Fprintf(in.out, "证据链完整：%d 条，%d 条链\n", r.Entries, r.Chains)
	differences, err := metric.Verify(p.system(ctx))
	if err != nil {
		return err
	}
	if len(differences) > 0 {
		return fmt.Errorf("指标计数有 %d 处与记录不符（%s），运行 anjian recount 重新清点", len(differences), differences[0])
	}
	fmt.Fprintln(in.out, "指标计数与记录一致")
	return nil
}

// recount makes the counters of the indicators anew and says where they differed.
func recount(ctx context.Context, in *invocation) error {
	p, err := existing(ctx, in.Settings)
	if err != nil {
		return err
	}
	defer p.close()
	differences, err := metric.Rebuild(p.system(ctx))
	if err != nil {
		return err
	}
	for _, d := range differences[:min(len(differences), 100)] {
		fmt.Fprintln(in.out, d)
	}
	fmt.Fprintf(in.out, "指标已重新清点：%d 处与原计数不同\n", len(differences))
	return nil
}

// acting opens the platform for a command that does something with the rights of an account.
func acting(ctx context.Context, in *invocation) (p *platform, c *kernel.Ctx, h kernel.Handle, file string, err error) {
	if len(in.args) != 1 || in.opts.typ == "" || in.opts.as == "" {
		return nil, nil, nil, "", wrongCall("请写明一个文件、--type 和 --as，例如 --type enterprise --as clerk 企业.xlsx")
	}
	file = in.args[0]
	if ext := strings.ToLower(filepath.Ext(file)); ext != ".xlsx" && ext != ".csv" {
		return nil, nil, nil, "", wrongCall(file + " 不是 .xlsx 或 .csv 文件")
	}
	if p, err = existing(ctx, in.Settings); err != nil {
		return nil, nil, nil, "", err
	}
	if h = p.env.App.Resource(in.opts.typ); h == nil {
		var names []string
		p.env.App.Each(func(_ *kernel.Module, h kernel.Handle) { names = append(names, h.Meta().Name) })
		err = wrongCall("没有 " + in.opts.typ + " 这类记录；有：" + strings.Join(names, "、"))
	}
	if err == nil {
		c, err = p.as(ctx, in.opts.as)
	}
	if err != nil {
		p.close()
	}
	return p, c, h, file, err
}
