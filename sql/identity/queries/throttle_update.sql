UPDATE throttle SET level = :level, level_at = :level_at, paused_until = :paused_until WHERE subject = :subject
