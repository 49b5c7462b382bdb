#!/bin/bash
# A published document from memory against nginx with the same bytes as a static file. Both write one JSON line per request in
# batches to a file, count requests per address, have deadlines, keep connections, use every processor.
# Rounds alternate, so that a noisy machine disturbs both alike; the ratio is of each round, then its median.
#   http.cached.over_nginx must be at least 1.
#   SHANHAI_BUILD: the release build. ROUNDS (7), SECONDS_EACH (4).
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
build=${SHANHAI_BUILD:-$here/../../build/release}
rounds=${ROUNDS:-7}
seconds=${SECONDS_EACH:-4}
PATH=$PATH:/usr/sbin
. "$here/nginx.sh"

complain() {
    printf 'http.sh: %s\n' "$*" >&2
    exit 1
}
command -v nginx >/dev/null || complain "nginx is not installed (packages.txt, [tools])"
command -v wrk >/dev/null || complain "wrk is not installed (packages.txt, [bench])"
[ -x "$build/bin/bench_http" ] || complain "bench_http is not built in $build"

directory=$(mktemp -d /tmp/shanhai-http.XXXXXX)
mkdir "$directory/www"
chmod 755 "$directory" "$directory/www" # nginx, started by root, reads as somebody else
started=()
stop() {
    for process in "${started[@]}"; do kill "$process" 2>/dev/null || true; done
    wait 2>/dev/null || true
    rm -rf "$directory"
}
trap stop EXIT

# As long as a product's page of the storefront is.
python3 - "$directory/www/document.json" <<'PYTHON'
import json, sys
skus = [{"sku": f"sku_{n:026d}", "name": "苦荞茶 500 克 袋装", "price": {"amount_fen": 3980 + n, "currency": "CNY"}, "available": 120 - n}
        for n in range(12)]
with open(sys.argv[1], "w", encoding="utf-8") as file:
    json.dump({"product": "prd_00000000000000000000000001", "title": "大凉山苦荞茶", "county": "513431", "skus": skus}, file, ensure_ascii=False)
PYTHON

free_port() { python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'; }

nginx_port=$(free_port)
write_nginx_settings "$directory" "$nginx_port" "$directory/www/document.json"
nginx -p "$directory" -c "$directory/nginx.conf" 2>"$directory/nginx.start" &
started+=($!)
"$build/bin/bench_http" "$directory/www/document.json" >"$directory/port" 2>"$directory/server.log" &
started+=($!)
deadline=$((SECONDS + 20))
until [ -s "$directory/port" ] && curl -fs -o "$directory/from_nginx" "http://127.0.0.1:$nginx_port/cached"; do
    [ $SECONDS -lt $deadline ] || complain "no start: $(tail -n 3 "$directory"/nginx.start "$directory"/nginx.error "$directory"/server.log)"
    sleep 0.1
done
port=$(cat "$directory/port")
for path in cached handler; do
    curl -fs -o "$directory/from_us" "http://127.0.0.1:$port/$path"
    cmp "$directory/from_us" "$directory/from_nginx" || complain "$path does not answer with the same bytes"
done

# load URL: requests per second; fails if any request did.
load() {
    local output
    output=$(wrk -t1 -c64 -d"${seconds}s" "$1")
    ! grep -qE 'Non-2xx|Socket errors' <<<"$output" || complain "errors under load: $output"
    awk '/^Requests\/sec:/ { print $2 }' <<<"$output"
}

for warm in "$nginx_port/cached" "$port/cached" "$port/handler"; do wrk -t1 -c64 -d1s "http://127.0.0.1:$warm" >/dev/null; done
for ((round = 0; round < rounds; round++)); do
    cached=$(load "http://127.0.0.1:$port/cached")
    nginx=$(load "http://127.0.0.1:$nginx_port/cached")
    handler=$(load "http://127.0.0.1:$port/handler")
    printf '%s %s %s\n' "$cached" "$nginx" "$handler" >>"$directory/rounds"
done
lines=$(grep -c '"route":"/cached\*"' "$directory/server.log") || true
[ "$lines" -gt 0 ] || complain "the server wrote no log"

python3 - "$directory/rounds" <<'PYTHON'
import statistics, sys
rounds = [tuple(map(float, line.split())) for line in open(sys.argv[1])]
def show(name, values, unit, form):
    print(f"{name} {statistics.median(values):{form}} {unit} ({min(values):{form}}-{max(values):{form}})")
ratios = [cached / nginx for cached, nginx, _ in rounds]
show("http.cached.over_nginx", ratios, "ratio", ".2f")
show("http.cached", [row[0] for row in rounds], "requests/s", ".0f")
show("http.nginx", [row[1] for row in rounds], "requests/s", ".0f")
show("http.handler.over_nginx", [row[2] / row[1] for row in rounds], "ratio", ".2f")
show("http.handler", [row[2] for row in rounds], "requests/s", ".0f")
sys.exit(0 if statistics.median(ratios) >= 1 else 1)
PYTHON
