package main

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"strconv"
	"strings"

	"anjian/kernel/setting"
	"anjian/kernel/sheet"
	"anjian/kernel/telemetry"
	"anjian/system/monitor"
)

// watching is the monitoring of the settings, still closed.
func watching(s *setting.Settings) *monitor.House {
	h := monitor.NewHouse()
	h.Addresses = monitor.Addresses{MQTT: s.MonitorMQTT, HJ212: s.MonitorHJ212, HTTP: strings.TrimRight(s.BaseURL, "/") + "/api/monitor/batch"}
	h.Sheet = workbook
	return h
}

// workbook writes a table of texts as XLSX; what is a number in every row is a number there.
func workbook(w io.Writer, name string, head []string, rows [][]string) error {
	columns := make([]sheet.Column, len(head))
	for i, label := range head {
		columns[i] = sheet.Column{Label: label, Kind: sheet.Number}
		for _, row := range rows {
			if _, err := strconv.ParseFloat(row[i], 64); err != nil {
				columns[i].Kind = sheet.Text
				break
			}
		}
	}
	out := sheet.NewXLSX(w, name)
	if err := out.Header(columns); err != nil {
		return err
	}
	for _, row := range rows {
		cells := make([]any, len(row))
		for i, text := range row {
			if cells[i] = text; columns[i].Kind == sheet.Number {
				cells[i], _ = strconv.ParseFloat(text, 64)
			}
		}
		if err := out.Row(cells); err != nil {
			return err
		}
	}
	return out.Close()
}

// measured opens the time series beside the database.
func (p *platform) measured(ctx context.Context, s *setting.Settings) error {
	e, err := openSeries(ctx, s)
	if err != nil {
		return err
	}
	p.devices = append(p.devices, e)
	return p.house.Open(ctx, e)
}

// listen opens the time series and hears devices where the settings say.
func (p *platform) listen(ctx context.Context, s *setting.Settings) error {
	if err := p.measured(ctx, s); err != nil {
		return err
	}
	if s.MonitorMQTT != "" {
		b, err := telemetry.ServeMQTT(context.WithoutCancel(ctx), s.MonitorMQTT, p.house, slog.Default())
		if err != nil {
			return fmt.Errorf("无法监听 %s：%w", s.MonitorMQTT, err)
		}
		p.devices = append(p.devices, b)
		p.house.Addresses.MQTT = listening(s.MonitorMQTT, b.Address())
	}
	if s.MonitorBroker != "" {
		o, err := telemetry.ListenTo(context.WithoutCancel(ctx), string(s.MonitorBroker), "anjian-platform", p.house, slog.Default())
		if err != nil {
			return fmt.Errorf("连不上 monitor_broker 所设的 MQTT 服务器：%w", err)
		}
		p.devices = append(p.devices, o)
	}
	if s.MonitorHJ212 != "" {
		l, err := telemetry.ServeHJ212(context.WithoutCancel(ctx), s.MonitorHJ212, p.house, slog.Default())
		if err != nil {
			return fmt.Errorf("无法监听 %s：%w", s.MonitorHJ212, err)
		}
		p.devices = append(p.devices, l)
		p.house.Addresses.HJ212 = listening(s.MonitorHJ212, l.Address())
	}
	return nil
}

// listening is an address of the settings as a device uses it: of port 0 the one that was given.
func listening(wanted, given string) string {
	if strings.HasSuffix(wanted, ":0") {
		return given
	}
	return wanted
}

// deafen hears devices no longer, then closes the time series.
func (p *platform) deafen() {
	for i := len(p.devices) - 1; i >= 0; i-- {
		if err := p.devices[i].Close(); err != nil {
			slog.Error("监测数据没有正常关闭", "err", err)
		}
	}
	p.devices = nil
}
