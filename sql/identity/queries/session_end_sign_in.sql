UPDATE session SET ended_at = :now, end_reason = :reason WHERE sign_in = :sign_in AND ended_at IS NULL
