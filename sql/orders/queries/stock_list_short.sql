-- A supplier's SKUs of which more is promised than there is.
SELECT sku, supplier, on_hand, reserved, presale
FROM sku_stock FORCE INDEX (sku_stock_supplier)
WHERE supplier = :supplier AND reserved > on_hand
ORDER BY sku
LIMIT :limit
