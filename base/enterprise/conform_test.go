package enterprise_test

import (
	"testing"

	"anjian/base/enterprise"
	"anjian/base/region"
	"anjian/kernel"
	"anjian/kernel/kerneltest"
)

var modules = []kernel.Module{region.Module(), enterprise.Module()}

func TestConform(t *testing.T) {
	kerneltest.Conform(t, "enterprise", enterprise.Module(), region.Module())
}
