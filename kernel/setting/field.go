package setting

import (
	"net"
	"net/netip"
	"net/url"
	"os"
	"reflect"
	"strconv"
	"strings"
	"time"
	"unicode"
)

// field is one setting as its tags declare it.
type field struct {
	index                       int
	name, byDefault, unit, rule string
	zh, en                      string
	secret                      bool
	env, flag                   string // ANJIAN_LOG_LEVEL, log-level
}

// fields lists the settings in the order of the struct.
var fields = func() (out []field) {
	t := reflect.TypeFor[Settings]()
	for i := range t.NumField() {
		tag := t.Field(i).Tag
		name, declared := tag.Lookup("name")
		if !declared {
			continue
		}
		out = append(out, field{
			index: i, name: name, byDefault: tag.Get("default"), unit: tag.Get("unit"), rule: tag.Get("rule"),
			zh: tag.Get("zh"), en: tag.Get("en"), secret: tag.Get("secret") == "true",
			env: "ANJIAN_" + strings.ToUpper(name), flag: strings.ReplaceAll(name, "_", "-"),
		})
	}
	return out
}()

// units are the factors of the unit tag: a setting is written as a number and read as a time.Duration or a number of bytes.
var units = map[string]int64{"": 1, "s": int64(time.Second), "min": int64(time.Minute), "h": int64(time.Hour), "MB": 1 << 20}

// set checks text against the rule and stores it in s; it reports whether the value was allowed.
func (f field) set(s *Settings, text string) bool {
	v := reflect.ValueOf(s).Elem().Field(f.index)
	switch p := v.Addr().Interface().(type) {
	case *bool:
		*p = text == "on"
		return text == "on" || text == "off"
	case *[]netip.Prefix:
		list, ok := networks(text)
		*p = list
		return ok
	default:
		if v.CanInt() {
			n, err := strconv.ParseInt(text, 10, 64)
			low, high := f.limits()
			if err != nil || n < low || n > high {
				return false
			}
			v.SetInt(n * units[f.unit])
			return true
		}
		v.SetString(text)
		return f.allows(text)
	}
}

// allows judges a text setting by its rule.
func (f field) allows(text string) bool {
	kind, list, _ := strings.Cut(f.rule, "=")
	switch kind {
	case "one":
		for one := range strings.SplitSeq(list, "|") {
			if text == one {
				return true
			}
		}
		return false
	case "address":
		_, port, err := net.SplitHostPort(text)
		n, bad := strconv.ParseUint(port, 10, 16)
		return err == nil && bad == nil && n <= 65535
	case "folder":
		info, err := os.Stat(text)
		return text != "" && (err != nil || info.IsDir())
	case "file":
		info, err := os.Stat(text)
		return text == "" || err != nil || !info.IsDir()
	case "url":
		u, err := url.Parse(text)
		return text == "" || err == nil && (u.Scheme == "http" || u.Scheme == "https") && u.Host != "" && u.RawQuery == "" && u.Fragment == "" && u.User == nil
	case "line":
		return len(text) <= 1000 && !strings.ContainsFunc(text, unicode.IsControl)
	case "server":
		return text == "" || field{rule: "address"}.allows(text) && !strings.HasPrefix(text, ":")
	case "postgres":
		return text == "" || DSN(text).PostgreSQL() && DSN(text).String() != masked
	}
	return false
}

func (f field) limits() (low, high int64) {
	least, most, _ := strings.Cut(f.rule, ",")
	low, _ = strconv.ParseInt(strings.TrimPrefix(least, "min="), 10, 64)
	high, _ = strconv.ParseInt(strings.TrimPrefix(most, "max="), 10, 64)
	return low, high
}

// networks reads addresses and networks separated by commas; an address is a network of one.
func networks(text string) (list []netip.Prefix, ok bool) {
	for part := range strings.SplitSeq(text, ",") {
		part = strings.TrimSpace(part)
		if part == "" {
			continue
		}
		if addr, err := netip.ParseAddr(part); err == nil {
			list = append(list, netip.PrefixFrom(addr, addr.BitLen()))
			continue
		}
		network, err := netip.ParsePrefix(part)
		if err != nil {
			return nil, false
		}
		list = append(list, network.Masked())
	}
	return list, true
}

// words of the units and rules, for messages (zh) and for the documentation (en).
var words = map[string]struct{ zh, en string }{
	"s": {"秒", "seconds"}, "min": {"分钟", "minutes"}, "h": {"小时", "hours"}, "MB": {"MB", "MB"},
	"address":  {"主机:端口，例如 127.0.0.1:8080", "host:port"},
	"folder":   {"一个目录的路径（可以尚不存在，但不能是文件）", "path of a folder, which may not exist yet"},
	"file":     {"留空，或一个文件的路径（可以尚不存在，但不能是目录）", "empty, or the path of a file, which may not exist yet"},
	"url":      {"留空，或以 http:// 或 https:// 开头、不带参数的地址", "empty, or an http(s) address without query"},
	"line":     {"一行文字", "one line of text"},
	"server":   {"留空，或 主机:端口，例如 mail.example.gov.cn:465", "empty, or host:port"},
	"postgres": {"留空，或 postgres://用户:密码@主机:端口/库名", "empty, or postgres://user:password@host:port/name"},
	"networks": {"以逗号分隔的 IP 地址或网段，例如 10.0.0.0/8", "IP addresses or networks, separated by commas"},
}

// allowed says in words which values the setting may have.
func (f field) allowed() (zh, en string) {
	kind, list, _ := strings.Cut(f.rule, "=")
	switch kind {
	case "one":
		zh, en = strings.ReplaceAll(list, "|", " 或 "), strings.ReplaceAll(list, "|", ", ")
	case "min":
		low, high := f.limits()
		span := strconv.FormatInt(low, 10) + "–" + strconv.FormatInt(high, 10)
		zh, en = span+" 的整数", span
		if f.unit != "" {
			zh, en = zh+"（"+words[f.unit].zh+"）", en+" "+words[f.unit].en
		}
	default:
		zh, en = words[kind].zh, words[kind].en
	}
	return zh, en
}
