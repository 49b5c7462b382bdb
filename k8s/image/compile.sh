#!/bin/bash
# compile.sh OUT   in the build stage: release programs, stripped, into OUT/bin; the Debian packages whose libraries
# they load into OUT/packages, so that the last stage installs these and no others.
set -euo pipefail
out=$1
cd "$(dirname "$0")/../.."
programs=(shanhai shanhai-{identity,catalog,orders,traceability,measurement})

cmake --preset release
cmake --build --preset release --target "${programs[@]}"

install -d "$out/bin"
for program in "${programs[@]}"; do
    install -m 0755 --strip "build/release/bin/$program" "$out/bin/$program"
done

libraries=$(for program in "${programs[@]}"; do ldd "$out/bin/$program"; done)
if grep 'not found' <<<"$libraries"; then exit 1; fi
# Debian 12 merges /lib into /usr/lib but its package lists name either, hence the file name alone.
{
    echo ca-certificates
    awk '$2 == "=>" { print $3 }' <<<"$libraries" | xargs -n 1 basename | sort -u | while read -r library; do
        owner=$(dpkg-query -S "*/$library" | awk -F: '!seen++ { print $1 }')
        [ -n "$owner" ] || { echo "no package owns $library" >&2; exit 1; }
        echo "$owner"
    done
} | sort -u >"$out/packages"
echo "runtime packages: $(paste -sd ' ' "$out/packages")"
