#!/bin/bash
# The payment adapters against independent implementations from npm: each signs and verifies what the other verifies and
# signs. One line per check; exit 1 if one fails. Needs node 18, npm and, the first time, the network.
#   run.sh PEER     (the program made from peer.cpp)
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)

complain() {
    printf 'FAIL interop: %s\n' "$*" >&2
    exit 1
}

install_modules() {
    local wanted
    wanted=$(sha256sum <"$here/package-lock.json")
    [ "$(cat "$here/node_modules/.lock" 2>/dev/null)" != "$wanted" ] || return 0
    command -v npm >/dev/null || complain "npm is missing: apt-get install npm"
    (cd "$here" && npm ci --ignore-scripts --no-audit --no-fund --loglevel=error) || complain "npm ci failed in tests/interop"
    printf '%s\n' "$wanted" >"$here/node_modules/.lock"
}

[ $# = 1 ] || complain "run.sh PEER"
command -v node >/dev/null || complain "node is missing: apt-get install nodejs"
install_modules
exec node "$here/main.mjs" "$1"
