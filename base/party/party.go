// Package party is what the registers of enterprises, agencies and people (企业、中介机构、人员) have in common: duplicates are
// recognised by their codes or by similar names and addresses (疑似重复), merged with all that refers to them, and split again with
// nothing lost (合并、拆分还原); a name that is no longer in use still finds its bearer (曾用名).
package party

import (
	"encoding/json"
	"reflect"
	"strings"

	"anjian/kernel"
)

// Register says of one register how its files are told apart, merged and split. T is the file, S the enumeration of its states.
// Columns are named by row addresses.
type Register[T any, S ~string] struct {
	Files  *kernel.Resource[T]
	Names  *kernel.Resource[FormerName[T]]
	Merges *kernel.Resource[Merge[T, S]]
	Apart  *kernel.Resource[Distinct[T]]

	State  *S
	Name   *string
	Former *string        // the former names, for reading and search
	Into   *kernel.Ref[T] // the file that this one was merged into
	Code   *string        // a code that only one file may hold; nil without
	Order  *string        // what brings similar files together when a whole region is compared
	Own    []any          // columns that a file never takes over from one that is merged into it

	Merged S             // the state of a file that is merged away
	Draft  S             // the state of a file whose name nobody has used yet; "" without
	Shut   []S           // states in which a file takes no other in
	Quiet  func(*T)      // optional: marks a write by which nobody confirms a fact
	Undone func(*T) bool // optional: the name goes back to what it was, the other one never was in use

	Keys     func(*T) []Key                          // what a likely duplicate has in common; each column has an index
	Compare  func(a, b *T) (score int, why []string) // how likely two files are of one party, 0 to 100
	Compared []any                                   // the columns that Compare and Side read
	Side     func(*T) Side
	Place    func(c *kernel.Ctx, id string) (string, error) // optional: what tells two of one name apart and stands in other records
}

func (r *Register[T, S]) at(rec *T, column any) reflect.Value {
	return r.Files.Meta().Field(kernel.ColumnName(column)).In(rec)
}

func (r *Register[T, S]) state(rec *T) S     { return S(r.at(rec, r.State).String()) }
func (r *Register[T, S]) name(rec *T) string { return r.at(rec, r.Name).String() }

func (r *Register[T, S]) quiet(rec *T) {
	if r.Quiet != nil {
		r.Quiet(rec)
	}
}

func id(rec any) string { return kernel.BaseOf(rec).ID }

// Words are the names in a list such as that of former names.
func Words(text string) []string {
	return strings.FieldsFunc(text, func(r rune) bool { return r == '、' })
}

// Blank tells whether nothing was filled in.
func Blank(v reflect.Value) bool {
	return v.IsZero() || v.Kind() == reflect.Slice && v.Len() == 0
}

// Restore sets a column of rec to a value that was kept as JSON.
func Restore(m *kernel.Meta, rec any, column string, v any) error {
	text, err := json.Marshal(v)
	if err != nil {
		return err
	}
	at := m.Field(column).In(rec)
	at.SetZero()
	return json.Unmarshal(text, at.Addr().Interface())
}
