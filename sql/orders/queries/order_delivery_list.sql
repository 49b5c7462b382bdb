SELECT d.order_id, d.position, d.division, d.recipient, o.recipient_key
FROM order_delivery d JOIN orders o ON o.id = d.order_id
WHERE d.order_id = :order_id
ORDER BY d.position
