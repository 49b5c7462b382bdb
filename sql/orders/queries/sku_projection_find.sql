{{SELECT sku, product_version, product, supplier, product_name, label, unit, gtin, price_fen, net_weight_g, package_weight_g, category, herb_class,
  fresh, shelf_life_days, consumers_may_buy, production_county, raw_material_county, registration_county
FROM sku_projection
WHERE sku = :sku AND product_version = :product_version}}
