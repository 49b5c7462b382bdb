UPDATE capture_job SET leased_until = :until, attempts = GREATEST(attempts - 1, 0)
WHERE id = :id AND finished_at IS NULL AND leased_until = :leased_until
