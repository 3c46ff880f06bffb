package majorhazard

import (
	"fmt"
	"math/big"
	"strconv"
	"strings"
)

// Term is what one substance adds to the sums, with the reasons, as the console and the printed sheet show it (计算过程).
type Term struct {
	Name     string `json:"name" label:"物质"`
	CAS      string `json:"cas" label:"CAS号"`
	Quantity string `json:"quantity" label:"q（吨）"`
	Critical string `json:"critical" label:"Q（吨）"`
	WhyQ     string `json:"why_q" label:"临界量依据"`
	Ratio    string `json:"ratio" label:"q/Q"`
	Beta     string `json:"beta" label:"β"`
	WhyBeta  string `json:"why_beta" label:"β依据"`
	Weighted string `json:"weighted" label:"β·q/Q"`
	Share    string `json:"share" label:"占比"`
}

// Sum is the identification and grading of one unit: S = Σ q/Q, R = α·Σ β·q/Q, worked in fractions so that no rounding moves a grade.
type Sum struct {
	S, Alpha, R *big.Rat
	WhyAlpha    string
	Terms       []Term
	Grade       Grade
}

var one = big.NewRat(1, 1)

// Reckon works out the sum of a unit with these substances when so many people live within 500 m of the boundary.
func (t *Table) Reckon(rows []Substance, people int) (*Sum, error) {
	if people < 0 {
		return nil, fmt.Errorf("：500米内常住人口不能小于0")
	}
	s := &Sum{S: new(big.Rat), R: new(big.Rat), Grade: NotOne}
	for _, b := range t.Exposure {
		if people >= b.From {
			s.Alpha, s.WhyAlpha = exact(b.Alpha), fmt.Sprintf("厂区边界外500米内常住%d人，属“%s”（表5）", people, b.Label)
			break
		}
	}
	var weighted []*big.Rat
	for i := range rows {
		row := &rows[i]
		term, ratio, beta, err := t.term(row)
		if err != nil {
			return nil, fmt.Errorf("第%d行“%s”：%w", i+1, row.Name, err)
		}
		w := new(big.Rat).Mul(ratio, beta)
		term.Weighted = Decimal(w)
		s.S.Add(s.S, ratio)
		s.R.Add(s.R, w)
		s.Terms, weighted = append(s.Terms, *term), append(weighted, w)
	}
	for i, w := range weighted {
		if s.R.Sign() > 0 {
			share := new(big.Rat).Mul(new(big.Rat).Quo(w, s.R), big.NewRat(100, 1))
			s.Terms[i].Share = share.FloatString(1) + "%"
		}
	}
	s.R.Mul(s.R, s.Alpha)
	if s.S.Cmp(one) >= 0 {
		for _, g := range t.Grades {
			if s.R.Cmp(exact(g.From)) >= 0 {
				s.Grade = g.Grade
				break
			}
		}
	}
	return s, nil
}

// term finds Q and β of a row. 表1 goes before 表2, of several classes the smallest Q counts; 表3 goes before 表4, of several classes the
// greatest β counts, which is the careful reading where the standard leaves it open.
func (t *Table) term(s *Substance) (*Term, *big.Rat, *big.Rat, error) {
	if s.CAS != "" && !ValidCAS(s.CAS) {
		return nil, nil, nil, fmt.Errorf("CAS号%s的校验位不对", s.CAS)
	}
	if !(s.Quantity >= 0 && s.Quantity <= 1e7) {
		return nil, nil, nil, fmt.Errorf("数量应在0到1000万吨之间")
	}
	q, ok := new(big.Rat).SetString(strconv.FormatFloat(s.Quantity, 'f', -1, 64)) // the decimal as it was typed
	if !ok {
		return nil, nil, nil, fmt.Errorf("数量不是数字")
	}
	e, err := t.find(s)
	if err != nil {
		return nil, nil, nil, err
	}
	out := &Term{Name: s.Name, CAS: s.CAS, Quantity: Decimal(q)}
	classes := s.Classes
	var critical, beta *big.Rat
	if e != nil {
		critical, out.WhyQ = exact(e.Q), fmt.Sprintf("表1第%d项 %s", e.No, e.Name)
		if len(classes) == 0 {
			classes = e.Classes
		}
	}
	for _, symbol := range classes {
		k := t.class(symbol)
		if k == nil {
			return nil, nil, nil, fmt.Errorf("%s没有类别%s", t.Name, string(symbol))
		}
		if v := exact(k.Q); e == nil && (critical == nil || v.Cmp(critical) < 0) {
			critical, out.WhyQ = v, fmt.Sprintf("表2 %s %s", k.Symbol, k.Label)
		}
		if v := exact(k.Beta); beta == nil || v.Cmp(beta) > 0 {
			beta, out.WhyBeta = v, fmt.Sprintf("表4 %s %s", k.Symbol, k.Label)
		}
	}
	if e == nil && len(s.Classes) > 1 {
		out.WhyQ += "（多种危险性取最小临界量）"
	}
	switch g := t.gas(s); {
	case e != nil && e.Beta != "":
		beta, out.WhyBeta = exact(e.Beta), "表3 毒性气体 "+e.Name
	case e == nil && g != nil:
		beta, out.WhyBeta = exact(g.Beta), "表3 毒性气体 "+g.Name
	}
	if critical == nil || beta == nil {
		return nil, nil, nil, fmt.Errorf("表1没有这一物质，请按其安全技术说明书选择危险性类别")
	}
	ratio := new(big.Rat).Quo(q, critical)
	out.Critical, out.Beta, out.Ratio = Decimal(critical), Decimal(beta), Decimal(ratio)
	return out, ratio, beta, nil
}

// Decimal writes a number of at least 0 with up to four decimals. What does not end there is cut, never rounded up, and marked, so that no
// shown number reaches a limit that the exact one does not.
func Decimal(r *big.Rat) string {
	scaled := new(big.Rat).Mul(r, big.NewRat(10000, 1))
	whole := new(big.Int).Quo(scaled.Num(), scaled.Denom())
	text := new(big.Rat).SetFrac(whole, big.NewInt(10000)).FloatString(4)
	text = strings.TrimRight(strings.TrimRight(text, "0"), ".")
	if !scaled.IsInt() {
		text += "…"
	}
	return text
}
