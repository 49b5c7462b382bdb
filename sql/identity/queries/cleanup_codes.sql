DELETE FROM one_time_code WHERE expires_at < :before ORDER BY expires_at LIMIT 500
