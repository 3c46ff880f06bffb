package telemetry

import (
	"context"
	"errors"
	"fmt"
	"hash/fnv"
	"log/slog"
	"net/url"
	"strings"
	"sync"
	"time"

	paho "github.com/eclipse/paho.mqtt.golang"
)

// Voucher is a host that takes the word of a broker for who a device is.
type Voucher interface {
	Host
	// Vouched returns the device of a name that sends below topic.
	Vouched(ctx context.Context, name, topic string) (device string, ok bool)
}

// Outside listens to a broker that stands elsewhere (mosquitto, EMQX, a cluster). That broker admits the devices and must let each publish below
// its own topic only; its session for us is kept, and a message is acknowledged to it when the host has kept it.
type Outside struct {
	host   Voucher
	log    *slog.Logger
	client paho.Client
	lanes  []chan paho.Message
	ctx    context.Context
	stop   func()
	done   sync.WaitGroup
	mu     sync.Mutex
	known  map[string]vouched // by the topic of a device
}

type vouched struct {
	device string
	until  time.Time
}

// lanes are messages of one device in order, of several at once.
const lanes = 64

// mostKnown bounds the topics that are remembered: whoever may publish at the broker may make up others.
const mostKnown = 20_000

// ListenTo connects to the broker at address, tcp://user:password@host:1883 (ssl:// with TLS), and goes on trying when it is away; it returns once it listens.
func ListenTo(ctx context.Context, address, client string, host Voucher, log *slog.Logger) (*Outside, error) {
	at, err := url.Parse(address)
	if err != nil || at.Host == "" {
		return nil, errors.New("telemetry: the address of the broker should be tcp://host:port")
	}
	o := &Outside{host: host, log: log, known: map[string]vouched{}}
	o.ctx, o.stop = context.WithCancel(ctx)
	for range lanes {
		lane := make(chan paho.Message, 256)
		o.lanes = append(o.lanes, lane)
		o.done.Go(func() { o.work(lane) })
	}
	password, _ := at.User.Password()
	opts := paho.NewClientOptions().SetClientID(client).SetUsername(at.User.Username()).SetPassword(password).SetCleanSession(false).SetAutoAckDisabled(true).SetAutoReconnect(true).
		SetConnectRetry(true).SetConnectRetryInterval(2 * time.Second).SetMaxReconnectInterval(10 * time.Second).SetOrderMatters(true).SetConnectTimeout(10 * time.Second).SetWriteTimeout(10 * time.Second)
	at.User = nil
	opts.AddBroker(at.String())
	opts.SetDefaultPublishHandler(o.hear)
	listening := make(chan struct{})
	first := sync.OnceFunc(func() { close(listening) })
	opts.OnConnect = func(c paho.Client) {
		defer first()
		if token := c.Subscribe("anjian/+/+/up/+", 1, o.hear); token.WaitTimeout(20*time.Second) && token.Error() != nil {
			log.Error("the broker refuses the subscription", "error", token.Error())
		}
	}
	opts.OnConnectionLost = func(_ paho.Client, err error) { log.Warn("the broker is away", "error", err) }
	o.client = paho.NewClient(opts)
	token := o.client.Connect()
	go func() {
		if token.Wait(); token.Error() != nil {
			first()
		}
	}()
	select {
	case <-listening:
		err = token.Error()
	case <-time.After(15 * time.Second):
		err = errors.New("no answer")
	case <-ctx.Done():
		err = ctx.Err()
	}
	if err != nil {
		return nil, errors.Join(fmt.Errorf("telemetry: the broker cannot be reached: %w", err), o.Close())
	}
	return o, nil
}

// hear puts a message into the lane of its device.
func (o *Outside) hear(_ paho.Client, m paho.Message) {
	topic, _, _ := strings.Cut(m.Topic(), "/up/")
	h := fnv.New32a()
	h.Write([]byte(topic))
	select {
	case o.lanes[h.Sum32()%lanes] <- m:
	case <-o.ctx.Done():
	}
}

func (o *Outside) work(lane chan paho.Message) {
	for {
		select {
		case <-o.ctx.Done():
			return
		case m := <-lane:
			o.take(m)
		}
	}
}

// take hands a message to the host until that keeps it; what cannot be read, or is nobody's, is acknowledged and logged.
func (o *Outside) take(in paho.Message) {
	topic, kind, _ := strings.Cut(in.Topic(), "/up/")
	device, ok := o.who(topic)
	m := &Message{Device: device, Kind: kind, Body: in.Payload(), Received: time.Now()}
	if ok && kind == "data" {
		if err := Parse(in.Payload(), m); err != nil {
			o.log.Warn("a message of a device cannot be read", "topic", topic, "error", err)
			ok = false
		}
	}
	for wait := 100 * time.Millisecond; ok; wait = min(2*wait, 10*time.Second) {
		err := o.host.Take(o.ctx, m)
		if err == nil {
			in.Ack()
			return
		}
		if _, ok = o.who(topic); !ok { // closed since
			break
		}
		o.log.Error("a message of a device cannot be kept", "device", device, "error", err)
		select {
		case <-o.ctx.Done(): // the broker sends it again to whoever comes after
			return
		case <-time.After(wait):
		}
	}
	if o.ctx.Err() == nil {
		in.Ack()
	}
}

// who is the device of a topic, asked anew every ten seconds.
func (o *Outside) who(topic string) (string, bool) {
	o.mu.Lock()
	v := o.known[topic]
	o.mu.Unlock()
	if time.Now().Before(v.until) {
		return v.device, v.device != ""
	}
	device, ok := o.host.Vouched(o.ctx, topic[strings.LastIndexByte(topic, '/')+1:], topic)
	if !ok {
		device = ""
		o.log.Warn("a message is of no device", "topic", topic)
	}
	o.mu.Lock()
	defer o.mu.Unlock()
	if len(o.known) >= mostKnown {
		clear(o.known)
	}
	o.known[topic] = vouched{device, time.Now().Add(10 * time.Second)}
	return device, ok
}

// Close acknowledges what was kept and hangs up; what was not acknowledged comes again.
func (o *Outside) Close() error {
	o.stop()
	o.done.Wait()
	if o.client != nil {
		o.client.Disconnect(250)
	}
	return nil
}
