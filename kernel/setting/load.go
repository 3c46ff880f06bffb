package setting

import (
	"errors"
	"flag"
	"fmt"
	"io/fs"
	"os"
	"sort"
	"strconv"
	"strings"

	"github.com/pelletier/go-toml/v2"
)

// DefaultFile is read from the working folder when no other file is named.
const DefaultFile = "anjian.toml"

// Error is one setting that cannot be used; Load returns all of them joined.
type Error struct {
	Name    string // log_level; the path of the file if it could not be read
	Value   string // what was given; masked for a secret
	Allowed string // what would do
	From    string // where it came from
}

// Code is the machine-readable name of the fault.
func (e *Error) Code() string { return "setting_invalid" }

func (e *Error) Error() string {
	if e.Allowed == "" {
		return fmt.Sprintf("设置文件 %s 无法使用：%s", e.Name, e.Value)
	}
	return fmt.Sprintf("设置 %s 的值“%s”无效，应为%s（来自%s）", e.Name, e.Value, e.Allowed, e.From)
}

// Flags are the settings given on the command line.
type Flags struct {
	file  string
	given map[string]string
}

// Register declares --config and one flag for every setting on set, with the Chinese explanation as its help.
func Register(set *flag.FlagSet) *Flags {
	f := &Flags{given: map[string]string{}}
	set.StringVar(&f.file, "config", "", "设置文件；未指定时读取环境变量 ANJIAN_CONFIG 或当前目录的 "+DefaultFile)
	for _, one := range fields {
		set.Var(value{f, one}, one.flag, one.help())
	}
	return f
}

// help is the Chinese explanation with unit and choices, as --help prints it.
func (f field) help() string {
	text := f.zh
	if f.unit != "" {
		text += "（" + words[f.unit].zh + "）"
	}
	if kind, list, _ := strings.Cut(f.rule, "="); kind == "one" {
		text += "：" + strings.ReplaceAll(list, "|", "、")
	}
	return text
}

// value is one setting as package flag sees it.
type value struct {
	flags *Flags
	field field
}

func (v value) Set(text string) error { v.flags.given[v.field.name] = text; return nil }
func (v value) String() string        { return v.field.byDefault }

// Load builds the settings: defaults, then the file, then environ (os.Environ()), then the flags. The error lists every setting that cannot be used.
func (f *Flags) Load(environ []string) (*Settings, error) {
	env := map[string]string{}
	for _, pair := range environ {
		if name, text, _ := strings.Cut(pair, "="); strings.HasPrefix(name, "ANJIAN_") {
			env[name] = text
		}
	}
	s := &Settings{}
	path, from := f.file, "命令行 --config"
	if path == "" {
		path, from = env["ANJIAN_CONFIG"], "环境变量 ANJIAN_CONFIG"
	}
	file, err := s.readFile(path, from)
	faults := []error{err}
	for _, one := range fields {
		given, origin := one.byDefault, "默认值"
		if text, ok := file[one.name]; ok {
			given, origin = text, "设置文件 "+s.File
			delete(file, one.name)
		}
		if text, ok := env[one.env]; ok {
			given, origin = text, "环境变量 "+one.env
			delete(env, one.env)
		}
		if text, ok := f.given[one.name]; ok {
			given, origin = text, "命令行 --"+one.flag
		}
		if !one.set(s, given) {
			zh, _ := one.allowed()
			if one.secret {
				given = DSN(given).String()
			}
			faults = append(faults, &Error{Name: one.name, Value: given, Allowed: zh, From: origin})
		}
	}
	for _, name := range sorted(file) {
		faults = append(faults, &Error{Name: s.File, Value: "没有名为 " + name + " 的设置"})
	}
	for _, name := range sorted(env) {
		if name != "ANJIAN_CONFIG" && !strings.HasPrefix(name, "ANJIAN_TEST_") {
			s.Unknown = append(s.Unknown, name)
		}
	}
	if err := errors.Join(faults...); err != nil {
		return nil, err
	}
	return s, nil
}

// readFile returns the values of the settings file as text. A file that was named must be there; DefaultFile need not.
func (s *Settings) readFile(path, from string) (map[string]string, error) {
	s.File = path
	if path == "" {
		s.File = DefaultFile
	}
	data, err := os.ReadFile(s.File)
	if errors.Is(err, fs.ErrNotExist) && path == "" {
		s.File = ""
		return nil, nil
	}
	if err != nil {
		return nil, &Error{Name: s.File, Value: "读不到这个文件（来自" + from + "）"}
	}
	var tree map[string]any
	if err := toml.Unmarshal(data, &tree); err != nil {
		where := ""
		var syntax *toml.DecodeError
		if errors.As(err, &syntax) {
			row, column := syntax.Position()
			where = fmt.Sprintf("第 %d 行第 %d 列", row, column)
		}
		return nil, &Error{Name: s.File, Value: where + "不是有效的 TOML 写法"}
	}
	values := make(map[string]string, len(tree))
	for name, v := range tree {
		values[name] = plain(v)
	}
	return values, nil
}

// plain writes a value of the file the way environment and flags give it.
func plain(v any) string {
	switch v := v.(type) {
	case string:
		return v
	case bool:
		if v {
			return "on"
		}
		return "off"
	case int64:
		return strconv.FormatInt(v, 10)
	case []any:
		parts := make([]string, len(v))
		for i, one := range v {
			parts[i] = plain(one)
		}
		return strings.Join(parts, ",")
	default:
		return fmt.Sprint(v)
	}
}

func sorted(m map[string]string) []string {
	names := make([]string, 0, len(m))
	for name := range m {
		names = append(names, name)
	}
	sort.Strings(names)
	return names
}
