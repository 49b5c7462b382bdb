SELECT supplier_id, id
FROM supplier_licence FORCE INDEX (supplier_licence_reminder)
WHERE reminded = 0 AND valid_to <= :until
ORDER BY valid_to, supplier_id, id
LIMIT :limit
