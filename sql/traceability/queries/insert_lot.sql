INSERT INTO lot (id, supplier_id, kind, class_key, lot_number, gtin, sku_id, product_id, product_name, county, outside_county, made_on,
  best_before, unit, net_weight_g, quantity, available, consumed, reserved, transferred, loss_g, loss_reason, households, failed_tests,
  recalled_at, epc_class, created_at, version, process, supervising_county)
VALUES (:id, :supplier, :kind, :class_key, :lot_number, :gtin, :sku, :product, :product_name, :county, :outside_county, :made_on,
  :best_before, :unit, :net_weight_g, :quantity, :quantity, 0, 0, 0, :loss_g, :loss_reason, :households, 0,
  NULL, :epc_class, :now, 1, :process,
  COALESCE((SELECT registration_county FROM supplier_projection WHERE supplier_id = :supplier AND :outside_county = 1), :county))
