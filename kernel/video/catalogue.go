package video

import (
	"bytes"
	"context"
	"encoding/xml"
	"fmt"
	"io"
	"net"
	"strconv"
	"strings"
	"time"

	"github.com/emiago/sipgo/sip"
	"golang.org/x/text/encoding/simplifiedchinese"
)

// notice is a message of a device: MANSCDP, annex A.
type notice struct {
	Command string `xml:"CmdType"`
	Device  string `xml:"DeviceID"`
	Total   int    `xml:"SumNum"`
	Items   []item `xml:"DeviceList>Item"`
}

type item struct {
	Code      string `xml:"DeviceID"`
	Name      string `xml:"Name"`
	Longitude string `xml:"Longitude"`
	Latitude  string `xml:"Latitude"`
}

// parseNotice reads a message; devices write GB 2312 whatever its head says, or UTF-8.
func parseNotice(body []byte) (n notice, err error) {
	if len(body) > mostBody {
		return n, io.ErrShortBuffer
	}
	d := xml.NewDecoder(bytes.NewReader(body))
	d.CharsetReader = func(label string, in io.Reader) (io.Reader, error) {
		if strings.HasPrefix(strings.ToUpper(label), "GB") {
			return simplifiedchinese.GB18030.NewDecoder().Reader(in), nil
		}
		return in, nil
	}
	return n, d.Decode(&n)
}

// message answers MESSAGE: heartbeats and catalogues, of devices that have signed in from where they send.
func (s *SIP) message(req *sip.Request, tx sip.ServerTransaction) {
	code := ""
	if f := req.From(); f != nil {
		code = f.Address.User
	}
	answer := func(status int, reason string) { tx.Respond(sip.NewResponseFromRequest(req, status, reason, nil)) }
	s.mu.Lock()
	r := s.here[code]
	known := r != nil && hostOf(r.from) == hostOf(req.Source())
	if known {
		r.heard = time.Now()
	}
	s.mu.Unlock()
	if !known {
		answer(403, "Forbidden")
		return
	}
	n, err := parseNotice(req.Body())
	if err != nil {
		answer(400, "Bad Request")
		return
	}
	answer(200, "OK")
	if n.Command != "Catalog" {
		return
	}
	var list []Channel
	for _, it := range n.Items {
		// Only what is a camera: types 131 and 132 (annex D); areas, groups and alarms are passed over.
		if kind := it.Code; !code20.MatchString(kind) || kind[10:13] != "131" && kind[10:13] != "132" {
			continue
		}
		c := Channel{Code: it.Code, Name: strings.TrimSpace(it.Name)}
		if name := []rune(c.Name); len(name) > 60 {
			c.Name = string(name[:60])
		}
		lng, err1 := strconv.ParseFloat(it.Longitude, 64)
		lat, err2 := strconv.ParseFloat(it.Latitude, 64)
		if err1 == nil && err2 == nil && lng > 70 && lng < 140 && lat > 0 && lat < 60 {
			c.Lng, c.Lat = lng, lat
		}
		list = append(list, c)
	}
	s.devices.Channels(code, list)
}

func hostOf(address string) string {
	host, _, err := net.SplitHostPort(address)
	if err != nil {
		return address
	}
	return host
}

// to makes a request to a device or one of its channels.
func (s *SIP) to(device, channel string) (uri sip.Uri, from string, transport string, ok bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	r := s.here[device]
	if r == nil {
		return uri, "", "", false
	}
	host, port, err := net.SplitHostPort(r.from)
	n, err2 := strconv.Atoi(port)
	if err != nil || err2 != nil {
		return uri, "", "", false
	}
	return sip.Uri{Scheme: "sip", User: channel, Host: host, Port: n, UriParams: parameters(r.transport)}, r.from, r.transport, true
}

func parameters(transport string) sip.HeaderParams {
	p := sip.NewParams()
	if strings.EqualFold(transport, "TCP") {
		p.Add("transport", "tcp")
	}
	return p
}

// query asks a device which channels it has.
func (s *SIP) query(code string) {
	uri, from, transport, ok := s.to(code, code)
	if !ok {
		return
	}
	m := sip.NewRequest(sip.MESSAGE, uri)
	m.SetTransport(transport)
	m.SetDestination(from)
	m.AppendHeader(sip.NewHeader("Content-Type", "Application/MANSCDP+xml"))
	s.mu.Lock()
	s.serial++
	n := s.serial
	s.mu.Unlock()
	m.SetBody(fmt.Appendf(nil, "<?xml version=\"1.0\" encoding=\"GB2312\"?>\r\n<Query>\r\n<CmdType>Catalog</CmdType>\r\n<SN>%d</SN>\r\n<DeviceID>%s</DeviceID>\r\n</Query>\r\n", n, code))
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	if _, err := s.client.Do(ctx, m); err != nil {
		s.log.Debug("video: a device does not answer for its catalogue", "code", code, "err", err)
	}
}
