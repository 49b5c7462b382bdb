UPDATE recall_lift SET attempts = attempts + 1, next_attempt_at = :next_attempt_at
WHERE lot_id = :lot AND decision = :decision AND state = 'requested' AND attempts = :attempts
