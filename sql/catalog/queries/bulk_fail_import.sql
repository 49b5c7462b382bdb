UPDATE import_job SET state = 'failed', failure = :failure, finished_at = :now, expires_at = :expires_at
WHERE id = :id AND attempt = :attempt AND state = 'waiting'
