-- A supplier's SKUs of which more is promised than there is.
SELECT sku, supplier, on_hand, reserved, presale, cap_version, open_presale, rush
FROM sku_stock FORCE INDEX (sku_stock_supplier)
WHERE supplier = :supplier AND reserved > on_hand
ORDER BY sku
LIMIT :limit
