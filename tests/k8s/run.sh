#!/bin/bash
# Renders both overlays and checks every object: types, unknown fields, invariants, planted errors.
# One line per check; exit 1 if one fails. Needs node 18, npm and, the first time, the network.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)

complain() {
    printf 'FAIL k8s: %s\n' "$*" >&2
    exit 1
}

install_modules() {
    local wanted
    wanted=$(sha256sum <"$here/package-lock.json")
    [ "$(cat "$here/node_modules/.lock" 2>/dev/null)" != "$wanted" ] || return 0
    command -v npm >/dev/null || complain "npm is missing: apt-get install npm"
    (cd "$here" && npm ci --ignore-scripts --no-audit --no-fund --loglevel=error) || complain "npm ci failed in tests/k8s"
    printf '%s\n' "$wanted" >"$here/node_modules/.lock"
}

command -v node >/dev/null || complain "node is missing: apt-get install nodejs"
install_modules
kustomize=$("$here/kustomize.sh" "$root/.local/kustomize") || complain "no kustomize 5"
KUSTOMIZE=$kustomize exec node "$here/main.mjs" "$root"
