INSERT INTO reserved_share_version (declaration, version, known_from, known_until, year, unit, region, canteen, state, canteen_total_fen, ratio_ppm,
  reserved_fen, contractor, successor, exempt_reason, submitted_at)
VALUES (:id, :version, :revision, 9223372036854775807, :year, :unit, :region, :canteen, :state, :canteen_total, :ratio_ppm,
  :reserved, :contractor, :successor, :exempt_reason, :submitted_at)
