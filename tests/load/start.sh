#!/bin/bash
# How soon a process answers and how much it holds: all services with the seed, the database up.
#   start.first_answer       from exec to the first 200 of /readyz, one process; under 1000 ms
#   start.resident           VmRSS of that process after REQUESTS of the storefront; under 80 MB
#   start.first_answer.split the slowest of five processes that are started together
#   start.resident.split     the five processes together: what each has alone, and its share of what they have in common
#   SHANHAI_BUILD: the release build. ROUNDS (7), REQUESTS (2000).
set -euo pipefail
SHANHAI_ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
ENVIRONMENT=$SHANHAI_ROOT/tests/environment
SERVICES=(identity catalog orders traceability measurement)
PROGRAM=start.sh
BIN=${SHANHAI_BUILD:-$SHANHAI_ROOT/build/release}/bin
rounds=${ROUNDS:-7}
requests=${REQUESTS:-2000}
for part in console settings; do . "$ENVIRONMENT/$part.sh"; done
for program in shanhai "${SERVICES[@]/#/shanhai-}"; do [ -x "$BIN/$program" ] || fail "$program is not built in $BIN"; done

directory=$(mktemp -d /tmp/shanhai-start.XXXXXX)
export SHANHAI_LOCAL=${SHANHAI_LOCAL:-$SHANHAI_ROOT/.local} SHANHAI_OWNER_PID=$$
export SHANHAI_SERVER__REQUESTS_PER_MINUTE=1000000 # all requests come from one address
running=()
end() {
    local process
    trap '' INT TERM HUP
    for process in "${running[@]}"; do kill "$process" 2>/dev/null || true; done
    wait 2>/dev/null || true
    stop_databases "$directory/database" "$directory/redis"
    rm -rf "$directory"
}
trap end EXIT
trap 'exit 130' INT TERM HUP

start_databases "$directory/database" "$directory/redis"
ports=($(free_ports 10))
settings=$directory/settings.toml
write_settings "$settings" "$directory" "${ports[0]}" "$database_socket" "$redis_socket"
"$BIN/shanhai" migrate --bootstrap --settings "$settings" >"$directory/log" 2>&1 &&
    "$BIN/shanhai" seed --settings "$settings" >>"$directory/log" 2>&1 || fail "no schemas: $(tail -n 1 "$directory/log")"

# start_and_measure MODE: prints milliseconds to the last one's first answer, and the memory in kB; ends the processes.
start_and_measure() {
    /usr/bin/python3 - "$1" "$BIN" "$settings" "$requests" "${ports[@]}" <<'PYTHON'
import http.client, os, subprocess, sys, time
mode, binaries, settings, requests, ports = sys.argv[1], sys.argv[2], sys.argv[3], int(sys.argv[4]), sys.argv[5:]
names = ['identity', 'catalog', 'orders', 'traceability', 'measurement']

def launch(program, **variables):
    return subprocess.Popen([f'{binaries}/{program}', 'serve', '--settings', settings], env={**os.environ, **variables},
                            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

def get(port, path):
    connection = http.client.HTTPConnection('127.0.0.1', port, timeout=10)
    try:
        connection.request('GET', path)
        answer = connection.getresponse()
        answer.read()
        return answer.status
    except OSError:
        return 0
    finally:
        connection.close()

def await_ready(process, port):
    while get(port, '/readyz') != 200:
        if process.poll() is not None or time.monotonic() - began > 30:
            sys.exit('a server did not become ready')
        time.sleep(0.002)

def kilobytes(process, file, key):
    with open(f'/proc/{process.pid}/{file}') as lines:
        return next(int(line.split()[1]) for line in lines if line.startswith(key + ':'))

began = time.monotonic()
if mode == 'together':
    started = [(launch('shanhai'), ports[0])]
else:
    peers = {f'SHANHAI_SERVICES__{name.upper()}__URL': f'http://127.0.0.1:{ports[5 + n]}' for n, name in enumerate(names)}
    started = [(launch(f'shanhai-{name}', SHANHAI_SERVER__LISTEN=f'127.0.0.1:{ports[n]}', SHANHAI_SERVER__INTERNAL_LISTEN=f'127.0.0.1:{ports[5 + n]}',
                       **{key: url for key, url in peers.items() if name.upper() not in key}), ports[n]) for n, name in enumerate(names)]
try:
    for process, port in started:
        await_ready(process, port)
    milliseconds = (time.monotonic() - began) * 1000
    storefront = started[0][1] if mode == 'together' else started[1][1]
    for _ in range(requests):
        if get(storefront, '/v1/storefront/products?q=%E8%8B%A6%E8%8D%9E') != 200:
            sys.exit('the storefront did not answer 200')
    if mode == 'together':
        memory = kilobytes(started[0][0], 'status', 'VmRSS')
    else:
        memory = sum(kilobytes(process, 'smaps_rollup', 'Pss') for process, _ in started)
    print(f'{milliseconds:.1f} {memory}')
finally:
    for process, _ in started:
        process.terminate()
    for process, _ in started:
        process.wait()
PYTHON
}

for ((round = 0; round < rounds; round++)); do
    for mode in together split; do start_and_measure "$mode" >>"$directory/$mode"; done
done
python3 - "$directory/together" "$directory/split" <<'PYTHON'
import statistics, sys
together, split = ([tuple(map(float, line.split())) for line in open(path)] for path in sys.argv[1:3])
def show(name, values, unit, form):
    print(f"{name} {statistics.median(values):{form}} {unit} ({min(values):{form}}-{max(values):{form}})")
    return statistics.median(values)
first = show("start.first_answer", [row[0] for row in together], "ms", ".0f")
resident = show("start.resident", [row[1] / 1024 for row in together], "MB", ".1f")
show("start.first_answer.split", [row[0] for row in split], "ms", ".0f")
show("start.resident.split", [row[1] / 1024 for row in split], "MB", ".1f")
sys.exit(0 if first < 1000 and resident < 80 else 1)
PYTHON
