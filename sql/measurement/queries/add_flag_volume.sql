INSERT INTO flag_volume (year, sku, shipped) VALUES {{(:year, :sku, :quantity)}}
  ON DUPLICATE KEY UPDATE shipped = shipped + VALUES(shipped)
