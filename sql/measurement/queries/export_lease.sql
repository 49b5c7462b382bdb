UPDATE export_job SET leased_until = :until, attempt = attempt + 1, rows_written = 0
WHERE id = :id AND state = 'waiting' AND leased_until <= :now
