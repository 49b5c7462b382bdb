UPDATE transfer SET attempts = attempts + 1, next_attempt_at = :next_attempt_at, last_failure = :failure
WHERE id = :id AND state = 'reserved' AND attempts = :attempts
