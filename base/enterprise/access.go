package enterprise

import (
	"anjian/base/role"
	"anjian/kernel"
)

// Who does what with files; see Enterprises.Access.
var (
	government = role.Government
	regulators = []kernel.Role{role.Regulator}
	leaders    = []kernel.Role{role.Leader}
	clerks     = []kernel.Role{role.Clerk}
	reviewers  = []kernel.Role{role.Regulator, role.Leader}
	collectors = []kernel.Role{role.Collector}
	applicants = []kernel.Role{role.Safety, role.Public}
	staff      = []kernel.Role{role.Worker}
	auditors   = []kernel.Role{role.Audit}
	agents     = []kernel.Role{role.Agency}
	officials  = []kernel.Role{role.Regulator, role.Leader, role.Clerk, role.Collector}
)

// Supervised is the enterprises that a regulator supervises: those of the region, and of the trades if the regulator is limited to some.
func Supervised(a kernel.Actor) kernel.Cond {
	if len(a.Trades) == 0 {
		return kernel.Under(a.Region)
	}
	return kernel.And(kernel.Under(a.Region), withTrades(a.Trades))
}

func withTrades(names []string) kernel.Cond {
	var main []Trade
	kids := []kernel.Cond{{}}
	for _, t := range names {
		main, kids = append(main, Trade(t)), append(kids, kernel.Has(&Row.Trades, Trade(t)))
	}
	kids[0] = kernel.In(&Row.Trade, main...)
	return kernel.Or(kids...)
}

// Of is the records, of any system, whose column names an enterprise that the regulator supervises.
func Of(col *kernel.Ref[Enterprise]) func(kernel.Actor) kernel.Cond {
	return func(a kernel.Actor) kernel.Cond {
		if len(a.Trades) == 0 {
			return kernel.Under(a.Region)
		}
		return kernel.And(kernel.Under(a.Region), kernel.Via(col, Enterprises, withTrades(a.Trades)))
	}
}

// Ours is the records whose column names the actor's enterprise, or one whose file the actor registered and whose account is not bound yet.
func Ours(col *kernel.Ref[Enterprise]) func(kernel.Actor) kernel.Cond {
	return func(a kernel.Actor) kernel.Cond {
		switch {
		case a.Enterprise != "":
			return kernel.Eq(col, kernel.Ref[Enterprise](a.Enterprise))
		case a.ID != "":
			return kernel.Via(col, Enterprises, kernel.Eq(&Row.Registrant, a.ID))
		}
		return kernel.None()
	}
}

// entrusted is the files of the enterprises that the actor's agency works for today; see agency.Project.
func entrusted(a kernel.Actor) kernel.Cond { return anyOf("id", a.Serves) }

// Entrusted is the records whose column names one of them.
func Entrusted(col *kernel.Ref[Enterprise]) func(kernel.Actor) kernel.Cond {
	return func(a kernel.Actor) kernel.Cond { return anyOf(kernel.ColumnName(col), a.Serves) }
}

func anyOf(col string, ids []string) kernel.Cond {
	if len(ids) == 0 {
		return kernel.None()
	}
	args := make([]any, len(ids))
	for i, id := range ids {
		args[i] = id
	}
	return kernel.Cond{Op: "in", Col: col, Args: args}
}

func own(a kernel.Actor) kernel.Cond {
	switch {
	case a.Enterprise != "":
		return kernel.ByID(a.Enterprise)
	case a.ID != "":
		return kernel.Eq(&Row.Registrant, a.ID)
	}
	return kernel.None()
}

// incoming is the files that are moving, or have moved last, to the regulator's region.
func incoming(a kernel.Actor) kernel.Cond {
	switch a.Region {
	case "":
		return kernel.None()
	case kernel.Country:
		return kernel.Cond{}
	}
	return kernel.And(kernel.Since(&Row.MoveTo, a.Region), kernel.Before(&Row.MoveTo, a.Region+"~"))
}
