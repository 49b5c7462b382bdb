SELECT sku, supplier, on_hand, reserved, presale
FROM sku_stock FORCE INDEX (PRIMARY)
WHERE sku IN (:skus*)
