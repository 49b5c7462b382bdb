SELECT id, supplier, title, threshold_fen, off_fen, starts_at, ends_at, version, created_at
FROM promotion FORCE INDEX (promotion_supplier)
WHERE supplier = :supplier AND (ends_at < :ends_before OR ends_at = :ends_before AND id < :id_before)
ORDER BY ends_at DESC, id DESC
LIMIT :limit
