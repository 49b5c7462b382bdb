INSERT INTO certification_window (certification, product, valid_from, valid_to, revoked_at, households)
VALUES (:certification, :product, :valid_from, :valid_to, :revoked_at, :households)
ON DUPLICATE KEY UPDATE valid_from = VALUES(valid_from), valid_to = VALUES(valid_to), revoked_at = VALUES(revoked_at), households = VALUES(households)
