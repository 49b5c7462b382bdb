# Talking to the person at the terminal. Sourced by `dev` and by the scripts beside this one.

# One line on what happens now.
say() { printf '%s\n' "$*"; }

# One line on what went wrong, and the end. Every expected failure of set-up ends here.
fail() {
    printf '%s: %s\n' "${PROGRAM:-dev}" "$*" >&2
    exit 1
}

step_job='' # process group of the running step
server_jobs=() # of the servers that end with us

end_jobs() {
    local job
    for job in $step_job "${server_jobs[@]}"; do kill -TERM -- "-$job" 2>/dev/null || true; done
    for job in $step_job "${server_jobs[@]}"; do wait "$job" 2>/dev/null || true; done
    step_job='' server_jobs=()
}

# step WHAT COMMAND...: runs the command with its output in a log; shows the seconds while it runs, the time when it is
# done, the end of the log when it failed. Returns the command's status.
step() {
    local what=$1 log rc=0 started=$SECONDS shown=$SECONDS pid
    shift
    mkdir -p "$SHANHAI_LOCAL/logs"
    log=$SHANHAI_LOCAL/logs/$(tr -cs 'a-zA-Z0-9.\n' '-' <<<"$what").log
    [ -t 1 ] || say "$what ..."
    # In a process group of its own, so that Ctrl-C can end all of it (see end_jobs).
    set -m
    "$@" >"$log" 2>&1 </dev/null &
    pid=$!
    set +m
    step_job=$pid
    while kill -0 "$pid" 2>/dev/null; do
        if [ $SECONDS != "$shown" ]; then show_progress "$what" $((SECONDS - started)) "$log"; fi
        shown=$SECONDS
        sleep 0.2
    done
    wait "$pid" || rc=$?
    step_job=''
    if [ -t 1 ]; then printf '\r\033[K'; fi
    if [ $rc = 0 ]; then
        say "$what: done in $((SECONDS - started)) s"
    else
        say "$what: failed after $((SECONDS - started)) s; the end of $log:"
        tail -n "${STEP_TAIL:-30}" "$log"
        if grep -qi 'no space left on device' "$log"; then fail "disk full: no space left for $SHANHAI_ROOT"; fi
    fi
    return $rc
}

# On a terminal one line that is rewritten every second; in a log a line every 30 seconds.
show_progress() {
    local what=$1 seconds=$2 log=$3 last
    if [ -t 1 ]; then
        last=$(tail -c 200 "$log" 2>/dev/null | tr '\r' '\n' | grep -v '^ *$' | tail -n 1 | cut -c 1-60)
        printf '\r\033[K%s ... %s s  %s' "$what" "$seconds" "$last"
    elif [ "$seconds" -gt 0 ] && [ $((seconds % 30)) = 0 ]; then
        say "$what ... $seconds s  $(tail -n 1 "$log" | cut -c 1-100)"
    fi
}

# hold_lock NAME: false when another process holds it. It is given back when this process ends, however it ends.
hold_lock() {
    mkdir -p "$SHANHAI_LOCAL"
    exec {held_lock}>>"$SHANHAI_LOCAL/$1.lock"
    flock -n "$held_lock" || return 1
    printf '%s\n' "$$" >"$SHANHAI_LOCAL/$1.lock"
}

# A build writes hundreds of megabytes: better one line now than a broken file later.
require_space() {
    local free
    mkdir -p "$SHANHAI_LOCAL" || fail "cannot write to $SHANHAI_ROOT"
    free=$(df -Pm "$SHANHAI_LOCAL" | awk 'NR == 2 { print $4 }')
    [ "$free" -ge "$1" ] || fail "disk full: $free MB free for $SHANHAI_ROOT, $1 MB are needed"
}
