-- Locks in key order: the primary index is scanned in it.
SELECT sku, supplier, on_hand, reserved, presale
FROM sku_stock FORCE INDEX (PRIMARY)
WHERE sku IN (:skus*)
ORDER BY sku
FOR UPDATE
