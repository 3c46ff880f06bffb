package enforcement_test

import (
	"testing"

	"anjian/base/account"
	"anjian/base/agency"
	"anjian/base/calendar"
	"anjian/base/document"
	"anjian/base/enterprise"
	"anjian/base/evidence"
	"anjian/base/library"
	"anjian/base/officer"
	"anjian/base/org"
	"anjian/base/region"
	"anjian/kernel"
	"anjian/kernel/kerneltest"
	"anjian/system/enforcement"
	"anjian/system/hazard"
	"anjian/system/inspection"
	"anjian/system/plan"
)

var modules = []kernel.Module{region.Module(), org.Module(), enterprise.Module(), agency.Module(), account.Module(nil), calendar.Module(), officer.Module(), library.Module(), evidence.Module(nil), hazard.Module(), plan.Module(), inspection.Module(), enforcement.Module()}

func TestConform(t *testing.T) {
	kerneltest.Conform(t, "enforcement", append([]kernel.Module{enforcement.Module()}, modules[:len(modules)-1]...)...)
}

// desk is all that a case at the desk works with; modules alone is the case without its papers.
var desk = append([]kernel.Module{document.Module(inspection.Papers(), enforcement.Papers())}, modules...)

func TestAssemble(t *testing.T) {
	if _, err := kernel.Assemble(desk...); err != nil {
		t.Error(err)
	}
}
