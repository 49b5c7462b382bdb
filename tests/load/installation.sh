# What a benchmark runs on: a database and Redis of its own, all schemas, the seed. Sourced, with $directory and $BIN set.

# prepare [OPTION...]: the database with these options. Sets database_socket, redis_socket and port.
prepare() {
    local line
    line=$("$ENVIRONMENT/database.sh" start "$directory/database" --innodb-buffer-pool-size=512M "$@") || exit 1
    database_socket=${line#socket=} database_socket=${database_socket% pid=*}
    line=$("$ENVIRONMENT/redis.sh" start "$directory/redis") || exit 1
    redis_socket=${line#socket=} redis_socket=${redis_socket% pid=*}
    port=$(free_ports 1)
    write_settings "$directory/settings.toml" "$directory" "$port" "$database_socket" "$redis_socket"
    "$BIN/shanhai" migrate --bootstrap --settings "$directory/settings.toml" >"$directory/log" 2>&1 &&
        "$BIN/shanhai" seed --settings "$directory/settings.toml" >>"$directory/log" 2>&1 || fail "no schemas: $(tail -n 1 "$directory/log")"
}
