INSERT INTO lot (id, supplier_id, kind, class_key, lot_number, gtin, sku_id, product_id, product_name, county, outside_county, made_on,
  best_before, unit, net_weight_g, quantity, available, consumed, reserved, transferred, loss_g, loss_reason, households, failed_tests,
  recalled_at, epc_class, created_at, version)
VALUES (:id, :supplier, :kind, :class_key, :lot_number, :gtin, :sku, :product, :product_name, :county, :outside_county, :made_on,
  :best_before, :unit, :net_weight_g, :quantity, :quantity, 0, 0, 0, :loss_g, :loss_reason, :households, 0,
  NULL, :epc_class, :now, 1)
