#!/bin/bash
# Placements over HTTP against hand-written SQL straight to the same schema, each order a transaction of its own (reference/).
# Both on MariaDB with every commit synced, with the binary log and without it; consumers of the events run during every figure.
# Rounds alternate; the ratio is of each round, then its median.
#   orders.hot.over_direct_sql             one SKU; at least 10
#   orders.hot_nobinlog.over_direct_sql    the same without the binary log; at least 4
#   orders.spread.over_direct_sql          10,000 SKUs; at least 4
#   orders.unloaded.p50_over_direct_sql    median of one placement at a time; at most 1.5
#   orders.scale_2                         two servers on one database over one; at least 0.9
#   orders.oversold, .lost, .doubled, .ledger_difference_fen   from what clients hold; 0
#   SHANHAI_BUILD: the release build. ROUNDS (5), SECONDS_EACH (3), ONLY: some of hot, spread, unloaded, scale, hot_nobinlog.
set -euo pipefail
SHANHAI_ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
ENVIRONMENT=$SHANHAI_ROOT/tests/environment
SERVICES=(identity catalog orders traceability measurement)
PROGRAM=orders.sh
BIN=${SHANHAI_BUILD:-$SHANHAI_ROOT/build/release}/bin
for part in console settings; do . "$ENVIRONMENT/$part.sh"; done
. "$SHANHAI_ROOT/tests/load/installation.sh"
for program in shanhai bench_orders bench_orders_direct; do [ -x "$BIN/$program" ] || fail "$program is not built in $BIN"; done

directory=$(mktemp -d /tmp/shanhai-orders.XXXXXX)
export SHANHAI_LOCAL=${SHANHAI_LOCAL:-$SHANHAI_ROOT/.local} SHANHAI_OWNER_PID=$$
# Everybody comes from one address here.
export SHANHAI_SERVER__REQUESTS_PER_MINUTE=100000000 SHANHAI_IDENTITY__CODES_PER_ADDRESS_PER_MINUTE=60000
end() {
    trap '' INT TERM HUP
    stop_databases "$directory/database" "$directory/redis"
    rm -rf "$directory"
}
trap end EXIT
trap 'exit 130' INT TERM HUP

# measure SCENARIO...: prints the figures; fails where one is beyond its limit.
measure() {
    python3 "$SHANHAI_ROOT/tests/load/orders_rounds.py" --binaries "$BIN" --directory "$directory" --socket "$database_socket" --port "$port" \
        --password "$(toml_text "$directory/settings.toml" database.orders password)" --rounds "${ROUNDS:-5}" --seconds "${SECONDS_EACH:-3}" "$@"
}

rc=0
with_log=() without_log=()
for scenario in ${ONLY:-hot spread unloaded scale hot_nobinlog}; do
    if [ "$scenario" = hot_nobinlog ]; then without_log=(hot_nobinlog); else with_log+=("$scenario"); fi
done
if [ ${#with_log[@]} -gt 0 ]; then
    prepare
    measure "${with_log[@]}" || rc=1
    stop_databases "$directory/database" "$directory/redis"
    rm -rf "$directory"/*
fi
if [ ${#without_log[@]} -gt 0 ]; then
    prepare --skip-log-bin
    measure "${without_log[@]}" || rc=1
fi
exit $rc
