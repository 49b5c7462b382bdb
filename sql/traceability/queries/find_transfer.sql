SELECT id, supplier_id, lot_id, sku_id, quantity, state, actor, attempts, next_attempt_at
FROM transfer WHERE id = :id AND supplier_id = :supplier
