SELECT delivery_key, account, order_id FROM flag_address WHERE delivery_key IN (:keys*) ORDER BY delivery_key, account LIMIT 5000
