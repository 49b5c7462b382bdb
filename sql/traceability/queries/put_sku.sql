INSERT INTO sku_projection (sku_id, product_id, product_version, supplier_id, gtin, product_name, label, unit, net_weight_g,
  production_county, raw_material_county, herb_class)
VALUES {{(:sku, :product, :product_version, :supplier, :gtin, :product_name, :label, :unit, :net_weight_g,
  :production_county, :raw_material_county, :herb_class)}}
ON DUPLICATE KEY UPDATE product_version = VALUES(product_version), gtin = VALUES(gtin), product_name = VALUES(product_name),
  label = VALUES(label), unit = VALUES(unit), net_weight_g = VALUES(net_weight_g), production_county = VALUES(production_county),
  raw_material_county = VALUES(raw_material_county), herb_class = VALUES(herb_class)
