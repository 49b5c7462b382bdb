INSERT INTO reserved_share_declaration (id, year, unit, region, canteen, state, canteen_total_fen, ratio_ppm, reserved_fen, contractor,
  successor, exempt_reason, version, submitted_at)
VALUES (:id, :year, :unit, :region, :canteen, :state, :canteen_total, :ratio_ppm, :reserved, :contractor,
  :successor, :exempt_reason, :version, :submitted_at)
