SELECT order_id, id, position, delivery, sku, product, product_version, gtin, name, label, unit, quantity, unit_price_fen, discount_fen, amount_fen,
  fee_fen, category, fresh, certified, production_county, raw_material_county, registration_county, delivery_division, price_step, bundle, bundle_name, returned, returned_fen, refunded_fen,
  packed, declined, presale, ships_by, capped
FROM order_line
WHERE order_id IN (:orders*)
ORDER BY order_id, position
