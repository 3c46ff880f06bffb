package enforcement_test

import (
	"testing"

	"anjian/base/account"
	"anjian/base/agency"
	"anjian/base/calendar"
	"anjian/base/enterprise"
	"anjian/base/library"
	"anjian/base/officer"
	"anjian/base/org"
	"anjian/base/region"
	"anjian/kernel"
	"anjian/kernel/kerneltest"
	"anjian/system/enforcement"
)

var modules = []kernel.Module{region.Module(), org.Module(), enterprise.Module(), agency.Module(), account.Module(nil), calendar.Module(), officer.Module(), library.Module(), enforcement.Module()}

func TestConform(t *testing.T) {
	kerneltest.Conform(t, append([]kernel.Module{enforcement.Module()}, modules[:len(modules)-1]...)...)
}
