-- What was recorded from one id on, up to another.
SELECT id, supplier_id, kind, lot_number, gtin, sku_id, product_id, product_name, county, outside_county, made_on, best_before, unit,
  net_weight_g, quantity, available, consumed, reserved, transferred, written_off, loss_g, loss_reason, process, households, failed_tests, recalled_at,
  epc_class, created_at, version
FROM lot FORCE INDEX (PRIMARY) WHERE id > :after AND id < :before ORDER BY id LIMIT :limit
