#!/bin/sh
# Runs one throw-away PostgreSQL cluster in the folder $1 and prints "ready" once it answers. It listens on a socket in that folder only, trusts whoever
# reaches the socket, and forgoes every guard against power loss. When standard input closes - because the caller closed it or died - the
# cluster is stopped and the folder removed. Exit status 3 means that no PostgreSQL is installed. Not to be run as root: PostgreSQL refuses that.
set -eu
dir=$1

if bin=$(command -v initdb); then
	bin=$(dirname "$bin")
else
	for found in /usr/lib/postgresql/*/bin/initdb; do
		[ -x "$found" ] && bin=$(dirname "$found")
	done
fi
if [ -z "$bin" ]; then
	echo "no PostgreSQL found in PATH or /usr/lib/postgresql; on Debian: apt-get install postgresql; or let ANJIAN_TEST_PG name a server" >&2
	rm -rf "$dir"
	exit 3
fi

trap '' INT TERM HUP # only the caller's end is ours
trap '"$bin/pg_ctl" -D "$dir/data" -m immediate stop >/dev/null 2>&1 || true; rm -rf "$dir"' EXIT
cd "$dir"

if ! "$bin/initdb" -D "$dir/data" -U postgres -A trust -E UTF8 --locale=C.UTF-8 --no-sync --no-instructions >"$dir/log" 2>&1 ||
	! "$bin/pg_ctl" -D "$dir/data" -l "$dir/log" -w -t 60 -o "-k '$dir' -c listen_addresses= -c fsync=off -c synchronous_commit=off \
		-c full_page_writes=off -c max_connections=300 -c shared_buffers=64MB" start >>"$dir/log" 2>&1 </dev/null; then
	echo "PostgreSQL did not start:" >&2
	cat "$dir/log" >&2
	exit 1
fi
echo ready
cat >/dev/null
