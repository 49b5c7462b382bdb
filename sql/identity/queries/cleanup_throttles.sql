DELETE FROM throttle WHERE level_at < :before AND (paused_until IS NULL OR paused_until < :before) ORDER BY level_at LIMIT 500
