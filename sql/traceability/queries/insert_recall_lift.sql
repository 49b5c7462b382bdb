INSERT INTO recall_lift (lot_id, decision, origin_lot_id, supplier_id, recall_reason, recalled_at, blocked_quantity, reason, actor,
  lifted_at, state, confirmed_at, released_quantity, attempts, next_attempt_at)
VALUES {{(:lot, :decision, :origin, :supplier, :recall_reason, :recalled_at, :blocked_quantity, :reason, :actor,
  :now, :state, :confirmed_at, 0, 0, :now)}}
