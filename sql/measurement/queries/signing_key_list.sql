-- small table: measurement_key (one key an algorithm)
SELECT algorithm, name, public_key, secret FROM measurement_key ORDER BY algorithm
