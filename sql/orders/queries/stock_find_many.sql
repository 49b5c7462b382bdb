SELECT sku, supplier, on_hand, reserved, presale, cap_version, open_presale, rush
FROM sku_stock FORCE INDEX (PRIMARY)
WHERE sku IN (:skus*)
