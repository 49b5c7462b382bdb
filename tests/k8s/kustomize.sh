#!/bin/bash
# kustomize.sh DIR   prints a command line that renders like `kustomize build`, kustomize 5 or newer: what is on the PATH, or
# else Debian 13's package, unpacked into DIR. It is a static Go program but for the C library, of which Debian 12's is new
# enough; Debian 12's own kubectl (1.20) embeds kustomize 2, which cannot read a folder among `resources`.
set -euo pipefail
target=$(realpath -m "${1:?usage: kustomize.sh DIR}")

# A packaged kustomize may call its version "(devel)", so it is asked for what only a new one can do.
renders() {
    local trial rc=0
    trial=$(mktemp -d)
    mkdir "$trial/part"
    printf 'resources: [part]\nlabels: [{pairs: {a: b}, includeTemplates: true}]\n' >"$trial/kustomization.yaml"
    printf 'configMapGenerator: [{name: c, literals: [a=b]}]\n' >"$trial/part/kustomization.yaml"
    "$@" "$trial" >/dev/null 2>&1 || rc=1
    rm -rf "$trial"
    return $rc
}

unpack() {
    local keyring=/usr/share/keyrings/debian-archive-keyring.gpg archive apt
    archive=$(apt-get indextargets --format '$(REPO_URI) $(CODENAME)' 'Created-By: Packages' |
        awk '$2 ~ /^(bookworm|trixie|sid)$/ && !seen++ { print $1 }')
    [ -n "$archive" ] || { echo "apt knows no Debian archive" >&2; return 1; }
    rm -rf "$target.new"
    mkdir -p "$target.new"/{etc/preferences.d,etc/apt.conf.d,etc/trusted.gpg.d,state/lists/partial,cache/archives/partial}
    cd "$target.new"
    : >state/status
    printf 'deb [signed-by=%s] %s trixie main\n' "$keyring" "$archive" >etc/sources.list
    apt=(apt-get -q -o Dir::Etc="$PWD/etc" -o Dir::State="$PWD/state" -o Dir::State::status="$PWD/state/status"
        -o Dir::Cache="$PWD/cache" -o APT::Sandbox::User= -o Acquire::Languages=none
        -o Acquire::IndexTargets::deb::Contents-deb::DefaultEnabled=false)
    "${apt[@]}" update
    (cd cache/archives && "${apt[@]}" download kustomize && dpkg-deb -x kustomize_*.deb ../../root)
    install -D -m 0755 root/usr/bin/kustomize bin/kustomize
    rm -rf etc state cache root
    cd ..
    rm -rf "$target"
    mv "$target.new" "$target"
}

if command -v kustomize >/dev/null && renders kustomize build; then
    echo "kustomize build"
elif command -v kubectl >/dev/null && renders kubectl kustomize; then
    echo "kubectl kustomize"
else
    if [ ! -x "$target/bin/kustomize" ]; then unpack >&2; fi
    renders "$target/bin/kustomize" build || { echo "$target/bin/kustomize does not run here" >&2; exit 1; }
    echo "$target/bin/kustomize build"
fi
