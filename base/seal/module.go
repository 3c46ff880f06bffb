package seal

import (
	"anjian/base/role"
	"anjian/base/vault"
	"anjian/kernel"
)

// Module declares the package; h may be nil in tests, whose keys then end with the process.
func Module(h *House) kernel.Module {
	if h == nil {
		h = &House{}
	}
	if h.Vault == nil {
		h.Vault = vault.Passing()
	}
	return kernel.Module{
		Name: "seal", Label: "电子印章",
		Resources: []kernel.Handle{Seals, Requests, Usages, Certificates, Roots},
		Tables:    []string{keyTable},
		Tasks:     []kernel.Job{h},
		Routes: []kernel.Route{
			kernel.Op("POST /api/seal/preview", "印模预览", role.Government, preview),
		},
		Indicators: []kernel.Indicator{{Name: "seal.used", Label: "用印次数", Unit: "次", Of: Usages, On: &us.At, Where: kernel.Eq(&us.Result, Done), Query: "result=done"}},
	}
}

type previewIn struct {
	Text     string  `json:"text"`
	Label    string  `json:"label"`
	Code     string  `json:"code"`
	Diameter float64 `json:"diameter"`
	Faded    bool    `json:"faded"`
}

// Preview is a seal to look at while it is applied for.
type Preview struct {
	SVG string `json:"svg"`
}

func preview(_ *kernel.Ctx, in *previewIn) (*Preview, error) {
	if len([]rune(in.Text)) > 40 || len([]rune(in.Label)) > 12 || len([]rune(in.Code)) > 20 || in.Diameter < 20 || in.Diameter > 60 {
		return nil, kernel.Errorf(kernel.Invalid, "印文最多40字，中下部文字最多12字，编码最多20字，直径20至60毫米")
	}
	svg, err := picture(in.Text, in.Label, in.Code, in.Diameter).SVG(in.Faded)
	if err != nil {
		return nil, words(err)
	}
	return &Preview{svg}, nil
}
