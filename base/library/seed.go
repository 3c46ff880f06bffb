package library

import (
	"embed"
	"encoding/json"
	"io/fs"

	"anjian/base/enterprise"
	"anjian/kernel"
)

// The national lists and criteria that the platform brings, in its own words; each line names the law or standard it comes from.
//
//go:embed data/*.json
var data embed.FS

// list is a check list as its file has it.
type list struct {
	Line    string           `json:"line"`
	Version int              `json:"version"`
	Edition string           `json:"edition"`
	Name    string           `json:"name"`
	Trade   enterprise.Trade `json:"trade"`
	Topic   string           `json:"topic"`
	Purpose Purpose          `json:"purpose"`
	Source  string           `json:"source"`
	Items   []Item           `json:"items"`
}

// Seed brings the national criteria and check lists into the libraries. What is there already stays as it is; a file with a
// higher version becomes a new edition that retires the old one.
func Seed(c *kernel.Ctx) error {
	c = c.AsSystem()
	if err := seedCriteria(c); err != nil {
		return err
	}
	if err := stock(c); err != nil {
		return err
	}
	names, err := fs.Glob(data, "data/checklist_*.json")
	if err != nil {
		return err
	}
	for _, name := range names {
		var l list
		if err := read(name, &l); err != nil {
			return err
		}
		if err := seedList(c, &l); err != nil {
			return err
		}
	}
	return nil
}

func read(name string, into any) error {
	text, err := data.ReadFile(name)
	if err != nil {
		return err
	}
	return json.Unmarshal(text, into)
}

func seedCriteria(c *kernel.Ctx) error {
	var all []*Criterion
	if err := read("data/criteria.json", &all); err != nil {
		return err
	}
	for _, k := range all {
		k.ID, k.Region = k.Code, kernel.Country
		have, err := Criteria.First(c, kernel.Eq(&CriterionRow.Code, k.Code))
		if err != nil {
			return err
		}
		if have != nil {
			continue
		}
		if err := Criteria.Create(c, k); err != nil {
			return err
		}
	}
	return nil
}

// seedList creates and publishes an edition in one transaction.
func seedList(c *kernel.Ctx, l *list) error {
	return c.Tx(func(c *kernel.Ctx) error {
		newest, err := Checklists.First(c, kernel.And(kernel.Eq(&Row.Line, l.Line), ofNobody, kernel.Since(&Row.Version, l.Version)))
		if err != nil || newest != nil {
			return err
		}
		rec := &Checklist{Name: l.Name, Trade: l.Trade, Topic: l.Topic, Purpose: l.Purpose, Edition: l.Edition, Version: l.Version, Line: l.Line, Items: l.Items, Source: l.Source}
		rec.Region = kernel.Country
		if err := Checklists.Create(c, rec); err != nil {
			return err
		}
		_, err = Checklists.Do(c, rec.ID, rec.Rev, "publish", nil, "")
		return err
	})
}
