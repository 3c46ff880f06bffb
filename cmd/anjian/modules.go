package main

import (
	"anjian/base/enterprise"
	"anjian/base/library"
	"anjian/base/reminder"
	"anjian/kernel"
	"anjian/kernel/due"
	"anjian/kernel/rest"
	"anjian/kernel/task"
	"anjian/kernel/trail"
)

// modules is the list of all systems; adding a system adds one line. The order is that of the menu.
func modules() []kernel.Module {
	return []kernel.Module{
		enterprise.Module(),
		library.Module(),
		reminder.Module(),

		rest.Module(),
		rest.FilesModule(),
		due.Module(reminder.Tell),
		task.Module(),
		trail.Module(),
	}
}
