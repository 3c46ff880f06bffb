package plan_test

import (
	"testing"

	"anjian/base/account"
	"anjian/base/agency"
	"anjian/base/enterprise"
	"anjian/base/library"
	"anjian/base/officer"
	"anjian/base/org"
	"anjian/base/region"
	"anjian/kernel"
	"anjian/kernel/kerneltest"
	"anjian/system/hazard"
	"anjian/system/plan"
)

var modules = []kernel.Module{region.Module(), org.Module(), enterprise.Module(), agency.Module(), account.Module(nil), library.Module(), officer.Module(), hazard.Module(), plan.Module()}

func TestConform(t *testing.T) { kerneltest.Conform(t, modules...) }
