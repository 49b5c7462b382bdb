INSERT INTO certification_projection (certification_id, product_id, valid_from, valid_to, revoked)
VALUES (:certification, :product, :valid_from, :valid_to, :revoked)
ON DUPLICATE KEY UPDATE valid_from = VALUES(valid_from), valid_to = VALUES(valid_to), revoked = VALUES(revoked)
