UPDATE notification
SET next_attempt_at = :next_attempt_at, last_failure = :failure
WHERE id = :id AND state = 'queued' AND attempts = :attempts
