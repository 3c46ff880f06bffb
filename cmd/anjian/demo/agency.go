package demo

import (
	"fmt"

	"anjian/base/agency"
	"anjian/base/enterprise"
	"anjian/base/region"
	"anjian/kernel"
)

// services are what the agencies of the demonstration do, and how they call themselves.
var services = []struct {
	Kind   agency.Kind
	Word   string
	Number string // of the certificate; empty where none is asked for
	Held   string // certificate of its people
}{
	{agency.Evaluation, "安全评价咨询有限公司", "APJ-(豫)-%03d", "evaluator"},
	{agency.Testing, "检测技术有限公司", "JC-(豫)-%03d", "technician"},
	{agency.Health, "职业卫生技术服务有限公司", "(豫)卫职技字%03d", "technician"},
	{agency.Review, "标准化评审服务有限公司", "", "reviewer"},
	{agency.Training, "安全培训有限公司", "", "engineer"},
	{agency.Insurance, "风险管理服务有限公司", "", "engineer"},
	{agency.Consulting, "安全技术咨询有限公司", "", "engineer"},
}

// Firm is an agency with its people.
type Firm struct {
	*agency.Agency
	Login string
	Staff []Specialist
}

// Specialist is one of an agency's people with a certificate.
type Specialist struct {
	Name, IDNumber, Phone, Post, Certificate, Subject, Number string
	ValidTo                                                   kernel.Date
}

// Firms invents n agencies that have people people together, as they stand on a day.
func (m *Maker) Firms(n, people int, day kernel.Date) (out []Firm) {
	share := m.Share(people, n)
	for i := range n {
		s := services[i%len(services)]
		u := pick(m, City())
		f := Firm{Agency: &agency.Agency{Base: kernel.Base{Region: u.Code}, Name: "河南" + m.brand() + s.Word, CreditCode: agencyCode(u.Code, i), Kind: s.Kind,
			Address: m.site(region.FullName(region.Padded(u.Code)), false), Contact: m.Person(), Phone: kernel.Phone(m.Phone())}, Login: fmt.Sprintf("agency%02d", i+1)}
		if s.Number != "" {
			f.CertNumber, f.Issuer, f.Scope = fmt.Sprintf(s.Number, i+1), "河南省应急管理厅", "按资质证书核定的业务范围"
			f.ValidFrom = day.AddDays(-m.Between(60, 1750))
			f.ValidTo = f.ValidFrom.AddDays(5*365 + 1)
		}
		for range share[i] {
			p := Specialist{Name: m.Person(), IDNumber: m.idNumber(), Phone: m.Phone(), Post: pick(m, []string{"项目负责人", "技术负责人", "评价师", "检测员", "讲师", "工程师"}),
				Certificate: s.Held, Subject: map[string]string{"evaluator": "安全评价师二级", "technician": "专业技术人员", "reviewer": "标准化评审员", "engineer": "注册安全工程师"}[s.Held]}
			p.Number, p.ValidTo = fmt.Sprintf("%s%08d", map[string]string{"evaluator": "PJ", "technician": "JS", "reviewer": "PS", "engineer": "AQ"}[s.Held], m.Between(1, 99_999_999)), day.AddDays(m.Between(-40, 1000))
			f.Staff = append(f.Staff, p)
		}
		out = append(out, f)
	}
	return out
}

// agencyCode counts up codes in a series of its own.
func agencyCode(at kernel.Region, i int) string {
	body := fmt.Sprintf("MAE%05d", i+1)
	code, err := enterprise.MakeCreditCode("91" + region.Padded(at)[:6] + body + organisationCheck(body))
	if err != nil {
		panic(err) // the alphabet of body is that of the standard
	}
	return string(code)
}

// idNumber invents a citizen identity number (GB 11643-1999) of a division that was never given out.
func (m *Maker) idNumber() string {
	n := fmt.Sprintf("410199%04d%02d%02d%03d", m.Between(1965, 1998), m.Between(1, 12), m.Between(1, 28), m.Between(1, 999))
	sum := 0
	for i, weight := range []int{7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2} {
		sum += int(n[i]-'0') * weight
	}
	return n + "10X98765432"[sum%11:sum%11+1]
}
