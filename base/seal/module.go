package seal

import (
	"reflect"

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
	bring := kernel.Op[bringIn, Brought]("POST /api/seal/{id}/certificate", "导入证书", role.Government, nil)
	bring.Serve, bring.Raw, bring.Fresh = nil, serveBring, kernel.ForSeal
	sign := kernel.Op("POST /api/seal/fields", "字段签名", nil, signFields)
	sign.Fresh = kernel.ForSeal
	look := kernel.Op("GET /api/seal/check", "按编号验证文书", nil, check)
	look.Public = true
	return kernel.Module{
		Name: "seal", Label: "电子印章",
		Resources: []kernel.Handle{Seals, Requests, Usages, Certificates, Signatures, Roots},
		Tables:    []string{keyTable},
		Tasks:     []kernel.Job{h},
		Routes: []kernel.Route{
			kernel.Op("POST /api/seal/preview", "印模预览", role.Government, preview),
			kernel.Op("GET /api/seal/fields", "字段签名的状态", nil, fields),
			sign, bring, look,
			{Pattern: "POST /api/seal/verify", Label: "验证文书", Public: true, Out: reflect.TypeFor[Verdict](), Raw: serveVerify},
			{Pattern: "GET /api/seal/revoked.crl", Label: "证书吊销列表", Public: true, Raw: serveRevoked},
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
