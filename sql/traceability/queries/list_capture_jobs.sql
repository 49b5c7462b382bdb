SELECT id, behaviour, created_at, finished_at, captured, errors FROM capture_job
WHERE organisation_id = :organisation AND id < :before ORDER BY id DESC LIMIT :limit
