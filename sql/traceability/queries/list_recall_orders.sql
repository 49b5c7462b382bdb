SELECT DISTINCT order_id
FROM recall_order WHERE lot_id IN (:lots*) AND order_id > :after ORDER BY order_id LIMIT :limit
