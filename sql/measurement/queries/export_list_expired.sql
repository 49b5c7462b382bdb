SELECT id FROM export_job WHERE state = 'finished' AND expires_at <= :now ORDER BY expires_at LIMIT :limit
