INSERT INTO order_wait (kind, order_id, since)
VALUES {{(:kind, :order_id, :since)}}
ON DUPLICATE KEY UPDATE since = VALUES(since)
