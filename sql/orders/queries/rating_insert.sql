INSERT INTO rating (order_id, supplier, stars, comment, created_at) VALUES (:order_id, :supplier, :stars, :comment, :now)
