package telemetry

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"time"

	mqtt "github.com/mochi-mqtt/server/v2"
	"github.com/mochi-mqtt/server/v2/listeners"
	"github.com/mochi-mqtt/server/v2/packets"
)

// Broker is the embedded MQTT broker (3.1.1 and 5). It keeps no messages of its own: what a device publishes goes to the host before it is
// acknowledged, and nowhere else.
type Broker struct {
	server *mqtt.Server
	tcp    *listeners.TCP
}

// ServeMQTT listens at address.
func ServeMQTT(ctx context.Context, address string, host Host, log *slog.Logger) (*Broker, error) {
	b := &Broker{server: mqtt.New(&mqtt.Options{InlineClient: true, Logger: slog.New(slog.DiscardHandler), Capabilities: capabilities()})}
	if err := b.server.AddHook(&hook{ctx: ctx, host: host, log: log}, nil); err != nil {
		return nil, fmt.Errorf("telemetry: %w", err)
	}
	b.tcp = listeners.NewTCP(listeners.Config{ID: "mqtt", Address: address})
	if err := b.server.AddListener(b.tcp); err != nil {
		return nil, fmt.Errorf("telemetry: %w", err)
	}
	if err := b.server.Serve(); err != nil {
		return nil, fmt.Errorf("telemetry: %w", err)
	}
	return b, nil
}

func capabilities() *mqtt.Capabilities {
	c := mqtt.NewDefaultServerCapabilities()
	c.MaximumClients, c.MaximumPacketSize, c.MaximumQos, c.RetainAvailable = 20_000, MostBytes+1024, 1, 0
	return c
}

// Address is where it listens.
func (b *Broker) Address() string { return b.tcp.Address() }

// Command tells a device something: it hears topic/down/cmd.
func (b *Broker) Command(topic string, body []byte) error {
	return b.server.Publish(topic+"/down/cmd", body, false, 1)
}

// Close hangs up.
func (b *Broker) Close() error { return b.server.Close() }

// hook asks the host.
type hook struct {
	mqtt.HookBase
	ctx  context.Context
	host Host
	log  *slog.Logger
}

func (h *hook) ID() string { return "host" }

func (h *hook) Provides(b byte) bool {
	switch b {
	case mqtt.OnConnectAuthenticate, mqtt.OnACLCheck, mqtt.OnPublish, mqtt.OnSessionEstablished, mqtt.OnDisconnect:
		return true
	}
	return false
}

// who a connection is: "device topic" is kept as its user name once it is admitted.
func who(cl *mqtt.Client) (device, topic string) {
	device, topic, _ = strings.Cut(string(cl.Properties.Username), "\x00")
	return device, topic
}

func (h *hook) OnConnectAuthenticate(cl *mqtt.Client, pk packets.Packet) bool {
	device, topic, ok := h.host.Admit(h.ctx, string(pk.Connect.Username), string(pk.Connect.Password), cl.Net.Remote)
	cl.Properties.Username = []byte(device + "\x00" + topic)
	// A will or a name of another's would reach beyond the device.
	return ok && (!pk.Connect.WillFlag || strings.HasPrefix(pk.Connect.WillTopic, topic+"/up/")) && strings.HasPrefix(cl.ID, string(pk.Connect.Username))
}

func (h *hook) OnACLCheck(cl *mqtt.Client, topic string, write bool) bool {
	_, own := who(cl)
	if own == "" {
		return false
	}
	if write {
		return strings.HasPrefix(topic, own+"/up/") && !strings.ContainsAny(topic, "+#")
	}
	return strings.HasPrefix(topic, own+"/down/")
}

func (h *hook) OnSessionEstablished(cl *mqtt.Client, _ packets.Packet) {
	device, _ := who(cl)
	h.host.Seen(device, true)
}

func (h *hook) OnDisconnect(cl *mqtt.Client, _ error, _ bool) {
	if device, topic := who(cl); topic != "" {
		h.host.Seen(device, false)
	}
}

// OnPublish hands a message to the host. What it cannot keep is not acknowledged, and the connection ends, so that the device sends it again.
func (h *hook) OnPublish(cl *mqtt.Client, pk packets.Packet) (packets.Packet, error) {
	if cl.Net.Inline {
		return pk, nil
	}
	device, _ := who(cl)
	m := &Message{Device: device, Kind: pk.TopicName[strings.LastIndexByte(pk.TopicName, '/')+1:], Body: pk.Payload, Received: time.Now()}
	if m.Kind == "data" {
		if err := Parse(pk.Payload, m); err != nil { // to send it again would not help
			h.log.Warn("a message of a device cannot be read", "device", device, "error", err)
			return pk, packets.CodeSuccessIgnore
		}
	}
	if err := h.host.Take(h.ctx, m); err != nil {
		h.log.Error("a message of a device cannot be kept", "device", device, "error", err)
		cl.Stop(errors.New("try again"))
		return pk, packets.ErrRejectPacket
	}
	return pk, packets.CodeSuccessIgnore
}
