INSERT INTO throttle (subject, level, level_at, paused_until) VALUES (:subject, 0, :now, NULL)
