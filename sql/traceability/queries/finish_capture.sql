UPDATE capture_job SET finished_at = :now, captured = :captured, errors = :errors, document = ''
WHERE id = :id AND finished_at IS NULL
