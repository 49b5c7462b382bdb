SELECT sku, day, price_fen, line_count FROM flag_price WHERE sku IN (:skus*) AND day >= :from AND day <= :to
