INSERT INTO flag_address (delivery_key, account, order_id) VALUES {{(:key, :account, :order)}}
  ON DUPLICATE KEY UPDATE order_id = order_id
