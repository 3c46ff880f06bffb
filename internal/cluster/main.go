// Command cluster runs a command with one throw-away PostgreSQL cluster, named in ANJIAN_TEST_PG, so that the many processes of go test ./... share it:
//
//	go run ./internal/cluster go test ./...
//
// It ends with the status of the command. If ANJIAN_TEST_PG names a server already, that one is used.
package main

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"os/signal"

	"anjian/kernel/kerneltest"
)

func main() {
	if len(os.Args) < 2 {
		fmt.Fprintln(os.Stderr, "usage: cluster command [argument ...]")
		os.Exit(2)
	}
	if _, err := kerneltest.Server(); err != nil {
		fmt.Fprintln(os.Stderr, "cluster:", err)
		os.Exit(1)
	}
	// An interrupt from the terminal reaches the command too; its end is ours.
	signal.Notify(make(chan os.Signal, 1), os.Interrupt)
	cmd := exec.Command(os.Args[1], os.Args[2:]...)
	cmd.Stdin, cmd.Stdout, cmd.Stderr = os.Stdin, os.Stdout, os.Stderr
	err := cmd.Run()
	var exit *exec.ExitError
	switch {
	case errors.As(err, &exit):
		os.Exit(max(1, exit.ExitCode()))
	case err != nil:
		fmt.Fprintln(os.Stderr, "cluster:", err)
		os.Exit(1)
	}
}
