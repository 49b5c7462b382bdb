INSERT INTO flag_month (buyer, month, paid_fen, orders) VALUES {{(:buyer, :month, :paid, :orders)}}
  ON DUPLICATE KEY UPDATE paid_fen = VALUES(paid_fen), orders = VALUES(orders)
