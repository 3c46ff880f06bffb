package kernel

import (
	"errors"
	"fmt"
)

// Code says to a machine what kind of failure an Error is.
type Code string

// The codes of docs/api.md; kernel/rest maps them to HTTP statuses.
const (
	Invalid   Code = "invalid"        // the input breaks a rule; Fields says which
	Missing   Code = "missing"        // no such record within what the actor may see
	Forbidden Code = "forbidden"      // the actor holds no such right
	Conflict  Code = "conflict"       // the record's state, or another record, stands against it
	Stale     Code = "stale"          // the record has moved on since it was read
	Unmatched Code = "unmatched"      // If-Match is missing
	Login     Code = "login"          // nobody is signed in
	Password  Code = "password"       // a new password is due first
	Locked    Code = "locked"         // too many failed tries
	Factor    Code = "factor"         // the password is right, the second factor is missing; Current says which ways there are
	Enrol     Code = "enrol"          // a second factor has to be set up before anything else
	Prove     Code = "reauthenticate" // the person has to prove once more who they are, then the request may be repeated
	TooLarge  Code = "too_large"
	TooMany   Code = "too_many"
	Timeout   Code = "timeout"
	Full      Code = "full"     // the disk of the platform
	Internal  Code = "internal" // everything else: logged, never shown
)

// Error is a failure that the user may see; any other error is Internal and only logged.
type Error struct {
	Code    Code
	Message string            // a Chinese sentence for the person
	Fields  map[string]string // by column: what is wrong with it
	Current any               // with Stale: the record as it is now; with Factor and Prove: the ways to go on
}

func (e *Error) Error() string { return string(e.Code) + ": " + e.Message }

// Errorf makes an Error.
func Errorf(code Code, format string, args ...any) error {
	return &Error{Code: code, Message: fmt.Sprintf(format, args...)}
}

// FieldError says what is wrong with one column, named by its row address.
func FieldError(at any, format string, args ...any) error {
	message := fmt.Sprintf(format, args...)
	return &Error{Code: Invalid, Message: message, Fields: map[string]string{column(at): message}}
}

// CodeOf returns err's code, "" for nil.
func CodeOf(err error) Code {
	if err == nil {
		return ""
	}
	if e, ok := errors.AsType[*Error](err); ok {
		return e.Code
	}
	return Internal
}
