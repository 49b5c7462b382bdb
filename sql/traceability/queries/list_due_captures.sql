SELECT id FROM capture_job WHERE finished_at IS NULL AND leased_until <= :now ORDER BY leased_until LIMIT :limit
