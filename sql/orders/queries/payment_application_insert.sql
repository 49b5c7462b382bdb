INSERT INTO payment_application (order_id, payment_id, amount_fen, applied_at) VALUES (:order_id, :payment_id, :amount_fen, :now)
