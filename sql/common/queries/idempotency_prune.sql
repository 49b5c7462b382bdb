DELETE FROM idempotency_key WHERE created_at < :before ORDER BY created_at LIMIT :limit
