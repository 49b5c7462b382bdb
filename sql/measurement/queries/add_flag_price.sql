INSERT INTO flag_price (sku, day, price_fen, line_count) VALUES {{(:sku, :day, :price, :lines)}}
  ON DUPLICATE KEY UPDATE line_count = line_count + VALUES(line_count)
