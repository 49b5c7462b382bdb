UPDATE capture_job SET finished_at = :now, errors = :errors WHERE id = :id AND finished_at IS NULL
