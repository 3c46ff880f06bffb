package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/netip"
	"strings"
	"time"

	"anjian/base/account"
	"anjian/kernel"
	"anjian/kernel/setting"
	engine "anjian/kernel/video"
	"anjian/kernel/video/loop"
	"anjian/system/monitor"
	"anjian/system/video"
)

// filming is the video of the settings, still closed.
func filming(s *setting.Settings, sessions *account.Sessions) *video.House {
	h := video.NewHouse(sessions.Vault)
	h.Sessions, h.Before, h.After = sessions, s.VideoBefore, s.VideoAfter
	h.Dial = engine.Dialer(s.VideoNetworks)
	return h
}

// film opens the video: browsers come to its port, cameras are called.
func (p *platform) film(ctx context.Context, s *setting.Settings, demo bool) error {
	listen := s.VideoListen
	if listen == "" {
		host, _, _ := net.SplitHostPort(s.Listen)
		if host == "localhost" {
			host = "127.0.0.1"
		}
		listen = net.JoinHostPort(host, "0")
	}
	var public []string
	for text := range strings.SplitSeq(s.VideoPublic, ",") {
		if text = strings.TrimSpace(text); text == "" {
			continue
		}
		if _, err := netip.ParseAddr(text); err != nil {
			return fmt.Errorf("设置 video_public 的值“%s”无效，应为 IP 地址", text)
		}
		public = append(public, text)
	}
	gate, err := engine.OpenGate(listen, public)
	if err != nil {
		return fmt.Errorf("无法监听 %s：%w", listen, err)
	}
	p.devices = append(p.devices, gate)
	p.cameras.Open(gate, slog.Default())
	if s.VideoGB != "" {
		if err := p.invite(s); err != nil {
			return err
		}
	}
	if demo {
		return p.screen(ctx)
	}
	return nil
}

// invite lets devices sign in by GB/T 28181.
func (p *platform) invite(s *setting.Settings) error {
	host, _, _ := net.SplitHostPort(s.VideoGB)
	media := s.VideoGBMedia
	if media == "" {
		media = net.JoinHostPort(host, "0")
	}
	told := s.VideoGBHost
	if ip := net.ParseIP(host); told == "" && ip != nil && ip.IsUnspecified() {
		return errors.New("video_gb28181 监听所有地址时，请在 video_gb28181_host 填写设备看到的平台 IP 地址")
	}
	server, err := engine.ServeSIP(s.VideoGB, media, s.VideoGBCode, told, video.Desk{House: p.cameras}, slog.Default())
	if err != nil {
		return fmt.Errorf("国标接入无法打开（%s）：%w", s.VideoGB, err)
	}
	p.devices = append(p.devices, server)
	p.cameras.SIP = server
	return nil
}

// demoHost is the name of the camera of the demonstration; no network knows it (RFC 2606).
const demoHost = "demo.invalid"

// screen plays the film of the demonstration as a camera that only this process finds.
func (p *platform) screen(ctx context.Context) error {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	p.devices = append(p.devices, l)
	go (&loop.Camera{Paths: []string{"/live"}}).Serve(context.WithoutCancel(ctx), l)
	real := p.cameras.Dial
	p.cameras.Dial = func(ctx context.Context, network, address string) (net.Conn, error) {
		if strings.HasPrefix(address, demoHost+":") {
			return (&net.Dialer{}).DialContext(ctx, network, l.Addr().String())
		}
		return real(ctx, network, address)
	}
	return nil
}

// alarmed: the cameras keep what they see around an alarm, when it begins and when it comes back.
func alarmed(c *kernel.Ctx, w *kernel.Write) (*video.Occasion, error) {
	a, ok := w.After.(*monitor.Alarm)
	if !ok {
		return nil, nil
	}
	if before, ok := w.Before.(*monitor.Alarm); ok && before.Times >= a.Times {
		return nil, nil
	}
	if !a.Active || c.Now().Sub(a.Started) > time.Minute && a.Times == 1 { // what came late shows nothing any more
		return nil, nil
	}
	o := &video.Occasion{Type: monitor.Alarms.Name, Record: a.ID, Title: a.Title, Enterprise: a.Enterprise, Hazard: a.Hazard}
	if a.Point != "" {
		p, err := monitor.Points.First(c.AsSystem(), kernel.ByID(string(a.Point)))
		if err != nil {
			return nil, err
		}
		if p != nil {
			o.Point = p.Code
		}
	}
	return o, nil
}
