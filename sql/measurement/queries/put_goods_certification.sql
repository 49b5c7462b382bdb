INSERT INTO goods_certification (certification, product, valid_from, valid_to, revoked_at)
  VALUES (:certification, :product, :valid_from, :valid_to, :revoked_at)
  ON DUPLICATE KEY UPDATE valid_from = :valid_from, valid_to = :valid_to, revoked_at = COALESCE(revoked_at, :revoked_at)
