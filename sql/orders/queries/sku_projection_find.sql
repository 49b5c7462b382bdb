{{SELECT p.sku, p.product_version, p.product, p.supplier, p.product_name, p.label, p.unit, p.gtin, p.price_fen, p.net_weight_g, p.package_weight_g,
  p.category, p.herb_class, p.fresh, p.shelf_life_days, p.consumers_may_buy, p.production_county, p.raw_material_county, p.registration_county, p.delivery_regions,
  EXISTS (SELECT 1 FROM certification_window w
          WHERE w.product = p.product AND w.valid_from <= :at AND w.valid_to > :at AND (w.revoked_at IS NULL OR w.revoked_at > :at)) AS certified
FROM sku_projection p
WHERE p.sku = :sku AND p.product_version = :product_version}}
