package monitor

import (
	"net/http"
	"strconv"
	"time"

	"anjian/base/notice"
	"anjian/kernel"
)

// export writes the history that is asked for as a table.
func (h *House) export(c *kernel.Ctx, w http.ResponseWriter, r *http.Request) error {
	q := r.URL.Query()
	step, err := strconv.Atoi(q.Get("step"))
	if err != nil && q.Get("step") != "" {
		return kernel.Errorf(kernel.Invalid, "间隔应为秒数")
	}
	form := r.PathValue("form")
	if form != "csv" && form != "xlsx" || form == "xlsx" && h.Sheet == nil {
		return kernel.Errorf(kernel.Missing, "只能导出 csv 或 xlsx")
	}
	if err := c.Fresh(kernel.ForExport); err != nil {
		return err
	}
	list, err := h.history(c, &historyIn{Point: q.Get("point"), From: q.Get("from"), To: q.Get("to"), Step: step})
	if err != nil {
		return err
	}
	var rows [][]string
	for _, line := range list.Items {
		n := func(v float64) string { return strconv.FormatFloat(v, 'f', line.Decimals, 64) }
		for _, b := range line.Buckets {
			rows = append(rows, []string{line.Code, line.Name, line.Unit, time.UnixMilli(b.At).In(kernel.China).Format("2006-01-02 15:04:05"), n(b.Min), n(b.Max), strconv.FormatFloat(b.Avg, 'f', line.Decimals+1, 64), n(b.Last), strconv.Itoa(b.Count)})
		}
	}
	if c.Trail != nil {
		if err := c.Tx(func(c *kernel.Ctx) error {
			return c.Trail.Record(c, kernel.Event{Type: Points.Name, Verb: "export", Region: c.Actor.Region, Detail: "监测数据 " + strconv.Itoa(len(rows)) + " 行"})
		}); err != nil {
			return err
		}
	}
	head := []string{"编码", "名称", "单位", "时间", "最小", "最大", "平均", "末值", "个数"}
	w.Header().Set("Content-Disposition", `attachment; filename="monitor-history.`+form+`"`)
	if form == "xlsx" {
		w.Header().Set("Content-Type", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")
		return h.Sheet(w, "监测数据", head, rows)
	}
	w.Header().Set("Content-Type", "text/csv; charset=utf-8")
	w.Write([]byte("\ufeff"))
	return notice.WriteTable(w, head, rows, func(row []string) []string { return row })
}
