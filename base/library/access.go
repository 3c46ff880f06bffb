package library

import (
	"anjian/base/role"
	"anjian/kernel"
)

// kept is the rights on what the libraries hold of law: whoever works with the platform reads what applies in the own region, and places
// keep what they add.
func kept(applies func(kernel.Actor) kernel.Cond) kernel.Access {
	return kernel.Access{
		{To: everyone, Can: "read export", Rows: applies},
		{To: role.Government, Can: "read export", Rows: kernel.Jurisdiction},
		{To: keepers, Can: "create update import", Rows: keeping},
	}
}

// keeping is what the own bureau answers for. A province answers for what holds in the whole country too: nobody above it works with this platform.
func keeping(a kernel.Actor) kernel.Cond {
	if len(a.Region) == 2 {
		return kernel.Or(kernel.Jurisdiction(a), kernel.Compare("region", "=", kernel.Country))
	}
	return kernel.Jurisdiction(a)
}
