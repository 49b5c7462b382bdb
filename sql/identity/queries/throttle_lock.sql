SELECT level, level_at, paused_until FROM throttle WHERE subject = :subject FOR UPDATE
