UPDATE session SET ended_at = :now, end_reason = :reason WHERE account = :account AND sign_in <> :except_sign_in AND ended_at IS NULL
