SELECT sku, supplier, on_hand, reserved, presale, cap_version, open_presale, rush
FROM sku_stock FORCE INDEX (sku_stock_supplier)
WHERE supplier = :supplier AND sku > :after
ORDER BY sku
LIMIT :limit
