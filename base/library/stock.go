package library

import "anjian/kernel"

// stock brings the laws, articles, violations, matters, fines and data sheets of the platform: numbers, dates and own words. Each says
// whether it was compared with the official text. What is there already stays as it is, whoever changed it.
func stock(c *kernel.Ctx) error {
	for _, load := range []func(*kernel.Ctx) error{
		func(c *kernel.Ctx) error {
			return bring(c, "data/acts.json", Acts, func(a *Act) string { return a.ID })
		},
		func(c *kernel.Ctx) error {
			return bring(c, "data/articles.json", Articles, func(a *Article) string { return a.ID })
		},
		func(c *kernel.Ctx) error {
			return bring(c, "data/violations.json", Violations, func(v *Violation) string { return v.Code })
		},
		func(c *kernel.Ctx) error {
			return bring(c, "data/matters.json", Matters, func(m *Matter) string { return m.Code })
		},
		func(c *kernel.Ctx) error {
			return bring(c, "data/bands.json", Bands, func(b *Band) string { return b.Code })
		},
		func(c *kernel.Ctx) error {
			return bring(c, "data/cuts.json", Cuts, func(t *Cut) string { return t.ID })
		},
		func(c *kernel.Ctx) error {
			return bring(c, "data/sheets.json", Sheets, func(s *Sheet) string { return s.ID })
		},
	} {
		if err := c.Tx(load); err != nil {
			return err
		}
	}
	return nil
}

// bring creates the records of a file that are not there yet, under ids that name them for good.
func bring[T any](c *kernel.Ctx, name string, r *kernel.Resource[T], id func(*T) string) error {
	var all []*T
	if err := read(name, &all); err != nil {
		return err
	}
	have := map[string]bool{}
	err := r.Each(c, kernel.Query{Where: kernel.Compare("region", "=", kernel.Country), Limit: -1, Cols: []string{"id"}}, func(rec *T) error {
		have[kernel.BaseOf(rec).ID] = true
		return nil
	})
	if err != nil {
		return err
	}
	for _, rec := range all {
		b := kernel.BaseOf(rec)
		if b.ID, b.Region = id(rec), kernel.Country; have[b.ID] {
			continue
		}
		if err := r.Create(c, rec); err != nil {
			return err
		}
	}
	return nil
}
