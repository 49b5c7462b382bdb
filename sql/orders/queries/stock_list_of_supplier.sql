SELECT sku, supplier, on_hand, reserved, presale
FROM sku_stock FORCE INDEX (sku_stock_supplier)
WHERE supplier = :supplier AND sku > :after
ORDER BY sku
LIMIT :limit
