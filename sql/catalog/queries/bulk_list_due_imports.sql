SELECT id FROM import_job WHERE state = 'waiting' AND leased_until <= :now ORDER BY leased_until LIMIT :limit
