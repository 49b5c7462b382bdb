SELECT order_id, id, amount_fen, refunded_fen, production_county FROM order_line WHERE order_id IN (:orders*) ORDER BY order_id, id
