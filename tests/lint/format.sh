#!/bin/bash
# format.sh [--fix]: is every C++ file as .clang-format has it? One version only: every version formats differently.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
version=14
program=$(command -v "clang-format-$version" || command -v clang-format) || {
    echo "format.sh: clang-format-$version is not installed (packages.txt)" >&2
    exit 1
}
if ! "$program" --version | grep -q "version $version\."; then
    # ctest reads this code as skipped.
    echo "format.sh: formatting is checked with clang-format $version; this is $("$program" --version)" >&2
    exit 77
fi
list=$(mktemp)
trap 'rm -f "$list"' EXIT
git ls-files -z --cached --others --exclude-standard '*.cpp' '*.hpp' | while IFS= read -r -d '' file; do
    if [ -e "$file" ]; then printf '%s\0' "$file"; fi # deleted, not yet committed
done >"$list"
if [ "${1:-}" = --fix ]; then
    xargs -0 -r -P 2 -n 20 "$program" -i <"$list"
    exit
fi
# Names only: which characters differ is what `./dev format` mends.
rc=0
said=$(xargs -0 -r -n 50 "$program" --dry-run -Werror --ferror-limit=1 <"$list" 2>&1) || rc=$?
[ $rc != 0 ] || exit 0
wrong=$(sed -n 's/^\([^ :]*\):[0-9]*:[0-9]*: error: .*/\1/p' <<<"$said" | sort -u)
[ -n "$wrong" ] || { printf '%s\n' "$said" >&2 && exit 1; }
printf '%s\n' "$wrong"
echo "$(wc -l <<<"$wrong") files are not formatted: ./dev format" >&2
exit 1
