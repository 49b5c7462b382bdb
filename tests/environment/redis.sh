#!/bin/bash
# A private Redis in a directory of its own, on a Unix socket only, without persistence: nothing in it is needed again.
#   redis.sh start DIR [OPTION...]   prints `socket=PATH pid=N`; one that runs already is left alone and printed
#   redis.sh stop DIR [OWNER]
#   redis.sh client DIR [WORD...]
# SHANHAI_OWNER_PID=N stops the server when process N ends.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
. "$here/process.sh"

# Debian's redis-server is a link to a program of redis-tools, plus a service that apt would start. We want no service.
select_program() {
    program=$(command -v redis-server || command -v redis-check-rdb) || complain "Redis is not installed (redis-tools)"
}

start() {
    local socket pid
    mkdir -p "$directory"
    lock "$directory"
    chmod 700 "$directory"
    socket=$(socket_path "$directory" redis.sock)
    if ! pid=$(running_pid "$directory" "$socket"); then
        rm -f "$socket"
        launch "$directory" redis-server "$program" --port 0 --unixsocket "$socket" --unixsocketperm 700 --save '' --appendonly no \
            --daemonize no --dir "$directory" --maxmemory 64mb --maxmemory-policy allkeys-lru "$@"
        await "$directory" "$socket" 20 ping "$socket"
        pid=$(running_pid "$directory" "$socket") || complain "$(explain_death "$directory")"
    fi
    end_with_owner "$here/redis.sh" "$directory" "$pid"
    printf 'socket=%s pid=%s\n' "$socket" "$pid"
}

ping() { [ "$(redis-cli -s "$1" PING)" = PONG ]; }

[ $# -ge 2 ] || complain "usage: redis.sh start|stop|client DIR [OPTION...]"
command=$1
directory=$(realpath -m "$2")
shift 2
case $command in
    start) select_program && start "$@" ;;
    stop) [ ! -d "$directory" ] || stop_server "$directory" "$(socket_path "$directory" redis.sock)" 20 "${1:-}" ;;
    client) exec redis-cli -s "$(socket_path "$directory" redis.sock)" "$@" ;;
    *) complain "unknown command '$command'" ;;
esac
