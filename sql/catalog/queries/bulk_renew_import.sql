UPDATE import_job SET leased_until = :until
WHERE id = :id AND attempt = :attempt AND state = 'waiting'
