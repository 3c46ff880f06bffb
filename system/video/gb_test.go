package video_test

import (
	"context"
	"log/slog"
	"strings"
	"testing"
	"time"

	"anjian/kernel"
	"anjian/kernel/kerneltest"
	engine "anjian/kernel/video"
	"anjian/kernel/video/loop"
	"anjian/system/video"
)

// 登记国标设备 -> 设置密码 -> 设备登录, 目录成为摄像机 -> 浏览器看到画面 -> 设备下线, 摄像机离线; 停用后不能再登录.
func TestGB28181(t *testing.T) {
	t.Parallel()
	each(t, func(p *plant) {
		sip, err := engine.ServeSIP("127.0.0.1:0", "127.0.0.1:0", "41010500002000000001", "", video.Desk{House: p.h}, slog.New(slog.DiscardHandler))
		kerneltest.Must(t, err)
		t.Cleanup(func() { sip.Close() })
		p.h.SIP = sip
		p.h.Hub.Probe = time.Second
		d := &video.Device{Enterprise: p.id, Name: "厂区录像机", Code: "41010500001180000001", Transport: video.UDP}
		kerneltest.Must(t, video.Devices.Create(p.safety, d))
		const issue = "POST /api/video_device/{id}/secret"
		_, err = p.call(p.stranger, issue, "", "id", d.ID)
		kerneltest.Want(t, "the password of another's device", err, kernel.Missing)
		w, err := p.call(p.safety, issue, "", "id", d.ID)
		kerneltest.Must(t, err)
		secret := strings.TrimSuffix(strings.TrimPrefix(strings.TrimSpace(w.Body.String()), `{"secret":"`), `"}`)
		if len(secret) != 12 || strings.Contains(p.sealed(d.ID), secret) {
			t.Errorf("secret %q", w.Body)
		}
		real := &loop.Device{Code: d.Code, Password: secret, Platform: sip.Address(), PlatformCode: sip.Code(), Channels: map[string]string{"41010500001310000001": "1号罐区", "41010500001320000002": "装卸区"}}
		ctx, cancel := context.WithCancel(context.Background())
		defer cancel()
		done := make(chan error, 1)
		go func() { done <- real.Run(ctx) }()
		var list []*video.Camera
		p.until("the channels are cameras that show something", func() bool {
			list, err = video.Cameras.List(p.safety, kernel.Query{Sort: "code"})
			kerneltest.Must(t, err)
			return len(list) == 2 && list[0].Status == video.Online && list[1].Status == video.Online
		})
		if x := list[0]; x.Name != "1号罐区" || x.Enterprise != p.id || x.Region != "410105" || x.Source != video.GB || x.Position.Lat != 34.79 {
			t.Errorf("%+v", x)
		}
		if d, err = video.Devices.Get(p.county, d.ID); err != nil || d.Status != video.Online || d.Channels != 2 {
			t.Errorf("%+v %v", d, err)
		}
		_, err = video.Devices.Update(p.safety, d.ID, 0, func(d *video.Device) error { d.Transport = video.TCP; return nil })
		kerneltest.Must(t, err)
		p.until("its cameras come by TCP", real.TCP)
		browser, offer, came := browse(t)
		defer browser.Close()
		w, err = p.call(p.county, "POST /api/video/{id}/whep", offer, "id", list[0].ID)
		kerneltest.Must(t, err)
		accept(t, browser, w.Body.String())
		for range 20 {
			select {
			case <-came:
			case <-time.After(10 * time.Second):
				t.Fatal("no picture comes")
			}
		}
		cancel()
		kerneltest.Must(t, <-done)
		p.until("offline with its device", func() bool {
			x := p.camera(list[0].ID)
			return x.Status == video.Offline && x.Reason == engine.Unregistered
		})
		_, err = video.Devices.Do(p.safety, d.ID, 0, "close", nil, "拆除")
		kerneltest.Must(t, err)
		if err := real.Run(t.Context()); err == nil {
			t.Error("a device that is shut signs in")
		}
	})
}
