package main

import (
	"context"
	"errors"
	"fmt"
	"time"

	"anjian/base/account"
	"anjian/kernel"
)

// loadDemo fills an empty platform with demonstration data: a city, or a province for measuring.
func loadDemo(ctx context.Context, in *invocation) error {
	p, err := open(ctx, in.Settings)
	if err != nil {
		return err
	}
	defer p.close()
	n, err := account.Accounts.Count(p.system(ctx), kernel.Cond{})
	if err != nil {
		return err
	}
	if n > 0 {
		return fmt.Errorf("数据库不是空的（已有 %d 个账号），示范数据只装入空的平台；请用 --data 另指一个空目录，或用 --database 另指一个空的数据库", n)
	}
	return playDemo(ctx, p, in)
}

// firstDemo is loadDemo for a platform that is about to serve: on later starts it only says again who can sign in.
func firstDemo(ctx context.Context, p *platform, in *invocation) error {
	c := p.system(ctx)
	switch n, err := account.Accounts.Count(c, kernel.Cond{}); {
	case err != nil:
		return err
	case n == 0:
		return playDemo(ctx, p, in)
	}
	mark, err := account.Accounts.First(c, kernel.Eq(&account.Row.Login, demoMark))
	if err != nil {
		return err
	}
	switch {
	case mark == nil:
		fmt.Fprintln(in.out, "数据库里已有数据，不装入示范数据")
	case mark.LastLogin.IsZero(): // it signs in when all is there
		return errors.New("上次装入示范数据时中断了，数据不完整；请清空数据目录（或数据库）后再启动")
	case mark.Status == account.Active:
		n, err := account.Accounts.Count(c, kernel.Eq(&account.Row.Login, "admin"))
		if err != nil {
			return err
		}
		if n == 0 {
			printProvince(in)
			return nil
		}
		printCast(in)
	}
	return nil
}

// playDemo loads the data and says how long that took.
func playDemo(ctx context.Context, p *platform, in *invocation) error {
	began := time.Now()
	s := newStage(ctx, p, in)
	defer s.leave()
	play := s.city
	if in.opts.province {
		play = s.province
	}
	if err := play(); err != nil {
		return fmt.Errorf("示范数据没有装完：%w；请清空数据目录后重试", err)
	}
	fmt.Fprintf(in.out, "示范数据已装入，用时 %.0f 秒\n", time.Since(began).Seconds())
	if in.opts.province {
		printProvince(in)
	} else {
		printCast(in)
	}
	return nil
}
