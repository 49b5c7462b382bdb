#!/bin/bash
# Ours against independent implementations from npm: the payment adapters sign and verify what the others verify and sign
# (main.mjs), the EPCIS validator refuses what GS1's schema refuses (epcis.mjs), the EPCIS interface answers as GS1's OpenAPI
# says (openapi.mjs), QR codes and barcodes hold what they should (qr.mjs, barcode.mjs),
# WebSockets are understood (websocket.mjs).
# Exit 1 if a check fails. Needs node 18, npm and, the first time, the network.
#   run.sh SCRIPT PEER     (the program made from peer.cpp, epcis_peer.cpp, epcis_api_peer.cpp, qr_peer.cpp, barcode_peer.cpp or websocket_peer.cpp)
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

[ $# = 2 ] || complain "run.sh SCRIPT PEER"
command -v node >/dev/null || complain "node is missing: apt-get install nodejs"
(flock 9 && install_modules) 9<"$here" # several of these run at once; the first installs
exec node "$here/$1" "$2"
