SELECT size, witness, cosigned_at, verifier_key, signature FROM log_cosignature
WHERE size = :size ORDER BY witness, cosigned_at
