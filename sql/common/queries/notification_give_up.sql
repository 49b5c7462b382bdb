UPDATE notification
SET state = 'failed', recipient = '', parameters = '', last_failure = :failure
WHERE id = :id AND state = 'queued'
