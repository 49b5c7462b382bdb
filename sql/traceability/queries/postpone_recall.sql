UPDATE recall SET attempts = attempts + 1, next_attempt_at = :next_attempt_at
WHERE lot_id = :lot AND state = 'requested' AND decision = :decision AND attempts = :attempts
