# Settings files with secrets of their own. Sourced by `dev`.

random_hex() { od -An -v -tx1 -N "$1" /dev/urandom | tr -d ' \n'; }

# free_ports N: that many TCP ports of 127.0.0.1 that nobody listens on now.
free_ports() {
    python3 - "$1" <<'PYTHON'
import socket, sys
sockets = [socket.create_server(('127.0.0.1', 0)) for _ in range(int(sys.argv[1]))]
print(*(one.getsockname()[1] for one in sockets))
PYTHON
}

port_is_used() { (: <>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; }

# write_settings FILE DIR PORT DATABASE_SOCKET REDIS_SOCKET: made once, kept afterwards: its secrets open what the database holds.
# Keys are those of ARCHITECTURE.md.
write_settings() {
    local file=$1 directory=$2 port=$3 database=$4 redis=$5 service
    (
        umask 077
        {
            printf '# Made by ./dev for this machine only. Secrets are random; with them goes what they have sealed.\n'
            printf '[server]\nlisten = "127.0.0.1:%s"\npublic_url = "http://127.0.0.1:%s"\nthreads = 2\n' "$port" "$port"
            printf '[database]\naddress = "unix://%s"\nworkers = 3\n' "$database"
            printf '[database.admin]\nuser = "root"\npassword = ""\n'
            for service in "${SERVICES[@]}"; do
                printf '[database.%s]\nschema = "shanhai_%s"\nuser = "shanhai_%s"\npassword = "%s"\n' \
                    "$service" "$service" "$service" "$(random_hex 24)"
            done
            printf '[redis]\naddress = "unix://%s"\n' "$redis"
            printf '[auth]\nissuer = "http://127.0.0.1:%s"\n' "$port"
            printf '[internal]\ntoken = "%s"\n' "$(random_hex 32)"
            printf '[secrets]\nmaster_key = "%s"\nlookup_key = "%s"\n' "$(random_hex 32)" "$(random_hex 32)"
            printf '[files]\ndirectory = "%s/files"\n[notifications]\ndirectory = "%s/outbox"\n' "$directory" "$directory"
            printf '[telemetry]\nlevel = "info"\n'
        } >"$file.new"
    ) && mv "$file.new" "$file" || fail "cannot write $file"
}

# point_settings FILE DIR: the file follows a socket path that is made anew at each start (process.sh) and a project that was moved.
point_settings() {
    sed -i -e "s#^address = \"unix://.*/database[.]sock\"#address = \"unix://$database_socket\"#" \
        -e "s#^address = \"unix://.*/redis[.]sock\"#address = \"unix://$redis_socket\"#" \
        -e "s#^directory = \".*/\(files\|outbox\)\"#directory = \"$2/\1\"#" "$1"
}

# toml_text FILE SECTION KEY: the text of `key = "..."` in [section]; nothing if it is not there.
toml_text() {
    awk -v section="[$2]" -v key="$3" '/^\[/ { here = ($1 == section) }
        here && $1 == key && match($0, /"[^"]*"/) { print substr($0, RSTART + 1, RLENGTH - 2); exit }' "$1"
}

# start_databases DATABASE_DIR REDIS_DIR: sets database_socket and redis_socket.
start_databases() {
    local line
    line=$("$ENVIRONMENT/database.sh" start "$1") || exit 1 # it has said why
    database_socket=${line#socket=} database_socket=${database_socket% pid=*}
    line=$("$ENVIRONMENT/redis.sh" start "$2") || exit 1
    redis_socket=${line#socket=} redis_socket=${redis_socket% pid=*}
}

stop_databases() {
    "$ENVIRONMENT/redis.sh" stop "$2" || true
    "$ENVIRONMENT/database.sh" stop "$1" || true
}
