SELECT id, status, households, valid_from, valid_to, revoked_at
FROM certification
WHERE product_id = :product
ORDER BY id
