SELECT lot_id, decision, reason, attempts FROM recall_lift
WHERE state = 'requested' AND next_attempt_at <= :now ORDER BY next_attempt_at, lot_id LIMIT :limit
