UPDATE session SET ended_at = :now, end_reason = :reason WHERE organisation = :organisation AND ended_at IS NULL
