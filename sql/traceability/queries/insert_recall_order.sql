INSERT INTO recall_order (lot_id, order_id) VALUES {{(:lot, :order)}}
ON DUPLICATE KEY UPDATE order_id = VALUES(order_id)
