package party

import "anjian/kernel"

// Distinct says of two files that look alike that they are of two parties (不是重复): they are no longer suspected. Who deletes it lets them be.
type Distinct[T any] struct {
	kernel.Base
	One   kernel.Ref[T] `json:"one" label:"档案一" rule:"required" ui:"list,filter,once"`
	Other kernel.Ref[T] `json:"other" label:"档案二" rule:"required" ui:"list,filter,once"`
	Title string        `json:"title" label:"两份档案" ui:"fixed,search"`
	Why   string        `json:"reason" label:"怎样确认的" rule:"required,max=200" ui:"list,wide" help:"例如：一址多照，两家各自经营。"`
}

// Tell declares how the pairs of the register are kept: in one order, in the region of the first file, by somebody who may read both.
func (r *Register[T, S]) Tell() {
	r.Apart.Derive = func(c *kernel.Ctx, d *Distinct[T]) error {
		if d.Other != "" && d.Other < d.One {
			d.One, d.Other = d.Other, d.One
		}
		one, err := r.Files.First(c.AsSystem(), kernel.ByID(string(d.One)))
		if err != nil || one == nil {
			return err
		}
		other, err := r.Files.First(c.AsSystem(), kernel.ByID(string(d.Other)))
		if err == nil && other != nil {
			d.Region, d.Title = kernel.BaseOf(one).Region, r.name(one)+"、"+r.name(other)
		}
		return err
	}
	r.Apart.Rules = func(c *kernel.Ctx, d, before *Distinct[T]) error {
		if before != nil {
			return nil // a file was merged away, or came back
		}
		if d.One == d.Other {
			return kernel.Errorf(kernel.Invalid, "请选择两份不同的档案")
		}
		for _, id := range []string{string(d.One), string(d.Other)} {
			if _, err := r.Files.Get(c, id); err != nil {
				return err
			}
		}
		old, err := r.Apart.First(c.AsSystem(), kernel.And(kernel.Compare("one", "=", string(d.One)), kernel.Compare("other", "=", string(d.Other))))
		if err == nil && old != nil {
			err = kernel.Errorf(kernel.Conflict, "这两份档案已经登记为不是重复")
		}
		return err
	}
}

// told are the pairs that somebody told apart, those of one file or all.
func (r *Register[T, S]) told(c *kernel.Ctx, where kernel.Cond) (map[[2]string]bool, error) {
	out := map[[2]string]bool{}
	err := r.Apart.Each(c.AsSystem(), kernel.Query{Where: where, Limit: -1, Cols: []string{"id", "one", "other"}}, func(d *Distinct[T]) error {
		out[pair(string(d.One), string(d.Other))] = true
		return nil
	})
	return out, err
}

func pair(a, b string) [2]string { return [2]string{min(a, b), max(a, b)} }
