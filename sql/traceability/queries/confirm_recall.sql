UPDATE recall SET state = 'confirmed', confirmed_at = :now, blocked_quantity = :blocked_quantity
WHERE lot_id = :lot AND state = 'requested' AND decision = :decision
