INSERT INTO measurement_entry (measure, line_id, kind, source, origin, sequence, order_id, occurred_at, occurred_on, booked_on, posted_on, sale_on,
  sale_posted_on, attributed_on, frozen_for, amount_fen, quantity, buyer_kind, buyer_organisation, buyer_account, buyer_division, delivery_division,
  supplier, product, category, certified, production_county, raw_material_county, registration_county, channel)
VALUES {{(:measure, :line, :kind, :source, :origin, :sequence, :order, :occurred_at, :occurred_on, :booked_on, :posted_on, :sale_on,
  :sale_posted_on, :attributed_on, :frozen_for, :amount, :quantity, :buyer_kind, :buyer_organisation, :buyer_account, :buyer_division, :delivery_division,
  :supplier, :product, :category, :certified, :production_county, :raw_material_county, :registration_county, :channel)}}
