SELECT certification_id, valid_from, valid_to, revoked
FROM certification_projection WHERE product_id = :product ORDER BY valid_from DESC, certification_id DESC LIMIT :limit
