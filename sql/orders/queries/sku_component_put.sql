INSERT INTO sku_component (bundle, product_version, position, sku, supplier, quantity, share_fen)
VALUES {{(:bundle, :product_version, :position, :sku, :supplier, :quantity, :share_fen)}}
ON DUPLICATE KEY UPDATE bundle = sku_component.bundle
