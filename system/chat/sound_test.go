package chat

import (
	"testing"
	"time"
)

func TestSounds(t *testing.T) {
	for _, tc := range []struct {
		name, q string
		want    bool
	}{
		{"王建国", "wjg", true}, {"王建国", "wangjianguo", true}, {"王建国", "wangjg", true}, {"王建国", "wjiang", true}, {"王建国", "jg", true}, {"王建国", "WJ", true}, {"王建国", "wang jian", true},
		{"王建国", "wgj", false}, {"王建国", "wangjianguox", false}, {"王建国", "", false}, {"王建国", "王", false}, {"王建国", "1", false},
		{"曾敏", "zengm", true}, {"曾敏", "cengm", true}, {"单雄", "shanx", true}, {"解放", "xief", true}, {"长孙无忌", "zswj", true}, {"长孙无忌", "cswj", true},
		{"Li明", "lim", true}, {"", "a", false},
	} {
		if got := sounds(tc.name, tc.q); got != tc.want {
			t.Errorf("%s by %s: %v", tc.name, tc.q, got)
		}
	}
}

func TestPace(t *testing.T) {
	var p pace
	at := time.Now()
	for i := range atOnce {
		if !p.take("a", at) {
			t.Fatalf("refused the %d. at once", i)
		}
	}
	if p.take("a", at) || !p.take("b", at) || !p.take("a", at.Add(time.Second)) {
		t.Error("an account takes more than its share, or another's")
	}
}
