SELECT sku, supplier, on_hand, reserved, presale
FROM sku_stock
WHERE sku = :sku
