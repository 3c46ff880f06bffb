package risk

import (
	"embed"
	"encoding/json"
	"fmt"
	"math/big"
	"strings"

	"anjian/base/enterprise"
	"anjian/kernel"
)

// The methods of evaluation by edition, and what facts do to the grade of an enterprise. Scores, words and bands are data: places differ in
// whether a bound belongs to the band above it, which is an edition of its own.
//
//go:embed data/*.json
var data embed.FS

// Table is one edition of a method: the scores of its factors (l 可能性, e 暴露, c 后果, m 控制措施) and the bands of their product, or a
// table of cells where the method multiplies nothing. In a strict edition a value equal to the bound lies below it.
type Table struct {
	Edition Method                 `json:"edition"`
	Method  string                 `json:"method"`
	Name    string                 `json:"name"`
	Short   string                 `json:"short"`
	Same    Method                 `json:"same,omitempty"`
	Strict  bool                   `json:"strict,omitempty"`
	Factors map[string][][2]string `json:"factors"`
	Bands   [][2]string            `json:"bands,omitempty"`
	Cells   map[string]string      `json:"cells,omitempty"`
}

// floor is the least grade that a fact gives an enterprise.
type floor struct {
	Fact  string               `json:"fact"`
	Label string               `json:"label"`
	Floor enterprise.RiskGrade `json:"floor"`
}

var (
	methods []*Table
	floors  []floor
	_       = load("data/methods.json", &methods) && load("data/facts.json", &floors) && inherit()
)

// load reads a shipped file; one that cannot be read must not reach anybody, so the program does not start.
func load(name string, into any) bool {
	text, err := data.ReadFile(name)
	if err == nil {
		err = json.Unmarshal(text, into)
	}
	if err != nil {
		panic(fmt.Sprintf("risk: %s: %v", name, err))
	}
	return true
}

// inherit gives an edition the scores of the one that it differs from in its bands only.
func inherit() bool {
	for _, t := range methods {
		if t.Same != "" {
			t.Factors = TableOf(t.Same).Factors
		}
	}
	return true
}

// TableOf returns the edition of a method, nil if it is unknown.
func TableOf(edition Method) *Table {
	for _, t := range methods {
		if t.Edition == edition {
			return t
		}
	}
	return nil
}

// Method is an edition of a method of evaluation (评价方法).
type Method string

func (Method) Options() (out []kernel.Option) {
	for _, t := range methods {
		out = append(out, kernel.Opt(t.Edition, t.Name))
	}
	return out
}

// The scores that a form offers: Likelihood L, Exposure E, Consequence C or S, State of control M. A value names its method, as lec/10 does.
type (
	Likelihood  string
	Exposure    string
	Consequence string
	State       string
)

func (Likelihood) Options() []kernel.Option  { return scores("l") }
func (Exposure) Options() []kernel.Option    { return scores("e") }
func (Consequence) Options() []kernel.Option { return scores("c") }
func (State) Options() []kernel.Option       { return scores("m") }

func scores(factor string) (out []kernel.Option) {
	for _, t := range methods {
		if t.Same != "" {
			continue
		}
		for _, s := range t.Factors[factor] {
			out = append(out, kernel.Option{Value: string(t.Edition) + "/" + s[0], Label: t.Short + " " + s[0] + " " + s[1]})
		}
	}
	return out
}

// factors are the scores of a method in the order of its formula, with their columns.
var factors = []struct {
	key  string
	at   any
	read func(*Evaluation) string
}{
	{"m", &Row.State, func(v *Evaluation) string { return string(v.State) }},
	{"l", &Row.Likelihood, func(v *Evaluation) string { return string(v.Likelihood) }},
	{"e", &Row.Exposure, func(v *Evaluation) string { return string(v.Exposure) }},
	{"c", &Row.Consequence, func(v *Evaluation) string { return string(v.Consequence) }},
}

// Evaluate works out the value and the grade of an evaluation, and the sum in words: 3×6×15=270. Scores of another method are refused.
func (v *Evaluation) Evaluate() (value *big.Rat, grade enterprise.RiskGrade, sum string, err error) {
	t := TableOf(v.Method)
	if t == nil {
		return nil, "", "", kernel.FieldError(&Row.Method, "请选择评价方法")
	}
	own := t.Edition
	if t.Same != "" {
		own = t.Same
	}
	value = big.NewRat(1, 1)
	var words []string
	picked := map[string]string{}
	for _, f := range factors {
		text := f.read(v)
		if t.Factors[f.key] == nil {
			if text != "" {
				return nil, "", "", kernel.FieldError(f.at, "%s不用这一项", t.Short)
			}
			continue
		}
		score, fits := strings.CutPrefix(text, string(own)+"/")
		n, ok := new(big.Rat).SetString(score)
		if !fits || !ok || !t.has(f.key, score) {
			return nil, "", "", kernel.FieldError(f.at, "请选择%s的分值", t.Short)
		}
		value.Mul(value, n)
		words, picked[f.key] = append(words, score), score
	}
	sum = strings.Join(words, "×") + "=" + decimal(value)
	if t.Cells != nil {
		column := int(picked["c"][0] - '1')
		grade = map[byte]enterprise.RiskGrade{'r': Red, 'o': Orange, 'y': Yellow, 'b': Blue}[t.Cells[picked["l"]][column]]
		return value, grade, fmt.Sprintf("可能性%s、后果%s查表", picked["l"], picked["c"]), nil
	}
	for _, b := range t.Bands {
		from, _ := new(big.Rat).SetString(b[1])
		if n := value.Cmp(from); n > 0 || n == 0 && !t.Strict {
			return value, enterprise.RiskGrade(b[0]), sum, nil
		}
	}
	return value, Blue, sum, nil
}

func (t *Table) has(factor, score string) bool {
	for _, s := range t.Factors[factor] {
		if s[0] == score {
			return true
		}
	}
	return false
}

// decimal writes an exact decimal: the scores have one digit after the point at most.
func decimal(r *big.Rat) string {
	return strings.TrimRight(strings.TrimRight(r.FloatString(4), "0"), ".")
}

// The four colours (四色), the gravest first.
const (
	Red    enterprise.RiskGrade = "red"
	Orange enterprise.RiskGrade = "orange"
	Yellow enterprise.RiskGrade = "yellow"
	Blue   enterprise.RiskGrade = "blue"
)

var gravity = map[enterprise.RiskGrade]int{Red: 4, Orange: 3, Yellow: 2, Blue: 1}

// graver returns the graver of two grades: the higher one counts (就高).
func graver(a, b enterprise.RiskGrade) enterprise.RiskGrade {
	if gravity[b] > gravity[a] {
		return b
	}
	return a
}
