UPDATE session SET expires_at = :expires_at WHERE id = :id AND ended_at IS NULL
