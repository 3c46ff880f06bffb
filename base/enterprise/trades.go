package enterprise

import "strings"

// tradesByIndustry suggests the class of supervision (监管分类) from a code of
// GB/T 4754-2017; the longest fitting prefix counts. The eight industry and
// trade lines follow the grouping usual since 应急厅〔2019〕17号. It is a
// proposal: licences and processes decide about hazardous chemicals, and the
// file keeps what the regulator confirmed.
var tradesByIndustry = map[string]Trade{
	"06": Coal, "111": Coal,
	"07": OilGas, "112": OilGas,
	"08": Mine, "09": Mine, "10": Mine, "119": Mine, "12": Mine,

	"251": ChemProduction, "252": ChemProduction, "2524": Materials, "254": ChemProduction,
	"26": Pharma, "261": ChemProduction, "263": ChemProduction, "2641": ChemProduction, "2642": ChemProduction, "265": ChemProduction,
	"2671": OtherTrade, "2672": FireworkMaking, "268": LightIndustry,
	"27": Pharma, "291": Pharma,
	"5162": ChemTrade, "5167": ChemTrade, "5169": ChemTrade, "5265": ChemTrade, "5266": ChemTrade,
	"594": ChemStorage,

	"31": Metallurgy, "32": NonFerrous, "30": Materials, "3073": LightIndustry, "3074": LightIndustry, "3075": LightIndustry, "3054": LightIndustry,
	"33": Machinery, "337": LightIndustry, "338": LightIndustry, "34": Machinery, "35": Machinery, "36": Machinery, "37": Machinery,
	"376": LightIndustry, "377": LightIndustry, "38": Machinery, "384": LightIndustry, "385": LightIndustry, "386": LightIndustry, "387": LightIndustry,
	"39": Machinery, "40": Machinery, "403": LightIndustry, "405": LightIndustry, "43": Machinery,
	"13": LightIndustry, "14": LightIndustry, "15": LightIndustry, "19": LightIndustry, "20": LightIndustry, "21": LightIndustry, "22": LightIndustry,
	"23": LightIndustry, "24": LightIndustry, "292": LightIndustry, "41": LightIndustry, "3587": LightIndustry,
	"17": Textile, "18": Textile, "28": Textile,
	"16": Tobacco, "5128": Tobacco,
	"51": Commerce, "52": Commerce, "59": Commerce, "61": Commerce, "62": Commerce,

	"47": Construction, "48": Construction, "49": Construction, "50": Construction,
	"53": Transport, "54": Transport, "55": Transport, "56": Transport, "57": Transport, "58": Transport, "60": Transport, "591": Transport,
}

// TradeOf proposes the main class of supervision for an industry code of the
// 2017 edition, OtherTrade where none of the classes fits.
func TradeOf(industry string) Trade {
	i, ok := Edition2017.IndustryOf(industry)
	if !ok {
		return OtherTrade
	}
	for n := len(i.Code); n > 1; n-- {
		if t, ok := tradesByIndustry[i.Code[:n]]; ok {
			return t
		}
	}
	return OtherTrade
}

// IndustryTrade tells whether a class is one of the eight industry and trade
// lines (工贸八大行业).
func IndustryTrade(t Trade) bool {
	switch t {
	case Metallurgy, NonFerrous, Materials, Machinery, LightIndustry, Textile, Tobacco, Commerce:
		return true
	}
	return false
}

// Melts tells whether the industry code itself says metal smelting (金属冶炼):
// iron, steel, ferro-alloys, non-ferrous metals and their alloys. Foundries
// melt metal too, and say so in the file.
func Melts(industry string) bool {
	i, ok := Edition2017.IndustryOf(industry)
	return ok && (hasPrefix(i.Code, "311", "312", "314", "321", "322", "323", "324"))
}

func hasPrefix(s string, prefixes ...string) bool {
	for _, p := range prefixes {
		if strings.HasPrefix(s, p) {
			return true
		}
	}
	return false
}
