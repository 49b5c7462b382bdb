SELECT product_id, certification_id, valid_from, valid_to, revoked
FROM certification_projection WHERE product_id IN (:products*) ORDER BY product_id, valid_from, certification_id
