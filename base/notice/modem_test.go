package notice_test

import (
	"database/sql"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
	"unicode/utf16"

	"anjian/base/notice"
	"anjian/kernel"
	"anjian/kernel/kerneltest"
)

// daemon starts gammu-smsd with its dummy modem on a SQLite database of its own, made from the statements that its package brings.
func daemon(t *testing.T) (database, modem string, start func() (stop func())) {
	t.Helper()
	dir := t.TempDir()
	database, modem = filepath.Join(dir, "smsd.db"), filepath.Join(dir, "modem")
	schema, err := os.ReadFile("/usr/share/doc/gammu-smsd/examples/sqlite.sql")
	if err != nil {
		t.Fatalf("%v: scripts/debian-packages installs gammu-smsd and libdbd-sqlite3", err)
	}
	db, err := sql.Open("sqlite", "file:"+database)
	kerneltest.Must(t, err)
	_, err = db.Exec(string(schema))
	kerneltest.Must(t, err)
	kerneltest.Must(t, db.Close())
	for _, folder := range []string{"sms/1", "sms/2", "sms/3", "sms/4", "sms/5", "phonebook", "calendar", "todo", "note", "alarm", "fs"} {
		kerneltest.Must(t, os.MkdirAll(filepath.Join(modem, folder), 0o700))
	}
	rc := filepath.Join(dir, "rc")
	kerneltest.Must(t, os.WriteFile(rc, fmt.Appendf(nil, "[gammu]\nmodel = dummy\nconnection = none\ndevice = %s\n[smsd]\nservice = sql\ndriver = sqlite3\ndbdir = %s/\ndatabase = smsd.db\nlogfile = %s/log\ncommtimeout = 1\nsendtimeout = 5\nreceivefrequency = 1\nchecksecurity = 0\ncheckbattery = 0\nchecksignal = 0\nchecknetwork = 0\n", modem, dir, dir), 0o600))
	return database, modem, func() func() {
		cmd := exec.Command("gammu-smsd", "-c", rc)
		kerneltest.Must(t, cmd.Start())
		return func() { cmd.Process.Kill(); cmd.Wait() }
	}
}

// arrive puts an SMS into the modem, as the network would.
func arrive(t *testing.T, modem, from, text string) {
	t.Helper()
	code := ""
	for _, u := range utf16.Encode([]rune(text)) {
		code += fmt.Sprintf("%04X", u)
	}
	sms := fmt.Sprintf("[SMSBackup000]\nSMSC = \"+8613800100500\"\nSent = 20260506T100000\nState = UnRead\nNumber = %q\nName = \"\"\nText00 = %s\nCoding = Unicode_No_Compression\nFolder = 1\nLength = %d\nClass = -1\nReplySMSC = False\nRejectDuplicates = False\nReplaceMessage = 0\nMessageReference = 0\n", from, code, len([]rune(text)))
	kerneltest.Must(t, os.WriteFile(filepath.Join(modem, "sms/1/1"), []byte(sms), 0o600))
}

// 短信猫: 平台写进守护进程的发件表, 长短信拆成几条; 守护进程没开时等着, 开了就发; 同一条不会进去两次; 确认后还没发的撤回; 收到的短信记为回复.
func TestModem(t *testing.T) {
	t.Parallel()
	database, device, start := daemon(t)
	modem, err := notice.OpenModem(database)
	kerneltest.Must(t, err)
	t.Cleanup(func() { modem.Close() })
	s := set(t, kerneltest.SQLite, &notice.Center{Gateway: modem, Signature: "郑州应急", Price: 5})
	db, err := sql.Open("sqlite", "file:"+database+"?_pragma=busy_timeout(10000)")
	kerneltest.Must(t, err)
	t.Cleanup(func() { db.Close() })
	count := func(stmt string) (n int) {
		t.Helper()
		kerneltest.Must(t, db.QueryRow(stmt).Scan(&n))
		return n
	}
	out := s.tell(notice.Message{Kind: alert, Must: true, To: []notice.To{{Account: s.people["county"].ID}}, Title: "误报"})
	s.work(1, time.Second)
	if n := count("SELECT COUNT(*) FROM outbox"); n != 1 {
		t.Fatalf("%d in the outbox", n)
	}
	_, err = notice.Alarms.Do(s.as("county"), out.Alarm, 0, "acknowledge", nil, "")
	kerneltest.Must(t, err)
	s.work(1, time.Second)
	if n := count("SELECT COUNT(*) FROM outbox"); n != 0 || s.states("county", notice.SMS) != "stopped" {
		t.Errorf("%d in the outbox after it was acknowledged, %s", n, s.states("county", notice.SMS))
	}
	s.tell(notice.Message{Kind: order, To: []notice.To{{Account: s.people["officer"].ID}}, Title: strings.Repeat("长", 144), Type: "enterprise", Record: s.firm.ID}) // 150 with the signature: 3 parts
	s.work(1, time.Second)
	key := s.deliveries("officer", notice.SMS)[0].Key
	for range 2 { // the same key again, as after a crash
		if _, err := modem.Send(t.Context(), notice.Text{Key: key, To: "13800000002", Body: "x"}); err != nil {
			t.Fatal(err)
		}
	}
	if a, b := count("SELECT COUNT(*) FROM outbox"), count("SELECT COUNT(*) FROM outbox_multipart"); a != 1 || b != 2 {
		t.Errorf("%d and %d rows", a, b)
	}
	defer start()()
	until := func(what string, ok func() bool) {
		t.Helper()
		for end := time.Now().Add(20 * time.Second); !ok(); time.Sleep(100 * time.Millisecond) {
			if time.Now().After(end) {
				t.Fatal(what)
			}
		}
	}
	until("nothing was sent", func() bool { return count("SELECT COUNT(*) FROM sentitems") == 3 })
	text := ""
	rows, err := db.Query("SELECT TextDecoded FROM sentitems ORDER BY SequencePosition")
	kerneltest.Must(t, err)
	for rows.Next() {
		var part string
		kerneltest.Must(t, rows.Scan(&part))
		text += part
	}
	rows.Close()
	if text != "【郑州应急】"+strings.Repeat("长", 144) {
		t.Errorf("%q", text)
	}
	if state, err := modem.Ask(t.Context(), key); err != nil || state != notice.Sent {
		t.Errorf("%s, %v", state, err)
	}
	if state, err := modem.Ask(t.Context(), "nobody"); err != nil || state != "" {
		t.Errorf("%s, %v", state, err)
	}
	arrive(t, device, "+8613800000002", "收到，马上办")
	var replies []*notice.Reply
	until("no reply came", func() bool {
		s.work(1, time.Millisecond)
		replies, err = notice.Replies.List(s.System(), kernel.Query{})
		kerneltest.Must(t, err)
		return len(replies) > 0
	})
	s.work(2, time.Second)
	if n, _ := notice.Replies.Count(s.System(), kernel.Cond{}); n != 1 || replies[0].Body != "收到，马上办" || replies[0].Record != s.firm.ID {
		t.Errorf("%d replies, %+v", n, replies[0])
	}
	_, err = db.Exec("UPDATE sentitems SET Status = CASE SequencePosition WHEN 1 THEN 'SendingError' ELSE 'DeliveryOK' END")
	kerneltest.Must(t, err)
	s.work(1, time.Second)
	if got := s.states("officer", notice.SMS); got != "failed" {
		t.Error("a part failed:", got)
	}
}
