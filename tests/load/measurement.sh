#!/bin/bash
# What reports of purchase volume cost on millions of order lines, and what it costs to count them. MariaDB syncs every commit.
#   measurement.over_innodb        median of three reports (a prefecture's year, a county's month, a pairing's quarter) against GROUP BY over
#                                  the lines in the same database; at least 500
#   measurement.over_duckdb        against DuckDB on the same lines, in the same rounds; at least 1
#   measurement.apply_over_insert  events applied a second against plain INSERTs of many of the same entries' rows; at least 0.5
#   measurement.lag_ms_p99         from commit until counted, at an open loop of 1,000 events a second; at most 1000
#   measurement.http_ms_p99        of the same reports over HTTP; at most 10
#   measurement.apply_folding      how much of applying is folding; sums of blocks of 16,384 events are made three times a round
#   measurement.bytes.*            what each cube takes
#   SHANHAI_BUILD: the release build. ROUNDS (5), LINES (5000000), LAG_SECONDS (20), ONLY: some of apply, lag, report.
set -euo pipefail
SHANHAI_ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
ENVIRONMENT=$SHANHAI_ROOT/tests/environment
SERVICES=(identity catalog orders traceability measurement)
PROGRAM=measurement.sh
BIN=${SHANHAI_BUILD:-$SHANHAI_ROOT/build/release}/bin
PATH=$PATH:/usr/sbin
for part in console settings; do . "$ENVIRONMENT/$part.sh"; done
. "$SHANHAI_ROOT/tests/load/installation.sh"
for program in shanhai bench_measurement; do [ -x "$BIN/$program" ] || fail "$program is not built in $BIN"; done
command -v npm >/dev/null || fail "npm is not installed (packages.txt, [bench])"

install_modules() {
    local here=$SHANHAI_ROOT/tests/load/measurement wanted
    wanted=$(sha256sum <"$here/package-lock.json")
    [ "$(cat "$here/node_modules/.lock" 2>/dev/null)" != "$wanted" ] || return 0
    (cd "$here" && npm ci --ignore-scripts --no-audit --no-fund --loglevel=error) || fail "npm ci failed in tests/load/measurement"
    printf '%s\n' "$wanted" >"$here/node_modules/.lock"
}

directory=$(mktemp -d /tmp/shanhai-measurement.XXXXXX)
export SHANHAI_LOCAL=${SHANHAI_LOCAL:-$SHANHAI_ROOT/.local} SHANHAI_OWNER_PID=$$
export SHANHAI_SERVER__REQUESTS_PER_MINUTE=100000000 # all requests come from one address
export SHANHAI_MEASUREMENT__EXTEND_PAIRINGS_TO=2027-12-31
export SHANHAI_SEED__OPERATOR_PHONE=19900000001 SHANHAI_SEED__OPERATOR_PASSWORD=$(random_hex 12)
end() {
    trap '' INT TERM HUP
    stop_databases "$directory/database" "$directory/redis"
    rm -rf "$directory"
}
trap end EXIT
trap 'exit 130' INT TERM HUP

install_modules
prepare --innodb-buffer-pool-size=4G --innodb-log-file-size=512M --tmp-table-size=1G --max-heap-table-size=1G
python3 "$SHANHAI_ROOT/tests/load/measurement_rounds.py" --binaries "$BIN" --directory "$directory" --socket "$database_socket" --port "$port" \
    --rounds "${ROUNDS:-5}" --lines "${LINES:-5000000}" --lag-seconds "${LAG_SECONDS:-20}" ${ONLY:-apply lag report}
