UPDATE lot_gate SET blocked_at = :now, block_reason = :reason, decision = :decision, version = version + 1
WHERE lot = :lot AND blocked_at IS NULL AND decision <= :decision
