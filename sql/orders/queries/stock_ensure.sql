INSERT INTO sku_stock (sku, supplier, on_hand, reserved, presale)
VALUES (:sku, :supplier, 0, 0, 0)
ON DUPLICATE KEY UPDATE sku = sku_stock.sku
