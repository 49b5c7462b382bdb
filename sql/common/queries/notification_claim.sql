UPDATE notification
SET attempts = attempts + 1, next_attempt_at = :leased_until
WHERE id = :id AND state = 'queued' AND attempts = :attempts
