INSERT INTO order_wait (kind, order_id, since)
SELECT 'presale_notice', q.order_id, :since FROM presale_order q WHERE q.presale = :presale
ON DUPLICATE KEY UPDATE since = VALUES(since)
