DELETE FROM refresh_token WHERE used_at < :before ORDER BY used_at LIMIT 500
