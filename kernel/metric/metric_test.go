package metric_test

import (
	"fmt"
	"testing"

	"pgregory.net/rapid"

	"anjian/kernel"
	"anjian/kernel/kerneltest"
	"anjian/kernel/metric"
)

// Shop is a record type for tests.
type Shop struct {
	kernel.Base
	Name   string       `json:"name" label:"名称"`
	Opened kernel.Date  `json:"opened" label:"开业日期" ui:"filter"`
	Kind   kind         `json:"kind" label:"种类" ui:"filter"`
	Kinds  []kind       `json:"kinds" label:"类别"`
	Owner  string       `json:"owner" label:"业主"`
	Sales  kernel.Money `json:"sales" label:"销售额"`
}

type kind string

func (kind) Options() []kernel.Option {
	return []kernel.Option{kernel.Opt(kind("a"), "甲"), kernel.Opt(kind("b"), "乙"), kernel.Opt(kind("c"), "丙")}
}

var sh = kernel.Row[Shop]()

var shops = &kernel.Resource[Shop]{Name: "shop", Label: "店", Help: "测试用", Access: kernel.Access{
	{To: []kernel.Role{"all"}, Can: "read create", Rows: kernel.Jurisdiction},
}}

var modules = []kernel.Module{{Name: "shop", Resources: []kernel.Handle{shops}, Indicators: []kernel.Indicator{
	{Name: "shop.count", Label: "店数", Unit: "家", Of: shops, On: &sh.Opened, Stock: true, By: []any{&sh.Kind, &sh.Kinds}, Kept: true},
	{Name: "shop.opened", Label: "新开店", Unit: "家", Of: shops, On: &sh.Opened, By: []any{&sh.Kind, &sh.Kinds}, Per: "shop.count", Query: "kind=a", Kept: true},
	{Name: "shop.owners", Label: "业主数", Unit: "人", Of: shops, Distinct: &sh.Owner, By: []any{&sh.Kind}},
	{Name: "shop.sales", Label: "销售额", Unit: "元", Of: shops, Sum: &sh.Sales, By: []any{&sh.Kind}},
}}, metric.Module()}

func add(t testing.TB, c *kernel.Ctx, region kernel.Region, day kernel.Date, owner string, sales kernel.Money, kinds ...kind) {
	s := &Shop{Name: owner, Opened: day, Owner: owner, Sales: sales, Kinds: kinds}
	if len(kinds) > 0 {
		s.Kind = kinds[0]
	}
	s.Region = region
	kerneltest.Must(t, shops.Create(c, s))
}

func TestRead(t *testing.T) {
	kerneltest.Each(t, modules, func(t *testing.T, w *kerneltest.World) {
		w.Units = func(_ *kernel.Ctx, r kernel.Region) ([]kernel.Unit, error) {
			if len(r) == 9 {
				return nil, nil
			}
			return []kernel.Unit{{Code: "410105", Label: "金水区", Counted: true}, {Code: "410171", Label: "经开区"}, {Code: "410106", Label: "上街区", Counted: true}}, nil
		}
		c := w.System()
		add(t, c, "410105", "2026-01-05", "x", 1050, "a")
		add(t, c, "410105001", "2026-02-05", "x", 2000, "b", "c")
		add(t, c, "410171", "2026-02-07", "x", 1, "b")
		add(t, c, "4101", "2026-02-08", "y", 0)
		add(t, c, "410205", "2026-02-07", "z", 100, "b")
		city := w.As(kernel.Actor{ID: "u", Roles: []kernel.Role{"all"}, Region: "4101"})
		_, err := metric.Rebuild(c) // what follows is read from counters
		kerneltest.Must(t, err)
		for _, tc := range []struct {
			name string
			cut  metric.Cut
			want string
		}{
			{"shop.count", metric.Cut{}, "4 []"},
			{"shop.count", metric.Cut{To: "2026-01-31", From: "2026-01-10"}, "1 []"},
			{"shop.opened", metric.Cut{From: "2026-02-01", To: "2026-02-28"}, "3/4 []"},
			{"shop.opened", metric.Cut{From: "2026-02-01", To: "2026-02-28", By: "region"}, "3/4 [金水区=1/2 经开区=1/1 上街区=0/0 4101（未落到下级单位）=1/1]"},
			{"shop.count", metric.Cut{By: "month"}, "4 [2026-01=1 2026-02=3]"},
			{"shop.count", metric.Cut{By: "kind"}, "4 [甲=1 乙=2 丙=0 未填=1]"},
			{"shop.count", metric.Cut{By: "kinds"}, "4 [甲=1 乙=2 丙=1 未填=1] ✗"},
			{"shop.owners", metric.Cut{By: "kind"}, "2 [甲=1 乙=1 丙=0 未填=1] ✗"},
			{"shop.sales", metric.Cut{By: "kind"}, "30.51 [甲=10.5 乙=20.01 丙=0 未填=0]"},
		} {
			r, err := metric.Read(city, tc.name, tc.cut)
			if err != nil {
				t.Errorf("%s: %v", tc.name, err)
				continue
			}
			if got := brief(r); got != tc.want {
				t.Errorf("%s %+v:\n got %s\nwant %s", tc.name, tc.cut, got, tc.want)
			}
		}
		r, _ := metric.Read(city, "shop.opened", metric.Cut{From: "2026-02-01", To: "2026-02-28", By: "region"})
		if got, want := r.Items[0].Query, "kind=a&opened=2026-02-01..2026-02-28&region=410105"; got != want {
			t.Errorf("query %s, want %s", got, want)
		}
		street := w.As(kernel.Actor{ID: "s", Roles: []kernel.Role{"all"}, Region: "410105001"})
		r, err = metric.Read(street, "shop.count", metric.Cut{By: "region"})
		if kerneltest.Must(t, err); len(r.Items) != 1 || r.Items[0].Label != "410105001" || len(r.Check) != 1 || !r.Check[0].OK {
			t.Errorf("a township's own is where it belongs: %+v %+v", r.Items, r.Check)
		}
		_, err = metric.Read(w.As(kernel.Actor{ID: "n", Region: "41"}), "shop.count", metric.Cut{})
		kerneltest.Want(t, "no role", err, kernel.Forbidden)
		_, err = metric.Read(city, "shop.none", metric.Cut{})
		kerneltest.Want(t, "no indicator", err, kernel.Missing)
		_, err = metric.Read(city, "shop.count", metric.Cut{By: "name"})
		kerneltest.Want(t, "no cut", err, kernel.Invalid)
		_, err = metric.Read(city, "shop.count", metric.Cut{To: "2026"})
		kerneltest.Want(t, "no date", err, kernel.Invalid)
	})
}

func brief(r *metric.Result) string {
	part := func(v float64, of *float64) string {
		if of != nil {
			return fmt.Sprint(v, "/", *of)
		}
		return fmt.Sprint(v)
	}
	items := []string{}
	for _, it := range r.Items {
		items = append(items, it.Label+"="+part(it.Value, it.Of))
	}
	out := fmt.Sprint(part(r.Value, r.Of), " ", items)
	for _, ch := range r.Check {
		if !ch.OK && r.Type == "shop" && len(r.Items) == 4 && r.Items[0].Label == "甲" {
			out += " ✗"
		}
	}
	return out
}

// Whatever is stored, either the parts add up to the total or a check says that they do not.
func TestParts(t *testing.T) {
	w := kerneltest.Open(t, kerneltest.SQLite, modules...)
	rapid.Check(t, func(rt *rapid.T) {
		w.System().Tx(func(c *kernel.Ctx) error {
			for i := range rapid.IntRange(0, 12).Draw(rt, "n") {
				kinds := rapid.SliceOfNDistinct(rapid.SampledFrom([]kind{"a", "b", "c"}), 0, 3, rapid.ID[kind]).Draw(rt, "kinds")
				region := rapid.SampledFrom([]kernel.Region{"4101", "410105", "410105001", "410171", "41"}).Draw(rt, "region")
				add(t, c, region, "2026-02-03", rapid.SampledFrom([]string{"x", "y"}).Draw(rt, "owner"), kernel.Money(i), kinds...)
			}
			for _, name := range []string{"shop.count", "shop.owners", "shop.sales"} {
				for _, by := range []string{"region", "kind"} {
					r, err := metric.Read(c, name, metric.Cut{Region: "4101", By: by})
					if err != nil {
						rt.Fatal(err)
					}
					sum := 0.0
					for _, it := range r.Items {
						sum += it.Value
					}
					if agrees := sum-r.Value < 1e-6 && r.Value-sum < 1e-6; agrees != r.Check[0].OK {
						rt.Fatalf("%s by %s: parts %v, total %v, check %+v", name, by, sum, r.Value, r.Check)
					}
				}
			}
			return fmt.Errorf("roll back")
		})
	})
}
