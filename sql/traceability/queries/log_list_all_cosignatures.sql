SELECT size, witness, cosigned_at, verifier_key, signature FROM log_cosignature
WHERE size > :size OR (size = :size AND witness > :witness)
  OR (size = :size AND witness = :witness AND cosigned_at > :cosigned_at)
ORDER BY size, witness, cosigned_at LIMIT :limit
