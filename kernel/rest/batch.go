package rest

import (
	"encoding/json"
	"errors"
	"net/http"

	"anjian/kernel"
)

// batchBody is one step for many records.
type batchBody struct {
	Step string `json:"step"`
	IDs  []struct {
		ID  string `json:"id"`
		Rev int    `json:"rev"`
	} `json:"ids"`
	Ask json.RawMessage `json:"ask"`
}

func (s *Server) batch(c *kernel.Ctx, w http.ResponseWriter, r *http.Request, h kernel.Handle) error {
	body, err := s.readBody(w, r)
	if err != nil {
		return err
	}
	var in batchBody
	if err := decode(body, &in, func(name string) string { return name }); err != nil {
		return err
	}
	m := h.Meta()
	if m.Step(in.Step) == nil || len(in.IDs) == 0 || len(in.IDs) > 1000 {
		return kernel.Errorf(kernel.Invalid, "请选择 1 到 1000 条记录和一个操作")
	}
	ask, opinion, err := stepInput(h, in.Step, in.Ask)
	if err != nil {
		return err
	}
	return s.once(c, w, r, body, false, func(c *kernel.Ctx) (int, []byte, error) {
		type failure struct {
			ID    string `json:"id"`
			Title string `json:"title"`
		}
		out := struct {
			Done   int       `json:"done"`
			Failed []failure `json:"failed"`
		}{Failed: []failure{}}
		for _, one := range in.IDs {
			err := c.Store.Try(c, func() error { _, err := h.DoAny(c, one.ID, one.Rev, in.Step, ask, opinion); return err })
			if err != nil {
				fault, ok := errors.AsType[*kernel.Error](err)
				if !ok {
					return 0, nil, err
				}
				out.Failed = append(out.Failed, failure{one.ID, fault.Message})
				continue
			}
			out.Done++
		}
		text, err := json.Marshal(out)
		return http.StatusOK, text, err
	})
}
