SELECT id, product_id, valid_from, valid_to
FROM certification
WHERE status = 'valid' AND id > :after
ORDER BY id
LIMIT :limit
