UPDATE export_job SET state = 'failed', failure = :failure, finished_at = :now
WHERE id = :id AND attempt = :attempt AND state = 'waiting'
