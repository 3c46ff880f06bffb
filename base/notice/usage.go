package notice

import (
	"encoding/csv"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"anjian/base/org"
	"anjian/base/role"
	"anjian/kernel"
)

// Usage is what one unit sent, what arrived and what it cost.
type Usage struct {
	Key       string       `json:"key"`
	Label     string       `json:"label"`
	Messages  int          `json:"messages"`
	Parts     int          `json:"parts"`
	Delivered int          `json:"delivered"`
	Sent      int          `json:"sent"`
	Failed    int          `json:"failed"`
	Unknown   int          `json:"unknown"`
	Waiting   int          `json:"waiting"`
	Logged    int          `json:"logged"`
	Cost      kernel.Money `json:"cost"`
}

// UsageReport is the use of one channel in a time.
type UsageReport struct {
	From  kernel.Date `json:"from"`
	To    kernel.Date `json:"to"`
	Items []Usage     `json:"items"`
	Total Usage       `json:"total"`
}

type usageIn struct {
	From    kernel.Date `json:"from"`
	To      kernel.Date `json:"to"`
	By      string      `json:"by"` // region (one level below one's own), org, kind; region if empty
	Channel Channel     `json:"channel"`
}

var payers = []kernel.Role{role.System, role.Clerk, role.Leader, role.Audit}

// usage counts by unit; the first of the month to today unless asked otherwise.
func usage(c *kernel.Ctx, in *usageIn) (*UsageReport, error) {
	today := c.Today()
	if in.From == "" {
		in.From = today[:8] + "01"
	}
	if in.To == "" {
		in.To = today
	}
	for _, d := range []kernel.Date{in.From, in.To} {
		if d.AddDays(1) == d {
			return nil, kernel.Errorf(kernel.Invalid, "日期应为 2026-05-01 的形式")
		}
	}
	if in.Channel == "" {
		in.Channel = SMS
	}
	rows, err := Deliveries.Meta().Scope(c.Actor, "read")
	if err != nil {
		return nil, err
	}
	by := kernel.GroupBy{Col: "region", Len: deeper(c.Actor.Region)}
	switch in.By {
	case "", "region":
	case "org", "kind":
		by = kernel.GroupBy{Col: in.By}
	default:
		return nil, kernel.Errorf(kernel.Invalid, "只能按地区、机构、类别统计")
	}
	where := kernel.And(rows, kernel.Eq(&dl.Channel, in.Channel), kernel.Since(&dl.SentOn, in.From), kernel.UpTo(&dl.SentOn, in.To), kernel.Except(kernel.In(&dl.Status, Stopped, Gathered)))
	out := &UsageReport{From: in.From, To: in.To, Items: []Usage{}, Total: Usage{Label: "合计"}}
	units := map[string]*Usage{}
	for _, what := range []string{"", "parts", "cost"} {
		err := c.Store.Group(c, Deliveries.Meta(), kernel.Group{Where: where, By: []kernel.GroupBy{by, {Col: "status"}}, Sum: what}, func(keys []string, n float64) error {
			if units[keys[0]] == nil {
				units[keys[0]] = &Usage{Key: keys[0]}
			}
			for _, u := range []*Usage{units[keys[0]], &out.Total} {
				u.add(what, DeliveryStatus(keys[1]), int(n))
			}
			return nil
		})
		if err != nil {
			return nil, err
		}
	}
	for _, key := range slices.Sorted(maps.Keys(units)) {
		u := units[key]
		if u.Label, err = unitLabel(c, in.By, key); err != nil {
			return nil, err
		}
		out.Items = append(out.Items, *u)
	}
	return out, nil
}

// add adds n messages, parts or cost in a state.
func (u *Usage) add(what string, s DeliveryStatus, n int) {
	switch what {
	case "cost":
		u.Cost += kernel.Money(n)
		return
	case "parts":
		if s == Delivered || s == Sent || s == Unknown {
			u.Parts += n
		}
		return
	}
	u.Messages += n
	switch s {
	case Delivered:
		u.Delivered += n
	case Sent:
		u.Sent += n
	case Failed:
		u.Failed += n
	case Unknown:
		u.Unknown += n
	case Logged:
		u.Logged += n
	default:
		u.Waiting += n
	}
}

// deeper is how many characters a code one level below r has.
func deeper(r kernel.Region) int {
	switch len(r) {
	case 0, 1:
		return 2
	case 2:
		return 4
	case 4:
		return 6
	case 6:
		return 9
	}
	return 12
}

func unitLabel(c *kernel.Ctx, by, key string) (string, error) {
	switch by {
	case "kind":
		return kernel.LabelOf(KindName(key)), nil
	case "org":
		if key == "" {
			return "企业和其他", nil
		}
		o, err := org.Orgs.First(c.AsSystem(), kernel.ByID(key))
		if err != nil || o == nil {
			return key, err
		}
		return o.Name, nil
	}
	if key == string(kernel.Country) {
		return "平台", nil
	}
	return c.RegionLabel(kernel.Region(key)), nil
}

// usageCSV is the same as a table; the download is in the trail.
func usageCSV(c *kernel.Ctx, w http.ResponseWriter, r *http.Request) error {
	q := r.URL.Query()
	out, err := usage(c, &usageIn{From: kernel.Date(q.Get("from")), To: kernel.Date(q.Get("to")), By: q.Get("by"), Channel: Channel(q.Get("channel"))})
	if err != nil {
		return err
	}
	if c.Trail != nil {
		if err := c.Tx(func(c *kernel.Ctx) error {
			return c.Trail.Record(c, kernel.Event{Type: "notice_delivery", Verb: "export", Region: c.Actor.Region, Detail: "用量 " + string(out.From) + " 至 " + string(out.To)})
		}); err != nil {
			return err
		}
	}
	w.Header().Set("Content-Type", "text/csv; charset=utf-8")
	w.Header().Set("Content-Disposition", `attachment; filename="sms-usage.csv"`)
	w.Write([]byte("\ufeff"))
	return WriteTable(w, []string{"单位", "发送", "短信条数", "已送达", "已提交", "失败", "结果不明", "待发送", "仅记录", "费用（元）"}, append(out.Items, out.Total), func(u Usage) []string {
		cost, _ := u.Cost.MarshalJSON()
		n := strconv.Itoa
		return []string{u.Label, n(u.Messages), n(u.Parts), n(u.Delivered), n(u.Sent), n(u.Failed), n(u.Unknown), n(u.Waiting), n(u.Logged), string(cost)}
	})
}

// WriteTable writes rows as CSV in which nothing is a formula.
func WriteTable[T any](w http.ResponseWriter, head []string, rows []T, cells func(T) []string) error {
	out := csv.NewWriter(w)
	out.UseCRLF = true
	if err := out.Write(head); err != nil {
		return err
	}
	for _, row := range rows {
		line := cells(row)
		for i, cell := range line {
			if strings.ContainsAny(cell[:min(len(cell), 1)], "=+-@\t\r") {
				line[i] = "'" + cell
			}
		}
		if err := out.Write(line); err != nil {
			return err
		}
	}
	out.Flush()
	return out.Error()
}
