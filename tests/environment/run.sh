# `dev run`: everything on this machine. Sourced by `dev`.

# Once; afterwards ninja does it again when the lists of files change.
configure() {
    # Anew where the presets have changed: CMake keeps the compiler that it found before.
    [ "$SHANHAI_ROOT/build/$1/build.ninja" -nt "$SHANHAI_ROOT/CMakePresets.json" ] ||
        step "configure $1" cmake --fresh --preset "$1"
}

# build_preset PRESET [TARGET...]
build_preset() {
    local preset=$1
    shift
    step "build $preset" cmake --build --preset "$preset" ${1:+--target} "$@"
}

cmd_run() {
    local settings='' port=''
    while [ $# -gt 0 ]; do
        case $1 in
            --settings) settings=$(realpath "${2:?}") || fail "no file $2" && shift 2 ;;
            --port) port=${2:-} && shift 2 || fail "--port needs a number" ;;
            *) fail "run does not know '$1'; ./dev explains" ;;
        esac
    done
    [[ -z $port || $port =~ ^[0-9]{1,5}$ ]] || fail "--port needs a number, not '$port'"
    [ -z "$settings" ] || [ -r "$settings" ] || fail "cannot read $settings"
    hold_lock run || fail "already running (process $(cat "$SHANHAI_LOCAL/run.lock")): $(cat "$SHANHAI_LOCAL/run.address" 2>/dev/null)"
    choose_address "$settings" "$port"
    require_space 1500
    install_packages build run
    unpack_headers
    configure release && build_preset release shanhai || fail "the build failed"
    trap 'end_run' EXIT
    if [ -z "$settings" ]; then
        settings=$SHANHAI_LOCAL/settings.toml
        start_private_databases "$settings"
    fi
    prepare_schemas "$settings"
    trap 'stopping=yes; end_jobs' INT TERM HUP
    serve_until_stopped "$settings"
}

# The port in use is the commonest fault: it is said before anything is built.
choose_address() {
    local settings=${1:-$SHANHAI_LOCAL/settings.toml} port=$2 listen=''
    if [ -n "$port" ]; then
        listen=127.0.0.1:$port
        export SHANHAI_SERVER__LISTEN=$listen SHANHAI_SERVER__PUBLIC_URL=http://$listen
    elif [ -f "$settings" ]; then
        listen=$(toml_text "$settings" server listen)
    fi
    listen=${SHANHAI_SERVER__LISTEN:-${listen:-127.0.0.1:8080}}
    ! port_is_used "${listen##*:}" || fail "port ${listen##*:} is in use; ./dev run --port N takes another"
    address=http://${listen/0.0.0.0/127.0.0.1}
    printf '%s\n' "$address" >"$SHANHAI_LOCAL/run.address"
}

start_private_databases() {
    private_databases=yes
    export SHANHAI_OWNER_PID=$$ # nothing survives this script, however it ends
    say "Starting a private MariaDB and Redis under .local"
    start_databases "$SHANHAI_LOCAL/mariadb" "$SHANHAI_LOCAL/redis"
    [ -f "$1" ] || write_settings "$1" "$SHANHAI_LOCAL" 8080 "$database_socket" "$redis_socket"
    point_settings "$1" "$SHANHAI_LOCAL"
}

prepare_schemas() {
    local bootstrap=--bootstrap
    # Somebody else's database need not give us its administrator: then its schemas and users exist already.
    grep -q '^\[database\.admin\]' "$1" || bootstrap=
    step "migrate" "$BIN/shanhai" migrate $bootstrap --settings "$1" || fail "the schemas could not be migrated"
    step "seed" "$BIN/shanhai" seed --settings "$1" || fail "the seed could not be loaded"
}

serve_until_stopped() {
    local server rc=0
    set -m
    setpriv --pdeathsig TERM "$BIN/shanhai" serve --settings "$1" {held_lock}>&- &
    server=$!
    set +m
    server_jobs=("$server")
    if await_ready "$address" "$server"; then
        explain_what_next
    else
        [ -n "${stopping:-}" ] || fail "the server did not become ready"
    fi
    # A signal ends `wait` early; the server is still draining then.
    while kill -0 "$server" 2>/dev/null; do
        rc=0
        wait "$server" 2>/dev/null || rc=$?
    done
    server_jobs=()
    [ -n "${stopping:-}" ] || fail "the server ended by itself with code $rc"
}

# await_ready URL PID: until /readyz answers 200; false if the process ends or a minute passes.
await_ready() {
    local deadline=$((SECONDS + 60))
    until curl -fs -m 5 -o /dev/null "$1/readyz"; do
        kill -0 "$2" 2>/dev/null && [ $SECONDS -lt $deadline ] || return 1
        sleep 0.1
    done
}

end_run() {
    local rc=$?
    trap '' INT TERM HUP
    end_jobs
    if [ -n "${private_databases:-}" ]; then
        say "Stopping MariaDB and Redis; the data stays in .local (./dev clean removes it)"
        stop_databases "$SHANHAI_LOCAL/mariadb" "$SHANHAI_LOCAL/redis"
    fi
    exit $rc
}

explain_what_next() {
    cat <<TEXT

Shanhai serves at $address. Try next, in another terminal:
  curl -s $address/readyz
  curl -sG $address/v1/storefront/products --data-urlencode q=苦荞
  curl -s $address/openapi.json
  ./dev shell db                  SQL shell of the private MariaDB
  ./dev demo                      the whole main job, step by step
Ctrl-C stops everything; the data stays for the next run.

TEXT
}
