INSERT INTO purchase_rollup (measure, day, attributed_on, buyer_kind, buyer_organisation, buyer_division, delivery_division, supplier, category,
  certified, production_county, raw_material_county, registration_county, channel, gross_fen, refunded_fen, refunded_by_sale_fen, line_count)
VALUES {{(:measure, :day, :attributed_on, :buyer_kind, :buyer_organisation, :buyer_division, :delivery_division, :supplier, :category,
  :certified, :production_county, :raw_material_county, :registration_county, :channel, :gross, :refunded, :refunded_by_sale, :lines)}}
ON DUPLICATE KEY UPDATE gross_fen = gross_fen + VALUES(gross_fen), refunded_fen = refunded_fen + VALUES(refunded_fen),
  refunded_by_sale_fen = refunded_by_sale_fen + VALUES(refunded_by_sale_fen), line_count = line_count + VALUES(line_count)
