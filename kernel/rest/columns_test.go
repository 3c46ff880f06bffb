package rest

import (
	"bytes"
	"encoding/json"
	"testing"
	"time"

	"pgregory.net/rapid"

	"anjian/kernel"
)

type every struct {
	kernel.Base
	Text  string            `json:"text" label:"文字"`
	Whole int               `json:"whole" label:"整数"`
	Real  float64           `json:"real" label:"小数"`
	Flag  bool              `json:"flag" label:"是否"`
	Money kernel.Money      `json:"money" label:"金额"`
	Place kernel.Point      `json:"place" label:"位置"`
	Files kernel.Files      `json:"files" label:"文件"`
	Texts []string          `json:"texts" label:"多项"`
	Table []row             `json:"table" label:"表"`
	More  map[string]string `json:"more" label:"其他"`
	On    kernel.Date       `json:"on_day" label:"日期"`
}

type row struct {
	Name string `json:"name" label:"名称"`
	N    int    `json:"n,omitempty" label:"数"`
}

var everies = &kernel.Resource[every]{Name: "every", Label: "全部"}

// A record is written byte for byte as encoding/json writes it.
func TestColumns(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		rec := &every{Text: rapid.String().Draw(t, "text"), Whole: rapid.Int().Draw(t, "whole"), Real: rapid.Float64Range(-1e30, 1e30).Draw(t, "real"),
			Flag: rapid.Bool().Draw(t, "flag"), Money: kernel.Money(rapid.Int64Range(-1e12, 1e12).Draw(t, "money")), On: kernel.Date(rapid.String().Draw(t, "day")),
			Texts: rapid.SliceOf(rapid.String()).Draw(t, "texts")}
		if rapid.Bool().Draw(t, "placed") {
			rec.Place = kernel.Point{Lng: rapid.Float64Range(-180, 180).Draw(t, "lng"), Lat: rapid.Float64Range(-90, 90).Draw(t, "lat")}
			rec.Table, rec.Files = []row{{Name: rapid.String().Draw(t, "name")}}, kernel.Files{{Name: "<照片>&"}}
			rec.More = map[string]string{"a": rapid.String().Draw(t, "more")}
		}
		rec.Created = time.UnixMilli(rapid.Int64Range(0, 4e12).Draw(t, "at")).UTC()
		b, err := writeRecord(nil, columnsOf(everies.Meta()), rec)
		if err != nil {
			t.Fatal(err)
		}
		want, err := json.Marshal(rec)
		if err != nil || !bytes.Equal(append(b, '}'), want) {
			t.Fatalf("%s}\nwant\n%s", b, want)
		}
	})
}
