#!/bin/bash
# A private MariaDB (or MySQL) in a directory of its own, on a Unix socket only.
#   database.sh start DIR [OPTION...]   prints `socket=PATH pid=N`; one that runs already is left alone and printed
#   database.sh stop DIR [OWNER]                clean shutdown; the tables stay
#   database.sh client DIR [OPTION...]  the SQL shell as root
# SHANHAI_TEST_DATABASE=mysql takes MySQL from SHANHAI_MYSQL_ROOT (made by mysql.sh) instead of the installed MariaDB.
# SHANHAI_OWNER_PID=N stops the server when process N ends. OPTIONs go to the server and are needed at every start.
# Durability is that of production: every commit is synced, in InnoDB and in the binary log.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
. "$here/process.sh"
local_directory=${SHANHAI_LOCAL:-$(cd "$here/../.." && pwd)/.local}
database=${SHANHAI_TEST_DATABASE:-mariadb}
mysql_root=${SHANHAI_MYSQL_ROOT:-$local_directory/mysql}

select_programs() {
    case $database in
        mariadb)
            server=$(PATH=$PATH:/usr/sbin command -v mariadbd) || complain "mariadbd is not installed (mariadb-server-core)"
            client=$(command -v mariadb) || complain "the mariadb client is not installed (mariadb-client-core)"
            ;;
        mysql)
            server=$mysql_root/bin/mysqld client=$mysql_root/bin/mysql
            [ -x "$server" ] || complain "no MySQL in $mysql_root; mysql.sh fetches it"
            ;;
        *) complain "SHANHAI_TEST_DATABASE is '$database', not mariadb or mysql" ;;
    esac
}

# What start-up and the empty tables both depend on, so that the template can be shared.
common_options() {
    options=(--no-defaults --datadir="$1")
    [ "$(id -u)" != 0 ] || options+=(--user=root)
    if [ "$database" = mariadb ]; then
        options+=(--innodb-log-file-size=32M)
    else
        options+=(--basedir="$mysql_root/root/usr" --innodb-redo-log-capacity=32M
            --lc-messages-dir="$mysql_root/root/usr/share/mysql" --character-sets-dir="$mysql_root/root/usr/share/mysql/charsets")
    fi
}

# Making empty system tables takes seconds, copying them does not: they are made once for each version.
make_template() {
    local version template work
    version=$("$server" --no-defaults --version | sed -E 's/.* Ver ([^ ]+).*/\1/' | tr -c 'a-zA-Z0-9.\n' '-')
    template=$local_directory/template-$database-$version
    mkdir -p "$local_directory"
    exec 8>"$local_directory/template.lock"
    flock 8
    if [ ! -d "$template" ]; then
        rm -rf "$template.new"
        work=$template.new
        # mariadb-install-db does not quote: a path with a space has to be avoided.
        if [[ $work == *[[:space:]]* ]]; then work=$(mktemp -d /tmp/shanhai.XXXXXX)/tables; fi
        common_options "$work"
        if [ "$database" = mariadb ]; then
            # --force: a machine whose own name does not resolve is fine, we never listen on a network.
            mariadb-install-db "${options[@]}" --auth-root-authentication-method=normal --skip-test-db --force
        else
            "$server" "${options[@]}" --initialize-insecure
        fi >"$local_directory/template.log" 2>&1 || explain_template
        rm -f "$work/auto.cnf" # the server's own identity
        if [ "$work" != "$template.new" ]; then mv "$work" "$template.new" && rmdir "${work%/*}"; fi
        mv "$template.new" "$template"
    fi
    exec 8>&-
    printf '%s' "$template"
}

explain_template() {
    if grep -qi 'no space left' "$local_directory/template.log"; then complain "disk full: no space for $local_directory"; fi
    complain "empty tables could not be made, see $local_directory/template.log"
}

start() {
    local template socket pid message
    mkdir -p "$directory"
    lock "$directory"
    chmod 700 "$directory" # root has no password: who reaches the socket is root
    socket=$(socket_path "$directory" database.sock)
    if ! pid=$(running_pid "$directory" "--datadir=$directory/data"); then
        if [ ! -d "$directory/data" ]; then
            template=$(make_template)
            rm -rf "$directory/data.new"
            message=$(cp -a --reflink=auto "$template" "$directory/data.new" 2>&1) || complain "${message%%$'\n'*}"
            mv "$directory/data.new" "$directory/data"
        fi
        # MySQL takes a killed server that nobody has waited for yet for a running one; we know better.
        rm -f "$socket" "$socket.lock"
        launch_server "$socket" "$@"
        await "$directory" "--datadir=$directory/data" 120 "$client" --no-defaults -uroot -S "$socket" -e 'DO 0'
        pid=$(running_pid "$directory" "--datadir=$directory/data") || complain "$(explain_death "$directory")"
    fi
    end_with_owner "$here/database.sh" "$directory" "$pid"
    printf 'socket=%s pid=%s\n' "$socket" "$pid"
}

launch_server() {
    local socket=$1
    shift
    common_options "$directory/data"
    # The server's own pid file is another one than ours: it empties and rewrites its file in the middle of the start, and who
    # looks just then would take it for dead.
    options+=(--socket="$socket" --pid-file="$directory/server.pid" --skip-networking --innodb-buffer-pool-size=64M
        --innodb-flush-log-at-trx-commit=1 --sync-binlog=1 --server-id=1
        --log-bin=binlog --max-binlog-size=64M --binlog-expire-logs-seconds=86400)
    if [ "$database" = mariadb ]; then
        options+=(--binlog-format=ROW)
    else
        options+=(--plugin-dir="$mysql_root/root/usr/lib/mysql/plugin" --mysqlx=OFF --secure-file-priv=NULL)
    fi
    launch "$directory" "$server" "$server" "${options[@]}" "$@"
}

[ $# -ge 2 ] || complain "usage: database.sh start|stop|client DIR [OPTION...]"
command=$1
directory=$(realpath -m "$2")
shift 2
case $command in
    start) select_programs && start "$@" ;;
    stop) [ ! -d "$directory" ] || stop_server "$directory" "--datadir=$directory/data" 60 "${1:-}" ;;
    client) select_programs && exec "$client" --no-defaults -uroot -S "$(socket_path "$directory" database.sock)" "$@" ;;
    *) complain "unknown command '$command'" ;;
esac
