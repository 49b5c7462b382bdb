SELECT product_id, gtin, product_name, label, unit, net_weight_g, production_county, raw_material_county, herb_class
FROM sku_projection WHERE sku_id = :sku AND supplier_id = :supplier
