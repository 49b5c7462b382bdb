INSERT INTO transfer (id, supplier_id, lot_id, sku_id, quantity, state, actor, attempts, next_attempt_at, last_failure, created_at,
  settled_at)
VALUES (:id, :supplier, :lot, :sku, :quantity, 'reserved', :actor, 0, :next_attempt_at, '', :now, NULL)
