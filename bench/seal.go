package main

import (
	"time"

	"anjian/kernel/paper"
	"anjian/kernel/seal"
)

// seals measures what a seal costs: alone, with the PDF and the DOCX of the paper it is put on, and its verification by the public.
func (r *run) seals() error {
	now := time.Now()
	root, err := seal.NewAuthority(seal.ECDSA, "平台", now.Add(-time.Hour))
	if err != nil {
		return err
	}
	key, err := root.Issue(seal.ECDSA, "某市应急管理局公章", "某市应急管理局", "", now.Add(-time.Minute), now.AddDate(1, 0, 0))
	if err != nil {
		return err
	}
	put := func(pdf []byte) ([]byte, error) {
		out, _, err := key.Seal(pdf, seal.Mark{Place: seal.Place{Page: 2, X: 140, Y: 200}, Time: now, Signer: "某市应急管理局", Reason: noticeTitle,
			Picture: seal.Picture{Name: "某市应急管理局", Label: "行政执法专用章", Diameter: 45, Letters: paper.Outline}})
		return out, err
	}
	pdf, err := ourNotice()
	if err != nil {
		return err
	}
	sealed, err := put(pdf)
	if err != nil {
		return err
	}
	n, mark := max(10, r.requests/5), cost{cpu: 100 * time.Millisecond}
	for _, work := range []struct {
		name string
		do   func() error
	}{
		{"seal alone / 100 ms", func() error { _, err := put(pdf); return err }},
		{"verification / 100 ms", func() error { _, err := seal.Verify(sealed, seal.Trust{}); return err }},
		{"PDF, DOCX and seal / 100 ms", func() error {
			pdf, err := ourNotice()
			if err != nil {
				return err
			}
			if _, err := paper.DOCX(notice()); err != nil {
				return err
			}
			_, err = put(pdf)
			return err
		}},
	} {
		took, err := measured(n, own, func(int) error { return work.do() })
		if err != nil {
			return err
		}
		r.add(against("seal", work.name, took, mark, 1))
	}
	return nil
}
