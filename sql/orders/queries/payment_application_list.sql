SELECT order_id, payment_id, amount_fen FROM payment_application WHERE order_id = :order_id
