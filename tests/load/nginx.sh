# nginx that serves one file at /cached, or a directory of them, with what our servers do for a request too: a JSON line a request, written in batches,
# requests counted by address, deadlines, connections kept, every processor used. Sourced.

# write_nginx_settings DIRECTORY PORT FILE: DIRECTORY/nginx.conf; FILE, or all files of a directory of that name, are below a
# directory that everybody may enter.
write_nginx_settings() {
    local directory=$1 port=$2 file=$3 location="= /cached"
    if [ -d "$file" ]; then location="/" file=$file/; fi
    cat >"$directory/nginx.conf" <<NGINX
worker_processes $(nproc);
daemon off;
pid $directory/nginx.pid;
error_log $directory/nginx.error;
events { worker_connections 4096; }
http {
    log_format line escape=json '{"time":"\$time_iso8601","level":"info","event":"http.request","method":"\$request_method",'
        '"route":"/cached","status":\$status,"duration_ms":\$request_time,"bytes":\$bytes_sent,"trace_id":"\$request_id"}';
    access_log $directory/nginx.log line buffer=64k flush=250ms;
    limit_req_zone \$binary_remote_addr zone=address:10m rate=1000000r/s;
    default_type application/json;
    sendfile on;
    tcp_nodelay on;
    open_file_cache max=10000;
    gzip on;
    gzip_types application/json;
    gzip_min_length 1024;
    client_header_timeout 15s;
    client_body_timeout 15s;
    send_timeout 15s;
    keepalive_timeout 60s;
    keepalive_requests 1000000000;
    client_body_temp_path $directory/body;
    proxy_temp_path $directory/proxy;
    fastcgi_temp_path $directory/fastcgi;
    uwsgi_temp_path $directory/uwsgi;
    scgi_temp_path $directory/scgi;
    server {
        listen 127.0.0.1:$port reuseport backlog=1024;
        location $location {
            limit_req zone=address burst=100000 nodelay;
            alias $file;
            add_header Cache-Control "public, max-age=5";
            add_header X-Content-Type-Options nosniff;
        }
    }
}
NGINX
}
