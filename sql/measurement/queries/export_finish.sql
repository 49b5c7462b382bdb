UPDATE export_job SET state = 'finished', rows_written = :rows, file_bytes = :bytes, file_hash = :hash, finished_at = :now, expires_at = :expires_at
WHERE id = :id AND attempt = :attempt AND state = 'waiting'
