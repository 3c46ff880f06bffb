package paper

import (
	"math"
	"time"
)

// sample is a bulletin with every block. Its totals do not agree, as the note says.
func sample() *Doc {
	date := time.Date(2018, 6, 5, 0, 0, 0, 0, time.UTC)
	return &Doc{
		Title: "关于2018年5月份安全生产监管平台使用情况的通报",
		Head:  Head{Organ: "滨河市安全生产委员会办公室文件", Number: "滨安委办〔2018〕4号"},
		To:    "各县（市、区）安全生产委员会，各开发区管委会，市安委会有关成员单位",
		Blocks: []Block{
			P(Text("现将2018年5月份全市安全生产监管平台使用情况通报如下。数据截至"), Bold("2018年5月31日24时"), Text("，由平台自动统计，每个数字均可打开其明细。")),
			Heading{1, Ordinal(1, 1) + "总体情况"},
			P(Text("全市注册企业"), Number("52374", "/enterprise?status=registered"), Text("家，已建档"), Number("33519", "/enterprise?status=filed"), Text("家，建档率64.0%；开展自查自报的企业"), Number("3190", "/hazard?source=self"), Text("家，占6.09%。依据"), Link("《安全生产法》第三十八条", "https://www.example.gov.cn/law?id=38&p=1"), Text("，生产经营单位应当建立健全生产安全事故隐患排查治理制度。")),
			Heading{2, Ordinal(2, 1) + "隐患排查治理"},
			&Table{
				Caption: "表1　各县（市、区）隐患排查治理情况",
				Columns: []Column{{Width: 2.4}, {Align: Right}, {Align: Right}, {Align: Right}, {Align: Right}, {Align: Right}},
				Head: [][]Cell{
					{{Runs: []Run{Text("地区")}, Rows: 2}, {Runs: []Run{Text("企业（家）")}, Cols: 2}, {Runs: []Run{Text("隐患（条）")}, Cols: 2}, {Runs: []Run{Text("整改率（%）")}, Rows: 2}},
					Row("注册", "自查", "一般", "重大"),
				},
				Rows:  areas(),
				Total: Row("合计", "52374", "3190", "8642", "37", "93.4"),
				Notes: []string{"整改率＝已整改隐患数÷隐患总数×100%。", "“—”表示当月没有数据。"},
			},
			Note{Title: "数据核对提示", Runs: []Run{Text("各地区企业数之和为"), Number("52369", "/enterprise?region=4199"), Text("家，与合计相差5家：这5家企业所在地区尚未确认。")}},
			&Chart{Kind: Bar, Title: "图1　各地区企业自查家数与隐患条数", Unit: "家、条", Labels: []string{"金水区", "惠济区", "中原新区", "高新技术产业开发区", "登封市", "新密市", "巩义市"},
				Series: []Series{{Name: "自查企业", Values: []float64{812, 455, 390, 620, 301, 288, 324}, Hrefs: []string{"/hazard?region=410105"}}, {Name: "发现隐患", Values: []float64{1630, 1022, 985, 1755, 1204, 920, 1126}}}},
			Heading{2, Ordinal(2, 2) + "变化趋势"},
			&Chart{Kind: Line, Title: "图2　近六个月上报情况", Unit: "条", Labels: []string{"12月", "1月", "2月", "3月", "4月", "5月"},
				Series: []Series{{Name: "一般隐患", Values: []float64{5120, 5480, 3010, 6230, 7790, 8642}}, {Name: "举报", Values: []float64{820, 760, math.NaN(), 905, 1100, 1230}}}},
			&Chart{Kind: Stacked, Title: "图3　执法检查结果", Labels: []string{"一季度", "二季度", "三季度", "四季度"},
				Series: []Series{{Name: "责令改正", Values: []float64{320, 410, 388, 402}}, {Name: "行政处罚", Values: []float64{88, 120, 97, 143}}, {Name: "撤回", Values: []float64{-12, -30, -8, 0}}}},
			&Chart{Kind: Pie, Title: "图4　隐患类别", Unit: "条", Labels: []string{"电气安全", "消防设施", "危险化学品储存", "特种设备", "有限空间", "其他"},
				Series: []Series{{Values: []float64{3205, 2418, 1302, 901, 402, 414}}}},
			Heading{1, Ordinal(1, 2) + "存在问题"},
			Heading{3, Ordinal(3, 1) + "零使用用户仍然较多"},
			P(Text("有3个乡镇（街道）连续两个月没有登录记录：")),
			List{Numbered: true, Items: [][]Run{{Text("城关镇，应检查"), Number("46", "/inspect?region=410185101"), Text("家，实查0家；")}, {Text("东街街道，应检查31家，实查0家；")}, {Text("北环路街道，应检查28家，实查0家。")}}},
			Heading{4, Ordinal(4, 1) + "档案更新不及时"},
			List{Items: [][]Run{{Text("联系人离职未更新的企业1204家；")}, {Text("经营状态与登记机关不一致的企业366家。")}}},
			PageBreak{},
			Heading{1, Ordinal(1, 3) + "工作要求"},
			P(Text("各县（市、区）要对照明细逐项整改，于"), Bold("6月20日前"), Text("将整改情况书面报送市安委会办公室。逾期未报的，在下期通报中予以点名。")),
		},
		Sign: Sign{Organ: "滨河市安全生产委员会办公室", Date: date},
		Attachments: []Attachment{
			{Title: "连续两个月未登录平台的乡镇（街道）名单", Blocks: []Block{
				&Table{Columns: []Column{{Width: 0.6, Align: Center}, {Width: 2}, {Width: 3}, {Width: 1.6, Align: Center}}, Head: [][]Cell{Row("序号", "县（市、区）", "乡镇（街道）", "未登录天数")}, Rows: [][]Cell{
					{{Runs: []Run{Text("1")}}, {Runs: []Run{Text("登封市")}, Rows: 2}, {Runs: []Run{Text("城关镇")}}, {Runs: []Run{Text("61")}}},
					Row("2", "东街街道", "58"), Row("3", "新密市", "北环路街道", "49")}},
			}},
			{Title: "平台使用说明"},
		},
		Imprint: Imprint{Copies: "市委办公室，市人大常委会办公室，市政府办公室，市政协办公室，省安全生产委员会办公室", Organ: "滨河市安全生产委员会办公室", Date: date},
	}
}

func areas() [][]Cell {
	var rows [][]Cell
	for _, name := range []string{"金水区", "惠济区", "中原新区", "高新技术产业开发区", "登封市", "新密市", "巩义市", "荥阳市", "中牟县", "航空港经济综合实验区", "经济技术开发区", "上街区", "管城回族区"} {
		rows = append(rows, Row(name, "4028", "245", "664", "2", "93.1"))
	}
	rows[8][4].Runs = []Run{Text("—")}
	rows[0][1].Runs = []Run{Number("4033", "/enterprise?region=410105")}
	return rows
}
