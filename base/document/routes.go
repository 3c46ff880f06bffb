package document

import (
	"anjian/base/role"
	"anjian/kernel"
)

var routes = []kernel.Route{
	kernel.Op("GET /api/document/panel", "记录的文书", nil, panel),
	kernel.Op("POST /api/document/draft", "出具文书", writers, func(c *kernel.Ctx, in *DraftIn) (*Made, error) {
		return made(Draft(c, in.Type, in.ID, in.Kind, in.Part, in.Data))
	}),
	kernel.Op("GET /api/document/{id}/desk", "文书的填写项和内容", nil, desk),
	kernel.Op("POST /api/document/{id}/fill", "填写文书", writers, Fill),
	kernel.Op("POST /api/document/{id}/preview", "预览文书", nil, preview),
	{Pattern: "GET /api/document/{id}/paper/{format}", Label: "文书的 PDF 或 DOCX 文件", Raw: file},
	kernel.Op("POST /api/document/{id}/correct", "更正文书", writers, Correct),
	kernel.Op("POST /api/document/receipt", "由送达记录出具送达回执", writers, func(c *kernel.Ctx, in *At) (*Made, error) { return made(Receipt(c, in.Type, in.ID)) }),
	{Pattern: "GET /api/document/volume", Label: "导出案卷", Raw: volume},
	kernel.Op("GET /api/document/ledger", "文号登记簿", role.Government, book),
	kernel.Op("GET /api/document/forms", "文书样式一览", role.Government, forms),
	{Pattern: "GET /api/document/form", Label: "现行样式", Can: role.Government, Raw: formFile},
	{Pattern: "GET /api/document_template/{id}/sample", Label: "样式的样张", Raw: templateFile},
	kernel.Op("POST /api/document/block", "领用文号号段", writers, Reserve),
	kernel.Op("POST /api/document/spoil", "作废没有用成的预留文号", writers, Spoil),
}
