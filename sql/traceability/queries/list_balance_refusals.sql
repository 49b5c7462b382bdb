SELECT lot_id, attempted_at, attempt, requested, available
FROM balance_refusal WHERE lot_id IN (:lots*) ORDER BY lot_id, id LIMIT :limit
