#!/bin/bash
# The storefront among 100,000 products. Rounds alternate; the ratio is of each round, then its median.
#   catalog.detail.over_nginx    products' documents over HTTP, 64 connections, over nginx with the same bytes as files; at least 1
#   catalog.list.over_nginx      lists that many ask for; at least 1
#   catalog.search.over_nginx    searches with filters and six exact facets, few of them asked before; at least 0.3
#   catalog.search.over_xapian   the same searches inside a process, one thread, over Xapian on the same documents; at least 30
#   catalog.search.over_like     over SQL LIKE with the same filters, the page, its count and the facets; at least 1000
#   catalog.search_ms_p99        of searches over HTTP at 64 connections
#   catalog.snapshot.*           seconds to make it (at most 3 for 100,000 products), bytes a product, milliseconds of an edit
#   catalog.swap.p99_over_alone  p99 of searches while fifty edits a second are swapped in, over the same without
#   catalog.import.over_raw_insert, catalog.import_published.over_raw_insert   50,000 rows of CSV over HTTP, from POST until they are committed, as
#                                drafts and published, over plain multi-row INSERTs of the same rows; at least 0.3
#   SHANHAI_BUILD: the release build. ROUNDS (5), SECONDS_EACH (3), PRODUCTS (100000), ROWS (50000), ONLY: some of snapshot, process,
#   http, like, import.
set -euo pipefail
SHANHAI_ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
ENVIRONMENT=$SHANHAI_ROOT/tests/environment
SERVICES=(identity catalog orders traceability measurement)
PROGRAM=catalog.sh
BIN=${SHANHAI_BUILD:-$SHANHAI_ROOT/build/release}/bin
PATH=$PATH:/usr/sbin
for part in console settings; do . "$ENVIRONMENT/$part.sh"; done
for part in installation nginx; do . "$SHANHAI_ROOT/tests/load/$part.sh"; done
for program in shanhai bench_catalog bench_catalog_direct; do [ -x "$BIN/$program" ] || fail "$program is not built in $BIN"; done
scenarios=${ONLY:-snapshot process http like import}
if [[ " $scenarios " == *" http "* ]]; then
    command -v nginx >/dev/null || fail "nginx is not installed (packages.txt, [tools])"
    command -v wrk >/dev/null || fail "wrk is not installed (packages.txt, [bench])"
fi

directory=$(mktemp -d /tmp/shanhai-catalog.XXXXXX)
chmod 755 "$directory" # nginx, started by root, reads as somebody else
export SHANHAI_LOCAL=${SHANHAI_LOCAL:-$SHANHAI_ROOT/.local} SHANHAI_OWNER_PID=$$
export SHANHAI_SERVER__REQUESTS_PER_MINUTE=100000000 # all requests come from one address
export SHANHAI_SEED__OPERATOR_PHONE=19900000001 SHANHAI_SEED__OPERATOR_PASSWORD=$(random_hex 12)
end() {
    trap '' INT TERM HUP
    [ ! -e "$directory/nginx.pid" ] || kill "$(cat "$directory/nginx.pid")" || true
    stop_databases "$directory/database" "$directory/redis"
    rm -rf "$directory"
}
trap end EXIT
trap 'exit 130' INT TERM HUP

prepare --local-infile=1
nginx_port=$(free_ports 1)
mkdir -m 755 "$directory/www"
write_nginx_settings "$directory" "$nginx_port" "$directory/www"
python3 "$SHANHAI_ROOT/tests/load/catalog_rounds.py" --binaries "$BIN" --directory "$directory" --socket "$database_socket" --port "$port" \
    --nginx-port "$nginx_port" --rounds "${ROUNDS:-5}" --seconds "${SECONDS_EACH:-3}" --products "${PRODUCTS:-100000}" \
    --rows "${ROWS:-50000}" --password "$(toml_text "$directory/settings.toml" database.catalog password)" $scenarios
