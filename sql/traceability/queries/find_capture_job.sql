SELECT id, behaviour, created_at, finished_at, captured, errors FROM capture_job
WHERE id = :id AND organisation_id = :organisation
