-- Who is there already keeps the number of the first sale.
INSERT INTO volume_buyer (measure, period, buyer_division, production_county, buyer_kind, category, certified, channel, buyer, first_sequence)
VALUES {{(:measure, :period, :buyer_division, :production_county, :buyer_kind, :category, :certified, :channel, :buyer, :first_sequence)}}
ON DUPLICATE KEY UPDATE first_sequence = LEAST(first_sequence, VALUES(first_sequence))
