SELECT product_id, gtin, product_name, label, unit, net_weight_g
FROM sku_projection WHERE sku_id = :sku AND supplier_id = :supplier
