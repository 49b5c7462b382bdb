UPDATE notification
SET state = 'sent', sent_at = :now, recipient = '', parameters = '', last_failure = ''
WHERE id = :id AND state = 'queued'
