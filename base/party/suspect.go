package party

import (
	"slices"

	"anjian/kernel"
)

// Side is one of two files that may be of the same party. Personal data are masked.
type Side struct {
	ID           string        `json:"id"`
	Name         string        `json:"name"`
	CreditCode   string        `json:"credit_code"`
	Address      string        `json:"address"`
	Region       kernel.Region `json:"region"`
	RegionLabel  string        `json:"region_label"`
	Status       string        `json:"status"`
	StatusLabel  string        `json:"status_label"`
	Completeness int           `json:"completeness"`
	IDNumber     string        `json:"id_number,omitempty"`
	Phone        string        `json:"phone,omitempty"`
	Place        string        `json:"place,omitempty"`
}

// Suspect is a suspected duplicate (疑似重复).
type Suspect struct {
	A       Side     `json:"a"`
	B       Side     `json:"b"`
	Score   int      `json:"score"`
	Reasons []string `json:"reasons"`
}

// Suspicions is the list of suspected duplicates.
type Suspicions struct {
	Items []Suspect `json:"items"`
	More  bool      `json:"more"`
}

// Search asks for the duplicates of one file or, without an id, of a whole region.
type Search struct {
	ID     string        `json:"id"`
	Region kernel.Region `json:"region"`
}

// Suspected is the least score of a pair that is shown as a suspected duplicate.
const Suspected = 70

// The work of one search over a region is bounded: more suspects than most are not shown, and of files that have something in common each
// is compared with so many of its neighbours.
const (
	mostSuspects = 200
	neighbours   = 200
)

// Key is something that duplicates are likely to have in common: the text of a column, or the beginning of it.
type Key struct {
	column, text string
	begins       bool
}

// Same is a column that duplicates share.
func Same[V ~string](column *V, v V) Key { return Key{kernel.ColumnName(column), string(v), false} }

// Begins is a column of which duplicates share the first two characters.
func Begins(column *string, text string) Key {
	r := []rune(text)
	if len(r) < 2 {
		return Key{}
	}
	return Key{kernel.ColumnName(column), string(r[:2]), true}
}

func (k Key) where() kernel.Cond {
	if k.begins {
		return kernel.And(kernel.Compare(k.column, ">=", k.text), kernel.Compare(k.column, "<", k.text+"\U0010ffff"))
	}
	return kernel.Compare(k.column, "=", k.text)
}

func (r *Register[T, S]) keys(rec *T) []Key {
	return slices.DeleteFunc(r.Keys(rec), func(k Key) bool { return k.text == "" })
}

func (r *Register[T, S]) cols() []string {
	out := []string{"id"}
	for _, at := range r.Compared {
		out = append(out, kernel.ColumnName(at))
	}
	return out
}

func (r *Register[T, S]) alive() kernel.Cond { return kernel.Not(r.State, r.Merged) }

func (r *Register[T, S]) suspect(c *kernel.Ctx, a, b *T, score int, why []string) Suspect {
	return Suspect{r.side(c, a), r.side(c, b), score, why}
}

func (r *Register[T, S]) side(c *kernel.Ctx, rec *T) Side {
	out, b, state := r.Side(rec), kernel.BaseOf(rec), r.Files.Meta().Field(kernel.ColumnName(r.State))
	out.ID, out.Name, out.Region, out.RegionLabel = b.ID, r.name(rec), b.Region, c.RegionLabel(b.Region)
	out.Status, out.StatusLabel = string(r.state(rec)), state.Text(rec)
	return out
}

// Suspects returns the files that may be of the same party as rec, the likeliest first, among those that the actor may read. Candidates
// come from indexes.
func (r *Register[T, S]) Suspects(c *kernel.Ctx, rec *T) ([]Suspect, error) {
	out, met := []Suspect{}, map[string]bool{id(rec): true}
	apart, err := r.told(c, kernel.Or(kernel.Compare("one", "=", id(rec)), kernel.Compare("other", "=", id(rec))))
	if err != nil {
		return nil, err
	}
	for _, key := range r.keys(rec) {
		err := r.Files.Each(c, kernel.Query{Where: kernel.And(key.where(), r.alive()), Cols: r.cols()}, func(o *T) error {
			if met[id(o)] || apart[pair(id(rec), id(o))] {
				return nil
			}
			met[id(o)] = true
			if score, why := r.Compare(rec, o); score >= Suspected {
				out = append(out, r.suspect(c, rec, o, score, why))
			}
			return nil
		})
		if err != nil {
			return nil, err
		}
	}
	byScore(out)
	return out, nil
}

func byScore(list []Suspect) {
	slices.SortStableFunc(list, func(a, b Suspect) int { return b.Score - a.Score })
}

// Duplicates answers a search.
func (r *Register[T, S]) Duplicates(c *kernel.Ctx, in *Search) (*Suspicions, error) {
	if in.ID == "" {
		out, err := r.inRegion(c, in.Region)
		if err != nil {
			return nil, err
		}
		return out, r.place(c, out.Items)
	}
	rec, err := r.Files.Get(c, in.ID)
	if err != nil {
		return nil, err
	}
	list, err := r.Suspects(c, rec)
	if err != nil {
		return nil, err
	}
	return &Suspicions{Items: list}, r.place(c, list)
}

// place says of both sides what other records know.
func (r *Register[T, S]) place(c *kernel.Ctx, list []Suspect) (err error) {
	if r.Place == nil {
		return nil
	}
	for i := range list {
		for _, side := range []*Side{&list[i].A, &list[i].B} {
			if side.Place, err = r.Place(c, side.ID); err != nil {
				return err
			}
		}
	}
	return nil
}

// inRegion compares the files of a region in blocks of those that have a key in common.
func (r *Register[T, S]) inRegion(c *kernel.Ctx, at kernel.Region) (*Suspicions, error) {
	where := r.alive()
	if at != "" {
		where = kernel.And(kernel.Under(at), where)
	}
	met, err := r.told(c, kernel.Cond{})
	if err != nil {
		return nil, err
	}
	out := &Suspicions{Items: []Suspect{}}
	blocks := map[Key][]*T{}
	err = r.Files.Each(c, kernel.Query{Where: where, Sort: kernel.ColumnName(r.Order), Limit: -1, Cols: r.cols()}, func(rec *T) error {
		for _, key := range r.keys(rec) {
			block := blocks[key]
			for _, o := range block[max(0, len(block)-neighbours):] {
				both := pair(id(rec), id(o))
				if met[both] {
					continue
				}
				score, why := r.Compare(o, rec)
				if score < Suspected {
					continue
				}
				if met[both] = true; len(out.Items) == mostSuspects {
					out.More = true
					continue
				}
				out.Items = append(out.Items, r.suspect(c, o, rec, score, why))
			}
			blocks[key] = append(block, rec)
		}
		return nil
	})
	byScore(out.Items)
	return out, err
}
