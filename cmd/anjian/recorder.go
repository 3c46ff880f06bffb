package main

import (
	"context"
	"crypto/rand"
	"fmt"
	"sync"
	"time"

	"anjian/base/enterprise"
	"anjian/kernel"
	"anjian/kernel/setting"
	"anjian/kernel/video/loop"
	"anjian/system/video"
)

// recorders is how many recorders of GB/T 28181 are played, each with two channels.
const recorders = 20

// record plays recorders against a platform that runs; their records are made at the first start, and each gets a new password.
func record(ctx context.Context, p *platform, s *setting.Settings, firms []*enterprise.Enterprise, all *sync.WaitGroup) error {
	c := p.system(ctx)
	for n := range recorders {
		e := firms[n%len(firms)]
		code := fmt.Sprintf("%.6s00001180%06d", string(e.Region)+"000000", n+1)
		d, err := video.Devices.First(c, kernel.Compare("code", "=", code))
		if err != nil {
			return err
		}
		if d == nil {
			d = &video.Device{Enterprise: kernel.Ref[enterprise.Enterprise](e.ID), Name: fmt.Sprintf("模拟录像机%d", n+1), Code: code, Transport: []video.Transport{video.UDP, video.TCP}[n%2]}
			if err := video.Devices.Create(c, d); err != nil {
				return err
			}
		}
		password := rand.Text()
		if err := p.cameras.SetPassword(c, d.ID, password); err != nil {
			return err
		}
		played := &loop.Device{Code: code, Password: password, Platform: s.VideoGB, PlatformCode: s.VideoGBCode, Channels: map[string]string{code[:10] + "131" + code[13:]: "模拟罐区", code[:10] + "132" + code[13:]: "模拟装卸区"}}
		all.Go(func() {
			for ctx.Err() == nil {
				if played.Run(ctx) != nil {
					pause(ctx, 5*time.Second)
				}
			}
		})
	}
	return nil
}
