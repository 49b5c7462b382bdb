INSERT INTO cart_line (buyer, sku, quantity, seen_version, seen_price_fen, added_at, updated_at)
VALUES (:buyer, :sku, :quantity, :seen_version, :seen_price_fen, :now, :now)
ON DUPLICATE KEY UPDATE quantity = VALUES(quantity), seen_version = VALUES(seen_version), seen_price_fen = VALUES(seen_price_fen),
  updated_at = VALUES(updated_at)
