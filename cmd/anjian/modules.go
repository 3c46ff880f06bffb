package main

import (
	"io"
	"slices"
	"strings"

	"anjian/base/account"
	"anjian/base/agency"
	"anjian/base/calendar"
	"anjian/base/document"
	"anjian/base/enterprise"
	"anjian/base/evidence"
	"anjian/base/feature"
	"anjian/base/identity"
	"anjian/base/library"
	"anjian/base/notice"
	"anjian/base/officer"
	"anjian/base/org"
	"anjian/base/person"
	"anjian/base/region"
	"anjian/base/reminder"
	"anjian/base/right"
	"anjian/base/seal"
	"anjian/base/view"
	"anjian/kernel"
	"anjian/kernel/due"
	"anjian/kernel/geo"
	"anjian/kernel/metric"
	"anjian/kernel/rest"
	"anjian/kernel/search"
	"anjian/kernel/setting"
	"anjian/kernel/sheet"
	"anjian/kernel/task"
	"anjian/kernel/trail"
	"anjian/system/bulletin"
	"anjian/system/chat"
	"anjian/system/enforcement"
	"anjian/system/hazard"
	"anjian/system/inspection"
	"anjian/system/majorhazard"
	"anjian/system/monitor"
	"anjian/system/office"
	"anjian/system/onemap"
	"anjian/system/plan"
	"anjian/system/risk"
	"anjian/system/roster"
	"anjian/system/video"
)

// modules is the list of all systems; adding a system adds one line. The order and the headings are those of the menu.
func modules(s *setting.Settings, sessions *account.Sessions, center *notice.Center, usage *right.Usage, atlas *geo.Atlas, house *monitor.House, cameras *video.House) []kernel.Module {
	systems := slices.Concat(
		area("监管业务",
			enterprise.Module(),
			hazard.Module(),
			risk.Module(gradeFacts...),
			majorhazard.Module(),
			monitor.Module(house),
			video.Module(cameras, alarmed),
			bulletin.Module(),
			agency.Module(),
			person.Module(),
			feature.Module(),
		),
		area("执法监察",
			plan.Module(),
			inspection.Module(),
			enforcement.Module(),
			document.Module(inspection.Papers(), enforcement.Papers()),
			library.Module(),
			officer.Module(),
			evidence.Module(sessions.Vault),
			seal.Module(&seal.House{Vault: sessions.Vault, BaseURL: strings.TrimRight(s.BaseURL, "/")}),
		),
		area("协同办公",
			notice.Module(center),
			office.Module(),
			reminder.Module(),
			chat.Module(sessions, chat.Policy{Recall: s.ChatRecall, Days: s.ChatDays}),
			roster.Module(),
		),
		area("平台管理",
			org.Module(),
			account.Module(sessions),
			right.Module(usage),
			identity.Module(identity.Config{Sessions: sessions, BaseURL: s.BaseURL, Sheet: roll(s)}),
			region.Module(),
			calendar.Module(),
		),
		area("", view.Module(), onemap.Module()), // tabs of lists; a page above all headings
	)
	return append(systems,
		// what runs the declarations
		sheet.Module(systems, rest.Filter, sheet.Limits{Rows: s.ImportMaxRows}),
		search.Module(),
		metric.Module(),
		atlas.Module(),
		geo.NewGround(s.MapAddress, string(s.MapKey)).Module(),
		due.Module(reminder.Tell),
		rest.Module(),
		rest.FilesModule(),
		task.Module(),
		trail.Module(),
	)
}

// area puts systems below a heading of the menu.
func area(label string, systems ...kernel.Module) []kernel.Module {
	for i := range systems {
		systems[i].Area = label
	}
	return systems
}

// roll reads the tables of people that package identity compares with the accounts.
func roll(s *setting.Settings) func(io.ReaderAt, int64, string) (identity.Table, error) {
	return func(r io.ReaderAt, size int64, name string) (identity.Table, error) {
		return sheet.Open(r, size, name, sheet.Limits{Rows: s.ImportMaxRows}, nil)
	}
}
