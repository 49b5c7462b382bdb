SELECT code_hash, attempts_left, expires_at FROM one_time_code WHERE phone_lookup = :phone_lookup AND purpose = :purpose FOR UPDATE
