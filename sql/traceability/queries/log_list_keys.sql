-- small table: log_key (one key an algorithm)
SELECT algorithm, name, public_key, secret FROM log_key ORDER BY algorithm
