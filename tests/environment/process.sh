# A private server in a directory: where its socket is, whether it runs, how it starts and stops.
# Sourced by database.sh and redis.sh. In DIR: `pid`, `log`, and `socket_directory` when DIR's own path is too long.

complain() {
    printf '%s: %s\n' "${0##*/}" "$*" >&2
    exit 1
}

# socket_path DIR FILE: a Unix socket's path is limited to 107 bytes; deep directories get a short one under /tmp.
socket_path() {
    local directory=$1
    if [ $((${#directory} + ${#2})) -gt 100 ]; then
        directory=$(cat "$1/socket_directory" 2>/dev/null || true)
        if [ -z "$directory" ] || [ ! -O "$directory" ]; then
            directory=$(mktemp -d /tmp/shanhai.XXXXXX)
            printf '%s\n' "$directory" >"$1/socket_directory"
        fi
    fi
    printf '%s/%s' "$directory" "$2"
}

# running_pid DIR WORD: the server's process id; fails when none runs. WORD stands in its command line: process ids are used again.
running_pid() {
    local pid
    pid=$(cat "$1/pid" 2>/dev/null) && [ -n "$pid" ] && tr '\0' ' ' 2>/dev/null <"/proc/$pid/cmdline" | grep -F -- "$2" >/dev/null &&
        # A killed process that nobody has waited for still has an entry.
        ! grep -q '^State:.Z' "/proc/$pid/status" 2>/dev/null && printf '%s' "$pid"
}

# detach LOG COMMAND...: in a session of its own (Ctrl-C is for the caller), holding none of the caller's files or locks.
detach() (
    log=$1
    shift
    for descriptor in /proc/self/fd/*; do
        descriptor=${descriptor##*/}
        [ "$descriptor" -le 2 ] || eval "exec $descriptor>&-"
    done
    exec setsid --fork "$@" >>"$log" 2>&1 </dev/null
)

# launch DIR NAME COMMAND...: detached, under that name, with its process id in DIR/pid from the first moment.
launch() {
    local directory=$1 name=$2
    shift 2
    rm -f "$directory/pid"
    : >"$directory/log"
    detach "$directory/log" bash -c 'echo $$ >"$1/pid" && name=$2 && shift 2 && exec -a "$name" "$@"' launch "$directory" "$name" "$@"
    until [ -s "$directory/pid" ]; do pause; done
}

# await DIR WORD SECONDS COMMAND...: until the command succeeds; one line and the end if the server dies or time is up.
await() {
    local directory=$1 word=$2 deadline=$((SECONDS + $3))
    shift 3
    until "$@" >/dev/null 2>&1; do
        running_pid "$directory" "$word" >/dev/null || complain "$(explain_death "$directory")"
        [ $SECONDS -lt $deadline ] || complain "no answer in time, see $directory/log"
        pause
    done
}

# lock DIR: one start or stop at a time; held until the script ends.
lock() {
    exec 7>"$1/lock"
    flock -w 180 7 || complain "another start or stop in $1 does not end"
}

explain_death() {
    if grep -qi 'no space left' "$1/log"; then
        printf 'disk full: no space for %s' "$1"
    else
        printf 'did not start: %s ... %s (all of it in %s)' "$(grep -m 1 -iE 'error|cannot|failed' "$1/log")" \
            "$(tail -n 1 "$1/log")" "$1/log"
    fi
}

pause() { sleep 0.05; }

# stop_server DIR WORD SECONDS [OWNER]: asks it to end and waits. Nothing running is fine. With OWNER only what is still that
# process's: another may have started or taken over the server since.
stop_server() {
    local pid deadline=$((SECONDS + $3))
    lock "$1"
    if [ -n "${4:-}" ] && [ "$(cut -d ' ' -f 1 "$1/owner" 2>/dev/null)" != "$4" ]; then return 0; fi
    if pid=$(running_pid "$1" "$2"); then
        kill "$pid" 2>/dev/null || true
        while running_pid "$1" "$2" >/dev/null; do
            [ $SECONDS -lt $deadline ] || complain "process $pid has not ended in $3 s"
            pause
        done
    fi
    rm -f "$1/pid" ${4:+"$1/owner"}
    if [ -f "$1/socket_directory" ]; then
        rm -rf "$(cat "$1/socket_directory")" "$1/socket_directory"
    fi
}

# end_with_owner SCRIPT DIR PID: when the process SHANHAI_OWNER_PID ends in any way, so does the server PID it asked for. Who starts
# or finds the server last owns it; without that variable nobody does. The watcher ends with either of the two.
end_with_owner() {
    local owner=${SHANHAI_OWNER_PID:-}
    if [ -z "$owner" ]; then rm -f "$2/owner" && return; fi
    if [ "$(cat "$2/owner" 2>/dev/null)" = "$owner $3" ]; then return; fi # watched already
    printf '%s %s\n' "$owner" "$3" >"$2/owner"
    detach "$2/log" bash -c '
        while kill -0 "$1" 2>/dev/null; do
            kill -0 "$4" 2>/dev/null || exit 0
            sleep 0.5
        done
        exec "$2" stop "$3" "$1"' watch "$owner" "$1" "$2" "$3"
}
