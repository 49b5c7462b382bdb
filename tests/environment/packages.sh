# Debian packages and unpacked headers, as listed in packages.txt. Sourced by `dev`; needs console.sh, SHANHAI_ROOT, SHANHAI_LOCAL.

# Lines of the given sections as "name why...", comments dropped. Of alternatives (a|b) the first that apt knows.
list_packages() {
    local wanted=" $* " section='' name why
    while read -r name why; do
        case $name in
            '' | '#'*) continue ;;
            '['*) section=${name//[\[\]]/} && continue ;;
        esac
        [[ $wanted == *" $section "* ]] && printf '%s %s\n' "$(choose_alternative "$name")" "$why"
    done <"$SHANHAI_ROOT/packages.txt"
    return 0
}

choose_alternative() {
    local candidate
    for candidate in ${1//|/ }; do
        if is_installed "$candidate"; then break; fi
    done
    is_installed "$candidate" || for candidate in ${1//|/ }; do
        [[ $1 != *'|'* ]] && break
        # No pipe into grep -q: it would leave at the first match, and pipefail would take that for a failure.
        [[ $(LC_ALL=C apt-cache policy "$candidate" 2>/dev/null) == *'Candidate: '[^\(]* ]] && break
    done
    printf '%s' "$candidate"
}

# Asks dpkg once, and again after something was installed.
is_installed() {
    [ -n "${installed_packages:-}" ] || read_installed_packages
    [[ $installed_packages == *" $1 "* ]]
}

read_installed_packages() {
    installed_packages=" $(dpkg-query -W -f '${db:Status-Status} ${Package}\n' | sed -n 's/^installed //p' | tr '\n' ' ')"
}

# A package may come from elsewhere (node from its own archive): then the command is enough.
is_provided() {
    case $1 in
        nodejs) command -v node >/dev/null && [ "$(node -p 'process.versions.node.split(".")[0]')" -ge 18 ] ;;
        npm) command -v npm >/dev/null ;;
        *) false ;;
    esac
}

# install_packages SECTION...: installs what is missing, saying what and why; nothing to do costs no network.
install_packages() {
    local name why missing=()
    read_installed_packages
    # A machine that has never fetched its lists cannot choose between alternatives.
    if ! ls /var/lib/apt/lists/*_Packages* >/dev/null 2>&1; then update_package_lists; fi
    while read -r name why; do
        if is_installed "$name" || is_provided "$name" || [[ " ${missing[*]} " == *" $name "* ]]; then continue; fi
        [ ${#missing[@]} -gt 0 ] || say "Installing from Debian:"
        say "  $name: $why"
        missing+=("$name")
    done < <(list_packages "$@")
    [ ${#missing[@]} -gt 0 ] || return 0
    require_root "${missing[*]}"
    update_package_lists
    step "apt-get install (${#missing[@]} packages)" as_root env DEBIAN_FRONTEND=noninteractive \
        apt-get install -y --no-install-recommends -o DPkg::Lock::Timeout=300 "${missing[@]}" ||
        fail "apt-get could not install: ${missing[*]}"
    read_installed_packages
}

as_root() {
    if [ "$(id -u)" = 0 ]; then "$@"; else sudo -n "$@"; fi
}

require_root() {
    [ "$(id -u)" = 0 ] && return
    command -v sudo >/dev/null || fail "not root and no sudo; as root run: apt-get install --no-install-recommends $1"
    sudo -v || fail "sudo was refused; as root run: apt-get install --no-install-recommends $1"
}

update_package_lists() {
    require_root "(after apt-get update) the packages of packages.txt"
    step "apt-get update" as_root apt-get update -qq -o DPkg::Lock::Timeout=300 || fail "apt-get update failed"
}

# The connector's and Boost 1.81's development packages exclude each other when installed; nothing needs them installed.
unpack_headers() { unpack_section headers "$SHANHAI_LOCAL/deps"; }

# Programs whose installation would start a service of the system's own. One that is installed already is good, too.
unpack_tools() {
    PATH=$PATH:/usr/sbin command -v nginx >/dev/null || unpack_section tools "$SHANHAI_LOCAL/tools"
}

# unpack_section SECTION DIR: that section of packages.txt into DIR, once, and again when the section changes.
unpack_section() {
    local section=$1 target=$2 names stamp
    stamp=$(sed -n "/^\[$section\]/,/^\[/{/^[^#[]/p}" "$SHANHAI_ROOT/packages.txt" && grep ^VERSION_ID= /etc/os-release)
    [ "$(cat "$target/.unpacked" 2>/dev/null)" = "$stamp" ] && return
    names=$(list_packages "$section" | cut -d ' ' -f 1 | paste -sd ' ')
    # A second try with fresh lists: stale ones name files the mirror no longer has.
    step "unpack $section: $names" unpack_packages "$target" $names || {
        update_package_lists
        step "unpack $section: $names" unpack_packages "$target" $names || fail "could not fetch: $names"
    }
    printf '%s\n' "$stamp" >"$target/.unpacked"
}

# unpack_packages DIR NAME...: DIR appears complete or not at all. Each line is checked by hand: bash ignores `set -e` in
# whatever a caller tests.
unpack_packages() (
    target=$1
    shift
    rm -rf "$target.new" && mkdir -p "$target.new/archives" && cd "$target.new/archives" || exit 1
    apt-get download "$@" || exit 1 # needs no root
    for archive in *.deb; do dpkg -x "$archive" .. || exit 1; done
    cd .. && rm -rf archives usr/share || exit 1
    link_connector_library || exit 1
    cd .. && rm -rf "$target" && mv "$target.new" "$target"
)

# The development package's link points beside itself; the library it means is the installed runtime package's.
link_connector_library() {
    local folder library
    [ -d usr/include/cppconn ] || return 0
    folder=usr/lib/$(dpkg-architecture -q DEB_HOST_MULTIARCH 2>/dev/null || gcc -print-multiarch)
    rm -f "$folder"/libmysqlcppconn*.a
    library=$(readlink "$folder/libmysqlcppconn.so")
    ln -sfn "/$folder/${library##*/}" "$folder/libmysqlcppconn.so"
    [ -e "$folder/libmysqlcppconn.so" ] || { echo "/$folder/${library##*/} is not installed" >&2 && return 1; }
}
