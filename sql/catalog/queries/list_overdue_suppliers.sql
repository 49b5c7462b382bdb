SELECT id
FROM supplier FORCE INDEX (supplier_reverify)
WHERE reverify_answered = 0 AND reverify_by < :today AND status = 'approved'
ORDER BY reverify_by, id
LIMIT :limit
