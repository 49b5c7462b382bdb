SELECT id, recipient, template, parameters, attempts
FROM notification
WHERE state = 'queued' AND next_attempt_at <= :now
ORDER BY next_attempt_at, id
LIMIT :limit
