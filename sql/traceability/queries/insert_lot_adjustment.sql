INSERT INTO lot_adjustment (lot_id, number, kind, cause, delivery, quantity, reason, actor, adjusted_at)
VALUES (:lot, :number, :kind, :cause, :delivery, :quantity, :reason, :actor, :now)
