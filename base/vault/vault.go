// Package vault encrypts what the platform has to keep and must be able to read again (密钥库): secrets of second factors,
// of outside directories, of gateways. The key lies in a file beside the database, never in it: who steals a copy of the
// database cannot read them. See docs/decisions/0031-second-factors.md.
package vault

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/rand"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// Vault encrypts by AES-256-GCM with a fresh nonce for each text.
type Vault struct{ aead cipher.AEAD }

const version = "v1."

// New returns a vault of a key of 32 bytes.
func New(key []byte) (*Vault, error) {
	if len(key) != 32 {
		return nil, fmt.Errorf("vault: the key has %d bytes instead of 32", len(key))
	}
	block, err := aes.NewCipher(key)
	if err != nil {
		return nil, err
	}
	aead, err := cipher.NewGCM(block)
	return &Vault{aead}, err
}

// Passing returns a vault whose key ends with the process: for tests.
func Passing() *Vault {
	key := make([]byte, 32)
	rand.Read(key)
	v, err := New(key)
	if err != nil {
		panic(err) // 32 bytes are a key
	}
	return v
}

// Load returns the vault whose key is in the file at path, making it at first use, readable by its owner alone.
func Load(path string) (*Vault, error) {
	text, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		if err = create(path); err == nil {
			text, err = os.ReadFile(path)
		}
	}
	if err != nil {
		return nil, fmt.Errorf("密钥文件无法使用：%w", err)
	}
	key, err := hex.DecodeString(strings.TrimSpace(string(text)))
	if err != nil {
		return nil, fmt.Errorf("密钥文件 %s 的内容已损坏", path)
	}
	return New(key)
}

// create writes a new key beside its place and links it there whole, so that two programs started at once agree on one.
func create(path string) error {
	key := make([]byte, 32)
	rand.Read(key)
	f, err := os.CreateTemp(filepath.Dir(path), ".key-*") // made with mode 0600
	if err != nil {
		return err
	}
	defer os.Remove(f.Name())
	_, err = f.WriteString(hex.EncodeToString(key) + "\n")
	if err == nil {
		err = f.Sync()
	}
	if closed := f.Close(); err == nil {
		err = closed
	}
	if err == nil {
		err = os.Link(f.Name(), path)
	}
	if errors.Is(err, fs.ErrExist) {
		return nil
	}
	return err
}

// Seal encrypts plain for one purpose, such as "totp/" and an account; under another it cannot be opened.
func (v *Vault) Seal(purpose, plain string) string {
	nonce := make([]byte, v.aead.NonceSize())
	rand.Read(nonce)
	return version + base64.RawURLEncoding.EncodeToString(v.aead.Seal(nonce, nonce, []byte(plain), []byte(purpose)))
}

// Open returns what Seal was given.
func (v *Vault) Open(purpose, sealed string) (string, error) {
	text, ok := strings.CutPrefix(sealed, version)
	b, err := base64.RawURLEncoding.DecodeString(text)
	n := v.aead.NonceSize()
	if !ok || err != nil || len(b) < n {
		return "", errors.New("vault: not a sealed text")
	}
	plain, err := v.aead.Open(nil, b[:n], b[n:], []byte(purpose))
	if err != nil {
		return "", errors.New("vault: sealed with another key or for another purpose")
	}
	return string(plain), nil
}
