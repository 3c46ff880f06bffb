//go:build js && wasm

// Command paperwasm is the papers of enforcement in a browser without a network: the same code as on the server fills the same templates, so what is
// printed on the spot is what the platform keeps. It is built for GOOS=js and loaded by the phone when a paper is opened.
package main

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"strings"
	"syscall/js"

	"anjian/kernel/paper"
)

func main() {
	js.Global().Set("anjianPaper", js.ValueOf(map[string]any{
		"html":    job(html),
		"pdf":     job(pdf),
		"fields":  fields(),
		"capital": js.FuncOf(func(_ js.Value, args []js.Value) any { return paper.Capital(args[0].String()) }),
	}))
	select {} // the functions are called as long as the page lives
}

// job takes the text of a template and the data as JSON and answers {value} or {error}; a fault in a template must not end the program.
func job(fn func(*paper.Doc, []js.Value) (any, error)) js.Func {
	return js.FuncOf(func(_ js.Value, args []js.Value) (out any) {
		defer caught(&out)
		f, err := parse(args[0].String())
		if err != nil {
			return fault(err)
		}
		var data map[string]any
		if err := json.Unmarshal([]byte(args[1].String()), &data); err != nil {
			return fault(err)
		}
		d, err := f.Fill(data)
		if err != nil {
			return fault(err)
		}
		v, err := fn(d, args[2:])
		if err != nil {
			return fault(err)
		}
		return map[string]any{"value": v}
	})
}

// parse reads a template: as text, or in base64 as a clerk edited it in an office program (DOCX, which is an archive).
func parse(source string) (*paper.Form, error) {
	if !strings.HasPrefix(source, "UEsD") {
		return paper.ParseForm([]byte(source))
	}
	archive, err := base64.StdEncoding.DecodeString(source)
	if err != nil {
		return nil, err
	}
	f, _, err := paper.ReadDOCX(archive)
	return f, err
}

// html writes a paper as a page, or for the roll of a receipt printer where its width in millimetres follows.
func html(d *paper.Doc, more []js.Value) (any, error) {
	if len(more) > 0 && more[0].Int() > 0 {
		return string(paper.Narrow(d, more[0].Int())), nil
	}
	return string(paper.HTML(d)), nil
}

func pdf(d *paper.Doc, _ []js.Value) (any, error) {
	b, err := paper.PDF(d)
	if err != nil {
		return nil, err
	}
	out := js.Global().Get("Uint8Array").New(len(b))
	js.CopyBytesToJS(out, b)
	return out, nil
}

// fields lists what a template asks for, as JSON.
func fields() js.Func {
	return js.FuncOf(func(_ js.Value, args []js.Value) (out any) {
		defer caught(&out)
		f, err := parse(args[0].String())
		if err != nil {
			return fault(err)
		}
		type field struct {
			Name  string `json:"name"`
			Label string `json:"label"`
			Kind  string `json:"kind"`
		}
		list := []field{}
		for _, x := range f.Fields() {
			list = append(list, field{x.Name, x.Label, string(x.Kind)})
		}
		text, err := json.Marshal(list)
		if err != nil {
			return fault(err)
		}
		return map[string]any{"value": string(text)}
	})
}

func fault(err error) any { return map[string]any{"error": strings.TrimSpace(err.Error())} }

func caught(out *any) {
	if r := recover(); r != nil {
		*out = map[string]any{"error": fmt.Sprint(r)}
	}
}
