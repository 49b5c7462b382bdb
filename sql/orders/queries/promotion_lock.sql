SELECT id, supplier, title, threshold_fen, off_fen, starts_at, ends_at, version, created_at
FROM promotion
WHERE id = :id AND supplier = :supplier
FOR UPDATE
