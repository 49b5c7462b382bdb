{{SELECT bundle, product_version, position, sku, supplier, quantity, share_fen
FROM sku_component
WHERE bundle = :bundle AND product_version = :product_version}}
