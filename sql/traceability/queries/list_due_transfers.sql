SELECT id, supplier_id, lot_id, sku_id, quantity, state, actor, attempts, next_attempt_at
FROM transfer WHERE state = 'reserved' AND next_attempt_at <= :now ORDER BY next_attempt_at, id LIMIT :limit
