UPDATE import_job SET leased_until = :until, attempt = attempt + 1, stalled = stalled + 1
WHERE id = :id AND state = 'waiting' AND leased_until <= :now
