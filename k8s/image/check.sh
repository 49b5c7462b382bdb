#!/bin/bash
# check.sh IMAGE   runs every program of a built image as the cluster does: uid 65532, read-only root, no capabilities,
# nothing writable but /var/lib/shanhai/files. Needs podman and runc; a daemon or network is not needed.
set -euo pipefail
image=${1:?usage: check.sh IMAGE}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cat >"$work/containers.conf" <<'C'
[containers]
default_ulimits = ["nofile=1024:1024", "nproc=1024:1024"]
netns = "host"
[engine]
cgroup_manager = "cgroupfs"
runtime = "runc"
events_logger = "file"
C

run() {
    CONTAINERS_CONF=$work/containers.conf podman run --rm --pull never --read-only --read-only-tmpfs=false --cap-drop all \
        --security-opt no-new-privileges "$image" "$@"
}

failed=0
check() {
    local what=$1
    shift
    if "$@" >"$work/output" 2>&1; then echo "ok   $what"; else failed=1 && echo "FAIL $what: $(tail -n 3 "$work/output")"; fi
}

check "shanhai starts" run /usr/bin/shanhai version
for program in shanhai-{identity,catalog,orders,traceability,measurement}; do
    check "$program starts" run "/usr/bin/$program" --help
done
check "runs as 65532" run sh -c '[ "$(id -u):$(id -g)" = 65532:65532 ]'
check "files are writable" run sh -c 'touch /var/lib/shanhai/files/a && rm /var/lib/shanhai/files/a'
check "nothing else is" run sh -c '! touch /tmp/a && ! touch /var/lib/shanhai/a && ! touch /etc/a'
check "no compiler" run sh -c '! command -v cc g++ cmake git'
exit $failed
