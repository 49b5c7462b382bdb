-- A published version never changes: what is there stays.
INSERT INTO sku_projection (sku, product_version, product, supplier, product_name, label, unit, gtin, price_fen, net_weight_g, package_weight_g,
  category, herb_class, fresh, shelf_life_days, consumers_may_buy, production_county, raw_material_county, registration_county, return_terms,
  delivery_regions)
VALUES {{(:sku, :product_version, :product, :supplier, :product_name, :label, :unit, :gtin, :price_fen, :net_weight_g, :package_weight_g,
  :category, :herb_class, :fresh, :shelf_life_days, :consumers_may_buy, :production_county, :raw_material_county, :registration_county, :return_terms,
  :delivery_regions)}}
ON DUPLICATE KEY UPDATE sku = sku_projection.sku
