SELECT id, product_id, valid_from, valid_to
FROM certification
WHERE product_id IN (:products*) AND status = 'valid'
ORDER BY id
