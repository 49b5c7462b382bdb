#!/bin/bash
# fresh_machine.sh DIR [COMMAND...]: proves the two commands of README.md on a machine that has nothing but git.
# Makes a minimal Debian 12 in DIR (kept, and used again), clones the committed state into it, and runs there, in mount and
# process namespaces of its own, `./dev test` and then `./dev run` until /readyz answers 200; or COMMAND instead.
# Needs root and debootstrap. RELEASE=trixie takes Debian 13.
set -euo pipefail
release=${RELEASE:-bookworm}

complain() {
    printf 'fresh_machine.sh: %s\n' "$*" >&2
    exit 1
}

[ $# -ge 1 ] || complain "usage: fresh_machine.sh DIR [COMMAND...]"
[ "$(id -u)" = 0 ] || complain "needs root: it makes a system of its own in DIR"
command -v debootstrap >/dev/null || complain "debootstrap is not installed: apt-get install debootstrap"
repository=$(git -C "$(dirname "${BASH_SOURCE[0]}")" rev-parse --show-toplevel)
system=$(realpath -m "$1")
shift

make_system() {
    local mirror
    mirror=$(apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' | grep -v security | sort -u | head -n 1)
    rm -rf "$system.new"
    debootstrap --variant=minbase --include=git "$release" "$system.new" "$mirror" >"$system.debootstrap.log" 2>&1 ||
        complain "debootstrap failed, see $system.debootstrap.log"
    # Services that packages bring must not start: the machine under test has no business with ours.
    printf '#!/bin/sh\nexit 101\n' >"$system.new/usr/sbin/policy-rc.d"
    chmod +x "$system.new/usr/sbin/policy-rc.d"
    # As Debian's installer leaves it; debootstrap alone knows no localhost.
    printf '127.0.0.1\tlocalhost\n::1\tlocalhost ip6-localhost ip6-loopback\n' >"$system.new/etc/hosts"
    mv "$system.new" "$system"
}

# What the default proof does inside; prints how long each part took.
write_proof() {
    cat >"$system/proof.sh" <<'PROOF'
set -eu
cd /src
started=$(date +%s)
./dev test
echo "fresh machine: ./dev test took $(($(date +%s) - started)) s"
started=$(date +%s)
./dev run --port "$PORT" &
run=$!
until curl -s -o /dev/null "127.0.0.1:$PORT/readyz"; do
    kill -0 $run || exit 1
    sleep 1
done
status=$(curl -s -o /dev/null -w '%{http_code}' "127.0.0.1:$PORT/readyz")
echo "fresh machine: /readyz answers $status after $(($(date +%s) - started)) s"
kill -TERM $run
wait $run
# Watchers notice within half a second that their server has ended.
tries=0
while cat /proc/[0-9]*/cmdline 2>/dev/null | tr '\0' ' ' | grep '[/]src/[.]local'; do
    tries=$((tries + 1))
    [ $tries -lt 20 ] || { echo "fresh machine: still running after ./dev run" && exit 1; }
    sleep 0.25
done
[ "$status" = 200 ]
echo "fresh machine: both commands work"
PROOF
}

[ -d "$system/usr" ] || make_system
# Where TLS to the package registries is inspected, npm has to know the host's certificates.
install -D -m 644 /etc/ssl/certs/ca-certificates.crt "$system/etc/ssl/host-certificates.crt"
# The archive is reached as this machine reaches it: through its proxy, with its rule for archives that are frozen.
apt-config dump | grep -E '^Acquire::(Check-Valid-Until|https?::Proxy) ' >"$system/etc/apt/apt.conf.d/99host" || true
rm -rf "$system/src"
git clone -q --no-hardlinks "$repository" "$system/src"
write_proof
[ $# -gt 0 ] || set -- sh /proof.sh
port=${PORT:-8080}
environment=(HOME=/root LANG=C.UTF-8 TERM=dumb PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin PORT="$port"
    NODE_EXTRA_CA_CERTS=/etc/ssl/host-certificates.crt)
for name in http_proxy https_proxy no_proxy; do
    if [ -n "${!name:-}" ]; then environment+=("$name=${!name}"); fi
done
exec unshare --mount --pid --fork --kill-child bash -euc '
    system=$1 && shift
    mount -t proc proc "$system/proc"
    mount -t sysfs -o ro sysfs "$system/sys"
    mount --rbind /dev "$system/dev"
    mount -t tmpfs tmpfs "$system/run" && mkdir "$system/run/lock"
    mount -t tmpfs tmpfs "$system/tmp"
    exec chroot "$system" env -i --chdir=/src "$@"' fresh "$system" "${environment[@]}" "$@"
