-- In force or still to come, of each supplier.
SELECT id, supplier, title, threshold_fen, off_fen, starts_at, ends_at, version, created_at
FROM promotion FORCE INDEX (promotion_supplier)
WHERE supplier IN (:suppliers*) AND ends_at > :at
ORDER BY supplier, ends_at, id
