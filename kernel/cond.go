package kernel

import "reflect"

// Cond is a condition on columns. It has one meaning, the SQL it becomes: lists,
// rights, indicators, map layers and exports all cut with the same Cond.
type Cond struct {
	Op   string // "" (true), "false", "and", "or", "not", "=", "<>", "<", "<=", ">", ">=", "in", "has", "via", "exists", "query"
	Col  string
	Args []any
	Kids []Cond
	SQL  string // op "query": Col is among what this statement, with Args for its ? marks, returns
	Via  *Meta  // op "via": Col refers to a record of Via for which Kids[0] holds; op "exists": a record of Via whose column Col is this record's id fulfils Kids[0]
}

// Row returns the row variable of T: a record that is never stored, whose field
// addresses name T's columns. Conditions are so checked by the compiler and
// followed by rename: kernel.Eq(&hz.Level, Major).
func Row[T any]() *T {
	row := new(T)
	nameColumns(reflect.ValueOf(row).Elem())
	return row
}

var columns = map[any]string{} // address of a row's field -> column; written by package variables only

func nameColumns(v reflect.Value) {
	for i := range v.NumField() {
		if sf := v.Type().Field(i); sf.Anonymous {
			nameColumns(v.Field(i))
		} else if name := jsonName(sf); name != "-" {
			columns[v.Field(i).Addr().Interface()] = name
		}
	}
}

func column(at any) string {
	name, ok := columns[at]
	if !ok {
		panic("kernel: not the address of a field of a row variable")
	}
	return name
}

// Column returns the name of the column that a row address stands for.
func ColumnName(at any) string { return column(at) }

func names(cols []any) (out []string) {
	for _, at := range cols {
		out = append(out, column(at))
	}
	return out
}

// Comparisons of a column, named by its row address, with a value of its own type.
func Eq[V any](col *V, v V) Cond         { return Cond{Op: "=", Col: column(col), Args: []any{v}} }
func Not[V any](col *V, v V) Cond        { return Cond{Op: "<>", Col: column(col), Args: []any{v}} }
func Before[V any](col *V, v V) Cond     { return Cond{Op: "<", Col: column(col), Args: []any{v}} }
func UpTo[V any](col *V, v V) Cond       { return Cond{Op: "<=", Col: column(col), Args: []any{v}} }
func Since[V any](col *V, v V) Cond      { return Cond{Op: ">=", Col: column(col), Args: []any{v}} }
func Above[V any](col *V, v V) Cond      { return Cond{Op: ">", Col: column(col), Args: []any{v}} }
func And(kids ...Cond) Cond              { return Cond{Op: "and", Kids: kids} }
func Or(kids ...Cond) Cond               { return Cond{Op: "or", Kids: kids} }
func None() Cond                         { return Cond{Op: "false"} }
func Has[V any](col *[]V, v V) Cond      { return Cond{Op: "has", Col: column(col), Args: []any{v}} }
func Except(kid Cond) Cond               { return Cond{Op: "not", Kids: []Cond{kid}} }
func ByID(id string) Cond                { return Cond{Op: "=", Col: "id", Args: []any{id}} }
func Compare(col, op string, v any) Cond { return Cond{Op: op, Col: col, Args: []any{v}} }

// In is true for any of vs, false for none.
func In[V any](col *V, vs ...V) Cond {
	args := make([]any, len(vs))
	for i, v := range vs {
		args[i] = v
	}
	return Cond{Op: "in", Col: column(col), Args: args}
}

// Under is true for region and all regions below it; an empty region has no rows. It is a range,
// not a LIKE, so that one index serves both dialects.
func Under(region Region) Cond {
	switch region {
	case "":
		return None()
	case Country:
		return Cond{}
	}
	return And(Cond{Op: ">=", Col: "region", Args: []any{region}}, Cond{Op: "<", Col: "region", Args: []any{region + "~"}})
}

// Within is the region that everything of which c holds lies in, as far as that follows from Under in c; "" otherwise.
func (c Cond) Within() (in Region) {
	if c.Op != "and" {
		return ""
	}
	var from Region
	for _, kid := range c.Kids {
		region := kid.Within()
		switch {
		case kid.Col == "region" && kid.Op == ">=":
			from, _ = kid.Args[0].(Region)
		case kid.Col == "region" && kid.Op == "<" && from != "" && kid.Args[0] == from+"~":
			region = from
		}
		if len(region) > len(in) {
			in = region
		}
	}
	return in
}

// Via is true if the record that col refers to fulfils where: rights by what the
// enterprise is, not by what was copied from it.
func Via[P any](col *Ref[P], parent *Resource[P], where Cond) Cond {
	return Cond{Op: "via", Col: column(col), Kids: []Cond{where}, Via: parent.Meta()}
}

// Exists is true if some record of child that refers to this one by col fulfils where.
func Exists[P, C any](child *Resource[C], col *Ref[P], where Cond) Cond {
	return Cond{Op: "exists", Col: column(col), Kids: []Cond{where}, Via: child.Meta()}
}
