# `dev demo`: the main job on servers of its own, with data of its own. Sourced by `dev`.

cmd_demo() {
    local language=zh split='' loop='' arguments=()
    while [ $# -gt 0 ]; do
        case $1 in
            --split) split=yes && shift ;;
            --loop) arguments+=(--loop) && loop=yes && shift ;;
            --mysql) use_mysql && shift ;;
            --lang)
                [[ ${2:-} =~ ^(zh|en)$ ]] || fail "--lang is zh or en"
                language=$2 && shift 2
                ;;
            *) fail "demo does not know '$1'; ./dev explains" ;;
        esac
    done
    hold_lock demo || fail "a demo is running (process $(cat "$SHANHAI_LOCAL/demo.lock"))"
    require_space 1500
    install_packages build run demo
    unpack_headers
    fetch_mysql_if_asked
    configure release && build_preset release shanhai ${split:+"${SERVICES[@]/#/shanhai-}"} || fail "the build failed"
    demo=$SHANHAI_LOCAL/demo
    trap 'end_demo' EXIT
    prepare_demo
    if [ -n "$split" ]; then serve_split; else serve_together; fi
    # Ctrl-C is how a loop ends: the demo says what came of it, and its exit code is ours.
    [ -z "$loop" ] || trap : INT
    # Not exec: the servers end when this script does. Debian's Python has the cryptography package of packages.txt, another may not.
    /usr/bin/python3 "$SHANHAI_ROOT/tests/demo/main.py" --base-url "$demo_url" --lang "$language" --work-directory "$demo/work" \
        --settings "$demo/settings.toml" --program "$BIN/shanhai" "${arguments[@]}"
}

use_mysql() { export SHANHAI_TEST_DATABASE=mysql SHANHAI_MYSQL_ROOT=$SHANHAI_LOCAL/mysql; }

fetch_mysql_if_asked() {
    [ "${SHANHAI_TEST_DATABASE:-}" = mysql ] || return 0
    [ -x "$SHANHAI_MYSQL_ROOT/bin/mysqld" ] || step "fetch MySQL 9 into .local/mysql" "$ENVIRONMENT/mysql.sh" "$SHANHAI_MYSQL_ROOT" ||
        fail "MySQL could not be fetched"
}

# Always from nothing: every figure of the demo can be checked to the fen.
prepare_demo() {
    stop_databases "$demo/database" "$demo/redis"
    rm -rf "$demo"
    mkdir -p "$demo/work"
    export SHANHAI_OWNER_PID=$$ # nothing survives this script, however it ends
    start_databases "$demo/database" "$demo/redis"
    demo_ports=($(free_ports 10)) || fail "no free ports"
    demo_url=http://127.0.0.1:${demo_ports[0]}
    write_settings "$demo/settings.toml" "$demo" "${demo_ports[0]}" "$database_socket" "$redis_socket"
    /usr/bin/python3 "$SHANHAI_ROOT/tests/demo/prepare.py" --work-directory "$demo/work" || fail "the demo's keys could not be made"
    cat "$demo/work/provider.toml" >>"$demo/settings.toml" ||
        fail "the demo's settings could not be written"
    step "migrate" "$BIN/shanhai" migrate --bootstrap --settings "$demo/settings.toml" || fail "the schemas could not be migrated"
    step "seed" "$BIN/shanhai" seed --settings "$demo/settings.toml" || fail "the seed could not be loaded"
}

# serve_demo NAME PROGRAM [VARIABLE=VALUE...]: its output goes to .local/demo/NAME.log, its process id to NAME.pid.
serve_demo() {
    local name=$1 program=$2
    shift 2
    set -m
    env "$@" setpriv --pdeathsig TERM "$program" serve --settings "$demo/settings.toml" >"$demo/$name.log" 2>&1 </dev/null {held_lock}>&- &
    set +m
    server_jobs+=($!)
    printf '%s\n' $! >"$demo/$name.pid"
}

await_demo() {
    await_ready "$2" "$(cat "$demo/$1.pid")" && return
    tail -n 20 "$demo/$1.log" >&2
    fail "$1 did not become ready; all of its log is in $demo/$1.log"
}

serve_together() {
    serve_demo shanhai "$BIN/shanhai"
    await_demo shanhai "$demo_url"
}

# Five processes, each with its own database user; each knows where the others listen internally.
serve_split() {
    local service index=0 peers=() own
    # Behind an Ingress the payment provider calls the one public address; here it calls orders, the third of the services.
    local notify="SHANHAI_PAYMENT__WECHAT_PAY__NOTIFY_BASE=http://127.0.0.1:${demo_ports[2]}"
    for service in "${SERVICES[@]}"; do
        peers+=("SHANHAI_SERVICES__${service^^}__URL=http://127.0.0.1:${demo_ports[index + 5]}")
        index=$((index + 1))
    done
    for index in "${!SERVICES[@]}"; do
        service=${SERVICES[index]}
        own="SHANHAI_SERVICES__${service^^}__URL="
        serve_demo "$service" "$BIN/shanhai-$service" "SHANHAI_SERVER__LISTEN=127.0.0.1:${demo_ports[index]}" \
            "SHANHAI_SERVER__INTERNAL_LISTEN=127.0.0.1:${demo_ports[index + 5]}" "$notify" $(printf '%s\n' "${peers[@]}" | grep -v "^$own")
    done
    for index in "${!SERVICES[@]}"; do await_demo "${SERVICES[index]}" "http://127.0.0.1:${demo_ports[index]}"; done
    write_routes >"$demo/routes.json" || fail "no table of path prefixes in ARCHITECTURE.md"
    arguments+=(--routes "$demo/routes.json")
}

# The table of public path prefixes in ARCHITECTURE.md as JSON: prefix -> base URL, as an Ingress would route.
write_routes() {
    python3 - "$SHANHAI_ROOT/ARCHITECTURE.md" "${demo_ports[*]}" "${SERVICES[*]}" <<'PYTHON'
import json, re, sys
ports = dict(zip(sys.argv[3].split(), sys.argv[2].split()))
rows = re.findall(r'^\| (`/.*`) \| (\w+) \|$', open(sys.argv[1], encoding='utf-8').read(), re.MULTILINE)
routes = {prefix: f'http://127.0.0.1:{ports[service]}' for prefixes, service in rows for prefix in re.findall(r'`([^`]+)`', prefixes)}
if set(service for _, service in rows) != set(ports):
    sys.exit('the table of path prefixes does not name every service')
json.dump(routes, sys.stdout, indent=2)
PYTHON
}

# A server that ended by itself is the likeliest reason why a demo fails, and its first words after the log lines say why.
name_dead_servers() {
    local file name
    for file in "$demo"/*.pid; do
        name=$(basename "$file" .pid)
        if [ ! -e "$file" ] || kill -0 "$(cat "$file")" 2>/dev/null; then continue; fi
        say "$name ended by itself: $(grep -v -e '^{' -e '^=*$' "$demo/$name.log" | head -n 1)"
    done
}

end_demo() {
    local rc=$?
    trap '' INT TERM HUP
    local job deadline=$((SECONDS + 15))
    [ -z "$step_job" ] || kill -TERM -- "-$step_job" 2>/dev/null || true
    [ $rc = 0 ] || name_dead_servers
    for job in "${server_jobs[@]}"; do kill -TERM "$job" 2>/dev/null || true; done
    for job in "${server_jobs[@]}"; do
        while kill -0 "$job" 2>/dev/null && [ $SECONDS -lt $deadline ]; do sleep 0.1; done
        kill -KILL "$job" 2>/dev/null && say "process $job did not drain in time"
    done
    stop_databases "$demo/database" "$demo/redis"
    [ $rc = 0 ] || say "The demo's logs are in $demo"
    exit $rc
}
