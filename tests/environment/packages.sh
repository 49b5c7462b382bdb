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
        [[ $1 != *'|'* ]] && break
        apt-cache show --no-all-versions "$candidate" >/dev/null 2>&1 && break
    done
    printf '%s' "$candidate"
}

is_installed() {
    [ "$(dpkg-query -W -f '${db:Status-Status}' "$1" 2>/dev/null)" = installed ]
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
    # A machine that has never fetched its lists cannot choose between alternatives.
    if ! ls /var/lib/apt/lists/*_Packages* >/dev/null 2>&1; then update_package_lists; fi
    while read -r name why; do
        is_installed "$name" || is_provided "$name" && continue
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

# Unpacks the section `headers` into .local/deps: the connector's and Boost 1.81's development packages exclude each other
# when installed, and need not be installed to be compiled against.
unpack_headers() {
    local target=$SHANHAI_LOCAL/deps names stamp
    names=$(list_packages headers | cut -d ' ' -f 1 | tr '\n' ' ')
    stamp="$names$(. /etc/os-release && printf '%s' "$ID$VERSION_ID") v1"
    [ "$(cat "$target/.unpacked" 2>/dev/null)" = "$stamp" ] && return
    # A second try with fresh lists: stale ones name files the mirror no longer has.
    step "unpacking headers: $names" unpack_packages "$target" $names || {
        update_package_lists
        step "unpacking headers: $names" unpack_packages "$target" $names || fail "could not fetch: $names"
    }
    printf '%s\n' "$stamp" >"$target/.unpacked"
}

# unpack_packages DIR NAME...: DIR appears complete or not at all.
unpack_packages() (
    set -e
    target=$1
    shift
    rm -rf "$target.new" && mkdir -p "$target.new/archives"
    cd "$target.new/archives"
    apt-get download "$@" # needs no root
    for archive in *.deb; do dpkg -x "$archive" ..; done
    cd .. && rm -r archives usr/share
    link_connector_library
    cd .. && rm -rf "$target" && mv "$target.new" "$target"
)

# The development package's link points beside itself; the library it means is the installed runtime package's.
link_connector_library() {
    local folder library
    folder=usr/lib/$(dpkg-architecture -q DEB_HOST_MULTIARCH 2>/dev/null || gcc -print-multiarch)
    rm -f "$folder"/libmysqlcppconn*.a
    library=$(readlink "$folder/libmysqlcppconn.so")
    ln -sfn "/$folder/${library##*/}" "$folder/libmysqlcppconn.so"
    [ -e "$folder/libmysqlcppconn.so" ] || { echo "/$folder/${library##*/} is not installed" >&2 && return 1; }
}
