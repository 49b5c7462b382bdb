SELECT sku, supplier, on_hand, reserved, presale, cap_version, open_presale, rush
FROM sku_stock
WHERE sku = :sku
