package party

import (
	"strconv"
	"strings"
	"sync"
	"unicode"

	"anjian/base/region"
	"anjian/kernel"
)

// The endings of names that say nothing about who it is, the longer ones first.
var endings = []string{"集团有限责任公司", "集团股份有限公司", "股份有限责任公司", "有限责任公司", "股份有限公司", "集团有限公司", "集团公司", "有限公司", "总公司", "公司", "集团"}

// NameKey is what of a name tells enterprises apart: without the region in front, the legal form behind, brackets and blanks.
// 郑州市宏达机械制造有限公司 and 河南宏达机械制造有限责任公司 have the same key.
func NameKey(name string, at kernel.Region) string {
	key := Bare(name)
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
func places(at kernel.Region) []string {
	code := string(County(at))
	if out, known := placesOf.Load(code); known {
		return out.([]string)
	}
	out := placesIn(code)
	if len(out) > 0 { // of the national table alone, which bounds their number
		placesOf.Store(code, out)
	}
	return out
}

var placesOf sync.Map // county -> its places

func placesIn(code string) (out []string) {
	for n := 2; n <= len(code); n += 2 {
		d, ok := region.Standard((code[:n] + "0000")[:6])
		if !ok {
			continue
		}
		out = append(out, d.Name)
		short := strings.TrimRight(d.Name, "省市区县")
		if n < 6 && len([]rune(short)) >= 2 { // a county's short name may well be the brand: 中原机械厂
			out = append(out, short)
		}
	}
	return out
}

// AddressKey is an address without the names of its region in front, blanks and punctuation.
func AddressKey(address string, at kernel.Region) string {
	key := Bare(address)
	for _, place := range places(at) {
		if rest, ok := strings.CutPrefix(key, place); ok && rest != "" {
			key = rest
		}
	}
	return key
}

// Bare keeps letters and digits, in half width.
func Bare(s string) string {
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

// Likeness is the Dice coefficient of the pairs of neighbouring characters of two texts: 1 for the same text, 0 for nothing in common.
func Likeness(a, b string) float64 {
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

// County is the part of a region's code that names its county.
func County(r kernel.Region) kernel.Region { return r[:min(6, len(r))] }

// Look is what an organisation is recognised by. NameKey and AddressKey are made by the functions of those names.
type Look struct {
	Code, NameKey, AddressKey string
	Region                    kernel.Region
	Head                      string // the legal representative
}

// Compare says how likely two organisations are one, 0 to 100, and why. Two different credit codes are two organisations, unless name
// and address are the same.
func Compare(a, b Look) (score int, why []string) {
	if a.Code != "" && b.Code != "" {
		switch {
		case a.Code == b.Code:
			return 100, []string{"统一社会信用代码相同"}
		case a.NameKey == b.NameKey && a.AddressKey == b.AddressKey && a.AddressKey != "":
			return 75, []string{"名称和地址相同，但统一社会信用代码不同"}
		}
		return 0, nil
	}
	name, place := Likeness(a.NameKey, b.NameKey), 0.0
	if a.AddressKey != "" && b.AddressKey != "" {
		place = Likeness(a.AddressKey, b.AddressKey)
	}
	points := 60*name + 30*place
	if name >= 0.5 {
		why = append(why, alike("名称", name))
	}
	if place >= 0.5 {
		why = append(why, alike("地址", place))
	}
	if County(a.Region) == County(b.Region) && name >= 0.8 {
		points += 10
		why = append(why, "在同一县（市、区）")
	}
	if a.Head != "" && a.Head == b.Head && name >= 0.5 {
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
