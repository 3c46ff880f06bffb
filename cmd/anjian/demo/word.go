package demo

import "fmt"

// Brands are put together from rare characters, so that none is the name of an enterprise that exists.
var (
	first  = []rune("沐昱翊澍煦峥铄霁珩旻晟骁垣琮祺聿暄砚笙")
	second = []rune("禾垚淼岚榕槿棠芃荞苒岑屹砺钰铭锴镝昶")
	third  = []rune("川泽源程朗驰阳峻和丰兴达盛通晖")
)

// family names by how many bear them, given names of one and of two characters.
var (
	family = []rune("王王王李李李张张张刘刘陈陈杨赵黄周吴徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾萧田董袁潘蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤")
	given1 = []rune("伟强磊军洋勇杰涛明超刚平辉鹏华飞鑫波斌宇浩凯健俊帆帅旭宁龙林静敏丽娟艳霞玲燕芳丹萍红")
	given2 = []string{"建国", "志强", "海涛", "文博", "俊杰", "国庆", "建军", "立新", "红卫", "晓东", "振华", "永刚", "新民", "保国", "金生", "玉梅", "秀英", "桂兰", "春燕", "雪梅",
		"慧敏", "丽娜", "海燕", "晓红", "爱民", "庆华", "世杰", "明远", "少华", "学军", "长河", "培元", "中原", "守信", "广林", "福来", "树森", "占魁", "全胜", "成功"}
)

// Person invents a name.
func (m *Maker) Person() string {
	name := string(pick(m, family))
	if m.Chance(35) {
		return name + string(pick(m, given1))
	}
	return name + pick(m, given2)
}

// Phone invents a number in a range that no operator has given out.
func (m *Maker) Phone() string { return fmt.Sprintf("120%08d", m.rand.IntN(100_000_000)) }

func (m *Maker) brand() string {
	name := []rune{pick(m, first), pick(m, second)}
	if m.Chance(60) {
		name = append(name, pick(m, third))
	}
	return string(name)
}

var (
	roads    = []string{"建设路", "人民路", "文化路", "科学大道", "工业路", "中州大道", "迎宾路", "创业路", "朝阳路", "振兴路", "和谐路", "富强路", "学苑路", "滨河路", "长江路", "淮河路", "嵩山路", "解放路", "纬五路", "经三路", "兴业街", "新华街", "商城路", "丰收路"}
	clans    = []rune("王李张刘陈杨赵周吴徐孙马朱胡郭高宋郑韩冯曹袁董")
	hamlets  = []string{"庄", "寨", "湾", "楼", "岗", "洼", "营", "堂", "店", "沟"}
	parks    = []string{"产业集聚区", "工业园", "创业园", "物流园", "专业园区"}
	quarters = []string{"东", "西", "南", "北"}
)

// site invents an address within a place, which is the full name of a township or county.
func (m *Maker) site(place string, rural bool) string {
	if !rural || m.Chance(30) {
		where := fmt.Sprintf("%s%s%d号", place, pick(m, roads), m.Between(1, 399))
		if m.Chance(25) {
			where += fmt.Sprintf("%d号楼%d层", m.Between(1, 18), m.Between(1, 12))
		}
		return where
	}
	if m.Chance(40) {
		return fmt.Sprintf("%s%s%s路%d号", place, pick(m, parks), pick(m, quarters), m.Between(1, 60))
	}
	return fmt.Sprintf("%s%c%s村%s%d米", place, pick(m, clans), pick(m, hamlets), pick(m, quarters), 50*m.Between(1, 20))
}
