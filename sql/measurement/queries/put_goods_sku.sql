INSERT INTO goods_sku (sku, product, net_weight_g) VALUES {{(:sku, :product, :net_weight)}}
  ON DUPLICATE KEY UPDATE product = VALUES(product), net_weight_g = VALUES(net_weight_g)
