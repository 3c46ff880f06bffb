package account

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/descope/virtualwebauthn"

	"anjian/base/role"
	"anjian/kernel"
)

const site = "https://anjian.example.gov.cn"

var ours = virtualwebauthn.RelyingParty{Name: "安监平台", ID: "anjian.example.gov.cn", Origin: site}

// ring is a key ring with one passkey.
type ring struct {
	virtualwebauthn.Authenticator
	key virtualwebauthn.Credential
}

// enrolPasskey makes a passkey for the signed-in account on a page of at.
func (b *agent) enrolPasskey(k *ring, at virtualwebauthn.RelyingParty, code kernel.Code) map[string]any {
	b.Helper()
	begun := b.ask("begin a passkey", "POST", "/api/security/passkey/begin", struct{}{}, "")
	options, err := virtualwebauthn.ParseAttestationOptions(toText(begun["options"]))
	if err != nil {
		b.Fatal(err)
	}
	k.Options.UserHandle = []byte(options.UserID)
	answer := virtualwebauthn.CreateAttestationResponse(at, k.Authenticator, k.key, *options)
	return b.ask("add a passkey", "POST", "/api/security/passkey", passkeyIn{Ticket: begun["ticket"].(string), Name: "办公电脑", Credential: json.RawMessage(answer)}, code)
}

// answers is what the key ring says to a challenge on a page of at.
func (b *agent) answers(k *ring, at virtualwebauthn.RelyingParty, begun map[string]any) passkeyIn {
	b.Helper()
	options, err := virtualwebauthn.ParseAssertionOptions(toText(begun["options"]))
	if err != nil {
		b.Fatal(err)
	}
	return passkeyIn{Ticket: begun["ticket"].(string), Credential: json.RawMessage(virtualwebauthn.CreateAssertionResponse(at, k.Authenticator, k.key, *options))}
}

func (b *agent) challenged(in challengeIn) map[string]any {
	b.Helper()
	return b.ask("challenge", "POST", "/api/login/passkey/begin", in, "")
}

// newRing makes a key whose coordinates fill their 32 bytes: the library writes shorter ones without their leading zeros.
func newRing() *ring {
	for {
		key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
		if err != nil {
			panic(err)
		}
		if point, err := key.PublicKey.Bytes(); err != nil || point[1] == 0 || point[33] == 0 {
			continue
		}
		text, err := x509.MarshalPKCS8PrivateKey(key)
		if err != nil {
			panic(err)
		}
		return &ring{virtualwebauthn.NewAuthenticator(), virtualwebauthn.NewCredentialWithImportedKey(virtualwebauthn.KeyTypeEC2, text)}
	}
}

// TestPasskeys: registered, named, used without a password and after one, to prove identity again; refused from another
// site, from another page, with a counter that went back, twice, and for somebody else.
func TestPasskeys(t *testing.T) {
	each(t, Policy{Origin: site}, func(h *house) {
		a := h.person("tao", "410105", role.Regulator)
		h.person("mei", "410105", role.Regulator)
		b := h.agent()
		b.login("tao", "")
		if got := b.ask("ways", "GET", "/api/signin", nil, ""); got["passkey"] != true {
			h.Errorf("not offered: %v", got)
		}
		k := newRing()
		evil := virtualwebauthn.RelyingParty{Name: ours.Name, ID: ours.ID, Origin: "https://anjian.example.gov.cn.evil.example"}
		other := virtualwebauthn.RelyingParty{Name: ours.Name, ID: "evil.example", Origin: site}
		b.enrolPasskey(k, evil, kernel.Login)
		b.enrolPasskey(k, other, kernel.Login)
		if out := b.enrolPasskey(k, ours, ""); len(out["recovery"].([]any)) != recoveryCodes {
			h.Errorf("no recovery codes: %v", out)
		}
		b.enrolPasskey(k, ours, kernel.Conflict) // the same once more
		list := b.ask("security", "GET", "/api/security", nil, "")["passkeys"].([]any)
		if len(list) != 1 || list[0].(map[string]any)["name"] != "办公电脑" {
			h.Fatalf("passkeys: %v", list)
		}
		id := list[0].(map[string]any)["id"].(string)
		b.ask("a name of nothing", "POST", "/api/security/passkey/"+id+"/name", map[string]string{"name": " "}, kernel.Invalid)
		b.ask("a name", "POST", "/api/security/passkey/"+id+"/name", map[string]string{"name": "钥匙"}, "")

		in := h.agent()
		begun := in.challenged(challengeIn{})
		if !strings.Contains(toText(begun["options"]), `"userVerification":"required"`) {
			h.Errorf("without a password the user is not verified: %v", begun)
		}
		for what, at := range map[string]virtualwebauthn.RelyingParty{"a page of another site": evil, "a key for another site": other} {
			in.ask(what, "POST", "/api/login/passkey", in.answers(k, at, in.challenged(challengeIn{})), kernel.Login)
		}
		k.Options.UserNotVerified = true
		in.ask("nobody touched it", "POST", "/api/login/passkey", in.answers(k, ours, in.challenged(challengeIn{})), kernel.Login)
		k.Options.UserNotVerified = false
		k.key.Counter = 5
		answer := in.answers(k, ours, begun)
		if me := in.ask("sign in", "POST", "/api/login/passkey", answer, ""); me["name"] != "tao" {
			h.Errorf("me: %v", me)
		}
		in.ask("work", "GET", "/api/account", nil, "")
		h.agent().ask("the answer again", "POST", "/api/login/passkey", answer, kernel.Login)
		in.ask("a copied key (the counter went back)", "POST", "/api/login/passkey", func() passkeyIn { k.key.Counter = 3; return in.answers(k, ours, in.challenged(challengeIn{})) }(), kernel.Login)
		k.key.Counter = 6
		late := in.challenged(challengeIn{})
		h.later(ticketFor + time.Second)
		in.ask("a challenge of long ago", "POST", "/api/login/passkey", in.answers(k, ours, late), kernel.Login)
		stranger := newRing()
		stranger.Options.UserHandle = []byte(a.ID)
		in.ask("a key nobody registered", "POST", "/api/login/passkey", in.answers(stranger, ours, in.challenged(challengeIn{})), kernel.Login)

		// as second factor: mine, not that of another
		second := h.agent()
		ticket, ways := second.half("tao")
		if toText(ways) != `["passkey","recovery"]` {
			h.Errorf("ways: %v", ways)
		}
		foe := newRing()
		mei := h.agent()
		mei.login("mei", "")
		mei.enrolPasskey(foe, ours, "")
		foe.key.Counter = 9
		wrong := second.challenged(challengeIn{Ticket: ticket})
		second.ask("another's passkey", "POST", "/api/login/passkey", second.answers(foe, ours, wrong), kernel.Login)
		k.key.Counter = 7
		second.ask("the own", "POST", "/api/login/passkey", second.answers(k, ours, second.challenged(challengeIn{Ticket: ticket})), "")

		// to prove identity again
		h.later(16 * time.Minute)
		second.ask("new codes from a desk left open", "POST", "/api/security/recovery", struct{}{}, kernel.Prove)
		begun = second.ask("challenge", "POST", "/api/reauthenticate/passkey", struct{}{}, "")
		got := second.answers(foe, ours, begun)
		second.ask("by another's", "POST", "/api/reauthenticate", proveIn{Ticket: got.Ticket, Credential: got.Credential}, kernel.Invalid)
		k.key.Counter = 8
		got = second.answers(k, ours, second.ask("challenge", "POST", "/api/reauthenticate/passkey", struct{}{}, ""))
		second.ask("prove", "POST", "/api/reauthenticate", proveIn{Ticket: got.Ticket, Credential: got.Credential}, "")
		second.ask("new codes", "POST", "/api/security/recovery", struct{}{}, "")
		mei.ask("remove another's", "DELETE", "/api/security/passkey/"+id, nil, kernel.Prove)
		mei.ask("prove", "POST", "/api/reauthenticate", proveIn{Password: good}, "")
		mei.ask("remove another's", "DELETE", "/api/security/passkey/"+id, nil, kernel.Missing)
		second.ask("remove", "DELETE", "/api/security/passkey/"+id, nil, "")
		h.agent().login("tao", "")
		k.key.Counter = 10
		in.ask("sign in with the removed one", "POST", "/api/login/passkey", in.answers(k, ours, in.challenged(challengeIn{})), kernel.Login)
	})
}

// TestPasskeyNeedsDomain: an address in numbers or none at all offers no passkeys; localhost does, for trying out.
func TestPasskeyNeedsDomain(t *testing.T) {
	each(t, Policy{}, func(h *house) {
		for origin, want := range map[string]bool{"": false, "http://10.1.2.3:8080": false, "https://[2001:db8::1]": false, site: true} {
			h.Origin = origin
			b := h.agent()
			if got := b.ask("ways", "GET", "/api/signin", nil, ""); got["passkey"] != want {
				h.Errorf("%q: %v", origin, got)
			}
			b.host = "localhost:8080"
			if got := b.ask("ways", "GET", "/api/signin", nil, ""); got["passkey"] != (want || origin == "") {
				h.Errorf("%q at localhost: %v", origin, got)
			}
			if !want {
				b.host = "evil.example"
				b.ask("begin", "POST", "/api/login/passkey/begin", challengeIn{}, kernel.Conflict)
			}
		}
	})
}
