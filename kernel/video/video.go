// Package video brings what cameras see to browsers (视频): it plays RTSP and GB/T 28181 sources, shares one camera among many viewers,
// starts it when somebody looks and stops it when nobody does, comes back by itself after a cut, hands the pictures on over WebRTC (WHEP,
// draft-ietf-wish-whep) without decoding them, and keeps the last seconds for clips. It knows H.264 alone, which every browser plays.
package video

import (
	"context"
	"errors"
	"fmt"
	"time"
)

// Picture is one coded picture (an access unit of H.264, ITU-T H.264 7.4.1.2.3).
type Picture struct {
	Units [][]byte  // NAL units without start codes; a key picture begins with its parameter sets
	Clock int64     // when it is shown, in ticks of 1/90000 s since some beginning
	At    time.Time // when it came
	Key   bool      // decoding can begin here
}

func (p *Picture) size() (n int) {
	for _, u := range p.Units {
		n += len(u)
	}
	return n
}

// Source is where the pictures of one camera come from.
type Source interface {
	// Play connects and calls show for every picture until ctx ends or something fails. It returns a *Fault where it knows what is wrong.
	Play(ctx context.Context, show func(Picture)) error
}

// Why a camera shows nothing.
const (
	Unreachable = "unreachable" // no connection
	Timeout     = "timeout"     // a connection, but no answer
	Credentials = "credentials" // the user name or the password is wrong
	NotThere    = "missing"     // the camera does not know the path
	Refused     = "refused"     // the camera answers with an error
	Codec       = "codec"       // no H.264
	Silent      = "silent"      // no picture has come for a while
	Broken      = "broken"      // what comes is not what the protocol says
	Cut         = "cut"         // the connection ended
	Barred      = "barred"      // the address is none of a camera
)

// Fault says why a camera shows nothing; Code is for machines, and no text of it holds a password.
type Fault struct {
	Code string
	Err  error
}

func (f *Fault) Error() string {
	if f.Err == nil {
		return "video: " + f.Code
	}
	return fmt.Sprintf("video: %s: %v", f.Code, f.Err)
}

func (f *Fault) Unwrap() error { return f.Err }

func fault(code, format string, args ...any) *Fault { return &Fault{code, fmt.Errorf(format, args...)} }

// CodeOf returns the code of the fault behind err; Cut for what has none.
func CodeOf(err error) string {
	var f *Fault
	switch {
	case err == nil:
		return ""
	case errors.As(err, &f):
		return f.Code
	}
	return Cut
}
