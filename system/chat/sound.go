package chat

import (
	"strings"

	"github.com/mozillazg/go-pinyin"
)

// sounds tells whether q, typed in Latin letters, is the beginning of how name is read from one of its characters on: each
// character by its pinyin, by the beginning of it, or by its initial (wangjg and wjg both find 王建国). A character that is
// read in several ways is found by each of them.
func sounds(name, q string) bool {
	letters := strings.Map(func(r rune) rune {
		if r == ' ' || r == '\'' {
			return -1
		}
		return r
	}, strings.ToLower(q))
	if letters == "" {
		return false
	}
	for _, r := range letters {
		if r < 'a' || r > 'z' {
			return false
		}
	}
	chars := []rune(name)
	for i := range chars {
		if follows(chars[i:], letters) {
			return true
		}
	}
	return false
}

func follows(chars []rune, q string) bool {
	if q == "" {
		return true
	}
	if len(chars) == 0 {
		return false
	}
	for _, reading := range readings(chars[0]) {
		for n := min(len(reading), len(q)); n > 0; n-- {
			if reading[:n] == q[:n] && follows(chars[1:], q[n:]) {
				return true
			}
		}
	}
	return false
}

// Surnames are read in ways that dictionaries of single characters do not put first, or at all.
var surnames = map[rune]string{'单': "shan", '曾': "zeng", '仇': "qiu", '解': "xie", '查': "zha", '任': "ren", '区': "ou", '盖': "ge", '华': "hua", '缪': "miao", '尉': "yu", '翟': "zhai"}

func readings(r rune) []string {
	if r < 0x80 {
		return []string{strings.ToLower(string(r))}
	}
	list := pinyin.SinglePinyin(r, pinyin.Args{Style: pinyin.Normal, Heteronym: true})
	if s := surnames[r]; s != "" {
		list = append(list, s)
	}
	return list
}
