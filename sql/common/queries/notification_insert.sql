INSERT INTO notification (id, recipient, template, parameters, state, attempts, next_attempt_at, created_at, sent_at, last_failure)
VALUES (:id, :recipient, :template, :parameters, 'queued', 0, :now, :now, NULL, '')
