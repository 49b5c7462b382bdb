INSERT INTO one_time_code (phone_lookup, purpose, code_hash, attempts_left, expires_at)
VALUES (:phone_lookup, :purpose, :code_hash, :attempts_left, :expires_at)
ON DUPLICATE KEY UPDATE code_hash = :code_hash, attempts_left = :attempts_left, expires_at = :expires_at
