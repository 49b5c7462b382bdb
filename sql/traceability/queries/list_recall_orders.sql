SELECT DISTINCT o.order_id
FROM recall AS r JOIN recall_order AS o ON o.lot_id = r.lot_id
WHERE r.origin_lot_id = :origin AND o.order_id > :after ORDER BY o.order_id LIMIT :limit
