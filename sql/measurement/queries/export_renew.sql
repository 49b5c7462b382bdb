UPDATE export_job SET leased_until = :until, rows_written = :rows WHERE id = :id AND attempt = :attempt AND state = 'waiting'
