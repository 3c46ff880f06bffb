package account

import (
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"slices"

	"anjian/base/role"
	"anjian/kernel"
)

// Module declares accounts; a nil s has the default policy.
func Module(s *Sessions) kernel.Module {
	if s == nil {
		s = NewSessions(Policy{})
	}
	return kernel.Module{
		Name: "account", Label: "账号权限",
		Roles:     slices.Clone(role.Labels),
		Resources: []kernel.Handle{Accounts, Holdings, Handovers, Links, Providers, Protections},
		Tables: []string{secretTable, tryTable, tryIndex, sessionTable, sessionHash, sessionAccount, proofTable, changeTable, changeIndex, keyTable,
			ticketTable, visitTable, visitIndex, deviceTable, factorTable, recoveryTable, passkeyTable, passkeyIndex, passkeyAccount, providerTable},
		Hooks:  []kernel.Hook{s.wrote, s.touched, s.ruled, s.provided, follow},
		Tasks:  []kernel.Job{sweep, expire},
		Routes: slices.Concat(s.routes(), []kernel.Route{candidateRoute}, handoverRoutes(), s.securityRoutes(), s.outsideRoutes()),
	}
}

// read takes a small JSON body; what carries passwords goes past the store of answers for Idempotency-Key.
func read(w http.ResponseWriter, r *http.Request, in any) error {
	dec := json.NewDecoder(http.MaxBytesReader(w, r.Body, 64<<10))
	dec.DisallowUnknownFields()
	err := dec.Decode(in)
	if err == nil {
		if _, more := dec.Token(); more != io.EOF {
			return kernel.Errorf(kernel.Invalid, "请求中有多余的内容")
		}
		return nil
	}
	if large := (*http.MaxBytesError)(nil); errors.As(err, &large) {
		return err
	}
	return kernel.Errorf(kernel.Invalid, "请求内容的格式不对")
}

func answer(w http.ResponseWriter, v any) error {
	body, err := json.Marshal(v)
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	_, err = w.Write(body)
	return err
}

func done(w http.ResponseWriter) error {
	w.WriteHeader(http.StatusNoContent)
	return nil
}

// faulty is an input whose one column is wrong.
func faulty(name, what string) error {
	return &kernel.Error{Code: kernel.Invalid, Message: what, Fields: map[string]string{name: what}}
}
