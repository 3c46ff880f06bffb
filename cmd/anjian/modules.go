package main

import (
	"anjian/base/account"
	"anjian/base/agency"
	"anjian/base/calendar"
	"anjian/base/enterprise"
	"anjian/base/library"
	"anjian/base/notice"
	"anjian/base/org"
	"anjian/base/person"
	"anjian/base/region"
	"anjian/base/reminder"
	"anjian/base/right"
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
	"anjian/system/hazard"
	"anjian/system/roster"
)

// modules is the list of all systems; adding a system adds one line. The order is that of the menu.
func modules(s *setting.Settings, sessions *account.Sessions, center *notice.Center, usage *right.Usage) []kernel.Module {
	systems := []kernel.Module{
		enterprise.Module(),
		hazard.Module(),
		bulletin.Module(),
		agency.Module(),
		person.Module(),
		notice.Module(center),
		reminder.Module(),
		chat.Module(sessions, chat.Policy{Recall: s.ChatRecall, Days: s.ChatDays}),
		roster.Module(),
		library.Module(),
		org.Module(),
		account.Module(sessions),
		right.Module(usage),
		region.Module(),
		calendar.Module(),
		view.Module(),
	}
	return append(systems,
		// what runs the declarations
		sheet.Module(systems, rest.Filter, sheet.Limits{Rows: s.ImportMaxRows}),
		search.Module(),
		metric.Module(),
		geo.Module(rest.Filter),
		due.Module(reminder.Tell),
		rest.Module(),
		rest.FilesModule(),
		task.Module(),
		trail.Module(),
	)
}
