{{SELECT sku, product_version, from_quantity, price_fen
FROM sku_price_step
WHERE sku = :sku AND product_version = :product_version}}
