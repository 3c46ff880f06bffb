// Command pocketbase is the peer: PocketBase as a library, with a collection that has the columns and the indexes of our
// hazards and as many rows. It has two commands: fill, which makes the data, and serve.
package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"log"
	"os"
	"regexp"
	"strconv"
	"strings"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase"
	"github.com/pocketbase/pocketbase/apis"
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/types"

	"anjian/bench/world"
	"anjian/kernel"
	"anjian/system/hazard"
)

func main() {
	if len(os.Args) < 4 {
		log.Fatal("pocketbase fill FOLDER ROWS | pocketbase serve FOLDER ADDRESS")
	}
	if err := run(os.Args[1], os.Args[2], os.Args[3]); err != nil {
		log.Fatal(err)
	}
}

func run(command, folder, arg string) error {
	app := pocketbase.NewWithConfig(pocketbase.Config{DefaultDataDir: folder, HideStartBanner: true, DBConnect: durable})
	if err := app.Bootstrap(); err != nil {
		return err
	}
	if err := app.RunAllMigrations(); err != nil {
		return err
	}
	switch command {
	case "fill":
		rows, err := strconv.Atoi(arg)
		if err != nil {
			return err
		}
		return fill(app, rows)
	case "serve":
		return apis.Serve(app, apis.ServeConfig{HttpAddr: arg, ShowStartBanner: false})
	}
	return errors.New("unknown command " + command)
}

// durable opens a database as PocketBase does by default, but for one thing: what it has answered survives a power cut, as with us.
func durable(path string) (*dbx.DB, error) {
	return dbx.Open("sqlite", path+"?_pragma=busy_timeout(10000)&_pragma=journal_mode(WAL)&_pragma=journal_size_limit(200000000)&_pragma=synchronous(FULL)&_pragma=foreign_keys(ON)&_pragma=temp_store(MEMORY)&_pragma=cache_size(-32000)")
}

// fill makes the collection and its rows, and prints the token of a user.
func fill(app core.App, rows int) error {
	m := hazard.Hazards.Meta()
	col := core.NewBaseCollection("hazard")
	signedIn := "@request.auth.id != ''"
	col.ListRule, col.ViewRule, col.CreateRule, col.UpdateRule = &signedIn, &signedIn, &signedIn, &signedIn
	for i := range m.Fields {
		if f := column(&m.Fields[i]); f != nil {
			col.Fields.Add(f)
		}
	}
	indexes, err := world.Indexes("hazard")
	if err != nil {
		return err
	}
	for _, stmt := range indexes {
		col.Indexes = append(col.Indexes, strings.Replace(stmt, "IF NOT EXISTS ", "", 1))
	}
	if err := app.Save(col); err != nil {
		return err
	}
	if err := insert(app, m, rows); err != nil {
		return err
	}
	users, err := app.FindCollectionByNameOrId("users")
	if err != nil {
		return err
	}
	user := core.NewRecord(users)
	user.SetEmail("bench@example.com")
	user.SetPassword("bench-bench-1")
	if err := app.Save(user); err != nil {
		return err
	}
	token, err := user.NewAuthToken()
	if err == nil {
		fmt.Println(token)
	}
	return err
}

func column(f *kernel.Field) core.Field {
	switch {
	case f.Name == "id":
		return nil
	case f.Kind.Column == kernel.Integer || f.Kind.Column == kernel.Real:
		return &core.NumberField{Name: f.Name}
	case f.Kind.Column == kernel.Bool:
		return &core.BoolField{Name: f.Name}
	case f.Kind.Column == kernel.JSON:
		return &core.JSONField{Name: f.Name}
	}
	return &core.TextField{Name: f.Name, Max: 5000}
}

var notID = regexp.MustCompile(`[^a-z0-9]`)

func insert(app core.App, m *kernel.Meta, rows int) error {
	w := world.New(rows, max(1, rows/20))
	for from := 0; from < rows; from += 1000 {
		err := app.RunInTransaction(func(tx core.App) error {
			for i := from; i < min(rows, from+1000); i++ {
				h, params := w.Hazard(i), dbx.Params{}
				for j := range m.Fields {
					f := &m.Fields[j]
					v := f.In(h)
					switch f.Kind.Column {
					case kernel.JSON:
						text, _ := json.Marshal(v.Interface())
						params[f.Name] = types.JSONRaw(text)
					case kernel.Time:
						params[f.Name] = "2026-05-01 08:00:00.000Z"
					default:
						params[f.Name] = v.Interface()
					}
				}
				params["id"] = fmt.Sprintf("%015s", notID.ReplaceAllString(h.ID, ""))[:15]
				if _, err := tx.DB().Insert("hazard", params).Execute(); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			return err
		}
	}
	return nil
}
