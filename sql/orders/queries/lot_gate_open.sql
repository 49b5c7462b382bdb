UPDATE lot_gate SET blocked_at = NULL, block_reason = '', decision = :decision, version = version + 1
WHERE lot = :lot AND decision < :decision
