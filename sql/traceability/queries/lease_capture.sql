UPDATE capture_job SET leased_until = :until, attempts = attempts + 1
WHERE id = :id AND finished_at IS NULL AND leased_until <= :now
