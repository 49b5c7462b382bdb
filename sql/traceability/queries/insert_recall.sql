INSERT INTO recall (lot_id, origin_lot_id, supplier_id, reason, actor, state, requested_at, confirmed_at, blocked_quantity, attempts,
  next_attempt_at, decision)
VALUES {{(:lot, :origin, :supplier, :reason, :actor, :state, :now, :confirmed_at, 0, 0, :next_attempt_at, :decision)}}
