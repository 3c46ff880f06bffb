package sheet

import (
	"encoding/json"
	"io"

	"anjian/kernel"
)

// Bring imports a table at once instead of in the background, as the actor of c and just as an upload would: for commands and
// for demonstration data. It returns the import, whose rows that could not be taken stand in Errors.
func Bring(c *kernel.Ctx, typ, name string, r io.Reader) (*Import, error) {
	imports, ok := c.App.Resource("import").(*kernel.Resource[Import])
	h := c.App.Resource(typ)
	if !ok || h == nil {
		return nil, kernel.Errorf(kernel.Missing, "没有这种记录")
	}
	if err := mayImport(c, h.Meta()); err != nil {
		return nil, err
	}
	t := (&transfer{limits: Limits{}.withDefaults(), imports: imports}).withTasks()
	jobs := &atOnce{jobs: []kernel.Job{t.check, t.run}}
	env, in := *c.Env, *c
	env.Queue, in.Env = jobs, &env
	c = &in
	file, _, sum, err := spool(r)
	if err != nil {
		return nil, err
	}
	defer discard(file)
	rec, err := t.accept(c, h.Meta(), name, kernel.NewID(c.Now()), sum, file)
	if err != nil {
		return nil, err
	}
	if err := jobs.work(c); err != nil {
		return nil, err
	}
	if rec, err = imports.Get(c, rec.ID); err != nil || rec.State != Ready || rec.Good == 0 {
		return rec, err
	}
	if _, err = t.start(c, &ticket{rec.ID}); err == nil {
		err = jobs.work(c)
	}
	if err != nil {
		return nil, err
	}
	return imports.Get(c, rec.ID)
}

// atOnce is a queue that is worked off by whoever fills it.
type atOnce struct {
	jobs []kernel.Job
	runs []func(*kernel.Ctx) error
}

func (q *atOnce) Put(_ *kernel.Ctx, task string, args any) error {
	text, err := json.Marshal(args)
	for _, job := range q.jobs {
		if name, _ := job.Spec(); name == task {
			q.runs = append(q.runs, func(c *kernel.Ctx) error { return job.Do(c, text) })
		}
	}
	return err
}

func (q *atOnce) work(c *kernel.Ctx) error {
	for len(q.runs) > 0 {
		next := q.runs[0]
		q.runs = q.runs[1:]
		if err := next(c); err != nil {
			return err
		}
	}
	return nil
}
