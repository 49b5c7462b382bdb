INSERT INTO balance_refusal (id, supplier_id, lot_id, attempted_at, actor, attempt, requested, available)
VALUES (:id, :supplier, :lot, :now, :actor, :attempt, :requested, :available)
