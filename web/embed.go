// Package web holds the built front end: the console at /, the phone at /m/.
package web

import "embed"

// Dist is what `make web` builds; scripts/ensure-dist puts a page there that says so if it was not built.
//
//go:embed all:dist
var Dist embed.FS
