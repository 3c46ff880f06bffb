package notice

import (
	"encoding/csv"
	"net/http"
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
	if _, err := Deliveries.Meta().Scope(c.Actor, "read"); err != nil {
		return nil, err
	}
	key := "substr(region, 1, " + strconv.Itoa(deeper(c.Actor.Region)) + ")"
	switch in.By {
	case "", "region":
	case "org", "kind":
		key = in.By
	default:
		return nil, kernel.Errorf(kernel.Invalid, "只能按地区、机构、类别统计")
	}
	stmt := "SELECT " + key + ", status, COUNT(*), COALESCE(SUM(parts), 0), COALESCE(SUM(cost), 0) FROM notice_delivery WHERE channel = ? AND sent_on >= ? AND sent_on <= ? AND status NOT IN (?, ?)"
	args := []any{string(in.Channel), string(in.From), string(in.To), string(Stopped), string(Gathered)}
	if r := c.Actor.Region; r != kernel.Country && !c.Actor.System {
		stmt += " AND region >= ? AND region < ?"
		args = append(args, string(r), string(r)+"~")
	}
	rows, err := c.Store.Query(c, stmt+" GROUP BY 1, 2 ORDER BY 1", args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	out := &UsageReport{From: in.From, To: in.To, Items: []Usage{}, Total: Usage{Label: "合计"}}
	for rows.Next() {
		var key, status string
		var n, parts, cost int
		if err := rows.Scan(&key, &status, &n, &parts, &cost); err != nil {
			return nil, err
		}
		if len(out.Items) == 0 || out.Items[len(out.Items)-1].Key != key {
			out.Items = append(out.Items, Usage{Key: key})
		}
		for _, u := range []*Usage{&out.Items[len(out.Items)-1], &out.Total} {
			u.add(DeliveryStatus(status), n, parts, cost)
		}
	}
	if err := rows.Err(); err != nil {
		return nil, err
	}
	for i := range out.Items {
		if out.Items[i].Label, err = unitLabel(c, in.By, out.Items[i].Key); err != nil {
			return nil, err
		}
	}
	return out, nil
}

func (u *Usage) add(s DeliveryStatus, n, parts, cost int) {
	u.Messages += n
	u.Cost += kernel.Money(cost)
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
	if s == Delivered || s == Sent || s == Unknown {
		u.Parts += parts
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
