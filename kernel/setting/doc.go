package setting

import (
	"fmt"
	"strings"
)

// Doc is docs/operate/settings.md, made from the declarations.
func Doc() string {
	var b strings.Builder
	b.WriteString(`# Settings

<!-- Made from kernel/setting by "go test ./kernel/setting -run TestDoc -update". Change the declarations, not this file. -->

Every setting has a default. A value in the settings file replaces it, an environment variable replaces that, a flag replaces all:
**default < file < environment < flag.** A value that is not allowed stops the start with a message that names the setting, the value, what is allowed
and where the value came from.

- The file is ` + "`" + DefaultFile + "`" + ` in the working folder, or the path in ` + "`--config`" + ` or ` + "`ANJIAN_CONFIG`" + `; a path that is given must exist. It is TOML; an unknown name
  in it is refused.
- The environment variable is ` + "`ANJIAN_`" + ` and the name in capitals: ` + "`log_level`" + ` is ` + "`ANJIAN_LOG_LEVEL`" + `.
- The flag is the name with hyphens: ` + "`log_level`" + ` is ` + "`--log-level`" + `.
- Relative paths are relative to the working folder.

| setting | default | allowed | meaning |
| --- | --- | --- | --- |
`)
	for _, f := range fields {
		byDefault := "(empty)"
		if f.byDefault != "" {
			byDefault = "`" + f.byDefault + "`"
		}
		_, allowed := f.allowed()
		meaning := f.en
		if f.secret {
			meaning += ". Secret: the password is never printed or logged"
		}
		fmt.Fprintf(&b, "| `%s` | %s | %s | %s<br>%s |\n", f.name, byDefault, allowed, meaning, f.zh)
	}
	b.WriteString("\n## Example\n\n```toml\n# anjian.toml\n" + example + "```\n")
	return b.String()
}

// example is the settings file shown in the documentation; a test loads it.
const example = `listen = "127.0.0.1:8080"
base_url = "https://anjian.example.gov.cn"
trusted_proxies = ["127.0.0.1", "10.0.0.0/8"]
data = "/var/lib/anjian"
database = "postgres://anjian:secret@127.0.0.1:5432/anjian"
log_format = "json"
session_hours = 8
metrics = true
`
