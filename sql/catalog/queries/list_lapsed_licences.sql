SELECT DISTINCT supplier_id
FROM supplier_licence
WHERE lapsed = 0 AND valid_to < :today
ORDER BY supplier_id
LIMIT :limit
