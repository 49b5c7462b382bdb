SELECT lot_id, origin_lot_id, supplier_id, reason, actor, state, requested_at, confirmed_at, blocked_quantity, attempts, decision
FROM recall WHERE state = 'requested' AND next_attempt_at <= :now ORDER BY next_attempt_at, lot_id LIMIT :limit
