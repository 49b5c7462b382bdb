SELECT lot_id, number, kind, cause, delivery, quantity, reason, actor, adjusted_at
FROM lot_adjustment WHERE lot_id IN (:lots*) ORDER BY lot_id, number LIMIT :limit
