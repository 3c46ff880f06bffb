package library

import (
	"anjian/base/role"
	"anjian/kernel"
)

// kept is the rights on what the libraries hold of law: whoever works with the platform reads what applies in the own region, places
// keep what they add, and the administrators of the platform keep what holds in the whole country.
func kept(applies func(kernel.Actor) kernel.Cond) kernel.Access {
	return kernel.Access{
		{To: everyone, Can: "read export", Rows: applies},
		{To: role.Government, Can: "read export", Rows: kernel.Jurisdiction},
		{To: keepers, Can: "create update import", Rows: kernel.Jurisdiction},
		{To: []kernel.Role{role.System}, Can: "read create update import export", Rows: kernel.Jurisdiction},
	}
}
