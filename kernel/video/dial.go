package video

import (
	"context"
	"net"
	"net/netip"
	"slices"
	"syscall"
	"time"
)

// Dialer connects to cameras. The addresses of a name are judged when they are known, so that no name leads elsewhere. Without networks every address
// may be one of a camera but those of this machine, of the link, and of many; with them only theirs.
func Dialer(networks []netip.Prefix) func(ctx context.Context, network, address string) (net.Conn, error) {
	d := net.Dialer{Timeout: handshake, KeepAlive: 15 * time.Second, Control: func(_, address string, _ syscall.RawConn) error {
		at, err := netip.ParseAddrPort(address)
		if err != nil || !permitted(at.Addr().Unmap().WithZone(""), networks) {
			return fault(Barred, "the address is none of a camera")
		}
		return nil
	}}
	return d.DialContext
}

func permitted(at netip.Addr, networks []netip.Prefix) bool {
	if len(networks) > 0 {
		return slices.ContainsFunc(networks, func(p netip.Prefix) bool { return p.Contains(at) })
	}
	if !at.IsGlobalUnicast() { // loopback, link-local, multicast, unspecified
		return false
	}
	own, err := net.InterfaceAddrs()
	return err == nil && !slices.ContainsFunc(own, func(a net.Addr) bool {
		p, err := netip.ParsePrefix(a.String())
		return err == nil && p.Addr().Unmap() == at
	})
}
