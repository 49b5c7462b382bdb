#!/bin/bash
# Unpacks MySQL 9 from Debian's unstable archive into a directory; needs no root and touches nothing installed.
#   mysql.sh DIR    DIR/root: the files; DIR/bin/{mysqld,mysql,mysqladmin}: run them with the libraries unpacked beside them
# Debian 12 has no MySQL server. Unstable moves, so no version is asked for; a DIR that is complete is left alone.
set -euo pipefail
programs=(usr/sbin/mysqld usr/bin/mysql usr/bin/mysqladmin)
# What the programs need is their libraries; the rest of the closure is for an installed system.
libraries_only='^(lib|mysql-server-core|mysql-client-core|zlib|gcc-[0-9]+-base)'

complain() {
    printf 'mysql.sh: %s\n' "$*" >&2
    exit 1
}

archive_address() {
    apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' | grep -v security | sort -u | head -n 1
}

# An apt of its own: sources, state and cache below the target.
prepare_apt() {
    local keyring=/usr/share/keyrings/debian-archive-keyring.gpg address
    address=$(archive_address)
    [ -n "$address" ] || complain "apt knows no Debian archive"
    mkdir -p apt/etc/{preferences.d,apt.conf.d,trusted.gpg.d} apt/state/lists/partial apt/cache/archives/partial
    : >apt/state/status
    printf 'deb [signed-by=%s] %s sid main\n' "$keyring" "$address" >apt/etc/sources.list
    apt=(apt-get -q -o Dir::Etc="$PWD/apt/etc" -o Dir::State="$PWD/apt/state" -o Dir::State::status="$PWD/apt/state/status"
        -o Dir::Cache="$PWD/apt/cache" -o APT::Install-Recommends=false -o APT::Sandbox::User= -o Acquire::Languages=none
        -o Acquire::IndexTargets::deb::Contents-deb::DefaultEnabled=false)
}

unpack() {
    local names
    "${apt[@]}" update
    # Resolved as on an empty machine: everything the server needs is named.
    names=$("${apt[@]}" install -y --simulate mysql-server-core mysql-client-core | sed -n 's/^Inst \([^ ]*\).*/\1/p' |
        grep -E "$libraries_only" | sort -u)
    [ -n "$names" ] || complain "unstable has no mysql-server-core"
    (cd apt/cache/archives && "${apt[@]}" download $names)
    mkdir -p root bin
    for archive in apt/cache/archives/*.deb; do dpkg-deb -x "$archive" root; done
    rm -rf apt
}

# Programs of a newer release need that release's loader and C library, in front of this one's.
write_launchers() {
    local target=$1 loader folders program
    loader=$(cd root && find . -name 'ld-linux*.so.*' -print -quit)
    [ -n "$loader" ] || complain "no loader among the unpacked files"
    folders=$(cd root && find usr/lib/*-linux-gnu usr/lib/mysql -maxdepth 1 -type d -printf "$target/root/%p:")
    for program in "${programs[@]}"; do
        [ -e "root/$program" ] || complain "$program is not among the unpacked files"
        printf '#!/bin/sh\nexec "%s" --library-path "%s" "%s" "$@"\n' "$target/root/${loader#./}" "${folders%:}" \
            "$target/root/$program" >"bin/${program##*/}"
        chmod +x "bin/${program##*/}"
    done
}

[ $# = 1 ] || complain "usage: mysql.sh DIR"
target=$(realpath -m "$1")
[ ! -x "$target/bin/mysqld" ] || exit 0
rm -rf "$target.new"
mkdir -p "$target.new"
cd "$target.new"
prepare_apt
unpack
write_launchers "$target"
cd ..
rm -rf "$target"
mv "$target.new" "$target"
"$target/bin/mysqld" --no-defaults --version
