INSERT INTO volume_by_unit (measure, tier, period, buyer_organisation, buyer_division, production_county, buyer_kind, category, certified, channel, attributed, booked,
  gross_fen, refunded_fen, refunded_by_sale_fen, line_count, refund_count, quantity)
VALUES {{(:measure, :tier, :period, :buyer_organisation, :buyer_division, :production_county, :buyer_kind, :category, :certified, :channel, :attributed, :booked,
  :gross, :refunded, :refunded_by_sale, :lines, :refunds, :quantity)}}
ON DUPLICATE KEY UPDATE gross_fen = gross_fen + VALUES(gross_fen), refunded_fen = refunded_fen + VALUES(refunded_fen),
  refunded_by_sale_fen = refunded_by_sale_fen + VALUES(refunded_by_sale_fen), line_count = line_count + VALUES(line_count),
  refund_count = refund_count + VALUES(refund_count), quantity = quantity + VALUES(quantity)
