// Package onemap is the one map of safety (安全生产一张图): the layers that all systems declare, as themes on one page with what can be asked of a map.
// It declares no records; what it shows is read under the rights of each layer.
package onemap

import "anjian/kernel"

// Module declares the system, which is its pages.
func Module() kernel.Module {
	return kernel.Module{Name: "onemap", Label: "一张图"}
}
