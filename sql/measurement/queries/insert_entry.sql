INSERT INTO measurement_entry (measure, line_id, kind, source, order_id, occurred_at, occurred_on, sale_on, attributed_on, amount_fen, quantity,
  buyer_kind, buyer_organisation, buyer_account, buyer_division, delivery_division, supplier, product, category, certified,
  production_county, raw_material_county, registration_county, channel, sequence)
VALUES {{(:measure, :line, :kind, :source, :order, :occurred_at, :occurred_on, :sale_on, :attributed_on, :amount, :quantity,
  :buyer_kind, :buyer_organisation, :buyer_account, :buyer_division, :delivery_division, :supplier, :product, :category, :certified,
  :production_county, :raw_material_county, :registration_county, :channel, :sequence)}}
