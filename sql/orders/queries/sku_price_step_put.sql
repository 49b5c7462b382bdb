INSERT INTO sku_price_step (sku, product_version, from_quantity, price_fen)
VALUES {{(:sku, :product_version, :from_quantity, :price_fen)}}
ON DUPLICATE KEY UPDATE sku = sku_price_step.sku
