-- In force or still to come.
SELECT id, supplier, title, threshold_fen, off_fen, starts_at, ends_at, version, created_at
FROM promotion FORCE INDEX (promotion_supplier)
WHERE supplier = :supplier AND ends_at > :now
ORDER BY ends_at, id
LIMIT :limit
