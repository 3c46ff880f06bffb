package enterprise

import (
	"slices"
	"strconv"
	"strings"
	"unicode"

	"anjian/base/region"
	"anjian/kernel"
)

// The endings of names that say nothing about who it is, the longer ones first.
var endings = []string{"集团有限责任公司", "集团股份有限公司", "股份有限责任公司", "有限责任公司", "股份有限公司", "集团有限公司", "集团公司", "有限公司", "总公司", "公司", "集团"}

// nameKey is what of a name tells enterprises apart: without the region in front, the legal form behind, brackets and blanks.
// 郑州市宏达机械制造有限公司 and 河南宏达机械制造有限责任公司 have the same key.
func nameKey(name string, at kernel.Region) string {
	key := bare(name)
	for _, e := range endings {
		if rest, ok := strings.CutSuffix(key, e); ok && rest != "" {
			key = rest
			break
		}
	}
	for _, place := range places(at) {
		if rest, ok := strings.CutPrefix(key, place); ok && len([]rune(rest)) >= 2 {
			key = rest
		}
	}
	return key
}

// places are the names of the province, city and county of a region, in full and short, in the order in which names carry them.
func places(at kernel.Region) (out []string) {
	code := string(at)
	if len(code) < 6 {
		return nil
	}
	for _, c := range []string{code[:2] + "0000", code[:4] + "00", code[:6]} {
		d, ok := region.Standard(c)
		if !ok {
			continue
		}
		out = append(out, d.Name)
		short := strings.TrimRight(d.Name, "省市区县")
		if c != code[:6] && len([]rune(short)) >= 2 { // a county's short name may well be the brand: 中原机械厂
			out = append(out, short)
		}
	}
	return out
}

// addressKey is an address without the names of its region in front, blanks and punctuation.
func addressKey(address string, at kernel.Region) string {
	key := bare(address)
	for _, place := range places(at) {
		if rest, ok := strings.CutPrefix(key, place); ok && rest != "" {
			key = rest
		}
	}
	return key
}

// bare keeps letters and digits, in half width.
func bare(s string) string {
	return strings.Map(func(r rune) rune {
		if r >= '！' && r <= '～' {
			r -= '！' - '!'
		}
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return unicode.ToUpper(r)
		}
		return -1
	}, s)
}

// likeness is the Dice coefficient of the pairs of neighbouring characters of two texts: 1 for the same text, 0 for nothing in common.
func likeness(a, b string) float64 {
	if a == b {
		return 1
	}
	x, y := pairs(a), pairs(b)
	if len(x)+len(y) == 0 {
		return 0
	}
	common := 0
	for p, n := range x {
		common += min(n, y[p])
	}
	return 2 * float64(common) / float64(count(x)+count(y))
}

func pairs(s string) map[[2]rune]int {
	out, r := map[[2]rune]int{}, []rune(s)
	for i := range len(r) - 1 {
		out[[2]rune{r[i], r[i+1]}]++
	}
	return out
}

func count(m map[[2]rune]int) (n int) {
	for _, v := range m {
		n += v
	}
	return n
}

// suspected is the least score of a pair that is shown as a suspected duplicate.
const suspected = 70

// compare says how likely two files are of one enterprise, 0 to 100, and why. Merge keys in the order of strength: credit code, organisation
// code, registration number, name with address. Two different valid credit codes are two enterprises, unless name and address are the same.
func compare(a, b *Enterprise) (score int, why []string) {
	switch {
	case a.CreditCode != "" && a.CreditCode == b.CreditCode:
		return 100, []string{"统一社会信用代码相同"}
	case a.OrgCode != "" && a.OrgCode == b.OrgCode:
		return 100, []string{"组织机构代码相同"}
	case a.RegistrationNumber != "" && a.RegistrationNumber == b.RegistrationNumber:
		return 95, []string{"工商注册号相同"}
	}
	if a.CreditCode != "" && b.CreditCode != "" {
		if a.NameKey == b.NameKey && a.AddressKey == b.AddressKey && a.AddressKey != "" {
			return 75, []string{"名称和地址相同，但统一社会信用代码不同"}
		}
		return 0, nil
	}
	name, place := likeness(a.NameKey, b.NameKey), 0.0
	if a.AddressKey != "" && b.AddressKey != "" {
		place = likeness(a.AddressKey, b.AddressKey)
	}
	points := 60*name + 30*place
	if name >= 0.5 {
		why = append(why, alike("名称", name))
	}
	if place >= 0.5 {
		why = append(why, alike("地址", place))
	}
	if county(a.Region) == county(b.Region) && name >= 0.8 {
		points += 10
		why = append(why, "在同一县（市、区）")
	}
	if a.LegalPerson != "" && a.LegalPerson == b.LegalPerson && name >= 0.5 {
		points += 15
		why = append(why, "法定代表人同名")
	}
	return min(int(points+0.5), 99), why
}

func alike(what string, how float64) string {
	if how == 1 {
		return what + "相同"
	}
	return what + "相似" + strconv.Itoa(int(how*100)) + "%"
}

// Side is one of two files that may be of the same enterprise.
type Side struct {
	ID          string        `json:"id"`
	Name        string        `json:"name"`
	CreditCode  string        `json:"credit_code"`
	Address     string        `json:"address"`
	Region      kernel.Region `json:"region"`
	RegionLabel string        `json:"region_label"`
	Status      Status        `json:"status"`
	StatusLabel string        `json:"status_label"`
	Completed   int           `json:"completeness"`
}

// Suspect is a suspected duplicate (疑似重复).
type Suspect struct {
	A       Side     `json:"a"`
	B       Side     `json:"b"`
	Score   int      `json:"score"`
	Reasons []string `json:"reasons"`
}

func side(c *kernel.Ctx, e *Enterprise) Side {
	return Side{e.ID, e.Name, e.CreditCode, e.Address, e.Region, c.RegionLabel(e.Region), e.Status, kernel.LabelOf(e.Status), e.Completeness}
}

// compared are the columns that compare and side read.
var compared = []string{"id", "region", "name", "credit_code", "org_code", "registration_number", "address", "legal_person", "name_key", "address_key", "status", "completeness"}

// Suspects returns the files that may be of the same enterprise as e, the likeliest first, among those that the actor may read. Candidates come
// from indexes: the same codes, the same address, names that begin alike.
func Suspects(c *kernel.Ctx, e *Enterprise) ([]Suspect, error) {
	var blocks []kernel.Cond
	if r := []rune(e.NameKey); len(r) >= 2 {
		blocks = append(blocks, kernel.And(kernel.Since(&Row.NameKey, string(r[:2])), kernel.Before(&Row.NameKey, string(r[:2])+"\U0010ffff")))
	}
	if e.AddressKey != "" {
		blocks = append(blocks, kernel.Eq(&Row.AddressKey, e.AddressKey))
	}
	if e.OrgCode != "" {
		blocks = append(blocks, kernel.Eq(&Row.OrgCode, e.OrgCode))
	}
	if e.RegistrationNumber != "" {
		blocks = append(blocks, kernel.Eq(&Row.RegistrationNumber, e.RegistrationNumber))
	}
	out, met := []Suspect{}, map[string]bool{e.ID: true}
	for _, where := range blocks {
		err := Enterprises.Each(c, kernel.Query{Where: kernel.And(where, kernel.Not(&Row.Status, Merged)), Cols: compared}, func(o *Enterprise) error {
			if !met[o.ID] {
				met[o.ID] = true
				if score, why := compare(e, o); score >= suspected {
					out = append(out, Suspect{side(c, e), side(c, o), score, why})
				}
			}
			return nil
		})
		if err != nil {
			return nil, err
		}
	}
	byScore(out)
	return out, nil
}

func byScore(list []Suspect) {
	slices.SortStableFunc(list, func(a, b Suspect) int { return b.Score - a.Score })
}

// search asks for duplicates: of one file (id), of what is being typed (name, ...), or of a whole region.
type search struct {
	ID         string        `json:"id"`
	Name       string        `json:"name"`
	CreditCode string        `json:"credit_code"`
	Address    string        `json:"address"`
	Region     kernel.Region `json:"region"`
}

// Suspicions is the list of suspected duplicates.
type Suspicions struct {
	Items []Suspect `json:"items"`
	More  bool      `json:"more"`
}

// duplicates answers GET /api/enterprise/duplicates.
func duplicates(c *kernel.Ctx, in *search) (*Suspicions, error) {
	switch {
	case in.ID != "":
		e, err := Enterprises.Get(c, in.ID)
		if err != nil {
			return nil, err
		}
		list, err := Suspects(c, e)
		return &Suspicions{Items: list}, err
	case in.Name != "" || in.CreditCode != "":
		e := &Enterprise{Identity: Identity{Name: in.Name, CreditCode: NormaliseCode(in.CreditCode)}}
		e.Region, e.Address = in.Region, in.Address
		if CreditCodeFault(e.CreditCode) == "" {
			e.OrgCode = CreditCode(e.CreditCode).Organisation()
		}
		e.NameKey, e.AddressKey = nameKey(e.Name, e.Region), addressKey(e.Address, e.Region)
		list, err := Suspects(c, e)
		return &Suspicions{Items: list}, err
	}
	return inRegion(c, in.Region)
}

// The work of one search over a region is bounded: more suspects than most are not shown, and of names that begin alike each
// is compared with so many of its neighbours.
const (
	mostSuspects = 200
	neighbours   = 200
)

// inRegion compares the files of a region in blocks: equal codes, equal addresses, names that begin with the same two characters.
func inRegion(c *kernel.Ctx, at kernel.Region) (*Suspicions, error) {
	where := kernel.Not(&Row.Status, Merged)
	if at != "" {
		where = kernel.And(kernel.Under(at), where)
	}
	out, met := &Suspicions{Items: []Suspect{}}, map[[2]string]bool{}
	blocks := map[string][]*Enterprise{}
	err := Enterprises.Each(c, kernel.Query{Where: where, Sort: "name_key", Limit: -1, Cols: compared}, func(e *Enterprise) error {
		keys := []string{"o" + e.OrgCode, "r" + e.RegistrationNumber, "a" + e.AddressKey}
		if r := []rune(e.NameKey); len(r) >= 2 {
			keys = append(keys, "n"+string(r[:2]))
		}
		for _, key := range keys {
			if len(key) == 1 {
				continue
			}
			block := blocks[key]
			for _, o := range block[max(0, len(block)-neighbours):] {
				pair := [2]string{min(e.ID, o.ID), max(e.ID, o.ID)}
				if met[pair] {
					continue
				}
				score, why := compare(o, e)
				if score < suspected {
					continue
				}
				if met[pair] = true; len(out.Items) == mostSuspects {
					out.More = true
					continue
				}
				out.Items = append(out.Items, Suspect{side(c, o), side(c, e), score, why})
			}
			blocks[key] = append(block, e)
		}
		return nil
	})
	byScore(out.Items)
	return out, err
}
