package chat_test

import (
	"crypto/sha256"
	"encoding/hex"
	"image"
	"image/png"
	"slices"
	"strings"
	"testing"
	"time"

	"anjian/base/library"
	"anjian/kernel"
	"anjian/kernel/kerneltest"
	"anjian/system/chat"
	"anjian/system/hazard"
)

// 王建国从通讯录找到曾敏, 两人单聊, 建群, 提醒, 撤回, 已读, 搜索; 群外的人、管理员和审计员都看不到.
func TestStory(t *testing.T) {
	each(t, func(t *testing.T, w *kerneltest.World) {
		o := open(t, w)
		o.peopled()
		var dir struct{ Items []chat.Person }
		for q, want := range map[string]string{"曾": "曾敏", "zengm": "曾敏", "zm": "曾敏", "wjg": "", "fst": "冯省厅", "李安": "李安全"} {
			o.must("directory "+q, o.ask("wang", "GET", "/api/chat/people?q="+q, nil, &dir), "")
			if got := slices.ContainsFunc(dir.Items, func(p chat.Person) bool { return p.Name == want }); got != (want != "") || len(dir.Items) > 1 {
				t.Errorf("directory %s: %+v", q, dir.Items)
			}
		}
		o.must("directory of an enterprise", o.ask("worker", "GET", "/api/chat/people", nil, &dir), "")
		if len(dir.Items) != 1 || dir.Items[0].ID != "safety" {
			t.Errorf("an enterprise's directory: %+v", dir.Items)
		}

		var d, again ref
		o.must("direct", o.ask("wang", "POST", "/api/chat/direct", map[string]string{"account": "zeng"}, &d), "")
		o.must("the other one begins too", o.ask("zeng", "POST", "/api/chat/direct", map[string]string{"account": "wang"}, &again), "")
		if d != again {
			t.Errorf("two talks of the same two: %v %v", d, again)
		}
		o.must("an enterprise begins with a government", o.ask("worker", "POST", "/api/chat/direct", map[string]string{"account": "wang"}, nil), kernel.Forbidden)
		o.must("another county's enterprise", o.ask("next", "POST", "/api/chat/direct", map[string]string{"account": "safety"}, nil), kernel.Forbidden)

		var g ref
		o.must("group", o.ask("wang", "POST", "/api/chat/group", map[string]any{"title": "汛期值守", "accounts": []string{"zeng", "feng"}}, &g), "")
		attack := `<img src=x onerror=alert(1)><script>alert(2)</script>`
		_, code := o.say("wang", g.Talk, attack)
		o.must("markup is a text", code, "")
		first, code := o.say("wang", g.Talk, "今晚谁带班？", "zeng")
		o.must("say", code, "")
		for what, in := range map[string]chat.Message{
			"an empty text":         {ID: next(), Talk: g.Talk, Kind: "text", Words: "  "},
			"an unknown kind":       {ID: next(), Talk: g.Talk, Kind: "html", Words: "x"},
			"a note of the program": {ID: next(), Talk: g.Talk, Kind: "note", Words: "x"},
			"a text without an id":  {Talk: g.Talk, Kind: "text", Words: "x"},
			"a text too long":       {ID: next(), Talk: g.Talk, Kind: "text", Words: strings.Repeat("长", 4001)},
			"a NUL":                 {ID: next(), Talk: g.Talk, Kind: "text", Words: "a\x00b"},
			"a place nowhere":       {ID: next(), Talk: g.Talk, Kind: "place"},
			"a file never sent":     {ID: next(), Talk: g.Talk, Kind: "file", File: &kernel.File{SHA: strings.Repeat("a", 64), Name: "a.pdf"}},
		} {
			o.must(what, o.ask("wang", "POST", "/api/chat/send", in, nil), kernel.Invalid)
		}
		var list talks
		o.must("list", o.ask("zeng", "GET", "/api/chat/talks", nil, &list), "")
		if list.Unread != 2 || len(list.Items) != 2 || list.Items[0].ID != g.Talk || !list.Items[0].Called || list.Items[0].Last.Words != "今晚谁带班？" || list.Items[1].Title != "王建国" {
			t.Errorf("the list of 曾敏: %+v", list)
		}
		for _, stranger := range []string{"next", "admin", "audit", "worker"} {
			o.must(stranger+" reads", o.ask(stranger, "GET", "/api/chat/talk/"+g.Talk+"/entries", nil, nil), kernel.Missing)
			o.must(stranger+" looks", o.ask(stranger, "GET", "/api/chat/talk/"+g.Talk, nil, nil), kernel.Missing)
			_, code := o.say(stranger, g.Talk, "x")
			o.must(stranger+" speaks", code, kernel.Missing)
			o.must(stranger+" recalls", o.ask(stranger, "POST", "/api/chat/talk/"+g.Talk+"/recall", map[string]any{"seq": first}, nil), kernel.Missing)
			o.must(stranger+" invites himself", o.ask(stranger, "POST", "/api/chat/talk/"+g.Talk+"/invite", map[string]any{"accounts": []string{stranger}}, nil), kernel.Missing)
		}
		o.must("read", o.ask("zeng", "POST", "/api/chat/talk/"+g.Talk+"/read", map[string]any{"seq": first}, nil), "")
		var info talk
		o.must("who has read", o.ask("wang", "GET", "/api/chat/talk/"+g.Talk, nil, &info), "")
		seen := map[string]int64{}
		for _, m := range info.Members {
			seen[m.Account] = m.Seen
		}
		if seen["zeng"] != first || seen["feng"] >= first || len(info.Members) != 3 {
			t.Errorf("receipts: %+v", info.Members)
		}

		o.must("recall another's", o.ask("zeng", "POST", "/api/chat/talk/"+g.Talk+"/recall", map[string]any{"seq": first}, nil), kernel.Forbidden)
		slip, _ := o.say("wang", g.Talk, "发错了的话")
		o.must("recall", o.ask("wang", "POST", "/api/chat/talk/"+g.Talk+"/recall", map[string]any{"seq": slip}, nil), "")
		old, _ := o.say("wang", g.Talk, "三分钟前的话")
		o.later.Add(int64(3 * time.Minute))
		o.must("recall too late", o.ask("wang", "POST", "/api/chat/talk/"+g.Talk+"/recall", map[string]any{"seq": old}, nil), kernel.Conflict)
		if got := o.words("feng", g.Talk); !slices.Equal(got, []string{"王建国建立了群", attack, "今晚谁带班？", "", "王建国撤回了一条消息", "三分钟前的话"}) {
			t.Errorf("what 冯 reads: %q", got)
		}
		var hits struct{ Items []chat.Entry }
		o.must("search", o.ask("feng", "GET", "/api/chat/search?q=带班", nil, &hits), "")
		if len(hits.Items) != 1 || hits.Items[0].Seq != first {
			t.Errorf("search: %+v", hits.Items)
		}
		o.must("search for what was recalled", o.ask("feng", "GET", "/api/chat/search?q=发错了", nil, &hits), "")
		if len(hits.Items) != 0 {
			t.Errorf("a recalled message is found: %+v", hits.Items)
		}
		o.must("search by a stranger", o.ask("next", "GET", "/api/chat/search?q=%25", nil, &hits), "")
		if len(hits.Items) != 0 {
			t.Errorf("a stranger finds: %+v", hits.Items)
		}

		o.must("invite", o.ask("zeng", "POST", "/api/chat/talk/"+g.Talk+"/invite", map[string]any{"accounts": []string{"next"}}, nil), "")
		if got := o.words("next", g.Talk); !slices.Equal(got, []string{"曾敏邀请周邻县加入"}) {
			t.Errorf("a newcomer reads what was said before: %q", got)
		}
		o.must("remove by one of the group", o.ask("zeng", "POST", "/api/chat/talk/"+g.Talk+"/remove", map[string]any{"account": "next"}, nil), kernel.Forbidden)
		o.must("remove", o.ask("wang", "POST", "/api/chat/talk/"+g.Talk+"/remove", map[string]any{"account": "next"}, nil), "")
		o.must("read after the end", o.ask("next", "GET", "/api/chat/talk/"+g.Talk+"/entries", nil, nil), kernel.Missing)
		o.must("rename", o.ask("feng", "POST", "/api/chat/talk/"+g.Talk+"/rename", map[string]any{"title": "汛期值守（省市县）"}, nil), "")
		o.must("leave", o.ask("feng", "POST", "/api/chat/talk/"+g.Talk+"/leave", map[string]any{}, nil), "")
		o.must("leave a direct talk", o.ask("wang", "POST", "/api/chat/talk/"+d.Talk+"/leave", map[string]any{}, nil), kernel.Conflict)

		// the auditor sees that they talked, not what they said
		var raw []byte
		o.must("metadata", o.ask("audit", "GET", "/api/chat_talk/"+g.Talk, nil, &raw), "")
		o.must("metadata for a member", o.ask("wang", "GET", "/api/chat_talk/"+g.Talk, nil, nil), kernel.Forbidden)
		lines, err := w.System().Trail.Of(w.System(), "chat_talk", g.Talk)
		kerneltest.Must(t, err)
		var verbs []string
		for _, l := range lines {
			verbs = append([]string{l.Verb}, verbs...)
			raw = append(raw, l.Detail+l.Opinion...)
		}
		if got := strings.Join(verbs, " "); got != "create join recall join remove update leave" {
			t.Errorf("trail: %s", got)
		}
		for _, secret := range []string{"带班", "发错了", "三分钟前"} {
			if strings.Contains(string(raw), secret) {
				t.Errorf("the auditor reads %s", secret)
			}
		}
	})
}

// 一条隐患的讨论: 有关的人自动入群, 无权的人进不来, 隐患销号后只能查看, 权限失去后看不到.
func TestRecord(t *testing.T) {
	each(t, func(t *testing.T, w *kerneltest.World) {
		o := open(t, w)
		plant := o.peopled()
		kerneltest.Must(t, library.Seed(w.System()))
		as := func(id string, r kernel.Role, at kernel.Region, ent string) *kernel.Ctx {
			return w.As(kernel.Actor{ID: id, Name: id, Roles: []kernel.Role{r}, Region: at, Enterprise: ent})
		}
		worker, safety := as("worker", "worker", "410105", plant), as("safety", "safety", "410105", plant)
		photo := kernel.Files{{SHA: "ab", Name: "现场.jpg", Type: "image/jpeg", Size: 9}}
		h := &hazard.Hazard{}
		h.Title, h.Photos = "冲床光电保护被拆了", photo
		kerneltest.Must(t, hazard.Hazards.Create(worker, h))
		step := func(c *kernel.Ctx, name string, in *hazard.Hazard) {
			t.Helper()
			if in == nil {
				in = &hazard.Hazard{}
			}
			_, err := hazard.Hazards.Do(c, h.ID, 0, name, in, "意见")
			kerneltest.Must(t, err)
		}
		about := map[string]string{"type": "hazard", "record": h.ID}
		o.must("another county", o.ask("next", "POST", "/api/chat/of", about, nil), kernel.Missing)
		o.must("an administrator", o.ask("admin", "POST", "/api/chat/of", about, nil), kernel.Forbidden)
		var d, again ref
		o.must("discuss", o.ask("safety", "POST", "/api/chat/of", about, &d), "")
		o.must("discuss again", o.ask("worker", "POST", "/api/chat/of", about, &again), "")
		if d != again {
			t.Errorf("two discussions of one record")
		}
		var info talk
		o.must("members", o.ask("safety", "GET", "/api/chat/talk/"+d.Talk, nil, &info), "")
		var who []string
		for _, m := range info.Members {
			who = append(who, m.Account)
		}
		if slices.Sort(who); !slices.Equal(who, []string{"safety", "worker"}) || info.Title != "隐患：冲床光电保护被拆了" || info.Label != "隐患" {
			t.Errorf("%v %+v", who, info.Brief)
		}
		o.must("the auditor discusses", o.ask("audit", "POST", "/api/chat/of", about, nil), kernel.Forbidden)
		o.must("a stranger is invited", o.ask("safety", "POST", "/api/chat/talk/"+d.Talk+"/invite", map[string]any{"accounts": []string{"next"}}, nil), kernel.Forbidden)
		_, code := o.say("worker", d.Talk, "是夜班拆的")
		o.must("say", code, "")
		var sentCard sent
		o.must("card", o.ask("worker", "POST", "/api/chat/send", chat.Message{ID: next(), Talk: d.Talk, Kind: "card", Type: "hazard", Record: h.ID}, &sentCard), "")
		o.must("card for a reader", o.ask("safety", "GET", "/api/chat/card?type=hazard&record="+h.ID, nil, nil), "")
		o.must("card for a stranger", o.ask("next", "GET", "/api/chat/card?type=hazard&record="+h.ID, nil, nil), kernel.Missing)
		o.must("a card of what one may not see", o.ask("next", "POST", "/api/chat/send", chat.Message{ID: next(), Talk: d.Talk, Kind: "card", Type: "hazard", Record: h.ID}, nil), kernel.Missing)

		settled, mended := &hazard.Hazard{}, &hazard.Hazard{}
		settled.Responsible, settled.DueOn, settled.Category = "李班长", w.System().Today().AddDays(7), library.Machines
		step(safety, "confirm", settled)
		mended.Remedy, mended.After = "装回", photo
		step(safety, "rectify", mended)
		step(safety, "accept", nil)
		_, code = o.say("safety", d.Talk, "已销号")
		o.must("say after the end", code, kernel.Conflict)
		got := o.words("worker", d.Talk)
		if got[len(got)-1] != "隐患已办结，讨论结束" || !slices.Contains(got, "是夜班拆的") {
			t.Errorf("readable after the end: %q", got)
		}
	})
}

// What is attached: only what the sender uploaded himself, what it is by its content, for members alone, and gone with its message.
func TestAttachments(t *testing.T) {
	each(t, func(t *testing.T, w *kerneltest.World) {
		o := open(t, w)
		o.peopled()
		var d ref
		o.must("direct", o.ask("wang", "POST", "/api/chat/direct", map[string]string{"account": "zeng"}, &d), "")
		var b strings.Builder
		kerneltest.Must(t, png.Encode(&b, image.NewGray(image.Rect(0, 0, 40, 30))))
		put := func(who, content string) (string, kernel.Code) {
			sum := sha256.Sum256([]byte(content))
			sha := hex.EncodeToString(sum[:])
			return sha, o.raw(who, "PUT", "/api/file/"+sha, strings.NewReader(content), nil)
		}
		for what, content := range map[string]string{
			"a page": "<!doctype html><script>alert(1)</script>", "a drawing that runs": `<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>`,
			"a picture that is a page too": b.String() + "<html><script>alert(1)</script></html>", "a program": "MZ\x90\x00\x03\x00\x00\x00",
		} {
			_, code := put("wang", content)
			o.must(what, code, kernel.Invalid)
		}
		_, code := put("wang", strings.Repeat("很大", 1<<20))
		o.must("too large", code, kernel.TooLarge)

		sha, code := put("wang", b.String())
		o.must("upload", code, "")
		text, code := put("wang", "值班安排\n")
		o.must("upload a text", code, "")
		message := func(kind, sha string) chat.Message {
			return chat.Message{ID: next(), Talk: d.Talk, Kind: kind, Seconds: 3, File: &kernel.File{SHA: sha, Name: "现场.png", Type: "text/html", Size: 1}}
		}
		o.must("another's upload", o.ask("zeng", "POST", "/api/chat/send", message("picture", sha), nil), kernel.Invalid)
		o.must("a text as a picture", o.ask("wang", "POST", "/api/chat/send", message("picture", text), nil), kernel.Invalid)
		o.must("a picture as a voice", o.ask("wang", "POST", "/api/chat/send", message("voice", sha), nil), kernel.Invalid)
		var s sent
		o.must("picture", o.ask("wang", "POST", "/api/chat/send", message("picture", sha), &s), "")
		var e entries
		o.must("read", o.ask("zeng", "GET", "/api/chat/talk/"+d.Talk+"/entries", nil, &e), "")
		if f := e.Items[1].Data.File; f == nil || f.Type != "image/png" || f.Size != int64(b.Len()) {
			t.Errorf("what the message says of it is believed: %+v", e.Items[1].Data)
		}
		path := "/api/chat/talk/" + d.Talk + "/file/2"
		var raw []byte
		o.must("download", o.ask("zeng", "GET", path, nil, &raw), "")
		if string(raw) != b.String() {
			t.Error("other bytes come back")
		}
		o.must("a small one", o.ask("zeng", "GET", path+"?w=32", nil, &raw), "")
		o.must("a stranger downloads", o.ask("feng", "GET", path, nil, nil), kernel.Missing)
		o.must("recall", o.ask("wang", "POST", "/api/chat/talk/"+d.Talk+"/recall", map[string]any{"seq": s.Seq}, nil), "")
		o.must("download what was recalled", o.ask("zeng", "GET", path, nil, nil), kernel.Missing)
	})
}

// History is kept by rule, and what is held is kept beyond it.
func TestKeeping(t *testing.T) {
	each(t, func(t *testing.T, w *kerneltest.World) {
		o := open(t, w)
		o.peopled()
		var held, loose ref
		o.must("group", o.ask("wang", "POST", "/api/chat/group", map[string]any{"title": "案情", "accounts": []string{"zeng"}}, &held), "")
		o.must("group", o.ask("wang", "POST", "/api/chat/group", map[string]any{"title": "闲谈", "accounts": []string{"zeng"}}, &loose), "")
		for _, g := range []ref{held, loose} {
			_, code := o.say("wang", g.Talk, "一月的话")
			o.must("say", code, "")
		}
		audit := w.As(kernel.Actor{ID: "audit", Name: "审计员", Roles: []kernel.Role{"audit"}, Region: "41"})
		_, err := chat.Talks.Do(audit, held.Talk, 0, "hold", nil, "纪检调取")
		kerneltest.Must(t, err)
		_, err = chat.Talks.Do(w.As(kernel.Actor{ID: "wang", Roles: []kernel.Role{"regulator"}, Region: "410105"}), held.Talk, 0, "release", nil, "x")
		kerneltest.Want(t, "a member lifts the hold", err, kernel.Forbidden)
		o.later.Add(int64(31 * 24 * time.Hour))
		_, code := o.say("wang", loose.Talk, "二月的话")
		o.must("say", code, "")
		for _, mod := range w.App.Modules {
			for _, job := range mod.Tasks {
				if name, _ := job.Spec(); name == "chat.sweep" {
					kerneltest.Must(t, job.Do(w.System(), nil))
				}
			}
		}
		if got := o.words("zeng", loose.Talk); !slices.Equal(got, []string{"二月的话"}) {
			t.Errorf("kept too long: %q", got)
		}
		if got := o.words("zeng", held.Talk); len(got) != 2 {
			t.Errorf("not held: %q", got)
		}
	})
}
