#!/bin/bash
# Capture, trace, recall and the public trace, each against what it must not be much slower than.
# Rounds alternate; the ratio is of each round, then its median. MariaDB syncs every commit and writes the binary log.
#   trace.capture.over_raw_insert    events captured over HTTP in documents of 100, stored and logged, over multi-row INSERTs of the
#                                    same rows without a check (reference/direct_events.cpp, by as many of 1, 2 and 4 connections as
#                                    are fastest), into tables that hold as many rows; at least 0.5
#   trace.capture.processors.*       what it costs the server and the database, microseconds of processors for each event; of the
#                                    reference with reading the rows before they are inserted
#   trace.graph.over_sql             the whole trace of a lot over HTTP, one request at a time, over recursive SQL on the same million
#                                    edges (reference/direct_trace.cpp), medians; at least 100, and trace.graph.p99 at most 5 ms
#   trace.recall_ms_p99              what a recall of a lot in 10,000 orders reaches, over HTTP; at most 50
#   trace.graph.memory               of a million edges, as the server says
#   trace.digital_link.over_nginx    the public trace of a lot as JSON over nginx with the same bytes; at least 0.5
#   SHANHAI_BUILD: the release build. ROUNDS (5), SECONDS_EACH (3), DOCUMENTS (200), ONLY: some of capture, graph, digital_link.
set -euo pipefail
SHANHAI_ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
ENVIRONMENT=$SHANHAI_ROOT/tests/environment
SERVICES=(identity catalog orders traceability measurement)
PROGRAM=traceability.sh
BIN=${SHANHAI_BUILD:-$SHANHAI_ROOT/build/release}/bin
PATH=$PATH:/usr/sbin
for part in console settings; do . "$ENVIRONMENT/$part.sh"; done
for part in installation nginx; do . "$SHANHAI_ROOT/tests/load/$part.sh"; done
for program in shanhai bench_traceability bench_traceability_direct; do [ -x "$BIN/$program" ] || fail "$program is not built in $BIN"; done
command -v nginx >/dev/null || fail "nginx is not installed (packages.txt, [tools])"
command -v wrk >/dev/null || fail "wrk is not installed (packages.txt, [bench])"

directory=$(mktemp -d /tmp/shanhai-traceability.XXXXXX)
chmod 755 "$directory" # nginx, started by root, reads as somebody else
export SHANHAI_LOCAL=${SHANHAI_LOCAL:-$SHANHAI_ROOT/.local} SHANHAI_OWNER_PID=$$
# Everybody comes from one address here.
export SHANHAI_SERVER__REQUESTS_PER_MINUTE=100000000 SHANHAI_IDENTITY__CODES_PER_ADDRESS_PER_MINUTE=60000
export SHANHAI_SEED__OPERATOR_PHONE=19900000001 SHANHAI_SEED__OPERATOR_PASSWORD=$(random_hex 12)
end() {
    trap '' INT TERM HUP
    [ ! -e "$directory/nginx.pid" ] || kill "$(cat "$directory/nginx.pid")" || true
    stop_databases "$directory/database" "$directory/redis"
    rm -rf "$directory"
}
trap end EXIT
trap 'exit 130' INT TERM HUP

prepare
nginx_port=$(free_ports 1)
mkdir -m 755 "$directory/www"
write_nginx_settings "$directory" "$nginx_port" "$directory/www/trace.json"
python3 "$SHANHAI_ROOT/tests/load/traceability_rounds.py" --binaries "$BIN" --directory "$directory" --socket "$database_socket" --port "$port" \
    --nginx-port "$nginx_port" --password "$(toml_text "$directory/settings.toml" database.traceability password)" \
    --rounds "${ROUNDS:-5}" --seconds "${SECONDS_EACH:-3}" --documents "${DOCUMENTS:-200}" ${ONLY:-capture graph digital_link}
