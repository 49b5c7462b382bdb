SELECT product_id, sequence
FROM product_reception
WHERE sequence > :after
ORDER BY sequence, product_id
LIMIT :limit
