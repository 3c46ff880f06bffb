package video

import (
	"context"
	"crypto/md5"
	"crypto/rand"
	"encoding/hex"
	"encoding/json"
	"log/slog"
	"net/http"
	"time"

	"anjian/kernel"
	"anjian/kernel/video"
)

// Platform is what is typed into a device so that it finds the platform, and whether it has.
type Platform struct {
	Code    string `json:"code"`
	Domain  string `json:"domain"`
	Address string `json:"address"`
	Here    bool   `json:"here"`
	From    string `json:"from"`
}

type deviceIn struct {
	ID string `json:"id"`
}

func (h *House) platform(c *kernel.Ctx, in *deviceIn) (*Platform, error) {
	d, err := Devices.Get(c, in.ID)
	if err != nil || h.SIP == nil {
		return &Platform{}, err
	}
	out := &Platform{Code: h.SIP.Code(), Domain: h.SIP.Realm(), Address: h.SIP.Address()}
	out.From, out.Here = h.SIP.From(d.Code)
	return out, nil
}

// letters are those that nobody mistakes on the small screen of a recorder.
const letters = "abcdefghjkmnpqrstuvwxyz23456789"

func newPassword() string {
	b := make([]byte, 12)
	rand.Read(b)
	for i := range b {
		b[i] = letters[int(b[i])%len(letters)]
	}
	return string(b)
}

// issue gives a device a new password, which ends the old one. The answer is never stored, so it has no key of repetition.
func (h *House) issue(c *kernel.Ctx, w http.ResponseWriter, r *http.Request) error {
	password := newPassword()
	if err := h.SetPassword(c, r.PathValue("id"), password); err != nil {
		return err
	}
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	return json.NewEncoder(w).Encode(map[string]string{"secret": password})
}

// SetPassword makes password that of a device.
func (h *House) SetPassword(c *kernel.Ctx, id, password string) error {
	var d *Device
	err := c.Tx(func(c *kernel.Ctx) (err error) {
		if d, err = Devices.Update(c, id, 0, func(d *Device) error { d.Issued = stamp(c); return nil }); err != nil {
			return err
		}
		return h.keepSecret(c, id, password)
	})
	if err == nil && h.SIP != nil {
		h.SIP.Forget(d.Code)
	}
	return err
}

// Desk answers the SIP server for the records of a house.
type Desk struct{ *House }

// Secret implements video.Devices.
func (h Desk) Secret(ctx context.Context, code, realm string) string {
	c := h.ctx(ctx)
	d, err := Devices.First(c, kernel.And(kernel.Eq(&dv.Code, code), kernel.Not(&dv.Status, Shut)))
	if err != nil || d == nil {
		return ""
	}
	password, err := h.secret(c, d.ID)
	if err != nil || password == "" {
		return ""
	}
	sum := md5.Sum([]byte(code + ":" + realm + ":" + password)) // the protocol's own digest (RFC 2617)
	return hex.EncodeToString(sum[:])
}

// report does what a device said, and logs what goes wrong: the device cannot help it.
func (h *House) report(what string, fn func(*kernel.Ctx) error) {
	ctx, cancel := context.WithTimeout(context.Background(), 30*time.Second)
	defer cancel()
	if err := fn(h.ctx(ctx)); err != nil {
		slog.Error("video: "+what, "err", err)
	}
	h.wake()
}

// Here implements video.Devices.
func (h Desk) Here(code string, here bool) {
	h.report("a device came or went", func(c *kernel.Ctx) error {
		return c.Tx(func(c *kernel.Ctx) error {
			d, err := Devices.First(c, kernel.Eq(&dv.Code, code))
			want := Offline
			if here {
				want = Online
			}
			if err != nil || d == nil || d.Status == Shut || d.Status == want {
				return err
			}
			_, err = Devices.Update(c, d.ID, 0, func(d *Device) error { d.Status, d.Changed = want, stamp(c); return nil })
			return err
		})
	})
}

// mostChannels bounds how many cameras a device brings.
const mostChannels = 2_000

// Channels implements video.Devices: what a device tells of becomes cameras of its enterprise.
func (h Desk) Channels(code string, list []video.Channel) {
	h.listing.Lock() // a device tells of one channel after another
	defer h.listing.Unlock()
	h.report("the channels of a device", func(c *kernel.Ctx) error {
		d, err := Devices.First(c, kernel.Eq(&dv.Code, code))
		if err != nil || d == nil || d.Status == Shut {
			return err
		}
		n, err := Cameras.Count(c, kernel.Eq(&cm.Device, kernel.Ref[Device](d.ID)))
		if err != nil {
			return err
		}
		for _, one := range list {
			other, err := Cameras.First(c, kernel.Eq(&cm.Code, one.Code))
			if err != nil {
				return err
			}
			if other != nil {
				if string(other.Device) != d.ID { // a code is of one camera in the country: another has taken it
					slog.Warn("video: a channel has the code of another camera", "code", one.Code, "device", code)
				}
				continue
			}
			if n >= mostChannels {
				slog.Warn("video: a device has too many channels", "device", code)
				break
			}
			x := &Camera{}
			x.Enterprise, x.Name, x.Code, x.Scene, x.Source, x.Device = d.Enterprise, one.Name, one.Code, "other", GB, kernel.Ref[Device](d.ID)
			if x.Name == "" {
				x.Name = "通道" + one.Code[16:]
			}
			if one.Lng != 0 {
				x.Position = kernel.Point{Lng: one.Lng, Lat: one.Lat}
			}
			if err := Cameras.Create(c, x); err != nil {
				return err
			}
			n++
		}
		if d.Channels == n {
			return nil
		}
		_, err = Devices.Update(c, d.ID, 0, func(d *Device) error { d.Channels = n; return nil })
		return err
	})
}

// channel is the source of a camera behind a device, nil where no device can sign in.
func (h *House) channel(c *kernel.Ctx, x *Camera) (video.Source, string, error) {
	if h.SIP == nil {
		return nil, "", nil
	}
	d, err := kernel.Once(c, x.Device, func() (*Device, error) { return Devices.First(c, kernel.ByID(string(x.Device))) })
	if err != nil || d == nil {
		return nil, "", err
	}
	return h.SIP.Source(d.Code, x.Code, d.Transport == TCP), d.Code + " " + x.Code + " " + string(d.Transport), nil
}

// shut is the hook that signs a device out when it is shut.
func (h *House) shut(c *kernel.Ctx, w *kernel.Write) error {
	if d, ok := w.After.(*Device); ok && w.To == string(Shut) && h.SIP != nil {
		go h.SIP.Forget(d.Code)
	}
	return nil
}
