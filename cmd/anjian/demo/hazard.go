package demo

import (
	"anjian/base/enterprise"
	"anjian/base/library"
)

// Fault is something that a check looks at and that may be wrong: what is asked, what was seen instead, and how it is put right.
type Fault struct {
	Content  string // what the check asks for
	Note     string // what is wrong
	Category library.Category
	Basis    string
	Place    string
	Measures string
	Remedy   string // what was done
}

// The provisions are those of the Work Safety Law as amended in 2014 (安全生产法), which was in force in 2018.
const (
	law  = "安全生产法（2014年修正）"
	fire = "消防法"
)

var everywhere = []Fault{
	{"灭火器在有效期内、压力正常、取用方便", "灭火器压力不足，指针在红区", library.Fire, fire + " 第十六条", "仓库东侧", "更换失效灭火器，逐月检查登记", "已更换4具灭火器，建立检查卡"},
	{"灭火器在有效期内、压力正常、取用方便", "灭火器被货物遮挡，无法取用", library.Fire, fire + " 第十六条", "成品库门口", "清理灭火器前方货物，地面划线", "已清理并划禁止堆放线"},
	{"消防栓配件齐全，能正常出水", "室内消火栓箱内无水枪、水带", library.Fire, fire + " 第十六条", "二楼走廊", "补齐水枪水带", "水枪、水带已补齐，试水正常"},
	{"安全出口、疏散通道畅通，标志明显", "安全出口上锁，疏散通道堆放纸箱", library.Premises, law + " 第三十九条", "车间北门", "营业和生产期间一律不得上锁，清理通道", "门锁已拆除，通道已清理"},
	{"应急照明和疏散指示标志完好", "应急照明灯断电后不亮", library.Fire, fire + " 第十六条", "楼梯间", "更换应急照明灯", "已更换6盏应急照明灯"},
	{"配电箱门完好，内部无杂物，有警示标志", "配电箱前堆放杂物，箱门未关闭", library.Electricity, "GB/T 13869-2017 用电安全导则", "1号车间", "清理配电箱前1米范围内杂物", "杂物已清理，箱门已关闭上锁"},
	{"临时用电有审批，线路不乱拉乱接", "临时线路拖地使用，没有穿管保护", library.Electricity, "GB/T 13869-2017 用电安全导则", "维修间", "拆除临时线路，按规范敷设", "已拆除临时线，改为固定穿管线路"},
	{"插座、开关完好，手持电动工具有漏电保护", "移动插座外壳破损，未接漏电保护器", library.Electricity, "GB/T 13869-2017 用电安全导则", "包装区", "更换插座，加装漏电保护器", "已更换并加装漏电保护器"},
	{"新员工经过三级安全教育并有记录", "两名新员工没有三级安全教育记录", library.Training, law + " 第二十五条", "人力资源部", "补做三级安全教育并考核", "已补做培训，考核合格，归档"},
	{"特种作业人员持证上岗", "一名焊工的特种作业操作证已过复审期", library.Training, law + " 第二十七条", "机修班", "停止其作业，安排复审", "该焊工已调离岗位，复审已报名"},
	{"主要负责人、安全管理人员履行职责有记录", "上季度没有安全例会记录", library.Responsibility, law + " 第十八条", "办公室", "按季度召开安全例会并留存记录", "已补开例会，形成纪要"},
	{"安全投入有计划、有台账", "没有安全生产费用使用台账", library.Spending, law + " 第二十条", "财务室", "建立安全费用台账", "台账已建立"},
	{"隐患排查治理情况如实记录并通报", "上月隐患排查没有记录", library.Archives, law + " 第三十八条", "安全部", "按月排查并如实记录", "已补充记录，指定专人负责"},
	{"操作规程张贴在岗位，内容与设备相符", "岗位未张贴安全操作规程", library.Procedures, law + " 第四十一条", "冲压岗位", "编制并张贴岗位操作规程", "规程已张贴，并组织学习"},
	{"应急预案定期演练", "本年度没有组织应急演练", library.Emergency, law + " 第七十八条", "安全部", "制定演练计划并组织演练", "已组织灭火和疏散演练，记录归档"},
	{"危险部位有明显的安全警示标志", "地坑、临边处没有警示标志", library.Premises, law + " 第三十二条", "地磅东侧", "设置警示标志和护栏", "护栏和警示牌已安装"},
	{"从业人员正确佩戴劳动防护用品", "现场作业人员未戴安全帽", library.Conduct, law + " 第四十二条", "装卸区", "教育作业人员，配齐防护用品", "已教育当事人，配发安全帽12顶"},
	{"气瓶直立固定，氧气瓶与乙炔瓶间距符合要求", "氧气瓶与乙炔瓶混放，无防倾倒措施", library.SpecialEquipment, "TSG R0006-2014 气瓶安全技术监察规程", "气瓶间", "分库存放，加装防倾倒链", "已分开存放，加装固定链"},
	{"外来施工队伍签订安全协议", "与施工队未签订安全生产管理协议", library.PartnerBook, law + " 第四十六条", "技改工地", "签订协议，明确各方职责", "协议已签订"},
}

var byTrade = map[enterprise.Trade][]Fault{
	enterprise.Machinery: {
		{"机床、冲压设备的旋转部位装有防护罩", "台钻皮带轮无防护罩", library.Machines, law + " 第三十三条", "机加工车间", "加装防护罩", "防护罩已安装"},
		{"起重机械限位、吊钩保险完好", "行车吊钩防脱装置缺失", library.SpecialEquipment, "特种设备安全法 第三十九条", "2号跨", "停用行车，加装防脱装置", "防脱装置已装，经检验恢复使用"},
		{"砂轮机有防护罩、托架，间隙符合要求", "砂轮机托架间隙过大", library.Machines, law + " 第三十三条", "工具间", "调整托架间隙到3毫米以内", "间隙已调整"},
		{"喷漆作业通风良好，电气防爆", "喷漆房照明灯不防爆", library.Electricity, "GB 6514-2008 涂装作业安全规程", "喷漆房", "更换防爆灯具", "已更换防爆灯具4套"},
	},
	enterprise.Materials: {
		{"皮带输送机有急停拉绳和防护栏", "皮带机拉绳开关失效", library.Machines, law + " 第三十三条", "3号皮带", "修复拉绳开关", "拉绳开关已修复，试验正常"},
		{"破碎、粉磨设备检修断电挂牌", "检修时没有挂“禁止合闸”牌", library.Conduct, law + " 第四十一条", "破碎机房", "执行停电挂牌制度", "已配置挂牌和锁具，组织培训"},
		{"筒型库清库等有限空间作业经审批", "有限空间作业没有审批记录", library.ConfinedSpace, law + " 第四十条", "料仓", "建立有限空间作业审批制度", "制度已建立，现场设置警示牌"},
		{"除尘设施正常运行，作业人员戴防尘口罩", "混料岗位粉尘大，除尘器未开", library.HealthSite, "职业病防治法 第二十五条", "混料车间", "修复除尘器，随机开启", "除尘器已修复运行"},
	},
	enterprise.LightIndustry: {
		{"和面、搅拌设备有联锁防护", "搅拌机防护盖联锁失灵", library.Machines, law + " 第三十三条", "配料间", "修复联锁装置", "联锁已修复"},
		{"木工机械防护装置齐全，木粉尘及时清理", "推台锯无防护罩，木屑堆积", library.Machines, law + " 第三十三条", "开料车间", "加装防护罩，每班清扫", "防护罩已装，落实班后清扫"},
		{"燃气用具、管线完好，有泄漏报警", "燃气报警器断电停用", library.Fire, "城镇燃气管理条例 第二十七条", "烘烤间", "恢复报警器供电并检定", "报警器已恢复，检定合格"},
	},
	enterprise.Textile: {
		{"车间飞絮及时清理，电气设备不积尘", "电动机表面积有飞絮", library.Fire, fire + " 第十六条", "织布车间", "每班清扫，定期检查", "已清扫，列入交接班检查"},
		{"原料、成品分区堆放，垛距墙距符合要求", "布匹堆垛紧贴墙面和灯具", library.Fire, fire + " 第十六条", "成品库", "调整堆垛，留出五距", "堆垛已调整"},
	},
	enterprise.Commerce: {
		{"厨房排油烟管道定期清洗", "排油烟管道油垢厚，半年未清洗", library.Fire, fire + " 第十六条", "后厨", "每季度清洗并留存记录", "已请单位清洗，记录归档"},
		{"电梯在检验有效期内，标志张贴在轿厢", "货梯检验标志过期", library.SpecialEquipment, "特种设备安全法 第四十条", "货梯间", "停用货梯，申报检验", "货梯已检验合格"},
		{"电动车不在室内停放、充电", "库房内停放电动车并充电", library.Fire, fire + " 第二十八条", "地下库房", "移出电动车，设室外充电点", "已移出，室外充电桩投用"},
	},
	enterprise.ChemTrade: {
		{"加油区防静电接地装置完好", "卸油口静电接地夹损坏", library.Auxiliary, "GB 50156 汽车加油加气站设计与施工规范", "卸油区", "更换静电接地报警仪", "已更换，测试正常"},
		{"库房通风、防爆设施正常", "库房通风口被封堵", library.Premises, law + " 第三十六条", "危化品库", "恢复自然通风", "通风口已打开，加装防护网"},
	},
	enterprise.NonFerrous: {
		{"熔炼炉周围无积水，冷却水有监测", "铸造井旁地面积水", library.Premises, "AQ 7006-2018", "熔铸车间", "清除积水，设置排水沟", "积水已清除，排水沟已修复"},
	},
	enterprise.Construction: {
		{"临边洞口防护到位", "3层楼梯口无临边防护", library.Premises, "JGJ 80-2016 建筑施工高处作业安全技术规范", "3号楼", "安装定型化护栏", "护栏已安装"},
	},
	enterprise.Transport: {
		{"车辆动态监控在线，违规及时处理", "2台车辆卫星定位离线超过24小时", library.OtherSite, "道路运输车辆动态监督管理办法", "监控室", "排查设备，恢复在线", "定位设备已修复上线"},
	},
}

// Faults are different things that go wrong in an enterprise of the trade, up to n of them.
func (m *Maker) Faults(t enterprise.Trade, n int) (out []Fault) {
	own := byTrade[t]
	all := make([]Fault, 0, len(everywhere)+len(own))
	all = append(append(all, own...), everywhere...)
	seen := map[string]bool{}
	for _, i := range m.rand.Perm(len(all)) {
		if len(out) < n && !seen[all[i].Content] { // a check asks everything once
			seen[all[i].Content] = true
			out = append(out, all[i])
		}
	}
	return out
}
