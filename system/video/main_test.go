package video_test

import (
	"flag"
	"os"
	"testing"
)

// Tests of this package wait for cameras more than they work: eight at a time, unless somebody says how many.
func TestMain(m *testing.M) {
	flag.Set("test.parallel", "8")
	os.Exit(m.Run())
}
