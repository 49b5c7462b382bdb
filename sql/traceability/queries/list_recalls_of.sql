SELECT lot_id, origin_lot_id, supplier_id, reason, actor, state, requested_at, confirmed_at, blocked_quantity, attempts, decision
FROM recall WHERE lot_id IN (:lots*) AND supplier_id = :supplier ORDER BY lot_id
