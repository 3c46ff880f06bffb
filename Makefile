# anjian - what can be done with it. Each target is one script in scripts/ or one command.
# make run ARGS="--listen 127.0.0.1:9000" passes flags on to the server.

.PHONY: help run test build web bench fmt clean
ARGS ?=

help:
	@echo 'make run    build everything and serve it with demonstration data'
	@echo 'make test   everything that must pass: checks, Go tests on both databases, browser journeys'
	@echo 'make build  bin/anjian with the web front end inside'
	@echo 'make web    web/dist only'
	@echo 'make bench  measure against peers (minutes)'
	@echo 'make fmt    format the Go sources'
	@echo 'make clean  remove what was built (data/ stays)'

run: build
	bin/anjian serve --demo $(ARGS)

test:
	@scripts/test

build:
	@scripts/build

web:
	@scripts/web

bench:
	@scripts/need go
	cd bench && GOTOOLCHAIN=go1.27.0 go run -mod=mod .

fmt:
	@scripts/format --write

clean:
	rm -rf bin web/dist bench/bin e2e/output
