# `dev test`: everything that can be checked, and one line at the end. Sourced by `dev`.

passed=0 failed=0 skipped=0 reports=()

cmd_test() {
    local depth=short label
    while [ $# -gt 0 ]; do
        case $1 in
            --depth)
                [[ ${2:-} =~ ^(short|full|soak)$ ]] || fail "--depth is short, full or soak"
                depth=$2 && shift 2
                ;;
            --mysql) use_mysql && shift ;;
            *) fail "test does not know '$1'; ./dev explains" ;;
        esac
    done
    hold_lock test || fail "tests are running (process $(cat "$SHANHAI_LOCAL/test.lock"))"
    require_space 3000
    install_packages build run demo lint test
    unpack_headers
    fetch_mysql_if_asked
    # Tests read the depth; servers that a test leaves behind when it is killed end with this process.
    export SHANHAI_TEST_DEPTH=$depth SHANHAI_OWNER_PID=$$
    if configure dev; then
        run_label lint
        if count_step build_preset dev; then
            for label in unit contract integration crash k8s interop; do run_label "$label"; done
            [ "$depth" = short ] || run_full "$depth"
        fi
    else
        failed=$((failed + 1))
    fi
    summarise
}

run_full() {
    if count_step configure release && count_step build_preset release shanhai "${SERVICES[@]/#/shanhai-}"; then
        # Tests with rounds read the depth from SHANHAI_TEST_DEPTH; those that only a greater depth has are labelled for it.
        [ -z "$(tests_with_label full)" ] || run_label full
        count_step step "demo" "$SHANHAI_ROOT/dev" demo ${SHANHAI_TEST_DATABASE:+--mysql} || true
        count_step step "demo, five processes" "$SHANHAI_ROOT/dev" demo --split --lang en ${SHANHAI_TEST_DATABASE:+--mysql} || true
        count_step step "demo, MariaDB and Redis killed" "$SHANHAI_ROOT/tests/demo/outages.py" || true
    fi
}

tests_with_label() { ctest --test-dir "$SHANHAI_ROOT/build/dev" -N -L "^$1\$" | grep '^ *Test *#' || true; }

# A step that is no ctest label counts as one test.
count_step() {
    if "$@"; then
        passed=$((passed + 1))
    else
        failed=$((failed + 1))
        return 1
    fi
}

# run_label LABEL: the tests with that label; those for the full depth only when they are asked for. None is a failure.
run_label() {
    local label=$1 report=$SHANHAI_LOCAL/logs/ctest-$1.xml deeper='^full$' jobs=2 rc=0 before=$failed
    [ "$label" != full ] || deeper='^$' jobs=1
    mkdir -p "$SHANHAI_LOCAL/logs"
    rm -f "$report"
    STEP_TAIL=60 step "test $label" ctest --test-dir "$SHANHAI_ROOT/build/dev" -L "^$label\$" -LE "$deeper" -j "$jobs" \
        --output-on-failure --no-tests=error --output-junit "$report" \
        --test-output-size-failed 50000000 --test-output-truncation head || rc=$?
    reports+=("$report")
    count_report "$report" || say "test $label: nothing was run"
    # What failed without failing a test (no tests, a report that could not be written) is counted, too.
    [ $rc = 0 ] || [ "$failed" -gt "$before" ] || failed=$((failed + 1))
}

# Adds up a ctest report: <testsuite ... tests="9" failures="1" disabled="0" skipped="0" ...>.
count_report() {
    local tests failures left
    tests=$(report_number "$1" tests) && [ "${tests:-0}" -gt 0 ] || return 1
    failures=$(report_number "$1" failures)
    left=$(($(report_number "$1" skipped) + $(report_number "$1" disabled)))
    passed=$((passed + tests - failures - left)) failed=$((failed + failures)) skipped=$((skipped + left))
}

report_number() { head -n 12 "$1" 2>/dev/null | tr ' \t\n' '\n' | sed -n "s/^$2=\"\([0-9]*\)\"/\1/p" | head -n 1; }

# What failed, once more and together, then the sum: a log that was cut off before its end still says which test it was.
summarise() {
    local line="$passed passed, $failed failed"
    [ $failed = 0 ] || python3 "$ENVIRONMENT/failures.py" "${reports[@]}"
    [ $skipped = 0 ] || line+=", $skipped skipped"
    say "$line"
    [ $failed = 0 ]
}

cmd_lint() {
    local rc=0
    install_packages lint
    "$SHANHAI_ROOT/tests/lint/format.sh" || [ $? = 77 ] || rc=1 # 77: another version of clang-format
    python3 "$SHANHAI_ROOT/tests/lint/repository.py" || rc=1
    python3 "$SHANHAI_ROOT/tests/lint/test_repository.py" 2>&1 | tail -n 3
    [ "${PIPESTATUS[0]}" = 0 ] || rc=1
    return $rc
}

# Each executable tests/load/NAME.sh is a benchmark: it prints lines `name value unit (min-max)`.
cmd_bench() {
    local names=("$@") name rc=0
    hold_lock bench || fail "a benchmark is running (process $(cat "$SHANHAI_LOCAL/bench.lock"))"
    if [ ${#names[@]} = 0 ]; then
        for name in "$SHANHAI_ROOT"/tests/load/*.sh; do [ ! -x "$name" ] || names+=("$(basename "$name" .sh)"); done
    fi
    for name in "${names[@]}"; do
        [ -x "$SHANHAI_ROOT/tests/load/$name.sh" ] || fail "no benchmark $name; there are: $(list_benchmarks)"
    done
    [ ${#names[@]} -gt 0 ] || fail "there are no benchmarks in tests/load"
    require_space 1500
    install_packages build run demo bench
    unpack_headers
    unpack_tools
    configure release && build_preset release shanhai "${SERVICES[@]/#/shanhai-}" benchmarks || fail "the build failed"
    export SHANHAI_BUILD=$SHANHAI_ROOT/build/release SHANHAI_OWNER_PID=$$ PATH=$PATH:$SHANHAI_LOCAL/tools/usr/sbin
    for name in "${names[@]}"; do "$SHANHAI_ROOT/tests/load/$name.sh" || rc=1; done
    return $rc
}

list_benchmarks() { find "$SHANHAI_ROOT/tests/load" -maxdepth 1 -name '*.sh' -perm -u+x -printf '%f\n' 2>/dev/null | sed 's/\.sh$//' | sort | paste -sd ' '; }
