INSERT INTO order_line (order_id, id, position, delivery, sku, product, product_version, gtin, name, label, unit, quantity, unit_price_fen, discount_fen, amount_fen,
  fee_fen, category, fresh, certified, production_county, raw_material_county, registration_county, delivery_division, price_step, bundle, bundle_name, presale, ships_by, capped,
  returned, returned_fen, refunded_fen)
VALUES {{(:order_id, :id, :position, :delivery, :sku, :product, :product_version, :gtin, :name, :label, :unit, :quantity, :unit_price_fen, :discount_fen,
  :amount_fen, :fee_fen, :category, :fresh, :certified, :production_county, :raw_material_county, :registration_county, :delivery_division, :price_step, :bundle, :bundle_name, :presale,
  :ships_by, :capped, 0, 0, 0)}}
