SELECT id FROM import_job WHERE state IN ('finished', 'failed') AND expires_at <= :now ORDER BY expires_at LIMIT :limit
